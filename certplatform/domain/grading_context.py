"""What a scheme's expressions are asked about a case, and what they have to answer (R33, R34).

The context holds texts, truth values and ranks, nothing that an engine could count differently: no
fractions, and no number that has to be added to another.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from certplatform.domain.grading import GradeAnswer, RatedCapability, Rating
from certplatform.domain.scheme import Level, Scheme

Context = dict[str, Any]
Results = Mapping[str, Any]

# What the platform reads of the answers; a scheme may have more rules than these.
TEXT, FLAG, TEXTS, TEXTS_OF_TEXTS = "text", "flag", "list of texts", "list of lists of texts"
ANSWERS: Mapping[str, str] = {
    "dimension_levels": TEXTS_OF_TEXTS,
    "capability_levels": TEXTS,
    "lowest_level": TEXT,
    "capped": FLAG,
    "grade": TEXT,
    "spread_fits": FLAG,
}
FIELDS = ("levels", "grades", "dimensions", "capabilities", "applied", "open_majors")
NOT_RATED = "unrated"


def grading_context(
    capabilities: Sequence[RatedCapability], applied: str, open_majors: int, scheme: Scheme
) -> Context:
    """The facts of a case, in an order that does not depend on that of its rows."""
    return {
        **_scale(scheme),
        "capabilities": [
            {
                "key": one.key,
                "viewpoint": one.viewpoint,
                "claimed": one.claimed_level,
                "ratings": [
                    _rating(row.code, one.ratings.get(row.code, Rating()))
                    for row in scheme.criteria
                ],
            }
            for one in sorted(capabilities, key=lambda one: one.key)
        ],
        "applied": applied,
        "open_majors": open_majors,
    }


def _scale(scheme: Scheme) -> Context:
    """Levels, grades and criteria, each with the lowest first."""
    levels = sorted(scheme.levels, key=lambda one: one.rank)
    return {
        "levels": [
            {"code": one.code, "rank": one.rank, "min_viewpoints": one.min_viewpoints}
            for one in levels
        ],
        "grades": [
            {"code": one.code, "rank": one.rank, "level": one.level}
            for one in sorted(scheme.grades, key=lambda one: one.rank)
        ],
        "dimensions": [
            {
                "code": one.code,
                "levels": [row for level in levels if (row := _asked(scheme, one.code, level))],
            }
            for one in scheme.dimensions
        ],
    }


def _asked(scheme: Scheme, dimension: str, level: Level) -> Context:
    codes = [one.code for one in scheme.criteria_of(dimension, level.code)]
    return {"code": level.code, "rank": level.rank, "criteria": codes} if codes else {}


def _rating(criterion: str, rating: Rating) -> Context:
    """The note itself stays where it is: it is free text and may name somebody."""
    return {
        "criterion": criterion,
        "result": rating.outcome or NOT_RATED,
        "reasoned": bool(rating.reason.strip()),
    }


def wrong_answers(results: Results) -> dict[str, str]:
    """The kind of answer that the platform needs, for each that is missing or of another kind."""
    return {name: kind for name, kind in ANSWERS.items() if not _is(results.get(name), kind)}


def _is(value: object, kind: str) -> bool:
    if kind == FLAG:
        return isinstance(value, bool)
    if kind == TEXT:
        return isinstance(value, str)
    inner = TEXT if kind == TEXTS else TEXTS
    return isinstance(value, list) and all(_is(one, inner) for one in value)


def answers_by_law(answer: GradeAnswer) -> dict[str, Any]:
    """What R33 and R34 as the platform knows them come to, in the form of the answers."""
    spread = any(one.weight == "warns" for one in answer.obstacles)
    return {
        "dimension_levels": [
            [_code(part.level) for part in one.dimensions] for one in answer.capabilities
        ],
        "capability_levels": [_code(one.level) for one in answer.capabilities],
        "lowest_level": _code(answer.level),
        "capped": answer.capped_at_applied,
        "grade": answer.grade.code if answer.grade else "",
        "spread_fits": not spread,
    }


def disagreements(results: Results, answer: GradeAnswer) -> list[str]:
    """Names of the answers that differ from what R33 and R34 come to."""
    return [name for name, value in answers_by_law(answer).items() if results.get(name) != value]


def _code(level: Level | None) -> str:
    return level.code if level else ""
