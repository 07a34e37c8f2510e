"""Copies that are safe to show, and the virus scanner's word about every file."""

import dataclasses
import io

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, update

from certplatform import clock
from certplatform.db import session
from certplatform.extensions import house
from certplatform.inspection.apart import done_apart
from certplatform.jobs.file_care import make_copies, scan_files
from certplatform.jobs.issuing import reconcile
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.worker import drain
from certplatform.models.case import Case
from certplatform.models.document import Document, StoredFile
from certplatform.models.journal import JournalEntry
from certplatform.models.outbox import SentMessage
from certplatform.process.intake import Inspected, inspected
from certplatform.process.rating import record_rating
from certplatform.queries.audits import checklist_keys
from certplatform.scanner import ScannerFailed, found_in
from tests.builders.application import a_pdf
from tests.builders.audit import lead, stage2_case
from tests.builders.clamd import EICAR, NAME, clamd
from tests.builders.people import World, a_world
from tests.builders.photo import a_photo


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def kept(world: World, case: Case, *files: Inspected) -> list[Document]:
    """Evidence of these files; those of the application are looked after already."""
    done = {"copies_at": clock.now(), "scan_state": "clean", "scanned_at": clock.now()}
    session.execute(update(StoredFile).values(**done))
    session.commit()
    key = next(iter(checklist_keys(case)))
    row = record_rating(case.id, key=key, result="met", files=files, by=lead(world))
    return [session.get_one(Document, one) for one in row.evidence]


def with_scanner(app: Flask, url: str) -> None:
    settings = house().settings.model_copy(update={"scanner_url": url})
    app.extensions["house"] = dataclasses.replace(house(), settings=settings)


def test_what_others_see_of_a_photo_is_drawn_anew(world: World) -> None:
    photo = a_photo()
    (document,) = kept(world, stage2_case(world), inspected("炉.jpg", photo))
    assert make_copies() == 1
    file = document.file
    assert house().store.get(file.sha256) == photo
    clean = house().store.get(file.clean_sha256 or "")
    with Image.open(io.BytesIO(clean)) as image:
        assert image.size == (200, 400)
        assert not image.getexif()
        assert image.getpixel((100, 50)) == pytest.approx((255, 255, 255), abs=12)
        assert not set(image.info) & {"exif", "comment"}
    assert b"Phone of Zhang" in photo
    assert b"Zhang" not in clean
    assert b"secret" not in clean
    with Image.open(io.BytesIO(house().store.get(file.thumbnail_sha256 or ""))) as small:
        assert max(small.size) == 320
        assert not small.getexif()


def test_a_pdf_gets_a_picture_of_its_first_page_and_nothing_twice(world: World) -> None:
    (document,) = kept(world, stage2_case(world), inspected("a.pdf", a_pdf()))
    assert (make_copies(), make_copies()) == (1, 0)
    assert document.file.clean_sha256 is None
    for sha256, side in (
        (document.file.thumbnail_sha256, 320),
        (document.file.preview_sha256, 1200),
    ):
        with Image.open(io.BytesIO(house().store.get(sha256 or ""))) as image:
            assert abs(max(image.size) - side) <= 1
    assert reconcile().files_without_row == ()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_of_every_kind_of_points_has_copies(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (20, 10)).save(out, "PNG")
    for task in ("clean", "thumbnail"):
        with Image.open(io.BytesIO(done_apart(task, out.getvalue())[0])) as image:
            assert image.size == (20, 10)


def test_a_file_that_cannot_be_drawn_is_left_without_a_picture(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (document,) = kept(world, stage2_case(world), inspected("a.pdf", a_pdf()))
    monkeypatch.setattr("certplatform.inspection.apart.SECONDS", 0.001)
    assert (make_copies(), make_copies()) == (1, 0)
    assert document.file.thumbnail_sha256 is None
    assert document.file.copies_at is not None


def test_without_a_scanner_files_stay_not_scanned(world: World) -> None:
    (document,) = kept(world, stage2_case(world), inspected("a.pdf", a_pdf()))
    assert scan_files() == 0
    assert document.file.scan_state == "not_scanned"


def test_a_scanned_file_says_so_and_a_virus_is_journaled_and_told(app: Flask, world: World) -> None:
    case = stage2_case(world)
    bad = Inspected(a_pdf() + EICAR, "application/pdf", "坏.pdf")
    good, evil = kept(world, case, inspected("好.pdf", a_pdf()), bad)
    drain(REACTIONS)
    with clamd() as url:
        with_scanner(app, url)
        assert scan_files() == 2
    assert (good.file.scan_state, evil.file.scan_state) == ("clean", "infected")
    assert evil.file.scan_finding == NAME
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "find_virus")).one()
    assert entry.chain == f"case:{case.id}"
    drain(REACTIONS)
    told = session.scalars(select(SentMessage).where(SentMessage.subject.contains("病毒"))).all()
    assert told
    assert scan_files() == 0


@pytest.mark.parametrize("says", ["INSTREAM size limit exceeded. ERROR", " "])
def test_a_scanner_that_cannot_say_leaves_the_file_as_it_is(
    app: Flask, world: World, says: str
) -> None:
    (document,) = kept(world, stage2_case(world), inspected("a.pdf", a_pdf()))
    with clamd(says) as url:
        with_scanner(app, url)
        assert scan_files() == 0
    assert scan_files() == 0  # and neither does one that is not there
    assert document.file.scan_state == "not_scanned"


@pytest.mark.parametrize("url", ["http://x", "tcp://", "unix:///nowhere/clamd.sock", "x"])
def test_an_address_without_a_scanner_is_said(url: str) -> None:
    with pytest.raises(ScannerFailed):
        found_in(url, b"x")
