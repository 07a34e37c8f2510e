"""The audit report: what was audited, by whom, with what result, and how the grade follows."""

from certplatform.documents.flow import bilingual, day
from certplatform.documents.layout import Sheet, begin, finish
from certplatform.documents.notice import CASE, CODE, ENTERPRISE
from certplatform.documents.photos import photo_pages
from certplatform.documents.radar import radar
from certplatform.documents.report_facts import CapabilityResult, Report
from certplatform.documents.report_summary import summary_of
from certplatform.documents.table import Column
from certplatform.domain.scheme import Text

TITLE = Text("评估审核报告", "Audit Report")
NOTE = Text("说明", "Note")


def render_report(report: Report) -> bytes:
    """The report."""
    sheet = begin(report.head, TITLE)
    _identity(sheet, report)
    _people(sheet, report)
    _course(sheet, report)
    _clauses(sheet, report)
    _capabilities(sheet, report)
    _findings(sheet, report)
    _conclusion(sheet, report)
    _summary(sheet, report)
    sheet.signatures(report.signed)
    return finish(sheet, report.head, TITLE)


def _identity(sheet: Sheet, report: Report) -> None:
    sheet.heading(Text("1. 基本信息", "Particulars"))
    sheet.facts(
        [
            (ENTERPRISE, report.to.enterprise),
            (CODE, report.to.uscc),
            (Text("地址", "Address"), report.address),
            (CASE, report.to.case_number),
            (Text("评定机构", "Assessment body"), bilingual(report.body)),
            (Text("评定类型", "Type of assessment"), bilingual(report.case_type)),
            (Text("评定依据", "Standard"), report.standard),
            (Text("申请等级", "Grade applied for"), bilingual(report.applied)),
            (Text("评定范围", "Scope"), "\n".join(filter(None, (report.scope, report.scope_en)))),
            (Text("审核方式", "Mode of audit"), bilingual(report.mode)),
            (Text("审核日期", "Audit days"), f"{day(report.first_day)} – {day(report.last_day)}"),
            (Text("审核人日", "Person-days"), report.person_days),
        ]
    )
    if report.sites:
        sheet.table(
            [
                Column(Text("场所", "Site"), 0.35),
                Column(Text("地址", "Address"), 0.4),
                Column(Text("现场审核", "Visited"), 0.25),
            ],
            [(site.name, site.address, site.visited) for site in report.sites],
        )
    if report.sample_seed:
        sheet.facts([(Text("抽样种子", "Seed of the sample"), report.sample_seed)])


def _people(sheet: Sheet, report: Report) -> None:
    sheet.heading(Text("2. 评定组与受审核人员", "Team and people met"))
    sheet.table(
        [
            Column(Text("姓名", "Name"), 0.25),
            Column(Text("角色", "Role"), 0.35),
            Column(Text("资格", "Qualification"), 0.4),
        ],
        [(member.name, bilingual(member.role), member.qualification) for member in report.team],
    )
    sheet.table(
        [
            Column(Text("姓名", "Name"), 0.2),
            Column(Text("角色", "Role"), 0.28),
            Column(Text("现场半天", "Half-days on site"), 0.14),
            Column(Text("远程半天", "Half-days remote"), 0.14),
            Column(Text("路途及编写", "Travel and writing"), 0.12),
            Column(Text("计入人日", "Person-days counted"), 0.12),
        ],
        [
            (
                one.name,
                bilingual(one.role),
                str(one.on_site),
                str(one.remote),
                str(one.beside),
                one.counted,
            )
            for one in report.days
        ],
    )
    if report.people_met:
        sheet.facts([(Text("受审核人员", "People met"), "、".join(report.people_met))])


def _course(sheet: Sheet, report: Report) -> None:
    sheet.heading(Text("3. 审核计划与实施", "Plan and course of the audit"))
    sheet.table(
        [
            Column(Text("日期", "Date"), 0.15),
            Column(Text("时段", "Half-day"), 0.13),
            Column(Text("场所", "Site"), 0.22),
            Column(Text("审核内容", "Subject"), 0.32),
            Column(Text("评定员", "Assessors"), 0.18),
        ],
        [
            (day(row.on), f"{row.half.zh}\n{row.half.en}", row.site, row.subject, row.members)
            for row in report.schedule
        ],
    )


def _clauses(sheet: Sheet, report: Report) -> None:
    sheet.heading(Text("4. 条款审核结果", "Results by clause"))
    sheet.table(
        [
            Column(Text("条款", "Clause"), 0.1),
            Column(Text("名称", "Title"), 0.3),
            Column(Text("结果", "Result"), 0.2),
            Column(NOTE, 0.4),
        ],
        [
            (clause.code, bilingual(clause.title), bilingual(clause.result), clause.note)
            for clause in report.clauses
        ],
    )


def _capabilities(sheet: Sheet, report: Report) -> None:
    sheet.heading(Text("5. 能力评定结果", "Results by capability"))
    for number, held in enumerate(report.capabilities, 1):
        _capability(sheet, number, held)


def _capability(sheet: Sheet, number: int, held: CapabilityResult) -> None:
    sheet.facts(
        [
            (Text(f"能力 {number}", f"Capability {number}"), held.name),
            (Text("能力视角", "Viewpoint"), bilingual(held.viewpoint)),
            (Text("申请等级", "Claimed level"), bilingual(held.claimed)),
            (Text("评定等级", "Level reached"), bilingual(held.reached)),
        ]
    )
    radar(sheet, [(part.dimension, part.rank) for part in held.dimensions], held.most)
    sheet.table(
        [
            Column(Text("维度", "Dimension"), 0.25),
            Column(Text("等级", "Level"), 0.25),
            Column(Text("距下一等级的差距", "What keeps it from the next level"), 0.5),
        ],
        [
            (bilingual(part.dimension), bilingual(part.level), part.in_the_way)
            for part in held.dimensions
        ],
    )


def _findings(sheet: Sheet, report: Report) -> None:
    sheet.heading(Text("6. 审核发现", "Findings"))
    if not report.findings:
        sheet.both(Text("本次审核未开具审核发现。", "No findings were raised."))
        return
    sheet.table(
        [
            Column(Text("编号", "No."), 0.1),
            Column(Text("性质", "Grade"), 0.13),
            Column(Text("准则", "Criterion"), 0.12),
            Column(Text("场所", "Site"), 0.13),
            Column(Text("事实", "Fact"), 0.24),
            Column(Text("整改", "Correction"), 0.17),
            Column(Text("状态", "Status"), 0.11),
        ],
        [
            (
                found.number,
                f"{found.grade.zh}\n{found.grade.en}",
                found.criterion,
                found.site,
                found.fact,
                found.correction,
                f"{found.status.zh}\n{found.status.en}",
            )
            for found in report.findings
        ],
    )
    photo_pages(sheet, report.photos)


def _conclusion(sheet: Sheet, report: Report) -> None:
    sheet.heading(Text("7. 等级计算与评定结论", "Computation and conclusion"))
    for sentence in report.explanation:
        sheet.both(sentence)
    sheet.facts(
        [
            (Text("计算所得等级", "Computed grade"), bilingual(report.computed)),
            (Text("评定组结论", "Team's conclusion"), bilingual(report.concluded)),
            (Text("理由", "Reasons"), report.reasons),
            (Text("企业意见", "Enterprise's comment"), report.enterprise_comment or "无 none"),
        ]
    )


def _summary(sheet: Sheet, report: Report) -> None:
    sheet.heading(Text("8. 英文摘要", "Summary in English"))
    for paragraph in summary_of(report):
        sheet.paragraph(paragraph)
