"""Documents as enterprises submit them, made up for the demonstration."""

from collections.abc import Sequence
from datetime import date

from certplatform.documents.layout import Head, begin, finish
from certplatform.domain.scheme import Text


def render_sample(
    title: str, enterprise: str, paragraphs: Sequence[str], on: date, number: str = ""
) -> bytes:
    """A plain document; a paragraph that begins with '# ' is a heading."""
    head = Head(number or f"DOC-{on:%Y%m%d}", on, Text(enterprise, ""), demo=True)
    heading = Text(title, "")
    sheet = begin(head, heading)
    for paragraph in paragraphs:
        if paragraph.startswith("# "):
            sheet.heading(Text(paragraph.removeprefix("# "), ""))
        else:
            sheet.paragraph(paragraph, 10.5)
    return finish(sheet, head, heading)
