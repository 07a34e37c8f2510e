"""Stage 9: the certificate is issued once, its file made beside, and entered in the registry.

*Issue* fixes number, content, token and signing time in one transaction; *certify* records the
file's digest and enters the certificate, in one transaction too. Between the two nothing is
decided: whoever is killed there is repeated, and makes the same.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from certplatform import clock
from certplatform.db import dialect_name, session
from certplatform.domain.actors import SYSTEM, Actor
from certplatform.domain.certificate import (
    BY_REVISION,
    CURRENT,
    PENDING,
    SUPERSEDED,
    Dates,
    RecordFacts,
    dates_of,
    record,
)
from certplatform.domain.errors import NotNow
from certplatform.domain.facts import CaseCertified, CertificateIssued
from certplatform.domain.numbering import certificate_number, is_well_formed
from certplatform.domain.retention import keep_until
from certplatform.domain.surveillance import is_due_before_expiry, next_due_on
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import ISSUING
from certplatform.domain.workflow.certificate import CERTIFICATE
from certplatform.domain.workflow.certificate import PENDING as BEING_ISSUED
from certplatform.models.case import Case
from certplatform.models.certificate import (
    Certificate,
    CertificateRevision,
    NumberSerial,
    StatusChange,
)
from certplatform.models.document import StoredFile
from certplatform.models.organisation import Organisation
from certplatform.process.frozen_record import freeze, printed_beyond
from certplatform.process.register_entry import enter_in_register
from certplatform.process.step import Deed, deed
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.certificates import audit_ended_on, current_revision
from certplatform.queries.issuing import (
    Granted,
    as_held,
    granted,
    held_by,
    holder_facts,
    obstacles_to_issue,
    revision_of_case,
    sites_of,
)

ISSUED_BEFORE = N_("The certificate of this case has already been issued (R44).")


def issue(case_id: int | str, *, by: Actor, reason: str = "") -> CertificateRevision:
    """Fix number, content, token and signing time of the certificate, once per case (R44)."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "issue")
        if revision_of_case(case.id) is not None:
            raise NotNow(ISSUED_BEFORE)
        today = clock.local_date(act.at)
        act.heed(obstacles_to_issue(case, today))
        found = granted(case)
        if found is None or case.body is None:
            raise NotNow(N_("There is no decision to issue a certificate on."))
        held = held_by(case)
        kind = scheme_of(case).case_type(case.case_type)
        dates = dates_of(kind.outcome, as_held(held), found.decided_on, today, rules_of(case))
        if held is None or not dates.keeps_number:
            held = _new_certificate(act, case, case.body, found, dates, replaces=held)
        content = _content(case, case.body, held.number, found, dates)
        printed = printed_beyond(scheme_of(case), case.body)
        revision = freeze(act, case, held, content, printed)
        act.note(number=held.number, revision=revision.revision, sha256=revision.content_sha256)
        act.tell(CertificateIssued(case.id, revision.id))
        return revision


def certify(
    case_id: int, *, pdf_sha256: str, size: int, by: Actor = SYSTEM, reason: str = ""
) -> CertificateRevision:
    """Enter the certificate with the digest of its file; a repetition changes nothing (R44)."""
    with deed(by=by, reason=reason) as act:
        case = session.scalars(select(Case).where(Case.id == case_id).with_for_update()).one()
        revision = session.scalars(
            select(CertificateRevision)
            .where(CertificateRevision.case_id == case_id)
            .execution_options(populate_existing=True)
        ).one()
        if revision.state != PENDING:
            return revision
        if case.state == ISSUING:
            case = act.on_case(case_id, "certify")
        certificate = session.get_one(Certificate, revision.certificate_id)
        first = certificate.state == BEING_ISSUED
        certificate = act.on_certificate(certificate.id, "enter" if first else "revise")
        _supersede(certificate.id)
        _take_over(certificate, case, revision, renewed=first or _renews(case))
        _enter(act, certificate, revision, pdf_sha256, size)
        enter_in_register(certificate, revision, scheme_of(case), act.at)
        act.note(number=certificate.number, pdf_sha256=pdf_sha256)
        act.tell(CaseCertified(case.id, certificate.id, revision.id))
        return revision


def _new_certificate(
    act: Deed,
    case: Case,
    body: Organisation,
    found: Granted,
    dates: Dates,
    *,
    replaces: Certificate | None,
) -> Certificate:
    """Draw the next number (R42); the certificate is not valid before its file is entered."""
    certificate = Certificate(
        number=_draw_number(case, body, clock.local_date(act.at)),
        scheme=case.scheme,
        holder_id=case.enterprise_id,
        body_id=body.id,
        grade=found.grade,
        revision=dates.revision,
        first_issued_on=dates.first_issued_on,
        issued_on=dates.issued_on,
        expires_on=dates.expires_on,
        replaces_id=replaces.id if replaces else None,
        state=BEING_ISSUED,
        state_since_at=act.at,
    )
    session.add(certificate)
    act.born(CERTIFICATE, certificate, "issue")
    return certificate


def _draw_number(case: Case, body: Organisation, on: date) -> str:
    """The next number of the body's year: one row, locked until the deed is done."""
    insert = postgresql.insert if dialect_name() == "postgresql" else sqlite.insert
    place = {"scheme": case.scheme, "body_code": body.short_code, "year": on.year}
    session.execute(
        insert(NumberSerial).values(**place, last=0).on_conflict_do_nothing(index_elements=[*place])
    )
    serial = session.scalars(
        select(NumberSerial)
        .filter_by(**place)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    scheme = scheme_of(case)
    while True:
        serial.last += 1
        number = certificate_number(
            scheme.number_pattern, scheme.issuer_code, body.short_code or "", on, serial.last
        )
        taken = session.scalar(select(Certificate.id).where(Certificate.number == number))
        if taken is None and is_well_formed(scheme.number_pattern, number):
            return number


def _content(
    case: Case, body: Organisation, number: str, found: Granted, dates: Dates
) -> dict[str, Any]:
    scheme = scheme_of(case)
    return record(
        RecordFacts(
            number=number,
            dates=dates,
            holder=holder_facts(case.enterprise),
            sites=sites_of(case),
            issuer={"code": scheme.issuer_code, "name": scheme.issuer.zh},
            body={"code": body.short_code or "", "name": body.name},
            standard=scheme.standard,
            scope=found.scope,
            scope_en=found.scope_en,
            grade=found.grade,
            capabilities=found.capabilities,
        )
    )


def _renews(case: Case) -> bool:
    return scheme_of(case).case_type(case.case_type).outcome == "renewed"


def _supersede(certificate_id: int) -> None:
    older = current_revision(certificate_id)
    if older is not None:
        older.state = SUPERSEDED
        session.flush()


def _take_over(
    certificate: Certificate, case: Case, revision: CertificateRevision, *, renewed: bool
) -> None:
    """Let the certificate say what its new revision says; R45 starts anew with a renewal."""
    said: Mapping[str, Any] = json.loads(revision.content)
    certificate.revision = revision.revision
    certificate.grade = said["grade"]
    certificate.body_id = case.body_id or certificate.body_id
    certificate.issued_on = date.fromisoformat(said["issued"])
    certificate.expires_on = date.fromisoformat(said["expires"])
    certificate.last_audit_on = audit_ended_on(case.id) or certificate.last_audit_on
    rules = rules_of(case)
    if renewed:
        due_on = next_due_on(certificate.issued_on, [], rules)
        wanted = is_due_before_expiry(due_on, certificate.expires_on)
        certificate.next_surveillance_on = due_on if wanted else None
    certificate.keep_until_on = keep_until(certificate.issued_on, certificate.expires_on, rules)


def _enter(
    act: Deed,
    certificate: Certificate,
    revision: CertificateRevision,
    pdf_sha256: str,
    size: int,
) -> None:
    first = certificate.state == BEING_ISSUED
    revision.pdf_sha256 = pdf_sha256
    revision.pdf_file_id = _stored(act, pdf_sha256, size).id
    revision.state = CURRENT
    revision.entered_at = act.at
    session.flush()
    session.add(
        StatusChange(
            certificate_id=certificate.id,
            status="valid" if first else certificate.state,
            since_on=clock.local_date(act.at),
            at=act.at,
            reason_code="" if first else BY_REVISION,
        )
    )


def _stored(act: Deed, sha256: str, size: int) -> StoredFile:
    found = session.scalar(select(StoredFile).where(StoredFile.sha256 == sha256))
    if found is None:
        found = StoredFile(sha256=sha256, size=size, media_type="application/pdf", stored_at=act.at)
        session.add(found)
        session.flush()
    return found
