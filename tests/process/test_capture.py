"""R27: a file is kept with what the device said of it, or not at all."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from certplatform import clock
from certplatform.archive.dossier import dossier_of
from certplatform.db import session
from certplatform.domain.errors import Invalid
from certplatform.models.case import Case
from certplatform.models.document import CaptureRecord, Document, StoredFile
from certplatform.process.rating import record_rating
from certplatform.queries.audits import checklist_keys
from certplatform.storage import digest
from certplatform.web.uploads import captured_files_of, file_of, files_of
from tests.builders.application import a_pdf
from tests.builders.audit import lead, stage2_case
from tests.builders.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def sent(*contents: bytes) -> list[FileStorage]:
    return [FileStorage(io.BytesIO(one), f"{i}.pdf") for i, one in enumerate(contents)]


def said(*contents: bytes, **more: Any) -> str:
    return json.dumps([{"sha256": digest(one), **more} for one in contents])


def rated(world: World, case: Case, files: list[Any]) -> list[Document]:
    key = next(iter(checklist_keys(case)))
    row = record_rating(case.id, key=key, result="met", files=files, by=lead(world))
    return [session.get_one(Document, one) for one in row.evidence]


def test_R27_evidence_is_kept_with_its_capture(world: World) -> None:
    case = stage2_case(world)
    first, second = a_pdf(), a_pdf() + b"\n%\n"
    took = {"taken_at": (clock.now() - timedelta(hours=5)).isoformat(), "accuracy": 9}
    place = {"latitude": 36.65, "longitude": 117.12, "name": "IMG_1.pdf"}
    files = captured_files_of(sent(first, second), said(first, second, **took, **place))
    one, other = rated(world, case, files)
    assert one.capture is not None
    assert other.capture is not None
    assert (one.capture.sha256, other.capture.sha256) == (one.file.sha256, other.file.sha256)
    assert one.capture.taken_at == clock.now() - timedelta(hours=5)
    assert (one.capture.name, one.capture.accuracy_metres) == ("IMG_1.pdf", 9)
    assert not one.capture.clock_doubtful


def test_R27_a_clock_three_days_off_is_kept_and_flagged(world: World) -> None:
    case, content = stage2_case(world), a_pdf()
    wrong = (clock.now() - timedelta(days=3)).isoformat()
    text = said(content, taken_at=wrong, sent_at=wrong)
    (kept,) = rated(world, case, captured_files_of(sent(content), text))
    assert kept.capture is not None
    assert kept.capture.clock_off_seconds == -3 * 86_400
    assert kept.capture.clock_doubtful
    story = dossier_of(case.id)
    assert rfc8785.dumps({"clock_doubtful": True})[1:-1] in story
    assert kept.file.sha256.encode() in story


def test_one_changed_byte_refuses_all_and_keeps_nothing(world: World) -> None:
    case, good, bad = stage2_case(world), a_pdf(), a_pdf() + b"\n"
    before = session.scalar(select(func.count(StoredFile.id)))
    with pytest.raises(Invalid) as refused:
        rated(world, case, captured_files_of(sent(good, bad), said(good, good)))
    assert refused.value.params == {"name": "1.pdf"}
    assert session.scalar(select(func.count(StoredFile.id))) == before
    assert session.scalar(select(func.count(CaptureRecord.id))) == 0


def test_a_form_that_says_nothing_of_its_files_is_taken_and_one_that_does_is_heard(
    app: Flask,
) -> None:
    with app.test_request_context(method="POST"):
        assert [one.capture for one in files_of(sent(a_pdf()))] == [None]
    with app.test_request_context(method="POST", data={"captures": said(a_pdf())}):
        (kept,) = files_of(sent(a_pdf()))
        assert kept.capture is not None
        with pytest.raises(Invalid):
            files_of(sent(a_pdf() + b"\n"))
    assert [one.capture for one in captured_files_of(sent(a_pdf()), "[null]")] == [None]
    assert file_of(None) is None
    (empty,) = [FileStorage(io.BytesIO(b""), "")]
    assert file_of(empty, "") is None
