"""Documents of an application with their version and period, replaced and never lost."""

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.errors import Invalid
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.models.journal import JournalEntry
from certplatform.process.application import attach_document, remove_document
from certplatform.queries.applications import application_documents, latest_version
from certplatform.queries.journal import said
from tests.builders.application import a_pdf, drafted_case, submitted_case
from tests.builders.people import World, a_world

REPORT = "INTERNAL_AUDIT_REPORT"
BEGAN, ENDED = date(2025, 9, 1), date(2026, 1, 12)


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def attached(world: World, case: Case, **more: Any) -> Document:
    given = {"kind": "MANUAL", "filename": "手册.pdf", "content": a_pdf(), **more}
    return attach_document(case.id, **given, by=world.actor(world.applicant))


def test_a_document_keeps_its_version_and_period(world: World) -> None:
    case = drafted_case(world, documents=False)
    attached(world, case, kind=REPORT, edition=" A/1 ", covers_from_on=BEGAN, covers_until_on=ENDED)
    (kept,) = application_documents(case.id)
    assert (kept.edition, kept.covers_from_on, kept.covers_until_on) == ("A/1", BEGAN, ENDED)
    entry = session.scalars(
        select(JournalEntry).where(JournalEntry.action == "attach_document")
    ).one()
    assert said(entry)["details"]["edition"] == "A/1"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": REPORT}, "covers_from_on"),
        ({"kind": REPORT, "covers_from_on": BEGAN}, "covers_until_on"),
        ({"covers_from_on": ENDED, "covers_until_on": BEGAN}, "covers_until_on"),
        ({"covers_from_on": date(2026, 3, 4)}, "covers_from_on"),
        ({"edition": "x" * 41}, "edition"),
        ({"kind": "NO_SUCH"}, "kind"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    world: World, more: dict[str, Any], field: str
) -> None:
    case = drafted_case(world, documents=False)
    with pytest.raises(Invalid) as refused:
        attached(world, case, **more)
    assert field in refused.value.fields
    assert application_documents(case.id, removed=True) == []


def test_the_same_file_with_another_version_takes_the_place_of_the_first(world: World) -> None:
    case = drafted_case(world, documents=False)
    first = attached(world, case, edition="A/0")
    assert attached(world, case, edition="A/0").id == first.id
    second = attached(world, case, edition="A/1")
    assert second.id != first.id
    assert [one.edition for one in application_documents(case.id)] == ["A/1"]
    assert [one.edition for one in application_documents(case.id, removed=True)] == ["A/0", "A/1"]


def test_a_frozen_version_names_digest_version_and_period(world: World) -> None:
    case = submitted_case(world)
    version = latest_version(case.id)
    assert version is not None
    documents = json.loads(version.row.content)["documents"]
    (report,) = [one for one in documents if one["kind"] == REPORT]
    assert (report["covers_from_on"], report["covers_until_on"]) == ("2025-09-01", "2026-01-12")
    assert len(report["sha256"]) == 64
    assert report["edition"] == ""


def test_R10_a_removed_document_is_missing_again(world: World) -> None:
    case = drafted_case(world)
    (manual,) = [one for one in application_documents(case.id) if one.kind == "MANUAL"]
    remove_document(case.id, manual.public_id, by=world.actor(world.applicant))
    assert manual.kind not in {one.kind for one in application_documents(case.id)}
    assert manual.kind in {one.kind for one in application_documents(case.id, removed=True)}
