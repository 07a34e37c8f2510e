"""Findings out of a sheet: its columns, what may be chosen, and what is wrong in which cell."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from certplatform.domain.application_workbook import (
    FIRST_ROW,
    HINT_ROW,
    MARK_COLUMN,
    MARKS_ROW,
    TITLE_ROW,
)
from certplatform.domain.wording import N_, Text
from certplatform.domain.workbook_cells import CellProblem, Line, Table

MARK = "findings"
MOST = 200  # findings in one sheet
LONGEST = {"fact": 8000, "evidence_text": 4000}
NEEDED = ("grade", "key", "site", "fact")
COLUMNS: Mapping[str, Text] = {
    "grade": Text("发现等级 *", "Grade of the finding *"),
    "key": Text("条款或准则 *", "Clause or criterion *"),
    "more": Text("其他条款或准则", "Further clauses or criteria"),
    "site": Text("场所 *", "Site *"),
    "fact": Text("事实 *", "Fact *"),
    "evidence_text": Text("证据文字说明", "Evidence in words"),
    "files": Text("图片或文件名", "Names of pictures or files"),
}
_BETWEEN = re.compile(r"[;；\n]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: how it is kept, how a sheet shows it, and other words for it."""

    kept: str
    shown: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetChoices:
    """What the cells of one case's sheet may name. `case` is its address, `number` its number."""

    case: str
    number: str
    grades: Sequence[Choice]
    keys: Sequence[Choice]
    sites: Sequence[Choice]

    def of(self, column: str) -> Sequence[Choice]:
        """The choices of a column."""
        named = {"grade": self.grades, "key": self.keys, "more": self.keys, "site": self.sites}
        return named[column]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as a sheet says it; `line` is the number of its row."""

    line: int
    grade: str
    key: str
    more_keys: tuple[str, ...]
    site_id: int
    fact: str
    evidence_text: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadRows:
    """What a sheet says, and what keeps it from being taken."""

    rows: tuple[FindingRow, ...]
    problems: tuple[CellProblem, ...]


def file_key(name: str) -> str:
    """A file name as it is compared: without folders, case and ways of writing."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    return unicodedata.normalize("NFC", plain).strip().casefold()


def digest_of_rows(rows: Sequence[FindingRow], files: Mapping[str, str]) -> str:
    """What the rows say, whatever the file they came in; `files` are digests by `file_key`."""
    said = [
        [
            one.grade,
            one.key,
            list(one.more_keys),
            one.site_id,
            one.fact,
            one.evidence_text,
            [files[file_key(name)] for name in one.files],
        ]
        for one in rows
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def read_rows(
    tables: Sequence[Table], choices: SheetChoices, files: Sequence[str] = ()
) -> ReadRows:
    """Read the rows of a sheet. `files` are the names of what came along with it."""
    table = next((one for one in tables if one.line(TITLE_ROW).get(MARK_COLUMN) == MARK), None)
    if table is None:
        return _nothing(
            CellProblem(
                tables[0].name if tables else "",
                "",
                N_("This is not the sheet for findings that the platform makes."),
                N_("Download the sheet on this page and fill it in."),
            )
        )
    if table.line(HINT_ROW).get(MARK_COLUMN) != choices.case:
        return _nothing(
            CellProblem(
                table.name,
                "",
                N_("This sheet was made for another case."),
                N_("Download the sheet of the case %(number)s."),
                {"number": choices.number},
            )
        )
    return _Reader(table, choices, files).read()


def _nothing(problem: CellProblem) -> ReadRows:
    return ReadRows((), (problem,))


class _Reader:
    def __init__(self, table: Table, choices: SheetChoices, files: Sequence[str]) -> None:
        self.table = table
        self.choices = choices
        self.known = {column: _lookup(choices.of(column)) for column in ("grade", "key", "site")}
        self.known["more"] = self.known["key"]
        self.files = {file_key(name): name for name in files}
        self.problems: list[CellProblem] = []
        marks = table.line(MARKS_ROW)
        self.letters = {mark: letter for letter, mark in marks.items() if mark in COLUMNS}

    def read(self) -> ReadRows:
        """All rows, or everything that is wrong with them."""
        if missing := [one for one in COLUMNS if one not in self.letters]:
            self._stop(
                "",
                N_("The column “%(column)s” is missing."),
                N_("Download the sheet anew; do not delete or add columns."),
                column=COLUMNS[missing[0]].zh,
            )
            return ReadRows((), tuple(self.problems))
        rows = list(self._rows())
        if not rows and not self.problems:
            self._stop("", N_("The sheet holds no finding."), N_("Fill in at least one row."))
        if len(rows) > MOST or self.table.cut:
            self._stop(
                "",
                N_("The sheet holds more than %(most)s findings."),
                N_("Divide it into several sheets."),
                most=MOST,
            )
        self._unnamed(rows)
        return ReadRows(() if self.problems else tuple(rows), tuple(self.problems))

    def _rows(self) -> Iterator[FindingRow]:
        for line in self.table.entries():
            given = {column: line.cells.get(at, "").strip() for column, at in self.letters.items()}
            self._strangers(line)
            if any(given.values()):
                yield self._row(line, given)

    def _row(self, line: Line, given: Mapping[str, str]) -> FindingRow:
        for column in NEEDED:
            if not given[column]:
                self._stop(
                    self._cell(column, line),
                    N_("This has to be filled in."),
                    N_("Fill in this cell, or empty the whole row."),
                )
        for column, most in LONGEST.items():
            if len(given[column]) > most:
                self._stop(
                    self._cell(column, line),
                    N_("This has %(count)s characters; %(most)s fit."),
                    N_("Shorten the text."),
                    count=len(given[column]),
                    most=most,
                )
        return FindingRow(
            line.number,
            self._one("grade", line, given["grade"]),
            self._one("key", line, given["key"]),
            tuple(self._several(line, given["more"])),
            int(self._one("site", line, given["site"]) or 0),
            given["fact"],
            given["evidence_text"],
            tuple(self._named_files(line, given["files"])),
        )

    def _one(self, column: str, line: Line, typed: str) -> str:
        if not typed:
            return ""
        found = self.known[column].get(_folded(typed))
        if found is None:
            self._stop(
                self._cell(column, line),
                N_("“%(given)s” is not in the list."),
                N_("Choose from the drop-down list."),
                given=typed[:60],
            )
            return ""
        return found

    def _several(self, line: Line, typed: str) -> Iterator[str]:
        whole = self.known["more"].get(_folded(typed))
        parts = [typed] if whole else _BETWEEN.split(typed)
        for one in parts:
            if one.strip() and (found := self._one("more", line, one.strip())):
                yield found

    def _named_files(self, line: Line, typed: str) -> Iterator[str]:
        for one in _BETWEEN.split(typed):
            name = one.strip()
            if name and file_key(name) not in self.files:
                self._stop(
                    self._cell("files", line),
                    N_("There is no file “%(name)s” in what was sent."),
                    N_("Put the sheet and its files into one zip, or correct the name."),
                    name=name[:80],
                )
            elif name:
                yield name

    def _unnamed(self, rows: Sequence[FindingRow]) -> None:
        named = {file_key(name) for one in rows for name in one.files}
        for key, name in self.files.items():
            if key not in named:
                self._stop(
                    "",
                    N_("The file “%(name)s” is named in no row."),
                    N_("Name it in the row it belongs to, or leave it out."),
                    name=name[:80],
                )

    def _strangers(self, line: Line) -> None:
        known = {MARK_COLUMN, *self.letters.values()}
        for letter in line.cells:
            if letter not in known:
                self._stop(
                    f"{letter}{line.number}",
                    N_("This column does not belong to the form; its entry would be lost."),
                    N_("Enter it in one of the columns of the form, or delete it."),
                )

    def _cell(self, column: str, line: Line) -> str:
        return f"{self.letters[column]}{line.number}"

    def _stop(self, cell: str, fact: str, cure: str, **params: str | int) -> None:
        self.problems.append(CellProblem(self.table.name, cell, fact, cure, params))


def _lookup(choices: Sequence[Choice]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in choices:
        for words in (one.shown, one.kept, *one.also):
            found.setdefault(_folded(words), one.kept)
    return found


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


PREPARED = range(FIRST_ROW, FIRST_ROW + MOST)
