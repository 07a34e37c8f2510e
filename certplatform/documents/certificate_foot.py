"""The foot of the certificate's front: QR code, dates, who assessed and who issued."""

from datetime import date

from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.certificate_facts import CertificatePrint
from certplatform.documents.flow import rule
from certplatform.documents.fonts import Style
from certplatform.documents.ornament import Box, mark
from certplatform.documents.palette import DEEP, GREY, INK, MM, PALE_GOLD
from certplatform.documents.symbol import draw_qr
from certplatform.documents.text import break_lines, draw_line
from certplatform.domain.scheme import Text

QR = 40 * MM
CAPTION = 17.0
HEIGHT = QR + CAPTION
MARK = 7.5 * MM

FIRST_ISSUED = Text("初次发证日期", "First issued")
ISSUED = Text("发证日期", "Date of issue")
EXPIRES = Text("有效期至", "Valid until")
BODY = Text("评定机构", "Assessed by")
ISSUER = Text("颁发机构", "Issued by")
SCAN = Text("扫码查询证书现状", "Scan for the present status")
SEALED = Text(
    "本证书带有电子签章；证书状态以公共查询库为准。",
    "This certificate is electronically sealed; the public registry alone states its status.",
)


def draw_foot(canvas: Canvas, facts: CertificatePrint, qr_content: str, box: Box) -> None:
    """Draw the foot into the lower part of the box."""
    draw_qr(canvas, qr_content, box.left, box.bottom + CAPTION, QR)
    middle = box.left + QR / 2
    draw_line(canvas, middle, box.bottom + 9, SCAN.zh, 7.5, anchor="centre", colour=INK)
    draw_line(canvas, middle, box.bottom + 1, SCAN.en, 6.5, anchor="centre", colour=GREY)
    right = Box(box.left + QR + 7 * MM, box.bottom, box.right, box.bottom + HEIGHT)
    _dates(canvas, facts, right)
    _organisations(canvas, facts, right)
    draw_line(canvas, right.left, box.bottom + 9, SEALED.zh, 7, colour=GREY)
    draw_line(canvas, right.left, box.bottom + 1, SEALED.en, 6.2, colour=GREY)


def _dates(canvas: Canvas, facts: CertificatePrint, box: Box) -> None:
    dates: tuple[tuple[Text, date], ...] = (
        (FIRST_ISSUED, facts.first_issued),
        (ISSUED, facts.issued),
        (EXPIRES, facts.expires),
    )
    share = (box.right - box.left) / len(dates)
    for place, (label, value) in enumerate(dates):
        x = box.left + place * share
        draw_line(canvas, x, box.top - 10, label.zh, 8.5, colour=GREY)
        draw_line(canvas, x, box.top - 19, label.en, 7, colour=GREY)
        draw_line(canvas, x, box.top - 34, value.isoformat(), 12.5, Style.BOLD, colour=DEEP)
    rule(canvas, box.left, box.top - 43, box.right, PALE_GOLD, 0.6)


def _organisations(canvas: Canvas, facts: CertificatePrint, box: Box) -> None:
    half = (box.right - box.left) / 2
    for place, (label, name) in enumerate(((BODY, facts.body), (ISSUER, facts.issuer))):
        x = box.left + place * half
        mark(canvas, name, x + MARK, box.top - 72, MARK)
        text = x + 2 * MARK + 6
        room = half - 2 * MARK - 12
        y = box.top - 56
        draw_line(canvas, text, y, f"{label.zh} {label.en}", 7, colour=GREY)
        for line, size, style in _name_lines(name, room):
            y -= size * 1.25
            draw_line(
                canvas, text, y, line, size, style, colour=INK if style is Style.BOLD else GREY
            )


def _name_lines(name: Text, room: float) -> list[tuple[str, float, Style]]:
    """A name in both languages, as large as five lines' height allows."""
    for size in (9.0, 8.0, 7.0, 6.0, 5.0):
        chinese = break_lines(name.zh, room, size, Style.BOLD)
        english = break_lines(name.en, room, size - 2, Style.REGULAR) if name.en else ()
        if len(chinese) * size + len(english) * (size - 2) <= ROOM_FOR_NAME:
            break
    return [
        *((line, size, Style.BOLD) for line in chinese),
        *((line, size - 2, Style.REGULAR) for line in english),
    ]


ROOM_FOR_NAME = 36.0
