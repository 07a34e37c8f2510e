"""Who is booked when, and how much; and what a case costs beside what is booked."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from certplatform.domain.staffing import Placement
from certplatform.scheduling.board import NEVER, Board, Prices, Table, over_span
from certplatform.scheduling.teams import Choice, cheapest


@dataclass
class Ledger:
    """The bookings of an answer in the making; `chosen` by the position of the board."""

    table: Table
    booked: NDArray[np.float64] = field(init=False)
    load: Prices = field(init=False)
    chosen: dict[int, Choice] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing booked."""
        people = len(self.table.numbers)
        self.booked = np.zeros((people, self.table.programme.half_days))
        self.load = np.zeros(people)

    def put(self, position: int, choice: Choice) -> None:
        """Book a team."""
        self._book(position, choice, 1)
        self.chosen[position] = choice

    def take(self, position: int) -> Choice | None:
        """Take a team off again."""
        choice = self.chosen.pop(position, None)
        if choice is not None:
            self._book(position, choice, -1)
        return choice

    def _book(self, position: int, choice: Choice, sign: int) -> None:
        board = self.table.boards[position]
        people, start = board.people[list(choice.rows)], int(board.starts[choice.column])
        length = board.engagement.half_days
        self.booked[people, start : start + length] += sign
        self.load[people] += sign * length

    def is_open(self, board: Board) -> NDArray[np.bool_]:
        """For each row and column of a board: whether the person is not booked, with load left."""
        free: NDArray[np.bool_] = over_span(self.booked, board) == 0
        length = board.engagement.half_days
        left = self.load[board.people] + length <= self.table.most[board.people]
        return free & left[:, None]

    def saved(self, board: Board) -> Prices:
        """What each person's going saves in idle half-days below the least."""
        short = np.maximum(0, self.table.least - self.load)[board.people]
        weight = self.table.programme.weights.idle_half_day
        return np.minimum(short, board.engagement.half_days) * weight

    def best(self, position: int, extra: Prices | None = None) -> Choice | None:
        """The cheapest team beside what is booked; `extra`: further prices by row and column."""
        board = self.table.boards[position]
        if not board.starts.size:
            return None
        price = (board.costs - self.saved(board))[:, None] + (0 if extra is None else extra)
        is_open = self.is_open(board)
        join = np.where(board.joins & is_open, price, NEVER)
        lead = np.where(board.leads & is_open, price + board.lead_costs[:, None], NEVER)
        return cheapest(board, join, lead)

    def true_cost(self, position: int, choice: Choice | None) -> float:
        """What a choice for this case costs now, with the idle half-days it saves."""
        if choice is None:
            return self.table.programme.weights.unplaced
        board = self.table.boards[position]
        rows = list(choice.rows)
        return float(
            (board.costs - self.saved(board))[rows].sum()
            + board.lead_costs[choice.rows[0]]
            + board.late[choice.column]
        )

    def total(self) -> int:
        """What the whole answer costs."""
        weights = self.table.programme.weights
        idle = np.maximum(0, self.table.least - self.load).sum() * weights.idle_half_day
        found = weights.unplaced * (len(self.table.boards) - len(self.chosen)) + idle
        for position, choice in self.chosen.items():
            board = self.table.boards[position]
            found += board.costs[list(choice.rows)].sum() + board.lead_costs[choice.rows[0]]
            found += board.late[choice.column]
        return round(float(found))

    def placements(self) -> dict[int, Placement]:
        """The answer in the words of the programme."""
        return {
            self.table.boards[position].engagement.number: self.placement(position, choice)
            for position, choice in sorted(self.chosen.items())
        }

    def placement(self, position: int, choice: Choice) -> Placement:
        """One choice in the words of the programme."""
        board = self.table.boards[position]
        people = [self.table.numbers[int(board.people[row])] for row in choice.rows]
        return Placement(
            board.engagement.number,
            int(board.starts[choice.column]),
            people[0],
            frozenset(people[1:]),
        )
