"""The engine and the second opinion on the same random facts."""

import json
from collections import Counter
from collections.abc import Iterable

from certplatform.domain.conflict_engine import judge
from certplatform.domain.conflict_record import record_of
from tests.builders.rules import RULES
from tests.prove.random_ties import DAY, Dice
from tests.prove.second_opinion import SecondOpinion


def agree(seed: int, seen: Counter[str] | None = None, *, without_last_tie: bool = False) -> bool:
    """Whether both come to the same answer about every tie; the record goes through JSON."""
    dice = Dice(seed)
    person, enterprise = dice.person(), dice.enterprise()
    judged = judge(person, enterprise, DAY, RULES)
    record = json.loads(json.dumps(record_of(judged, person, enterprise, RULES)))
    if without_last_tie:
        record["facts"] = [one for one in record["facts"] if one["source"] != "person"]
    engine = {(one.tie.fact, one.rule): one.verdict for one in judged.answers}
    if seen is not None:
        seen[judged.verdict] += 1
        seen["holdings"] += len(enterprise.holdings)
    return SecondOpinion(record).verdicts() == engine


def disagreements(seeds: Iterable[int], seen: Counter[str]) -> list[int]:
    """The seeds on which they differ."""
    return [seed for seed in seeds if not agree(seed, seen)]
