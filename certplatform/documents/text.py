"""Measuring, breaking and drawing lines of mixed Chinese and English text."""

from functools import lru_cache
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.fonts import Style, runs

Anchor = Literal["left", "centre", "right"]

# What may not begin a line, and what may not end one (GB/T 15834 and common sense).
NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕｝］…—～·％‰℃,.;:?!)]}%’”々ー-/")
NOT_LAST = frozenset("（《〈「『【〔｛［“‘([{￥$#№")
WIDE_FROM = 0x2E80
BREAK_AFTER = frozenset("-/_")


@lru_cache(maxsize=16384)
def width(text: str, size: float, style: Style = Style.REGULAR) -> float:
    """How wide a text is."""
    return sum(pdfmetrics.stringWidth(piece, face, size) for face, piece in runs(text, style))


def _is_wide(character: str) -> bool:
    return ord(character) >= WIDE_FROM or character in "“”‘’…—·"


def _may_break(before: str, after: str) -> bool:
    if after in NOT_FIRST or before in NOT_LAST:
        return False
    if before == " " or _is_wide(before) or _is_wide(after):
        return True
    return before in BREAK_AFTER


def _chunks(text: str) -> list[str]:
    """The text in pieces that stay whole."""
    chunks: list[str] = []
    start = 0
    for index in range(1, len(text)):
        if _may_break(text[index - 1], text[index]) and text[index] != " ":
            chunks.append(text[start:index])
            start = index
    if text[start:]:
        chunks.append(text[start:])
    return chunks


def _squeezed(chunk: str, room: float, size: float, style: Style) -> list[str]:
    """A piece that is wider than a whole line, cut where it must be."""
    parts = [""]
    for character in chunk:
        if parts[-1] and width(parts[-1] + character, size, style) > room:
            parts.append("")
        parts[-1] += character
    return parts


def break_lines(
    text: str, room: float, size: float, style: Style = Style.REGULAR
) -> tuple[str, ...]:
    """The lines of a text in a column `room` wide; line feeds in the text stay breaks."""
    lines: list[str] = []
    for part in text.replace("\t", " ").splitlines() or [""]:
        lines += _broken(part.strip(), room, size, style)
    return tuple(lines)


def balanced(text: str, room: float, size: float, style: Style) -> tuple[str, ...]:
    """As few lines as possible, all about equally long; for names, so that no word hangs alone."""
    lines = break_lines(text, room, size, style)
    narrow, wide = room / 2, room
    while len(lines) > 1 and wide - narrow > size / 2:
        middle = (narrow + wide) / 2
        if len(break_lines(text, middle, size, style)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return break_lines(text, wide, size, style)


@lru_cache(maxsize=4096)
def _broken(text: str, room: float, size: float, style: Style) -> list[str]:
    lines = [""]
    used = 0.0
    for chunk in _chunks(text):
        bare = width(chunk.rstrip(), size, style)
        if used + bare <= room:
            lines[-1] += chunk
            used += width(chunk, size, style)
            continue
        parts = [chunk] if bare <= room else _squeezed(chunk, room, size, style)
        lines = [*lines, *parts] if lines[-1] else [*lines[:-1], *parts]
        used = width(lines[-1], size, style)
    return [line.rstrip() for line in lines]


def draw_line(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    size: float,
    style: Style = Style.REGULAR,
    *,
    anchor: Anchor = "left",
    colour: Color | None = None,
    spacing: float = 0.0,
) -> None:
    """Draw one line at a base line; `spacing` opens the letters."""
    if anchor != "left":
        whole = width(text, size, style) + spacing * (len(text) - 1)
        x -= whole / 2 if anchor == "centre" else whole
    line = canvas.beginText(x, y)
    if colour is not None:
        line.setFillColor(colour)
    line.setCharSpace(spacing)
    for face, piece in runs(text, style):
        line.setFont(face, size)
        line.textOut(piece)
    canvas.drawText(line)
