import pickle

from feel.errors import FeelSyntaxError, FeelWarning, Location, Problem


def test_a_location_knows_its_line_and_column():
    place = Location((), "a +\n  b - c", 8, 9)
    assert (place.line, place.column, str(place)) == (2, 5, "line 2, column 5")


def test_outer_layers_prepend_their_place():
    finding = FeelWarning("X", "wrong", Location((), "a", 0, 1)).within("loan.dmn", "rule 3")
    assert str(finding).splitlines()[0] == "loan.dmn > rule 3, column 1: wrong"


def test_a_finding_shows_the_text_with_a_caret_and_the_hint_under_it():
    finding = Problem(
        "SYNTAX", "expected a value", Location((), ">= , 700", 3, 4), "write - for any"
    )
    assert str(finding) == (
        "column 4: expected a value\n    >= , 700\n       ^   hint: write - for any"
    )


def test_of_a_long_line_the_part_around_the_place_is_shown():
    shown = Location((), "x" * 500 + "!" + "y" * 500, 500, 501).excerpt().splitlines()
    assert shown[0].index("!") == shown[1].index("^")
    assert max(map(len, shown)) <= 104


def test_a_place_without_a_text_has_no_column():
    assert str(Location(("context entry 'a'",))) == "context entry 'a'"
    assert str(FeelWarning("X", "wrong")) == "wrong"


def test_a_syntax_error_is_its_problem():
    problem = Problem("SYNTAX", "no", Location((), "a", 0, 1))
    error = FeelSyntaxError(problem)
    assert error.location is problem.location
    assert "no" in str(error)


def test_a_syntax_error_passes_between_processes_with_its_problem():
    error = FeelSyntaxError(Problem("SYNTAX", "expected a value", Location((), "1 +", 3, 4)))
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    assert (copy.problem, str(copy)) == (error.problem, str(error))
