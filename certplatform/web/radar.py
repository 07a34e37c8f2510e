"""Radar charts: where the lines, labels and areas of one lie, for any number of axes from three."""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import Flask

RADIUS, LABELS_AT = 90, 103
UNIT = 6.3  # the width of a narrow character of a label
RINGS = 5
FEWEST = 3
LINE_UNITS, LINE_HEIGHT, MOST_LINES = 16, 14, 2
MIDDLE = 12  # labels this near to the middle stand centred
Value = int | float | Decimal | None
Series = tuple[str, Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Label:
    """The name of an axis: its lines with their places."""

    x: float
    anchor: str
    lines: list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Area:
    """One series: its name, its outline, its points."""

    name: str
    outline: str
    points: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Radar:
    """Everything that is drawn, measured from the middle; `box` is what of it the picture shows."""

    box: tuple[int, int, int, int]
    rings: list[str]
    tips: list[tuple[float, float]]
    labels: list[Label]
    areas: list[Area]


def radar_shape(axes: Sequence[str], series: Sequence[Series], top: float) -> Radar:
    """The shape of a chart; values of none are drawn as 0. Raises ValueError below three axes."""
    count = len(axes)
    if count < FEWEST:
        raise ValueError(f"a radar needs {FEWEST} axes, not {count}")
    labels = [_label(str(name), axis, count) for axis, name in enumerate(axes)]
    return Radar(
        _box(labels),
        [
            _outline([_place(axis, count, RADIUS * ring / RINGS) for axis in range(count)])
            for ring in range(1, RINGS + 1)
        ],
        [_place(axis, count, RADIUS) for axis in range(count)],
        labels,
        [_area(name, values, top) for name, values in series],
    )


def _place(axis: int, count: int, radius: float) -> tuple[float, float]:
    """A point on an axis from the middle; the first points up, the others follow clockwise."""
    angle = 2 * math.pi * axis / count
    return round(radius * math.sin(angle), 1), round(-radius * math.cos(angle), 1)


def _box(labels: Sequence[Label]) -> tuple[int, int, int, int]:
    """What the picture shows: the circle and every label, the middle in its middle."""
    half = math.ceil(max(RADIUS, *(_reach(one) for one in labels)))
    lines = [y for one in labels for y, _ in one.lines]
    top = math.floor(min(-RADIUS, *lines)) - LINE_HEIGHT
    bottom = math.ceil(max(lines)) + LINE_HEIGHT // 2
    return -half, top, 2 * half, bottom - top


def _reach(label: Label) -> float:
    """How far to the side of the middle a label reaches."""
    wide = UNIT * max(_units(line) for _, line in label.lines)
    return abs(label.x) + (wide / 2 if label.anchor == "middle" else wide)


def _outline(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _area(name: str, values: Sequence[Value], top: float) -> Area:
    count = len(values)
    shares = [min(max(float(value or 0) / top, 0.0), 1.0) for value in values]
    points = [_place(axis, count, RADIUS * share) for axis, share in enumerate(shares)]
    return Area(name, _outline(points), points)


def _label(name: str, axis: int, count: int) -> Label:
    x, y = _place(axis, count, LABELS_AT)
    lines = _lines(name)
    anchor = "middle" if abs(x) < MIDDLE else "start" if x > 0 else "end"
    above, below = y < 0 and anchor == "middle", y > 0 and anchor == "middle"
    lift = len(lines) - 1 if above else 0 if below else (len(lines) - 1) / 2
    first = y + 4 - lift * LINE_HEIGHT
    return Label(
        x,
        anchor,
        [(round(first + place * LINE_HEIGHT, 1), line) for place, line in enumerate(lines)],
    )


def _units(words: str) -> int:
    """How wide a text is; a Chinese character counts as two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in words)


def _lines(name: str) -> list[str]:
    """A name in lines: broken between words, and anywhere where there are none."""
    lines = [""]
    for word in name.split(" "):
        joined = f"{lines[-1]} {word}".strip()
        if _units(joined) <= LINE_UNITS:
            lines[-1] = joined
            continue
        lines += _pieces(word)
    lines = [one for one in lines if one]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][: LINE_UNITS // 2]}…"]
    return lines or [""]


def _pieces(word: str) -> list[str]:
    pieces = [""]
    for one in word:
        if _units(pieces[-1] + one) > LINE_UNITS:
            pieces.append("")
        pieces[-1] += one
    return pieces


def register_radar(app: Flask) -> None:
    """Give the builder to the templates."""
    app.add_template_global(radar_shape, "radar_shape")
