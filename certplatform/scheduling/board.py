"""A programme as arrays: for each case who could come from when on, what they cover and cost."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from certplatform.domain.staffing import Engagement, Option, Programme, late_days, starts_of
from certplatform.domain.staffing_options import Reading, all_requirements

Numbers = NDArray[np.int64]
Prices = NDArray[np.float64]
Flags = NDArray[np.bool_]
NEVER = np.float64(np.inf)


@dataclass(frozen=True, slots=True)
class Alike:
    """Rows that differ in price only: no team needs more than the `keep` cheapest of them."""

    rows: Numbers
    covers: int
    lead_covers: int
    keep: int


@dataclass(frozen=True, slots=True)
class Board:
    """One case. Rows are people (`people`: their places in the programme), columns are starts.

    A pinned member is a requirement that only this person covers.
    """

    engagement: Engagement
    people: Numbers
    starts: Numbers
    late: Prices
    leads: Flags
    joins: Flags
    costs: Prices
    lead_costs: Prices
    needed: int
    alike: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The whole programme: a board for each case, and by person what is given and free."""

    programme: Programme
    boards: tuple[Board, ...]
    numbers: tuple[int, ...]
    least: Prices
    most: Prices


def lay_out(programme: Programme) -> Table:
    """The programme as arrays."""
    reading = Reading(programme)
    return Table(
        programme,
        tuple(board_of(one, reading) for one in programme.engagements),
        tuple(one.number for one in programme.candidates),
        np.array([one.least for one in programme.candidates], dtype=np.float64),
        np.array([one.most for one in programme.candidates], dtype=np.float64),
    )


def board_of(engagement: Engagement, reading: Reading) -> Board:
    """One case as arrays."""
    programme, options = reading.programme, reading.options(engagement)
    width = programme.half_days
    leads, joins = (
        _matrix([getattr(one, name) for _, one in options], width) for name in ("lead", "member")
    )
    allowed = _matrix([starts_of(engagement, programme)], width)[0]
    starts = np.flatnonzero(allowed & (leads | joins).any(axis=0))
    leads, joins = leads[:, starts], joins[:, starts]
    wanted = sorted(programme.pins.members.get(engagement.number, ()))
    base = all_requirements(engagement.task)
    own = {person: (base + 1) << place for place, person in enumerate(wanted)}
    weight = programme.weights.late_day
    return Board(
        engagement,
        np.array([place for place, _ in options], dtype=np.int64),
        starts,
        np.array(
            [weight * late_days(engagement, int(one), programme) for one in starts],
            dtype=np.float64,
        ),
        leads,
        joins,
        np.array([one.cost for _, one in options], dtype=np.float64),
        np.array([one.lead_cost for _, one in options], dtype=np.float64),
        base | sum(own.values()),
        _alike(engagement.members, options, leads, joins, own),
    )


def _alike(
    members: int,
    options: list[tuple[int, Option]],
    leads: Flags,
    joins: Flags,
    own: Mapping[int, int],
) -> tuple[Alike, ...]:
    """Whoever could be swapped for somebody cheaper without a loss, together."""
    found: dict[tuple[int, ...], list[int]] = {}
    for row, (_, one) in enumerate(options):
        covered = one.member_covers | own.get(one.candidate, 0)
        if not leads[row].any():
            key = (covered, 0, 0, -1)
        elif (leads[row] == joins[row]).all():
            key = (covered, one.lead_covers, one.lead_cost, -2)
        else:
            key = (covered, one.lead_covers, one.lead_cost, row)
        found.setdefault(key, []).append(row)
    return tuple(
        Alike(np.array(rows), key[0], key[1], min(len(rows), members - (key[3] == -1)))
        for key, rows in found.items()
    )


def _matrix(sets: list[int], width: int) -> Flags:
    size = (width + 7) // 8
    if not sets:
        return np.zeros((0, width), dtype=np.bool_)
    packed = np.frombuffer(b"".join(one.to_bytes(size, "little") for one in sets), dtype=np.uint8)
    bits = np.unpackbits(packed.reshape(len(sets), size), axis=1, bitorder="little")
    return bits[:, :width].astype(np.bool_)


def over_span(by_half_day: Prices, board: Board) -> Prices:
    """For each person and start the sum over the half-days of the audit."""
    sums = np.zeros((by_half_day.shape[0], by_half_day.shape[1] + 1))
    np.cumsum(by_half_day, axis=1, out=sums[:, 1:])
    rows = sums[board.people]
    found: Prices = rows[:, board.starts + board.engagement.half_days] - rows[:, board.starts]
    return found
