"""The audit plan: team, half-days, who audits what, and the coverage (R22)."""

from dataclasses import dataclass
from datetime import date

from certplatform.documents.flow import bilingual, day
from certplatform.documents.layout import Head, Sheet, Signature, begin, finish
from certplatform.documents.notice import CASE, CODE, ENTERPRISE, Addressee
from certplatform.documents.table import Column
from certplatform.domain.scheme import Text

TITLE = Text("评估审核计划", "Audit Plan")


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person on the team."""

    name: str
    role: Text
    qualification: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What one or several members audit in a half-day at a site."""

    on: date
    half: Text
    stage: Text
    site: str
    subject: str
    members: str


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A clause or capability, and when and by whom it is covered."""

    code: str
    title: Text
    covered_by: str


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One difference to the version before: its kind and a sentence."""

    kind: Text
    sentence: Text


@dataclass(frozen=True, slots=True)
class Plan:
    """An audit plan as the enterprise gets it."""

    head: Head
    to: Addressee
    version: int
    case_type: Text
    standard: str
    grade: Text
    scope: str
    mode: Text
    person_days: str
    first_day: date
    last_day: date
    object_until: date | None
    team: tuple[TeamMember, ...]
    rows: tuple[PlanRow, ...]
    coverage: tuple[CoverageRow, ...]
    signed: tuple[Signature, ...]
    changes: tuple[PlanChange, ...] = ()


def render_plan(plan: Plan) -> bytes:
    """The plan."""
    sheet = begin(plan.head, TITLE)
    sheet.facts(
        [
            (ENTERPRISE, plan.to.enterprise),
            (CODE, plan.to.uscc),
            (CASE, plan.to.case_number),
            (Text("计划版本", "Version of the plan"), str(plan.version)),
            (Text("评定类型", "Type of assessment"), bilingual(plan.case_type)),
            (Text("评定依据", "Standard"), plan.standard),
            (Text("申请等级", "Grade applied for"), bilingual(plan.grade)),
            (Text("评定范围", "Scope"), plan.scope),
            (Text("审核方式", "Mode of audit"), bilingual(plan.mode)),
            (Text("审核日期", "Audit days"), f"{day(plan.first_day)} – {day(plan.last_day)}"),
            (Text("审核人日", "Person-days"), plan.person_days),
        ]
    )
    if plan.changes:
        _changes(sheet, plan)
    _team(sheet, plan)
    _schedule(sheet, plan)
    if plan.coverage:
        _coverage(sheet, plan)
    if plan.object_until:
        sheet.both(
            Text(
                f"如对评定组成员有异议，请于 {day(plan.object_until)} 前说明理由提出。",
                f"Reasoned objections to a member of the team are possible until"
                f" {day(plan.object_until)}.",
            )
        )
    sheet.signatures(plan.signed)
    return finish(sheet, plan.head, TITLE)


def _changes(sheet: Sheet, plan: Plan) -> None:
    sheet.heading(Text("与上一版本相比的变更", "Changes to the version before"))
    sheet.table(
        [Column(Text("变更", "Change"), 0.2), Column(Text("内容", "What"), 0.8)],
        [(bilingual(one.kind), f"{one.sentence.zh}\n{one.sentence.en}") for one in plan.changes],
    )


def _team(sheet: Sheet, plan: Plan) -> None:
    sheet.heading(Text("评定组", "Team"))
    sheet.table(
        [
            Column(Text("姓名", "Name"), 0.25),
            Column(Text("角色", "Role"), 0.35),
            Column(Text("资格", "Qualification"), 0.4),
        ],
        [(member.name, bilingual(member.role), member.qualification) for member in plan.team],
    )


def _schedule(sheet: Sheet, plan: Plan) -> None:
    sheet.heading(Text("审核日程", "Schedule"))
    sheet.table(
        [
            Column(Text("日期", "Date"), 0.15),
            Column(Text("时段", "Half-day"), 0.11),
            Column(Text("阶段", "Stage"), 0.13),
            Column(Text("场所", "Site"), 0.19),
            Column(Text("审核内容", "Subject"), 0.27),
            Column(Text("评定员", "Assessors"), 0.15),
        ],
        [
            (
                day(row.on),
                f"{row.half.zh}\n{row.half.en}",
                f"{row.stage.zh}\n{row.stage.en}",
                row.site,
                row.subject,
                row.members,
            )
            for row in plan.rows
        ],
    )


def _coverage(sheet: Sheet, plan: Plan) -> None:
    sheet.heading(Text("覆盖情况", "Coverage"))
    sheet.table(
        [
            Column(Text("条款或能力", "Clause or capability"), 0.18),
            Column(Text("名称", "Title"), 0.47),
            Column(Text("安排", "Covered by"), 0.35),
        ],
        [(row.code, bilingual(row.title), row.covered_by) for row in plan.coverage],
    )
