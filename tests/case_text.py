"""Case models for tests, written in lines instead of XML:

    case c auto
    role Clerk
    file order * {total: decimal}
        file line *
    input amount > order
    human A by Clerk
        entry complete B, create order if total > 3
        repeat if total < 9
    stage S auto
        milestone M
            entry exit B via B_exit1
        offer task D
            offered by Clerk if total > 1
    timer T = PT1H after complete A

Items have their name as id; the criteria of A are A_entry1, A_entry2, A_exit1, and those of the
case plan model c_plan_exit1. What is indented belongs to the line above it.
Further cases begin with a `case` line of their own.
"""

import re
from xml.sax.saxutils import escape, quoteattr

from cmmn.case_index import Surroundings
from cmmn.compiler import compile_case
from cmmn.decision_calls import BoundModel
from cmmn.reader import read

NAMESPACE = "http://www.omg.org/spec/CMMN/20151109/MODEL"
OURS = "urn:ruling:cmmn"
_ELEMENTS = {
    "task": "task",
    "human": "humanTask",
    "process": "processTask",
    "subcase": "caseTask",
    "decision": "decisionTask",
    "stage": "stage",
    "fragment": "planFragment",
    "milestone": "milestone",
    "event": "eventListener",
    "user": "userEventListener",
    "timer": "timerEventListener",
}
_CALLS = {"process": "processRef", "subcase": "caseRef", "decision": "decisionRef"}
_CALLED = {"handler": "process", "ruling": "decision"}
_TASKS = {"task", "human", "process", "subcase", "decision"}
_MULTIPLICITIES = {
    "?": "ZeroOrOne",
    "!": "ExactlyOne",
    "*": "ZeroOrMore",
    "+": "OneOrMore",
    None: "Unspecified",
}
_RULES = {
    "repeat": "repetitionRule",
    "required": "requiredRule",
    "manual": "manualActivationRule",
}
_OWN = {"due", "followUp", "priority", "escalation"}
_ITEM = re.compile(
    r"(?P<offer>offer )?(?P<kind>\w+) (?P<name>\w+)(?P<auto> auto)?(?P<free> unblocked)?"
    r"(?: calls (?P<calls>.+?))?(?: by (?P<roles>[\w ,]+?))?"
    r"(?: = (?P<time>.*?))?(?: after (?P<trigger>\w+ \w+))?"
)
_FILE = re.compile(
    r"file (?P<name>\w+)(?: (?P<many>[?!*+]))?(?: \{(?P<properties>.*)\})?(?: to (?P<to>.*))?"
)
_CALLABLE = re.compile(r"(?P<kind>\w+) (?P<name>\w+) \((?P<ins>.*?)\)(?: gives (?P<outs>.*))?")
_PARAMETER = re.compile(r"\w+ (?P<name>\w+)(?: [<>] (?P<path>\w+))?(?: = (?P<refined>.*))?")
_MAPPING = re.compile(r"(?P<way>pass|take) (?P<one>\w+) > (?P<other>\w+)(?: = (?P<change>.*))?")


def plan(text, **decisions):
    """Return the first case of some lines, ready to run; `decisions` are DMN models by name."""
    return next(iter(plans(text, **decisions).values()))


def plans(text, **decisions):
    """Return the cases of some lines by id."""
    return compiled(xml(text), **decisions)


def compiled(data, **decisions):
    """Return the cases of a file by id."""
    definitions = read(data)
    around = Surroundings({key: BoundModel(each, "1" * 64) for key, each in decisions.items()})
    return {
        each.id: compile_case(definitions, each, "m", around, "0" * 64)
        for each in definitions.cases
    }


def xml(text):
    """Return the file of some lines."""
    lines = _tree(text)
    if not lines or not lines[0][0].startswith("case "):
        lines = [("case c", []), *lines]
    cases = []
    for line in lines:
        if line[0].startswith("case "):
            cases.append((line, list(line[1])))
        else:
            cases[-1][1].append(line)
    types = "".join(_types(content) for _, content in cases)
    called = "".join(_called(line) for _, content in cases for line, _ in content)
    body = "".join(_case(head[0], content) for head, content in cases)
    return (
        f'<definitions xmlns="{NAMESPACE}" xmlns:o="{OURS}" id="d" name="m"'
        f' targetNamespace="urn:m">{types}{body}{called}</definitions>'
    ).encode()


def _tree(text):
    """Return lines as (text, the lines below it)."""
    root = []
    open_ones = [(-1, root)]
    for line in text.splitlines():
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        while open_ones[-1][0] >= indent:
            open_ones.pop()
        node = (line.strip(), [])
        open_ones[-1][1].append(node)
        open_ones.append((indent, node[1]))
    return root


def _words(text):
    return [each.strip() for each in (text or "").split(",") if each.strip()]


def _condition(tag, text, attributes=""):
    if not text:
        return f"<{tag}{attributes}/>"
    return f"<{tag}{attributes}><condition>{escape(text)}</condition></{tag}>"


# --- the case file ------------------------------------------------------------------------------


def _files(lines):
    """Give the matches of case file items at every depth."""
    for line, below in lines:
        if line.startswith("file "):
            yield _FILE.fullmatch(line)
            yield from _files(below)


def _types(lines):
    text = ""
    for match in _files(lines):
        if match["properties"]:
            inner = ""
            for each in _words(match["properties"]):
                name, _, kind = each.partition(": ")
                inner += f'<property id="{match["name"]}_{name}" name="{name}" type="x/{kind}"/>'
            text += (
                f'<caseFileItemDefinition id="{match["name"]}_type" name="t">{inner}'
                "</caseFileItemDefinition>"
            )
    return text


def _file(line, below):
    match = _FILE.fullmatch(line)
    name = match["name"]
    attributes = f'id="{name}" name="{name}" multiplicity="{_MULTIPLICITIES[match["many"]]}"'
    if match["properties"]:
        attributes += f' definitionRef="{name}_type"'
    if match["to"]:
        attributes += f' targetRefs="{" ".join(_words(match["to"]))}"'
    children = "".join(_file(*each) for each in below)
    children = f"<children>{children}</children>" if children else ""
    return f"<caseFileItem {attributes}>{children}</caseFileItem>"


# --- cases and what they call -------------------------------------------------------------------


def _case(head, lines):
    name, auto = re.fullmatch(r"case (\w+)( auto)?", head).groups()
    content = _Content(f"{name}_plan", {match["name"] for match in _files(lines)})
    files = "".join(_file(*each) for each in lines if each[0].startswith("file "))
    roles = [line.removeprefix("role ") for line, _ in lines if line.startswith("role ")]
    roles = "".join(f'<role id="r_{each}" name="{each}"/>' for each in roles)
    parameters = "".join(
        _parameter(line, name, line.split()[0])
        for kind in ("input ", "output ")
        for line, _ in lines
        if line.startswith(kind)
    )
    inner = content.fill([each for each in lines if _is_in_plan(each[0])])
    auto = ' autoComplete="true"' if auto else ""
    return (
        f'<case id="{name}" name="{name}"><caseFileModel>{files}</caseFileModel>'
        f'<casePlanModel id="{name}_plan" name="{name} plan"{auto}>{inner}</casePlanModel>'
        f"<caseRoles>{roles}</caseRoles>{parameters}</case>"
    )


def _is_in_plan(line):
    return line.split()[0] in {*_ELEMENTS, "offer", "exit"}


def _parameter(line, owner, tag):
    match = _PARAMETER.fullmatch(line)
    bound = f' bindingRef="{match["path"]}"' if match["path"] else ""
    inner = ""
    if match["refined"]:
        inner = f"<bindingRefinement>{escape(match['refined'])}</bindingRefinement>"
    name = match["name"]
    return f'<{tag} id="{owner}_{name}" name="{name}"{bound}>{inner}</{tag}>'


def _called(line):
    match = _CALLABLE.fullmatch(line)
    if match is None or match["kind"] not in _CALLED:
        return ""
    tag, owner = _CALLED[match["kind"]], match["name"]
    inner = "".join(f'<input id="{owner}_{each}" name="{each}"/>' for each in _words(match["ins"]))
    inner += "".join(
        f'<output id="{owner}_{each}" name="{each}"/>' for each in _words(match["outs"])
    )
    return f'<{tag} id="{owner}" name="{owner}">{inner}</{tag}>'


# --- plan items ---------------------------------------------------------------------------------


class _Content:
    """The inside of a stage: its items, sentries, planning table and definitions, as XML."""

    def __init__(self, owner, files):
        self.owner, self.files = owner, files
        self.items, self.sentries, self.definitions = [], [], []

    def fill(self, lines, *, has_definitions=True):
        """Return the XML of the lines in a stage; a fragment has no definitions of its own."""
        offers = [each for each in lines if each[0].startswith("offer ")]
        exits = [line for line, _ in lines if line.startswith("exit ")]
        for each in lines:
            if each not in offers and each[0] not in exits:
                self.items.append(self.item(*each))
        table = self.table(self.owner, offers)
        exits = self.criteria(self.owner, exits)
        definitions = self.definitions if has_definitions else ()
        parts = (*self.items, *self.sentries, table, *definitions, exits)
        return "".join(parts)

    def table(self, owner, offers):
        """Return a planning table."""
        if not offers:
            return ""
        rules, items = "", ""
        for line, below in offers:
            given = [each for each, _ in below if each.startswith("offered")]
            who, condition = re.fullmatch(
                r"offered(?: by (.*?))?(?: if (.*))?", given[0] if given else "offered"
            ).groups()
            name = _ITEM.fullmatch(line)["name"]
            more = f' authorizedRoleRefs="{_role_ids(who)}"' if who else ""
            if condition:
                rules += _condition("applicabilityRule", condition, f' id="{name}_rule"')
                more += f' applicabilityRuleRefs="{name}_rule"'
            items += self.item(line, below, more)
        return f'<planningTable id="{owner}_table">{items}{rules}</planningTable>'

    def item(self, line, below, more=""):
        """Return a plan item, or a discretionary item; keep its definition and sentries."""
        match = _ITEM.fullmatch(line)
        name, kind = match["name"], match["kind"]
        details = [each for each, _ in below]
        entries = self.criteria(name, [each for each in details if each.startswith("entry ")])
        exits = [each for each in details if each.startswith("exit ")]
        exits = self.criteria(name, exits)
        control = ""
        for each in details:
            word, _, condition = each.partition(" if ")
            if word in _RULES:
                control += _condition(_RULES[word], condition)
        if control:
            control = f"<itemControl>{control}</itemControl>"
        self.definitions.append(self.definition(match, kind, below))
        tag = "discretionaryItem" if match["offer"] else "planItem"
        attributes = f'id="{name}" name="{name}" definitionRef="{name}_def"{more}'
        return f"<{tag} {attributes}>{control}{entries}{exits}</{tag}>"

    def criteria(self, owner, lines):
        """Return criteria; keep their sentries."""
        text = ""
        for number, line in enumerate(lines, start=1):
            tag, _, rest = line.partition(" ")
            key = f"{owner}_{tag}{number}"
            parts, _, condition = f" {rest}".partition(" if ")
            body = "".join(self.on_part(each) for each in _words(parts))
            if condition:
                body += _condition("ifPart", condition)
            self.sentries.append(f'<sentry id="{key}_sentry">{body}</sentry>')
            text += f'<{tag}Criterion id="{key}" sentryRef="{key}_sentry"/>'
        return text

    def on_part(self, text, kind="OnPart"):
        """Return an on-part: on the case file where its source is a name there."""
        event, source, *via = text.split()
        tag = ("caseFileItem" if source in self.files else "planItem") + kind
        exit_ref = f' exitCriterionRef="{via[1]}"' if via else ""
        event = f"<standardEvent>{event}</standardEvent>"
        return f'<{tag} sourceRef="{source}"{exit_ref}>{event}</{tag}>'

    def definition(self, match, kind, below):
        """Return the definition of an item."""
        name, tag = match["name"], _ELEMENTS[kind]
        attributes = f'id="{name}_def" name="{name}"'
        attributes += ' autoComplete="true"' if match["auto"] else ""
        attributes += ' isBlocking="false"' if match["free"] else ""
        if match["roles"]:
            role = "performerRef" if kind == "human" else "authorizedRoleRefs"
            attributes += f' {role}="{_role_ids(match["roles"])}"'
        inner = ""
        if kind in ("stage", "fragment"):
            lines = [each for each in below if _is_in_stage(each[0])]
            content = _Content(name, self.files)
            inner = content.fill(lines, has_definitions=kind == "stage")
            if kind == "fragment":  # what is in it is defined in the stage around it
                self.definitions += content.definitions
        elif kind == "timer":
            inner = f"<timerExpression>{escape(match['time'] or '')}</timerExpression>"
            inner += self.on_part(match["trigger"], "StartTrigger") if match["trigger"] else ""
        elif kind in _TASKS:
            more, inner = self.task(match, kind, below)
            attributes += more
        return f"<{tag} {attributes}>{inner}</{tag}>"

    def task(self, match, kind, below):
        """Return what only tasks have: attributes and content."""
        name, details, attributes, expression = match["name"], [each for each, _ in below], "", ""
        called = match["calls"]
        if called and called.startswith("="):
            tag = f"{_CALLS[kind]}Expression"
            expression = f"<{tag}>{escape(called.removeprefix('='))}</{tag}>"
        elif called:
            attributes += f" {_CALLS[kind]}={quoteattr(called)}"
        for each in details:
            word, _, value = each.partition(" ")
            if word in _OWN:
                value = _role_ids(value) if word == "escalation" else value
                attributes += f" o:{word}={quoteattr(value)}"
        lines = {tag: [each for each in details if each.startswith(f"{tag} ")] for tag in _IN_OUT}
        inner = "".join(
            _parameter(line, name, element)
            for tag, element in _IN_OUT.items()
            for line in lines[tag]
        )
        mappings = [_MAPPING.fullmatch(each) for each in details]
        inner += "".join(_mapping(each, name, called) for each in mappings if each)
        if kind == "human":
            inner += self.table(name, [each for each in below if each[0].startswith("offer ")])
        return attributes, inner + expression


_IN_OUT = {"in": "input", "out": "output"}


def _mapping(match, name, called):
    here, there = (name, called) if match["way"] == "pass" else (called, name)
    change = ""
    if match["change"]:
        change = f"<transformation>{escape(match['change'])}</transformation>"
    ends = f'sourceRef="{here}_{match["one"]}" targetRef="{there}_{match["other"]}"'
    return f"<parameterMapping {ends}>{change}</parameterMapping>"


def _is_in_stage(line):
    return line.split()[0] in {*_ELEMENTS, "offer"}


def _role_ids(text):
    return " ".join(f"r_{each}" for each in _words(text))
