"""The self-assessment: exact scores, stages exactly at their bounds, better never means lower."""

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform import schemes
from certplatform.domain.questionnaire import Choice, Question, Questionnaire, Stage, View
from certplatform.domain.self_assessment import assess, record_of, shown_score
from certplatform.domain.wording import Text

SHIPPED = schemes.scheme("IIIMS").self_assessment
T = Text("甲", "a")


def a_question(code: str, view: str, weight: int, *points: int) -> Question:
    choices = tuple(Choice(f"P{one}", T, one) for one in points)
    return Question(code, view, weight, T, choices)


# One view of two questions that weigh 1 and 3, one view of a single question.
SMALL = Questionnaire(
    (View("WHOLE", T, 2), View("PARTS", T, 1)),
    (
        Stage("BEGIN", T, Decimal(0)),
        Stage("GROWN", T, Decimal(50), {"PARTS": Decimal(40)}),
        Stage("RIPE", T, Decimal("91.6"), {"WHOLE": Decimal(80)}),
    ),
    (
        a_question("Q1", "WHOLE", 1, 0, 1, 2),
        a_question("Q2", "WHOLE", 3, 0, 3),
        a_question("Q3", "PARTS", 1, 0, 2, 4, 5),
    ),
)
BEST = {one.code: one.choices[-1].code for one in SHIPPED.questions}
WORST = {one.code: one.choices[0].code for one in SHIPPED.questions}
answer_sets = st.fixed_dictionaries(
    {},
    optional={
        one.code: st.sampled_from([choice.code for choice in one.choices])
        for one in SHIPPED.questions
    },
)


def test_a_score_is_the_weighted_share_of_the_points_there_are() -> None:
    result = assess(SMALL, {"Q1": "P1", "Q2": "P3", "Q3": "P2"})
    whole, parts = result.views
    assert whole.exact == Fraction(100 * (1 * 1 * 3 + 3 * 2 * 3), 2 * 4 * 3)  # 87.5
    assert (whole.score, parts.score) == (Decimal("87.5"), Decimal("40.0"))
    assert result.exact == (whole.exact * 2 + parts.exact) / 3
    assert result.total == Decimal("71.6")


def test_what_is_shown_is_cut_and_never_rounded_up() -> None:
    assert shown_score(Fraction(5999, 100)) == Decimal("59.9")
    assert shown_score(Fraction(60)) == Decimal("60.0")
    assert str(shown_score(Fraction(0))) == "0.0"
    assert str(shown_score(Fraction(100))) == "100.0"


def test_the_parts_of_a_view_add_up_to_its_score() -> None:
    result = assess(SMALL, {"Q1": "P2", "Q2": "P0"})
    whole = result.views[0]
    assert [one.could for one in whole.given] == [25, 75]
    assert [one.gives for one in whole.given] == [25, 0]
    assert whole.exact == sum(one.gives for one in whole.given)


def test_an_open_question_gives_nothing_and_is_counted() -> None:
    result = assess(SMALL, {"Q2": "P3"})
    assert (result.answered, result.asked, result.complete) == (1, 3, False)
    assert result.views[0].score == Decimal("75.0")
    assert result.views[0].complete is False


def test_an_answer_that_is_not_offered_counts_as_open() -> None:
    assert assess(SMALL, {"Q1": "P9", "ZZ": "P1"}) == assess(SMALL, {})


def _with_stage(from_total: Decimal) -> Questionnaire:
    stages = (SMALL.stages[0], Stage("NEXT", T, from_total))
    return dataclasses.replace(SMALL, stages=stages)


@pytest.mark.parametrize(
    ("from_total", "stage"), [("49.9", "NEXT"), ("50", "NEXT"), ("50.1", "BEGIN")]
)
def test_a_stage_begins_exactly_at_its_lowest_total(from_total: str, stage: str) -> None:
    result = assess(_with_stage(Decimal(from_total)), {"Q2": "P3"})
    assert result.exact == 50
    assert result.stage.code == stage


def test_a_total_that_misses_the_bound_by_a_fraction_misses_it() -> None:
    result = assess(SMALL, {"Q1": "P1", "Q2": "P3", "Q3": "P5"})
    assert result.exact == Fraction(275, 3)  # 91.66…, shown as 91.6
    assert result.stage.code == "RIPE"
    just_above = _with_stage(Decimal("91.67"))
    missed = assess(just_above, {"Q1": "P1", "Q2": "P3", "Q3": "P5"})
    assert missed.stage.code == "BEGIN"


@pytest.mark.parametrize(("third", "stage"), [("P2", "GROWN"), ("P0", "BEGIN")])
def test_a_stage_begins_exactly_at_its_lowest_view_score(third: str, stage: str) -> None:
    result = assess(SMALL, {"Q1": "P2", "Q2": "P3", "Q3": third})
    assert result.total >= 50
    assert result.stage.code == stage


def test_what_keeps_it_from_the_next_stage_is_named() -> None:
    result = assess(SMALL, {"Q1": "P2", "Q3": "P0"})
    assert result.following is not None
    assert result.following.code == "GROWN"
    told = [(one.view.code if one.view else "", one.needed, one.reached) for one in result.short]
    assert told == [("", 50, Decimal("16.6")), ("PARTS", 40, Decimal("0.0"))]


def test_the_highest_stage_lacks_nothing() -> None:
    result = assess(SHIPPED, BEST)
    assert (result.following, result.short) == (None, ())
    assert result.stage == SHIPPED.stages[-1]
    assert result.total == 100
    assert {one.score for one in result.views} == {Decimal("100.0")}


def test_the_lowest_answers_lead_to_the_first_stage() -> None:
    result = assess(SHIPPED, WORST)
    assert result.complete
    assert (result.stage, result.total) == (SHIPPED.stages[0], 0)


def test_every_stage_of_the_shipped_scheme_can_be_reached() -> None:
    reached = {
        assess(
            SHIPPED, {one.code: one.choices[min(place, 3)].code for one in SHIPPED.questions}
        ).stage.code
        for place in range(4)
    }
    assert reached == {one.code for one in SHIPPED.stages}


def test_what_is_frozen_says_total_stage_and_each_view() -> None:
    assert record_of(assess(SMALL, {"Q2": "P3"})) == {
        "total": "50.0",
        "stage": "BEGIN",
        "views": [{"view": "WHOLE", "score": "75.0"}, {"view": "PARTS", "score": "0.0"}],
    }


@given(answer_sets)
def test_scores_stay_between_0_and_100(answers: dict[str, str]) -> None:
    result = assess(SHIPPED, answers)
    assert 0 <= result.exact <= 100
    assert all(0 <= one.exact <= 100 for one in result.views)
    assert result.answered == len(answers)


@given(answer_sets, st.data())
def test_a_better_answer_never_lowers_anything(
    answers: dict[str, str], data: st.DataObject
) -> None:
    question = data.draw(st.sampled_from(SHIPPED.questions))
    points = {one.code: one.points for one in question.choices}
    present = points.get(answers.get(question.code, ""), -1)
    better = [code for code, given in points.items() if given > present]
    if not better:
        return
    raised = assess(SHIPPED, {**answers, question.code: data.draw(st.sampled_from(better))})
    before = assess(SHIPPED, answers)
    assert raised.exact >= before.exact
    assert all(new.exact >= old.exact for new, old in zip(raised.views, before.views, strict=True))
    assert SHIPPED.stages.index(raised.stage) >= SHIPPED.stages.index(before.stage)


@given(answer_sets)
def test_a_stage_holds_by_all_bounds_up_to_it_and_the_next_one_by_none(
    answers: dict[str, str],
) -> None:
    result = assess(SHIPPED, answers)
    scores = {one.view.code: one.exact for one in result.views}
    for stage in SHIPPED.stages[: SHIPPED.stages.index(result.stage) + 1]:
        assert result.exact >= Fraction(stage.from_total)
        assert all(scores[view] >= Fraction(low) for view, low in stage.from_views.items())
    assert bool(result.short) == (result.following is not None)
    assert all(one.exact < Fraction(one.needed) for one in result.short)
