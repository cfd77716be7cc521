"""Of ten thousand rules a page is shown, and it is said how many are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import load

from ruling_workbench.boxes.rule_pages import RuleView, page_of, page_of_rules, rule_states


def model(policy="U", rules=("< 10 || 1", "[10..20] || 2", "> 20 || 3"), output="x"):
    rows = "\n".join(f"  {number} | {rule}" for number, rule in enumerate(rules, start=1))
    head = f"  {policy} | n : number || {output}"
    return load(f"input n : number\ndecision D (n) =\n{head}\n{rows}")


def table_of(made):
    return made.definitions.decisions[0].decision_logic


def traced(made, n):
    return made.evaluate({"n": n}, trace=True).trace.decisions[0].tables[0]


LARGE = model("F", [f"{number} || {number % 7}" for number in range(1, 1001)])


def test_a_small_table_is_shown_whole():
    page = page_of_rules(table_of(model()))
    assert (page.numbers, page.page, page.pages, page.hidden) == ((1, 2, 3), 1, 1, 0)
    assert page.said == "3 rules"


def test_a_large_table_says_what_is_hidden():
    page = page_of_rules(table_of(LARGE), RuleView(page=2))
    assert page.numbers == tuple(range(51, 101))
    assert page.said == "rules 51 to 100 of 1,000; 950 hidden"


def test_at_first_the_page_with_the_rule_that_fired_is_shown():
    page = page_of_rules(table_of(LARGE), RuleView(), traced(LARGE, 777))
    assert page.page == 16
    assert 777 in page.numbers


def test_a_page_beyond_the_last_is_the_last():
    assert page_of_rules(table_of(LARGE), RuleView(page=99)).page == 20
    assert page_of_rules(table_of(LARGE), RuleView(page=-1)).page == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [("999", [999]), ("#12", [12]), ("100 5", [100, 1000]), ("nowhere", []), ("  ", None)],
)
def test_rules_are_found_by_the_words_in_them(text, found):
    rules = [f"{number} || {number % 7}" for number in range(1, 1001)]
    rules[99] = rules[999] = "100 || 5"
    page = page_of_rules(table_of(model("F", rules)), RuleView(text=text))
    assert list(page.numbers) == (list(range(1, 51)) if found is None else found)


def test_a_filter_says_how_many_it_found_and_hides():
    page = page_of_rules(table_of(LARGE), RuleView(text="99", size=5))
    assert page.said == "19 of 1,000 rules found, page 1 of 4; 995 hidden"
    assert page_of_rules(table_of(model()), RuleView(text="zzz")).said == (
        "0 of 3 rules found; 3 hidden"
    )


def test_only_fired_and_only_never_hit():
    table, trace = table_of(LARGE), traced(LARGE, 777)
    assert page_of_rules(table, RuleView(only_fired=True), trace).numbers == (777,)
    assert page_of_rules(table, RuleView(only_fired=True)).total == 1000
    hits = dict.fromkeys(range(1, 999), 3) | {999: 0}
    assert page_of_rules(table, RuleView(only_unhit=True), hits=hits).numbers == (999, 1000)
    assert page_of_rules(table, RuleView(only_unhit=True)).found == 1000


@given(
    st.lists(st.integers(1, 300), unique=True).map(sorted),
    st.none() | st.integers(-5, 400),
    st.integers(-5, 600),
    st.integers(0, 300),
)
def test_every_page_has_its_share_and_all_pages_have_all(found, page, size, first):
    shown = page_of(found, 300, RuleView(page=page, size=size), "rules", first)
    assert 1 <= shown.page <= shown.pages
    assert len(shown.numbers) <= 500
    assert shown.hidden == 300 - len(shown.numbers)
    assert shown.said
    views = (RuleView(page=number, size=size) for number in range(1, shown.pages + 1))
    assert [n for view in views for n in page_of(found, 300, view, "rules").numbers] == found


# --- what became of the rules ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "rules", "n", "states"),
    [
        ("U", ["< 10 || 1", "> 5 || 2"], 3, ["fired", "stopped"]),
        ("U", ["< 10 || 1", "> 5 || 2"], 7, ["clash", "clash"]),
        ("U", ["< 10 || 1", "< 10 || null"], 7, ["clash", "clash"]),
        ("A", ["< 10 || 1", "> 5 || 2"], 7, ["clash", "clash"]),
        ("A", ["< 10 || 1", "> 5 || 1"], 7, ["fired", "fired"]),
        ("A", ["< 10 || null", "> 5 || null"], 7, ["fired", "fired"]),
        ("F", ["< 10 || 1", "> 5 || 2"], 7, ["fired", "lost"]),
        ("C", ["< 10 || 1", "> 5 || 2"], 7, ["fired", "fired"]),
        ("C+", ["< 10 || 1", "> 5 || 2"], 7, ["fired", "fired"]),
        ("U", ["< 10 || 1"], None, ["stopped"]),
    ],
)
def test_what_became_of_each_rule(policy, rules, n, states):
    assert list(rule_states(traced(model(policy, rules), n)).values()) == states


@pytest.mark.parametrize(
    ("output", "rules", "states"),
    [
        ("x in 2,1", ["< 10 || 1", "> 5 || 2", "> 6 || 2"], ["lost", "fired", "lost"]),
        ("x in 1,2", ["< 10 || 1", "> 5 || 2", "> 9 || 2"], ["fired", "lost", "stopped"]),
        # what is computed from inputs cannot be told apart without them
        ("x in 1,2", ["< 10 || n - 6", "> 5 || n - 5"], ["fired", "fired"]),
        ("x in 2,1 | y", ["< 10 || 1 | 0", "> 5 || 2 | 0"], ["lost", "fired"]),
    ],
)
def test_by_priority_one_rule_wins(output, rules, states):
    assert list(rule_states(traced(model("P", rules, output), 7)).values()) == states
