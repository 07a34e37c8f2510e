"""R33, R34: the level of each capability, the grade, and why it is not higher.

Every answer explains itself: a capability holds its dimensions, a dimension its criteria one by
one, and what keeps it from the next level. Nothing depends on the order of the ratings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from certplatform.domain.bilingual import in_both
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.scheme import Criterion, Grade, Level, Scheme
from certplatform.domain.wording import N_

MET, PARTLY, NOT_MET, NOT_APPLICABLE = "met", "partly", "not_met", "not_applicable"
UNRATED = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """How the team rated one criterion of one capability."""

    outcome: str = UNRATED
    reason: str = ""

    @property
    def counts_as_met(self) -> bool:
        """Met, or not applicable with a reason; partly met is not, a level asks for all of it."""
        return self.outcome == MET or (self.outcome == NOT_APPLICABLE and bool(self.reason.strip()))


@dataclass(frozen=True, slots=True)
class RatedCapability:
    """A capability with its ratings by criterion code; a criterion left out is unrated."""

    key: str
    name: str
    viewpoint: str
    claimed_level: str
    ratings: Mapping[str, Rating]


@dataclass(frozen=True, slots=True)
class CriterionAnswer:
    """One criterion in the explanation."""

    criterion: Criterion
    rating: Rating

    @property
    def met(self) -> bool:
        """Whether it counts as met."""
        return self.rating.counts_as_met


@dataclass(frozen=True, slots=True)
class DimensionAnswer:
    """The level of one dimension, None below the lowest; `in_the_way` bars the next level."""

    dimension: str
    level: Level | None
    criteria: tuple[CriterionAnswer, ...]
    next_level: Level | None
    in_the_way: tuple[CriterionAnswer, ...]


@dataclass(frozen=True, slots=True)
class CapabilityAnswer:
    """The level of one capability: the lowest of its dimensions, named in `held_by`."""

    capability: RatedCapability
    level: Level | None
    dimensions: tuple[DimensionAnswer, ...]
    held_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GradeAnswer:
    """The grade, None where there is none, and every reason for it."""

    grade: Grade | None
    level: Level | None
    capabilities: tuple[CapabilityAnswer, ...]
    held_by: tuple[str, ...]
    capped_at_applied: bool
    obstacles: tuple[Obstacle, ...]


def capability_level(capability: RatedCapability, scheme: Scheme) -> CapabilityAnswer:
    """R33 for one capability."""
    dimensions = tuple(_dimension_level(one.code, capability, scheme) for one in scheme.dimensions)
    lowest = min((_rank(one.level) for one in dimensions), default=0)
    return CapabilityAnswer(
        capability,
        _level_of_rank(lowest, scheme),
        dimensions,
        tuple(one.dimension for one in dimensions if _rank(one.level) == lowest),
    )


def grade_result(
    capabilities: Sequence[RatedCapability], applied_grade: str, open_majors: int, scheme: Scheme
) -> GradeAnswer:
    """R34: the lowest level among the capabilities, capped by the grade applied for."""
    answers = tuple(
        capability_level(one, scheme) for one in sorted(capabilities, key=lambda one: one.key)
    )
    lowest = min((_rank(one.level) for one in answers), default=0)
    level = _level_of_rank(lowest, scheme)
    applied = scheme.grade(applied_grade)
    reached = scheme.grade_of_level(level.code) if level else None
    grade = applied if reached and reached.rank > applied.rank else reached
    found = [
        *_grade_obstacles(answers, open_majors),
        *spread_warnings(capabilities, applied, scheme),
    ]
    return GradeAnswer(
        grade=None if open_majors else grade,
        level=level,
        capabilities=answers,
        held_by=tuple(one.capability.key for one in answers if _rank(one.level) == lowest),
        capped_at_applied=grade is applied and grade is not reached,
        obstacles=tuple(found),
    )


def spread_warnings(
    capabilities: Sequence[RatedCapability], applied: Grade, scheme: Scheme
) -> list[Obstacle]:
    """R34: a claim with fewer viewpoints than its level asks for is shown as a warning."""
    level = scheme.level(applied.level)
    viewpoints = {one.viewpoint for one in capabilities}
    if len(viewpoints) >= level.min_viewpoints:
        return []
    return [
        Obstacle(
            "R34",
            N_(
                "%(level)s usually spans %(needed)s viewpoints or more; "
                "the capabilities claimed span %(count)s."
            ),
            N_("Look whether the level claimed fits, and write it into the conclusion."),
            {
                "needed": level.min_viewpoints,
                "count": len(viewpoints),
                **in_both("level", level.title),
            },
            weight="warns",
        )
    ]


def unrated_criteria(capability: RatedCapability, scheme: Scheme) -> tuple[Criterion, ...]:
    """Criteria up to the claimed level that nobody has rated, or set aside without a reason."""
    claimed = scheme.level(capability.claimed_level).rank
    return tuple(
        one
        for one in scheme.criteria
        if scheme.level(one.level).rank <= claimed
        and not _is_rated(capability.ratings.get(one.code, Rating()))
    )


def _is_rated(rating: Rating) -> bool:
    if rating.outcome == NOT_APPLICABLE:
        return bool(rating.reason.strip())
    return rating.outcome in (MET, PARTLY, NOT_MET)


def _dimension_level(code: str, capability: RatedCapability, scheme: Scheme) -> DimensionAnswer:
    answers = tuple(
        CriterionAnswer(one, capability.ratings.get(one.code, Rating()))
        for one in scheme.criteria
        if one.dimension == code
    )
    reached: Level | None = None
    for level in sorted(scheme.levels, key=lambda one: one.rank):
        own = [one for one in answers if one.criterion.level == level.code]
        if not own:
            continue  # a level that asks nothing of this dimension is never reached by itself
        missing = tuple(one for one in own if not one.met)
        if missing:
            return DimensionAnswer(code, reached, answers, level, missing)
        reached = level
    return DimensionAnswer(code, reached, answers, None, ())


def _grade_obstacles(answers: Sequence[CapabilityAnswer], open_majors: int) -> list[Obstacle]:
    found = []
    if open_majors:
        found.append(
            Obstacle(
                "R34",
                N_("%(count)s major nonconformities are open; no grade can be given."),
                N_("Verify their correction first."),
                {"count": open_majors},
            )
        )
    if not answers:
        found.append(
            Obstacle(
                "R34",
                N_("No capability is rated."),
                N_("Rate the criteria of at least one capability."),
            )
        )
    found += [
        Obstacle(
            "R33",
            N_("The capability “%(capability)s” does not reach the lowest level."),
            N_("See criterion by criterion what is missing, or conclude without a grade."),
            {"capability": one.capability.name},
        )
        for one in answers
        if one.level is None
    ]
    return found


def _rank(level: Level | None) -> int:
    return level.rank if level else 0


def _level_of_rank(rank: int, scheme: Scheme) -> Level | None:
    return next((level for level in scheme.levels if level.rank == rank), None)
