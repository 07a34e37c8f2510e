"""The audit report: small enough to be mailed, its photos free of what the camera wrote."""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import numpy as np
import pikepdf
import pytest
from PIL import Image

from certplatform.documents.photos import PIXELS, reduced
from certplatform.documents.report import render_report
from certplatform.documents.report_facts import Photo
from certplatform.documents.report_summary import summary_of
from tests.documents import examples

pytestmark = pytest.mark.once
MOST_BYTES, MANY_PHOTOS, FEWEST_PAGES = 15_000_000, 100, 60
CAMERA = 0x0110  # the camera's model, in EXIF


def picture(seed: int, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """A photo with as much detail as a workshop floor has."""
    grains = np.random.default_rng(seed).integers(0, 256, (size[1] // 8, size[0] // 8, 3))
    image = Image.fromarray(grains.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[CAMERA] = "SECRET-CAMERA"
    kept = BytesIO()
    image.save(kept, "JPEG", quality=90, exif=exif)
    return kept.getvalue()


def photo(number: int, content: bytes) -> Photo:
    digest = sha256(content).hexdigest()
    return Photo(f"F{number:02d}", "7.2", f"车间{number}.jpg", "2020-04-07 09:12", digest, content)


@pytest.mark.prove
def test_a_long_report_with_a_hundred_photos_stays_small() -> None:
    few = [picture(seed) for seed in range(8)]
    report = replace(
        examples.REPORT,
        clauses=examples.REPORT.clauses * 16,
        photos=tuple(photo(n, few[n % len(few)]) for n in range(MANY_PHOTOS)),
    )
    pdf = render_report(report)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) >= FEWEST_PAGES
        drawn = sum(len(page.get_images()) for page in opened.pages)
    assert drawn == MANY_PHOTOS
    assert len(pdf) < MOST_BYTES


def test_a_printed_photo_is_small_and_keeps_nothing_of_the_camera() -> None:
    content = picture(1)
    assert b"SECRET-CAMERA" in content
    small = reduced(content)
    assert small is not None
    assert b"SECRET-CAMERA" not in small
    with Image.open(BytesIO(small)) as opened:
        assert max(opened.size) == PIXELS


def test_what_is_no_picture_is_not_drawn() -> None:
    assert reduced(b"%PDF-1.7 no picture") is None


def test_the_english_summary_names_levels_findings_and_conclusion() -> None:
    said = " ".join(summary_of(examples.REPORT))
    for part in ("1 of 1 sites", "Minor 1", "AAA Process level", "Capability 1", "12 person-days"):
        assert part in said, part
