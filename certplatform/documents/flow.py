"""Text that runs down pages; what stands on each page is drawn when their number is known.

Every text goes through `printable`, so that one odd character in somebody's note never keeps a
document from being made; the certificate, where nothing may be spelled out, checks its texts
before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.fonts import Style, printable
from certplatform.documents.palette import DEEP, GOLD, GREY, INK, MM
from certplatform.documents.text import Anchor, break_lines, draw_line
from certplatform.domain.scheme import Text

Drawing = Callable[[Canvas], None]

BODY_SIZE = 10.0
SMALL = 8.5
LEADING = 1.55


@dataclass(frozen=True, slots=True)
class Frame:
    """The box that the text fills, and what is drawn around it on every page."""

    left: float
    bottom: float
    right: float
    top: float
    draw: Callable[[Canvas, int, int], None]

    @property
    def width(self) -> float:
        """The width of the column."""
        return self.right - self.left


def bilingual(text: Text) -> str:
    """A short label in both languages on one line."""
    return f"{text.zh} {text.en}" if text.en and text.en != text.zh else text.zh


def day(value: date | None) -> str:
    """A date as every document writes it."""
    return value.isoformat() if value else "—"


class Flow:
    """Text that runs down pages."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.pages: list[list[Drawing]] = [[]]
        self.y = frame.top

    # -- room ---------------------------------------------------------------------------------
    @property
    def room(self) -> float:
        """The height that is left on the page."""
        return self.y - self.frame.bottom

    @property
    def at_top(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.y == self.frame.top

    def new_page(self) -> None:
        """Go on at the top of the next page."""
        self.pages.append([])
        self.y = self.frame.top

    def need(self, height: float) -> None:
        """Begin a new page unless this much fits on the present one."""
        if height > self.room and not self.at_top:
            self.new_page()

    def gap(self, height: float) -> None:
        """Leave space, but none at the top of a page."""
        if not self.at_top:
            self.y -= height

    def put(self, drawing: Drawing) -> None:
        """Draw something on the present page."""
        self.pages[-1].append(drawing)

    # -- text ---------------------------------------------------------------------------------
    def line(  # noqa: D102 - as draw_line, at the present height
        self,
        text: str,
        size: float = BODY_SIZE,
        style: Style = Style.REGULAR,
        *,
        colour: Color = INK,
        anchor: Anchor = "left",
        indent: float = 0.0,
        spacing: float = 0.0,
    ) -> None:
        leading = size * LEADING
        self.need(leading)
        self.y -= leading
        y = self.y + leading * 0.32
        centre = (self.frame.left + self.frame.right) / 2
        x = {"left": self.frame.left + indent, "centre": centre, "right": self.frame.right}[anchor]
        text = printable(text)
        self.put(
            lambda canvas: draw_line(
                canvas, x, y, text, size, style, anchor=anchor, colour=colour, spacing=spacing
            )
        )

    def paragraph(
        self,
        text: str,
        size: float = BODY_SIZE,
        style: Style = Style.REGULAR,
        *,
        colour: Color = INK,
        indent: float = 0.0,
        anchor: Anchor = "left",
    ) -> None:
        """Set a text over as many lines and pages as it takes."""
        for line in break_lines(printable(text), self.frame.width - indent, size, style):
            self.line(line, size, style, colour=colour, indent=indent, anchor=anchor)
        self.gap(size * 0.35)

    def both(self, text: Text, size: float = BODY_SIZE) -> None:
        """Set the Chinese text and, smaller below, the English one."""
        self.paragraph(text.zh, size)
        if text.en and text.en != text.zh:
            self.paragraph(text.en, size - 1, colour=GREY)

    def title(self, text: Text) -> None:
        """Set the document's title, centred."""
        for line in break_lines(printable(text.zh), self.frame.width, 20, Style.BOLD):
            self.line(line, 20, Style.BOLD, anchor="centre", colour=DEEP, spacing=1.5)
        for line in break_lines(printable(text.en), self.frame.width, 11, Style.REGULAR):
            self.line(line, 11, anchor="centre", colour=GREY)
        self.gap(4 * MM)

    def heading(self, text: Text) -> None:
        """Set a section's heading; it never stands alone at the foot of a page."""
        self.gap(4 * MM)
        self.need(42 * MM)
        lines = break_lines(printable(bilingual(text)), self.frame.width - 10, 12, Style.BOLD)
        for line in lines:
            self.line(line, 12, Style.BOLD, colour=DEEP, indent=9)
        top, left = self.y, self.frame.left
        height = 12 * LEADING * len(lines)
        self.put(lambda canvas: block(canvas, left, top + 3, 3, height - 5, GOLD))
        self.gap(1.2 * MM)

    # -- end ----------------------------------------------------------------------------------
    def draw_on(self, canvas: Canvas, *, first: int = 1, total: int | None = None) -> None:
        """Draw all pages; `first` and `total` count pages that stand before these."""
        last = total or len(self.pages) + first - 1
        for number, drawings in enumerate(self.pages, first):
            self.frame.draw(canvas, number, last)
            for drawing in drawings:
                drawing(canvas)
            canvas.showPage()


def block(canvas: Canvas, x: float, y: float, width: float, height: float, colour: Color) -> None:
    """Fill a rectangle."""
    canvas.setFillColor(colour)
    canvas.rect(x, y, width, height, stroke=0, fill=1)


def rule(canvas: Canvas, x: float, y: float, end: float, colour: Color, thickness: float) -> None:
    """Draw a level line."""
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(thickness)
    canvas.line(x, y, end, y)
