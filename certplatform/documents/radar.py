"""A radar chart on paper: the level of each dimension of a capability."""

import math
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.flow import SMALL, Flow
from certplatform.documents.fonts import Style, printable
from certplatform.documents.palette import DEEP, GOLD, GREY, INK, MM, RULE
from certplatform.documents.text import Anchor, draw_line
from certplatform.domain.scheme import Text

RADIUS = 24 * MM
HEIGHT = 2 * RADIUS + 14 * MM
LABELS_AT = RADIUS + 3.5 * MM
FEWEST = 3  # fewer axes make no area


def radar(flow: Flow, axes: Sequence[tuple[Text, int]], most: int) -> None:
    """Draw ranks of 0 to `most`, a ring each; nothing where there are fewer than three axes."""
    if len(axes) < FEWEST:
        return
    flow.need(HEIGHT)
    middle = (flow.frame.left + flow.frame.right) / 2
    centre = (middle, flow.y - HEIGHT / 2)
    flow.y -= HEIGHT
    flow.put(lambda canvas: _draw(canvas, centre, axes, most))


def _draw(
    canvas: Canvas, centre: tuple[float, float], axes: Sequence[tuple[Text, int]], most: int
) -> None:
    count = len(axes)
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    for ring in range(1, most + 1):
        _outline(canvas, [_at(centre, axis, count, RADIUS * ring / most) for axis in range(count)])
    for axis in range(count):
        canvas.line(*centre, *_at(centre, axis, count, RADIUS))
    canvas.setStrokeColor(DEEP)
    canvas.setLineWidth(1.4)
    points = [_at(centre, axis, count, RADIUS * rank / most) for axis, (_, rank) in enumerate(axes)]
    _outline(canvas, points)
    canvas.setFillColor(GOLD)
    for x, y in points:
        canvas.circle(x, y, 2, stroke=0, fill=1)
    for axis, (name, rank) in enumerate(axes):
        _label(canvas, centre, _at(centre, axis, count, LABELS_AT), name, rank)


def _label(
    canvas: Canvas,
    centre: tuple[float, float],
    place: tuple[float, float],
    name: Text,
    rank: int,
) -> None:
    x, y = place
    side = x - centre[0]
    anchor: Anchor = "centre" if abs(side) < MM else "left" if side > 0 else "right"
    below = 0.0 if y >= centre[1] else SMALL
    words = f"{printable(name.zh)} {rank}"
    draw_line(canvas, x, y - below, words, SMALL, Style.BOLD, anchor=anchor, colour=INK)
    draw_line(
        canvas, x, y - below - SMALL, printable(name.en), SMALL - 1.5, anchor=anchor, colour=GREY
    )


def _at(centre: tuple[float, float], axis: int, count: int, radius: float) -> tuple[float, float]:
    """A point on an axis; the first points up, the others follow clockwise."""
    angle = 2 * math.pi * axis / count
    return centre[0] + radius * math.sin(angle), centre[1] + radius * math.cos(angle)


def _outline(canvas: Canvas, points: Sequence[tuple[float, float]]) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for x, y in points[1:]:
        path.lineTo(x, y)
    path.close()
    canvas.drawPath(path, stroke=1, fill=0)
