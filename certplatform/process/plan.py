"""The audit plan: saved, released to the enterprise, objected to, put into action (R20-R25)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain import plan as rules_of_plan
from certplatform.domain import separation
from certplatform.domain.actors import TEAM_ROLES, Actor, Role
from certplatform.domain.audit_time import agreement_obstacles, booking_obstacles
from certplatform.domain.errors import Invalid, NotNow, NotVisible
from certplatform.domain.facts import (
    Fact,
    MemberObjectedTo,
    PlanChanged,
    PlanReleased,
    StageStarted,
)
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.plan_draft import RowDraft
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import STANDING
from certplatform.models.assignment import Assignment
from certplatform.models.audit import AuditPlan, PlanRow
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.process.conflict_check import freeze_check
from certplatform.process.step import deed
from certplatform.queries.assignments import (
    rotation_obstacles,
    separation_obstacles,
    standing_obstacles,
    team_obstacles,
    team_of,
)
from certplatform.queries.cases import ABSENT, assignments_of, rules_of, scheme_of
from certplatform.queries.conflicts import conflicts_now
from certplatform.queries.plan_changes import (
    changes_in,
    first_day_known_since,
    new_days,
    revision_before,
)
from certplatform.queries.plans import (
    agenda_of,
    agreed_days,
    booked_of,
    draft_plan,
    mode_of,
    needed_time,
    plans_of,
    released_plan,
    scope_of,
    sites_of,
    taken_half_days,
    wanted_half_days,
)

Positions = Mapping[int, tuple[Decimal, Decimal]]


def save_plan(
    case_id: int | str,
    *,
    rows: Sequence[RowDraft],
    by: Actor,
    mode: str = rules_of_plan.ON_SITE,
    remote_agreement: str = "",
    remote_risk: str = "",
    objective: str = "",
    positions: Positions | None = None,
    version: int | None = None,
) -> AuditPlan:
    """Keep the rows as a draft; a plan that was released stays as it is and gets a successor."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "save_plan", version=version)
        _must_fit(case, rows)
        plan = draft_plan(case) or _new_plan(act.at, case, by)
        plan.mode = mode
        plan.remote_agreement, plan.remote_risk = remote_agreement, remote_risk
        plan.objective = objective
        plan.rows.clear()
        session.flush()
        plan.rows.extend(_row(one) for one in rows)
        session.flush()
        session.refresh(plan)
        remote, total = rules_of_plan.remote_share(agenda_of(plan))
        plan.remote_percent = 100 * remote // total if total else 0
        _keep_positions(case, positions or {})
        act.note(revision=plan.revision, rows=len(rows))
    return plan


def _new_plan(at: datetime, case: Case, by: Actor) -> AuditPlan:
    last = next(iter(plans_of(case)), None)
    plan = AuditPlan(
        case_id=case.id,
        revision=last.revision + 1 if last else 1,
        mode=rules_of_plan.ON_SITE,
        made_by=by.person_id,
        made_at=at,
    )
    session.add(plan)
    return plan


def looked_at(
    case: Case,
    rows: Sequence[RowDraft],
    *,
    mode: str = rules_of_plan.ON_SITE,
    remote_agreement: str = "",
    remote_risk: str = "",
) -> AuditPlan:
    """A plan of these rows, to be asked about and kept nowhere. Raises Invalid as saving would."""
    _must_fit(case, rows)
    people = {one.person_id: one.person for one in team_of(case)}
    plan = AuditPlan(
        case_id=case.id,
        revision=0,
        mode=mode,
        remote_agreement=remote_agreement,
        remote_risk=remote_risk,
    )
    for one in rows:
        row = _row(one)
        row.person = people[one.person_id]
        plan.rows.append(row)
    return plan


def _row(one: RowDraft) -> PlanRow:
    return PlanRow(
        stage=one.stage,
        on=one.on,
        half=one.half,
        site_id=one.site_id,
        person_id=one.person_id,
        covers=list(one.covers),
        remote=one.remote,
        auditing=one.auditing,
        with_whom=one.with_whom,
        department=one.department,
    )


def _must_fit(case: Case, rows: Sequence[RowDraft]) -> None:
    """Rows name sites of the case and members of its team, each member once in a half-day."""
    team = {one.person_id for one in team_of(case)}
    sites = {one.id for one in sites_of(case)}
    if any(one.person_id not in team or one.site_id not in sites for one in rows):
        raise Invalid(N_("A row names somebody outside the team, or a site outside the case."))
    slots = [(one.person_id, one.on, one.half) for one in rows]
    if len(set(slots)) < len(slots):
        raise Invalid(N_("A member stands twice in the same half-day (R20)."))


def _keep_positions(case: Case, positions: Positions) -> None:
    for site in sites_of(case):
        if site.id in positions:
            site.latitude, site.longitude = positions[site.id]


def obstacles_to_release_plan(case: Case) -> list[Obstacle]:
    """R12, R16, R17, R19-R22, R24, R25 for the draft."""
    return obstacles_in_plan(case, draft_plan(case))


def obstacles_in_plan(
    case: Case, plan: AuditPlan | None, seen_by: int | None = None
) -> list[Obstacle]:
    """What stands in the way of releasing a plan, kept or only looked at, as somebody may know."""
    if plan is None or not plan.rows:
        return [
            Obstacle("R22", N_("There is no draft of the plan."), N_("Enter and save its rows."))
        ]
    rules = rules_of(case)
    people = sorted({row.person_id for row in plan.rows})
    days = sorted({row.on for row in plan.rows})
    agenda = agenda_of(plan)
    found = [*team_obstacles(case, days), *standing_obstacles(case), *_rotation(case)]
    found += separation.overlap_obstacles(
        wanted_half_days(plan), taken_half_days(case, people, seen_by), rules
    )
    if fresh := new_days(case, plan):
        found += rules_of_plan.notice_obstacles(clock.today(), fresh[0], rules)
    found += _order_obstacles(plan)
    found += rules_of_plan.coverage_obstacles(agenda, scope_of(case), scheme_of(case), rules)
    found += rules_of_plan.mode_obstacles(mode_of(plan), agenda, rules)
    booked = booked_of(case, plan)
    found += booking_obstacles(needed_time(case), booked)
    found += agreement_obstacles(agreed_days(case), booked)
    return found + _outsiders(case, plan)


def _order_obstacles(plan: AuditPlan) -> list[Obstacle]:
    first = [row.on for row in plan.rows if row.stage == 1]
    second = [row.on for row in plan.rows if row.stage == 2]  # noqa: PLR2004 - stage 2
    if not first or not second or max(first) <= min(second):
        return []
    return [
        Obstacle(
            "R23",
            N_("Stage 2 is planned to begin on %(second)s, before stage 1 ends on %(first)s."),
            N_("Let stage 2 begin later."),
            {"second": min(second).isoformat(), "first": max(first).isoformat()},
        )
    ]


def _outsiders(case: Case, plan: AuditPlan) -> list[Obstacle]:
    team = {one.person_id for one in team_of(case)}
    names = dict.fromkeys(row.person.name for row in plan.rows if row.person_id not in team)
    return [
        Obstacle(
            "R12",
            N_("%(person)s stands in the plan but is not on the team any more."),
            N_("Give these half-days to a member of the team."),
            {"person": name},
        )
        for name in names
    ]


def _rotation(case: Case) -> list[Obstacle]:
    lead = next((one for one in team_of(case) if one.role == Role.LEAD), None)
    return rotation_obstacles(case, lead.person, lead.rotation_reason) if lead else []


def release_plan(case_id: int | str, *, by: Actor) -> AuditPlan:
    """Let the plan reach the enterprise; from now on it is frozen."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "release_plan")
        draft = draft_plan(case)
        people = sorted({row.person_id for row in draft.rows}) if draft else []
        # two schedulers who book one person at once have to pass here one after the other (R20)
        session.scalars(
            select(Person).where(Person.id.in_(people)).order_by(Person.id).with_for_update()
        ).all()
        act.heed(obstacles_in_plan(case, draft, by.person_id))
        if draft is None:
            raise NotNow(N_("There is no draft of the plan."))
        draft.released_at = act.at
        act.note(revision=draft.revision)
        act.tell(_news(case, draft))
    return draft


def _news(case: Case, plan: AuditPlan) -> Fact:
    if revision_before(case, plan) is None:
        return PlanReleased(case.id, plan.revision)
    return PlanChanged(case.id, plan.revision, len(changes_in(case, plan)))


def obstacles_to_object_to_member(case: Case, reason: str) -> list[Obstacle]:
    """R21: in time and with reasons."""
    plan = released_plan(case)
    if plan is None or plan.released_at is None:
        return [Obstacle("R21", N_("The plan has not been released yet."), N_("Wait for it."))]
    sent = clock.local_date(plan.released_at)
    return rules_of_plan.objection_obstacles(sent, clock.today(), reason, rules_of(case))


def object_to_member(
    case_id: int | str, *, assignment_id: int | str, by: Actor, reason: str
) -> None:
    """The enterprise does not want this person, and says why."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "object_to_member")
        member = _member(case, assignment_id)
        act.heed(obstacles_to_object_to_member(case, reason))
        member.objection, member.objection_answer = reason.strip(), ""
        act.note(person=member.person.name)
        act.tell(MemberObjectedTo(case.id, member.id, reason))


def answer_member_objection(
    case_id: int | str, *, assignment_id: int | str, by: Actor, reason: str
) -> None:
    """Answer why the member stays; who goes is replaced instead."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "answer_member_objection")
        member = _member(case, assignment_id)
        if not member.objection:
            raise NotNow(N_("Nobody objects to this member."))
        member.objection_answer = reason.strip()
        act.note(person=member.person.name)


def _member(case: Case, key: int | str) -> Assignment:
    for one in assignments_of(case.id, *STANDING):
        if key in (one.id, one.public_id) and one.role in TEAM_ROLES:
            return one
    raise NotVisible(ABSENT)


def obstacles_to_start_stage1(case: Case, seen_by: int | None = None) -> list[Obstacle]:
    """R12-R18 once more, the released plan, its notice time, and objections answered (R21)."""
    plan = released_plan(case)
    if plan is None or plan.released_at is None:
        return [
            Obstacle(
                "R21",
                N_("The plan has not reached the enterprise."),
                N_("Release the plan first."),
            )
        ]
    days = sorted({row.on for row in plan.rows})
    found = [*team_obstacles(case, days), *standing_obstacles(case)]
    for one in team_of(case):
        found += conflicts_now(case, one.person, one.role)
        found += separation_obstacles(case, one.person, one.role)
        if one.objection and not one.objection_answer:
            found.append(_unanswered(one))
    found += _outsiders(case, plan)
    # leave and busy time that came after the release
    wanted = [one for one in wanted_half_days(plan) if one.on >= clock.today()]
    taken = taken_half_days(case, sorted({one.person for one in wanted}), seen_by)
    found += separation.overlap_obstacles(wanted, taken, rules_of(case))
    sent = first_day_known_since(case) or clock.local_date(plan.released_at)
    return found + rules_of_plan.notice_obstacles(sent, clock.today(), rules_of(case))


def _unanswered(member: Assignment) -> Obstacle:
    return Obstacle(
        "R21",
        N_("The enterprise objects to %(person)s, and nobody has answered."),
        N_("Replace this member, or answer the objection."),
        {"person": member.person.name},
    )


def start_stage1(case_id: int | str, *, by: Actor) -> None:
    """Begin stage 1 with the confirmed team and the released plan."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "start_stage1")
        act.heed(obstacles_to_start_stage1(case, by.person_id))
        for one in team_of(case):
            freeze_check(act, case, one.person, one.role, "stage")
        act.tell(StageStarted(case.id, 1))
