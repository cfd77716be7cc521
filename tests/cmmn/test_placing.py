"""Where boxes and criteria stand: what is waited for on the left, exits on the lower border."""

from case_diagrams import diagram, middle, places

CHAIN = """\
    task A
    task B
        entry complete A
    milestone M
        entry complete B"""


def test_what_is_waited_for_stands_left_of_what_waits():
    found = places(diagram(CHAIN))
    assert found["A"].x < found["B"].x < found["M"].x


def test_a_cycle_is_cut_where_it_comes_back():
    found = places(diagram("task A\n    entry complete B\ntask B\n    entry complete A"))
    assert found["A"].x < found["B"].x


def test_what_waits_for_something_in_a_stage_stands_right_of_the_stage():
    found = places(diagram("task Z\n    entry complete A\nstage S\n    task A"))
    assert found["S"].x + found["S"].width < found["Z"].x


def test_what_may_be_planned_stands_below_the_plan():
    found = places(diagram("offer human O\ntask A\ntask B\n    entry complete A"))
    assert found["O"].y > found["A"].y


def test_an_exit_criterion_of_the_case_stands_on_its_lower_border():
    drawn = diagram("exit occur U\nuser U")
    (edge,) = drawn.edges
    root = places(drawn)["c_plan"]
    x, y = middle(places(drawn)[edge.target_cmmn_element_ref])
    assert y == root.y + root.height
    assert x == middle(places(drawn)["U"])[0]
