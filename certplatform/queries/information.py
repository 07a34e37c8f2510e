"""Requests for information as they stand."""

from collections.abc import Sequence

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.deadlines import NEAR, OK, PASSED
from certplatform.domain.errors import NotVisible
from certplatform.domain.information import WITH_ENTERPRISE, standing
from certplatform.domain.workflow.case_states import CONCLUDING, CORRECTION, STAGE1, STAGE2
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.models.information import InformationRequest
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import ABSENT, rules_of

LIVELY = (STAGE1, STAGE2, CORRECTION, CONCLUDING)
_TOLD = {OK: 0, NEAR: 1, PASSED: 2}


def requests_of(case: Case) -> list[InformationRequest]:
    """All requests of a case in their order."""
    query = select(InformationRequest).where(InformationRequest.case_id == case.id)
    return list(session.scalars(query.order_by(InformationRequest.number)))


def request_of(case: Case, address: str) -> InformationRequest:
    """A request of a case by its address. Raises NotVisible."""
    found = session.scalar(
        select(InformationRequest).where(
            InformationRequest.case_id == case.id, InformationRequest.public_id == address
        )
    )
    if found is None:
        raise NotVisible(ABSENT)
    return found


def standings_of(case: Case, requests: Sequence[InformationRequest]) -> dict[int, str]:
    """R57: how each stands against its day today."""
    calendar, rules, today = work_calendar(), rules_of(case), clock.today()
    return {one.id: standing(one.state, one.due_on, today, calendar, rules) for one in requests}


def documents_of(requests: Sequence[InformationRequest]) -> dict[int, list[Document]]:
    """The files of the answers, by request; one statement."""
    wanted = {number for one in requests for number in one.answer_documents}
    rows = session.scalars(select(Document).where(Document.id.in_(wanted))).all()
    known = {one.id: one for one in rows}
    return {one.id: [known[number] for number in one.answer_documents] for one in requests}


def requests_to_remind() -> list[tuple[InformationRequest, str]]:
    """R57: requests whose day is near or past, of which nobody has been told so."""
    rows = session.execute(
        select(InformationRequest, Case)
        .join(Case, Case.id == InformationRequest.case_id)
        .where(InformationRequest.state.in_(WITH_ENTERPRISE), Case.state.in_(LIVELY))
        .order_by(InformationRequest.id)
    ).all()
    found = [(one, standings_of(case, [one])[one.id]) for one, case in rows]
    return [(one, now) for one, now in found if _TOLD[now] > _TOLD.get(one.told, 0)]
