"""Team, schedule and coverage as plan and report print them."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select

from certplatform.db import session
from certplatform.documents.flow import bilingual
from certplatform.documents.plan import CoverageRow, TeamMember
from certplatform.documents.plan import PlanRow as PrintedRow
from certplatform.documents.report_facts import DaysOfOne
from certplatform.documents.wording import worded
from certplatform.domain.actors import ROLE_TITLES, TEAM_ROLES, Role
from certplatform.domain.audit_time import shown
from certplatform.domain.plan import MIXED, ON_SITE, REMOTE
from certplatform.domain.scheme import Text
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import EFFECTIVE, ENDED
from certplatform.jobs.printed import NONE
from certplatform.models.audit import AuditPlan, PlanRow
from certplatform.models.case import Case
from certplatform.models.person import Qualification
from certplatform.queries.cases import assignments_of, scheme_of
from certplatform.queries.plans import booked_by, booked_of, claims_of, plan_keys, sites_of

AGENDA_MODES = {ON_SITE: N_("on site"), REMOTE: N_("remote"), MIXED: N_("on site and remote")}
HALF_DAYS = {1: N_("morning"), 2: N_("afternoon")}
STAGES = {1: N_("Stage 1"), 2: N_("Stage 2")}
CLAUSES = Text("条款", "Clauses")


def days_in(plan: AuditPlan) -> list[date]:
    """The days of a plan, in order."""
    return sorted({row.on for row in plan.rows})


def person_days_in(case: Case, plan: AuditPlan) -> str:
    """What a plan comes to (R25)."""
    return shown(booked_of(case, plan).days)


def team_in(case: Case, on: date) -> list[TeamMember]:
    """The team with what each was qualified for on a day."""
    team = [one for one in assignments_of(case.id, *EFFECTIVE, ENDED) if one.role in TEAM_ROLES]
    held = _qualifications(case, [one.person_id for one in team], on)
    return [
        TeamMember(
            one.person.name,
            worded(ROLE_TITLES[Role(one.role)]),
            held.get(one.person_id, NONE.zh),
        )
        for one in team
    ]


def days_by_person(case: Case, plan: AuditPlan) -> list[DaysOfOne]:
    """R25: the half-days of each member by the plan, and the person-days that count."""
    roles = {one.person_id: one.role for one in assignments_of(case.id)}
    rows: dict[int, list[PlanRow]] = {}
    for row in plan.rows:
        rows.setdefault(row.person_id, []).append(row)
    return [
        DaysOfOne(
            own[0].person.name,
            worded(ROLE_TITLES[Role(roles[key])]) if key in roles else NONE,
            sum(row.auditing and not row.remote for row in own),
            sum(row.auditing and row.remote for row in own),
            sum(not row.auditing for row in own),
            shown(booked_by(own, roles).days),
        )
        for key, own in rows.items()
    ]


def _qualifications(case: Case, people: list[int], on: date) -> dict[int, str]:
    """The highest approved qualification of each, on one line."""
    rows = session.scalars(
        select(Qualification).where(
            Qualification.person_id.in_(people),
            Qualification.scheme == case.scheme,
            Qualification.approved_at.is_not(None),
            Qualification.valid_from_on <= on,
            Qualification.valid_until_on >= on,
        )
    )
    known = scheme_of(case)
    found: dict[int, str] = {}
    for row in sorted(rows, key=lambda one: (known.level(one.level).rank, one.id)):
        role, level = worded(ROLE_TITLES[Role(row.role)]), known.level(row.level).title
        title = bilingual(Text(f"{role.zh}（{level.zh}）", f"{role.en} ({level.en})"))
        found[row.person_id] = f"{title} {row.number}".strip()
    return found


def schedule_in(case: Case, plan: AuditPlan) -> list[PrintedRow]:
    """The half-days of a plan; who audits the same together stands in one row."""
    sites = {one.id: one.name for one in sites_of(case)}
    subjects = _subjects(case, plan)
    together: dict[tuple[object, ...], list[PlanRow]] = {}
    for row in plan.rows:
        what = (row.on, row.half, row.stage, row.site_id, row.remote, subjects[row.id])
        together.setdefault(what, []).append(row)
    return [
        PrintedRow(
            rows[0].on,
            worded(HALF_DAYS[rows[0].half]),
            worded(STAGES[rows[0].stage]),
            sites[rows[0].site_id] + ("（远程 remote）" if rows[0].remote else ""),
            subjects[rows[0].id],
            "、".join(row.person.name for row in rows),
        )
        for rows in together.values()
    ]


def _subjects(case: Case, plan: AuditPlan) -> dict[int, str]:
    """What each row of a plan audits, and with whom."""
    known = scheme_of(case)
    claims = {str(one.position): one.name for one in claims_of(case)}
    titles = {one.code: one.title.zh for one in known.dimensions}
    return {row.id: _subject(row, claims, titles) for row in plan.rows}


def _subject(row: PlanRow, claims: Mapping[str, str], titles: Mapping[str, str]) -> str:
    if not row.auditing:
        return bilingual(worded(N_("travel or writing")))
    clauses: list[str] = []
    judged: dict[str, list[str]] = {}
    for key in row.covers:
        kind, _, rest = key.partition(":")
        position, _, dimension = rest.partition(":")
        if kind == "clause":
            clauses.append(rest)
        else:
            judged.setdefault(position, []).append(titles[dimension])
    lines = [f"{bilingual(CLAUSES)} {'、'.join(clauses)}"] if clauses else []
    lines += [f"{claims[one]}（{'、'.join(parts)}）" for one, parts in judged.items()]
    if not lines and row.stage == 1:
        lines.append(bilingual(worded(N_("document review and readiness"))))
    if audited := "、".join(filter(None, (row.department, row.with_whom))):
        lines.append(f"受审核 with: {audited}")
    return "\n".join(lines) or NONE.zh


def coverage_in(case: Case, plan: AuditPlan) -> list[CoverageRow]:
    """R22: every clause and dimension with when and by whom it is audited."""
    known, claims = scheme_of(case), {str(one.position): one.name for one in claims_of(case)}
    found = []
    for key in plan_keys(case):
        kind, _, rest = key.partition(":")
        position, _, dimension = rest.partition(":")
        if kind == "clause":
            code, title = rest, known.clause(rest).title
        else:
            part = known.dimension(dimension).title
            code = f"{bilingual(Text('能力', 'Capability'))} {position}"
            title = Text(f"{claims[position]} {part.zh}", part.en)
        found.append(
            CoverageRow(code, title, _covered(row for row in plan.rows if key in row.covers))
        )
    return found


def _covered(rows: Iterable[PlanRow]) -> str:
    lines = [
        f"{row.on.isoformat()} {worded(HALF_DAYS[row.half]).zh} {row.person.name}" for row in rows
    ]
    return "\n".join(dict.fromkeys(lines)) or NONE.zh
