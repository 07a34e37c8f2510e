"""R58: which cases a supervisor checks again, drawn from every stratum by a stored seed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from certplatform.domain.sampling import draw, drawn_part


@dataclass(frozen=True, slots=True)
class FiledCase:
    """A case that can be drawn, with what its stratum is made of."""

    number: str
    body: str
    grade: str
    region: str


@dataclass(frozen=True, slots=True)
class Stratum:
    """The cases of one body, grade and province, and those drawn from them."""

    body: str
    grade: str
    province: str
    cases: int
    drawn: tuple[str, ...]


def strata_drawn(cases: Iterable[FiledCase], percent: int, seed: str) -> list[Stratum]:
    """R58: from each stratum the share, rounded up, so that none is left out.

    Whoever has the list, the share and the seed gets the same cases; the order does not matter.
    """
    strata: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in cases:
        strata[one.body, one.grade, one.region[:2]].append(one.number)
    return [
        Stratum(*key, len(numbers), draw(numbers, drawn_part(len(numbers), percent), seed))
        for key, numbers in sorted(strata.items())
    ]
