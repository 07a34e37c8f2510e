"""The QR code, drawn as one path of horizontal bars: small, sharp at every size."""

from functools import cache

from qrcode import constants
from qrcode.main import QRCode
from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.codewords import codewords, smallest_version
from certplatform.documents.mask import Lines, lines_of, penalty
from certplatform.documents.palette import INK, WHITE

QUIET = 4
MASKS = 8
CORRECTION = constants.ERROR_CORRECT_M


def modules(content: str) -> list[list[bool]]:
    """The dark and light modules in the smallest version, without the quiet zone."""
    data = content.encode()
    version = smallest_version(len(data), CORRECTION)
    plain = lines_of(_masked(data, version, 0))
    best = min((plain.flipped(turn) for turn in _turns(version)), key=penalty)
    size = len(best.rows)
    return [[digit == "1" for digit in f"{row:0{size}b}"] for row in best.rows]


def _masked(data: bytes, version: int, mask: int) -> list[list[bool | None]]:
    code = QRCode(version, error_correction=CORRECTION, mask_pattern=mask)
    code.data_cache = codewords(data, version, CORRECTION)
    code.makeImpl(test=False, mask_pattern=mask)
    return code.modules


@cache
def _turns(version: int) -> tuple[Lines, ...]:
    """What each mask turns over against the first one, whatever the content."""
    first, *others = (lines_of(_masked(b"", version, mask)) for mask in range(MASKS))
    return (first.flipped(first), *(first.flipped(other) for other in others))


def draw_qr(canvas: Canvas, content: str, x: float, y: float, size: float) -> None:
    """Draw the code with its quiet zone into a white square whose lower left corner is x, y."""
    rows = modules(content)
    module = size / (len(rows) + 2 * QUIET)
    canvas.setFillColor(WHITE)
    canvas.rect(x, y, size, size, stroke=0, fill=1)
    canvas.saveState()
    canvas.translate(x + QUIET * module, y + size - QUIET * module)
    # One module is one unit, so that the coordinates are short whole numbers.
    canvas.scale(module, -module)
    canvas.setFillColor(INK)
    bars = canvas.beginPath()
    for top, row in enumerate(rows):
        for start, length in _bars(row):
            bars.rect(start, top, length, 1)
    canvas.drawPath(bars, stroke=0, fill=1)
    canvas.restoreState()


def _bars(row: list[bool]) -> list[tuple[int, int]]:
    """Where the dark runs of a row begin and how long they are."""
    bars = []
    start = None
    for column, dark in enumerate([*row, False]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            bars.append((start, column - start))
            start = None
    return bars
