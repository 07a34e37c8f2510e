"""Documents as their viewers may have them."""

from collections.abc import Iterable

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import COMMITTEE_ROLES, Actor, Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.papers import MINUTES
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.models.person import Person
from certplatform.queries.cases import ABSENT, roles_on, visible_cases

# What the enterprise gets of its own case; notes of the audit and of the committee are not for it.
FOR_THE_ENTERPRISE = frozenset({"application", "correction", "issued"})
# Who voted how, and what was handed in against somebody, stays with the committee.
COMMITTEE = COMMITTEE_ROLES | {Role.SECRETARIAT, Role.SUPERVISOR, Role.SYSTEM}


def document_for(actor: Actor, public_id: str) -> Document:
    """The document of an address. Raises NotVisible when absent or out of sight."""
    found = session.scalar(select(Document).where(Document.public_id == public_id))
    if found is None or found.case_id is None:
        raise NotVisible(ABSENT)
    case = session.scalar(visible_cases(actor).where(Case.id == found.case_id))
    if case is None or not _is_for(found, roles_on(actor, case)):
        raise NotVisible(ABSENT)
    return found


def documents_on(actor: Actor, case: Case) -> list[Document]:
    """The documents of a case in sight that the actor may have, the latest first."""
    roles = roles_on(actor, case)
    rows = session.scalars(
        select(Document)
        .where(Document.case_id == case.id, Document.removed_at.is_(None))
        .order_by(Document.id.desc())
    )
    return [one for one in rows if _is_for(one, roles)]


def senders_of(documents: Iterable[Document]) -> dict[int, str]:
    """The names of those who sent documents, by their id; one statement."""
    people = {one.uploaded_by for one in documents if one.uploaded_by is not None}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {one.id: one.name for one in rows}


def _is_for(document: Document, roles: frozenset[Role]) -> bool:
    if document.purpose == "appeal" or (document.purpose, document.kind) == ("issued", MINUTES):
        return bool(roles & COMMITTEE)
    return roles != {Role.APPLICANT} or document.purpose in FOR_THE_ENTERPRISE
