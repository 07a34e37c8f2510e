"""The dossier holds the whole story, and nothing that belongs to accounts."""

import hashlib
import json

import pytest
import rfc8785
from flask_babel import force_locale
from sqlalchemy import select

from certplatform.archive.dossier import PARTS, dossier_of
from certplatform.archive.story import story_of
from certplatform.db import session
from certplatform.domain.errors import NotVisible
from certplatform.models.application import ApplicationPart
from certplatform.models.base import Base
from certplatform.models.certificate import CertificateRevision
from certplatform.models.document import Document
from certplatform.models.filing import FiledCase
from certplatform.models.journal import JournalEntry
from certplatform.models.offline import OfflineChange
from certplatform.models.outbox import StoredFact
from certplatform.models.self_assessment import SelfAssessmentResult
from certplatform.models.staffing import StaffingCase
from certplatform.models.tables import METADATA
from tests.builders.filing import withdrawn_case
from tests.builders.people import World, a_world

# Tables that name their case and stand elsewhere in the dossier, or are no part of the story.
# The result of a self-assessment stands in the frozen version that it was computed with.
ELSEWHERE: set[type[Base]] = {Document, CertificateRevision, SelfAssessmentResult}
# Receipts of what devices sent are none either: what it came to stands in the rows themselves.
NO_STORY: set[type[Base]] = {ApplicationPart, StoredFact, FiledCase, StaffingCase, OfflineChange}


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


def test_R55_the_dossier_is_canonical_and_the_same_each_time(world: World) -> None:
    case = withdrawn_case(world)
    dossier = dossier_of(case.id)
    assert rfc8785.dumps(json.loads(dossier)) == dossier
    assert dossier_of(case.id) == dossier


def test_R55_the_journal_stands_in_it_byte_for_byte(world: World) -> None:
    case = withdrawn_case(world)
    said = json.loads(dossier_of(case.id))["journal"]
    entries = session.scalars(
        select(JournalEntry).where(JournalEntry.chain == f"case:{case.id}")
    ).all()
    assert [one["content"].encode() for one in said] == [one.content for one in entries]
    assert all(hashlib.sha256(one["content"].encode()).hexdigest() == one["digest"] for one in said)


def test_the_dossier_names_people_and_holds_no_secret_of_theirs(world: World) -> None:
    case = withdrawn_case(world)
    text = dossier_of(case.id).decode()
    assert json.loads(text)["case"]["created_by"] == {
        "id": world.applicant.id,
        "name": world.applicant.name,
    }
    for secret in ("password_hash", "totp_secret", "receipt", world.applicant.password_hash):
        assert secret not in text


def test_R57_the_limits_kept_are_told_step_by_step(world: World) -> None:
    case = withdrawn_case(world)
    assert json.loads(dossier_of(case.id))["limits"] == [
        {
            "state": "draft",
            "entered_on": "2026-03-03",
            "left_on": "2026-03-03",
            "working_days_allowed": None,
            "due_on": None,
            "kept": None,
        }
    ]


def test_every_table_that_names_a_case_is_in_the_dossier() -> None:
    named = {
        mapper.class_
        for mapper in Base.registry.mappers
        if any(
            one.key == "case_id" and mapper.local_table is not None for one in mapper.column_attrs
        )
    }
    assert named
    assert set(METADATA.tables) >= {one.__tablename__ for one in named}
    assert named - set(PARTS.values()) - ELSEWHERE == NO_STORY


def test_a_case_that_is_not_there_has_no_dossier(world: World) -> None:
    del world
    with pytest.raises(NotVisible):
        dossier_of(4711)


def test_the_story_tells_the_journal_in_words(world: World) -> None:
    case = withdrawn_case(world)
    with force_locale("zh_CN"):
        parts = {one.key: one for one in story_of(dossier_of(case.id))}
    assert dict(parts["case"].facts)["编号"] == case.number
    told = [" ".join(row) for row in parts["journal"].rows]
    assert any("搬迁厂房，明年再申请" in one for one in told)
    assert "findings" not in parts
