import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.grading import (
    RatedCapability,
    Rating,
    capability_level,
    grade_result,
    unrated_criteria,
)
from certplatform.domain.scheme import Scheme
from tests.builders.rules import IIIMS, TINY

MET, NOT_MET = Rating("met"), Rating("not_met")
EXCUSED, DODGED = Rating("not_applicable", "无此业务"), Rating("not_applicable", " ")


def rated(scheme: Scheme, below: int, key: str = "c1", viewpoint: str = "v") -> RatedCapability:
    """A capability with all criteria up to a rank met and the others not met."""
    ratings = {
        one.code: MET if scheme.level(one.level).rank <= below else NOT_MET
        for one in scheme.criteria
    }
    return RatedCapability(key, f"能力{key}", viewpoint, scheme.levels[-1].code, ratings)


def changed(capability: RatedCapability, **ratings: Rating) -> RatedCapability:
    codes = {code.replace("_", "-"): rating for code, rating in ratings.items()}
    return RatedCapability(
        capability.key,
        capability.name,
        capability.viewpoint,
        capability.claimed_level,
        {**capability.ratings, **codes},
    )


@pytest.mark.parametrize("scheme", [IIIMS, TINY], ids=["iiims", "tiny"])
def test_R33_the_level_is_the_highest_whose_own_and_lower_criteria_are_met(scheme: Scheme) -> None:
    for level in scheme.levels:
        answer = capability_level(rated(scheme, level.rank), scheme)
        assert answer.level == level
        assert all(one.level == level for one in answer.dimensions)
    assert capability_level(rated(scheme, 0), scheme).level is None


def test_R33_the_lowest_dimension_decides_and_is_named() -> None:
    answer = capability_level(changed(rated(TINY, 2), HIGH_PEOPLE=NOT_MET), TINY)
    assert answer.level is not None
    assert answer.level.code == "LOW"
    assert answer.held_by == ("Y",)
    assert [one.level.code if one.level else None for one in answer.dimensions] == ["HIGH", "LOW"]


def test_R33_a_missing_lower_criterion_outweighs_a_met_higher_one() -> None:
    answer = capability_level(changed(rated(TINY, 2), LOW_RULES=NOT_MET), TINY)
    assert answer.level is None


def test_R33_says_criterion_by_criterion_what_keeps_it_from_the_next_level() -> None:
    answer = capability_level(changed(rated(TINY, 2), HIGH_PEOPLE=NOT_MET), TINY)
    steering = answer.dimensions[1]
    assert steering.next_level is not None
    assert steering.next_level.code == "HIGH"
    assert [one.criterion.code for one in steering.in_the_way] == ["HIGH-PEOPLE"]
    assert {one.criterion.code: one.met for one in steering.criteria} == {
        "LOW-RULES": True,
        "LOW-PEOPLE": True,
        "HIGH-RULES": True,
        "HIGH-PEOPLE": False,
    }
    assert answer.dimensions[0].next_level is None


@pytest.mark.parametrize(
    ("rating", "reached"),
    [(MET, "HIGH"), (EXCUSED, "HIGH"), (DODGED, "LOW"), (NOT_MET, "LOW"), (Rating(), "LOW")],
)
def test_R33_not_applicable_counts_as_met_only_with_a_reason(rating: Rating, reached: str) -> None:
    answer = capability_level(changed(rated(TINY, 2), HIGH_RULES=rating), TINY)
    assert answer.level is not None
    assert answer.level.code == reached


def test_R33_unrated_criteria_are_found_up_to_the_claimed_level() -> None:
    claim = RatedCapability("c", "c", "v", "LOW", {"LOW-WORK": MET, "LOW-RULES": DODGED})
    assert [one.code for one in unrated_criteria(claim, TINY)] == ["LOW-RULES", "LOW-PEOPLE"]


@pytest.mark.parametrize("applied", [grade.code for grade in IIIMS.grades])
@pytest.mark.parametrize("reached", [level.rank for level in IIIMS.levels])
def test_R34_the_grade_is_never_above_the_one_applied_for(applied: str, reached: int) -> None:
    answer = grade_result([rated(IIIMS, reached)], applied, 0, IIIMS)
    assert answer.grade is not None
    assert answer.grade.rank == min(reached, IIIMS.grade(applied).rank)
    assert answer.capped_at_applied == (reached > IIIMS.grade(applied).rank)


def test_R34_the_lowest_capability_gives_the_grade_and_is_named() -> None:
    answer = grade_result([rated(IIIMS, 4, "a"), rated(IIIMS, 2, "b")], "AAAAA", 0, IIIMS)
    assert answer.grade == IIIMS.grade("AA")
    assert answer.held_by == ("b",)


def test_R34_an_open_major_bars_every_grade() -> None:
    answer = grade_result([rated(IIIMS, 5)], "AAAAA", 1, IIIMS)
    assert answer.grade is None
    assert answer.level is not None
    assert "major" in answer.obstacles[0].fact


def test_R34_without_capabilities_or_below_the_lowest_level_there_is_no_grade() -> None:
    assert grade_result([], "A", 0, IIIMS).grade is None
    none = grade_result([rated(IIIMS, 3, "a"), rated(IIIMS, 0, "b")], "A", 0, IIIMS)
    assert none.grade is None
    assert none.obstacles[0].params == {"capability": "能力b"}


@pytest.mark.parametrize(("viewpoints", "warned"), [(["v"], True), (["v", "w"], False)])
def test_R34_a_high_claim_with_one_viewpoint_warns(viewpoints: list[str], warned: bool) -> None:
    claims = [rated(IIIMS, 4, str(at), one) for at, one in enumerate(viewpoints)]
    high = grade_result(claims, "AAAA", 0, IIIMS)
    assert [one.weight for one in high.obstacles] == (["warns"] if warned else [])
    assert high.grade is not None
    assert grade_result(claims, "AAA", 0, IIIMS).obstacles == ()


RATINGS = st.sampled_from([MET, NOT_MET, EXCUSED, DODGED, Rating()])
CLAIMS = st.lists(
    st.fixed_dictionaries({one.code: RATINGS for one in TINY.criteria}), min_size=1, max_size=4
)
GRADES = st.sampled_from([grade.code for grade in TINY.grades])


def claims_of(rows: Sequence[dict[str, Rating]]) -> list[RatedCapability]:
    return [RatedCapability(str(at), "x", "v", "HIGH", row) for at, row in enumerate(rows)]


def rank(claims: list[RatedCapability], applied: str, majors: int = 0) -> int:
    answer = grade_result(claims, applied, majors, TINY)
    return answer.grade.rank if answer.grade else 0


@given(CLAIMS, GRADES, st.integers(0, 2))
def test_R34_never_above_applied_and_none_with_an_open_major(
    rows: list[dict[str, Rating]], applied: str, majors: int
) -> None:
    reached = rank(claims_of(rows), applied, majors)
    assert reached <= TINY.grade(applied).rank
    assert majors == 0 or reached == 0


@given(CLAIMS, GRADES, st.integers(0, 9999))
def test_R34_the_order_of_capabilities_and_ratings_does_not_matter(
    rows: list[dict[str, Rating]], applied: str, seed: int
) -> None:
    claims = claims_of(rows)
    mixed = [
        RatedCapability(one.key, "x", "v", "HIGH", dict(reversed(one.ratings.items())))
        for one in random.Random(seed).sample(claims, len(claims))  # noqa: S311
    ]
    assert grade_result(mixed, applied, 0, TINY) == grade_result(claims, applied, 0, TINY)


@given(CLAIMS, GRADES, st.sampled_from([one.code for one in TINY.criteria]))
def test_R34_meeting_one_more_criterion_never_lowers_the_grade(
    rows: list[dict[str, Rating]], applied: str, code: str
) -> None:
    better = [{**rows[0], code: MET}, *rows[1:]]
    assert rank(claims_of(better), applied) >= rank(claims_of(rows), applied)
