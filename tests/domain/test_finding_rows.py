"""Findings out of a sheet: what is wrong is named with its cell, fact and cure."""

import dataclasses

import pytest

from certplatform.domain.finding_rows import (
    COLUMNS,
    MARK,
    MOST,
    Choice,
    ReadRows,
    SheetChoices,
    digest_of_rows,
    file_key,
    read_rows,
)
from certplatform.domain.workbook_cells import Line, Table

CHOICES = SheetChoices(
    "case-1",
    "2026-00001",
    [Choice("minor", "一般不符合 Minor nonconformity", ("一般不符合",))],
    [
        Choice("clause:4.1", "4.1 策划 Planning", ("4.1",)),
        Choice("clause:8.3", "8.3 运行", ("8.3",)),
    ],
    [Choice("7", "总部")],
)
LETTERS = dict(zip(COLUMNS, "BCDEFGH", strict=True))
GOOD = {
    "grade": "一般不符合 Minor nonconformity",
    "key": "4.1 策划 Planning",
    "more": "8.3；8.3",
    "site": " 总部 ",
    "fact": "缺少记录",
    "evidence_text": "台账",
    "files": "",
}


def a_table(*rows: dict[str, str], case: str = "case-1", mark: str = MARK) -> Table:
    head = (
        Line(1, {"A": mark, "B": "x"}),
        Line(2, {"A": case}),
        Line(3, {letter: column for column, letter in LETTERS.items()}),
        Line(4, {"B": "label"}),
    )
    below = tuple(
        Line(5 + place, {LETTERS.get(column, column): text for column, text in row.items() if text})
        for place, row in enumerate(rows)
    )
    return Table("审核发现", hidden=False, lines=head + below)


def read(*rows: dict[str, str], files: tuple[str, ...] = ()) -> ReadRows:
    return read_rows([a_table(*rows)], CHOICES, files)


def test_a_filled_row_is_a_finding() -> None:
    found = read(GOOD, {}, {**GOOD, "key": " 4.1 ", "more": "", "grade": "MINOR"})
    assert not found.problems
    first, second = found.rows
    assert (first.line, first.grade, first.key, first.site_id) == (5, "minor", "clause:4.1", 7)
    assert first.more_keys == ("clause:8.3", "clause:8.3")
    assert (first.fact, first.evidence_text, first.files) == ("缺少记录", "台账", ())
    assert (second.line, second.key, second.more_keys) == (7, "clause:4.1", ())


@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        ({"grade": ""}, "B6"),
        ({"grade": "catastrophe"}, "B6"),
        ({"key": "99"}, "C6"),
        ({"more": "8.3;99"}, "D6"),
        ({"site": "某地"}, "E6"),
        ({"fact": ""}, "F6"),
        ({"fact": "x" * 8001}, "F6"),
        ({"evidence_text": "x" * 4001}, "G6"),
        ({"files": "a.jpg"}, "H6"),
        ({"K": "stray"}, "K6"),
    ],
)
def test_what_is_wrong_is_named_with_its_cell_and_nothing_is_taken(
    changes: dict[str, str], cell: str
) -> None:
    found = read(GOOD, {**GOOD, **changes})
    assert found.rows == ()
    (problem,) = found.problems
    assert problem.cell == cell
    assert problem.fact
    assert problem.cure


def test_everything_that_is_wrong_is_named_at_once() -> None:
    found = read({**GOOD, "grade": "", "site": ""}, GOOD, {**GOOD, "key": "99"})
    assert [one.cell for one in found.problems] == ["B5", "E5", "C7"]


def test_files_are_found_by_name_whatever_the_folder_and_the_case() -> None:
    found = read({**GOOD, "files": "IMG_1.JPG；b.png"}, files=("img_1.jpg", "b.png"))
    assert not found.problems
    assert [file_key(one) for one in found.rows[0].files] == ["img_1.jpg", "b.png"]
    assert file_key("photos\\IMG_1.jpg") == file_key("photos/img_1.JPG")


def test_a_file_that_no_row_names_is_not_dropped_in_silence() -> None:
    (problem,) = read(GOOD, files=("a.jpg",)).problems
    assert problem.params == {"name": "a.jpg"}


@pytest.mark.parametrize(
    "table", [a_table(GOOD, case="case-2"), a_table(GOOD, mark="x"), a_table()]
)
def test_another_sheet_or_an_empty_one_is_refused(table: Table) -> None:
    found = read_rows([table], CHOICES)
    assert (found.rows, len(found.problems)) == ((), 1)
    assert len(read_rows([], CHOICES).problems) == 1


def test_a_lost_column_is_named() -> None:
    table = a_table(GOOD)
    marks = {letter: mark for letter, mark in table.lines[2].cells.items() if mark != "site"}
    cut = dataclasses.replace(table, lines=(*table.lines[:2], Line(3, marks), *table.lines[3:]))
    (problem,) = read_rows([cut], CHOICES).problems
    assert problem.params == {"column": "场所 *"}


@pytest.mark.parametrize(("count", "wrong"), [(MOST, 0), (MOST + 1, 1)])
def test_a_sheet_holds_so_many_findings(count: int, wrong: int) -> None:
    assert len(read(*[GOOD] * count).problems) == wrong
    cut = dataclasses.replace(a_table(GOOD), cut=True)
    assert len(read_rows([cut], CHOICES).problems) == 1


def test_the_digest_is_of_what_is_said() -> None:
    rows = read({**GOOD, "files": "a.jpg"}, files=("a.jpg",)).rows
    one = digest_of_rows(rows, {"a.jpg": "1" * 64})
    assert one == digest_of_rows([dataclasses.replace(rows[0], line=9)], {"a.jpg": "1" * 64})
    assert one != digest_of_rows(rows, {"a.jpg": "2" * 64})
    assert one != digest_of_rows([dataclasses.replace(rows[0], fact="x")], {"a.jpg": "1" * 64})
