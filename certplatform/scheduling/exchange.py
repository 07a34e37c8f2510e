"""Several cases at once, anew: a CP-SAT model of a neighbourhood, all else staying as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model

from certplatform.domain.staffing import HALVES_A_DAY
from certplatform.scheduling.board import Board, Flags, Numbers, Prices
from certplatform.scheduling.ledger import Ledger
from certplatform.scheduling.teams import Choice

NEAREST = 14


@dataclass
class _Case:
    """The variables of one case. `rows` are the rows of its board that the model looks at."""

    position: int
    board: Board
    start: cp_model.IntVar
    unplaced: cp_model.IntVar
    goes: dict[int, cp_model.IntVar] = field(default_factory=dict)
    leads: dict[int, cp_model.IntVar] = field(default_factory=dict)


class Exchange:
    """The model: who goes where and when in these cases, beside everything booked elsewhere.

    The cases must have been taken off the ledger; `before` is what they had. `bound` is what these
    cases and people cost at least, after solving; of worth only where the model holds everything.
    """

    def __init__(
        self,
        ledger: Ledger,
        before: dict[int, Choice | None],
        tolls: dict[int, Prices],
        nearest: int = NEAREST,
    ) -> None:
        """Build the model; `tolls` by position make scarce people look dear."""
        self.ledger, self.nearest, self.bound = ledger, nearest, 0.0
        self.model = cp_model.CpModel()
        self.points: list[cp_model.LinearExprT] = []
        self.by_person: dict[int, list[tuple[int, cp_model.IntVar, cp_model.IntervalVar]]] = {}
        self.cases = [self._case(one, before[one], tolls[one]) for one in before]
        self._people()
        for case in self.cases:
            self._hint(case, before[case.position])
        self.model.minimize(sum(self.points))

    def solve(self, seconds: float, workers: int, seed: int) -> dict[int, Choice]:
        """The best found within the time, by position; cases without a team are left out."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed % 2**31
        status = solver.solve(self.model)
        self.bound = solver.best_objective_bound
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return {}
        found = {}
        for case in self.cases:
            if solver.value(case.unplaced):
                continue
            lead = next(row for row, one in case.leads.items() if solver.value(one))
            others = [row for row, one in case.goes.items() if solver.value(one) and row != lead]
            column = int(np.searchsorted(case.board.starts, solver.value(case.start)))
            found[case.position] = Choice(column, (lead, *others), 0.0)
        return found

    def _case(self, position: int, before: Choice | None, tolls: Prices) -> _Case:
        board = self.ledger.table.boards[position]
        model, weights = self.model, self.ledger.table.programme.weights
        starts = [int(one) for one in board.starts]
        start = model.new_int_var_from_domain(cp_model.Domain.from_values(starts), "")
        day = model.new_int_var(0, max(starts) // HALVES_A_DAY, "")
        half = model.new_bool_var("")
        model.add(start == HALVES_A_DAY * day + half)
        case = _Case(position, board, start, model.new_bool_var(""))
        first = starts[0] // HALVES_A_DAY - int(board.late[0]) // max(1, weights.late_day)
        self.points += [weights.late_day * (day - first), weights.unplaced * case.unplaced]
        is_open = self.ledger.is_open(board)
        for row in self._rows(board, is_open, before, tolls):
            self._option(case, int(row), is_open)
        self._shape(case)
        return case

    def _rows(
        self, board: Board, is_open: Flags, before: Choice | None, tolls: Prices
    ) -> Sequence[int]:
        """The cheapest people who could come at all, the cheapest leads, and who came before."""
        able = np.where(is_open & (board.joins | board.leads), tolls, np.inf).min(axis=1)
        able = able + board.costs
        leading = np.where((board.leads & is_open).any(axis=1), able + board.lead_costs, np.inf)
        cheap = {*np.argsort(able)[: self.nearest], *np.argsort(leading)[: self.nearest // 2]}
        kept = {int(one) for one in cheap if np.isfinite(able[one])}
        return sorted(kept | set(before.rows if before else ()))

    def _option(self, case: _Case, row: int, is_open: Flags) -> None:
        model, board = self.model, case.board
        joins, leads = board.joins[row] & is_open[row], board.leads[row] & is_open[row]
        goes = case.goes[row] = model.new_bool_var("")
        within = _domain(board.starts[joins | leads])
        model.add_linear_expression_in_domain(case.start, within).only_enforce_if(goes)
        if leads.any():
            lead = case.leads[row] = model.new_bool_var("")
            model.add_implication(lead, goes)
            if (leads != joins).any():
                within = _domain(board.starts[leads])
                model.add_linear_expression_in_domain(case.start, within).only_enforce_if(lead)
                self._joins_only(case, row, joins)
            self.points.append(int(board.lead_costs[row]) * lead)
        self.points.append(int(board.costs[row]) * goes)
        length = board.engagement.half_days
        interval = model.new_optional_fixed_size_interval_var(case.start, length, goes, "")
        booked = self.by_person.setdefault(int(board.people[row]), [])
        booked.append((length, goes, interval))

    def _joins_only(self, case: _Case, row: int, joins: Flags) -> None:
        """Whoever goes without leading goes when they may assess."""
        goes, lead = case.goes[row], case.leads[row]
        if not joins.any():
            self.model.add_implication(goes, lead)
            return
        self.model.add_linear_expression_in_domain(
            case.start, _domain(case.board.starts[joins])
        ).only_enforce_if(goes, lead.negated())

    def _shape(self, case: _Case) -> None:
        """One lead, so many people, everything covered; or no team at all."""
        model, members = self.model, case.board.engagement.members
        model.add(sum(case.leads.values()) + case.unplaced == 1)
        model.add(sum(case.goes.values()) == members - members * case.unplaced)
        as_member = {int(r): one.covers for one in case.board.alike for r in one.rows}
        as_lead = {int(r): one.lead_covers for one in case.board.alike for r in one.rows}
        for bit in range(case.board.needed.bit_length()):
            able: list[cp_model.LinearExprT] = []
            for row, goes in case.goes.items():
                joined, led = int(as_member[row] >> bit & 1), int(as_lead[row] >> bit & 1)
                if joined:
                    able.append(goes)
                if row in case.leads and joined != led:
                    able.append((led - joined) * case.leads[row])
            model.add(cp_model.LinearExpr.sum(able) + case.unplaced >= 1)

    def _people(self) -> None:
        """Nobody twice, nobody too much; who has too little costs."""
        table = self.ledger.table
        weight = table.programme.weights.idle_half_day
        for person, booked in self.by_person.items():
            self.model.add_no_overlap([one for _, _, one in booked])
            load = sum(length * goes for length, goes, _ in booked)
            before = int(self.ledger.load[person])
            self.model.add(load <= int(table.most[person]) - before)
            short = int(table.least[person]) - before
            if short > 0:
                idle = self.model.new_int_var(0, short, "")
                self.model.add(idle >= short - load)
                self.points.append(weight * idle)

    def _hint(self, case: _Case, before: Choice | None) -> None:
        rows = before.rows if before else ()
        self.model.add_hint(case.unplaced, before is None)
        if before:
            self.model.add_hint(case.start, int(case.board.starts[before.column]))
        for row, goes in case.goes.items():
            self.model.add_hint(goes, row in rows)
        for row, lead in case.leads.items():
            self.model.add_hint(lead, bool(rows) and row == rows[0])


def _domain(starts: Numbers) -> cp_model.Domain:
    return cp_model.Domain.from_values([int(one) for one in starts])
