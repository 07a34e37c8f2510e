"""Blocks that stand one below the other, the spare room between them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.fonts import Style
from certplatform.documents.ornament import BAND, Box
from certplatform.documents.palette import INK, MM, PAGE
from certplatform.documents.text import balanced, draw_line

EDGE = Box(8.5 * MM, 8.5 * MM, PAGE[0] - 8.5 * MM, PAGE[1] - 8.5 * MM)
INNER = EDGE.inset(BAND + 11 * MM)
MIDDLE = (INNER.left + INNER.right) / 2
WIDTH = INNER.right - INNER.left

Paint = Callable[[Canvas, float], None]


@dataclass(slots=True)
class Stack:
    """Blocks with their heights; a gap takes its share of the spare room."""

    blocks: list[tuple[float, float, Paint]] = field(default_factory=list)

    @property
    def height(self) -> float:
        """The height of all blocks and the least gaps."""
        return sum(height for height, _, _ in self.blocks)

    def gap(self, least: float, share: float = 1.0) -> None:
        """Leave at least this much."""
        self.blocks.append((least, share, lambda _canvas, _y: None))

    def put(self, height: float, paint: Paint) -> None:
        """Add something that is painted from its upper edge."""
        self.blocks.append((height, 0.0, paint))

    def text(
        self,
        text: str,
        size: float,
        style: Style = Style.REGULAR,
        *,
        colour: Color = INK,
        spacing: float = 0.0,
        leading: float = 1.35,
        room: float = WIDTH,
    ) -> None:
        """Add centred lines; nothing for an empty text."""
        for line in balanced(text, room, size, style) if text.strip() else ():
            self.put(size * leading, _centred(line, size, style, colour, spacing))

    def draw(self, canvas: Canvas, top: float, room: float) -> None:
        """Draw all blocks downwards, spread over the room."""
        shares = sum(share for _, share, _ in self.blocks)
        spare = (room - self.height) / shares if shares else 0.0
        y = top
        for height, share, paint in self.blocks:
            paint(canvas, y)
            y -= height + spare * share


def _centred(line: str, size: float, style: Style, colour: Color, spacing: float) -> Paint:
    def paint(canvas: Canvas, y: float) -> None:
        draw_line(
            canvas, MIDDLE, y - size, line, size, style, anchor="centre", colour=colour,
            spacing=spacing,
        )  # fmt: skip

    return paint
