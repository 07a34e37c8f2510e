"""The audit report on paper, with the conclusion that was submitted."""

from certplatform import clock
from certplatform.archive.story_words import WORDS
from certplatform.db import session
from certplatform.documents.report import render_report
from certplatform.documents.report_facts import (
    AuditedSite,
    CapabilityResult,
    ClauseResult,
    DimensionResult,
    Report,
    ReportedFinding,
)
from certplatform.documents.wording import worded
from certplatform.domain import papers
from certplatform.domain.actors import ROLE_TITLES, Role
from certplatform.domain.conclusion import COMMENTED, CONFIRMED, SILENT
from certplatform.domain.facts import Fact
from certplatform.domain.scheme import Text
from certplatform.domain.wording import N_
from certplatform.domain.workflow.finding import FINDING
from certplatform.jobs.print_evidence import photos_in
from certplatform.jobs.print_schedule import (
    AGENDA_MODES,
    days_by_person,
    days_in,
    person_days_in,
    schedule_in,
    team_in,
)
from certplatform.jobs.printed import (
    NONE,
    Paper,
    addressee_of,
    entry_of,
    grade_of,
    grade_wanted,
    head_of,
    name_of,
    paper_number,
    signed_by,
)
from certplatform.models.audit import AuditPlan
from certplatform.models.case import Case
from certplatform.models.conclusion import Conclusion
from certplatform.queries.acceptances import sample_seed_of
from certplatform.queries.audits import ratings_of, reference_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.conclusions import conclusions_of
from certplatform.queries.findings import label_of, standing_findings
from certplatform.queries.journal import said
from certplatform.queries.plans import released_plan, sites_of

CHECKED = Text("技术复核人员", "Technical checker")
APPLICANT = Text("申请企业", "Applicant enterprise")
FINDING_GRADES = {
    "major": Text("严重不符合", "Major"),
    "minor": Text("一般不符合", "Minor"),
    "observation": Text("观察项", "Observation"),
    "strength": Text("亮点", "Strength"),
}
ANSWERS = {
    CONFIRMED: N_("Confirmed"),
    COMMENTED: N_("Commented"),
    SILENT: N_("No answer within its time"),
}


def report_papers(fact: Fact, place: int) -> list[Paper]:
    """The report with the conclusion that was submitted."""
    case = session.get_one(Case, fact.case_id)
    entry, plan = entry_of(case.id, "submit_conclusion", place), released_plan(case)
    if entry is None or plan is None or not plan.rows:
        return []
    revision = said(entry)["details"]["revision"]
    last = next(one for one in conclusions_of(case) if one.revision == revision)
    number = paper_number(case, papers.REPORT, revision)
    on = clock.local_date(entry.at)
    head = head_of(number, on, name_of(case.body))
    return [
        Paper(
            case.id,
            papers.REPORT,
            number,
            lambda: render_report(
                Report(head=head, **_audit(case, plan), **_results(case, last))  # type: ignore[arg-type]
            ),
        )
    ]


def _audit(case: Case, plan: AuditPlan) -> dict[str, object]:
    """What was audited, where, when and by whom."""
    known, days = scheme_of(case), days_in(plan)
    return {
        "to": addressee_of(case),
        "body": name_of(case.body),
        "address": case.enterprise.address,
        "case_type": known.case_type(case.case_type).title,
        "standard": known.standard,
        "applied": grade_wanted(case),
        "mode": worded(AGENDA_MODES[plan.mode]),
        "person_days": person_days_in(case, plan),
        "sample_seed": sample_seed_of(case),
        "days": tuple(days_by_person(case, plan)),
        "first_day": days[0],
        "last_day": days[-1],
        "sites": tuple(_sites(case, plan)),
        "team": tuple(team_in(case, days[0])),
        "schedule": tuple(schedule_in(case, plan)),
        "people_met": tuple(dict.fromkeys(row.with_whom for row in plan.rows if row.with_whom)),
    }


def _sites(case: Case, plan: AuditPlan) -> list[AuditedSite]:
    found = []
    for site in sites_of(case):
        days = sorted({row.on for row in plan.rows if row.site_id == site.id and not row.remote})
        visited = "\n".join(day.isoformat() for day in days) or "否 no"
        found.append(AuditedSite(site.name, site.address, visited))
    return found


def _results(case: Case, last: Conclusion) -> dict[str, object]:
    """What was found, how the grade follows, and what was concluded."""
    answered = worded(ANSWERS[last.confirm_outcome]) if last.confirm_outcome else NONE
    return {
        "scope": last.scope,
        "scope_en": last.scope_en,
        "clauses": tuple(_clauses(case)),
        "capabilities": tuple(_capability(case, one) for one in last.computed["capabilities"]),
        "findings": tuple(_findings(case)),
        "photos": tuple(photos_in(case)),
        "computed": grade_of(case, last.computed_grade),
        "explanation": tuple(_explanation(case, last)),
        "concluded": _concluded(case, last),
        "reasons": last.reason,
        "enterprise_comment": "\n".join(
            filter(None, (f"{answered.zh} {answered.en}", last.confirm_comment))
        ),
        "signed": (
            signed_by(
                worded(ROLE_TITLES[Role.LEAD]),
                last.concluded_by,
                clock.local_date(last.concluded_at),
            ),
            signed_by(
                CHECKED,
                last.checked_by,
                clock.local_date(last.checked_at) if last.checked_at else None,
            ),
            signed_by(
                APPLICANT,
                last.confirmed_by,
                clock.local_date(last.confirmed_at) if last.confirmed_at else None,
            ),
        ),
    }


def _clauses(case: Case) -> list[ClauseResult]:
    ratings = ratings_of(case)
    found = []
    for clause in scheme_of(case).judged_clauses:
        row = ratings.get(f"clause:{clause.code}")
        result = worded(WORDS[row.result]) if row else NONE
        found.append(ClauseResult(clause.code, clause.title, result, row.note if row else ""))
    return found


def _capability(case: Case, one: dict[str, object]) -> CapabilityResult:
    known = scheme_of(case)
    parts: list[dict[str, object]] = one["dimensions"]  # type: ignore[assignment]
    return CapabilityResult(
        str(one["name"]),
        known.viewpoint(str(one["viewpoint"])).title,
        _level(case, one["claimed"]),
        _level(case, one["level"]),
        max(level.rank for level in known.levels),
        tuple(
            DimensionResult(
                known.dimension(str(part["code"])).title,
                _level(case, part["level"]),
                known.level(str(part["level"])).rank if part["level"] else 0,
                "、".join(str(code) for code in part["in_the_way"]) or NONE.zh,  # type: ignore[attr-defined]
            )
            for part in parts
        ),
    )


def _level(case: Case, code: object) -> Text:
    if not code:
        return worded(N_("below the lowest level"))
    return scheme_of(case).level(str(code)).title


def _findings(case: Case) -> list[ReportedFinding]:
    sites = {one.id: one.name for one in sites_of(case)}
    return [
        ReportedFinding(
            label_of(one),
            FINDING_GRADES[one.grade],
            "、".join(reference_of(key) for key in one.keys),
            sites.get(one.site_id, ""),
            one.fact,
            "\n".join(filter(None, (one.correction, one.corrective_action))) or NONE.zh,
            worded(FINDING.title(one.state)),
        )
        for one in standing_findings(case)
    ]


def _explanation(case: Case, last: Conclusion) -> list[Text]:
    computed = last.computed
    found = [
        worded(
            N_("The lowest level among the capabilities: %(level)s."),
            level=_level(case, computed["level"]),
        )
    ]
    if computed["capped_at_applied"]:
        applied = grade_of(case, computed["applied"])
        found.append(worded(N_("No higher than the grade applied for: %(grade)s."), grade=applied))
    return found + [worded(one["fact"], **one["params"]) for one in computed["obstacles"]]


def _concluded(case: Case, last: Conclusion) -> Text:
    said_so = worded(WORDS[last.recommendation])
    if not last.proposed_grade:
        return said_so
    grade = grade_of(case, last.proposed_grade)
    return Text(f"{said_so.zh}：{grade.zh}", f"{said_so.en}: {grade.en}")
