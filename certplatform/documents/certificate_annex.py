"""The annex of the certificate: sites, and what was too long for the front."""

from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.certificate_facts import CertificatePrint
from certplatform.documents.certificate_front import Moved, demo_mark
from certplatform.documents.certificate_stack import EDGE, INNER
from certplatform.documents.flow import Frame, bilingual, day
from certplatform.documents.fonts import Style
from certplatform.documents.layout import Sheet
from certplatform.documents.ornament import BAND, border
from certplatform.documents.palette import DEEP, GREY, INK, MM
from certplatform.documents.table import Column
from certplatform.documents.text import balanced, draw_line
from certplatform.domain.scheme import Text

ANNEX = Text("证书附件", "Annex to the certificate")
SCOPE = Text("评定范围", "Scope")
CAPABILITIES = Text("评定的能力", "Capabilities assessed")
SITES = Text("场所清单", "Sites")
HEAD = 62.0


def compose(facts: CertificatePrint, moved: Moved, *, demo: bool) -> Sheet | None:
    """The annex, or nothing where the front says it all."""
    if not (facts.sites or moved.scope or moved.capabilities):
        return None
    sheet = Sheet(_frame(facts, demo=demo))
    if moved.scope:
        sheet.heading(SCOPE)
        sheet.both(Text(facts.scope, facts.scope_en))
    if moved.capabilities:
        _capabilities(sheet, facts)
    if facts.sites:
        _sites(sheet, facts)
    return sheet


def _capabilities(sheet: Sheet, facts: CertificatePrint) -> None:
    sheet.heading(CAPABILITIES)
    sheet.table(
        [
            Column(Text("序号", "No."), 0.08),
            Column(Text("能力", "Capability"), 0.42),
            Column(Text("能力视角", "Viewpoint"), 0.28),
            Column(Text("能力等级", "Level"), 0.22),
        ],
        [
            (
                str(number),
                held.name,
                f"{held.viewpoint_title.zh}\n{held.viewpoint_title.en}",
                f"{held.level} {held.level_title.zh}\n{held.level_title.en}",
            )
            for number, held in enumerate(facts.capabilities, 1)
        ],
    )


def _sites(sheet: Sheet, facts: CertificatePrint) -> None:
    sheet.heading(SITES)
    sheet.table(
        [
            Column(Text("序号", "No."), 0.08),
            Column(Text("场所名称", "Site"), 0.4),
            Column(Text("地址", "Address"), 0.52),
        ],
        [(str(number), site.name, site.address) for number, site in enumerate(facts.sites, 1)],
    )


def _frame(facts: CertificatePrint, *, demo: bool) -> Frame:
    middle = (INNER.left + INNER.right) / 2
    line = f"证书编号 Certificate No. {facts.number}    版次 Revision {facts.revision}"
    dates = f"{day(facts.issued)} – {day(facts.expires)}"
    holder = balanced(facts.holder, INNER.right - INNER.left, 9, Style.BOLD)[:2]

    def draw(canvas: Canvas, number: int, total: int) -> None:
        border(canvas, EDGE, BAND)
        y = INNER.top - 4
        draw_line(canvas, middle, y, bilingual(ANNEX), 13, Style.BOLD, anchor="centre", colour=DEEP)
        draw_line(canvas, middle, y - 16, line, 9, anchor="centre", colour=INK)
        for place, part in enumerate(holder):
            base = y - 30 - 12 * place
            draw_line(canvas, middle, base, part, 9, Style.BOLD, anchor="centre", colour=INK)
        base = y - 30 - 12 * len(holder)
        draw_line(canvas, middle, base, dates, 8.5, anchor="centre", colour=GREY)
        count = f"第 {number} 页 共 {total} 页   Page {number} of {total}"
        foot = EDGE.bottom + BAND + 2.6 * MM
        draw_line(canvas, middle, foot, count, 7, anchor="centre", colour=GREY)
        if demo:
            demo_mark(canvas)

    return Frame(INNER.left, INNER.bottom + 4, INNER.right, INNER.top - HEAD, draw)
