"""Stage 10a: what becomes of a certificate, each change public at once (R48, R49, R52)."""

import json
from datetime import date
from typing import Any

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor
from certplatform.domain.certificate import BY_UPKEEP, REASON_LISTS, certified_capabilities
from certplatform.domain.certificate import Capability as Certified
from certplatform.domain.errors import Invalid, NotNow
from certplatform.domain.facts import CertificateIssued, CertificateStatusChanged
from certplatform.domain.scheme import UPKEEP_DECISIONS
from certplatform.domain.surveillance import is_due_before_expiry, next_due_on
from certplatform.domain.wording import N_
from certplatform.domain.workflow.certificate import (
    CANCELLED,
    CERTIFICATE,
    EXPIRED,
    REVOKED,
    SUSPENDED,
    VALID,
)
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, StatusChange
from certplatform.process.frozen_record import freeze, printed_beyond
from certplatform.process.step import Deed, deed
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.certificates import (
    audit_ended_on,
    current_revision,
    obstacles_to_moving,
    obstacles_to_restore,
    reduced_grade,
    upkeep_applied,
    upkeep_decision,
)
from certplatform.queries.due import expired_before
from certplatform.schemes import scheme

_, SUSPEND, REDUCE, WITHDRAW = UPKEEP_DECISIONS


def suspend(certificate_id: int | str, *, reason_code: str, by: Actor, reason: str) -> StatusChange:
    """Suspend with a coded reason and words (R47-R49)."""
    with deed(by=by, reason=reason) as act:
        certificate = act.on_certificate(certificate_id, "suspend")
        act.heed(obstacles_to_moving(certificate))
        certificate.suspended_on = clock.local_date(act.at)
        return _change(act, certificate, SUSPENDED, reason_code)


def restore(
    certificate_id: int | str, *, reason_code: str, evidence: str, by: Actor, reason: str
) -> StatusChange:
    """Restore on evidence, decided by somebody outside the audit team (R48)."""
    with deed(by=by, reason=reason) as act:
        certificate = act.on_certificate(certificate_id, "restore")
        act.heed(obstacles_to_restore(certificate, by, evidence))
        certificate.suspended_on = None
        act.note(evidence=evidence.strip())
        return _change(act, certificate, VALID, reason_code)


def withdraw(
    certificate_id: int | str, *, reason_code: str, by: Actor, reason: str
) -> StatusChange:
    """Withdraw for ever; the enterprise's own cause lets a new application wait (R06, R49)."""
    with deed(by=by, reason=reason) as act:
        certificate = act.on_certificate(certificate_id, "withdraw")
        act.heed(obstacles_to_moving(certificate))
        return _change(act, certificate, REVOKED, reason_code)


def cancel(certificate_id: int | str, *, reason_code: str, by: Actor, reason: str) -> StatusChange:
    """Cancel for ever, at the enterprise's wish or because it is no more (R49)."""
    with deed(by=by, reason=reason) as act:
        certificate = act.on_certificate(certificate_id, "cancel")
        act.heed(obstacles_to_moving(certificate))
        return _change(act, certificate, CANCELLED, reason_code)


def expire(certificate_id: int, *, by: Actor = SYSTEM) -> StatusChange:
    """The last day of validity has passed (R49)."""
    with deed(by=by) as act:
        certificate = act.on_certificate(certificate_id, "expire")
        if clock.local_date(act.at) <= certificate.expires_on:
            raise NotNow(
                N_("The certificate is valid up to and on %(end)s."),
                {"end": certificate.expires_on.isoformat()},
            )
        act.heed(obstacles_to_moving(certificate))
        return _change(act, certificate, EXPIRED, "")


def expire_certificates(on: date) -> int:
    """Expire every certificate whose last day lies before a date."""
    due = expired_before(on)
    for certificate_id in due:
        expire(certificate_id)
    return len(due)


def apply_upkeep(case_id: int, certificate_id: int, outcome: str) -> None:
    """What the panel decided about the certificate takes effect; a repetition changes nothing."""
    with deed(by=SYSTEM, reason=_why(case_id)) as act:
        certificate = session.scalars(
            select(Certificate)
            .where(Certificate.id == certificate_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        if upkeep_applied(certificate_id, case_id):
            return
        case = session.get_one(Case, case_id)
        act.log(f"certificate:{certificate_id}", "apply_upkeep", case=case_id, outcome=outcome)
        _move_next_due(certificate, case)
        if certificate.state in CERTIFICATE.final:
            return
        if outcome == SUSPEND and certificate.state == VALID:
            act.on_certificate(certificate_id, "suspend")
            certificate.suspended_on = clock.local_date(act.at)
            _change(act, certificate, SUSPENDED, BY_UPKEEP)
        elif outcome == WITHDRAW:
            act.on_certificate(certificate_id, "withdraw")
            _change(act, certificate, REVOKED, BY_UPKEEP)
        elif outcome == REDUCE:
            _reduce(act, certificate, case)


def _why(case_id: int) -> str:
    decision = upkeep_decision(case_id)
    case = session.get_one(Case, case_id)
    return (decision.summary.strip() if decision else "") or case.number


def _move_next_due(certificate: Certificate, case: Case) -> None:
    """R45: the next surveillance counts from the end of this audit."""
    ended_on = audit_ended_on(case.id)
    if ended_on is None:
        return
    certificate.last_audit_on = max(ended_on, certificate.last_audit_on or ended_on)
    due_on = next_due_on(certificate.issued_on, [certificate.last_audit_on], rules_of(case))
    wanted = is_due_before_expiry(due_on, certificate.expires_on)
    certificate.next_surveillance_on = due_on if wanted else None


def _reduce(act: Deed, certificate: Certificate, case: Case) -> None:
    """The next revision with the grade that is left; its file is made like any other (R51)."""
    grade, present = reduced_grade(case, certificate), current_revision(certificate.id)
    if not grade or present is None or case.body is None:
        raise NotNow(N_("The decision to reduce names no lower grade."))
    said: dict[str, Any] = json.loads(present.content)
    held = [Certified(one["name"], one["viewpoint"], one["level"]) for one in said["capabilities"]]
    left = certified_capabilities(held, {}, grade, scheme_of(case))
    content = {
        **said,
        "revision": certificate.revision + 1,
        "grade": grade,
        "capabilities": [
            {"name": one.name, "viewpoint": one.viewpoint, "level": one.level} for one in left
        ],
    }
    printed = printed_beyond(scheme_of(case), case.body)
    revision = freeze(act, case, certificate, content, printed)
    act.tell(CertificateIssued(case.id, revision.id))


def _change(act: Deed, certificate: Certificate, status: str, code: str) -> StatusChange:
    """One more line of the public history, and the fact that others are told by."""
    change = StatusChange(
        certificate_id=certificate.id,
        status=status,
        since_on=clock.local_date(act.at),
        at=act.at,
        reason_code=code,
        reason=act.reason,
        own_cause=_own_cause(certificate, status, code),
        decided_by=act.by.person_id,
    )
    session.add(change)
    session.flush()
    act.note(number=certificate.number, reason_code=code)
    act.tell(CertificateStatusChanged(0, certificate.id, status, change.id))
    return change


def _own_cause(certificate: Certificate, status: str, code: str) -> bool:
    """Whether the reason is the enterprise's own cause; refuses a code nobody knows."""
    if code == BY_UPKEEP or status == EXPIRED:
        return code == BY_UPKEEP
    known = scheme(certificate.scheme).reasons[REASON_LISTS[status]]
    found = next((one for one in known if one.code == code), None)
    if found is None:
        raise Invalid(
            N_("Choose a reason from the list."),
            fields={"reason_code": N_("Choose a reason from the list.")},
        )
    return found.own_cause
