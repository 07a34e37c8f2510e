"""The front of the certificate: what stands on it, and the largest form that fits."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.certificate_facts import CertificatePrint
from certplatform.documents.certificate_foot import HEIGHT as FOOT_HEIGHT
from certplatform.documents.certificate_foot import draw_foot
from certplatform.documents.certificate_stack import EDGE, INNER, MIDDLE, WIDTH, Paint, Stack
from certplatform.documents.flow import bilingual, rule
from certplatform.documents.fonts import Style
from certplatform.documents.ornament import BAND, Box, border, mark, rosette
from certplatform.documents.palette import (
    DEEP,
    DEMO_MARK,
    GOLD,
    GREY,
    INK,
    MM,
    PAGE,
    PALE_GOLD,
    RULE,
    WARN,
)
from certplatform.documents.text import break_lines, draw_line, width
from certplatform.domain.scheme import Text

PAGE_LINE = 13.0

CERTIFY = Text("兹证明", "This is to certify that")
CODE = Text("统一社会信用代码", "Unified social credit code")
ADDRESS = Text("地址", "Address")
CONFORMS = Text("建立的管理体系符合以下标准", "operates a management system that conforms to")
NUMBER = Text("证书编号", "Certificate No.")
REVISION = Text("版次", "Revision")
GRADE = Text("评定结果等级", "Assessment grade")
SCOPE = Text("评定范围", "Scope")
CAPABILITIES = Text("评定的能力", "Capabilities assessed")


class DoesNotFit(ValueError):
    """Even in the smallest form the front has no room for these texts."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What stands in the annex because the front has no room for it."""

    scope: bool
    capabilities: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One way to set the front: how large the texts that vary are, and what stays on it."""

    scale: float
    moved: Moved


FORMS = tuple(
    Form(scale, Moved(scope=scope, capabilities=capabilities))
    for capabilities, scope, scales in (
        (False, False, (1.0, 0.94, 0.88, 0.82)),
        (True, False, (1.0, 0.9, 0.8)),
        (True, True, (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)),
    )
    for scale in scales
)


@dataclass(frozen=True, slots=True)
class Front:
    """The front, composed."""

    facts: CertificatePrint
    qr_content: str
    stack: Stack
    moved: Moved

    def draw(self, canvas: Canvas, total: int, *, demo: bool) -> None:
        """Draw it on the present page."""
        rosette(canvas, "rosette", MIDDLE, PAGE[1] * 0.52, 66 * MM, turns=9)
        border(canvas, EDGE, BAND)
        self.stack.draw(canvas, INNER.top + 4 * MM, _room())
        foot = Box(INNER.left, INNER.bottom + PAGE_LINE - 5 * MM, INNER.right, INNER.top)
        draw_foot(canvas, self.facts, self.qr_content, foot)
        count = f"第 1 页 共 {total} 页   Page 1 of {total}"
        y = EDGE.bottom + BAND + 2.6 * MM
        draw_line(canvas, MIDDLE, y, count, 7, anchor="centre", colour=GREY)
        if demo:
            demo_mark(canvas)


def demo_mark(canvas: Canvas) -> None:
    """Say legibly in the upper right corner that this certificate was made for show."""
    size, edge = 9.0, EDGE.inset(BAND + 5 * MM)
    long = width(DEMO_MARK, size, Style.BOLD) + 12
    canvas.setStrokeColor(WARN)
    canvas.setLineWidth(0.8)
    canvas.roundRect(edge.right - long, edge.top - 17, long, 16, 3, stroke=1, fill=0)
    x, y = edge.right - long / 2, edge.top - 12.3
    draw_line(canvas, x, y, DEMO_MARK, size, Style.BOLD, anchor="centre", colour=WARN)


def _room() -> float:
    return INNER.top - INNER.bottom - FOOT_HEIGHT - PAGE_LINE + 9 * MM - 10


def compose(facts: CertificatePrint, qr_content: str) -> Front:
    """Choose the largest form that fits."""
    for form in FORMS:
        stack = _stack(facts, form)
        if stack.height <= _room():
            return Front(facts, qr_content, stack, form.moved)
    raise DoesNotFit(f"The texts of certificate {facts.number} do not fit on its front")


def _stack(facts: CertificatePrint, form: Form) -> Stack:
    stack = Stack()
    _head(stack, facts)
    _holder(stack, facts, form.scale)
    _statement(stack, facts, form.scale)
    if not form.moved.scope:
        _scope(stack, facts, form.scale)
    if not form.moved.capabilities:
        _capabilities(stack, facts, form.scale)
    _annex_note(stack, facts, form.moved)
    return stack


def _fitting(text: str, size: float, style: Style, spacing: float = 0.0) -> float:
    """The size at which a text fits on one line, at least half of what is wished."""
    wide = width(text, size, style) + spacing * len(text)
    return max(size * min(1.0, WIDTH / wide), size / 2) if wide else size


def _head(stack: Stack, facts: CertificatePrint) -> None:
    radius = 9 * MM
    stack.put(
        2 * radius + 6, lambda canvas, y: mark(canvas, facts.issuer, MIDDLE, y - radius, radius)
    )
    issuer = _fitting(facts.issuer.zh, 11, Style.BOLD, 2)
    stack.text(facts.issuer.zh, issuer, Style.BOLD, colour=DEEP, spacing=2)
    stack.text(facts.issuer.en, 8, colour=GREY)
    stack.gap(5)
    title = _fitting(facts.title.zh, 28, Style.BOLD, 4)
    stack.text(facts.title.zh, title, Style.BOLD, colour=DEEP, spacing=4, leading=1.3)
    english = _fitting(facts.title.en, 11, Style.REGULAR, 0.4)
    stack.text(facts.title.en, english, colour=GOLD, spacing=0.4)
    stack.gap(3, 0.5)
    line = f"{bilingual(NUMBER)}  {facts.number}      {bilingual(REVISION)}  {facts.revision}"
    stack.put(17, _number(line))
    stack.gap(3)


def _number(line: str) -> Paint:
    size = _fitting(line, 9.5, Style.REGULAR)
    reach = width(line, size) / 2 + 14

    def paint(canvas: Canvas, y: float) -> None:
        rule(canvas, MIDDLE - reach, y, MIDDLE + reach, PALE_GOLD, 0.7)
        draw_line(canvas, MIDDLE, y - 11.5, line, size, anchor="centre", colour=INK)
        rule(canvas, MIDDLE - reach, y - 17, MIDDLE + reach, PALE_GOLD, 0.7)

    return paint


def _holder(stack: Stack, facts: CertificatePrint, scale: float) -> None:
    stack.text(bilingual(CERTIFY), 9.5, Style.KAI, colour=GREY)
    stack.gap(2, 0.4)
    stack.text(facts.holder, 22 * scale, Style.BOLD, leading=1.3)
    stack.text(facts.holder_en, 11 * scale, colour=INK)
    stack.gap(2, 0.3)
    small = max(9 * scale, 5)
    stack.text(f"{bilingual(CODE)}：{facts.uscc}", small, colour=GREY)
    stack.text(f"{bilingual(ADDRESS)}：{facts.address}", small, colour=GREY)
    stack.text(facts.address_en, small - 1, colour=GREY)
    stack.gap(4)


def _statement(stack: Stack, facts: CertificatePrint, scale: float) -> None:
    stack.text(bilingual(CONFORMS), 9.5, Style.KAI, colour=GREY)
    stack.gap(1, 0.3)
    standard = f"{facts.standard}《{facts.standard_title.zh}》"
    stack.text(standard, 13 * scale, Style.BOLD, colour=DEEP)
    stack.text(facts.standard_title.en, 9 * scale, colour=GREY)
    stack.gap(4, 0.6)
    stack.put(66, _grade(facts))
    stack.gap(4, 0.6)


def _grade(facts: CertificatePrint) -> Paint:
    size = min(40.0, 40 * 100 / width(facts.grade, 40, Style.BOLD))
    reach = max(width(facts.grade, size, Style.BOLD) / 2 + 16, 46)

    def paint(canvas: Canvas, y: float) -> None:
        middle = y - 33
        rosette(canvas, "medal", MIDDLE, middle, 60, turns=5)
        base = middle - size * 0.36
        draw_line(canvas, MIDDLE, base, facts.grade, size, Style.BOLD, anchor="centre", colour=GOLD)
        left, right = MIDDLE - reach - 20, MIDDLE + reach + 20
        draw_line(canvas, left, middle + 3, GRADE.zh, 12, Style.BOLD, anchor="right", colour=DEEP)
        draw_line(canvas, left, middle - 9, GRADE.en, 8.5, anchor="right", colour=GREY)
        draw_line(canvas, right, middle + 3, facts.grade_title.zh, 12, Style.BOLD, colour=DEEP)
        draw_line(canvas, right, middle - 9, facts.grade_title.en, 8.5, colour=GREY)

    return paint


def _scope(stack: Stack, facts: CertificatePrint, scale: float) -> None:
    stack.text(bilingual(SCOPE), 8.5, Style.BOLD, colour=GOLD)
    stack.text(facts.scope, 10.5 * scale, room=WIDTH - 20)
    stack.text(facts.scope_en, 8.5 * scale, colour=GREY, room=WIDTH - 20)
    stack.gap(3, 0.6)


def _capabilities(stack: Stack, facts: CertificatePrint, scale: float) -> None:
    stack.text(bilingual(CAPABILITIES), 8.5, Style.BOLD, colour=GOLD)
    stack.gap(1, 0)
    size = 8.5 * scale
    stack.put(0.5, lambda canvas, y: rule(canvas, INNER.left, y, INNER.right, RULE, 0.5))
    for held in facts.capabilities:
        texts = (
            held.name,
            bilingual(held.viewpoint_title),
            f"{held.level} {bilingual(held.level_title)}",
        )
        _row(stack, texts, size)


SHARES = (0.34, 0.39, 0.27)


def _row(stack: Stack, texts: Sequence[str], size: float) -> None:
    cells = [
        break_lines(text, WIDTH * share - 8, size)
        for text, share in zip(texts, SHARES, strict=True)
    ]
    height = max(len(cell) for cell in cells) * size * 1.3 + 3

    def paint(canvas: Canvas, y: float) -> None:
        x = INNER.left + 4
        for cell, share in zip(cells, SHARES, strict=True):
            for number, line in enumerate(cell):
                draw_line(canvas, x, y - 1 - size * (1 + 1.3 * number), line, size, colour=INK)
            x += WIDTH * share
        rule(canvas, INNER.left, y - height, INNER.right, RULE, 0.4)

    stack.put(height, paint)


def _annex_note(stack: Stack, facts: CertificatePrint, moved: Moved) -> None:
    """Say on the front what stands in the annex."""
    parts = [
        (moved.scope, Text("评定范围", "scope")),
        (moved.capabilities, Text(f"能力（{len(facts.capabilities)} 项）", "capabilities")),
        (bool(facts.sites), Text(f"场所（{len(facts.sites)} 处）", "sites")),
    ]
    named = [text for stands, text in parts if stands]
    if named:
        chinese = "、".join(text.zh for text in named)
        english = ", ".join(text.en for text in named)
        stack.gap(3, 0.3)
        stack.text(f"{chinese}见附件。See annex for {english}.", 8, colour=GREY)
