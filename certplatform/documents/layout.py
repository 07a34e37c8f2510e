"""The layout kit of ordinary documents: head and foot, facts, tables, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.canvas import close_canvas, open_canvas
from certplatform.documents.flow import SMALL, Drawing, Flow, Frame, bilingual, day, rule
from certplatform.documents.fonts import Style, printable
from certplatform.documents.palette import (
    DEEP,
    DEMO_MARK,
    GOLD,
    GREY,
    INK,
    MARGIN,
    MM,
    PAGE,
    RULE,
    WARN,
)
from certplatform.documents.table import Column, Table
from certplatform.documents.text import draw_line
from certplatform.domain.scheme import Text


@dataclass(frozen=True, slots=True)
class Head:
    """What every document carries: its number and date, who makes it, whether it is a demo's."""

    number: str
    on: date
    issuer: Text
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """A line to be signed, or signed in the system by a name on a day."""

    role: Text
    name: str = ""
    on: date | None = None


class Sheet(Flow):
    """Text with facts, tables and signatures."""

    def facts(self, rows: Sequence[tuple[Text, str]]) -> None:
        """A table of labels and values; labels in both languages."""
        columns = [Column(Text("", ""), 0.34), Column(Text("", ""), 0.66)]
        body = [(bilingual(label), value) for label, value in rows]
        Table(self, columns, label_column=True).draw(body)
        self.gap(2 * MM)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """A table with a head that is repeated on every page it runs over."""
        Table(self, columns).draw(rows)
        self.gap(2 * MM)

    def signatures(self, lines: Sequence[Signature]) -> None:
        """Lines to sign, two in a row."""
        self.gap(6 * MM)
        half = (self.frame.width - 10 * MM) / 2
        for start in range(0, len(lines), 2):
            self.need(20 * MM)
            for place, line in enumerate(lines[start : start + 2]):
                x, y = self.frame.left + place * (half + 10 * MM), self.y
                self.put(_signature(line, x, y, half))
            self.y -= 20 * MM


def _signature(line: Signature, x: float, y: float, width: float) -> Drawing:
    def draw(canvas: Canvas) -> None:
        draw_line(canvas, x, y - 10, bilingual(line.role), SMALL, colour=GREY)
        name = printable(line.name)
        draw_line(canvas, x + 4, y - 30, name, 12, Style.KAI, colour=INK)
        signed = day(line.on) if line.on else "日期 Date:"
        draw_line(canvas, x + width * 0.68, y - 30, signed, SMALL, colour=GREY)
        rule(canvas, x, y - 36, x + width, GREY, 0.5)

    return draw


def page_frame(head: Head, title: Text) -> Frame:
    """The frame of an ordinary document: issuer, number and date above, page count below."""
    left, right = MARGIN, PAGE[0] - MARGIN
    top, bottom = PAGE[1] - 30 * MM, 24 * MM

    def draw(canvas: Canvas, number: int, total: int) -> None:
        y = PAGE[1] - 16 * MM
        draw_line(canvas, left, y, printable(head.issuer.zh), 9, Style.BOLD, colour=DEEP)
        draw_line(canvas, left, y - 11, printable(head.issuer.en), 7.5, colour=GREY)
        draw_line(canvas, right, y, f"编号 No. {head.number}", 8.5, anchor="right", colour=INK)
        date_line = f"日期 Date {day(head.on)}"
        draw_line(canvas, right, y - 11, date_line, 8.5, anchor="right", colour=GREY)
        rule(canvas, left, y - 18, right, DEEP, 0.9)
        rule(canvas, left, y - 20, right, GOLD, 0.4)
        rule(canvas, left, 18 * MM, right, RULE, 0.5)
        count = f"第 {number} 页 共 {total} 页   Page {number} of {total}"
        draw_line(canvas, right, 13.5 * MM, count, 8, anchor="right", colour=GREY)
        draw_line(canvas, left, 13.5 * MM, printable(title.zh), 8, colour=GREY)
        if head.demo:
            centre = PAGE[0] / 2
            draw_line(canvas, centre, 13.5 * MM, DEMO_MARK, 8, anchor="centre", colour=WARN)

    return Frame(left, bottom, right, top, draw)


def begin(head: Head, title: Text) -> Sheet:
    """An ordinary document, its title set."""
    sheet = Sheet(page_frame(head, title))
    sheet.title(title)
    return sheet


def finish(sheet: Sheet, head: Head, title: Text) -> bytes:
    """The bytes of an ordinary document."""
    name = f"{bilingual(title)} {head.number}"
    canvas = open_canvas(name, head.issuer.zh, head.on, PAGE)
    sheet.draw_on(canvas)
    return close_canvas(canvas, name, head.issuer.zh, head.on)
