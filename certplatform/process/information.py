"""Asking the enterprise for information, answering, returning, settling; each with its day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor
from certplatform.domain.deadlines import PASSED
from certplatform.domain.errors import Invalid, NotNow
from certplatform.domain.evidence_facts import (
    InformationAnswered,
    InformationAsked,
    InformationLate,
    InformationNear,
    InformationReturned,
)
from certplatform.domain.information import (
    ACCEPTED,
    ANSWERED,
    OPEN,
    RETURNED,
    WITH_ENTERPRISE,
    must_be_askable,
)
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.information import InformationRequest
from certplatform.process.evidence import CORRECTION, documented
from certplatform.process.intake import Inspected
from certplatform.process.step import deed
from certplatform.queries.information import request_of, requests_to_remind


def ask_information(
    case_id: int | str, *, title: str, due_on: date | None, by: Actor, text: str = ""
) -> InformationRequest:
    """Ask the enterprise for one item, by a day. Raises Invalid."""
    day = must_be_askable(title, due_on, clock.today())
    with deed(by=by) as act:
        case = act.on_case(case_id, "ask_information")
        last = session.scalar(
            select(func.max(InformationRequest.number)).where(InformationRequest.case_id == case.id)
        )
        made = InformationRequest(
            case_id=case.id,
            number=(last or 0) + 1,
            title=title.strip(),
            text=text.strip(),
            due_on=day,
            state=OPEN,
            asked_by=by.person_id or 0,
            asked_at=act.at,
            answer_documents=[],
        )
        session.add(made)
        act.note(request=made.number, title=made.title, due_on=day.isoformat())
        act.tell(InformationAsked(case.id, made.title, day.isoformat()))
    return made


def answer_information(
    case_id: int | str, *, request: str, answer: str, by: Actor, files: Sequence[Inspected] = ()
) -> None:
    """Answer a request in words, files or both; files of an earlier answer stay."""
    if not answer.strip() and not files:
        said = N_("Write an answer or add a file.")
        raise Invalid(said, fields={"answer": said})
    with deed(by=by) as act:
        case = act.on_case(case_id, "answer_information")
        found = _in(case, request, *WITH_ENTERPRISE)
        title = f"{found.number}. {found.title}"[:200]
        added = [
            documented(case, one, CORRECTION, title=title, by=by, at=act.at).id for one in files
        ]
        found.answer = answer.strip()
        found.answer_documents = [*found.answer_documents, *added]
        found.state, found.answered_by, found.answered_at = ANSWERED, by.person_id, act.at
        act.note(request=found.number, documents=added)
        act.tell(InformationAnswered(case.id, found.title))


def return_information(
    case_id: int | str, *, request: str, reason: str, due_on: date | None, by: Actor
) -> None:
    """Say why an answer does not do, and by when another is wanted."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "return_information")
        found = _in(case, request, ANSWERED)
        found.due_on = must_be_askable(found.title, due_on, clock.today())
        found.state, found.return_reason, found.told = RETURNED, reason.strip(), ""
        act.note(request=found.number, due_on=found.due_on.isoformat())
        told = InformationReturned(case.id, found.title, reason, found.due_on.isoformat())
        act.tell(told)


def settle_information(case_id: int | str, *, request: str, by: Actor) -> None:
    """Take an answer as it is."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "settle_information")
        found = _in(case, request, ANSWERED)
        found.state, found.settled_by, found.settled_at = ACCEPTED, by.person_id, act.at
        act.note(request=found.number)


def _in(case: Case, address: str, *states: str) -> InformationRequest:
    found = request_of(case, address)
    if found.state not in states:
        raise NotNow(N_("Somebody has dealt with this meanwhile. Look at it anew."))
    return found


def remind_of_information(on: date) -> int:
    """Remind of answers whose day is near or past, once each; returns how many were told."""
    del on  # days are reckoned from the clock's own day, as the pages show them
    waiting = requests_to_remind()
    for one, now in waiting:
        with deed(by=SYSTEM) as act:
            one.told = now
            fact = InformationLate if now == PASSED else InformationNear
            act.tell(fact(one.case_id, one.title, one.due_on.isoformat()))
    return len(waiting)
