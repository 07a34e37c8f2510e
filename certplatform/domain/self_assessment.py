"""Self-assessment: from the answers to a score per view, a total, and a stage of development.

Scores run from 0 to 100 and are exact fractions; what is shown is cut, never rounded up, so that a
score that reads 60.0 has reached 60. An open question gives nothing yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

from certplatform.domain.questionnaire import Choice, Question, Questionnaire, Stage, View

TOP = 100
STEP = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Given:
    """One question with its answer, and the points of its view's score that it gives and could."""

    question: Question
    choice: Choice | None
    gives: Fraction
    could: Fraction


@dataclass(frozen=True, slots=True)
class ViewScore:
    """The score of a view, with the answers it comes from."""

    view: View
    exact: Fraction
    given: tuple[Given, ...]

    @property
    def score(self) -> Decimal:
        """The score as it is shown."""
        return shown_score(self.exact)

    @property
    def answered(self) -> int:
        """How many of its questions have an answer."""
        return sum(one.choice is not None for one in self.given)

    @property
    def complete(self) -> bool:
        """Whether all of its questions have an answer."""
        return self.answered == len(self.given)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What keeps a result from a stage: the score needed and reached, in a view or in total."""

    view: View | None
    needed: Decimal
    exact: Fraction

    @property
    def reached(self) -> Decimal:
        """The score reached, as it is shown."""
        return shown_score(self.exact)


@dataclass(frozen=True, slots=True)
class Result:
    """What the answers come to; `short` keeps it from `following`, the stage after its own."""

    views: tuple[ViewScore, ...]
    exact: Fraction
    stage: Stage
    following: Stage | None
    short: tuple[Shortfall, ...]

    @property
    def total(self) -> Decimal:
        """The total as it is shown."""
        return shown_score(self.exact)

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(one.answered for one in self.views)

    @property
    def asked(self) -> int:
        """How many questions there are."""
        return sum(len(one.given) for one in self.views)

    @property
    def complete(self) -> bool:
        """Whether every question has an answer."""
        return self.answered == self.asked


def shown_score(exact: Fraction) -> Decimal:
    """A score with one decimal, cut."""
    tenths = exact.numerator * 10 // exact.denominator
    return (Decimal(tenths) / 10).quantize(STEP, ROUND_FLOOR)


def assess(asked: Questionnaire, answers: Mapping[str, str]) -> Result:
    """The result of some answers, by question; answers that are not offered count as open."""
    views = tuple(_view_score(asked, view, answers) for view in asked.views)
    weight = sum(one.view.weight for one in views)
    total = sum((one.exact * one.view.weight for one in views), Fraction(0)) / weight
    exact = {one.view.code: one.exact for one in views}
    reached = 0
    while reached + 1 < len(asked.stages) and not _short(
        asked, asked.stages[reached + 1], exact, total
    ):
        reached += 1
    following = asked.stages[reached + 1] if reached + 1 < len(asked.stages) else None
    short = _short(asked, following, exact, total) if following else ()
    return Result(views, total, asked.stages[reached], following, short)


def _view_score(asked: Questionnaire, view: View, answers: Mapping[str, str]) -> ViewScore:
    questions = asked.questions_in(view.code)
    weight = sum(one.weight for one in questions)
    given = tuple(_given(one, answers.get(one.code, ""), weight) for one in questions)
    return ViewScore(view, sum((one.gives for one in given), Fraction(0)), given)


def _given(question: Question, answer: str, weight: int) -> Given:
    choice = next((one for one in question.choices if one.code == answer), None)
    could = Fraction(TOP * question.weight, weight)
    gives = could * (choice.points if choice else 0) / question.most
    return Given(question, choice, gives, could)


def _short(
    asked: Questionnaire, stage: Stage, exact: Mapping[str, Fraction], total: Fraction
) -> tuple[Shortfall, ...]:
    """What of a stage's lowest scores is not reached."""
    found = [Shortfall(None, stage.from_total, total)] if total < Fraction(stage.from_total) else []
    for view in asked.views:
        needed = stage.from_views.get(view.code)
        if needed is not None and exact[view.code] < Fraction(needed):
            found.append(Shortfall(view, needed, exact[view.code]))
    return tuple(found)


def record_of(result: Result) -> dict[str, Any]:
    """The result as it is frozen with a version of the application."""
    return {
        "total": str(result.total),
        "stage": result.stage.code,
        "views": [{"view": one.view.code, "score": str(one.score)} for one in result.views],
    }
