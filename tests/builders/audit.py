"""Cases under audit, through the real deeds."""

from collections.abc import Collection
from typing import Any

from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor, Role
from certplatform.models.case import Case
from certplatform.models.finding import Finding
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
from certplatform.process.finding import issue_finding, raise_finding
from certplatform.process.finding_draft import comment_draft, show_draft
from certplatform.process.rating import record_rating
from certplatform.process.step import deed
from certplatform.queries.audits import checklist_of, ratings_of, readiness_items
from certplatform.queries.findings import nonconformities
from certplatform.queries.people import holders
from certplatform.queries.plans import released_plan, sites_of, stage_days
from tests.builders.kept_stage import kept_stage
from tests.builders.people import World
from tests.builders.planning import LEAD, MEMBER, on, stage1_case

SUMMARY = "审核按计划完成，未发现影响结论的限制。"


def lead(world: World) -> Actor:
    """The lead assessor."""
    return world.actor(world[LEAD])


def assessor(world: World) -> Actor:
    """The other assessor."""
    return world.actor(world[MEMBER])


def all_ready(case: Case) -> list[ReadinessAnswer]:
    """Every readiness item fulfilled."""
    return [ReadinessAnswer(one.code, fulfilled=True) for one in readiness_items(case)]


@kept_stage
def stage2_case(world: World, case: Case | None = None, **more: Any) -> Case:
    """A case in stage 2."""
    case = stage1_case(world, case, **more)
    with on(case, stage_days(released_plan(case), 1)[-1], 17):
        pass_stage1(case.id, answers=all_ready(case), summary=SUMMARY, by=lead(world))
    return case


@kept_stage
def rated_case(
    world: World, case: Case | None = None, *, not_met: Collection[str] = (), **more: Any
) -> Case:
    """A case in stage 2 with every row judged: clauses by the lead, criteria by the assessor."""
    case = stage2_case(world, case, **more)
    with on(case, stage_days(released_plan(case), 2)[-1], 16):
        judge_all(world, case, not_met)
    return case


def judge_all(world: World, case: Case, not_met: Collection[str] = ()) -> None:
    """Judge every row that nobody has judged yet; signed in by both, in one transaction."""
    known = ratings_of(case)
    with deed(by=SYSTEM):
        for who in (lead(world), assessor(world)):
            sign_in(case.id, kind="opening", by=who)
            sign_in(case.id, kind="closing", by=who)
        for part in checklist_of(case):
            who = lead(world) if part.claim is None else assessor(world)
            for row in part.rows:
                if row.key not in known:
                    result = "not_met" if row.key in not_met else "met"
                    record_rating(case.id, key=row.key, result=result, note="查看记录", by=who)


def a_finding(
    world: World, case: Case, grade: str = "minor", *, place: int = 0, issue: bool = True
) -> Finding:
    """A finding against a clause, issued where it is a nonconformity."""
    key = checklist_of(case)[0].rows[place].key
    made = raise_finding(
        case.id,
        key=key,
        site_id=sites_of(case)[0].id,
        grade=grade,
        fact="设备台账与现场不一致，缺少 3 台设备的点检记录。",
        evidence_text="设备台账 2026 版；现场照片",
        by=lead(world),
    )
    if issue:
        agreed(world, made)
        issue_finding(made.id, by=lead(world))
    return made


def agreed(world: World, finding: Finding) -> None:
    """The enterprise was shown the draft and has nothing to add."""
    show_draft(finding.id, by=lead(world))
    (own, *_) = holders(finding_case(finding).enterprise_id, Role.APPLICANT)
    comment_draft(finding.id, kind="agree", text="", by=world.actor(own))


@kept_stage
def correction_case(
    world: World, case: Case | None = None, *, grades: Collection[str] = ("minor",), **more: Any
) -> Case:
    """A case whose enterprise has to answer nonconformities of these grades."""
    case = rated_case(world, case, **more)
    with on(case, stage_days(released_plan(case), 2)[-1], 17):
        for place, grade in enumerate(grades):
            a_finding(world, case, grade, place=place)
        close_stage2_with_findings(case.id, summary=SUMMARY, by=lead(world))
    return case


def answered(world: World, finding: Finding, *, applicant: str = "applicant") -> Finding:
    """A finding that the enterprise has answered, all its sites checked."""
    case = finding_case(finding)
    with on(case, case.state_since_at.date()):
        return answer_finding(
            finding.id,
            correction="已补齐点检记录。",
            root_cause="交接班制度未覆盖新增设备。",
            corrective_action="修订交接班制度并培训。",
            action_due_on=finding.due_on,
            sites={one.id: "已排查" for one in sites_of(case)},
            by=world.actor(world[applicant]),
        )


def finding_case(finding: Finding) -> Case:
    """The case of a finding."""
    found = session.get(Case, finding.case_id)
    assert found is not None
    return found


@kept_stage
def corrected_case(
    world: World, case: Case | None = None, *, grades: Collection[str] = ("minor",), **more: Any
) -> Case:
    """A case past its correction: majors verified, minors with an accepted plan."""
    case = correction_case(world, case, grades=grades, **more)
    for finding in nonconformities(case):
        answered(world, finding)
        with on(case, case.state_since_at.date(), 23):
            if finding.grade == "major":
                verify_finding(finding.id, method="document", by=lead(world))
            else:
                accept_plan(finding.id, by=lead(world))
    with on(case, case.state_since_at.date(), 23):
        finish_correction(case.id, by=lead(world))
    return case


@kept_stage
def concluding_case(world: World, case: Case | None = None, **more: Any) -> Case:
    """A case without nonconformity whose conclusion is due."""
    case = rated_case(world, case, **more)
    with on(case, stage_days(released_plan(case), 2)[-1], 17):
        close_stage2(case.id, summary=SUMMARY, by=lead(world))
    return case
