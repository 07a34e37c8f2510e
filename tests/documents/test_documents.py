"""The other documents: complete, bilingual, numbered, dated, with pages counted."""

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest

from certplatform.documents.agreement import render_agreement
from certplatform.documents.layout import Head, begin, finish
from certplatform.documents.minutes import render_minutes
from certplatform.documents.notice import (
    render_acceptance,
    render_decline,
    render_return,
    render_status,
)
from certplatform.documents.plan import render_plan
from certplatform.documents.report import render_report
from certplatform.documents.sample import render_sample
from certplatform.documents.table import Column
from certplatform.domain.scheme import Text
from tests.documents import examples

Tool = Callable[..., str]
TITLE = Text("测试文件", "Test document")

DOCUMENTS: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "acceptance": (
        lambda: render_acceptance(examples.ACCEPTANCE),
        ("受理通知书", "Notice of Acceptance", "SLTZ-2020-0017", "2020-03-20", "李建国"),
    ),
    "return": (
        lambda: render_return(examples.RETURN),
        ("补正通知书", "Points to be corrected", "缺少内审报告 [U+1F600]", "2020-03-14"),
    ),
    "decline": (
        lambda: render_decline(examples.DECLINE),
        ("不予受理通知书", "Notice of Declining", "超出机构批准范围", "2020-03-30"),
    ),
    "status": (
        lambda: render_status(examples.STATUS),
        ("暂停", "Suspended", "SLXK-001-20-00017", "2021-09-17", "Surveillance audit overdue"),
    ),
    "agreement": (
        lambda: render_agreement(examples.AGREEMENT),
        ("评定服务协议", "Assessment Agreement", "CNY 68,000.00", "场所8", "Person-days"),
    ),
    "plan": (
        lambda: render_plan(examples.PLAN),
        ("评估审核计划", "Audit Plan", "王芳", "2020-04-15", "Coverage", "Stage 2"),
    ),
    "report": (
        lambda: render_report(examples.REPORT),
        ("评估审核报告", "Audit Report", "F-01", "体系运行有效", "总经理 周敏", "P-4.2"),
    ),
    "minutes": (
        lambda: render_minutes(examples.MINUTES),
        ("评审会议纪要", "Minutes", "孙磊", "要素维证据不足", "DEMONSTRATION"),
    ),
    "sample": (
        lambda: render_sample(
            "管理手册", "企业𠮷", ["# 1 范围", "本手册规定要求。"], examples.HEAD.on, "SC-01"
        ),
        ("管理手册", "企业𠮷", "1 范围", "本手册规定要求", "SC-01", "2020-02-29"),
    ),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_says_what_it_must(kind: str, tool: Tool) -> None:
    render, wanted = DOCUMENTS[kind]
    pdf = render()
    text = tool("pdftotext", pdf, "-layout", "FILE", "-")
    for part in wanted:
        assert part in text, part
    with pikepdf.open(BytesIO(pdf)) as opened:
        count = len(opened.pages)
    for number in range(1, count + 1):
        assert f"第 {number} 页 共 {count} 页" in text
        assert f"Page {number} of {count}" in text


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_is_always_the_same_file(kind: str) -> None:
    render, _ = DOCUMENTS[kind]
    assert render() == render()


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_embeds_its_fonts(kind: str, tool: Tool) -> None:
    render, _ = DOCUMENTS[kind]
    for line in tool("pdffonts", render(), "FILE").splitlines()[2:]:
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], line


def test_a_long_table_runs_over_pages_and_repeats_its_head(tool: Tool) -> None:
    head = Head("N-1", examples.HEAD.on, examples.BODY)
    sheet = begin(head, TITLE)
    columns = [Column(Text("序号", "No."), 0.2), Column(Text("内容列", "Content"), 0.8)]
    rows = [(str(number), f"行{number}号") for number in range(150)]
    sheet.table(columns, rows)
    pdf = finish(sheet, head, TITLE)
    text = tool("pdftotext", pdf, "-layout", "FILE", "-")
    assert all(f"行{number}号" in text for number in range(150))
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert text.count("内容列") == len(opened.pages) > 2


def test_a_row_longer_than_a_page_loses_nothing(tool: Tool) -> None:
    head = Head("N-2", examples.HEAD.on, examples.BODY)
    sheet = begin(head, TITLE)
    words = [f"w{number:04d}" for number in range(3000)]
    sheet.table([Column(Text("内容", "Content"), 1)], [(" ".join(words),)])
    sheet.facts([(Text("长", "Long"), " ".join(words))])
    text = tool("pdftotext", finish(sheet, head, TITLE), "-layout", "FILE", "-")
    found = re.findall(r"w\d{4}", text)
    assert found == words + words


def test_long_paragraphs_and_empty_values_do_no_harm() -> None:
    head = Head("N-3", examples.HEAD.on, Text("", ""))
    sheet = begin(head, Text("标题" * 60, "title " * 60))
    sheet.paragraph("很长的段落。" * 2000)
    sheet.facts([(Text("空", "Empty"), "")])
    sheet.table([Column(Text("空", "Empty"), 1)], [])
    sheet.signatures([])
    assert finish(sheet, head, TITLE).startswith(b"%PDF-1.7")
