"""Reads the lists of an application out of a workbook: rows, and the rows that belong to rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certplatform.domain.application_form import FormField, FormPart, choices_of
from certplatform.domain.application_reading import cleaned, plain_text
from certplatform.domain.application_workbook import (
    NUMBER,
    PARENT,
    Sheet,
    clear_name,
    has_children,
    row_number,
)
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_
from certplatform.domain.workbook_cells import Cells, Spot, Table


@dataclass
class _Row:
    """A row on its way into a list: its contents, its line, the column letters by field."""

    content: dict[str, Any]
    line: int
    number: int | None
    sheet: Sheet
    table: Table
    letters: Mapping[str, str]


class Lists:
    """All lists of a workbook: read sheet by sheet, then put together."""

    def __init__(self, cells: Cells, sheets: Sequence[Sheet], scheme: Scheme) -> None:
        self.cells = cells
        self.sheets = sheets
        self.scheme = scheme
        self.rows: dict[str, list[_Row]] = {}

    def read(self, sheet: Sheet, table: Table, letters: Mapping[str, str]) -> None:
        """Read the rows of one sheet."""
        kept = self.rows.setdefault(sheet.code, [])
        if sheet.parent is None:
            self.cells.found.places[(sheet.part, sheet.way[0])] = Spot(table.name, "")
        for line in table.entries():
            self.cells.strangers(table, line, letters)
            content: dict[str, Any] = {}
            for one in sheet.fields:
                typed = line.cells.get(letters[one.code], "")
                cell = f"{letters[one.code]}{line.number}"
                content[one.code] = self.cells.taken(one, typed, table, cell)
            number = row_number(line.cells.get(letters[NUMBER], ""))
            row = _Row(content, line.number, number, sheet, table, letters)
            if sheet.parent is None:
                kept.append(row)  # an empty one may still have rows that belong to it, or an item
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
                self.cells.stop(
                    table,
                    f"{letters[NUMBER]}{row.line}",
                    N_("The number %(number)s stands here twice."),
                    N_("Give each row a number of its own."),
                    number=row.number or 0,
                )
            elif row.number is not None:
                seen.add(row.number)

    def adopt(self) -> None:
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
        self.cells.stop(row.table, f"{letter}{row.line}", fact, cure, title=title, given=named[:60])
        return None

    def gather(self) -> None:
        """Put the rows into the contents of their parts, with the place of every field."""
        for sheet in self.sheets:
            if sheet.kind == "rows" and sheet.parent is None:
                rows = self.rows.get(sheet.code, [])
                content = self.cells.found.contents.setdefault(sheet.part, {})
                content[sheet.way[0]] = (
                    self._items(rows, sheet)
                    if sheet.fixed
                    else self._listed(
                        [one for one in rows if _any_content(one)], sheet.way[0], sheet.limit
                    )
                )

    def _items(self, rows: Sequence[_Row], sheet: Sheet) -> list[dict[str, Any]]:
        """The rows of a fixed list, wherever they stand; places go by the order of the list."""
        item, *others = sheet.fields
        order = [code for code, _ in choices_of(item, self.scheme)]
        found = []
        for row in rows:
            code = row.content[item.code]
            place = order.index(code) if code in order else len(order)
            content = self._content(row, f"{sheet.way[0]}-{place}")
            if _is_filled(tuple(others), content):
                found.append(content)
        return found

    def _listed(self, rows: Sequence[_Row], path: str, most: int) -> list[dict[str, Any]]:
        if len(rows) > most:
            over = rows[most]
            self.cells.stop(
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
                self.cells.found.places[(part, inner)] = Spot(name, f"{first}{row.line}")
                content[code] = self._listed(value, inner, self._each(row.sheet, code))
            else:
                spot = Spot(name, f"{row.letters[code]}{row.line}")
                self.cells.found.places[(part, f"{path}-{code}")] = spot
                content[code] = value
        return content

    def _each(self, sheet: Sheet, code: str) -> int:
        way = (*sheet.way, code)
        return next(one.limit for one in self.sheets if one.part == sheet.part and one.way == way)


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
