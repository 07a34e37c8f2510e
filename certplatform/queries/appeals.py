"""Appeals, complaints and reports of misuse: what they are about, who may handle them (R54)."""

from datetime import date

from sqlalchemy import func, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.case_states import CERTIFIED, DRAFT, WITHDRAWN
from certplatform.models.appeal import Appeal
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision, StatusChange
from certplatform.models.decision import Decision
from certplatform.models.journal import JournalEntry
from certplatform.models.person import Person
from certplatform.queries.assignments import place_holders
from certplatform.queries.barred import known_to
from certplatform.queries.cases import rules_of
from certplatform.queries.page import Page, page_of
from certplatform.queries.people import office
from certplatform.queries.receipts import as_receipt
from certplatform.schemes import ruleset_on, schemes


def case_named(number: str) -> Case | None:
    """The case of a case number or of a certificate's latest revision."""
    wanted = number.strip().upper()
    if not wanted:
        return None
    found = session.scalar(select(Case).where(Case.number == wanted, Case.state != DRAFT))
    return found or session.scalar(
        select(Case)
        .join(CertificateRevision, CertificateRevision.case_id == Case.id)
        .join(Certificate, Certificate.id == CertificateRevision.certificate_id)
        .where(Certificate.number == wanted)
        .order_by(CertificateRevision.revision.desc())
        .limit(1)
    )


def certificate_named(number: str) -> Certificate | None:
    """The certificate of a number."""
    return session.scalar(select(Certificate).where(Certificate.number == number.strip().upper()))


def decided_on(case: Case, certificate: Certificate | None) -> date | None:
    """The day of the latest decision that somebody can appeal against; None before there is one."""
    days = [
        session.scalar(select(func.max(Decision.decided_on)).where(Decision.case_id == case.id))
    ]
    if case.state in CASE.final - {CERTIFIED, WITHDRAWN}:
        days.append(clock.local_date(case.state_since_at))
    if certificate is not None:
        days.append(
            session.scalar(
                select(func.max(StatusChange.since_on)).where(
                    StatusChange.certificate_id == certificate.id
                )
            )
        )
    return max((one for one in days if one is not None), default=None)


def rules_for(case: Case | None) -> Ruleset:
    """The rules of the case; those of today where none is concerned."""
    return rules_of(case) if case else ruleset_on(min(schemes()), clock.today())


def involved(case: Case) -> frozenset[int]:
    """Everybody who had a part in the case or did something in it (R18, R54)."""
    acted = session.scalars(
        select(JournalEntry.person_id)
        .where(JournalEntry.chain == f"case:{case.id}", JournalEntry.person_id.is_not(None))
        .distinct()
    )
    return frozenset(
        {one.person for one in place_holders(case)} | {one for one in acted if one is not None}
    )


def handlers_for(appeal: Appeal) -> list[Person]:
    """The committee's experts who had nothing to do with the case."""
    case = session.get(Case, appeal.case_id) if appeal.case_id else None
    shut_out = involved(case) if case else frozenset()
    return [one for one in office(Role.COMMITTEE_POOL) if one.id not in shut_out]


def appeals_page(actor: Actor, state: str, cursor: str) -> Page[Appeal]:
    """A page of the appeals: all for the secretariat and supervisors, else those one handles."""
    query = select(Appeal).where(known_to(actor.person_id, Appeal.case_id))
    if not (actor.holds(Role.SECRETARIAT) or actor.holds(Role.SUPERVISOR)):
        query = query.where(Appeal.handler_id == actor.person_id)
    if state:
        query = query.where(Appeal.state == state)
    return page_of(query, Appeal.id, cursor)


def appeal_for(actor: Actor, public_id: str) -> Appeal | None:
    """The appeal of an address where the actor may see it."""
    found = session.scalar(
        select(Appeal).where(
            Appeal.public_id == public_id, known_to(actor.person_id, Appeal.case_id)
        )
    )
    if found is None or actor.holds(Role.SECRETARIAT) or actor.holds(Role.SUPERVISOR):
        return found
    return found if found.handler_id == actor.person_id else None


def appeal_by_receipt(receipt: str) -> Appeal | None:
    """The appeal of a receipt number."""
    return session.scalar(select(Appeal).where(Appeal.receipt == as_receipt(receipt)))
