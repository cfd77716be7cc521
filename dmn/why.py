"""Why a decision came out as it did, from its trace: sentences, marks for cells, causes of null.

The one rule: only what a trace holds is said; nothing is evaluated and nothing is guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from dmn.trace import DecisionTrace, EntryTrace, RuleTrace, TableTrace, Trace, short
from feel.errors import FeelSyntaxError, FeelWarning
from feel.names import KnownNames
from feel.parser import parse_expression, parse_unary_tests
from feel.simple_tests import read_literal, read_tests
from feel.syntax import Name, Node, Path, RangeLiteral, UnaryTest, children
from feel.values import Value, brief, to_text

__all__ = [
    "FiredTable",
    "Mark",
    "NullCause",
    "NullReason",
    "RuleMarks",
    "RuleState",
    "Why",
    "because",
    "cell_marks",
    "null_cause",
]

Mark: TypeAlias = Literal["any", "passed", "stopped", "also stopped", "unknown"]
"""How an entry answered; `stopped` is the first that stopped its rule, `unknown` gave no answer."""

RuleState: TypeAlias = Literal["matched", "stopped", "overtaken"]
NullReason: TypeAlias = Literal["missing", "refused", "null", "no rule matched", "warning", "logic"]

_MOST_RULES, _MOST_NAMED, _DEEPEST = 5, 6, 50


# --- cells ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleMarks:
    """A rule with a mark for each input entry; `stopper` is the place of the first that stopped it.

    Null: `stopper` is None where no entry stopped the rule: it matched, or another came first.
    """

    number: int
    state: RuleState
    marks: tuple[Mark, ...]
    stopper: int | None


def cell_marks(table: TableTrace) -> tuple[RuleMarks, ...]:
    """Return how each entry of each rule answered."""
    return tuple(map(_marks, table.rules))


def _marks(rule: RuleTrace) -> RuleMarks:
    marks: list[Mark] = []
    stopper = None
    for at, entry in enumerate(rule.entries):
        if entry.passed is True:
            marks.append("any" if entry.text == "-" else "passed")
            continue
        marks.append(
            "unknown" if entry.passed is None else "stopped" if stopper is None else "also stopped"
        )
        stopper = at if stopper is None else stopper
    state: RuleState = "matched" if rule.matched else "overtaken" if stopper is None else "stopped"
    return RuleMarks(rule.number, state, tuple(marks), None if rule.matched else stopper)


# --- sentences ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FiredTable:
    """A table on the way to a value: which rules matched, and the conditions of those that count.

    Shape: `counting` are the rules that made the value; under PRIORITY they are not all that
    matched. `conditions` are theirs, in words, of the first few.
    """

    path: tuple[str, ...]
    name: str
    rules: tuple[int, ...]
    counting: tuple[int, ...]
    conditions: tuple[str, ...]
    annotations: tuple[str, ...]
    value: Value
    has_default: bool = False

    @property
    def reason(self) -> str:
        """Which rules matched, and why: `rule 4 of "Eligibility" matched: Score in [620..700]`."""
        if not self.rules:
            default = ", which leaves its default" if self.has_default else ""
            return f'no rule of "{self.name}" matched{default}'
        beaten = [f"rule {each}" for each in self.rules if each not in self.counting]
        best = f", which comes before {_listed(beaten)}" if beaten else ""
        if len(self.counting) == 1:
            conditions = self.conditions[0] or "it has no conditions"
            return f'rule {self.counting[0]} of "{self.name}" matched: {conditions}{best}'
        told = [
            f"rule {number}{f' ({words})' if words else ''}"
            for number, words in zip(self.counting, self.conditions, strict=False)
        ]
        more = [f"{len(self.counting) - len(told)} more"] if len(self.counting) > len(told) else []
        return f'{_listed([*told, *more])} of "{self.name}" matched{best}'

    @property
    def sentence(self) -> str:
        """What the table gave, and why."""
        return f'"{self.name}" = {short(self.value)} because {self.reason}'


@dataclass(frozen=True, slots=True)
class NullCause:
    """Where a null comes from: `chain` leads from the decision to the origin."""

    decision: str
    chain: tuple[str, ...]
    origin: str
    reason: NullReason
    text: str
    warning: FeelWarning | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Why a decision has its value: in one sentence, and the tables and words beside it."""

    decision: str
    value: Value
    text: str
    sentence: str
    tables: tuple[FiredTable, ...] = ()
    null: NullCause | None = None
    others: tuple[str, ...] = ()


def because(trace: Trace, decision: str) -> Why:
    """Return why a decision has its value.

    Errors: KeyError for a decision that was not evaluated.
    """
    found = _decision(trace, decision)
    if found is None:
        if decision not in trace.inputs:
            known = ", ".join(each.name for each in trace.decisions)
            raise KeyError(f"no decision '{decision}' was evaluated; there are: {known}")
        value = trace.inputs[decision]
        text = short(value)
        return Why(decision, value, text, f"{decision} = {text}, as it was given")
    tables = tuple(map(_fired, found.tables))
    own = next((each for each in reversed(tables) if _is_own(each.path)), None)
    inner = tuple(each.sentence for each in tables if each is not own)
    null = null_cause(trace, decision)
    text = short(found.value)
    if null is not None:
        sentence = null.text
    elif own is not None:
        sentence = f"{decision} = {text} because {own.reason}"
    else:
        sentence = f"{decision} = {text}{_from(found.requires)}"
    return Why(decision, found.value, text, sentence, tables, null, inner)


def _decision(trace: Trace, name: str) -> DecisionTrace | None:
    return next((each for each in reversed(trace.decisions) if each.name == name), None)


def _is_own(path: tuple[str, ...]) -> bool:
    return len(path) == 2 and path[1].startswith("decision ")


def _from(requires: Mapping[str, Value]) -> str:
    """Say what a value was reckoned from; of a structure, the name alone."""
    named = [
        name if isinstance(value, list | dict) else f"{name} {brief(value)}"
        for name, value in requires.items()
    ]
    more = [f"{len(named) - _MOST_NAMED} more"] if len(named) > _MOST_NAMED else []
    return f", from {_listed([*named[:_MOST_NAMED], *more])}" if named else ""


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _fired(table: TableTrace) -> FiredTable:
    names = list(table.inputs)
    matched = [rule for rule in table.rules if rule.matched]
    counting = _counting(table, matched)
    shown = counting[:_MOST_RULES]
    last = table.path[-1] if table.path else "the table"
    nothing = table.value in (None, []) or table.hit_policy == "COLLECT COUNT"
    return FiredTable(
        table.path,
        _name(last),
        tuple(rule.number for rule in matched),
        tuple(rule.number for rule in counting),
        tuple(_conditions(rule, names) for rule in shown),
        tuple(note for rule in shown for note in rule.annotations if note),
        table.value,
        not matched and not nothing,
    )


def _counting(table: TableTrace, matched: list[RuleTrace]) -> list[RuleTrace]:
    """Return the rules that made the value: of rules by priority, those that say what came out."""
    if table.hit_policy != "PRIORITY" or len(matched) < 2:
        return matched
    value = table.value
    texts = [to_text(value.get(name)) for name in table.outputs] if isinstance(value, dict) else []
    texts = texts or [to_text(value)]
    return [rule for rule in matched if list(rule.outputs) == texts] or matched


def _name(place: str) -> str:
    """Return the name in a place: `context entry 'Level'`, `business knowledge model Bonus`."""
    if place.endswith("'") and " '" in place:
        return place[place.index(" '") + 2 : -1]
    for kind in ("decision ", "business knowledge model "):
        if place.startswith(kind):
            return place.removeprefix(kind)
    return place


def _conditions(rule: RuleTrace, names: list[str]) -> str:
    """Say what a rule asks for of each input, but for those of which any value will do."""
    pairs = zip(names, rule.entries, strict=False)
    return _listed([_condition(name, entry) for name, entry in pairs if entry.text != "-"])


def _condition(name: str, entry: EntryTrace) -> str:
    tests = read_tests(entry.text)
    if tests is None:
        return f"{name} passes {entry.text}"
    if len(tests.tests) == 1:
        (test,) = tests.tests
        return f"{name} {'in ' if isinstance(test, RangeLiteral) else ''}{entry.text}"
    if any(isinstance(test, UnaryTest) for test in tests.tests):
        return f"{name} is one of {entry.text}"
    return f"{name} in {entry.text}"


# --- null -----------------------------------------------------------------------------------------


def null_cause(trace: Trace, decision: str) -> NullCause | None:
    """Return where the null of a decision comes from.

    Null: None where its value is not null, or it was not evaluated.
    """
    found = _decision(trace, decision)
    if found is None or found.value is not None:
        return None
    origin = _Search(trace).origin(found)
    chain = (*origin.chain, origin.name) if origin.name else origin.chain
    told = f"{decision} is null"
    inner = chain[1:-1] if origin.name else chain[1:]
    if inner:
        told += f" because {' and so '.join(f'{name} is null' for name in reversed(inner))}"
    return NullCause(
        decision, chain, chain[-1], origin.reason, f"{told}: {origin.text}", origin.warning
    )


@dataclass(frozen=True, slots=True)
class _Origin:
    """What a null begins with; `name` is the input or the part of one, where it is that."""

    chain: tuple[str, ...]
    reason: NullReason
    text: str
    name: str = ""
    warning: FeelWarning | None = None


@dataclass(slots=True)
class _Search:
    """Goes from a decision that is null to what made it so."""

    trace: Trace
    chain: list[str] = field(default_factory=list)

    def origin(self, decision: DecisionTrace) -> _Origin:
        """Return what a decision's null begins with."""
        self.chain.append(decision.name)
        for warning in decision.warnings:
            for path in _nulls_read(warning, decision.requires):
                return self._of_path(path, decision, warning)
        nulls = [name for name, value in decision.requires.items() if value is None]
        if nulls:
            return self._of_path((nulls[0],), decision, None)
        if decision.warnings:
            warning = decision.warnings[0]
            return _Origin(tuple(self.chain), "warning", warning.message, warning=warning)
        return self._of_table(decision)

    def _of_path(
        self, path: tuple[str, ...], decision: DecisionTrace, warning: FeelWarning | None
    ) -> _Origin:
        required = _decision(self.trace, path[0])
        again = path[0] in self.chain or len(self.chain) > _DEEPEST
        if required is not None and len(path) == 1 and required.value is None and not again:
            return self.origin(required)
        name = ".".join(path)
        reason, text = self._reason(path, decision)
        return _Origin(tuple(self.chain), reason, f"{name} {text}", name, warning)

    def _reason(self, path: tuple[str, ...], decision: DecisionTrace) -> tuple[NullReason, str]:
        """Return why an input or a part of one is null."""
        if len(path) > 1:
            holder = _at(decision.requires, path[:-1])
            is_there = isinstance(holder, dict) and path[-1] in holder
            return ("null", "is null") if is_there else ("missing", "is missing")
        place = f"input data {path[0].rpartition('.')[2]}"
        for warning in self.trace.warnings:
            if place in warning.location.path:
                if warning.code == "MISSING_INPUT":
                    return "missing", "is missing"
                return "refused", f"was not taken: {warning.message}"
        return "null", "is null"

    def _of_table(self, decision: DecisionTrace) -> _Origin:
        table = next((each for each in reversed(decision.tables) if _is_own(each.path)), None)
        if table is None or table.matched:
            text = "that is what its logic gives"
            if table is not None:
                text = f"that is what {_fired(table).reason.partition(' matched')[0]} gives"
            return _Origin(tuple(self.chain), "logic", text)
        nulls = [name for name, value in table.inputs.items() if value is None]
        because_of = f", and {_listed(nulls)} {'is' if len(nulls) == 1 else 'are'} null"
        text = f'no rule of "{_name(table.path[-1])}" matched{because_of if nulls else ""}'
        return _Origin(tuple(self.chain), "no rule matched", text)


def _nulls_read(warning: FeelWarning, requires: Mapping[str, Value]) -> Iterator[tuple[str, ...]]:
    """Give what the text of a warning reads, at its place, that is null."""
    location = warning.location
    tree = _tree(location.text, requires)
    if tree is None:
        return
    for path, (start, end) in _paths(tree):
        is_there = location.start <= start and end <= location.end
        if is_there and path[0] in requires and _at(requires, path) is None:
            yield _shortest_null(requires, path)


def _tree(text: str | None, requires: Mapping[str, Value]) -> Node | None:
    if text is None:
        return None
    components = {key for each in requires.values() for key in _keys(each)}
    known = KnownNames.of({*requires, *components}, components)
    for parse in (parse_expression, parse_unary_tests):
        try:
            return read_literal(text) or parse(text, known)
        except FeelSyntaxError:
            continue
    return None


def _keys(value: Value, level: int = 0) -> Iterator[str]:
    if isinstance(value, dict) and level < _MOST_RULES:
        for key, each in value.items():
            yield key
            yield from _keys(each, level + 1)


def _paths(tree: Node) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """Give the names in a tree with what follows them: `Applicant.Age`, in text order."""
    todo = [tree]
    while todo:
        node = todo.pop()
        chain = _chain(node)
        if chain:
            yield chain, node.span
        else:
            todo += reversed(list(children(node)))


def _chain(node: Node) -> tuple[str, ...]:
    names: list[str] = []
    while isinstance(node, Path):
        names.append(node.name)
        node = node.source
    return (node.name, *reversed(names)) if isinstance(node, Name) else ()


def _at(values: Mapping[str, Value], path: tuple[str, ...]) -> Value:
    found: Value = values
    for name in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def _shortest_null(values: Mapping[str, Value], path: tuple[str, ...]) -> tuple[str, ...]:
    return next(path[:end] for end in range(1, len(path) + 1) if _at(values, path[:end]) is None)
