"""Stage 10b: surveillance comes up by itself, people are reminded, what is overdue is noted."""

import json
import secrets
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.domain.certificate import Capability
from certplatform.domain.facts import (
    CertificateStatusChanged,
    ReminderDue,
    SurveillanceOpened,
    SurveillanceOverdue,
)
from certplatform.domain.sampling import SiteSample, site_sample
from certplatform.domain.scheme import Scheme
from certplatform.domain.surveillance import suspends_by_itself
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.certificate import SUSPENDED
from certplatform.models.application import CaseConsultant, CaseOwner, Claim, Site
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, Reminder, StatusChange
from certplatform.process.numbers import next_case_number
from certplatform.process.step import Deed, deed
from certplatform.queries.cases import rules_of
from certplatform.queries.certificates import case_of, current_revision
from certplatform.queries.due import (
    OVERDUE,
    SURVEILLANCE,
    Noticed,
    overdue_to_note,
    reminders_to_give,
    surveillance_to_open,
)
from certplatform.schemes import ruleset_on, scheme, scheme_on

Copied = TypeVar("Copied", Site, Claim, CaseConsultant, CaseOwner)


def open_due_surveillance(on: date) -> int:
    """Open the surveillance case of every certificate whose date comes near (R45)."""
    due = surveillance_to_open(on)
    for certificate_id in due:
        open_surveillance(certificate_id)
    return len(due)


def open_surveillance(certificate_id: int) -> Case | None:
    """Open the surveillance case of a certificate, in planning with its body; once per date."""
    with deed(by=SYSTEM) as act:
        today = clock.local_date(act.at)
        certificate = session.scalars(
            select(Certificate)
            .where(Certificate.id == certificate_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        last, due_on = case_of(certificate), certificate.next_surveillance_on
        if certificate_id not in surveillance_to_open(today) or last is None or due_on is None:
            return None
        known = scheme_on(certificate.scheme, today)
        case = _case(certificate, known, today, act.at)
        session.add(case)
        act.born(CASE, case, "open_surveillance")
        sample = _copy_scope(case, last, certificate, known)
        act.log(
            f"certificate:{certificate.id}",
            "open_surveillance",
            case=case.number,
            due_on=due_on.isoformat(),
            sample_seed=sample.seed,
            sampled=list(sample.sites),
        )
        act.tell(SurveillanceOpened(case.id, certificate.id, due_on.isoformat()))
        return case


def _case(certificate: Certificate, known: Scheme, today: date, at: datetime) -> Case:
    return Case(
        number=next_case_number(today),
        scheme=known.code,
        scheme_version=known.version,
        case_type=SURVEILLANCE,
        enterprise_id=certificate.holder_id,
        body_id=certificate.body_id,
        certificate_id=certificate.id,
        grade_applied=certificate.grade,
        opened_on=today,
        rules_on=today,
        due_on=certificate.next_surveillance_on,
        created_at=at,
        state=known.case_type(SURVEILLANCE).first,
        state_since_at=at,
    )


def _copy_scope(case: Case, last: Case, certificate: Certificate, known: Scheme) -> SiteSample:
    """What the certificate covers and who is tied to it; the sites sampled anew (R26)."""
    sites = _rows(Site, last)
    rules = rules_of(case)
    branches = [f"{one.position} {one.name}" for one in sites if not one.headquarters]
    sample = site_sample(
        branches,
        rules.fraction(known.case_type(SURVEILLANCE).sample_factor),
        rules.number("R26.random_min_percent"),
        secrets.token_hex(16),
    )
    for one in sites:
        drawn = one.headquarters or f"{one.position} {one.name}" in sample.sites
        session.add(_copied(one, case, sampled=drawn))
    levels = {one.name: one.level for one in _certified(certificate)}
    for claim in _rows(Claim, last):
        if claim.name in levels:
            session.add(_copied(claim, case, level=levels[claim.name]))
    for consultant in _rows(CaseConsultant, last):
        session.add(_copied(consultant, case))
    for owner in _rows(CaseOwner, last):
        session.add(_copied(owner, case))
    return sample


def _rows(kind: type[Copied], case: Case) -> list[Copied]:
    return list(session.scalars(select(kind).where(kind.case_id == case.id).order_by(kind.id)))


def _copied(row: Copied, case: Case, **changed: object) -> Copied:
    columns = [one.key for one in row.__table__.columns if one.key != "id"]
    kept = {key: getattr(row, key) for key in columns}
    return type(row)(**{**kept, "case_id": case.id, **changed})


def _certified(certificate: Certificate) -> list[Capability]:
    present = current_revision(certificate.id)
    said = json.loads(present.content)["capabilities"] if present else []
    return [Capability(one["name"], one["viewpoint"], one["level"]) for one in said]


def give_reminders(on: date) -> int:
    """Give the reminders that are owed (R46); the row is the proof that nobody is told twice."""
    owed = reminders_to_give(on)
    for one in owed:
        with deed(by=SYSTEM) as act:
            session.add(
                Reminder(
                    certificate_id=one.certificate_id,
                    kind=one.kind,
                    due_on=one.due_on,
                    days=one.days,
                    given_at=act.at,
                )
            )
            act.tell(ReminderDue(0, one.certificate_id, one.kind, one.due_on.isoformat(), one.days))
    return len(owed)


def note_overdue(on: date) -> int:
    """Tell the enterprise that its surveillance is overdue; suspend where the scheme says so."""
    found = overdue_to_note(on)
    for one in found:
        with deed(by=SYSTEM, reason=one.why[0].rule) as act:
            _note(act, one)
    return len(found)


def _note(act: Deed, noticed: Noticed) -> None:
    certificate = noticed.certificate
    case, due_on = case_of(certificate), certificate.next_surveillance_on
    if case is None or due_on is None:
        return
    session.add(
        Reminder(
            certificate_id=certificate.id, kind=OVERDUE, due_on=due_on, days=0, given_at=act.at
        )
    )
    act.tell(SurveillanceOverdue(0, certificate.id, due_on.isoformat()))
    automatic = scheme(certificate.scheme).automatic_reason("suspend")
    if not automatic or not suspends_by_itself(ruleset_on(certificate.scheme, case.rules_on)):
        return
    certificate = act.on_certificate(certificate.id, "suspend")
    today = clock.local_date(act.at)
    certificate.suspended_on = today
    change = StatusChange(
        certificate_id=certificate.id,
        status=SUSPENDED,
        since_on=today,
        at=act.at,
        reason_code=automatic.code,
        reason=automatic.title.zh,
        own_cause=automatic.own_cause,
    )
    session.add(change)
    session.flush()
    act.tell(CertificateStatusChanged(0, certificate.id, SUSPENDED, change.id))
