"""From the team to the conclusion that goes to the committee."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from math import ceil

from certplatform import clock
from certplatform.cli.demo.papers import proof
from certplatform.cli.demo.scene import CALENDAR, Scene, Step
from certplatform.domain.actors import Actor, Role
from certplatform.domain.attendance import CLOSING, OPENING
from certplatform.domain.finding_cause import five_why
from certplatform.domain.plan_draft import RowDraft
from certplatform.models.person import Person
from certplatform.process.assignment import (
    appoint_checker,
    confirm_member,
    declare,
    invite_team,
    propose_member,
)
from certplatform.process.attendance import sign_in
from certplatform.process.audit import (
    ReadinessAnswer,
    close_stage2,
    close_stage2_with_findings,
    pass_stage1,
)
from certplatform.process.correction import (
    accept_plan,
    answer_finding,
    finish_correction,
    verify_finding,
)
from certplatform.process.effectiveness import check_effectiveness
from certplatform.process.finding import issue_finding, note_finding, raise_finding
from certplatform.process.finding_draft import answer_dispute, comment_draft, show_draft
from certplatform.process.intake import inspected
from certplatform.process.plan import release_plan, save_plan, start_stage1
from certplatform.process.rating import record_rating
from certplatform.process.second_rating import rate_again
from certplatform.queries.audits import checklist_keys, readiness_items
from certplatform.queries.cases import assignments_of
from certplatform.queries.findings import unchecked_findings
from certplatform.queries.plans import (
    Stay,
    departments_of,
    needed_time,
    scope_of,
    sites_of,
    sites_to_visit,
    stays_of,
)
from certplatform.queries.second_ratings import waiting_for

TEAM = (Role.LEAD, Role.ASSESSOR)
MEMBER_HALF_DAYS = 14
STAGE1_HALF_DAYS = 2


def make_team(scene: Scene) -> Step:
    """The scheduler proposes whoever is free first; they declare and are confirmed."""
    yield scene.after(3)
    half_days = int(needed_time(scene.case).days * 2)
    count = min(2 + half_days // (2 * MEMBER_HALF_DAYS), 4)
    free = _free_first(scene)
    for place, person in enumerate(free[:count]):
        role = Role.LEAD if place == 0 else Role.ASSESSOR
        propose_member(scene.case_id, person_id=person.id, role=role, by=scene.scheduler)
    invite_team(scene.case_id, by=scene.scheduler)
    appoint_checker(scene.case_id, person_id=free[count].id, by=scene.scheduler)
    if scene.turn == "waiting_for_declarations":
        return
    yield scene.after(1)
    for one in assignments_of(scene.case_id, "proposed"):
        declare(one.id, by=scene.cast.actor(scene.key_of(one.person_id)))
    yield scene.after(1)
    for one in assignments_of(scene.case_id, "declared"):
        confirm_member(one.id, by=scene.scheduler)


def _free_first(scene: Scene) -> list[Person]:
    people = [
        one
        for key, one in scene.cast.people.items()
        if key.startswith("assessor") and key.endswith(f"-{scene.body}")
    ][:-1]  # the last one of each body has worked for the consultancy
    return sorted(people, key=lambda one: (scene.cast.busy_until(one.id), one.id))


def release(scene: Scene) -> Step:
    """Plan stage 1 and stage 2, release the plan in time."""
    yield scene.after(2)
    team = [one for one in assignments_of(scene.case_id, "confirmed") if one.role in TEAM]
    team.sort(key=lambda one: one.role != Role.LEAD)
    first = max([scene.after(10), *(scene.cast.busy_until(one.person_id) for one in team)])
    rows = _rows(scene, [one.person_id for one in team], _working(first))
    save_plan(
        scene.case_id,
        rows=rows,
        by=scene.scheduler,
        objective="评价管理体系的符合性、有效性，以及所申报新型能力达到的等级。",
    )
    release_plan(scene.case_id, by=scene.scheduler)
    scene.first_day = rows[0].on
    scene.second_day = min(row.on for row in rows if row.stage == 2)  # noqa: PLR2004 - the stage
    scene.last_day = max(row.on for row in rows)
    for one in team:
        scene.cast.book(one.person_id, scene.last_day)


def _working(day: date) -> date:
    return day if CALENDAR.is_working_day(day) else CALENDAR.next_working_day(day)


def _rows(scene: Scene, team: list[int], first: date) -> list[RowDraft]:
    case = scene.case
    sites = sites_to_visit(case) or sites_of(case)
    head = next((one for one in sites if one.headquarters), sites[0])
    total = ceil(needed_time(case).days * 2)
    departments = departments_of(case) or [""]
    rows = [RowDraft(1, first, half, head.id, team[0], with_whom="体系负责人") for half in (1, 2)]
    keys = _coverage(scene)
    left = max(total - STAGE1_HALF_DAYS, 2 * len(team), len(sites) + 1)
    day = _working(first + timedelta(days=6))
    places = [(number, person) for number in range(left) for person in team][:left]
    slots: list[tuple[date, int, int]] = []
    while len(slots) < len(places):
        slots += [(day, half, person) for half in (1, 2) for person in team]
        day = CALENDAR.next_working_day(day)
    for number, (on, half, person) in enumerate(slots[:left]):
        site = sites[number % len(sites)]
        covers = tuple(keys[number::left])
        row = RowDraft(2, on, half, site.id, person, covers, with_whom="部门负责人")
        rows.append(replace(row, department=departments[number % len(departments)]))
    return rows


def _coverage(scene: Scene) -> list[str]:
    scope = scope_of(scene.case)
    keys = [f"clause:{code}" for code in scope.clauses]
    keys += [
        f"claim:{position}:{dimension}"
        for position in scope.capabilities
        for dimension in scope.dimensions
    ]
    return keys


def begin(scene: Scene) -> Step:
    """Stage 1 begins on its first day."""
    yield max(scene.first_day, scene.on)
    start_stage1(scene.case_id, by=scene.scheduler)


def close_first(scene: Scene) -> Step:
    """Stage 1: sign in, look at the documents, find the enterprise ready."""
    for kind in (OPENING, CLOSING):
        sign_in_all(scene, stays_of(scene.case, 1), kind)
    yield scene.after(1)
    answers = [
        ReadinessAnswer(item.code, fulfilled=True, note="已查阅文件并访谈负责人")
        for item in readiness_items(scene.case)
    ]
    pass_stage1(
        scene.case_id,
        answers=answers,
        summary="体系文件完整，运行满三个月，内审与管理评审已完成，具备进入第二阶段的条件。",
        by=scene.acting(Role.LEAD),
    )


def sign_in_all(scene: Scene, stays: Iterable[Stay], kind: str) -> None:
    """Everybody who is on site signs in."""
    for stay in stays:
        sign_in(scene.case_id, kind=kind, by=scene.cast.actor(scene.key_of(stay.person.id)))


def clause_at(scene: Scene, place: int) -> str:
    """The key of a clause, another one in each play."""
    return f"clause:{scene.scheme.judged_clauses[(scene.seat + place) % 20].code}"


def judge(scene: Scene, lead: Actor, lacking: str) -> None:
    """The lead judges every row; where a nonconformity is found, not all of it is met."""
    for number, key in enumerate(checklist_keys(scene.case)):
        partly = key == lacking and scene.has_findings
        note = "抽查记录与现场一致" if number % 5 == 0 else ""
        record_rating(
            scene.case_id,
            key=key,
            result="partly" if partly else "met",
            note="个别记录不完整，见审核发现" if partly else note,
            by=lead,
        )


def judge_again(scene: Scene) -> None:
    """A member judges the drawn rows without knowing the first results, mostly alike."""
    member = scene.acting(Role.ASSESSOR)
    for number, row in enumerate(waiting_for(scene.case, member.person_id or 0)):
        differs = (number + scene.seat) % 9 == 0
        result, note = ("partly", "个别岗位执行不到位") if differs else ("met", "")
        rate_again(scene.case_id, key=row.key, result=result, note=note, by=member)


def _last_day(stay: Stay) -> date:
    return clock.local_date(stay.ends_at)


def audit(scene: Scene) -> Step:
    """Stage 2: every row of the checklist, and what was found."""
    yield max(scene.second_day, scene.on)
    lead = scene.acting(Role.LEAD)
    sign_in_all(scene, stays_of(scene.case, 2), OPENING)
    lacking = clause_at(scene, 7)
    judge(scene, lead, lacking)
    judge_again(scene)
    site = sites_of(scene.case)[0]
    findings = [
        ("strength", clause_at(scene, 0), "数据治理制度与岗位职责挂钩，执行情况可逐级追溯。")
    ]
    if scene.has_findings:
        findings.append(("minor", lacking, "抽查 3 份系统变更记录，其中 1 份缺少批准人签字。"))
    for grade, key, fact in findings:
        made = raise_finding(
            scene.case_id,
            key=key,
            site_id=site.id,
            grade=grade,
            fact=fact,
            evidence_text="现场查阅记录并与负责人核对。",
            by=lead,
        )
        if grade == "minor":
            argue(scene, made.id)
        (issue_finding if grade == "minor" else note_finding)(made.id, by=lead)
    for one in unchecked_findings(scene.case):
        check_effectiveness(
            scene.case_id,
            earlier=one.id,
            effective=True,
            note="抽查本年度变更记录 12 份，批准环节必填校验有效，未再出现缺少批准人签字。",
            by=lead,
        )
    for day in sorted({_last_day(one) for one in stays_of(scene.case, 2)}):
        yield max(day, scene.on)
        leaving = [one for one in stays_of(scene.case, 2) if _last_day(one) == day]
        sign_in_all(scene, leaving, CLOSING)
    yield max(scene.last_day, scene.on)


def argue(scene: Scene, finding_id: int) -> None:
    """The enterprise sees the draft; now and then it disputes it and gets an answer."""
    lead = scene.acting(Role.LEAD)
    show_draft(finding_id, by=lead)
    if scene.seat % 4 == 0:
        words = "该份变更为紧急变更，事后已由批准人补签，请核对补签记录。"
        said = comment_draft(finding_id, kind="dispute", text=words, by=scene.applicant)
        words = "补签日期晚于变更实施 15 日，程序规定紧急变更须在 3 日内补签，事实成立。"
        answer_dispute(finding_id, comment_id=said.id, text=words, by=lead)
    comment_draft(finding_id, kind="agree", text="", by=scene.applicant)


def close_second(scene: Scene) -> Step:
    """Close stage 2."""
    yield scene.after(1)
    close = close_stage2_with_findings if scene.has_findings else close_stage2
    close(scene.case_id, summary="审核按计划完成，覆盖全部条款与能力。", by=scene.acting(Role.LEAD))


WHYS = (
    "变更记录提交时缺少批准人签字也能归档。",
    "变更系统没有设置提交前的必填校验。",
    "系统上线时按纸质流程照搬，未把批准作为必经环节。",
)


def answer(scene: Scene) -> Step:
    """The enterprise answers in its time, however long the team then takes."""
    if not scene.has_findings:
        return
    yield scene.after(8)
    finding = scene.open_finding()
    sites = {one.id: "已排查，无同类问题" for one in sites_of(scene.case)}
    file = proof(scene.enterprise, "整改证据", "已补签并复核全部变更记录。", scene.on)
    answer_finding(
        finding.id,
        correction="已由批准人补签，并复核近一年全部变更记录。",
        root_cause="",
        cause=five_why(WHYS),
        corrective_action="在变更系统中增加批准环节必填校验，并培训相关人员。",
        action_due_on=scene.on + timedelta(days=20),
        by=scene.applicant,
        sites=sites,
        files=[inspected("整改证据.pdf", file)],
    )


def correct(scene: Scene) -> Step:
    """The team verifies what the enterprise has answered."""
    if not scene.has_findings:
        return
    yield scene.after(4)
    lead, finding = scene.acting(Role.LEAD), scene.open_finding()
    sites = {one.id: "已排查，无同类问题" for one in sites_of(scene.case)}
    accept_plan(finding.id, by=lead)
    verify_finding(finding.id, method="document", by=lead, sites=sites)
    finish_correction(scene.case_id, by=scene.acting(Role.LEAD))
