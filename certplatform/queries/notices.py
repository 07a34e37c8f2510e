"""Public notices: what they say, how their clock stands, and the objections to them (R39, R40)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.publicity import NoticeClock, Stop, notice_clock
from certplatform.domain.workflow.case_states import OBJECTION, PUBLICITY
from certplatform.domain.workflow.publicity import DISMISSED, LODGED
from certplatform.models.application import Site
from certplatform.models.case import Case
from certplatform.models.decision import Decision
from certplatform.models.publicity import Objection, PublicNotice
from certplatform.queries.barred import known_to
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.issuing import capabilities_of
from certplatform.queries.page import Page, page_of
from certplatform.queries.receipts import as_receipt
from certplatform.queries.reviews import latest_conclusion

RUNNING, STOPPED, ENDED = "running", "stopped", "ended"
STATES = (RUNNING, STOPPED, ENDED)


def frozen_content(case: Case, decision: Decision) -> dict[str, Any]:
    """What the notice of a decision says; frozen, so that later changes do not alter it."""
    scheme, last = scheme_of(case), latest_conclusion(case)
    grade = scheme.grade(decision.grade)
    enterprise, body = case.enterprise, case.body
    return {
        "case_number": case.number,
        "case_type": case.case_type,
        "scheme": scheme.code,
        "scheme_version": scheme.version,
        "standard": scheme.standard,
        "enterprise": enterprise.name,
        "enterprise_en": enterprise.name_en,
        "code": enterprise.code,
        "region": enterprise.region,
        "industry": enterprise.industry,
        "body": body.name if body else "",
        "body_en": body.name_en if body else "",
        "scope": last.scope if last else "",
        "scope_en": last.scope_en if last else "",
        # as the certificate will name them: none above what the panel granted (R34)
        "capabilities": [asdict(one) for one in capabilities_of(case, last, grade.code)]
        if last
        else [],
        "sites": [
            {"name": one.name, "address": one.address}
            for one in session.scalars(
                select(Site).where(Site.case_id == case.id).order_by(Site.position)
            )
        ],
        "grade": grade.code,
        "level": grade.level,
        "decided_on": decision.decided_on.isoformat(),
    }


def next_notice(case: Case) -> int:
    """The number of the next notice of a case."""
    last = session.scalar(
        select(func.max(PublicNotice.round)).where(PublicNotice.case_id == case.id)
    )
    return (last or 0) + 1


def latest_notice(case: Case) -> PublicNotice | None:
    """The latest notice of a case."""
    return session.scalar(
        select(PublicNotice)
        .where(PublicNotice.case_id == case.id)
        .order_by(PublicNotice.round.desc())
        .limit(1)
    )


def notice_at(public_id: str) -> PublicNotice | None:
    """The notice of an address."""
    return session.scalar(select(PublicNotice).where(PublicNotice.public_id == public_id))


def objections_to(notice: PublicNotice) -> list[Objection]:
    """The objections to a notice in the order they came."""
    return list(
        session.scalars(
            select(Objection).where(Objection.notice_id == notice.id).order_by(Objection.id)
        )
    )


def open_objections(notice: PublicNotice) -> list[Objection]:
    """Those that nobody has decided yet."""
    return [one for one in objections_to(notice) if one.state == LODGED]


def clock_of(notice: PublicNotice, today: date) -> NoticeClock:
    """Where the notice's clock stands on a day, on the calendar as known now."""
    case = session.get_one(Case, notice.case_id)
    stops = [
        Stop(
            clock.local_date(one.lodged_at),
            clock.local_date(one.decided_at) if one.decided_at else None,
        )
        for one in objections_to(notice)
        if one.state in {LODGED, DISMISSED}
    ]
    return notice_clock(
        clock.local_date(notice.published_at), stops, today, work_calendar(), rules_of(case)
    )


def state_of(notice: PublicNotice) -> str:
    """How the notice stands; with its case it ends too."""
    return states_of([notice])[notice.id]


def states_of(notices: Sequence[PublicNotice]) -> dict[int, str]:
    """How some notices stand, by their id; one statement."""
    running = set(
        session.scalars(
            select(Case.id).where(
                Case.id.in_([one.case_id for one in notices]),
                Case.state.in_((PUBLICITY, OBJECTION)),
            )
        )
    )
    return {one.id: _state(one, standing=one.case_id in running) for one in notices}


def _state(notice: PublicNotice, *, standing: bool) -> str:
    if notice.ended_on is not None or not standing:
        return ENDED
    return STOPPED if notice.stopped_on is not None else RUNNING


def _in_state(state: str) -> list[ColumnElement[bool]]:
    standing = and_(PublicNotice.ended_on.is_(None), Case.state.in_((PUBLICITY, OBJECTION)))
    if state == ENDED:
        return [not_(standing)]
    if state == STOPPED:
        return [standing, PublicNotice.stopped_on.is_not(None)]
    if state == RUNNING:
        return [standing, PublicNotice.stopped_on.is_(None)]
    return []


def notices_page(
    state: str, text: str, cursor: str, viewer: int | None = None
) -> Page[PublicNotice]:
    """A page of the public notices, the latest first; for an office, those not withheld."""
    query = select(PublicNotice).join(Case, Case.id == PublicNotice.case_id)
    query = query.where(*_in_state(state), known_to(viewer, Case.id))
    if text:
        query = query.where(
            PublicNotice.content["enterprise"].as_string().contains(text, autoescape=True)
        )
    return page_of(query, PublicNotice.id, cursor)


def due_notices(on: date) -> list[int]:
    """Cases whose notice has run out undisputed before a day."""
    return list(
        session.scalars(
            select(PublicNotice.case_id)
            .join(Case, Case.id == PublicNotice.case_id)
            .where(*_in_state(RUNNING), PublicNotice.ends_on < on)
            .order_by(PublicNotice.id)
        )
    )


def provisional_notices() -> list[int]:
    """Running notices whose end was reckoned without the official calendar."""
    return list(
        session.scalars(
            select(PublicNotice.id).where(
                PublicNotice.ended_on.is_(None), PublicNotice.provisional.is_(True)
            )
        )
    )


def objection_by_receipt(receipt: str) -> Objection | None:
    """The objection of a receipt number."""
    return session.scalar(select(Objection).where(Objection.receipt == as_receipt(receipt)))
