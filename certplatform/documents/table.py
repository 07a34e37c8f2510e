"""Tables that run over pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.flow import SMALL, Drawing, Flow, block, rule
from certplatform.documents.fonts import Style, printable
from certplatform.documents.palette import DEEP, GREY, INK, RULE, TINT
from certplatform.documents.text import break_lines, draw_line
from certplatform.domain.scheme import Text

PADDING = 4.5


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its label in both languages and its share of the width."""

    label: Text
    share: float


class Table:
    """A table that may run over pages; a row longer than a page is cut between its lines."""

    size = SMALL
    leading = SMALL * 1.45

    def __init__(
        self, flow: Flow, columns: Sequence[Column], *, label_column: bool = False
    ) -> None:
        self.flow = flow
        self.columns = columns
        self.label_column = label_column
        whole = sum(column.share for column in columns)
        self.widths = [flow.frame.width * column.share / whole for column in columns]

    def draw(self, rows: Sequence[Sequence[str]]) -> None:
        """Draw head and rows."""
        if not self.label_column:
            self._head(rows)
        for row in rows:
            self._row(row)

    def _cells(self, row: Sequence[str]) -> list[tuple[str, ...]]:
        return [
            break_lines(printable(text), width - 2 * PADDING, self.size)
            for text, width in zip(row, self.widths, strict=True)
        ]

    def _height(self, count: int) -> float:
        return count * self.leading + 2 * PADDING

    def _head(self, rows: Sequence[Sequence[str]]) -> None:
        cells = []
        for column, width in zip(self.columns, self.widths, strict=True):
            room = width - 2 * PADDING
            english = break_lines(column.label.en, room, self.size - 1)
            cells.append((break_lines(column.label.zh, room, self.size, Style.BOLD), english))
        count = max(len(chinese) + len(english) for chinese, english in cells)
        height = self._height(count)
        first = self._cells(rows[0]) if rows else []
        ahead = self._height(min(6, max((len(cell) for cell in first), default=1)))
        self.flow.need(height + ahead)
        y, left = self.flow.y, self.flow.frame.left
        self.flow.y -= height
        self.flow.put(self._head_drawing(cells, left, y, height))

    def _head_drawing(
        self,
        cells: list[tuple[tuple[str, ...], tuple[str, ...]]],
        left: float,
        y: float,
        height: float,
    ) -> Drawing:
        def draw(canvas: Canvas) -> None:
            block(canvas, left, y - height, sum(self.widths), height, TINT)
            rule(canvas, left, y, left + sum(self.widths), DEEP, 0.9)
            rule(canvas, left, y - height, left + sum(self.widths), RULE, 0.5)
            x = left
            for (chinese, english), width in zip(cells, self.widths, strict=True):
                base = y - PADDING - self.leading * 0.75
                for line in chinese:
                    draw_line(canvas, x + PADDING, base, line, self.size, Style.BOLD, colour=DEEP)
                    base -= self.leading
                for line in english:
                    draw_line(canvas, x + PADDING, base + 1, line, self.size - 1, colour=GREY)
                    base -= self.leading
                x += width

        return draw

    def _row(self, row: Sequence[str]) -> None:
        cells = self._cells(row)
        lines = max(len(cell) for cell in cells)
        page = self.flow.frame.top - self.flow.frame.bottom
        if self._height(lines) > self.flow.room and self._height(lines) <= page / 2:
            self._continue(row)
        while lines:
            fitting = max(int((self.flow.room - 2 * PADDING) / self.leading), 0)
            if fitting == 0:
                self._continue(row)
                continue
            part = [cell[:fitting] for cell in cells]
            cells = [cell[fitting:] for cell in cells]
            self._part(part, min(lines, fitting))
            lines = max(len(cell) for cell in cells)

    def _continue(self, row: Sequence[str]) -> None:
        self.flow.new_page()
        if not self.label_column:
            self._head([row])

    def _part(self, cells: list[tuple[str, ...]], lines: int) -> None:
        height = self._height(lines)
        y, left = self.flow.y, self.flow.frame.left
        self.flow.y -= height
        self.flow.put(self._part_drawing(cells, left, y, height))

    def _part_drawing(
        self, cells: list[tuple[str, ...]], left: float, y: float, height: float
    ) -> Drawing:
        def draw(canvas: Canvas) -> None:
            if self.label_column:
                block(canvas, left, y - height, self.widths[0], height - 0.5, TINT)
            rule(canvas, left, y - height, left + sum(self.widths), RULE, 0.5)
            x = left
            for place, (cell, width) in enumerate(zip(cells, self.widths, strict=True)):
                label = self.label_column and place == 0
                base = y - PADDING - self.leading * 0.75
                for line in cell:
                    draw_line(
                        canvas, x + PADDING, base, line, self.size, colour=GREY if label else INK
                    )
                    base -= self.leading
                x += width

        return draw
