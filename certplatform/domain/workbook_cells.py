"""The cells of a workbook that was sent: tables as they were found, and what is wrong where."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from certplatform.domain.application_form import FormField
from certplatform.domain.application_reading import LONGEST_TEXT
from certplatform.domain.application_workbook import (
    CODED,
    FIRST_ROW,
    MARK_COLUMN,
    Choices,
    flag_of,
)
from certplatform.domain.wording import N_


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

    def entries(self) -> Iterator[Line]:
        """The rows below the labels."""
        return (one for one in self.lines if one.number >= FIRST_ROW)


NOWHERE = Table("", hidden=False, lines=())


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


class Cells:
    """Takes cells as a page would have sent them, and gathers what stops the import."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.found = Imported()

    def stop(self, table: Table, cell: str, fact: str, cure: str, **params: str | int) -> None:
        """Name something that keeps the workbook from being taken."""
        self.found.stops.append(CellProblem(table.name, cell, fact, cure, params))

    def strangers(self, table: Table, line: Line, letters: Mapping[str, str]) -> None:
        """Entries beside the columns of the form would be lost: refuse them."""
        known = {MARK_COLUMN, *letters.values()}
        for letter in line.cells:
            if letter not in known:
                self.stop(
                    table,
                    f"{letter}{line.number}",
                    N_("This column does not belong to the form; its entry would be lost."),
                    N_("Enter it in one of the columns of the form, or delete it."),
                )
                return

    def taken(self, one: FormField, typed: str, table: Table, cell: str) -> str | bool:
        """What is kept of a cell, as a page would have sent it."""
        if len(typed) > LONGEST_TEXT:
            self.stop(
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
                self.stop(
                    table,
                    cell,
                    N_("“%(given)s” is neither yes nor no."),
                    N_("Choose yes or no."),
                    given=typed[:40],
                )
            return said is True
        return self.choices.code_for(one, typed) if one.kind in CODED and typed else typed
