"""Findings out of a sheet: recorded all or none, once, and nothing hostile opened."""

import io
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
from flask import Flask
from PIL import Image

from certplatform import clock
from certplatform.documents.finding_workbook import render_finding_workbook
from certplatform.domain.errors import Invalid, NotAllowed, NotNow
from certplatform.domain.finding_rows import COLUMNS
from certplatform.domain.scheme import Text
from certplatform.models.case import Case
from certplatform.process.finding_sheet import FilledSheet, read_sheet, take_findings
from certplatform.queries.audits import checklist_keys
from certplatform.queries.finding_choices import choices_of
from certplatform.queries.findings import findings_of
from tests.builders.audit import assessor, lead, rated_case, stage2_case
from tests.builders.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "JPEG")
    return file.getvalue()


def filled(case: Case, *rows: Mapping[str, str], anew: str = "") -> bytes:
    """The platform's own sheet with these rows; what is not given is right."""
    choices = choices_of(case)
    content = render_finding_workbook(
        choices, Text("表", "Sheet"), [], clock.now().replace(tzinfo=None)
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    right = {
        "grade": choices.grades[1].shown,
        "key": choices.keys[0].shown,
        "site": choices.sites[0].shown,
        "fact": "缺少记录",
        "evidence_text": "台账",
    }
    for number, row in enumerate(rows, 5):
        for place, column in enumerate(COLUMNS, 2):
            page.cell(number, place).value = {**right, **row}.get(column)
    book.properties.creator = anew
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(content: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, each in content.items():
            made.writestr(name, each)
    return file.getvalue()


def test_a_filled_sheet_becomes_drafts_with_their_pictures(world: World) -> None:
    case = stage2_case(world)
    keys = checklist_keys(case)
    book = filled(case, {"files": "现场1.jpg"}, {"more": choices_of(case).keys[1].also[0]})
    sent = packed({"表/审核发现.xlsx": book, "照片/现场1.JPG": picture()})
    read = read_sheet(case, "all.zip", sent)
    assert read.problems == ()
    made = take_findings(case.id, sheet=read, by=assessor(world))
    assert [(one.number, one.state, one.keys) for one in made] == [
        (1, "drafted", (keys[0],)),
        (2, "drafted", (keys[0], keys[1])),
    ]
    assert [len(one.evidence) for one in made] == [1, 0]


def test_one_wrong_cell_and_nothing_is_taken(world: World) -> None:
    case = stage2_case(world)
    read = read_sheet(case, "x.xlsx", filled(case, {}, {"site": "月球"}))
    assert [(one.cell, one.params["given"]) for one in read.problems] == [("E6", "月球")]
    with pytest.raises(Invalid):
        take_findings(case.id, sheet=read, by=lead(world))
    assert findings_of(case) == []


def test_a_refusal_in_the_middle_leaves_nothing(world: World) -> None:
    case = stage2_case(world)
    read = read_sheet(case, "x.xlsx", filled(case, {}, {}))
    first, second = read.rows
    broken = FilledSheet(
        "x.xlsx", (first, type(second)(6, "minor", "none", (), 1, "x", "", ())), {}
    )
    with pytest.raises(Invalid):
        take_findings(case.id, sheet=broken, by=lead(world))
    assert findings_of(case) == []


def test_the_same_findings_are_taken_once_in_whatever_file(world: World) -> None:
    case = stage2_case(world)
    take_findings(case.id, sheet=read_sheet(case, "x.xlsx", filled(case, {})), by=lead(world))
    again = read_sheet(case, "y.zip", packed({"y.xlsx": filled(case, {}, anew="other bytes")}))
    with pytest.raises(NotNow) as refused:
        take_findings(case.id, sheet=again, by=assessor(world))
    at = clock.local_time(clock.now()).strftime("%Y-%m-%d")
    assert str(refused.value.params["at"]).startswith(at)
    assert refused.value.params["count"] == 1
    assert len(findings_of(case)) == 1


def test_a_sheet_of_another_case_is_refused_and_others_take_none(world: World) -> None:
    case = stage2_case(world)
    read = read_sheet(case, "x.xlsx", filled(case, {}))
    with pytest.raises(NotAllowed):
        take_findings(case.id, sheet=read, by=world.actor(world.applicant))
    case.public_id, kept = "another", case.public_id
    other = filled(case, {})
    case.public_id = kept
    assert "another case" in read_sheet(case, "x.xlsx", other).problems[0].fact


def a_bomb() -> bytes:
    return packed({"a.xlsx": b"x", "b.jpg": b"\0" * 40_000_000})


def a_link() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        link = zipfile.ZipInfo("a.jpg")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 broken",
        a_bomb(),
        a_link(),
        packed({"../../a.xlsx": b"x"}),
        packed({"..\\a.xlsx": b"x"}),
        packed({"a.jpg": picture()}),
        packed({"a.xlsx": b"x", "b.xlsx": b"x"}),
        packed({"a.xlsx": b"x", "b/c.jpg": picture(), "d/C.JPG": picture()}),
        packed({"a.xlsx": b"x", "a.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}),
        packed({"a.xlsx": b"x", "a.jpg": b"<html><script>1</script></html>"}),
        packed({"a.xlsx": b"not a workbook"}),
        packed({"a.xlsx": b"x", **{f"{n}.jpg": b"x" for n in range(400)}}),
    ],
)
def test_a_hostile_zip_is_refused(world: World, content: bytes) -> None:
    case = stage2_case(world)
    with pytest.raises(Invalid) as refused:
        read_sheet(case, "x.zip", content)
    assert "file" in refused.value.fields


def test_names_in_the_code_of_older_chinese_systems_are_read(world: World) -> None:
    case = rated_case(world)
    book = filled(case, {"files": "现场_.jpg"})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a.xlsx", book)
        made.writestr("PLACE.jpg", picture())
    # the same length in bytes, so that the offsets stay: "现场" is four bytes in GBK
    old = "现场".encode("gb18030") + b"_.jpg"
    content = file.getvalue().replace(b"PLACE.jpg", old)
    assert [one.params for one in read_sheet(case, "x.zip", content).problems] == []
