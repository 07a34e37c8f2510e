"""Which of the eight QR masks is best (ISO/IEC 18004, 7.8.3), counted on whole rows at once.

A row or column is one integer, so that all its runs and patterns are found by a few shifts; the
usual search, module by module, takes half of the time in which a certificate is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

RUN = 3
BLOCK = 3
FINDER = 40
BALANCE = 10
PATTERN = 11
FINDER_PATTERNS = (0b10111010000, 0b00001011101)


@dataclass(frozen=True, slots=True)
class Lines:
    """The modules of a square, each row and each column one integer, first module highest."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]

    def flipped(self, by: "Lines") -> "Lines":
        """This square with the modules of another one turned over."""
        return Lines(
            tuple(line ^ turn for line, turn in zip(self.rows, by.rows, strict=True)),
            tuple(line ^ turn for line, turn in zip(self.columns, by.columns, strict=True)),
        )


def lines_of(modules: Sequence[Sequence[object]]) -> Lines:
    """A square of modules as integers."""
    return Lines(
        tuple(_number(row) for row in modules),
        tuple(_number(column) for column in zip(*modules, strict=True)),
    )


def _number(line: Sequence[object]) -> int:
    return int("".join("1" if dark else "0" for dark in line), 2)


def penalty(lines: Lines) -> int:
    """How hard a symbol is to read by the standard's four rules; less is better."""
    size = len(lines.rows)
    dark = sum(row.bit_count() for row in lines.rows)
    off = abs(dark * 20 - size * size * 10) // (size * size)
    total = BALANCE * off + _blocks(lines.rows, size)
    for line in (*lines.rows, *lines.columns):
        total += _runs(line, size) + _finders(line, size)
    return total


def _same(line: int, size: int) -> int:
    """Bit i is set where modules i and i + 1 are alike."""
    return ~(line ^ (line >> 1)) & ((1 << (size - 1)) - 1)


def _runs(line: int, size: int) -> int:
    alike = _same(line, size)
    pairs = alike & (alike >> 1)
    fives = pairs & (pairs >> 2)
    return fives.bit_count() + (RUN - 1) * (fives & ~(fives >> 1)).bit_count()


def _blocks(rows: Sequence[int], size: int) -> int:
    total = 0
    whole = (1 << size) - 1
    for upper, lower in pairwise(rows):
        alike = _same(upper, size) & _same(lower, size) & ~(upper ^ lower) & whole
        total += BLOCK * alike.bit_count()
    return total


def _finders(line: int, size: int) -> int:
    total = 0
    light = ~line & ((1 << size) - 1)
    for pattern in FINDER_PATTERNS:
        found = (1 << (size - PATTERN + 1)) - 1
        for place in range(PATTERN):
            found &= (line if pattern >> place & 1 else light) >> place
        total += FINDER * found.bit_count()
    return total
