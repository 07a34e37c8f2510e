"""What the rules ask of an application, and what stands between a draft and its submission."""

import hashlib
import json
from datetime import date, datetime

from sqlalchemy import select

from certplatform import clock
from certplatform.codes import code_lists
from certplatform.db import session
from certplatform.domain.application import (
    ApplicationFacts,
    ClaimedCapability,
    HeldCertificate,
    OpenCase,
)
from certplatform.domain.application_content import (
    Application,
    form_obstacles,
    past_obstacles,
)
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.readiness import readiness_obstacles
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import OPEN
from certplatform.domain.workflow.certificate import REVOKED
from certplatform.models.application import RunStep
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision, StatusChange
from certplatform.models.organisation import Organisation
from certplatform.queries.applications import (
    application_documents,
    draft_of,
    saved_parts,
    wished_body,
)
from certplatform.queries.once import once
from certplatform.schemes import ruleset_on, scheme


def draft_seen(case: Case) -> str:
    """A digest of all that a submission would freeze now, to notice changes in between."""
    parts = sorted((code, one.version) for code, one in saved_parts(case.id).items())
    files = sorted(one.public_id for one in application_documents(case.id))
    return hashlib.sha256(json.dumps([parts, files]).encode()).hexdigest()


def submission_obstacles(case: Case, on: date) -> list[Obstacle]:
    """All that stands between the draft and its submission on a day."""
    return obstacles_to_submitting(case, draft_of(case), on)


def obstacles_to_submitting(case: Case, application: Application, on: date) -> list[Obstacle]:
    """All that would stand between such an application and its submission on a day."""
    known = scheme(case.scheme, case.scheme_version)
    rules = ruleset_on(case.scheme, case.rules_on if case.submitted_on else on)
    return [
        *form_obstacles(application),
        *past_obstacles(application, on),
        *registered_obstacles(case, application),
        *readiness_obstacles(application_facts(case, application, on), known, rules),
    ]


def registered_obstacles(case: Case, application: Application) -> list[Obstacle]:
    """R11 for what only the platform knows: the registered code, and the body that is named."""
    found = []
    enterprise = session.get_one(Organisation, case.enterprise_id)
    code = application.identity.uscc
    if code and code != enterprise.code:
        found.append(
            Obstacle(
                "R11",
                N_("%(code)s is not the code under which the enterprise is registered here."),
                N_("Enter %(registered)s, or register the other enterprise by itself."),
                {"code": code, "registered": enterprise.code or ""},
                field="uscc",
            )
        )
    if application.body and wished_body(application) is None:
        found.append(
            Obstacle(
                "R10",
                N_("The assessment body that is chosen no longer works here."),
                N_("Choose another assessment body."),
                field="body",
            )
        )
    return found


@once
def _run_recorded_at(case: Case) -> datetime | None:
    return session.scalar(select(RunStep.recorded_at).where(RunStep.case_id == case.id))


def application_facts(case: Case, application: Application, applied_on: date) -> ApplicationFacts:
    """What the rules R01-R11 want to know of this case's application."""
    recorded_at = _run_recorded_at(case)
    return ApplicationFacts(
        case_type=case.case_type,
        applied_on=applied_on,
        identity=application.identity,
        lists=code_lists(),
        effective_on=application.effective_on,
        run_started_on=application.run_started_on,
        effective_recorded_on=clock.local_date(recorded_at) if recorded_at else None,
        internal_audit_on=application.internal_audit_on,
        management_review_on=application.management_review_on,
        requested_grade=application.grade,
        capabilities=tuple(one.claimed for one in application.capabilities),
        documents=frozenset(one.kind for one in application_documents(case.id)),
        open_cases=_open_cases(case),
        certificates=held_certificates(case.enterprise_id, case.scheme),
        withdrawn_on=_withdrawn_on(case.enterprise_id, case.scheme),
        declares_no_dishonesty=application.no_dishonesty,
    )


@once
def _open_cases(case: Case) -> tuple[OpenCase, ...]:
    rows = session.execute(
        select(Case.number, Case.case_type).where(
            Case.enterprise_id == case.enterprise_id,
            Case.scheme == case.scheme,
            Case.state.in_(OPEN),
            Case.id != case.id,
        )
    )
    return tuple(OpenCase(number, case_type) for number, case_type in rows)


@once
def held_certificates(enterprise_id: int, scheme_code: str) -> tuple[HeldCertificate, ...]:
    """The certificates of an enterprise under a scheme, with what their current revision covers."""
    rows = session.execute(
        select(Certificate, CertificateRevision.content)
        .join(
            CertificateRevision,
            (CertificateRevision.certificate_id == Certificate.id)
            & (CertificateRevision.state == "current"),
        )
        .where(Certificate.holder_id == enterprise_id, Certificate.scheme == scheme_code)
    )
    return tuple(
        HeldCertificate(
            certificate.number,
            certificate.state,
            certificate.expires_on,
            certificate.grade,
            tuple(
                ClaimedCapability(
                    str(one.get("name", "")),
                    str(one.get("viewpoint", "")),
                    str(one.get("level", "")),
                )
                for one in json.loads(content).get("capabilities", [])
            ),
        )
        for certificate, content in rows
    )


@once
def _withdrawn_on(enterprise_id: int, scheme_code: str) -> date | None:
    return session.scalar(
        select(StatusChange.since_on)
        .join(Certificate, Certificate.id == StatusChange.certificate_id)
        .where(
            Certificate.holder_id == enterprise_id,
            Certificate.scheme == scheme_code,
            StatusChange.status == REVOKED,
            StatusChange.own_cause.is_(True),
        )
        .order_by(StatusChange.since_on.desc())
        .limit(1)
    )
