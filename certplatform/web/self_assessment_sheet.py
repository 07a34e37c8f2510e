"""The result of a self-assessment as people read it, and how it stands among others'."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from certplatform.codes import industry_title, region_title
from certplatform.domain.comparison import Scope, Spread, Standing
from certplatform.domain.questionnaire import Questionnaire
from certplatform.domain.self_assessment import TOP, Given, Result, Shortfall, shown_score
from certplatform.domain.wording import N_
from certplatform.queries.comparison import TOTAL, Comparison
from certplatform.web.formats import gettext, text

FEWEST_AXES = 3
STANDINGS = {
    Standing.UPPER_QUARTER: (N_("upper quarter"), "good"),
    Standing.UPPER_HALF: (N_("above the middle"), "good"),
    Standing.LOWER_HALF: (N_("below the middle"), "wait"),
    Standing.LOWER_QUARTER: (N_("lower quarter"), "bad"),
}


@dataclass(frozen=True, slots=True)
class ViewLine:
    """One view: its score, and how many of its questions have an answer."""

    title: str
    score: Decimal
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class StageStep:
    """A stage of development, and whether it is reached."""

    title: str
    reached: bool
    now: bool


@dataclass(frozen=True, slots=True)
class ShownResult:
    """A result: total, stages, views, and what keeps it from the next stage."""

    total: Decimal
    top: int
    stage: str
    following: str
    gaps: list[str]
    stages: list[StageStep]
    views: list[ViewLine]
    answered: int
    asked: int
    complete: bool
    radar: bool

    @property
    def axes(self) -> list[str]:
        """The names of the views."""
        return [one.title for one in self.views]

    @property
    def values(self) -> list[Decimal]:
        """The scores of the views."""
        return [one.score for one in self.views]


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One view, or the total: own score, others' quartiles, where the own one lies."""

    title: str
    own: Decimal | None
    spread: Spread
    standing: str
    tone: str


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """One group of others with its lines; `medians` are those of the views for the radar."""

    title: str
    size: str
    lines: list[ComparedLine]
    medians: list[int]


def shown_result(result: Result, asked: Questionnaire) -> ShownResult:
    """A result in the reader's language."""
    codes = [one.code for one in asked.stages]
    reached = codes.index(result.stage.code)
    views = [
        ViewLine(text(one.view.title), one.score, one.answered, len(one.given))
        for one in result.views
    ]
    return ShownResult(
        result.total,
        TOP,
        text(result.stage.title),
        text(result.following.title) if result.following else "",
        [_gap(one) for one in result.short],
        [
            StageStep(text(one.title), place <= reached, place == reached)
            for place, one in enumerate(asked.stages)
        ],
        views,
        result.answered,
        result.asked,
        result.complete,
        len(views) >= FEWEST_AXES,
    )


def _gap(one: Shortfall) -> str:
    if one.view is None:
        return gettext("total %(reached)s instead of %(needed)s", **_scores(one))
    title = text(one.view.title)
    return gettext("“%(view)s” %(reached)s instead of %(needed)s", view=title, **_scores(one))


def _scores(one: Shortfall) -> dict[str, str]:
    return {"reached": str(one.reached), "needed": str(one.needed)}


def points_of(one: Given) -> str:
    """What an answer gives of what its question could give, in points of the view's score."""
    return f"{shown_score(one.gives)} / {shown_score(one.could)}"


def shown_comparisons(result: Result, groups: Sequence[Comparison]) -> list[ShownComparison]:
    """How a result stands in each group; nothing is said of a view that is not answered yet."""
    return [_compared(result, group) for group in groups]


def _compared(result: Result, group: Comparison) -> ShownComparison:
    own: list[tuple[str, str, Decimal | None]] = [
        (one.view.code, text(one.view.title), one.score if one.complete else None)
        for one in result.views
    ]
    own.append((TOTAL, gettext("Total"), result.total if result.complete else None))
    lines = [
        _line(title, score, group.spreads[code])
        for code, title, score in own
        if code in group.spreads
    ]
    return ShownComparison(
        _group_title(group),
        gettext("at least %(count)s enterprises", count=group.at_least),
        lines,
        [group.spreads[code].median for code, _, _ in own[:-1] if code in group.spreads],
    )


def _line(title: str, own: Decimal | None, spread: Spread) -> ComparedLine:
    if own is None:
        return ComparedLine(title, None, spread, "", "")
    words, tone = STANDINGS[spread.standing_of(own)]
    return ComparedLine(title, own, spread, gettext(words), tone)


def _group_title(group: Comparison) -> str:
    if group.scope == Scope.DIVISION:
        return gettext("Industry %(name)s", name=text(industry_title(group.code)))
    if group.scope == Scope.SECTION:
        return gettext("Section of industry %(name)s", name=text(industry_title(group.code)))
    if group.scope == Scope.PROVINCE:
        return gettext("Region %(name)s", name=text(region_title(group.code)))
    return gettext("All enterprises on the platform")
