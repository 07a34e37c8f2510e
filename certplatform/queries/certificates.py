"""Certificates with their revisions, history, teams, and what their states allow."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from certplatform.db import session
from certplatform.domain.actors import TEAM_ROLES, Actor
from certplatform.domain.certificate import (
    CURRENT,
    PENDING,
)
from certplatform.domain.numbering import mended_number
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.validity import restoring_obstacles
from certplatform.domain.wording import N_
from certplatform.models.assignment import Assignment
from certplatform.models.audit import StageResult
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision, StatusChange
from certplatform.models.conclusion import Conclusion
from certplatform.models.decision import Decision
from certplatform.models.journal import JournalEntry
from certplatform.models.organisation import Organisation
from certplatform.queries.barred import certificate_known_to
from certplatform.queries.cases import scheme_of
from certplatform.queries.journal import said
from certplatform.queries.page import Page, page_of


def current_revision(certificate_id: int) -> CertificateRevision | None:
    """The revision in force."""
    return session.scalar(
        select(CertificateRevision).where(
            CertificateRevision.certificate_id == certificate_id,
            CertificateRevision.state == CURRENT,
        )
    )


def case_of(certificate: Certificate) -> Case | None:
    """The case whose rule set the certificate keeps: that of its revision in force."""
    return session.scalar(
        select(Case)
        .join(CertificateRevision, CertificateRevision.case_id == Case.id)
        .where(
            CertificateRevision.certificate_id == certificate.id,
            CertificateRevision.state == CURRENT,
        )
    )


def certificate_by_id(certificate_id: int) -> Certificate:
    """The certificate of an id."""
    return session.get_one(Certificate, certificate_id)


def certificate_for(actor: Actor, public_id: str) -> Certificate | None:
    """The certificate of an address, for an office; None where it is withheld."""
    return session.scalar(
        select(Certificate).where(
            Certificate.public_id == public_id,
            certificate_known_to(actor.person_id, Certificate.id),
        )
    )


def certificates_page(actor: Actor, q: str, cursor: str) -> Page[Certificate]:
    """A page of all certificates, the latest first; by number or part of the holder's name."""
    query = select(Certificate).join(Organisation, Organisation.id == Certificate.holder_id)
    query = query.where(certificate_known_to(actor.person_id, Certificate.id))
    if q:
        query = query.where(
            (Certificate.number == mended_number(q))
            | Organisation.name.contains(q, autoescape=True)
        )
    return page_of(query.options(contains_eager(Certificate.holder)), Certificate.id, cursor)


def certificate_by_number(number: str) -> Certificate | None:
    """The certificate of a number as people type it."""
    return session.scalar(select(Certificate).where(Certificate.number == mended_number(number)))


def history_of(certificate_id: int) -> list[StatusChange]:
    """All changes of status, the latest first."""
    return list(
        session.scalars(
            select(StatusChange)
            .where(StatusChange.certificate_id == certificate_id)
            .order_by(StatusChange.id.desc())
        )
    )


def audit_ended_on(case_id: int) -> date | None:
    """The last audit day of a case (R45)."""
    return session.scalar(
        select(func.max(StageResult.last_day_on)).where(StageResult.case_id == case_id)
    )


def audit_team_of(certificate_id: int) -> frozenset[int]:
    """Everybody who was on an audit team of this certificate's cases (R48)."""
    made = select(CertificateRevision.case_id).where(
        CertificateRevision.certificate_id == certificate_id
    )
    found = session.scalars(
        select(Assignment.person_id)
        .join(Case, Case.id == Assignment.case_id)
        .where(
            Assignment.role.in_(TEAM_ROLES),
            (Case.certificate_id == certificate_id) | Case.id.in_(made),
        )
    )
    return frozenset(found)


def has_pending_revision(certificate_id: int) -> bool:
    """Whether a further revision is being made just now."""
    return bool(
        session.scalar(
            select(CertificateRevision.id).where(
                CertificateRevision.certificate_id == certificate_id,
                CertificateRevision.state == PENDING,
            )
        )
    )


def making_obstacles(certificate_id: int) -> list[Obstacle]:
    """R44: one revision after the other; meanwhile the certificate keeps its state."""
    if not has_pending_revision(certificate_id):
        return []
    return [
        Obstacle(
            "R44",
            N_("Another revision of this certificate is being made."),
            N_("Wait until it stands in the registry."),
        )
    ]


def obstacles_to_moving(certificate: Certificate) -> list[Obstacle]:
    """R44, R49: why a certificate cannot change its state just now."""
    return making_obstacles(certificate.id)


def obstacles_to_restore(certificate: Certificate, by: Actor, evidence: str) -> list[Obstacle]:
    """R48: evidence that the cause is gone, and a decider outside the audit team."""
    count = 1 if evidence.strip() else 0
    team = audit_team_of(certificate.id)
    return [
        *making_obstacles(certificate.id),
        *restoring_obstacles(count, by.person_id or 0, team),
    ]


def upkeep_decision(case_id: int) -> Decision | None:
    """What the panel decided in a surveillance or special case."""
    return session.scalar(
        select(Decision).where(Decision.case_id == case_id).order_by(Decision.id.desc()).limit(1)
    )


def reduced_grade(case: Case, certificate: Certificate) -> str:
    """The grade that a decision to reduce leaves: the panel's, or the one concluded; "" if none."""
    decision, scheme = upkeep_decision(case.id), scheme_of(case)
    concluded = session.get(Conclusion, decision.conclusion_id) if decision else None
    named = (decision.grade if decision else "") or (concluded.proposed_grade if concluded else "")
    ranks = {one.code: one.rank for one in scheme.grades}
    lower = ranks.get(named, 0) < ranks.get(certificate.grade, 0)
    return named if named in ranks and lower else ""


def upkeep_applied(certificate_id: int, case_id: int) -> bool:
    """Whether the decision of a case has taken effect on the certificate."""
    entries = session.scalars(
        select(JournalEntry).where(
            JournalEntry.chain == f"certificate:{certificate_id}",
            JournalEntry.action == "apply_upkeep",
        )
    )
    return any(said(one)["details"].get("case") == case_id for one in entries)
