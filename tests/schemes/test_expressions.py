"""R33, R34: a scheme whose expressions fail, loop or contradict the rules is refused before use."""

from collections.abc import Callable
from pathlib import Path

import pytest

from certplatform.scheme_check import check_scheme

Edit = Callable[[str, str, str], Path]
FILE = "grading.toml"
GRADE = "grading[grade].expression"
MET = 'r.result == "met" || (r.result == "not_applicable" && r.reasoned)'
NINE = "[1,2,3,4,5,6,7,8,9].map(x, "


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("open_majors > 0 ||", "open_majors > ||", GRADE, "Syntax error"),
        (
            "open_majors > 0 ||",
            "open_minors > 0 ||",
            GRADE,
            "reference to 'open_minors'",
        ),
        ("r.result ==", "r.results ==", "grading[met].expression", "Key not found"),
        ("open_majors > 0 ||", "open_majors > 'a' ||", GRADE, "no matching overload"),
        ("open_majors > 0 ||", "1 / open_majors > 0 ||", GRADE, "divide by zero"),
        (
            "size(grades_within_applied) < size(earned_grades)",
            "size(earned_grades)",
            "grading[capped].expression",
            "another kind of value",
        ),
        ("open_majors > 0 ||", f"size({NINE * 5}1{')' * 5}) < 0 ||", GRADE, "budget exceeded"),
        ("open_majors > 0 ||", "(" * 40 + "true" + ")" * 40 + " ||", GRADE, "recursion limit"),
        ("open_majors > 0 ||", "math.greatest(1, 2) < 0 ||", GRADE, "It uses greatest()"),
        ("open_majors > 0 ||", "open_majors > 0.5 ||", GRADE, "not a plain whole one"),
        ("open_majors > 0 ||", "", GRADE, "R33 and R34 ''"),
        ('"grade"', '"mark"', "grading", "No rule is called grade"),
        ('"met"\nrule', '"levels"\nrule', "grading[levels].name", "taken already"),
        ('"met"\nrule', '"for"\nrule', "grading[for].name", "cannot be used"),
        ('"R33"', '"R99"', "grading[met].rule", "There is no rule 'R99'"),
        ("r.criterion))", "r.criterion))" + " " * 4000, "grading[met].expression", "characters"),
    ],
)
def test_a_spoiled_expression_is_named_with_file_place_and_cure(
    edit: Edit, old: str, new: str, place: str, said: str
) -> None:
    found = check_scheme(edit(FILE, old, new))
    problems = [one for one in found if one.place == place]
    assert any(said in one.what for one in problems), [str(one) for one in found]
    assert all(one.file == FILE and one.cure for one in problems)


def test_R33_a_rule_that_rates_partly_met_as_met_contradicts_the_law(edit: Edit) -> None:
    folder = edit(FILE, MET, 'r.result == "met" || r.result == "partly"')
    assert {one.place for one in check_scheme(folder)} >= {"grading[dimension_levels].expression"}


def test_a_rule_that_costs_too_much_only_on_the_largest_case_is_refused(edit: Edit) -> None:
    loop = "capabilities.map(c, capabilities.map(d, capabilities.map(e, capabilities.map(f, 1))))"
    (problem,) = check_scheme(edit(FILE, "open_majors > 0", f"size({loop}) < 0 || open_majors > 0"))
    assert problem.place == GRADE
    assert problem.what.startswith("With 20 capabilities")
