"""Filing a closed case, and every look at a filed one (R55, R56).

What is filed is never changed: a correction is a new entry of the same case, and each entry is
chained to the one before it, whichever case that is of.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import select, text

from certplatform import clock
from certplatform.db import dialect_name, session
from certplatform.domain.actors import SYSTEM, Actor, Role
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.domain.retention import keep_until
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import CASE
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision
from certplatform.models.decision import Decision
from certplatform.models.filing import FiledCase, FilingLook
from certplatform.process.step import deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.filings import GENESIS, chained, latest_filing, visible_filings
from certplatform.schemes import ruleset_on

LONGEST_PURPOSE = 500


def file_case(case_id: int, dossier: bytes, *, by: Actor = SYSTEM, reason: str = "") -> FiledCase:
    """Freeze the file of a closed case; what is filed already with this content stays the one.

    Raises NotVisible, NotAllowed, NotNow for a case that is not closed, or Invalid for a dossier
    that is not of this case.
    """
    if Role.SYSTEM not in by.standing:
        raise NotAllowed(N_("This is not for you to do."))
    with deed(by=by, reason=reason) as act:
        _one_after_the_other()
        case = session.get(Case, case_id)
        if case is None:
            raise NotVisible(ABSENT)
        _must_be_of(case, dossier)
        before = latest_filing(case.id)
        sha256 = hashlib.sha256(dossier).hexdigest()
        if before is not None and before.dossier_sha256 == sha256:
            return before
        filed = _filed(case, dossier, before.entry_number + 1 if before else 1, act.at)
        session.add(filed)
        session.flush()
        act.log(f"filing:{filed.id}", "file_case", number=filed.number, digest=filed.digest)
    return filed


def log_look(filing_id: int, what: str, purpose: str, *, by: Actor) -> None:
    """R56: who looks at what of a filed case, and why.

    Raises NotVisible when it is out of sight, or Invalid without a purpose.
    """
    if not purpose.strip():
        raise Invalid(
            N_("Say for which purpose you look at this file."),
            fields={"purpose": N_("Please write the purpose.")},
        )
    if len(purpose) > LONGEST_PURPOSE:
        raise Invalid(N_("This text is too long."), fields={"purpose": N_("At most 500 signs.")})
    with deed(by=by):
        seen = session.scalar(visible_filings(by).where(FiledCase.id == filing_id))
        if seen is None or by.person_id is None:
            raise NotVisible(ABSENT)
        session.add(
            FilingLook(
                filed_case_id=filing_id,
                person_id=by.person_id,
                at=clock.now(),
                what=what[:40],
                purpose=purpose.strip(),
            )
        )


def _one_after_the_other() -> None:
    """Let no two filings chain to the same one; on SQLite a deed is alone anyway."""
    if dialect_name() == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext('filed_case'))"))


def _must_be_of(case: Case, dossier: bytes) -> None:
    if case.state not in CASE.final:
        raise NotNow(N_("A case is filed when it is closed."))
    said = json.loads(dossier)
    if rfc8785.dumps(said) != dossier or said["case"]["number"] != case.number:
        raise Invalid(N_("This is not the dossier of this case."))
    if said["case"]["state"] != case.state:
        raise Invalid(N_("This is not the dossier of this case."))


def _filed(case: Case, dossier: bytes, entry_number: int, at: datetime) -> FiledCase:
    last = session.scalar(select(FiledCase).order_by(FiledCase.id.desc()).limit(1))
    certificate = _certificate(case)
    closed_on = clock.local_date(case.state_since_at)
    filed = FiledCase(
        number=_next_number(last.number if last else "", clock.local_date(at).year),
        case_id=case.id,
        entry_number=entry_number,
        dossier=dossier,
        dossier_sha256=hashlib.sha256(dossier).hexdigest(),
        previous=last.digest if last else GENESIS,
        enterprise_name=case.enterprise.name,
        enterprise_code=case.enterprise.code or "",
        region=case.enterprise.region,
        industry=case.enterprise.industry,
        body_name=case.body.name if case.body else "",
        case_type=case.case_type,
        state=case.state,
        grade=_grade(case),
        certificate_number=certificate.number if certificate else "",
        filed_at=at,
        keep_until_on=keep_until(
            closed_on,
            certificate.expires_on if certificate else None,
            ruleset_on(case.scheme, case.rules_on),
        ),
    )
    filed.digest = chained(filed, case.number)
    return filed


def _next_number(last: str, year: int) -> str:
    prefix = f"BA{year}-"
    serial = int(last.removeprefix(prefix)) + 1 if last.startswith(prefix) else 1
    return f"{prefix}{serial:06d}"


def _certificate(case: Case) -> Certificate | None:
    made: Any = select(CertificateRevision.certificate_id).where(
        CertificateRevision.case_id == case.id
    )
    return session.scalar(select(Certificate).where(Certificate.id.in_(made))) or (
        session.get(Certificate, case.certificate_id) if case.certificate_id else None
    )


def _grade(case: Case) -> str:
    """The grade that was decided; none where none was."""
    return (
        session.scalar(
            select(Decision.grade)
            .where(Decision.case_id == case.id)
            .order_by(Decision.id.desc())
            .limit(1)
        )
        or ""
    )
