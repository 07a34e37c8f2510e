"""Reads an application back from the cells of a workbook, and says what is wrong in which cell.

Values are taken as they were typed, for a draft takes whatever was typed. What would lose an entry
or put it in the wrong place is refused: nothing is half taken.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from certplatform.domain.application_form import AskedQuestion, FormField, questions_of
from certplatform.domain.application_workbook import (
    ABOUT,
    ANSWER,
    CODES,
    GUIDE,
    MARK_COLUMN,
    MARKS_ROW,
    SHOWN,
    TITLE_ROW,
    VALUE,
    About,
    Choices,
    Sheet,
    answer_for,
    columns_of,
    form_mark,
)
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_
from certplatform.domain.workbook_cells import NOWHERE, CellProblem, Cells, Imported, Spot, Table
from certplatform.domain.workbook_lists import Lists

ABOUT_COLUMN = "C"
_ANEW = N_("Download the workbook anew and copy your entries over.")


def imported(
    tables: Sequence[Table], sheets: Sequence[Sheet], choices: Choices, scheme: Scheme
) -> Imported:
    """Read all sheets of a workbook."""
    return _Import(sheets, choices, scheme).run(tables)


def mismatches(said: Mapping[str, str], wanted: About) -> list[CellProblem]:
    """What keeps a workbook from being taken into a case: another scheme or another type."""
    found = []
    for name, fact in _MISMATCHES.items():
        if said.get(name, "") != getattr(wanted, name):
            params = {"given": said.get(name, "")[:40], "wanted": getattr(wanted, name)}
            found.append(CellProblem("", "", fact, _ANEW, params))
    return found


_MISMATCHES = {
    "scheme": N_("The workbook was made for the scheme %(given)s; this case has %(wanted)s."),
    "scheme_version": N_(
        "The workbook was made for version %(given)s of the scheme; this case has %(wanted)s."
    ),
    "case_type": N_(
        "The workbook was made for another type of assessment (%(given)s, here %(wanted)s)."
    ),
}


class _Import:
    def __init__(self, sheets: Sequence[Sheet], choices: Choices, scheme: Scheme) -> None:
        self.sheets = sheets
        self.scheme = scheme
        self.cells = Cells(choices)
        self.lists = Lists(self.cells, sheets, scheme)

    def run(self, tables: Sequence[Table]) -> Imported:
        marked = self._marked(tables)
        if not self._knows_itself(marked.get(GUIDE)):
            return self.cells.found  # nothing else that could be said would be to the point
        for sheet in self.sheets:
            if sheet.code in marked:
                self._read(sheet, marked[sheet.code])
            else:
                fact = N_("The sheet “%(title)s” is missing.")
                self.cells.stop(NOWHERE, "", fact, _ANEW, title=sheet.title)
        self.lists.adopt()
        self.lists.gather()
        return self.cells.found

    def _marked(self, tables: Sequence[Table]) -> dict[str, Table]:
        """The sheets by their marks; empty sheets of somebody's own do not matter."""
        known = {GUIDE, CODES, *(one.code for one in self.sheets)}
        marked: dict[str, Table] = {}
        for table in tables:
            mark = table.line(TITLE_ROW).get(MARK_COLUMN, "")
            if mark not in known:
                self._strange_sheet(table)
            elif mark in marked:
                self.cells.stop(
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
            N_("This hidden sheet does not belong to the form.")
            if table.hidden
            else N_("This sheet does not belong to the form.")
        )
        cure = N_("Fill in the workbook that the platform made; delete other sheets.")
        self.cells.stop(table, "", fact, cure)

    def _knows_itself(self, guide: Table | None) -> bool:
        if guide is None:
            self.cells.found.stops.insert(
                0,
                CellProblem(
                    "",
                    "",
                    N_("This is not the workbook of an application: its first sheet is missing."),
                    N_("Download the workbook here and fill in that one."),
                ),
            )
            return False
        self.cells.found.about = {
            line.cells[MARK_COLUMN]: line.cells.get(ABOUT_COLUMN, "")
            for line in guide.lines
            if line.cells.get(MARK_COLUMN) in ABOUT
        }
        if self.cells.found.about.get("form") != form_mark(self.sheets):
            self.cells.stop(
                guide,
                "",
                N_("The workbook was made for another edition of the form."),
                _ANEW,
            )
            return False
        return True

    def _read(self, sheet: Sheet, table: Table) -> None:
        if table.cut:
            self.cells.stop(
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
            takers = {one.code: partial(self._field, sheet, table, one) for one in sheet.fields}
            self._read_marked(table, letters[VALUE], letters, takers)
        elif sheet.kind == "answers":
            self._read_answers(sheet, table, letters)
        else:
            self.lists.read(sheet, table, letters)

    def _read_answers(self, sheet: Sheet, table: Table, letters: Mapping[str, str]) -> None:
        (asked,) = sheet.fields
        self.cells.found.contents.setdefault(sheet.part, {})[asked.code] = {}
        takers = {
            one.code: partial(self._answer, sheet, table, one)
            for one in questions_of(asked, self.scheme)
        }
        self._read_marked(table, letters[ANSWER], letters, takers)

    def _letters(self, sheet: Sheet, table: Table) -> dict[str, str] | None:
        """The column letter of each mark; None when columns are missing or twice there."""
        cells = table.line(MARKS_ROW)
        wanted = columns_of(sheet)
        found = {mark: letter for letter, mark in cells.items() if mark in wanted}
        missing = [mark for mark in wanted if mark not in found]
        marks = [mark for mark in cells.values() if mark in wanted]
        if missing or len(marks) != len(set(marks)):
            self.cells.stop(
                table,
                f"{MARK_COLUMN}{MARKS_ROW}",
                N_("Columns of this sheet are missing or twice there: %(columns)s."),
                _ANEW,
                columns=", ".join(missing or sorted(set(marks))),
            )
            return None
        return found | {SHOWN + letter: letter for letter, mark in cells.items() if mark == SHOWN}

    def _read_marked(
        self,
        table: Table,
        letter: str,
        letters: Mapping[str, str],
        takers: Mapping[str, Callable[[str, str], None]],
    ) -> None:
        """Read rows that carry marks of their own: each mark once, and none but those known."""
        seen: set[str] = set()
        for line in table.entries():
            mark = line.cells.get(MARK_COLUMN, "")
            self.cells.strangers(table, line, letters)
            cell, typed = f"{letter}{line.number}", line.cells.get(letter, "")
            if mark in takers and mark not in seen:
                seen.add(mark)
                takers[mark](typed, cell)
            elif typed:
                self.cells.stop(
                    table,
                    cell,
                    N_("This row does not belong to the form; its entry would be lost."),
                    N_("Enter it in one of the rows of the form, or delete it."),
                )
        if lost := [one for one in takers if one not in seen]:
            self.cells.stop(
                table,
                "",
                N_("Rows of this sheet are missing: %(rows)s."),
                _ANEW,
                rows=", ".join(lost),
            )

    def _field(self, sheet: Sheet, table: Table, one: FormField, typed: str, cell: str) -> None:
        content = self.cells.found.contents.setdefault(sheet.part, {})
        content[one.code] = self.cells.taken(one, typed, table, cell)
        self.cells.found.places[(sheet.part, one.code)] = Spot(table.name, cell)

    def _answer(
        self, sheet: Sheet, table: Table, one: AskedQuestion, typed: str, cell: str
    ) -> None:
        (asked,) = sheet.fields
        if typed:
            self.cells.found.contents[sheet.part][asked.code][one.code] = answer_for(one, typed)
        self.cells.found.places[(sheet.part, f"{asked.code}-{one.code}")] = Spot(table.name, cell)
