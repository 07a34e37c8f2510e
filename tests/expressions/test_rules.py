"""R33, R34 as the scheme's own expressions compute them."""

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certplatform.domain.capsule import rules_of_scheme
from certplatform.domain.grading import RatedCapability, Rating, grade_result
from certplatform.domain.grading_context import disagreements, grading_context, wrong_answers
from certplatform.domain.scheme import Scheme
from certplatform.expressions.engine import RuleFault, evaluate
from tests.builders.rules import IIIMS, TINY

MET, PARTLY, NOT_MET = Rating("met"), Rating("partly"), Rating("not_met")
EXCUSED, DODGED, UNRATED = Rating("not_applicable", "无"), Rating("not_applicable", " "), Rating()
ALL = (MET, PARTLY, NOT_MET, EXCUSED, DODGED, UNRATED)
RANK = {"": 0, **{one.code: one.rank for one in TINY.grades}}


def up_to(scheme: Scheme, rank: int, key: str = "1", viewpoint: str = "v") -> RatedCapability:
    ratings = {
        one.code: MET if scheme.level(one.level).rank <= rank else NOT_MET
        for one in scheme.criteria
    }
    return RatedCapability(key, "", viewpoint, scheme.levels[-1].code, ratings)


def asked(
    claims: Sequence[RatedCapability], applied: str, majors: int = 0, scheme: Scheme = TINY
) -> dict[str, Any]:
    """The rules' answers, which have to be those of R33 and R34 worked out without them."""
    found = evaluate(rules_of_scheme(scheme), grading_context(claims, applied, majors, scheme))
    assert wrong_answers(found) == {}
    assert disagreements(found, grade_result(claims, applied, majors, scheme)) == []
    return found


@pytest.mark.parametrize("scheme", [IIIMS, TINY], ids=["iiims", "tiny"])
def test_R33_the_level_is_the_highest_whose_own_and_lower_criteria_are_met(scheme: Scheme) -> None:
    codes = ["", *(one.code for one in scheme.levels)]
    for rank, code in enumerate(codes):
        found = asked([up_to(scheme, rank)], scheme.grades[-1].code, scheme=scheme)
        assert found["capability_levels"] == [code]
        assert found["dimension_levels"] == [[code] * len(scheme.dimensions)]


@pytest.mark.parametrize("at", range(len(IIIMS.criteria)))
def test_R33_each_single_criterion_missed_holds_its_dimension_below_its_level(at: int) -> None:
    missed = IIIMS.criteria[at]
    full = up_to(IIIMS, 5)
    claim = RatedCapability("1", "", "v", "CL5", {**full.ratings, missed.code: PARTLY})
    found = asked([claim], "AAAAA", scheme=IIIMS)
    below = IIIMS.level(missed.level).rank - 1
    wanted = IIIMS.levels[below - 1].code if below else ""
    place = [one.code for one in IIIMS.dimensions].index(missed.dimension)
    assert found["dimension_levels"][0][place] == wanted
    assert found["capability_levels"] == [wanted]


@pytest.mark.parametrize("applied", [one.code for one in IIIMS.grades])
@pytest.mark.parametrize("reached", range(6))
def test_R34_the_grade_is_capped_at_the_one_applied_for(applied: str, reached: int) -> None:
    found = asked([up_to(IIIMS, reached)], applied, scheme=IIIMS)
    rank = IIIMS.grade(applied).rank
    assert found["grade"] == ("A" * min(reached, rank))
    assert found["capped"] == (reached > rank)


@pytest.mark.parametrize("majors", [1, 2, 100])
def test_R34_an_open_major_leaves_no_grade(majors: int) -> None:
    found = asked([up_to(IIIMS, 5)], "AAAAA", majors, IIIMS)
    assert (found["grade"], found["lowest_level"]) == ("", "CL5")


def test_R34_without_a_capability_there_is_no_grade() -> None:
    assert asked([], "AAA", scheme=IIIMS)["grade"] == ""


@pytest.mark.parametrize(
    ("applied", "viewpoints", "fits"),
    [("AAA", "v", True), ("AAAA", "v", False), ("AAAA", "vv", False), ("AAAA", "vw", True)],
)
def test_R34_a_claim_that_spans_too_few_viewpoints_is_told(
    applied: str, viewpoints: str, fits: bool
) -> None:
    claims = [up_to(IIIMS, 5, str(at), one) for at, one in enumerate(viewpoints)]
    assert asked(claims, applied, scheme=IIIMS)["spread_fits"] == fits


ROWS = st.lists(
    st.fixed_dictionaries({one.code: st.sampled_from(ALL) for one in TINY.criteria}),
    min_size=0,
    max_size=4,
)
GRADES = st.sampled_from([one.code for one in TINY.grades])


def claims_of(rows: Sequence[dict[str, Rating]]) -> list[RatedCapability]:
    return [RatedCapability(str(at), "", "vw"[at % 2], "HIGH", row) for at, row in enumerate(rows)]


@given(ROWS, GRADES, st.integers(0, 2))
@settings(deadline=None)
def test_R34_never_above_applied_none_with_an_open_major_and_as_the_law_says(
    rows: list[dict[str, Rating]], applied: str, majors: int
) -> None:
    found = asked(claims_of(rows), applied, majors)
    assert RANK[found["grade"]] <= RANK[applied]
    assert not majors or found["grade"] == ""


@given(ROWS.filter(len), GRADES, st.data())
@settings(deadline=None)
def test_R34_raising_one_rating_never_lowers_the_result(
    rows: list[dict[str, Rating]], applied: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    code = data.draw(st.sampled_from(sorted(rows[place])))
    raised = [*rows[:place], {**rows[place], code: MET}, *rows[place + 1 :]]
    before, after = asked(claims_of(rows), applied), asked(claims_of(raised), applied)
    assert RANK[after["grade"]] >= RANK[before["grade"]]
    levels = {"": 0, **{one.code: one.rank for one in TINY.levels}}
    assert all(
        levels[one] >= levels[other]
        for one, other in zip(after["capability_levels"], before["capability_levels"], strict=True)
    )


@given(ROWS, GRADES, st.integers(0, 9999))
@settings(deadline=None)
def test_R34_the_order_of_rows_changes_no_byte_and_that_of_the_context_no_grade(
    rows: list[dict[str, Rating]], applied: str, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - an order, no secret
    claims = claims_of(rows)
    mixed = [
        RatedCapability(one.key, "", one.viewpoint, "HIGH", dict(reversed(one.ratings.items())))
        for one in chance.sample(claims, len(claims))
    ]
    context = grading_context(claims, applied, 0, TINY)
    assert grading_context(mixed, applied, 0, TINY) == context
    shuffled = {**context, "capabilities": chance.sample(context["capabilities"], len(claims))}
    for one in shuffled["capabilities"]:
        one["ratings"] = chance.sample(one["ratings"], len(one["ratings"]))
    rules = rules_of_scheme(TINY)
    for name in ("grade", "lowest_level", "capped", "spread_fits"):
        assert evaluate(rules, shuffled)[name] == evaluate(rules, context)[name]


CONTEXT = grading_context([up_to(TINY, 2)], "SILVER", 0, TINY)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("levels.map(", "line 1, column 12"),
        ("\n  nobody + 1", "line 2, column 3: undeclared reference to 'nobody'"),
        ("levels[7].code", "Index error"),
        ("levels[0].colour", "Key not found"),
        ("1 / open_majors", "divide by zero"),
        ("1 + 'a'", "no matching overload"),
        ("math.greatest(1, 2)", "undeclared reference"),
        ("(" * 500 + "1" + ")" * 500, "recursion limit"),
        (".".join(["[1,2,3,4,5,6,7,8,9]"] + ["map(a, [1,2,3,4,5,6,7,8,9]"] * 5) + ")" * 5, ""),
    ],
)
def test_a_rule_that_fails_says_which_and_where(expression: str, said: str) -> None:
    with pytest.raises(RuleFault, match="spoiled") as refused:
        evaluate([("fine", "1"), ("spoiled", expression)], CONTEXT)
    assert refused.value.rule == "spoiled"
    assert said in refused.value.what
