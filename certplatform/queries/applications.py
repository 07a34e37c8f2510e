"""Applications: as they are being filled in, as they were submitted, and what the rules ask."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import OrganisationKind
from certplatform.domain.application_content import (
    Application,
    application_from,
)
from certplatform.models.application import (
    Acceptance,
    ApplicationPart,
    ApplicationVersion,
    Claim,
    Site,
)
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.models.journal import JournalEntry
from certplatform.models.organisation import Organisation
from certplatform.queries.journal import said
from certplatform.queries.once import once
from certplatform.schemes import scheme

APPLICATION = "application"


@dataclass(frozen=True, slots=True)
class SavedPart:
    """A part as last saved; version 0 was never saved."""

    content: Mapping[str, Any]
    version: int


@dataclass(frozen=True, slots=True)
class Submitted:
    """A frozen version: its number, digest, parts, documents and the seed of the site sample."""

    number: int
    sha256: str
    parts: Mapping[str, Mapping[str, Any]]
    documents: tuple[Mapping[str, Any], ...]
    sample_seed: str
    row: ApplicationVersion


def saved_parts(case_id: int) -> dict[str, SavedPart]:
    """All parts of the form as last saved."""
    rows = session.scalars(select(ApplicationPart).where(ApplicationPart.case_id == case_id))
    return {row.part: SavedPart(row.content, row.version) for row in rows}


def saved_part(case_id: int, part: str) -> SavedPart:
    """One part as last saved."""
    return saved_parts(case_id).get(part, SavedPart({}, 0))


def draft_of(case: Case) -> Application:
    """The application as it stands in the form."""
    contents = {code: one.content for code, one in saved_parts(case.id).items()}
    return application_from(contents, scheme(case.scheme, case.scheme_version))


def versions_of(case_id: int) -> list[Submitted]:
    """All submitted versions, the first first."""
    rows = session.scalars(
        select(ApplicationVersion)
        .where(ApplicationVersion.case_id == case_id)
        .order_by(ApplicationVersion.number)
    )
    return [_submitted(row) for row in rows]


@once
def latest_version(case_id: int) -> Submitted | None:
    """The version submitted last."""
    row = session.scalar(
        select(ApplicationVersion)
        .where(ApplicationVersion.case_id == case_id)
        .order_by(ApplicationVersion.number.desc())
        .limit(1)
    )
    return _submitted(row) if row else None


def _submitted(row: ApplicationVersion) -> Submitted:
    content: dict[str, Any] = json.loads(row.content)
    return Submitted(
        row.number,
        row.sha256,
        content["parts"],
        tuple(content["documents"]),
        content["sample_seed"],
        row,
    )


def submitted_of(case: Case) -> Application:
    """The application as submitted last; empty before the first submission."""
    last = latest_version(case.id)
    known = scheme(case.scheme, case.scheme_version)
    return application_from(last.parts if last else {}, known)


@once
def application_documents(case_id: int, *, removed: bool = False) -> list[Document]:
    """The documents of the application; with those replaced or removed where asked."""
    query = select(Document).where(Document.case_id == case_id, Document.purpose == APPLICATION)
    if not removed:
        query = query.where(Document.removed_at.is_(None))
    return list(session.scalars(query.order_by(Document.id)))


def wished_body(application: Application) -> Organisation | None:
    """The active body that the application names."""
    if not application.body:
        return None
    return session.scalar(
        select(Organisation).where(
            Organisation.public_id == application.body,
            Organisation.kind == OrganisationKind.BODY,
            Organisation.active.is_(True),
        )
    )


def bodies() -> list[Organisation]:
    """All active assessment bodies."""
    return list(
        session.scalars(
            select(Organisation)
            .where(Organisation.kind == OrganisationKind.BODY, Organisation.active.is_(True))
            .order_by(Organisation.name)
        )
    )


def sites_of(case_id: int) -> list[Site]:
    """The sites of the submitted application, in their order."""
    return list(
        session.scalars(select(Site).where(Site.case_id == case_id).order_by(Site.position))
    )


def claims_of(case_id: int) -> list[Claim]:
    """The capabilities claimed in the submitted application, in their order."""
    return list(
        session.scalars(select(Claim).where(Claim.case_id == case_id).order_by(Claim.position))
    )


def acceptance_of(case_id: int) -> Acceptance | None:
    """What acceptance recorded."""
    return session.scalar(select(Acceptance).where(Acceptance.case_id == case_id))


@dataclass(frozen=True, slots=True)
class ReturnPoint:
    """One point to correct: the part, the field where it is named, and what is wanted."""

    part: str
    field: str
    text: str


def return_points(case_id: int) -> tuple[str, tuple[ReturnPoint, ...]]:
    """The reason and the points of the last return; empty when it was never returned."""
    entry = session.scalar(
        select(JournalEntry)
        .where(JournalEntry.chain == f"case:{case_id}", JournalEntry.action == "return_application")
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    )
    if entry is None:
        return "", ()
    content = said(entry)
    points = content["details"].get("points", [])
    return content["reason"], tuple(
        ReturnPoint(one["part"], one["field"], one["text"]) for one in points
    )
