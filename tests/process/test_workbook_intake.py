"""Workbooks that people send: what is read out of them, and what is refused with its cell."""

import io
import os
import time
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from datetime import time as daytime
from functools import cache
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from certplatform.domain.application_form import MOST_SITES, form_part
from certplatform.domain.application_import import imported
from certplatform.domain.application_reading import cleaned
from certplatform.domain.application_workbook import sheets_of
from certplatform.domain.errors import Invalid
from certplatform.domain.workbook_cells import Imported
from certplatform.process import workbook_intake
from certplatform.process.workbook_intake import tables_of, typed
from certplatform.schemes import scheme
from tests.builders.application import SITES, a_capability, a_pdf
from tests.builders.workbook import a_book, changed, choices_for

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.once]
CONTENTS: Mapping[str, Any] = {
    "enterprise": {"uscc": "91370100MA3C5K7T4X", "sites": list(SITES)},
    "capabilities": {"capabilities": [a_capability("柔性制造", "OPERATION", "CL2")]},
}
SITES_SHEET, CAPABILITIES, GOALS, SYSTEM = (
    "范围内场所",
    "新型能力",
    "可测量目标",
    "管理体系与运行时间",
)
FUZZ = int(os.environ.get("FUZZ", "60"))
ENTITY = '<!DOCTYPE a [<!ENTITY b "{}"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


@cache
def plain_workbook() -> bytes:
    return a_book(scheme("IIIMS"), CONTENTS)


def a_workbook(change: Callable[[Workbook], Any] | None = None) -> bytes:
    made = plain_workbook()
    return changed(made, change) if change else made


def read(content: bytes, name: str = "申请.xlsx") -> Imported:
    known = scheme("IIIMS")
    return imported(tables_of(name, content), sheets_of(), choices_for(known), known)


def refused(content: bytes, name: str = "申请.xlsx") -> Invalid:
    with pytest.raises(Invalid) as refusal:
        tables_of(name, content)
    assert refusal.value.fields
    return refusal.value


def stops(change: Callable[[Workbook], Any]) -> list[tuple[str, str]]:
    return [(one.place, one.fact) for one in read(a_workbook(change)).stops]


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with its parts changed; None leaves a part out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            made = change(name, before.read(name))
            if made is not None:
                after.writestr(name, made)
    return out.getvalue()


# -- what is no workbook -----------------------------------------------------------------------


def an_open_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", "<a/>")
    return out.getvalue()


def a_word_file() -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", f'<Override ContentType="{kind}"/>')
    return out.getvalue()


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
ENCRYPTED = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 100


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("空.xlsx", b"", "empty"),
        ("a.xlsx", "企业,代码\n甲,1\n".encode(), "no Excel workbook"),
        ("a.xlsx", a_pdf(), "name says"),
        ("a.pdf", a_pdf(), "no Excel workbook"),
        ("a.xlsx", an_open_document(), "no Excel workbook"),
        ("a.xlsx", a_word_file(), "name says"),
        ("a.docx", a_word_file(), "no Excel workbook"),
        ("a.xlsx", OLD_OFFICE, "old Office format"),
        ("a.xls", OLD_OFFICE, "old Office format"),
        ("a.xlsx", ENCRYPTED, "encrypted"),
        ("a.xlsx", b"PK\x03\x04 and nothing more", "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused_with_the_cure(name: str, content: bytes, says: str) -> None:
    assert says in refused(content, name).message


def test_a_workbook_under_another_ending_is_refused() -> None:
    assert "name says" in refused(a_workbook(), "a.xls").message
    assert "name says" in refused(a_workbook(), "a.docx").message


def test_a_workbook_with_macros_is_refused() -> None:
    for part in ("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"):
        out = io.BytesIO(a_workbook())
        with zipfile.ZipFile(out, "a") as packed:
            packed.writestr(part, b"<a/>")
        assert "macros" in refused(out.getvalue()).message


@pytest.mark.parametrize("kept", [30, 1000, 5000, -1])
def test_a_truncated_workbook_is_refused(kept: int) -> None:
    assert "damaged" in refused(a_workbook()[:kept]).message


def test_an_entity_bomb_is_refused_in_every_part() -> None:
    bomb = ENTITY.format("x" * 10_000).encode()
    for victim in ("xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet2.xml"):

        def plant(name: str, content: bytes, victim: str = victim) -> bytes:
            head, _, rest = content.partition(b"?>")
            return head + b"?>" + bomb + rest if name == victim else content

        assert "declarations" in refused(repacked(a_workbook(), plant)).message


def test_an_entity_bomb_in_another_encoding_is_refused() -> None:
    bomb = f'<?xml version="1.0" encoding="UTF-16"?>{ENTITY.format("x" * 100)}<sst>&c;</sst>'

    def plant(name: str, content: bytes) -> bytes:
        return bomb.encode("utf-16") if name == "xl/sharedStrings.xml" else content

    assert "declarations" in refused(repacked(a_workbook(), plant)).message


def test_a_workbook_that_unpacks_without_end_is_refused() -> None:
    def inflate(name: str, content: bytes) -> bytes:
        return b"<sst>" + b" " * 90_000_000 if name == "xl/sharedStrings.xml" else content

    assert "unpacks" in refused(repacked(a_workbook(), inflate)).message


def test_a_workbook_with_far_more_cells_than_the_form_is_refused_quickly() -> None:
    strings = b"<sst>" + b"<si><t>x</t></si>" * 700_000 + b"</sst>"

    def inflate(name: str, content: bytes) -> bytes:
        return strings if name == "xl/sharedStrings.xml" else content

    content = repacked(a_workbook(), inflate)
    began = time.monotonic()
    assert "far more cells" in refused(content).message
    assert time.monotonic() - began < 5


@pytest.mark.prove
def test_ten_thousand_rows_are_refused_quickly_with_the_limit_named() -> None:
    def fill(book: Workbook) -> None:
        for row in range(5, 10_005):
            for column, text in enumerate((f"{row}", f"场所{row}", "一号", "5", "制造"), 2):
                book[SITES_SHEET].cell(row, column, text)

    content = a_workbook(fill)
    began = time.monotonic()
    (found,) = read(content).stops
    assert time.monotonic() - began < 10
    assert found.sheet == SITES_SHEET
    assert found.params["most"] == MOST_SITES
    assert "at most" in found.fact.lower()


def test_one_row_more_than_fits_is_named() -> None:
    def fill(book: Workbook) -> None:
        for row in range(5, 5 + MOST_SITES + 1):
            book[SITES_SHEET].cell(row, 3, f"场所{row}")

    (found,) = read(a_workbook(fill)).stops
    assert found.place == f"{SITES_SHEET}!B{5 + MOST_SITES}"
    assert found.params == {"most": MOST_SITES, "count": MOST_SITES + 1}


@given(place=st.integers(0, 10**6), value=st.integers(0, 255), part=st.integers(0, 40))
@settings(
    max_examples=FUZZ,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_workbook_that_is_damaged_anywhere_gives_no_fault(
    place: int, value: int, part: int
) -> None:
    content = a_workbook()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        victim = packed.namelist()[part % len(packed.namelist())]

    def damage(name: str, inside: bytes) -> bytes:
        if name != victim or not inside:
            return inside
        at = place % len(inside)
        return inside[:at] + bytes([value]) + inside[at + 1 :]

    with suppress(Invalid):
        read(repacked(content, damage))


# -- what cells hold ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "look", "text"),
    [
        (12.0, "General", "12"),
        (12, "General", "12"),
        (93.5, "0.00", "93.5"),
        (0.1 + 0.2, "General", "0.3"),
        (0.95, "0%", "95%"),
        (1e21, "General", "1000000000000000000000"),
        (0.00001, "General", "0.00001"),
        (-3, "General", "-3"),
        (True, "General", "TRUE"),
        (datetime(2026, 3, 1), "yyyy-mm-dd", "2026-03-01"),  # noqa: DTZ001 - cells know no zone
        (datetime(2026, 3, 1, 8, 30), "yyyy-mm-dd", "2026-03-01 08:30:00"),  # noqa: DTZ001
        (date(2026, 3, 1), "d.m.yy", "2026-03-01"),
        (daytime(8, 30), "h:mm", "08:30"),
        (timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
        ("=1+1", "General", "=1+1"),
        (ArrayFormula("A1:A2", "=SUM(B1:B9)"), "General", "=SUM(B1:B9)"),
    ],
)
def test_a_value_is_what_a_person_would_have_typed(value: object, look: str, text: str) -> None:
    assert typed(value, look) == text


def test_formulas_stay_text_on_the_way_in_and_out() -> None:
    def attack(book: Workbook) -> None:
        book[SYSTEM]["C5"] = "=cmd|' /C calc'!A0"
        book[SYSTEM]["C6"] = '=HYPERLINK("http://example.org","x")'
        book[SITES_SHEET]["D5"] = "=SUM(E5:E6)"

    found = read(a_workbook(attack))
    assert found.stops == []
    assert found.contents["system"]["scope"] == "=cmd|' /C calc'!A0"
    assert found.contents["enterprise"]["sites"][0]["address"] == "=SUM(E5:E6)"
    again = openpyxl.load_workbook(io.BytesIO(a_book(scheme("IIIMS"), found.contents)))
    for sheet in again.worksheets:
        formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert formulas == []
        assert not sheet._hyperlinks
    assert again[SYSTEM]["C5"].value == "=cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    "written",
    [
        *("2025-09-01", "2025/9/1", "2025.9.1", "2025年9月1日", "２０２５-９-１", " 2025-9-1 "),
        *("20250901", 20250901, date(2025, 9, 1)),
        datetime(2025, 9, 1),  # noqa: DTZ001 - cells know no zone
    ],
)
def test_a_day_is_understood_however_it_is_written(written: object) -> None:
    found = read(a_workbook(lambda book: book[SYSTEM].cell(7, 3, written)))
    kept = cleaned(form_part("system"), found.contents["system"])
    assert kept["effective_on"] == "2025-09-01"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1,260", "1260"), ("１２６０", "1260"), (1260.0, "1260"), (" 1 260 ", "1260"), (0, "0")],
)
def test_a_number_is_understood_however_it_is_written(written: object, kept: str) -> None:
    found = read(a_workbook(lambda book: book[SITES_SHEET].cell(5, 5, written)))
    sites = cleaned(form_part("enterprise"), found.contents["enterprise"])["sites"]
    assert sites[0]["headcount"] == kept


def test_R11_lower_case_codes_with_blanks_are_mended() -> None:
    written = "9137 0100 ma3c 5k7t 4x"
    found = read(a_workbook(lambda book: book["企业与场所"].cell(5, 3, written)))
    kept = cleaned(form_part("enterprise"), found.contents["enterprise"])
    assert kept["uscc"] == "91370100MA3C5K7T4X"


def test_blank_rows_between_do_not_matter_and_places_stay_right() -> None:
    def move(book: Workbook) -> None:
        sheet = book[SITES_SHEET]
        for column in range(3, 8):
            sheet.cell(9, column).value = sheet.cell(6, column).value
            sheet.cell(6, column).value = None

    found = read(a_workbook(move))
    assert [one["name"] for one in found.contents["enterprise"]["sites"]] == ["总部", "章丘工厂"]
    assert found.places[("enterprise", "sites-1-headcount")].cell == "E9"


# -- what stops it -----------------------------------------------------------------------------


def test_merged_cells_are_refused_by_name() -> None:
    refusal = refused(a_workbook(lambda book: book[SITES_SHEET].merge_cells("D5:D6")))
    assert refusal.params == {"cells": "D5:D6"}


def test_an_entry_far_to_the_right_is_named() -> None:
    refusal = refused(a_workbook(lambda book: book[SITES_SHEET].cell(5, 5000, "x")))
    assert refusal.params == {"cell": "GJH5"}


def test_an_entry_in_a_column_of_ones_own_is_named() -> None:
    (found,) = stops(lambda book: book[SITES_SHEET].cell(6, 11, "备注"))
    assert found[0] == f"{SITES_SHEET}!K6"


def test_an_entry_far_below_is_named() -> None:
    (found,) = stops(lambda book: book[SITES_SHEET].cell(60_000, 3, "x"))
    assert found[0] == f"{SITES_SHEET}!A60000"


def test_a_missing_sheet_is_named_and_an_extra_one_too() -> None:
    def swap(book: Workbook) -> None:
        del book[GOALS]
        book.create_sheet("备忘")["A1"] = "x"

    found = dict(stops(swap))
    assert "does not belong" in found["备忘"]
    plain = dict(stops(lambda book: book.__delitem__(GOALS)))
    assert "missing" in plain[""]


def test_everything_that_stops_it_is_said_at_once() -> None:
    def spoil(book: Workbook) -> None:
        book.create_sheet("备忘")["A1"] = "x"
        book[GOALS]["C5"] = "没有这个能力"
        book[SITES_SHEET]["I6"] = "也许"

    assert {place for place, _ in stops(spoil)} == {"备忘", f"{GOALS}!C5", f"{SITES_SHEET}!I6"}


def test_an_empty_sheet_of_ones_own_does_not_matter_a_hidden_full_one_does() -> None:
    assert stops(lambda book: book.create_sheet("Sheet1")) == []

    def hide(book: Workbook) -> None:
        book.create_sheet("x")["B2"] = "1"
        book["x"].sheet_state = "hidden"

    ((place, fact),) = stops(hide)
    assert place == "x"
    assert "hidden" in fact


def test_sheets_and_columns_may_be_renamed_and_moved() -> None:
    def rename(book: Workbook) -> None:
        book[SITES_SHEET].title = "我们的工厂"
        sheet = book["我们的工厂"]
        for row in range(1, 9):  # name and address change places, marks and all
            left, right = sheet.cell(row, 3), sheet.cell(row, 4)
            left.value, right.value = right.value, left.value

    found = read(a_workbook(rename))
    assert found.stops == []
    assert found.contents["enterprise"]["sites"][0]["name"] == "总部"
    assert found.places[("enterprise", "sites-0-name")].cell == "D5"
    assert found.places[("enterprise", "sites-0-name")].sheet == "我们的工厂"


def test_a_sheet_that_is_there_twice_is_named() -> None:
    def copy(book: Workbook) -> None:
        book.copy_worksheet(book[SITES_SHEET]).title = "副本"

    ((place, fact),) = stops(copy)
    assert place == "副本"
    assert "copy" in fact


def test_a_column_taken_out_is_named() -> None:
    ((place, fact),) = stops(lambda book: book[SITES_SHEET].delete_cols(4))
    assert place == f"{SITES_SHEET}!A3"
    assert "Columns" in fact


def test_a_goal_has_to_name_its_capability() -> None:
    def rename(to: str | None) -> Callable[[Workbook], None]:
        def change(book: Workbook) -> None:
            book[GOALS]["C5"] = to

        return change

    for to, says in ((None, "does not say"), ("刚性制造", "No row"), ("7", "No row")):
        found = stops(rename(to))
        expected = [] if to == "7" else [f"{GOALS}!C5"]
        if to == "7":  # row 7 is there to be filled in: the goal belongs to it
            assert found == []
            continue
        assert [place for place, _ in found] == expected
        assert says in found[0][1]


def test_two_capabilities_of_one_name_are_told_apart_by_number() -> None:
    def double(book: Workbook) -> None:
        for column in range(3, 7):
            book[CAPABILITIES].cell(6, column).value = book[CAPABILITIES].cell(5, column).value

    ((place, fact),) = stops(double)
    assert place == f"{GOALS}!C5"
    assert "Several rows" in fact

    def number(book: Workbook) -> None:
        double(book)
        book[GOALS]["C5"] = 2

    found = read(a_workbook(number))
    assert found.stops == []
    assert [len(one["goals"]) for one in _capabilities(found)] == [0, 1]


def _capabilities(found: Imported) -> list[dict[str, Any]]:
    kept = cleaned(form_part("capabilities"), found.contents["capabilities"])
    capabilities: list[dict[str, Any]] = kept["capabilities"]
    return capabilities


def test_more_goals_than_fit_one_capability_are_named() -> None:
    def fill(book: Workbook) -> None:
        for row in range(5, 12):
            book[GOALS].cell(row, 3, "柔性制造")
            book[GOALS].cell(row, 4, f"指标{row}")

    (found,) = read(a_workbook(fill)).stops
    assert found.place == f"{GOALS}!B11"
    assert found.params == {"most": 6, "count": 7}


def test_what_is_neither_yes_nor_no_is_named() -> None:
    ((place, fact),) = stops(lambda book: book[SITES_SHEET].cell(5, 9, "也许"))
    assert place == f"{SITES_SHEET}!I5"
    assert "neither yes nor no" in fact


def test_a_text_that_would_be_cut_is_named() -> None:
    ((place, _),) = stops(lambda book: book[SYSTEM].cell(5, 3, "字" * 20_001))
    assert place == f"{SYSTEM}!C5"


def test_a_workbook_of_another_form_is_refused() -> None:
    known = scheme("IIIMS")
    other = a_book(known, {}, form="another")
    (found,) = read(other).stops
    assert "another edition" in found.fact
    empty = openpyxl.Workbook()
    out = io.BytesIO()
    empty.save(out)
    assert "first sheet is missing" in read(out.getvalue()).stops[0].fact


def test_what_is_read_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_intake, "MOST_UNPACKED", 10_000)
    assert "MB" in refused(a_workbook()).message
