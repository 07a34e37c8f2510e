"""Issued, certified, suspended and other cases with a certificate, through the real deeds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from certplatform import clock
from certplatform.db import session
from certplatform.jobs.issuing import make_file
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision, StatusChange
from certplatform.process.certificate import issue
from certplatform.process.validity import restore, suspend, withdraw
from certplatform.schemes import schemes
from tests.builders.people import World
from tests.builders.publicity import issuing_case


def day_of_issue(case: Case) -> datetime:
    """An hour after the case has come to be issued."""
    return case.state_since_at + timedelta(hours=1)


def issued_revision(
    world: World, *, grade: str = "", case: Case | None = None
) -> CertificateRevision:
    """A certificate that is issued but has no file yet."""
    case = issuing_case(world, grade=grade, case=case)
    with clock.simulated(day_of_issue(case)):
        return issue(case.id, by=world.actor(world.secretary))


def certified_case(world: World, *, grade: str = "", case: Case | None = None) -> Case:
    """A case whose certificate stands in the registry."""
    revision = issued_revision(world, grade=grade, case=case)
    with clock.simulated(revision.signed_at + timedelta(minutes=1)):
        make_file(revision.id)
    return session.get_one(Case, revision.case_id)


def certificate_of(case: Case) -> Certificate:
    """The certificate that a case has made."""
    revision = session.query(CertificateRevision).filter_by(case_id=case.id).one()
    return session.get_one(Certificate, revision.certificate_id)


def a_certificate(world: World, *, grade: str = "") -> Certificate:
    """A valid certificate."""
    return certificate_of(certified_case(world, grade=grade))


@contextmanager
def on_day(day: date) -> Iterator[None]:
    """Let the clock stand at nine in the morning of a day."""
    with clock.simulated(clock.at_local(day)):
        yield


def coded(reasons: str, scheme: str = "IIIMS") -> str:
    """A reason of one list that is the enterprise's own cause where there is one."""
    listed = schemes()[scheme].reasons[reasons]
    return next((one.code for one in listed if one.own_cause), listed[0].code)


def suspend_it(world: World, certificate: Certificate) -> StatusChange:
    """Suspended by the secretariat."""
    return suspend(
        certificate.id,
        reason_code=coded("suspend", certificate.scheme),
        by=world.actor(world.secretary),
        reason="逾期未安排监督审核，已三次催告。",
    )


def restore_it(
    world: World, certificate: Certificate, evidence: str = "监督审核报告，结论为保持。"
) -> StatusChange:
    """Restored by the secretariat."""
    return restore(
        certificate.id,
        reason_code=coded("restore", certificate.scheme),
        evidence=evidence,
        by=world.actor(world.secretary),
        reason="暂停原因已消除。",
    )


def withdraw_it(world: World, certificate: Certificate) -> StatusChange:
    """Withdrawn by the secretariat."""
    return withdraw(
        certificate.id,
        reason_code=coded("withdraw_certificate", certificate.scheme),
        by=world.actor(world.secretary),
        reason="暂停期满仍未整改。",
    )
