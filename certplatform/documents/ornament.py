"""Line ornaments, all vectors: woven border, rosettes, and the round marks of organisations.

Each repeats one small drawing many times, so that a page stays small.
"""

import hashlib
from itertools import pairwise
from math import ceil, cos, pi, sin
from typing import NamedTuple

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.fonts import Style
from certplatform.documents.palette import DEEP, GOLD, MIST, MM, PALE_GOLD, WHITE
from certplatform.documents.text import draw_line, width
from certplatform.domain.scheme import Text

STRANDS = 5
STEPS = 8
PERIOD = 11.0
LETTERS = 3


class Point(NamedTuple):
    """A point of a curve and its direction there, for one step of the parameter."""

    x: float
    y: float
    dx: float
    dy: float


class Box(NamedTuple):
    """A rectangle by its lower left and upper right corner."""

    left: float
    bottom: float
    right: float
    top: float

    def inset(self, by: float) -> "Box":
        """The rectangle inside this one."""
        return Box(self.left + by, self.bottom + by, self.right - by, self.top - by)


def _curve(canvas: Canvas, points: list[Point]) -> None:
    """Draw a smooth line through points, each with its direction."""
    path = canvas.beginPath()
    path.moveTo(points[0].x, points[0].y)
    for here, there in pairwise(points):
        path.curveTo(
            here.x + here.dx / 3,
            here.y + here.dy / 3,
            there.x - there.dx / 3,
            there.y - there.dy / 3,
            there.x,
            there.y,
        )
    canvas.drawPath(path, stroke=1, fill=0)


def _weave(canvas: Canvas, half: float) -> None:
    """One period of the woven band, its middle line at zero."""
    step = 2 * pi / STEPS
    for strand in range(STRANDS):
        phase = 2 * pi * strand / STRANDS
        canvas.setStrokeColor(GOLD if strand % 2 else DEEP)
        canvas.setLineWidth(0.32)
        points = []
        for index in range(STEPS + 1):
            angle = index * step + phase
            x = PERIOD * index / STEPS
            slope = half * cos(angle) * step
            points.append(Point(x, half * sin(angle), PERIOD / STEPS, slope))
        _curve(canvas, points)


def _petal(canvas: Canvas, radius: float, lobes: int, depth: float, colour: Color) -> None:
    """Draw one closed curve of a rosette around the origin."""
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(0.3)
    count = lobes * STEPS
    step = 2 * pi / count
    points = []
    for index in range(count + 1):
        angle = index * step
        away = radius * (1 - depth + depth * cos(lobes * angle))
        turn = -radius * depth * lobes * sin(lobes * angle)
        dx = (turn * cos(angle) - away * sin(angle)) * step
        dy = (turn * sin(angle) + away * cos(angle)) * step
        points.append(Point(away * cos(angle), away * sin(angle), dx, dy))
    _curve(canvas, points)


def prepare(canvas: Canvas, band: float) -> None:
    """Define the small drawings that border and rosettes repeat; once per document."""
    half = ceil(band / 2)
    canvas.beginForm("weave", -1, -half, ceil(PERIOD) + 1, half)
    _weave(canvas, band * 0.36)
    canvas.endForm()
    for name, lobes, depth, colour in (
        ("rosette", 12, 0.36, MIST),
        ("corner", 8, 0.42, DEEP),
        ("medal", 16, 0.2, PALE_GOLD),
    ):
        canvas.beginForm(name, -101, -101, 101, 101)
        _petal(canvas, 100, lobes, depth, colour)
        canvas.endForm()


def rosette(canvas: Canvas, name: str, x: float, y: float, radius: float, *, turns: int) -> None:
    """Draw a prepared rosette: its curve, turned several times within one lobe."""
    lobes = {"rosette": 12, "corner": 8, "medal": 16}[name]
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(radius / 100, radius / 100)
    for _ in range(turns):
        canvas.doForm(name)
        canvas.rotate(360 / lobes / turns)
    canvas.restoreState()


def border(canvas: Canvas, box: Box, band: float) -> None:
    """Draw the woven border whose outer edge is the box."""
    for by, colour, line in (
        (0, DEEP, 1.3),
        (2.2, GOLD, 0.5),
        (band - 2.2, GOLD, 0.5),
        (band, DEEP, 0.8),
        (band + 4, PALE_GOLD, 0.5),
    ):
        edge = box.inset(by)
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(line)
        canvas.rect(edge.left, edge.bottom, edge.right - edge.left, edge.top - edge.bottom)
    middle = box.inset(band / 2)
    across = box.right - box.left - 2 * band
    along = box.top - box.bottom - 2 * band
    _side(canvas, box.left + band, middle.bottom, across, 0)
    _side(canvas, box.left + band, middle.top, across, 0)
    _side(canvas, middle.left, box.bottom + band, along, 90)
    _side(canvas, middle.right, box.bottom + band, along, 90)
    for x in (middle.left, middle.right):
        for y in (middle.bottom, middle.top):
            canvas.setFillColor(WHITE)
            half = band / 2 - 2.8
            canvas.rect(x - half, y - half, 2 * half, 2 * half, stroke=0, fill=1)
            rosette(canvas, "corner", x, y, half - 1, turns=4)


def _side(canvas: Canvas, x: float, y: float, length: float, angle: float) -> None:
    count = round(length / PERIOD)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(angle)
    canvas.scale(length / count / PERIOD, 1)
    for _ in range(count):
        canvas.doForm("weave")
        canvas.translate(PERIOD, 0)
    canvas.restoreState()


MARK_COLOURS = (
    DEEP,
    HexColor(0x1F5C4A),
    HexColor(0x5B3A6B),
    HexColor(0x7A3B2E),
    HexColor(0x3B4A6B),
    HexColor(0x6B5A1F),
)


def initials(name: Text) -> str:
    """Up to three letters of the English name, else the first Chinese character."""
    words = [word for word in name.en.replace("-", " ").split() if word[:1].isupper()]
    return "".join(word[0] for word in words[:LETTERS]) or name.zh[:1]


def mark(canvas: Canvas, name: Text, x: float, y: float, radius: float) -> None:
    """Draw an organisation's round mark: its own colour, beads and initials."""
    digest = hashlib.sha256(name.zh.encode()).digest()
    colour = MARK_COLOURS[digest[0] % len(MARK_COLOURS)]
    canvas.saveState()
    canvas.translate(x, y)
    canvas.setStrokeColor(colour)
    canvas.setFillColor(colour)
    for share, line in ((1.0, 0.06), (0.9, 0.02), (0.66, 0.025)):
        canvas.setLineWidth(radius * line)
        canvas.circle(0, 0, radius * share, stroke=1, fill=0)
    beads = 20 + 2 * (digest[1] % 6)
    # Dashes without length and with round ends are beads, and one stroke draws them all.
    canvas.setLineWidth(radius * 0.09)
    canvas.setLineCap(1)
    canvas.setDash([0, 2 * pi * radius * 0.78 / beads], 0)
    canvas.circle(0, 0, radius * 0.78, stroke=1, fill=0)
    letters = initials(name)
    size = min(radius * 0.62, radius * 0.62 * radius * 1.05 / width(letters, radius * 0.62))
    draw_line(canvas, 0, -size * 0.36, letters, size, Style.BOLD, anchor="centre", colour=colour)
    canvas.restoreState()


BAND = 7.5 * MM
