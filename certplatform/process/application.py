"""Stage 1, application: the enterprise fills in its form over days, submits, or withdraws."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta

from certplatform import clock
from certplatform.db import session
from certplatform.domain.acceptance import coded_reason_obstacles
from certplatform.domain.actors import Actor, Role
from certplatform.domain.application_form import form_part
from certplatform.domain.application_merge import Touched
from certplatform.domain.application_reading import cleaned, plain_text
from certplatform.domain.documents import LONGEST_EDITION, period_faults
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible, Stale
from certplatform.domain.facts import ApplicationSubmitted, ApplicationWithdrawn, BodyLeft
from certplatform.domain.facts_of_conflict import SurroundingsChanged
from certplatform.domain.scheme import CaseType, Scheme
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.case_states import DRAFT, RETURNED
from certplatform.domain.workflow.certificate import EXPIRED, SUSPENDED, VALID
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate
from certplatform.models.document import Document
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.process.application_rows import (
    STALE,
    facts_of,
    follow,
    freeze,
    keep_fields,
    keep_part,
    prefill,
    record_result,
    same_facts,
    write_anew,
)
from certplatform.process.intake import Inspected, digest_of, inspected, kept
from certplatform.process.numbers import next_case_number
from certplatform.process.step import Deed, deed
from certplatform.queries.applications import (
    APPLICATION,
    application_documents,
    draft_of,
    wished_body,
)
from certplatform.queries.cases import ABSENT, roles_on, visible_cases
from certplatform.queries.conflicts import places_around
from certplatform.queries.readiness import draft_seen, submission_obstacles
from certplatform.schemes import ruleset_on, scheme, scheme_on

LARGEST_PART = 400_000
MOST_DOCUMENTS = 200


def open_application(
    enterprise_id: int,
    scheme_code: str,
    case_type: str = "initial",
    certificate_id: int | None = None,
    *,
    by: Actor,
) -> Case:
    """Open a draft of the enterprise; a second exclusive one is refused by the database (R05)."""
    if not by.holds(Role.APPLICANT, enterprise_id):
        raise NotAllowed(N_("This is not for you to do."))
    with deed(by=by) as act:
        today = clock.local_date(act.at)
        known = scheme_on(scheme_code, today)
        kind = known.case_types.get(case_type)
        if kind is None or kind.first != DRAFT:
            raise Invalid(N_("An application of this type cannot be opened."))
        _check_certificate(kind, certificate_id, enterprise_id, scheme_code, today)
        case = Case(
            number=next_case_number(today),
            scheme=known.code,
            scheme_version=known.version,
            case_type=case_type,
            enterprise_id=enterprise_id,
            certificate_id=certificate_id if kind.needs_certificate else None,
            opened_on=today,
            rules_on=today,
            created_by=by.person_id,
            created_at=act.at,
            state=kind.first,
            state_since_at=act.at,
        )
        session.add(case)
        act.born(CASE, case, "open_application")
        prefill(case, act)
    return case


def _check_certificate(
    kind: CaseType, certificate_id: int | None, enterprise_id: int, scheme_code: str, on: date
) -> None:
    if not kind.needs_certificate:
        return
    found = session.get(Certificate, certificate_id) if certificate_id else None
    if found is None or found.holder_id != enterprise_id or found.scheme != scheme_code:
        raise Invalid(N_("Choose the certificate of your enterprise that this is about."))
    if kind.outcome == "renewed":
        grace = ruleset_on(scheme_code, on).number("R50.restore_months")
        in_time = on <= found.expires_on + relativedelta(months=grace)
        fits = found.state in {VALID, SUSPENDED, EXPIRED} and in_time
    else:
        fits = found.state == VALID and on <= found.expires_on
    if not fits:
        raise NotNow(
            N_("Certificate %(number)s is no longer in a state in which this can be applied for."),
            {"number": found.number},
        )


def save_part(
    case_id: int | str, part: str, content: Mapping[str, Any], *, version: int, by: Actor
) -> int:
    """Keep one part as it was typed and return its new version.

    Not journaled: typing floods nothing, the journal gets the submitted version. Raises Stale when
    somebody saved the part since `version`.
    """
    return save_parts(case_id, {part: content}, versions={part: version}, by=by)[part]


def save_parts(
    case_id: int | str,
    contents: Mapping[str, Mapping[str, Any]],
    *,
    versions: Mapping[str, int],
    by: Actor,
) -> dict[str, int]:
    """Keep several parts at once, all of them or none, and return their new versions.

    Raises Stale when somebody saved one of them since its version.
    """
    kept_contents = {code: kept_content(code, content) for code, content in contents.items()}
    with deed(by=by) as act:
        case = _writable(case_id, by)
        return {
            code: keep_part(case, form_part(code), content, versions.get(code, 0), act)
            for code, content in kept_contents.items()
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """A part after some of its fields were kept; `by` and `at` of its last change."""

    version: int
    content: Mapping[str, Any]
    theirs: tuple[str, ...]
    conflicts: tuple[str, ...]
    by: str
    at: datetime


def save_fields(
    case_id: int | str, part: str, content: Mapping[str, Any], *, touched: Touched, by: Actor
) -> Kept:
    """Keep the fields of a part that somebody touched, as `save_part` does.

    What others changed since is left as it is; a field that both changed is not kept but told of.
    """
    given = kept_content(part, content)
    with deed(by=by) as act:
        case = _writable(case_id, by)
        row, found = keep_fields(case, form_part(part), given, touched, act)
        name = session.get_one(Person, row.saved_by).name
        return Kept(row.version, row.content, found.theirs, found.conflicts, name, row.saved_at)


def kept_content(part: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a part as it was typed. Raises Invalid when it is too much."""
    try:
        known = form_part(part)
    except KeyError:
        raise NotVisible(ABSENT) from None
    found = cleaned(known, content)
    if len(json.dumps(found, ensure_ascii=False)) > LARGEST_PART:
        raise Invalid(N_("This is too long to be kept; shorten the texts."))
    return found


def _writable(case_id: int | str, by: Actor) -> Case:
    condition = Case.id == case_id if isinstance(case_id, int) else Case.public_id == case_id
    case = session.scalar(visible_cases(by).where(condition).with_for_update(of=Case))
    if case is None:
        raise NotVisible(ABSENT)
    if Role.APPLICANT not in roles_on(by, case):
        raise NotAllowed(N_("This is not for you to do."))
    if case.state not in {DRAFT, RETURNED}:
        raise NotNow(
            N_("This is not possible while the state is “%(state)s”."),
            {"state": CASE.title(case.state)},
        )
    return case


def attach_document(
    case_id: int | str,
    *,
    kind: str,
    filename: str,
    content: bytes,
    by: Actor,
    title: str = "",
    replaces: str = "",
    edition: str = "",
    covers_from_on: date | None = None,
    covers_until_on: date | None = None,
) -> Document:
    """Add a document to the application, perhaps in place of another; the same file only once."""
    file = inspected(filename, content)
    with deed(by=by) as act:
        case = act.on_case(case_id, "attach_document")
        said = {
            "kind": kind,
            "title": title.strip()[:200],
            "edition": plain_text(edition),
            "covers_from_on": covers_from_on,
            "covers_until_on": covers_until_on,
        }
        made = _described(case, file, act, said)
        _check_document(made, scheme(case.scheme, case.scheme_version), clock.local_date(act.at))
        present, sha256 = application_documents(case.id), digest_of(file)
        same = [one for one in present if one.kind == kind and one.file.sha256 == sha256]
        if same and same_facts(same[0], made):
            return same[0]
        _must_fit(present)
        _put_away([*same, *([_one_of(present, replaces)] if replaces else [])], act.at)
        made.file_id = kept(file, act.at).id
        session.add(made)
        act.note(kind=kind, filename=file.filename, sha256=sha256, **facts_of(made))
    return made


def _put_away(documents: list[Document], at: datetime) -> None:
    for one in documents:
        one.removed_at = at


def _must_fit(present: list[Document]) -> None:
    if len(present) >= MOST_DOCUMENTS:
        raise Invalid(N_("There are too many documents; put several into one file."))


def _described(case: Case, file: Inspected, act: Deed, said: Mapping[str, Any]) -> Document:
    return Document(
        case_id=case.id,
        purpose=APPLICATION,
        filename=file.filename,
        uploaded_by=act.by.person_id,
        uploaded_at=act.at,
        **said,
    )


def _check_document(made: Document, known: Scheme, today: date) -> None:
    """Whether it may be taken as it is described; one without a title gets that of its kind."""
    if made.kind not in {one.code for one in known.documents}:
        message = N_("Choose what kind of document this is.")
        raise Invalid(message, fields={"kind": message})
    if len(made.edition) > LONGEST_EDITION:
        message = N_("The version is longer than 40 characters; write it like A/1.")
        raise Invalid(message, fields={"edition": message})
    kind = known.document(made.kind)
    if faults := period_faults(kind, made.covers_from_on, made.covers_until_on, today):
        raise Invalid(next(iter(faults.values())), fields=faults)
    made.title = made.title or kind.title.zh


def remove_document(case_id: int | str, document: str, *, by: Actor) -> None:
    """Take a document out of the application; it stays in the history."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "remove_document")
        found = _one_of(application_documents(case.id), document)
        found.removed_at = act.at
        act.note(kind=found.kind, filename=found.filename, sha256=found.file.sha256)


def _one_of(documents: list[Document], address: str) -> Document:
    for one in documents:
        if one.public_id == address:
            return one
    raise NotNow(N_("This document is no longer part of the application."))


def submit(case_id: int | str, *, by: Actor, seen: str = "") -> int:
    """Submit the application: freeze a version, hand it to the body. Returns its number.

    `seen` is what `draft_seen` gave when the overview was drawn; Stale when it changed since.
    """
    with deed(by=by) as act:
        case = act.on_case(case_id, "submit")
        today = clock.local_date(act.at)
        if seen and seen != draft_seen(case):
            raise Stale(STALE)
        act.heed(submission_obstacles(case, today))
        application = draft_of(case)
        if case.submitted_on is None:
            case.rules_on = today
        number, sha256 = freeze(case, application, act)
        write_anew(case, application)
        record_result(case, number, application, act)
        body, former_id = wished_body(application), case.body_id
        case.body_id = body.id if body else None
        case.submitted_on = today
        case.grade_applied = application.grade
        follow(session.get_one(Organisation, case.enterprise_id), application)
        if places_around(case.enterprise_id):
            act.tell(SurroundingsChanged(0, case.enterprise_id))
        act.note(version=number, sha256=sha256)
        act.tell(ApplicationSubmitted(case.id, number))
        if former_id is not None and former_id != case.body_id:
            act.tell(BodyLeft(case.id, former_id))
    return number


def withdraw_application(case_id: int | str, *, code: str, by: Actor, reason: str) -> None:
    """Withdraw the application; possible up to the close of the vote."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "withdraw_application")
        reasons = scheme(case.scheme, case.scheme_version).reasons["withdraw_application"]
        act.heed(coded_reason_obstacles(code, reason, {one.code for one in reasons}))
        act.note(reason_code=code)
        act.tell(ApplicationWithdrawn(case.id, reason))
