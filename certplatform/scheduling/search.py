"""The search: prices and a proven bound, a first answer, then one improvement after another."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

import numpy as np

from certplatform.domain.staffing import Placement, Programme, Schedule
from certplatform.scheduling.board import Prices, Table, lay_out
from certplatform.scheduling.bound import Pricing, Tolls, proven
from certplatform.scheduling.exchange import Exchange
from certplatform.scheduling.ledger import Ledger
from certplatform.scheduling.teams import Choice

# Of the time: this share goes to prices and the bound, the rest to better answers.
BOUND_SHARE = 0.45
SWEEPS = 4
TOGETHER = 16
EXCHANGE_SECONDS = 2.0
# Up to so many pairs of a case and a person all is solved in one model first.
WHOLE, WHOLE_SHARE = 1500, 0.6

Report = Callable[[Schedule], bool]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to look (seconds of wall time), with how many cores, from which seed."""

    seconds: float
    workers: int = 2
    seed: int = 1


def go_on(found: Schedule) -> bool:
    """Hear of an answer, and never stop for it."""
    return found.bound <= found.cost


def solve(
    programme: Programme,
    effort: Effort,
    *,
    known: Schedule | None = None,
    report: Report = go_on,
) -> Schedule:
    """The best answer found in the time, never worse than the known one, with its proven bound.

    `report` hears each better answer and says whether to go on.
    """
    return _Search(programme, effort, report).run(known)


class _Search:
    def __init__(self, programme: Programme, effort: Effort, report: Report) -> None:
        self.effort, self.report = effort, report
        self.ends = time.monotonic() + effort.seconds
        self.table: Table = lay_out(programme)
        self.pick = Random(effort.seed)  # noqa: S311 - a repeatable search, no secret
        self.order = sorted(range(len(self.table.boards)), key=self._freedom)
        self.bound = 0

    def run(self, known: Schedule | None) -> Schedule:
        """Everything in turn, each for its share of the time."""
        best = Ledger(self.table)
        self._fill(best, None)
        self._sweep(best)
        pricing = Pricing(self.table)
        self.bound = max(proven(pricing.bound), known.bound if known else 0)
        going = self._tell(best)
        if going and best.total() > self.bound:
            pricing.improve(self._until(BOUND_SHARE), best.total)
            self.bound = max(self.bound, proven(pricing.bound))
            best = min(best, self._priced(pricing.tolls), key=Ledger.total)
        if known is not None:
            best = min(best, self._rebuilt(known.placements), key=Ledger.total)
        if self._tell(best) and best.total() > self.bound:
            self._whole(best, pricing)
            self._exchange(best, pricing)
        return self._schedule(best)

    def _freedom(self, position: int) -> float:
        board = self.table.boards[position]
        return float((board.joins | board.leads).sum()) / board.engagement.members

    def _until(self, share: float) -> float:
        return self.ends - self.effort.seconds * (1 - share)

    def _tell(self, ledger: Ledger) -> bool:
        return self.report(self._schedule(ledger)) and time.monotonic() < self.ends

    def _schedule(self, ledger: Ledger) -> Schedule:
        cost = ledger.total()
        return Schedule(ledger.placements(), cost, min(cost, self.bound))

    def _fill(self, ledger: Ledger, tolls: Tolls | None) -> None:
        """One case after the other, those with least freedom first, at these prices."""
        for position in self.order:
            board = self.table.boards[position]
            extra = None if tolls is None else tolls.on(board) + ledger.saved(board)[:, None]
            choice = ledger.best(position, extra)
            if choice is not None:
                ledger.put(position, choice)

    def _sweep(self, ledger: Ledger) -> None:
        """Each case anew beside all others, until nothing gets better."""
        for _ in range(SWEEPS):
            before = ledger.total()
            for position in self.order:
                old = ledger.take(position)
                new = ledger.best(position)
                if new is None or ledger.true_cost(position, old) <= ledger.true_cost(
                    position, new
                ):
                    new = old
                if new is not None:
                    ledger.put(position, new)
            if ledger.total() >= before or time.monotonic() > self.ends:
                return

    def _priced(self, tolls: Tolls) -> Ledger:
        found = Ledger(self.table)
        self._fill(found, tolls)
        self._sweep(found)
        return found

    def _rebuilt(self, placements: Mapping[int, Placement]) -> Ledger:
        """A ledger of an answer known from before."""
        found = Ledger(self.table)
        for position, board in enumerate(self.table.boards):
            placed = placements.get(board.engagement.number)
            if placed is None:
                continue
            rows = {self.table.numbers[int(p)]: row for row, p in enumerate(board.people)}
            at = np.flatnonzero(board.starts == placed.start)
            if at.size and placed.team <= rows.keys():
                team = (rows[placed.lead], *(rows[one] for one in sorted(placed.others)))
                found.put(position, Choice(int(at[0]), team, 0.0))
        return found

    def _whole(self, ledger: Ledger, pricing: Pricing) -> None:
        """Where everything fits into one model: all of it at once, with the model's own bound."""
        able = [n for n, board in enumerate(self.table.boards) if board.starts.size]
        if not 0 < sum(self.table.boards[one].people.size for one in able) <= WHOLE:
            return
        old = {one: ledger.take(one) for one in able}
        everybody = len(self.table.numbers)
        model = Exchange(ledger, old, self._tolls(able, pricing), nearest=2 * everybody)
        seconds = max(0.1, self.ends - time.monotonic()) * WHOLE_SHARE
        new = model.solve(seconds, self.effort.workers, self.pick.randrange(2**31))
        for one, choice in new.items():
            ledger.put(one, choice)
        weights = self.table.programme.weights
        elsewhere = weights.unplaced * (len(self.table.boards) - len(able))
        idle = sum(self.table.least[p] for p in range(everybody) if p not in model.by_person)
        fixed = elsewhere + weights.idle_half_day * float(idle)
        self.bound = max(self.bound, proven(model.bound + fixed))
        self._tell(ledger)

    def _tolls(self, chosen: list[int], pricing: Pricing) -> dict[int, Prices]:
        return {one: pricing.tolls.on(self.table.boards[one]) for one in chosen}

    def _exchange(self, ledger: Ledger, pricing: Pricing) -> None:
        """Take some cases off, solve them together, keep what is better."""
        able = any(board.starts.size for board in self.table.boards)
        while able and time.monotonic() < self.ends and ledger.total() > self.bound:
            before = ledger.total()
            chosen = self._neighbourhood(ledger, pricing)
            old = {one: ledger.take(one) for one in chosen}
            left = max(0.1, self.ends - time.monotonic())
            new = Exchange(ledger, old, self._tolls(chosen, pricing)).solve(
                min(EXCHANGE_SECONDS, left), self.effort.workers, self.pick.randrange(2**31)
            )
            for one, choice in new.items():
                ledger.put(one, choice)
            if ledger.total() > before:
                self._restore(ledger, old)
            elif ledger.total() < before and not self._tell(ledger):
                return

    def _restore(self, ledger: Ledger, old: dict[int, Choice | None]) -> None:
        for one in old:
            ledger.take(one)
        for one, choice in old.items():
            if choice is not None:
                ledger.put(one, choice)

    def _neighbourhood(self, ledger: Ledger, pricing: Pricing) -> list[int]:
        """A case that pays too much, those that hold the people it wants, and some beside them."""
        able = [n for n, board in enumerate(self.table.boards) if board.starts.size]
        regret = [1.0 + max(0.0, self._regret(ledger, pricing, one)) for one in able]
        seed = self.pick.choices(able, weights=regret)[0]
        wanted = self._people(seed, pricing.choices.get(seed)) | self._people(
            seed, ledger.chosen.get(seed)
        )
        near = [
            one
            for one in able
            if one != seed and wanted & self._people(one, ledger.chosen.get(one))
        ]
        self.pick.shuffle(near)
        rest = self.pick.sample(able, min(len(able), TOGETHER))
        return list(dict.fromkeys([seed, *near[: TOGETHER * 3 // 4], *rest]))[:TOGETHER]

    def _regret(self, ledger: Ledger, pricing: Pricing, position: int) -> float:
        alone = pricing.alone.get(position, 0.0)
        return ledger.true_cost(position, ledger.chosen.get(position)) - alone

    def _people(self, position: int, choice: Choice | None) -> set[int]:
        if choice is None:
            return set()
        return {int(one) for one in self.table.boards[position].people[list(choice.rows)]}
