"""The documents of the demo: PDFs with sensible content, made for one enterprise."""

from datetime import date

from certplatform.cli.demo.enterprises import Enterprise
from certplatform.documents.sample import render_sample
from certplatform.domain.scheme import DocumentKind


def paper(kind: DocumentKind, one: Enterprise, on: date) -> bytes:
    """A document of a kind, dated, with a page of text about the enterprise."""
    paragraphs = [
        (
            f"{one.name}（统一社会信用代码 {one.code}）位于{one.address}，"
            f"现有员工 {one.headcount} 人，主要从事{one.activity}。"
        ),
        f"本文件为《{kind.title.zh}》，用于两化融合管理体系评定申请。{kind.hint.zh}",
        (
            f"公司以“{one.capability}”为主线打造新型能力，以{one.goal}（{one.unit}）"
            "作为主要量化目标，按月采集数据、按季分析偏差，并将结果提交管理评审。"
        ),
        (
            "体系覆盖研发、采购、生产、质量、销售与服务等部门；各部门职责、接口与数据责任人"
            "已以文件形式发布，并在试运行期间完成三轮培训与宣贯。"
        ),
        f"批准：{one.representative}    编制：{one.contact}    发布日期：{on.isoformat()}",
    ]
    return render_sample(
        kind.title.zh, one.name, paragraphs, on, number=f"{one.key.upper()}-{kind.code.upper()}"
    )


def proof(one: Enterprise, title: str, text: str, on: date) -> bytes:
    """A proof of a correction or a record seen at an audit."""
    return render_sample(title, one.name, [text, f"记录人：{one.contact}"], on)
