"""Reads an application back from the cells of a workbook, and says what is wrong in which cell.

Values are taken as they were typed, for a draft takes whatever was typed. What would lose an entry
or put it in the wrong place is refused: nothing is half taken.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from certplatform.domain.application_form import FormField, FormPart
from certplatform.domain.application_reading import LONGEST_TEXT, cleaned, plain_text
from certplatform.domain.application_workbook import (
    ABOUT,
    CODED,
    CODES,
    FIRST_ROW,
    GUIDE,
    LABELS_ROW,
    MARK_COLUMN,
    MARKS_ROW,
    NUMBER,
    PARENT,
    TITLE_ROW,
    VALUE,
    About,
    Choices,
    Sheet,
    clear_name,
    columns_of,
    flag_of,
    form_mark,
    has_children,
    row_number,
)
from certplatform.domain.wording import N_

ABOUT_COLUMN = "C"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet that holds something: its number, and the texts by the column's letter."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as it was found: its name, whether it is hidden, its rows that hold something.

    `cut`: it goes on beyond the rows that were read.
    """

    name: str
    hidden: bool
    lines: tuple[Line, ...]
    cut: bool = False

    def line(self, number: int) -> Mapping[str, str]:
        """The texts of one row."""
        return next((one.cells for one in self.lines if one.number == number), {})


_NOWHERE = Table("", hidden=False, lines=())


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with a sheet or one of its cells, and what would be right."""

    sheet: str
    cell: str
    fact: str
    cure: str
    params: Mapping[str, str | int] = dataclasses.field(default_factory=dict)

    @property
    def place(self) -> str:
        """Sheet and cell as spreadsheet programs write them."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a field stands."""

    sheet: str
    cell: str


@dataclass
class Imported:
    """What a workbook says: of itself, of the application; where each field stands; what stops it.

    `places` lead from part and path, such as ("enterprise", "sites-0-headcount"), to cells.
    """

    about: Mapping[str, str] = field(default_factory=dict)
    contents: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: dict[tuple[str, str], Spot] = field(default_factory=dict)
    stops: list[CellProblem] = field(default_factory=list)


@dataclass
class _Row:
    """A row on its way into a list: its contents, its line, the column letters by field."""

    content: dict[str, Any]
    line: int
    number: int | None
    sheet: Sheet
    table: Table
    letters: Mapping[str, str]


def imported(tables: Sequence[Table], sheets: Sequence[Sheet], choices: Choices) -> Imported:
    """Read all sheets of a workbook."""
    return _Import(sheets, choices).run(tables)


class _Import:
    def __init__(self, sheets: Sequence[Sheet], choices: Choices) -> None:
        self.sheets = sheets
        self.choices = choices
        self.found = Imported()
        self.rows: dict[str, list[_Row]] = {}

    def run(self, tables: Sequence[Table]) -> Imported:
        marked = self._marked(tables)
        self._about(marked.get(GUIDE))
        if self.found.stops:
            return self.found
        for sheet in self.sheets:
            table = marked.get(sheet.code)
            if table is None:
                self._stop(
                    _NOWHERE,
                    "",
                    N_("The sheet “%(title)s” is missing."),
                    N_("Download the workbook anew and copy your entries over."),
                    title=sheet.title,
                )
                continue
            self._read(sheet, table)
        self._adopt()
        self._gather()
        return self.found

    def _stop(self, table: Table, cell: str, fact: str, cure: str, **params: str | int) -> None:
        self.found.stops.append(CellProblem(table.name, cell, fact, cure, params))

    # -- sheets ---------------------------------------------------------------------------------

    def _marked(self, tables: Sequence[Table]) -> dict[str, Table]:
        """The sheets by their marks; empty sheets of somebody's own do not matter."""
        known = {GUIDE, CODES, *(one.code for one in self.sheets)}
        marked: dict[str, Table] = {}
        for table in tables:
            mark = table.line(TITLE_ROW).get(MARK_COLUMN, "")
            if mark not in known:
                self._strange_sheet(table)
            elif mark in marked:
                self._stop(
                    table,
                    "",
                    N_("This sheet is a copy of “%(other)s”."),
                    N_("Keep one of the two; delete the other."),
                    other=marked[mark].name,
                )
            else:
                marked[mark] = table
        return marked

    def _strange_sheet(self, table: Table) -> None:
        if not table.lines:
            return
        fact = (
            N_("This hidden sheet is none of the form.")
            if table.hidden
            else N_("This sheet is none of the form.")
        )
        cure = N_("Fill in the workbook that the platform made; delete other sheets.")
        self._stop(table, "", fact, cure)

    def _about(self, guide: Table | None) -> None:
        if guide is None:
            self.found.stops.insert(
                0,
                CellProblem(
                    "",
                    "",
                    N_("This is not the workbook of an application: its first sheet is missing."),
                    N_("Download the workbook here and fill in that one."),
                ),
            )
            return
        self.found.about = {
            line.cells[MARK_COLUMN]: line.cells.get(ABOUT_COLUMN, "")
            for line in guide.lines
            if line.cells.get(MARK_COLUMN) in ABOUT
        }
        if self.found.about.get("form") != form_mark(self.sheets):
            self._stop(
                guide,
                "",
                N_("The workbook was made for another edition of the form."),
                N_("Download the workbook anew and copy your entries over."),
            )

    def _read(self, sheet: Sheet, table: Table) -> None:
        if table.cut:
            self._stop(
                table,
                f"{MARK_COLUMN}{table.lines[-1].number}",
                N_("This sheet goes on beyond the rows of the form; at most %(most)s fit."),
                N_("Delete the rows that do not belong here."),
                most=sheet.most or len(sheet.fields),
            )
            return
        letters = self._letters(sheet, table)
        if letters is None:
            return
        if sheet.kind == "fields":
            self._read_fields(sheet, table, letters)
        else:
            self._read_rows(sheet, table, letters)

    def _letters(self, sheet: Sheet, table: Table) -> dict[str, str] | None:
        """The column letter of each mark; None when columns are missing or twice there."""
        cells = table.line(MARKS_ROW)
        wanted = columns_of(sheet)
        found = {mark: letter for letter, mark in cells.items() if mark in wanted}
        missing = [mark for mark in wanted if mark not in found]
        marks = [mark for mark in cells.values() if mark in wanted]
        if missing or len(marks) != len(set(marks)):
            self._stop(
                table,
                f"{MARK_COLUMN}{MARKS_ROW}",
                N_("Columns of this sheet are missing or twice there: %(columns)s."),
                N_("Download the workbook anew and copy your entries over."),
                columns=", ".join(missing or sorted(set(marks))),
            )
            return None
        return found

    def _strangers(self, table: Table, line: Line, letters: Mapping[str, str]) -> None:
        """Entries beside the columns of the form would be lost: refuse them."""
        known = {MARK_COLUMN, *letters.values()}
        for letter in line.cells:
            if letter not in known:
                self._stop(
                    table,
                    f"{letter}{line.number}",
                    N_("This column is none of the form; its entry would be lost."),
                    N_("Enter it in one of the columns of the form, or delete it."),
                )
                return

    # -- single fields --------------------------------------------------------------------------

    def _read_fields(self, sheet: Sheet, table: Table, letters: Mapping[str, str]) -> None:
        fields = {one.code: one for one in sheet.fields}
        content = self.found.contents.setdefault(sheet.part, {})
        seen: set[str] = set()
        for line in _entries(table):
            mark = line.cells.get(MARK_COLUMN, "")
            self._strangers(table, line, letters)
            cell = f"{letters[VALUE]}{line.number}"
            if mark in fields and mark not in seen:
                seen.add(mark)
                typed = line.cells.get(letters[VALUE], "")
                content[mark] = self._taken(fields[mark], typed, table, cell)
                self.found.places[(sheet.part, mark)] = Spot(table.name, cell)
            elif line.cells.get(letters[VALUE]):
                self._stop(
                    table,
                    cell,
                    N_("This row is none of the form; its entry would be lost."),
                    N_("Enter it in one of the rows of the form, or delete it."),
                )
        if lost := [one for one in fields if one not in seen]:
            self._stop(
                table,
                "",
                N_("Rows of this sheet are missing: %(rows)s."),
                N_("Download the workbook anew and copy your entries over."),
                rows=", ".join(lost),
            )

    def _taken(self, one: FormField, typed: str, table: Table, cell: str) -> str | bool:
        """What is kept of a cell, as a page would have sent it."""
        if len(typed) > LONGEST_TEXT:
            self._stop(
                table,
                cell,
                N_("This has %(count)s characters; %(most)s fit."),
                N_("Shorten the text."),
                count=len(typed),
                most=LONGEST_TEXT,
            )
            return ""
        if one.kind == "flag":
            said = flag_of(typed)
            if said is None:
                self._stop(
                    table,
                    cell,
                    N_("“%(given)s” is neither yes nor no."),
                    N_("Choose yes or no."),
                    given=typed[:40],
                )
            return said is True
        return self.choices.code_for(one, typed) if one.kind in CODED and typed else typed

    # -- rows -----------------------------------------------------------------------------------

    def _read_rows(self, sheet: Sheet, table: Table, letters: Mapping[str, str]) -> None:
        kept = self.rows.setdefault(sheet.code, [])
        if sheet.parent is None:
            self.found.places[(sheet.part, sheet.way[0])] = Spot(table.name, "")
        for line in _entries(table):
            self._strangers(table, line, letters)
            content: dict[str, Any] = {}
            for one in sheet.fields:
                typed = line.cells.get(letters[one.code], "")
                cell = f"{letters[one.code]}{line.number}"
                content[one.code] = self._taken(one, typed, table, cell)
            number = row_number(line.cells.get(letters[NUMBER], ""))
            row = _Row(content, line.number, number, sheet, table, letters)
            if sheet.parent is None:
                kept.append(row)  # an empty one may still have rows that belong to it
            elif _is_filled(sheet.fields, content):
                kept.append(row)
        if has_children(sheet, self.sheets):
            self._check_numbers(table, kept, letters)

    def _check_numbers(
        self, table: Table, rows: Sequence[_Row], letters: Mapping[str, str]
    ) -> None:
        seen: set[int] = set()
        for row in rows:
            if row.number in seen and _is_filled(row.sheet.fields, row.content):
                self._stop(
                    table,
                    f"{letters[NUMBER]}{row.line}",
                    N_("The number %(number)s stands here twice."),
                    N_("Give each row a number of its own."),
                    number=row.number or 0,
                )
            elif row.number is not None:
                seen.add(row.number)

    def _adopt(self) -> None:
        """Give the rows that belong to others to them, the innermost first."""
        for sheet in reversed(self.sheets):
            if sheet.parent is None:
                continue
            parents = self.rows.get(sheet.parent.code, [])
            for row in self.rows.get(sheet.code, []):
                owner = self._owner(row, parents)
                if owner is not None:
                    owner.content.setdefault(sheet.way[-1], []).append(row)

    def _owner(self, row: _Row, parents: Sequence[_Row]) -> _Row | None:
        letter = row.letters[PARENT]
        named = row.table.line(row.line).get(letter, "")
        number = row_number(named)
        if number is not None:
            found = [one for one in parents if one.number == number][:1]
        else:
            name = plain_text(named)
            found = [one for one in parents if _name(one) == name and clear_name(name)]
        if len(found) == 1:
            return found[0]
        fact = N_("This does not say to which row of “%(title)s” it belongs.")
        if named:
            fact = (
                N_("Several rows of “%(title)s” are called “%(given)s”.")
                if found
                else N_("No row of “%(title)s” is called “%(given)s”.")
            )
        cure = N_("Enter the name as it stands there, or the number of the row.")
        title = row.sheet.parent.title if row.sheet.parent else ""
        self._stop(row.table, f"{letter}{row.line}", fact, cure, title=title, given=named[:60])
        return None

    def _gather(self) -> None:
        """Put the rows into the contents of their parts, with the place of every field."""
        for sheet in self.sheets:
            if sheet.kind == "rows" and sheet.parent is None:
                rows = [one for one in self.rows.get(sheet.code, []) if _any_content(one)]
                content = self.found.contents.setdefault(sheet.part, {})
                content[sheet.way[0]] = self._listed(rows, sheet.way[0], sheet.each)

    def _listed(self, rows: Sequence[_Row], path: str, most: int) -> list[dict[str, Any]]:
        if len(rows) > most:
            over = rows[most]
            self._stop(
                over.table,
                f"{over.letters[NUMBER]}{over.line}",
                N_("At most %(most)s rows fit here; there are %(count)s."),
                N_("Take rows out, or put several into one."),
                most=most,
                count=len(rows),
            )
            return []
        return [self._content(row, f"{path}-{place}") for place, row in enumerate(rows)]

    def _content(self, row: _Row, path: str) -> dict[str, Any]:
        part, name = row.sheet.part, row.table.name
        content: dict[str, Any] = {}
        first = row.letters[row.sheet.name_field.code]
        for code, value in row.content.items():
            if isinstance(value, list):
                inner = f"{path}-{code}"
                self.found.places[(part, inner)] = Spot(name, f"{first}{row.line}")
                content[code] = self._listed(value, inner, self._each(row.sheet, code))
            else:
                spot = Spot(name, f"{row.letters[code]}{row.line}")
                self.found.places[(part, f"{path}-{code}")] = spot
                content[code] = value
        return content

    def _each(self, sheet: Sheet, code: str) -> int:
        way = (*sheet.way, code)
        return next(one.each for one in self.sheets if one.part == sheet.part and one.way == way)


def mismatches(said: Mapping[str, str], wanted: About) -> list[CellProblem]:
    """What keeps a workbook from being taken into a case: another scheme or another type."""
    found = []
    for name, fact in _MISMATCHES.items():
        if said.get(name, "") != getattr(wanted, name):
            params = {"given": said.get(name, "")[:40], "wanted": getattr(wanted, name)}
            found.append(CellProblem("", "", fact, _ANEW, params))
    return found


_ANEW = N_("Download the workbook anew and copy your entries over.")
_MISMATCHES = {
    "scheme": N_("The workbook was made for the scheme %(given)s; this case has %(wanted)s."),
    "scheme_version": N_(
        "The workbook was made for version %(given)s of the scheme; this case has %(wanted)s."
    ),
    "case_type": N_(
        "The workbook was made for another type of assessment (%(given)s, here %(wanted)s)."
    ),
}


def _entries(table: Table) -> Iterator[Line]:
    return (line for line in table.lines if line.number >= FIRST_ROW > LABELS_ROW)


def _name(row: _Row) -> str:
    return plain_text(row.content[row.sheet.name_field.code])


def _any_content(row: _Row) -> bool:
    return any(isinstance(one, list) for one in row.content.values()) or _is_filled(
        row.sheet.fields, row.content
    )


def _is_filled(fields: tuple[FormField, ...], content: Mapping[str, Any]) -> bool:
    """Whether the form would keep such a row."""
    rows = FormField("rows", "", "rows", rows=fields)
    kept = cleaned(FormPart("", "", "", (rows,)), {"rows": [content]})
    return bool(kept["rows"])
