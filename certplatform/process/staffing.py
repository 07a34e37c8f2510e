"""A body's round of staffing: opened, asked, pinned, asked again, interrupted, released.

Nobody is told of a proposal before its release; then each becomes a place like any other.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotReady, NotVisible, Refusal
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.staffing import Weights
from certplatform.domain.staffing_facts import StaffingAsked
from certplatform.domain.staffing_round import (
    DRAFT,
    EXCLUDED,
    INTERRUPTED,
    RELEASED,
    RUNNING,
    seconds_for,
    weights_kept,
)
from certplatform.domain.wording import N_
from certplatform.models.staffing import StaffingCase, StaffingRound
from certplatform.process.assignment import invite_member, propose_member
from certplatform.process.step import Deed, deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.staffing import (
    cases_of_round,
    needs_of,
    planning_bodies,
    working_days,
)
from certplatform.queries.staffing_programme import pool

NOTHING_TO_PLAN = N_("No case in planning waits for a team.")
WRONG_DAYS = N_("The last day must not be before the first, and the first not before today.")
NO_WORKING_DAY = N_("There is no working day between these dates.")
BUSY = N_("An answer is being looked for. Interrupt the search first.")
IS_RELEASED = N_("This round is released; open another one.")
NOT_SEARCHING = N_("No answer is being looked for at present.")
NO_ANSWER = N_("There is no proposal to release yet.")


def open_round(body_id: int, *, from_on: date, until_on: date, by: Actor) -> StaffingRound:
    """Open a round over the cases that wait for a team now, for audits between these days."""
    with deed(by=by) as act:
        if body_id not in planning_bodies(by):
            raise NotAllowed(N_("This is not for you to do."))
        if until_on < from_on or from_on < clock.local_date(act.at):
            raise Invalid(WRONG_DAYS, fields={"from_on": WRONG_DAYS})
        if not working_days(from_on, until_on):
            raise Invalid(NO_WORKING_DAY, fields={"until_on": NO_WORKING_DAY})
        needs = needs_of(body_id, by.person_id)
        if not needs:
            raise NotNow(NOTHING_TO_PLAN)
        made = StaffingRound(
            body_id=body_id,
            from_on=from_on,
            until_on=until_on,
            state=DRAFT,
            weights=weights_kept(Weights()),
            seed=1,
            seconds=seconds_for(len(needs), len(pool(body_id))),
            made_by=by.person_id or 0,
            made_at=act.at,
            cases=[
                StaffingCase(case_id=one.case.id, members=one.members, half_days=one.half_days)
                for one in needs
            ],
        )
        session.add(made)
        session.flush()
        _log(act, made, "open_staffing", cases=len(needs))
    return made


def ask(round_id: int, *, by: Actor) -> None:
    """Ask for an answer, or for another one that keeps the pins."""
    with deed(by=by) as act:
        found = _locked(round_id, by)
        if found.state == RUNNING:
            raise NotNow(BUSY)
        found.state, found.attempt, found.problem = RUNNING, found.attempt + 1, ""
        found.cost = found.bound = None
        found.started_at = found.progress_at = None
        _log(act, found, "ask_staffing", attempt=found.attempt)
        act.tell(StaffingAsked(0, found.id, found.attempt))


def interrupt(round_id: int, *, by: Actor) -> None:
    """Stop the search; the best answer so far stays."""
    with deed(by=by) as act:
        found = _locked(round_id, by)
        if found.state != RUNNING:
            raise NotNow(NOT_SEARCHING)
        found.state = INTERRUPTED
        _log(act, found, "interrupt_staffing", attempt=found.attempt)


def pin(
    round_id: int,
    *,
    cases: Collection[int],
    people: Collection[tuple[int, int]],
    starts: Collection[int],
    without: Collection[tuple[int, int]],
    by: Actor,
) -> None:
    """On these cases fix people, the start, and who is not to go; all else there is free again.

    Pairs are (case, person) of this round; what is not proposed there cannot be pinned.
    """
    with deed(by=by) as act:
        found = _locked(round_id, by)
        if found.state == RUNNING:
            raise NotNow(BUSY)
        for row in cases_of_round(found.id, seen_by=by.person_id):
            if row.case_id not in cases:
                continue
            row.start_pinned = row.case_id in starts and row.starts_on is not None
            for one in list(row.proposals):
                pair = (row.case_id, one.person_id)
                if pair in without:
                    one.role, one.pinned = EXCLUDED, False
                elif one.role == EXCLUDED:
                    row.proposals.remove(one)
                else:
                    one.pinned = pair in people
        _log(
            act,
            found,
            "pin_staffing",
            people=sorted(map(list, people)),
            starts=sorted(starts),
            without=sorted(map(list, without)),
        )


def release(round_id: int, *, by: Actor) -> tuple[int, int]:
    """Turn the proposals into places, person by person; how many were asked, and refused.

    What has become wrong meanwhile is refused by the rules of today and stays with its case.
    """
    with deed(by=by) as act:
        found = _locked(round_id, by)
        if found.state == RUNNING:
            raise NotNow(BUSY)
        open_cases = [
            one.id
            for one in cases_of_round(found.id, seen_by=by.person_id)
            if one.starts_on and not one.released_at
        ]
        if not open_cases:
            raise NotNow(NO_ANSWER)
        _log(act, found, "release_staffing", cases=len(open_cases))
    asked = refused = 0
    for staffing_case_id in open_cases:
        done, problems = _release_case(staffing_case_id, by)
        asked, refused = asked + done, refused + problems
    _close(round_id, asked, refused, by)
    return asked, refused


def _close(round_id: int, asked: int, refused: int, by: Actor) -> None:
    """A round is released when nothing of it is left; cases unknown to the actor may be (R15)."""
    with deed(by=by) as act:
        found = _locked(round_id, by)
        if not any(one.starts_on and not one.released_at for one in cases_of_round(found.id)):
            found.state, found.released_at = RELEASED, act.at
        _log(act, found, "close_staffing", asked=asked, refused=refused)


def _release_case(staffing_case_id: int, by: Actor) -> tuple[int, int]:
    row = session.get_one(StaffingCase, staffing_case_id)
    case_id = row.case_id
    team = [(one.person_id, one.role, one.person.name) for one in row.proposals]
    wanted = sorted((one for one in team if one[1] != EXCLUDED), key=lambda one: one[1] != "lead")
    problems: list[Obstacle] = []
    for person_id, role, name in wanted:
        try:
            with deed(by=by):
                place = propose_member(case_id, person_id=person_id, role=role, by=by)
                invite_member(place.id, by=by)
        except NotReady as refusal:
            problems += refusal.obstacles
        except Refusal as refusal:
            named = {"person": name, **refusal.params}
            problems.append(Obstacle("R12", refusal.message, "", named))
    with deed(by=by) as act:
        row = session.get_one(StaffingCase, staffing_case_id)
        row.released_at = act.at
        row.problem = [
            {"rule": one.rule, "fact": one.fact, "cure": one.cure, "params": dict(one.params)}
            for one in problems
        ]
    return len(wanted) - len(problems), len(problems)


def _locked(round_id: int, by: Actor) -> StaffingRound:
    found = session.scalar(
        select(StaffingRound)
        .where(StaffingRound.id == round_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None or found.body_id not in planning_bodies(by):
        raise NotVisible(ABSENT)
    if found.state == RELEASED:
        raise NotNow(IS_RELEASED)
    return found


def _log(act: Deed, found: StaffingRound, action: str, **said: object) -> None:
    act.log(f"organisation:{found.body_id}", action, round=found.public_id, **said)
