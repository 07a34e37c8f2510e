"""The next right deed of a case, by the right person: what carries the walks to certificates."""

from collections.abc import Callable

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.models.case import Case
from tests.builders.application import drafted_case
from tests.prove.detours import Detours
from tests.prove.road_to_audit import RoadToAudit
from tests.prove.road_to_certificate import RoadToCertificate
from tests.prove.walker import Move, Walker

OPEN_AT_ONCE = 4
BESIDE = 0.06  # the share of deeds beside the road


class Road(RoadToAudit, RoadToCertificate, Detours):
    """Chooses a case and what should be done with it next."""

    def __init__(self, walker: Walker, *, large_share: float = 0.06) -> None:
        super().__init__(walker)
        self.large_share = large_share
        self.used: set[int] = set()

    def play(self) -> None:
        """Do one right deed; a case that gets nowhere is terminated or withdrawn."""
        case = self._case()
        if case is None:
            return
        case_id = case.id
        with self.w.at():
            move = self._move(case)
        if move is None:
            return
        waits = move.until is not None and move.until > clock.local_date(self.w.now)
        if waits and not self.w.chance(0.3):
            return
        went = self.w.play(move)
        if went:
            self.w.follow_up()
        self.stuck[case_id] = 0 if went else self.stuck.get(case_id, 0) + 1

    def _case(self) -> Case | None:
        cases = self.w.cases()
        if len(cases) < OPEN_AT_ONCE:
            self._open()
            cases = self.w.cases()
        return self.w.rng.choice(cases) if cases else None

    def _open(self) -> None:
        free = [one for one in self.w.firms if one[0].id not in self.used]
        if not free:
            return
        firm, part = self.w.rng.choice(free)
        self.used.add(firm.id)
        large = self.w.chance(self.large_share)
        grades = {} if large else {"grade": self.w.rng.choice(["BRONZE", "SILVER"])}
        with self.w.at():
            drafted_case(
                self.w.world,
                scheme_code="IIIMS" if large else "TINY",
                applicant=part,
                enterprise=firm,
                **grades,
            )

    def _move(self, case: Case) -> Move | None:
        if self.stuck.get(case.id, 0) > 12:
            return self._give_up(case)
        if self.w.chance(BESIDE) and (move := self.detour(case)) is not None:
            return move
        chosen: Callable[[Case], Move | None] = getattr(self, f"in_{case.state}")
        return chosen(case)


def certified() -> int:
    """How many cases have come to their certificate."""
    return len(list(session.scalars(select(Case.id).where(Case.state == "certified"))))
