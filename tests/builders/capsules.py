"""Capsules of made-up cases: the same number gives the same capsule, on every machine."""

import random
from datetime import UTC, datetime, timedelta

from certplatform.domain.capsule import Concluded, capsule_of, rules_of_scheme
from certplatform.domain.grading import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PARTLY,
    RatedCapability,
    Rating,
)
from certplatform.domain.grading_context import grading_context
from certplatform.domain.scheme import Scheme
from certplatform.expressions.engine import evaluate
from tests.builders.rules import IIIMS, TINY

BAD = (Rating(NOT_MET), Rating(PARTLY, "缺少记录"), Rating(NOT_APPLICABLE, " "), Rating())
GOOD = (Rating(MET), Rating(MET, "已查看"), Rating(NOT_APPLICABLE, "无此业务"))
START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def rated(scheme: Scheme, chance: random.Random, key: str, least: int) -> RatedCapability:
    """A capability that meets most up to a level, and now and then misses one."""
    rank = chance.randint(least, len(scheme.levels))
    missed = chance.choice((0.0, 0.0, 0.0, 0.01, 0.1))
    ratings = {}
    for one in scheme.criteria:
        met = scheme.level(one.level).rank <= rank and chance.random() >= missed
        ratings[one.code] = chance.choice(GOOD if met else BAD)
    viewpoint = chance.choice(scheme.viewpoints).code
    return RatedCapability(key, "", viewpoint, chance.choice(scheme.levels).code, ratings)


def capsule_number(number: int) -> bytes:
    """The capsule of one made-up case, under either scheme."""
    chance = random.Random(number)  # noqa: S311 - the same cases each time, no secret
    scheme = IIIMS if number % 2 else TINY
    count = chance.choice((0, 1, 1, 1, 2, 2, 3, 4))
    least = chance.randint(0, len(scheme.levels))
    claims = [rated(scheme, chance, str(at + 1), least) for at in range(count)]
    applied = chance.choice(scheme.grades).code
    majors = chance.choice((0, 0, 0, 0, 0, 0, 1, 2))
    context = grading_context(claims, applied, majors, scheme)
    results = evaluate(rules_of_scheme(scheme), context)
    criteria = [one.code for one in scheme.criteria]
    evidence = [(chance.randbytes(32).hex(), chance.choice(criteria)) for _ in range(count)]
    lower = [one.code for one in scheme.grades if one.code <= results["grade"]]
    proposed = chance.choice(["", results["grade"], *lower])
    said = Concluded(proposed, "依据充分。", "lead", START + timedelta(minutes=number))
    return capsule_of(scheme, f"T-{number:04d}", context, results, evidence, said)
