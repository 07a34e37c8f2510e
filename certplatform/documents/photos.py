"""Photos on paper, two in a row, made small: a hundred of them must stay below 15 MB."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.flow import SMALL, Drawing
from certplatform.documents.fonts import printable
from certplatform.documents.layout import Sheet
from certplatform.documents.palette import GREY, MM, RULE
from certplatform.documents.report_facts import Photo
from certplatform.documents.text import break_lines, draw_line
from certplatform.domain.scheme import Text

PIXELS = 1000  # the longer side; about 300 dpi at the width of half a page
QUALITY = 72
GUTTER = 8 * MM
PICTURE = 58 * MM
CAPTION_LINES = 4
ROW = PICTURE + (CAPTION_LINES + 1) * SMALL * 1.45
A_ROW = 2
UNPRINTABLE = "此格式不能打印 this format cannot be printed"


def photo_pages(sheet: Sheet, photos: Sequence[Photo]) -> None:
    """The photos beside the findings, with what each belongs to and the digest of its file."""
    if not photos:
        return
    sheet.heading(Text("审核发现的照片", "Photos of findings"))
    width = (sheet.frame.width - GUTTER) / A_ROW
    for start in range(0, len(photos), A_ROW):
        sheet.need(ROW)
        for place, photo in enumerate(photos[start : start + A_ROW]):
            x = sheet.frame.left + place * (width + GUTTER)
            sheet.put(_drawing(photo, x, sheet.y, width))
        sheet.y -= ROW


def reduced(content: bytes) -> bytes | None:
    """The picture upright and small, without what the camera wrote beside it; None if it is none.

    The store takes only files that were opened once, so that none means a file of another kind.
    """
    try:
        with Image.open(BytesIO(content)) as opened:
            opened.draft("RGB", (PIXELS, PIXELS))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError):
        return None
    upright.thumbnail((PIXELS, PIXELS))
    small = BytesIO()
    upright.save(small, "JPEG", quality=QUALITY, optimize=True)
    return small.getvalue()


def _drawing(photo: Photo, x: float, y: float, width: float) -> Drawing:
    lines = [
        *break_lines(printable(f"{photo.number} {photo.criterion}"), width, SMALL)[:1],
        *break_lines(printable(photo.name), width, SMALL)[:1],
        photo.taken,
        f"SHA-256 {photo.sha256[:32]}…",
    ]
    small = reduced(photo.content)
    if small is None:
        lines[2] = UNPRINTABLE

    def draw(canvas: Canvas) -> None:
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.rect(x, y - PICTURE, width, PICTURE, stroke=1, fill=0)
        if small is not None:
            canvas.drawImage(
                ImageReader(BytesIO(small)),
                x + 1,
                y - PICTURE + 1,
                width - 2,
                PICTURE - 2,
                preserveAspectRatio=True,
                anchor="c",
            )
        base = y - PICTURE - SMALL * 1.2
        for line in lines:
            draw_line(canvas, x, base, line, SMALL, colour=GREY)
            base -= SMALL * 1.45

    return draw
