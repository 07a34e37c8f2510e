"""The application as a paper: every part with what was entered, the documents, the declarations."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.flow import Frame, bilingual
from certplatform.documents.fonts import Style, printable
from certplatform.documents.layout import Head, Sheet, Signature, begin, finish
from certplatform.documents.notice import CASE, CODE, ENTERPRISE
from certplatform.documents.palette import DEEP, GREY, MIST, MM, PAGE, WARN
from certplatform.documents.table import Column
from certplatform.documents.text import draw_line
from certplatform.domain.scheme import Text

TITLE = Text("评定申请书", "Application for Assessment")
DRAFT = Text("草稿，尚未提交", "Draft, not submitted")
NOTHING = Text("未填写", "Nothing entered")
STAMP = "草稿 DRAFT"
FILES_TITLE = Text("申请材料", "Documents enclosed")
HALF, QUARTER = 32, 16  # of a SHA-256, so that it stands in even lines


@dataclass(frozen=True, slots=True)
class EnteredTable:
    """Rows of a list, with what stands above them."""

    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class EnteredBlock:
    """Some entries of a part: labels and values, then tables; `title` where it has one."""

    facts: tuple[tuple[Text, str], ...] = ()
    tables: tuple[EnteredTable, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class EnteredPart:
    """A part of the form."""

    title: Text
    blocks: tuple[EnteredBlock, ...]


@dataclass(frozen=True, slots=True)
class EnclosedFile:
    """A document of the application."""

    kind: Text
    title: str
    filename: str
    edition: str
    period: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ApplicationPaper:
    """An application as it is printed; `version` and `sha256` are empty while it is a draft."""

    head: Head
    enterprise: str
    uscc: str
    case_number: str
    facts: tuple[tuple[Text, str], ...]
    version: str
    sha256: str
    parts: tuple[EnteredPart, ...]
    files: tuple[EnclosedFile, ...]
    declared_by: str


def render_application(paper: ApplicationPaper) -> bytes:
    """The application; the same bytes for the same version."""
    sheet = begin(paper.head, TITLE)
    if not paper.sha256:
        sheet.frame = _stamped(sheet.frame)
        sheet.line(bilingual(DRAFT), 11, Style.BOLD, anchor="centre", colour=WARN)
        sheet.gap(2 * MM)
    sheet.facts(
        [
            (ENTERPRISE, paper.enterprise),
            (CODE, paper.uscc),
            (CASE, paper.case_number),
            *paper.facts,
            *_frozen(paper),
        ]
    )
    for number, part in enumerate(paper.parts, 1):
        _part(sheet, number, part)
    _files(sheet, len(paper.parts) + 1, paper.files)
    signed_on = paper.head.on if paper.sha256 else None
    sheet.signatures([Signature(Text("声明人", "Declared by"), paper.declared_by, signed_on)])
    return finish(sheet, paper.head, TITLE)


def _frozen(paper: ApplicationPaper) -> list[tuple[Text, str]]:
    if not paper.sha256:
        return [(Text("版次", "Version"), bilingual(DRAFT))]
    return [
        (Text("版次", "Version"), paper.version),
        (Text("内容摘要", "Digest of the content"), f"SHA-256\n{_in_lines(paper.sha256, HALF)}"),
    ]


def _in_lines(sha256: str, length: int) -> str:
    return "\n".join(sha256[at : at + length] for at in range(0, len(sha256), length))


def _stamped(frame: Frame) -> Frame:
    """The frame with a word across every page, below what is written there."""

    def draw(canvas: Canvas, number: int, total: int) -> None:
        canvas.saveState()
        canvas.translate(PAGE[0] / 2, PAGE[1] / 2)
        canvas.rotate(35)
        draw_line(canvas, 0, 0, STAMP, 64, Style.BOLD, anchor="centre", colour=MIST)
        canvas.restoreState()
        frame.draw(canvas, number, total)
        top = PAGE[1] - 11 * MM
        draw_line(canvas, PAGE[0] / 2, top, STAMP, 9, Style.BOLD, anchor="centre", colour=WARN)

    return replace(frame, draw=draw)


def _part(sheet: Sheet, number: int, part: EnteredPart) -> None:
    sheet.heading(Text(f"{number}. {part.title.zh}", part.title.en))
    for block in part.blocks:
        if block.title:
            sheet.need(30 * MM)
            sheet.line(block.title, 10, Style.BOLD, colour=DEEP)
        if block.facts:
            sheet.facts([(label, value or "—") for label, value in block.facts])
        for table in block.tables:
            _table(sheet, table)


def _table(sheet: Sheet, table: EnteredTable) -> None:
    sheet.need(26 * MM)
    sheet.line(printable(bilingual(table.title)), 9.5, Style.BOLD, colour=DEEP)
    if not table.rows:
        sheet.line(bilingual(NOTHING), 8.5, colour=GREY)
        return
    rows = [tuple(cell or "—" for cell in row) for row in table.rows]
    sheet.table(list(table.columns), rows)


def _files(sheet: Sheet, number: int, files: Sequence[EnclosedFile]) -> None:
    sheet.heading(Text(f"{number}. {FILES_TITLE.zh}", FILES_TITLE.en))
    columns = [
        Column(Text("序号", "No."), 0.07),
        Column(Text("文件", "Document"), 0.42),
        Column(Text("版本", "Version"), 0.1),
        Column(Text("覆盖期间", "Period covered"), 0.19),
        Column(Text("内容摘要 SHA-256", "Digest"), 0.22),
    ]
    rows = [
        (
            str(place),
            _named(one),
            one.edition or "—",
            one.period or "—",
            _in_lines(one.sha256, QUARTER),
        )
        for place, one in enumerate(files, 1)
    ]
    if not rows:
        sheet.line(bilingual(NOTHING), 8.5, colour=GREY)
        return
    sheet.table(columns, rows)


def _named(one: EnclosedFile) -> str:
    own = "" if one.title in {"", one.kind.zh, one.kind.en} else f"\n{one.title}"
    return f"{bilingual(one.kind)}{own}\n{one.filename}"
