"""The assessment agreement: fee, days, sites (R25, R26), and who accepted it."""

from dataclasses import dataclass

from certplatform.documents.flow import bilingual
from certplatform.documents.layout import Head, Sheet, Signature, begin, finish
from certplatform.documents.notice import CASE, CODE, Addressee
from certplatform.documents.table import Column
from certplatform.domain.scheme import Text

TITLE = Text("评定服务协议", "Assessment Agreement")


@dataclass(frozen=True, slots=True)
class AgreedSite:
    """A site in scope, and whether it will be visited."""

    name: str
    address: str
    headcount: int
    visited: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the calculation of the audit time, or an item of the fee."""

    label: Text
    value: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What body and enterprise agree on."""

    head: Head
    to: Addressee
    body: Text
    case_type: Text
    standard: str
    grade: Text
    scope: str
    fee: str
    items: tuple[Line, ...]
    days: tuple[Line, ...]
    person_days: str
    sites: tuple[AgreedSite, ...]
    terms: tuple[Text, ...]
    signed: tuple[Signature, ...]


def render_agreement(agreement: Agreement) -> bytes:
    """The agreement; signatures are names and days in the system, or lines to sign."""
    sheet = begin(agreement.head, TITLE)
    sheet.facts(
        [
            (Text("甲方（申请企业）", "Party A (applicant)"), agreement.to.enterprise),
            (CODE, agreement.to.uscc),
            (Text("乙方（评定机构）", "Party B (assessment body)"), bilingual(agreement.body)),
            (CASE, agreement.to.case_number),
            (Text("评定类型", "Type of assessment"), bilingual(agreement.case_type)),
            (Text("评定依据", "Standard"), agreement.standard),
            (Text("申请等级", "Grade applied for"), bilingual(agreement.grade)),
            (Text("评定范围", "Scope"), agreement.scope),
        ]
    )
    sheet.heading(Text("审核人日与费用", "Audit time and fee"))
    sheet.facts(
        [
            *((line.label, line.value) for line in agreement.days),
            (Text("审核人日合计", "Person-days in all"), agreement.person_days),
            *((item.label, item.value) for item in agreement.items),
            (Text("评定费用", "Fee"), agreement.fee),
        ]
    )
    _sites(sheet, agreement)
    if agreement.terms:
        sheet.heading(Text("约定事项", "Terms"))
        for number, term in enumerate(agreement.terms, 1):
            sheet.both(Text(f"{number}. {term.zh}", f"{number}. {term.en}"))
    sheet.signatures(agreement.signed)
    return finish(sheet, agreement.head, TITLE)


def _sites(sheet: Sheet, agreement: Agreement) -> None:
    sheet.heading(Text("评定场所", "Sites"))
    sheet.table(
        [
            Column(Text("序号", "No."), 0.08),
            Column(Text("场所", "Site"), 0.3),
            Column(Text("地址", "Address"), 0.36),
            Column(Text("人数", "Headcount"), 0.12),
            Column(Text("现场审核", "Visited"), 0.14),
        ],
        [
            (str(number), site.name, site.address, str(site.headcount), _yes(site.visited))
            for number, site in enumerate(agreement.sites, 1)
        ],
    )


def _yes(value: bool) -> str:
    return "是 yes" if value else "否 no"
