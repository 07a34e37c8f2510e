"""The certificate's PDF, without the seal.

The same facts and the same QR content always give the same bytes (R44). Names, addresses and
scopes of any reasonable length fit: what is too long for the front goes to the annex, which has
as many pages as it takes.
"""

from certplatform.documents import certificate_annex, certificate_front
from certplatform.documents.canvas import close_canvas, open_canvas
from certplatform.documents.certificate_facts import (
    CertificatePrint,
    PrintedCapability,
    PrintedSite,
    texts,
)
from certplatform.documents.fonts import MissingGlyph, missing
from certplatform.documents.ornament import BAND, prepare
from certplatform.documents.palette import PAGE

__all__ = [
    "CertificatePrint",
    "PrintedCapability",
    "PrintedSite",
    "render_certificate",
]


def render_certificate(facts: CertificatePrint, qr_content: str, *, demo: bool) -> bytes:
    """Draw the certificate, unsealed. Raises MissingGlyph rather than print a box."""
    _check_glyphs(facts)
    front = certificate_front.compose(facts, qr_content)
    annex = certificate_annex.compose(facts, front.moved, demo=demo)
    total = 1 + (len(annex.pages) if annex else 0)
    name = f"{facts.title.zh} {facts.number}"
    canvas = open_canvas(name, facts.issuer.zh, facts.issued, PAGE)
    prepare(canvas, BAND)
    front.draw(canvas, total, demo=demo)
    canvas.showPage()
    if annex:
        annex.draw_on(canvas, first=2, total=total)
    return close_canvas(canvas, name, facts.issuer.zh, facts.issued)


def _check_glyphs(facts: CertificatePrint) -> None:
    for text in texts(facts):
        for character in missing(text):
            raise MissingGlyph(character)
