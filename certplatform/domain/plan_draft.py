"""A first draft of an audit plan: enough half-days, everything covered, nobody booked twice."""

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

SHORT_AUDIT = 8  # half-days; up to here stage 1 takes a morning, beyond it a day
Slot = tuple[int, date, int]


@dataclass(frozen=True, slots=True)
class RowDraft:
    """One half-day of one member. `covers`: "clause:<code>", "claim:<position>:<dimension>"."""

    stage: int
    on: date
    half: int
    site_id: int
    person_id: int
    covers: tuple[str, ...] = ()
    remote: bool = False
    auditing: bool = True
    with_whom: str = ""
    department: str = ""


def lay_out(
    first_on: date,
    half_days: int,
    people: Sequence[int],
    sites: Sequence[int],
    keys: Sequence[str],
    *,
    taken: Collection[Slot] = (),
    is_working_day: Callable[[date], bool] = lambda day: day.weekday() < 5,  # noqa: PLR2004
) -> list[RowDraft]:
    """Lay the half-days out from the first day on: stage 1 at the first site, then stage 2.

    `people` are those whose days count, the lead first; `sites` begins with the headquarters.
    """
    if not people or not sites:
        return []
    early = len(people) * (1 if half_days <= SHORT_AUDIT else 2)
    late = max(half_days - early, len(people), len(sites))
    slots = _slots(first_on, people, set(taken), is_working_day)
    rows = []
    for place in range(early + late):
        person, on, half = next(slots)
        stage = 1 if place < early else 2
        site = sites[0] if stage == 1 else sites[(place - early) % len(sites)]
        rows.append(RowDraft(stage, on, half, site, person))
    shares = _shares(keys, late)
    return [
        *rows[:early],
        *(replace(row, covers=share) for row, share in zip(rows[early:], shares, strict=True)),
    ]


def _slots(
    first_on: date,
    people: Sequence[int],
    taken: set[Slot],
    is_working_day: Callable[[date], bool],
) -> Iterator[Slot]:
    day = first_on
    while True:
        if is_working_day(day):
            for half in (1, 2):
                yield from ((one, day, half) for one in people if (one, day, half) not in taken)
        day += timedelta(days=1)


def _shares(keys: Sequence[str], count: int) -> list[tuple[str, ...]]:
    """Neighbouring keys together, in `count` parts as even as can be."""
    bounds = [len(keys) * place // count for place in range(count + 1)]
    return [tuple(keys[a:b]) for a, b in itertools.pairwise(bounds)]
