"""What becomes of certificates: surveillance, suspension, restoring, withdrawal, renewal."""

from datetime import date, timedelta

from sqlalchemy import select

from certplatform.cli.demo.scene import Scene, Step
from certplatform.db import session
from certplatform.domain.workflow.case import OPEN
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision
from certplatform.process.acceptance import terminate
from certplatform.process.validity import restore, suspend, withdraw


def certificate_of(scene: Scene) -> Certificate:
    """The certificate that the scene's case made or is about."""
    found = session.scalar(
        select(Certificate)
        .join(CertificateRevision, CertificateRevision.certificate_id == Certificate.id)
        .where(CertificateRevision.case_id == scene.case_id)
    )
    if found is None:
        raise LookupError(scene.key)
    return found


def suspend_it(scene: Scene) -> Step:
    """The secretariat suspends with a reason."""
    yield scene.after(60)
    suspend(
        certificate_of(scene).id,
        reason_code=scene.scheme.reasons["suspend"][-1].code,
        by=scene.secretary,
        reason="企业未按要求报告重大组织变更，暂停期间不得使用证书。",
    )


def restore_it(scene: Scene) -> Step:
    """And restores on evidence."""
    yield scene.after(40)
    restore(
        certificate_of(scene).id,
        reason_code=scene.scheme.reasons["restore"][0].code,
        evidence="变更说明、影响分析与专项核查记录",
        by=scene.secretary,
        reason="整改证据经核查有效，恢复证书。",
    )


def withdraw_it(scene: Scene) -> Step:
    """Or withdraws for ever."""
    yield scene.after(50)
    withdraw(
        certificate_of(scene).id,
        reason_code=scene.scheme.reasons["withdraw_certificate"][0].code,
        by=scene.secretary,
        reason="暂停期满前核查发现相关能力已不再运行。",
    )


def surveillance_case(certificate_id: int) -> Case | None:
    """The open surveillance case of a certificate."""
    return session.scalar(
        select(Case).where(
            Case.certificate_id == certificate_id,
            Case.case_type == "surveillance",
            Case.state.in_(OPEN),
        )
    )


def wait_for_surveillance(scene: Scene, certificate_id: int) -> Step:
    """Until the platform opens the case by itself; then the scene is about it."""
    while (case := surveillance_case(certificate_id)) is None:
        if scene.on >= scene.today:
            return
        yield min(scene.on + timedelta(days=7), scene.today)
    scene.case_id = case.id
    scene.case_type = "surveillance"


def end_surveillance(scene: Scene, certificate_id: int) -> None:
    """A surveillance that came up while the renewal was under way is not needed any more."""
    case = surveillance_case(certificate_id)
    if case is not None:
        terminate(
            case.id,
            code=scene.scheme.reasons["terminate"][-1].code,
            by=scene.cast.actor(f"manager-{scene.body}"),
            reason="再评定审核已覆盖本次监督审核的内容。",
        )


def renewal_opens_on(certificate: Certificate) -> date:
    """Early enough to be decided before the expiry."""
    return certificate.expires_on - timedelta(days=260)
