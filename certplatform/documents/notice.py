"""Notices to an enterprise: acceptance, return, declining, change of a certificate's status."""

from dataclasses import dataclass
from datetime import date

from certplatform.documents.flow import bilingual, day
from certplatform.documents.layout import Head, Sheet, Signature, begin, finish
from certplatform.documents.table import Column
from certplatform.domain.scheme import Text

NO = Column(Text("序号", "No."), 0.1)
ENTERPRISE = Text("企业名称", "Enterprise")
CODE = Text("统一社会信用代码", "Unified social credit code")
CASE = Text("评定项目编号", "Case number")
REASON = Text("理由", "Reason")
EXPLANATION = Text("说明", "Explanation")


@dataclass(frozen=True, slots=True)
class Addressee:
    """The enterprise and the case that a notice is about."""

    enterprise: str
    uscc: str
    case_number: str


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Until when a step is to be done."""

    step: Text
    until: date


@dataclass(frozen=True, slots=True)
class AcceptanceNotice:
    """The application was accepted."""

    head: Head
    to: Addressee
    case_type: Text
    standard: str
    grade: Text
    scope: str
    submitted_on: date
    accepted_on: date
    person_days: str
    limits: tuple[TimeLimit, ...]
    signed: Signature


@dataclass(frozen=True, slots=True)
class PointToCorrect:
    """What is to be corrected, and in which part of the application."""

    part: Text
    what: str


@dataclass(frozen=True, slots=True)
class ReturnNotice:
    """The application goes back to be completed."""

    head: Head
    to: Addressee
    points: tuple[PointToCorrect, ...]
    answer_by: date | None
    signed: Signature
    reason: Text | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class DeclineNotice:
    """The application was declined (R08)."""

    head: Head
    to: Addressee
    reason: Text
    explanation: str
    appeal_until: date | None
    signed: Signature


@dataclass(frozen=True, slots=True)
class StatusNotice:
    """A certificate was suspended, restored, withdrawn, cancelled, or otherwise changed."""

    head: Head
    holder: str
    uscc: str
    certificate: str
    revision: int
    change: Text
    before: Text
    after: Text
    effective_on: date
    until: date | None
    reason: Text
    explanation: str
    consequences: tuple[Text, ...]
    appeal_until: date | None
    signed: Signature


def render_acceptance(notice: AcceptanceNotice) -> bytes:
    """The acceptance notice."""
    title = Text("受理通知书", "Notice of Acceptance")
    sheet = begin(notice.head, title)
    _salutation(sheet, notice.to.enterprise)
    sheet.both(
        Text(
            "贵单位提交的评定申请经审查，符合受理条件，现予受理。",
            "Your application for assessment has been examined, meets the conditions and is"
            " accepted.",
        )
    )
    sheet.heading(Text("受理信息", "Particulars"))
    sheet.facts(
        [
            *_identity(notice.to),
            (Text("评定类型", "Type of assessment"), bilingual(notice.case_type)),
            (Text("评定依据", "Standard"), notice.standard),
            (Text("申请等级", "Grade applied for"), bilingual(notice.grade)),
            (Text("评定范围", "Scope"), notice.scope),
            (Text("提交日期", "Submitted on"), day(notice.submitted_on)),
            (Text("受理日期", "Accepted on"), day(notice.accepted_on)),
            (Text("审核人日", "Person-days"), notice.person_days),
        ]
    )
    if notice.limits:
        sheet.heading(Text("后续时限", "Time limits"))
        sheet.table(
            [Column(Text("环节", "Step"), 0.65), Column(Text("最迟日期", "Not later than"), 0.35)],
            [(bilingual(limit.step), day(limit.until)) for limit in notice.limits],
        )
    sheet.signatures([notice.signed])
    return finish(sheet, notice.head, title)


def render_return(notice: ReturnNotice) -> bytes:
    """The notice that an application is returned, with what is to be corrected."""
    title = Text("申请材料补正通知书", "Notice of Return for Completion")
    sheet = begin(notice.head, title)
    _salutation(sheet, notice.to.enterprise)
    sheet.both(
        Text(
            "贵单位提交的评定申请经审查，需补正下列内容后再次提交。",
            "Your application for assessment has been examined. Please correct the following"
            " points and submit it again.",
        )
    )
    given = [(REASON, f"{notice.reason.zh}\n{notice.reason.en}")] if notice.reason else []
    said = [(EXPLANATION, notice.explanation)] if notice.explanation else []
    sheet.facts([*_identity(notice.to), *given, *said])
    sheet.heading(Text("需补正的内容", "Points to be corrected"))
    sheet.table(
        [NO, Column(Text("申请部分", "Part"), 0.3), Column(Text("补正要求", "Request"), 0.6)],
        [
            (str(number), bilingual(point.part), point.what)
            for number, point in enumerate(notice.points, 1)
        ],
    )
    if notice.answer_by:
        _sentence(sheet, Text("请于此日期前补正：", "Please answer by:"), day(notice.answer_by))
    sheet.signatures([notice.signed])
    return finish(sheet, notice.head, title)


def render_decline(notice: DeclineNotice) -> bytes:
    """The notice that an application is declined."""
    title = Text("不予受理通知书", "Notice of Declining")
    sheet = begin(notice.head, title)
    _salutation(sheet, notice.to.enterprise)
    sheet.both(
        Text(
            "贵单位提交的评定申请经审查，不予受理。理由如下。",
            "Your application for assessment has been examined and is declined for the following"
            " reason.",
        )
    )
    sheet.facts(
        [
            *_identity(notice.to),
            (REASON, f"{notice.reason.zh}\n{notice.reason.en}"),
            (EXPLANATION, notice.explanation),
        ]
    )
    _appeal(sheet, notice.appeal_until)
    sheet.signatures([notice.signed])
    return finish(sheet, notice.head, title)


def render_status(notice: StatusNotice) -> bytes:
    """The notice of a change of a certificate's status (R52)."""
    title = Text(
        f"评定证书状态变更通知书（{notice.change.zh}）",
        f"Notice of Change of Certificate Status: {notice.change.en}",
    )
    sheet = begin(notice.head, title)
    _salutation(sheet, notice.holder)
    sheet.both(
        Text(
            f"贵单位持有的评定证书 {notice.certificate} 的状态自 {day(notice.effective_on)} 起"
            f"变更为“{notice.after.zh}”。",
            f"As from {day(notice.effective_on)} the status of your certificate"
            f" {notice.certificate} is: {notice.after.en}.",
        )
    )
    sheet.facts(_status_facts(notice))
    if notice.consequences:
        sheet.heading(Text("要求", "What this means"))
        for consequence in notice.consequences:
            sheet.both(consequence)
    _appeal(sheet, notice.appeal_until)
    sheet.signatures([notice.signed])
    return finish(sheet, notice.head, title)


def _status_facts(notice: StatusNotice) -> list[tuple[Text, str]]:
    facts = [
        (Text("获证组织", "Holder"), notice.holder),
        (CODE, notice.uscc),
        (Text("证书编号", "Certificate No."), notice.certificate),
        (Text("版次", "Revision"), str(notice.revision)),
        (Text("原状态", "Former status"), bilingual(notice.before)),
        (Text("现状态", "Present status"), bilingual(notice.after)),
        (Text("生效日期", "Effective from"), day(notice.effective_on)),
    ]
    if notice.until:
        facts.append((Text("最长至", "Not beyond"), day(notice.until)))
    facts.append((REASON, f"{notice.reason.zh}\n{notice.reason.en}"))
    if notice.explanation:
        facts.append((EXPLANATION, notice.explanation))
    return facts


def _salutation(sheet: Sheet, name: str) -> None:
    sheet.paragraph(f"{name}：", 11)


def _identity(to: Addressee) -> list[tuple[Text, str]]:
    return [(ENTERPRISE, to.enterprise), (CODE, to.uscc), (CASE, to.case_number)]


def _sentence(sheet: Sheet, label: Text, value: str) -> None:
    sheet.gap(4)
    sheet.paragraph(f"{label.zh}{value}　{label.en} {value}")


def _appeal(sheet: Sheet, until: date | None) -> None:
    if until:
        sheet.gap(6)
        sheet.both(
            Text(
                f"如对本决定有异议，可于 {day(until)} 前提出申诉；申诉期间本决定仍然有效。",
                f"You may appeal against this decision until {day(until)}; it stays in force"
                " meanwhile.",
            )
        )
