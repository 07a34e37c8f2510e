"""How alike people rate: agreement of independent ratings, shares against those of peers.

Agreement is Krippendorff's alpha for ordered categories: 1 is perfect, 0 is what chance gives.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import krippendorff

MET, PARTLY, NOT_MET, NOT_APPLICABLE = "met", "partly", "not_met", "not_applicable"
RANKS = {NOT_MET: 0.0, PARTLY: 1.0, MET: 2.0}  # what does not apply has no rank
DRAWN_PERCENT = 20  # of the rows of a case, offered for a second look
FEWEST_PAIRS = 10  # an alpha of fewer doubly rated rows says nothing
FEWEST_PEER_RATINGS = 10  # nor does a peers' share of fewer ratings
_TWO = 2


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one person gave one result on one criterion."""

    person_id: int
    criterion: str
    result: str
    count: int


@dataclass(frozen=True, slots=True)
class Habit:
    """One person's ratings beside those of the others on the same criteria.

    `met` and `peers_met` are shares of the ratings that have a rank, None where there are too few.
    """

    person_id: int
    counts: Mapping[str, int]
    met: float | None
    peers_met: float | None

    @property
    def ahead(self) -> float | None:
        """By how much the share lies above that of the peers; below zero is stricter."""
        if self.met is None or self.peers_met is None:
            return None
        return self.met - self.peers_met


def alpha(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Krippendorff's alpha of doubly rated rows; None where they are too few or all one result."""
    ranked = [(RANKS[a], RANKS[b]) for a, b in pairs if a in RANKS and b in RANKS]
    if len(ranked) < FEWEST_PAIRS or len({rank for pair in ranked for rank in pair}) < _TWO:
        return None
    first, second = ([pair[place] for pair in ranked] for place in (0, 1))
    return float(
        krippendorff.alpha(reliability_data=[first, second], level_of_measurement="ordinal")
    )


def habits(tallies: Iterable[Tally]) -> list[Habit]:
    """Everybody's ratings against those of the others on the same criteria, by person."""
    by_person: dict[int, list[Tally]] = defaultdict(list)
    met, ranked = Counter[str](), Counter[str]()
    for one in tallies:
        by_person[one.person_id].append(one)
        if one.result in RANKS:
            ranked[one.criterion] += one.count
            met[one.criterion] += one.count * (one.result == MET)
    return [_habit(person, own, met, ranked) for person, own in sorted(by_person.items())]


def _habit(
    person: int, own: Sequence[Tally], met: Mapping[str, int], ranked: Mapping[str, int]
) -> Habit:
    counts = Counter[str]()
    own_met, own_ranked = Counter[str](), Counter[str]()
    for one in own:
        counts[one.result] += one.count
        if one.result in RANKS:
            own_ranked[one.criterion] += one.count
            own_met[one.criterion] += one.count * (one.result == MET)
    compared = compared_met = expected = peers = 0.0
    for criterion, number in own_ranked.items():
        others = ranked[criterion] - number
        if others:
            compared += number
            compared_met += own_met[criterion]
            peers += others
            expected += number * (met[criterion] - own_met[criterion]) / others
    enough = compared > 0 and peers >= FEWEST_PEER_RATINGS
    return Habit(
        person,
        counts,
        compared_met / compared if enough else None,
        expected / compared if enough else None,
    )
