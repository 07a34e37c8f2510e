"""The rows of an application: parts as they are kept, and what a submission makes of them."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import delete, select, update

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.application_content import (
    Application,
    CapabilityEntry,
    Goal,
    SiteEntry,
)
from certplatform.domain.application_form import FormPart, form_part
from certplatform.domain.application_merge import Merged, Touched, changes_after, merged
from certplatform.domain.application_reading import cleaned, read_part
from certplatform.domain.errors import NotAllowed, Stale
from certplatform.domain.self_assessment import record_of
from certplatform.domain.wording import N_
from certplatform.models.application import (
    ApplicationPart,
    ApplicationVersion,
    CaseConsultant,
    CaseOwner,
    Claim,
    RunStep,
    Site,
)
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.models.self_assessment import SelfAssessmentResult, SelfAssessmentScore
from certplatform.process.step import Deed
from certplatform.queries.applications import application_documents, latest_version, saved_parts
from certplatform.schemes import scheme

COPIED_PARTS = ("system", "capabilities")
STALE = N_("Somebody changed this meanwhile. Look at it anew, then try again.")


def prefill(case: Case, act: Deed) -> None:
    """Begin with what is known: the registered facts, and the last application of a holder."""
    enterprise = session.get_one(Organisation, case.enterprise_id)
    contents: dict[str, dict[str, Any]] = {}
    if case.certificate_id is not None and (last := _last_parts(case)):
        contents = {code: dict(last[code]) for code in COPIED_PARTS if code in last}
        contents["enterprise"] = {"sites": last.get("enterprise", {}).get("sites", [])}
    contents["enterprise"] = {
        **contents.get("enterprise", {}),
        "uscc": enterprise.code or "",
        "name_en": enterprise.name_en,
        "legal_representative": enterprise.legal_representative,
        "address": enterprise.address,
        "region": enterprise.region,
        "industry": enterprise.industry,
        "headcount": str(enterprise.headcount or ""),
        "contact_name": enterprise.contact_name,
        "contact_phone": enterprise.contact_phone,
        "contact_email": enterprise.contact_email,
    }
    for code, content in contents.items():
        store(case, form_part(code), cleaned(form_part(code), content), act)


def _last_parts(case: Case) -> Mapping[str, Mapping[str, Any]]:
    earlier = session.scalar(
        select(Case.id)
        .join(ApplicationVersion, ApplicationVersion.case_id == Case.id)
        .where(Case.enterprise_id == case.enterprise_id, Case.scheme == case.scheme)
        .order_by(ApplicationVersion.id.desc())
        .limit(1)
    )
    last = latest_version(earlier) if earlier else None
    return last.parts if last else {}


def store(case: Case, part: FormPart, content: dict[str, Any], act: Deed) -> ApplicationPart:
    """Keep a part for the first time."""
    row = ApplicationPart(
        case_id=case.id,
        part=part.code,
        content=content,
        changed_in={code: 1 for code, value in content.items() if value},
        version=1,
        saved_at=act.at,
        saved_by=person(act.by),
    )
    session.add(row)
    session.flush()
    return row


def keep_part(case: Case, part: FormPart, content: dict[str, Any], version: int, act: Deed) -> int:
    """Keep a part as it was typed and return its new version; the case is locked.

    Raises Stale, naming who it was, when somebody saved the part since `version`.
    """
    saved = _locked_part(case, part)
    if (saved.version if saved else 0) != version:
        raise _stale(part, saved)
    if saved is None:
        saved = store(case, part, content, act)
    else:
        _replace(saved, content, act)
    record_run_step(case, part, content, act.at)
    session.flush()
    return saved.version


def keep_fields(
    case: Case, part: FormPart, content: dict[str, Any], touched: Touched, act: Deed
) -> tuple[ApplicationPart, Merged]:
    """Keep the fields that somebody touched, beside what others saved meanwhile."""
    saved = _locked_part(case, part)
    if saved is None:
        saved, found = store(case, part, content, act), Merged(content, (), ())
    else:
        found = merged(saved.content, saved.changed_in, content, touched)
        _replace(saved, dict(found.content), act)
    record_run_step(case, part, dict(found.content), act.at)
    session.flush()
    return saved, found


def _locked_part(case: Case, part: FormPart) -> ApplicationPart | None:
    return session.scalar(
        select(ApplicationPart)
        .where(ApplicationPart.case_id == case.id, ApplicationPart.part == part.code)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _replace(saved: ApplicationPart, content: dict[str, Any], act: Deed) -> None:
    if saved.content == content:
        return
    saved.version += 1
    saved.changed_in = changes_after(saved.content, content, saved.changed_in, saved.version)
    saved.content = content
    saved.saved_at, saved.saved_by = act.at, person(act.by)


def _stale(part: FormPart, saved: ApplicationPart | None) -> Stale:
    if saved is None:
        return Stale(STALE)
    return Stale(
        N_(
            "%(person)s changed the part “%(part)s” meanwhile (%(at)s). "
            "Look at it anew, then try again."
        ),
        {
            "person": session.get_one(Person, saved.saved_by).name,
            "part": part.title,
            "at": clock.local_time(saved.saved_at).strftime("%Y-%m-%d %H:%M"),
        },
    )


def record_run_step(case: Case, part: FormPart, content: dict[str, Any], at: datetime) -> None:
    """R03: the moment the platform first learned of the start of the system, kept for ever."""
    known = scheme(case.scheme, case.scheme_version)
    if read_part(part, content, known).values.get("effective_on") is None:
        return
    if session.scalar(select(RunStep.id).where(RunStep.case_id == case.id)) is None:
        session.add(RunStep(case_id=case.id, recorded_at=at))


def freeze(case: Case, application: Application, act: Deed) -> tuple[int, str]:
    """Freeze what stands in the form now as a version, with what is computed from it.

    Returns its number and digest.
    """
    last = latest_version(case.id)
    number = last.number + 1 if last else 1
    content = rfc8785.dumps(
        {
            "schema": 1,
            "case": case.number,
            "case_type": case.case_type,
            "scheme": case.scheme,
            "scheme_version": case.scheme_version,
            "version": number,
            "submitted_at": act.at.isoformat(),
            "computed": {"self_assessment": record_of(application.self_assessment)},
            "parts": {code: dict(one.content) for code, one in saved_parts(case.id).items()},
            "documents": [_frozen(one) for one in application_documents(case.id)],
            # fixed here, so that nobody can draw again until the sites please them (R26)
            "sample_seed": last.sample_seed if last else secrets.token_hex(16),
        }
    )
    sha256 = hashlib.sha256(content).hexdigest()
    session.add(_version(case, number, content, sha256, act))
    return number, sha256


def _version(case: Case, number: int, content: bytes, sha256: str, act: Deed) -> ApplicationVersion:
    return ApplicationVersion(
        case_id=case.id,
        number=number,
        content=content,
        sha256=sha256,
        submitted_at=act.at,
        submitted_by=person(act.by),
    )


def _frozen(document: Document) -> dict[str, Any]:
    return {
        "id": document.public_id,
        "kind": document.kind,
        "title": document.title,
        "filename": document.filename,
        "sha256": document.file.sha256,
        "size": document.file.size,
        **facts_of(document),
    }


def facts_of(document: Document) -> dict[str, str]:
    """The version and the period of a document, as versions and the journal keep them."""
    begins, ends = document.covers_from_on, document.covers_until_on
    return {
        "edition": document.edition,
        "covers_from_on": begins.isoformat() if begins else "",
        "covers_until_on": ends.isoformat() if ends else "",
    }


def same_facts(one: Document, other: Document) -> bool:
    """Whether two documents say the same of themselves."""
    return one.title == other.title and facts_of(one) == facts_of(other)


def write_anew(case: Case, application: Application) -> None:
    """Sites, claims, consultants and owners of the version that counts now."""
    for table in (Site, Claim, CaseConsultant, CaseOwner):
        session.execute(delete(table).where(table.case_id == case.id))
    session.add_all(_site_row(case, place, one) for place, one in enumerate(application.sites, 1))
    session.add_all(
        _claim_row(case, place, one) for place, one in enumerate(application.capabilities, 1)
    )
    session.add_all(
        CaseOwner(
            case_id=case.id, name=one.name, code=one.code, share=one.share, from_on=one.from_on
        )
        for one in application.owners
    )
    session.add_all(
        CaseConsultant(
            case_id=case.id,
            organisation_name=one.name,
            organisation_code=one.code,
            person_name=name,
        )
        for one in application.consultants
        for name in one.persons or ("",)
    )


def _site_row(case: Case, place: int, one: SiteEntry) -> Site:
    return Site(
        case_id=case.id,
        position=place,
        name=one.name,
        address=one.address,
        headcount=one.headcount,
        activity=one.activity,
        headquarters=one.headquarters,
        latitude=one.latitude,
        longitude=one.longitude,
    )


def _claim_row(case: Case, place: int, one: CapabilityEntry) -> Claim:
    return Claim(
        case_id=case.id,
        position=place,
        name=one.name,
        viewpoint=one.viewpoint,
        level=one.level,
        departments=list(one.departments),
        processes=list(one.processes),
        site_names=list(one.site_names),
        boundary=one.boundary,
        goals=[_goal_row(goal) for goal in one.goals],
    )


def _goal_row(goal: Goal) -> dict[str, Any]:
    return {
        "indicator": goal.indicator,
        "start": str(goal.start),
        "target": str(goal.target),
        "present": str(goal.present),
        "unit": goal.unit,
        "on": goal.on.isoformat() if goal.on else "",
    }


def record_result(case: Case, version: int, application: Application, act: Deed) -> None:
    """The result of the self-assessment in numbers, for comparing enterprises."""
    assessed, identity = application.self_assessment, application.identity
    session.execute(
        update(SelfAssessmentResult)
        .where(
            SelfAssessmentResult.enterprise_id == case.enterprise_id,
            SelfAssessmentResult.scheme == case.scheme,
        )
        .values(latest=False)
    )
    result = SelfAssessmentResult(
        case_id=case.id,
        version=version,
        enterprise_id=case.enterprise_id,
        scheme=case.scheme,
        scheme_version=case.scheme_version,
        region=identity.region,
        industry=identity.industry,
        total=assessed.total,
        stage=assessed.stage.code,
        submitted_at=act.at,
    )
    session.add(result)
    session.flush()
    session.add_all(
        SelfAssessmentScore(result_id=result.id, view=one.view, score=one.score)
        for one in application.views
    )


def follow(enterprise: Organisation, application: Application) -> None:
    """What the enterprise says of itself replaces what was registered; name and code stay."""
    values = application.parts["enterprise"]
    for name in ("name_en", "legal_representative", "address", "headcount"):
        setattr(enterprise, name, values[name])
    for name in ("contact_name", "contact_phone", "contact_email"):
        setattr(enterprise, name, values[name])
    enterprise.region = application.identity.region
    enterprise.industry = application.identity.industry


def person(by: Actor) -> int:
    """The person who acts; only people fill in applications."""
    if by.person_id is None:
        raise NotAllowed(N_("This is not for you to do."))
    return by.person_id
