"""R26: how many sites are visited, and which are drawn; the draw that anyone can replay.

The draw orders items by the SHA-256 of seed, line feed and item, and takes the first ones. Whoever
has the seed and the list gets the same result, in any language and whatever the list's order.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isqrt

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_

_SHARES = 10_000  # a share is decided to a hundredth of a per cent


@dataclass(frozen=True, slots=True)
class SiteSample:
    """Which branch sites are visited besides the headquarters.

    `drawn` must be visited as they are; `proposed` fills the rest and may be changed by people.
    """

    branches: int
    factor: Fraction
    size: int
    seed: str
    drawn: tuple[str, ...]
    proposed: tuple[str, ...]

    @property
    def sites(self) -> tuple[str, ...]:
        """All branch sites of the sample."""
        return (*self.drawn, *self.proposed)


def sample_size(branches: int, factor: Fraction) -> int:
    """The smallest whole number that is not below factor times the root of the branch count."""
    square = ceil(factor * factor * branches)
    return 0 if square <= 0 else isqrt(square - 1) + 1


def drawn_part(size: int, percent: int) -> int:
    """How many of the sample are drawn: at least this share, rounded up."""
    return ceil(Fraction(size * percent, 100))


def draw(items: Collection[str], count: int, seed: str) -> tuple[str, ...]:
    """`count` of the items, decided by the seed alone."""
    ordered = sorted(set(items), key=lambda item: (_lot(seed, item), item))
    return tuple(ordered[:count])


def is_drawn(item: str, percent: int, seed: str) -> bool:
    """Whether the seed draws this one item where a share of all items is drawn."""
    return int(_lot(seed, item), 16) % _SHARES < percent * (_SHARES // 100)


def site_sample(
    branches: Sequence[str], factor: Fraction, random_percent: int, seed: str
) -> SiteSample:
    """The sample of one case: its size, the drawn part and a proposal for the rest."""
    names = set(branches)
    size = sample_size(len(names), factor)
    chosen = draw(names, size, seed)
    must = drawn_part(size, random_percent)
    return SiteSample(len(names), factor, size, seed, chosen[:must], chosen[must:])


def sample_obstacles(
    sample: SiteSample, headquarters: str, branches: Collection[str], visited: Collection[str]
) -> list[Obstacle]:
    """R26: what the sites chosen for visits lack."""
    found = [
        Obstacle(
            "R26",
            N_("The drawn site “%(site)s” is not among the sites to visit."),
            N_("Add it: the drawn part of the sample cannot be exchanged."),
            {"site": site},
        )
        for site in sample.drawn
        if site not in visited
    ]
    if headquarters not in visited:
        found.append(
            Obstacle(
                "R26",
                N_("The headquarters “%(site)s” are not among the sites to visit."),
                N_("Add the headquarters; they are always visited."),
                {"site": headquarters},
            )
        )
    count = len(set(visited) & set(branches) - {headquarters})
    if count < sample.size:
        found.append(
            Obstacle(
                "R26",
                N_("%(count)s of %(branches)s branch sites are chosen; %(size)s must be visited."),
                N_("Choose %(missing)s more."),
                {
                    "count": count,
                    "branches": sample.branches,
                    "size": sample.size,
                    "missing": sample.size - count,
                },
            )
        )
    return found


def _lot(seed: str, item: str) -> str:
    return hashlib.sha256(f"{seed}\n{item}".encode()).hexdigest()
