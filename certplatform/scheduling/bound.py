"""What the best possible answer costs at least: Lagrangian relaxation of calendar and load.

Whoever takes a half-day of somebody pays a price for it, so that nobody need be kept from booking
a person twice. For any prices, the cheapest team of each case on its own, less what all prices are
worth, is a proven lower bound on every answer of the same programme. Good prices are looked for by
steps along the subgradient; a wrong step costs tightness, never truth.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from certplatform.scheduling.board import NEVER, Board, Prices, Table, over_span
from certplatform.scheduling.teams import Choice, cheapest

# How a step is taken: tried out on quarters of all sizes, for speed; any values give true bounds.
FIRST_SCALE, LAST_SCALE, SHRINK, PATIENCE = 0.2, 0.005, 0.7, 3
MOMENTUM, AIM, WORTH = 0.7, 0.95, 0.5
# Sums of several thousand prices are right to far more than this.
ROUNDING = 1e-4


@dataclass
class Tolls:
    """The prices: of each half-day of each person, of load at its most, of load below its least."""

    half_day: Prices
    most: Prices
    least: Prices

    def on(self, board: Board) -> Prices:
        """What each person's going costs in prices, by row and column of a board."""
        flat = (self.most - self.least)[board.people] * board.engagement.half_days
        found: Prices = over_span(self.half_day, board) + flat[:, None]
        return found


@dataclass
class Relaxed:
    """What came of one set of prices: the bound, and the free choices of all cases."""

    bound: float
    choices: dict[int, Choice]


class Pricing:
    """The search for good prices: a step a round, against what the round before used too often."""

    def __init__(self, table: Table) -> None:
        """Begin without prices: what each case costs when it has everybody to itself."""
        self.table = table
        people = len(table.numbers)
        self.tolls = Tolls(
            np.zeros((people, table.programme.half_days)), np.zeros(people), np.zeros(people)
        )
        first = relaxed(table, self.tolls)
        self.bound, self.choices = first.bound, first.choices
        self.alone = {place: one.cost for place, one in first.choices.items()}
        self._last, self._now = first, self.tolls
        self._direction: Tolls | None = None

    def improve(self, until: float, aim: Callable[[], int]) -> None:
        """Step until the moment (monotonic seconds), or until no step is worth taking."""
        scale, idle = FIRST_SCALE, 0
        while time.monotonic() < until and scale > LAST_SCALE:
            self._now = self._stepped(scale, aim())
            self._last = relaxed(self.table, self._now)
            if self._last.bound > self.bound + WORTH:
                self.bound, self.tolls, idle = self._last.bound, self._now, 0
                self.choices = self._last.choices
                continue
            idle += 1
            if idle >= PATIENCE:
                scale, idle = scale * SHRINK, 0

    def _stepped(self, scale: float, aim: int) -> Tolls:
        """Dearer where people are wanted twice, cheaper where not at all; with some momentum."""
        fresh = _usage(self.table, self._last)
        kept = self._direction
        if kept is not None:
            fresh = _each(lambda old, new: MOMENTUM * old + (1 - MOMENTUM) * new, kept, fresh)
        self._direction = fresh
        now = self._now
        move = _each(lambda price, way: np.where((price <= 0) & (way < 0), 0, way), now, fresh)
        size = sum(float((one**2).sum()) for one in (move.half_day, move.most, move.least))
        step = scale * max(AIM * aim - self._last.bound, 1.0) / max(size, 1.0)
        found = _each(lambda price, way: np.maximum(0, price + step * way), now, move)
        idle = self.table.programme.weights.idle_half_day
        return Tolls(found.half_day, found.most, np.minimum(found.least, idle))


def relaxed(table: Table, tolls: Tolls) -> Relaxed:
    """Solve every case on its own at these prices."""
    unplaced = table.programme.weights.unplaced
    found = -float(tolls.half_day.sum() + tolls.most @ table.most - tolls.least @ table.least)
    choices = {}
    for position, board in enumerate(table.boards):
        choice = _alone(board, tolls)
        if choice is not None and choice.cost < unplaced:
            choices[position] = choice
            found += choice.cost
        else:
            found += unplaced
    return Relaxed(found, choices)


def _alone(board: Board, tolls: Tolls) -> Choice | None:
    if not board.starts.size:
        return None
    price = tolls.on(board) + board.costs[:, None]
    join = np.where(board.joins, price, NEVER)
    lead = np.where(board.leads, price + board.lead_costs[:, None], NEVER)
    return cheapest(board, join, lead)


def _usage(table: Table, found: Relaxed) -> Tolls:
    """By how much each limit is passed when every case has what it wants."""
    used = np.zeros((len(table.numbers), table.programme.half_days))
    for position, choice in found.choices.items():
        board = table.boards[position]
        start = int(board.starts[choice.column])
        used[board.people[list(choice.rows)], start : start + board.engagement.half_days] += 1
    load = used.sum(axis=1)
    return Tolls(used - 1, load - table.most, table.least - load)


def _each(act: Callable[[Prices, Prices], Prices], one: Tolls, other: Tolls) -> Tolls:
    return Tolls(
        act(one.half_day, other.half_day), act(one.most, other.most), act(one.least, other.least)
    )


def proven(bound: float) -> int:
    """The bound as whole points: every cost is whole, so the next whole number is safe."""
    return math.ceil(bound - ROUNDING)
