"""What the search for an answer brings to a round: it begins, gets better, ends, fails."""

from collections.abc import Mapping
from typing import Any

from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Role
from certplatform.domain.staffing import HALVES_A_DAY, Placement, Schedule
from certplatform.domain.staffing_reasons import Reason
from certplatform.domain.staffing_round import DONE, EXCLUDED, FAILED, RUNNING, SILENT_FOR
from certplatform.models.staffing import StaffingCase, StaffingProposal, StaffingRound
from certplatform.process.step import Deed, deed
from certplatform.queries.staffing import cases_of_round, working_days


def begin_search(round_id: int, attempt: int) -> bool:
    """Take a search on; False when it is not wanted any more, or somebody else is at it."""
    with deed(by=SYSTEM) as act:
        found = _wanted(round_id, attempt)
        if found is None:
            return False
        if found.progress_at is not None and act.at - found.progress_at < SILENT_FOR:
            return False
        found.started_at, found.progress_at = found.started_at or act.at, act.at
        _log(act, found, "begin_staffing", attempt=attempt)
    return True


def keep_better(round_id: int, attempt: int, answer: Schedule) -> bool:
    """Keep the best answer so far; False when the search is to stop."""
    with deed(by=SYSTEM) as act:
        found = _wanted(round_id, attempt)
        if found is None:
            return False
        _keep(found, answer)
        found.progress_at = act.at
    return True


def end_search(
    round_id: int, attempt: int, answer: Schedule, reasons: Mapping[int, Reason]
) -> None:
    """Keep the last answer, with the reasons of the cases that have no team."""
    with deed(by=SYSTEM) as act:
        found = _wanted(round_id, attempt)
        if found is None:
            return
        _keep(found, answer)
        for row in cases_of_round(found.id):
            why = reasons.get(row.case_id)
            row.reason = {"code": why.code, "params": dict(why.params)} if why else {}
        found.state, found.progress_at = DONE, act.at
        _log(
            act,
            found,
            "answer_staffing",
            attempt=attempt,
            cost=answer.cost,
            bound=answer.bound,
            placed=len(answer.placements),
        )


def explain_gaps(round_id: int, reasons: Mapping[int, Reason]) -> None:
    """Say of an interrupted answer too why cases have no team."""
    with deed(by=SYSTEM) as act:
        found = session.get_one(StaffingRound, round_id, with_for_update=True)
        for row in cases_of_round(round_id):
            why = reasons.get(row.case_id)
            if why and row.starts_on is None:
                row.reason = {"code": why.code, "params": dict(why.params)}
        _log(act, found, "explain_staffing", cases=len(reasons))


def fail_search(round_id: int, attempt: int, problem: str) -> None:
    """Say that the search broke off; what was kept stays."""
    with deed(by=SYSTEM) as act:
        found = _wanted(round_id, attempt)
        if found is not None:
            found.state, found.problem = FAILED, problem[:300]
            _log(act, found, "fail_staffing", attempt=attempt, problem=problem[:300])


def _wanted(round_id: int, attempt: int) -> StaffingRound | None:
    found = session.get(StaffingRound, round_id, with_for_update=True, populate_existing=True)
    if found is None or found.state != RUNNING or found.attempt != attempt:
        return None
    return found


def _keep(found: StaffingRound, answer: Schedule) -> None:
    days = working_days(found.from_on, found.until_on)
    found.cost, found.bound = answer.cost, answer.bound
    for row in cases_of_round(found.id):
        if row.released_at is not None:
            continue
        placed = answer.placements.get(row.case_id)
        if not row.start_pinned or placed is not None:
            row.starts_on = days[placed.start // HALVES_A_DAY] if placed else None
            row.start_half = placed.start % HALVES_A_DAY + 1 if placed else None
        row.reason = {}
        _team(row, placed)


def _team(row: StaffingCase, placed: Placement | None) -> None:
    """The proposed people; who is pinned or excluded stays on record whatever the answer."""
    wanted: dict[int, str] = {}
    if placed is not None:
        wanted = dict.fromkeys(placed.others, str(Role.ASSESSOR))
        wanted[placed.lead] = str(Role.LEAD)
    for one in list(row.proposals):
        role = wanted.pop(one.person_id, None)
        if role is not None:
            one.role = role
        elif not one.pinned and one.role != EXCLUDED:
            row.proposals.remove(one)
    for person, role in sorted(wanted.items()):
        row.proposals.append(StaffingProposal(person_id=person, role=role))


def _log(act: Deed, found: StaffingRound, action: str, **said: Any) -> None:
    act.log(f"organisation:{found.body_id}", action, round=found.public_id, **said)
