"""Stage 8: the public notice runs, objections stop its clock, and it ends undisputed (R39, R40)."""

from datetime import date

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import PUBLIC, SYSTEM, Actor
from certplatform.domain.errors import NotVisible
from certplatform.domain.facts import (
    CertificationRejected,
    ObjectionDecided,
    ObjectionLodged,
    PublicityEnded,
    StageReturned,
)
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.publicity import ended_obstacles, objection_obstacles
from certplatform.domain.separation import separation_obstacles
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import REVIEW
from certplatform.domain.workflow.publicity import LODGED
from certplatform.domain.workflow.publicity import OBJECTION as OBJECTION_TABLE
from certplatform.models.base import new_address
from certplatform.models.case import Case
from certplatform.models.publicity import Objection, PublicNotice
from certplatform.process.step import Deed, deed
from certplatform.queries.assignments import part_holders
from certplatform.queries.cases import ABSENT, rules_of
from certplatform.queries.notices import (
    clock_of,
    due_notices,
    latest_notice,
    open_objections,
    provisional_notices,
)
from certplatform.queries.receipts import new_receipt


def obstacles_to_lodge_objection(notice: PublicNotice, text: str) -> list[Obstacle]:
    """R40: an objection comes in time and says why."""
    return objection_obstacles(clock_of(notice, clock.today()), text)


def lodge_objection(
    notice: int | str, *, text: str, name: str = "", contact: str = "", by: Actor = PUBLIC
) -> Objection:
    """Object to a running notice; its clock stands still until the objection is decided."""
    case_id = _case_of(notice)
    with deed(by=by) as act:
        case = act.on_case(case_id, "lodge_objection")
        found = _notice(case)
        act.heed(obstacles_to_lodge_objection(found, text))
        today = clock.local_date(act.at)
        objection = Objection(
            public_id=new_address(),
            case_id=case.id,
            notice_id=found.id,
            receipt=new_receipt(today),
            name=name.strip(),
            contact=contact.strip(),
            text=text.strip(),
            lodged_at=act.at,
            state=LODGED,
            state_since_at=act.at,
        )
        session.add(objection)
        act.born(OBJECTION_TABLE, objection, "lodge_objection", f"case:{case.id}")
        found.stopped_on = found.stopped_on or today
        found.days_left = clock_of(found, today).days_left
        act.note(objection=objection.id, days_left=found.days_left)
        act.tell(ObjectionLodged(case.id, objection.id))
        return objection


def obstacles_to_decide_objection(case: Case) -> list[Obstacle]:
    """R18: who decides has no other part in the case."""
    return separation_obstacles(part_holders(case), rules_of(case))


def dismiss_objection(objection_id: int | str, *, by: Actor, reason: str) -> None:
    """Dismiss an objection; with the last one the clock goes on with the days that were left."""
    objection = _objection(objection_id)
    with deed(by=by, reason=reason) as act:
        if _others(objection):
            dismiss_one_objection(objection.id, by=by, reason=reason)
            return
        case = act.on_case(objection.case_id, "dismiss_objection")
        act.heed(obstacles_to_decide_objection(case))
        _decide(act, objection.id, "dismiss")
        notice = _notice(case)
        now = clock_of(notice, clock.local_date(act.at))
        notice.stopped_on = None
        notice.days_left = now.days_left
        notice.ends_on = now.ends_on or notice.ends_on
        notice.provisional = now.provisional
        act.note(days_left=now.days_left, ends_on=notice.ends_on.isoformat())


def dismiss_one_objection(objection_id: int | str, *, by: Actor, reason: str) -> None:
    """Dismiss one of several objections; the others still stop the clock."""
    objection = _objection(objection_id)
    with deed(by=by, reason=reason) as act:
        case = act.on_case(objection.case_id, "dismiss_one_objection")
        act.heed(obstacles_to_decide_objection(case))
        _decide(act, objection.id, "dismiss")


def uphold_objection(objection_id: int | str, *, by: Actor, reason: str) -> None:
    """Uphold an objection: the notice is withdrawn, the case goes back to the review."""
    _uphold("uphold_objection", objection_id, by, reason)


def reject_on_objection(objection_id: int | str, *, by: Actor, reason: str) -> None:
    """Uphold an objection that is beyond cure: the application is rejected."""
    _uphold("reject_on_objection", objection_id, by, reason)


def _uphold(action: str, objection_id: int | str, by: Actor, reason: str) -> None:
    objection = _objection(objection_id)
    with deed(by=by, reason=reason) as act:
        case = act.on_case(objection.case_id, action)
        act.heed(obstacles_to_decide_objection(case))
        notice = _notice(case)
        # the notice is withdrawn, so nothing is left for the other objections to object to
        for one in open_objections(notice):
            _decide(act, one.id, "uphold")
        notice.ended_on = clock.local_date(act.at)
        if act.opened[0].row.target == REVIEW:
            act.tell(StageReturned(case.id, REVIEW, reason))
        else:
            act.tell(CertificationRejected(case.id, reason))


def _decide(act: Deed, objection_id: int, action: str) -> None:
    objection = act.on_objection(objection_id, action)
    objection.answer = act.reason.strip()
    objection.decided_by = act.by.person_id
    objection.decided_at = act.at
    session.flush()
    act.tell(ObjectionDecided(objection.case_id, objection.id, upheld=action == "uphold"))


def obstacles_to_end_publicity(notice: PublicNotice) -> list[Obstacle]:
    """R39, R40: the notice has run its full working days and no objection is open."""
    found = ended_obstacles(clock_of(notice, clock.today()))
    if not found and open_objections(notice):
        found.append(
            Obstacle(
                "R40",
                N_("An objection is not decided yet."),
                N_("Have the objection decided by somebody outside the case."),
            )
        )
    return found


def end_publicity(case_id: int | str, *, by: Actor = SYSTEM) -> None:
    """The notice has ended undisputed: the certificate can be issued."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "end_publicity")
        notice = _notice(case)
        act.heed(obstacles_to_end_publicity(notice))
        notice.ended_on = clock_of(notice, clock.local_date(act.at)).ends_on
        notice.days_left = 0
        act.note(notice=notice.id)
        act.tell(PublicityEnded(case.id))


def end_due_notices(on: date) -> int:
    """End every notice that has run out before a day; the number of those ended.

    One whose end has moved meanwhile, by an objection or the calendar, is left for its day.
    """
    ended = 0
    for case_id in due_notices(on):
        notice = latest_notice(session.get_one(Case, case_id))
        if notice is not None and not obstacles_to_end_publicity(notice):
            end_publicity(case_id)
            ended += 1
    return ended


def recompute_notices(*, by: Actor = SYSTEM) -> int:
    """R39: reckon provisional ends again on the calendar as known now; the number that moved."""
    moved = 0
    for notice_id in provisional_notices():
        with deed(by=by) as act:
            notice = session.get_one(PublicNotice, notice_id)
            found = clock_of(notice, clock.local_date(act.at))
            if (found.ends_on or notice.ends_on, found.provisional) == (notice.ends_on, True):
                continue
            notice.ends_on = found.ends_on or notice.ends_on
            notice.provisional = found.provisional
            act.log(
                f"notice:{notice.id}",
                "recompute_notice",
                ends_on=notice.ends_on.isoformat(),
                provisional=notice.provisional,
            )
            moved += 1
    return moved


def _case_of(notice: int | str) -> int:
    key = PublicNotice.id if isinstance(notice, int) else PublicNotice.public_id
    found = session.scalar(select(PublicNotice).where(key == notice))
    if found is None:
        raise NotVisible(ABSENT)
    return found.case_id


def _notice(case: Case) -> PublicNotice:
    found = latest_notice(case)
    if found is None:
        raise NotVisible(ABSENT)
    return found


def _objection(key: int | str) -> Objection:
    column = Objection.id if isinstance(key, int) else Objection.public_id
    found = session.scalar(select(Objection).where(column == key))
    if found is None:
        raise NotVisible(ABSENT)
    return found


def _others(objection: Objection) -> list[Objection]:
    notice = session.get_one(PublicNotice, objection.notice_id)
    return [one for one in open_objections(notice) if one.id != objection.id]
