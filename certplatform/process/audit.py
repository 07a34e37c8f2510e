"""Stage 1 and stage 2: closing a stage (R22, R23, R28, R29, R31)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.conclusion import clause_obstacles, rating_obstacles
from certplatform.domain.errors import Invalid
from certplatform.domain.facts import FindingsIssued, StageReturned, StageStarted
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.plan import StageOne, stage_two_obstacles
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import PLANNING
from certplatform.domain.workflow.finding import UNSETTLED, VERIFIED
from certplatform.models.audit import StageResult
from certplatform.models.case import Case
from certplatform.models.finding import MinorsAnswer
from certplatform.process.conflict_check import freeze_check
from certplatform.process.step import Deed, deed
from certplatform.queries.assignments import team_of
from certplatform.queries.audits import (
    judged_clauses,
    last_day_of,
    next_round,
    rated_capabilities,
    ratings_of,
    readiness_items,
)
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.conflicts import conflicts_now
from certplatform.queries.findings import (
    correction_due_on,
    findings_of,
    left_over,
    minors_to_consider,
    nonconformities,
)
from certplatform.queries.plans import released_plan, stage_days

READY, NOT_READY, CLEAN, WITH_FINDINGS = "ready", "not_ready", "closed", "with_findings"


@dataclass(frozen=True, slots=True)
class ReadinessAnswer:
    """The answer to one item of the readiness checklist."""

    item: str
    fulfilled: bool
    note: str = ""


def obstacles_to_pass_stage1(
    case: Case, answers: Sequence[ReadinessAnswer], validity_review: str = ""
) -> list[Obstacle]:
    """R13-R15, R23: the team once more, every item fulfilled, stage 2 in its time."""
    today = clock.today()
    given = {one.item: one for one in answers}
    found = [
        against for one in team_of(case) for against in conflicts_now(case, one.person, one.role)
    ]
    for item in readiness_items(case):
        one = given.get(item.code)
        if one is None or not one.fulfilled:
            found.append(
                Obstacle(
                    item.rule or "R23",
                    N_("The readiness item %(item)s is not fulfilled."),
                    N_("Clear it up with the enterprise, or go back to planning."),
                    {"item": item.code},
                    field=f"item:{item.code}",
                )
            )
    days = [one for one in stage_days(released_plan(case), 2) if one >= today]
    starts_on = days[0] if days else today
    stage_one = StageOne(today, ready=True, validity_review=validity_review)
    return found + stage_two_obstacles(stage_one, starts_on, rules_of(case))


def pass_stage1(
    case_id: int | str,
    *,
    answers: Sequence[ReadinessAnswer],
    summary: str,
    by: Actor,
    validity_review: str = "",
) -> None:
    """Close stage 1 with the result "ready"."""
    with deed(by=by, reason=validity_review) as act:
        case = act.on_case(case_id, "pass_stage1")
        _must_say(summary)
        act.heed(obstacles_to_pass_stage1(case, answers, validity_review))
        for one in team_of(case):
            freeze_check(act, case, one.person, one.role, "stage")
        _close(act, case, 1, READY, summary, answers)
        act.tell(StageStarted(case.id, 2))


def return_to_planning(
    case_id: int | str, *, answers: Sequence[ReadinessAnswer] = (), by: Actor, reason: str
) -> None:
    """Close stage 1 with the result "not ready"; the case goes back to planning."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "return_to_planning")
        _close(act, case, 1, NOT_READY, reason, answers)
        act.tell(StageReturned(case.id, PLANNING, reason))


def obstacles_to_close_stage2(
    case: Case, minors: Mapping[str, str] | None = None
) -> list[Obstacle]:
    """R22, R28, R29, R31, R33: what is left to do in stage 2; `minors` answers R29 by row."""
    scheme, given = scheme_of(case), minors or {}
    found = [*clause_obstacles(judged_clauses(ratings_of(case)), scheme)]
    found += rating_obstacles(rated_capabilities(case), scheme)
    drafts = [one for one in findings_of(case) if one.state in UNSETTLED]
    if drafts:
        found.append(
            Obstacle(
                "R28",
                N_("%(count)s findings are still drafts."),
                N_("Issue, note or drop them."),
                {"count": len(drafts)},
            )
        )
    found += [
        one for key, one in minors_to_consider(case).items() if not given.get(key, "").strip()
    ]
    return found + left_over(case)


def obstacles_to_close_without_findings(
    case: Case, minors: Mapping[str, str] | None = None
) -> list[Obstacle]:
    """The same, and no nonconformity that still wants an answer."""
    found = obstacles_to_close_stage2(case, minors)
    if count := len([one for one in nonconformities(case) if one.state != VERIFIED]):
        found.append(
            Obstacle(
                "R28",
                N_("%(count)s nonconformities are issued."),
                N_("Close stage 2 with nonconformities; the enterprise has to answer them."),
                {"count": count},
            )
        )
    return found


def close_stage2(
    case_id: int | str, *, summary: str, by: Actor, minors: Mapping[str, str] | None = None
) -> None:
    """Close stage 2 without nonconformity; the conclusion follows."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "close_stage2")
        _must_say(summary)
        act.heed(obstacles_to_close_without_findings(case, minors))
        _keep_minors(act, case, minors or {})
        _close(act, case, 2, CLEAN, summary, ())


def close_stage2_with_findings(
    case_id: int | str, *, summary: str, by: Actor, minors: Mapping[str, str] | None = None
) -> None:
    """Close stage 2 with nonconformities; the enterprise has to answer them."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "close_stage2_with_findings")
        _must_say(summary)
        act.heed(obstacles_to_close_with_findings(case, minors))
        _keep_minors(act, case, minors or {})
        _close(act, case, 2, WITH_FINDINGS, summary, ())
        session.flush()
        issued = [one for one in nonconformities(case) if one.state != VERIFIED]
        for one in issued:
            one.due_on = correction_due_on(case, one)
        act.tell(FindingsIssued(case.id, len(issued)))


def obstacles_to_close_with_findings(
    case: Case, minors: Mapping[str, str] | None = None
) -> list[Obstacle]:
    """The same as for closing, and at least one nonconformity."""
    found = obstacles_to_close_stage2(case, minors)
    if not any(one.state != VERIFIED for one in nonconformities(case)):
        found.append(
            Obstacle(
                "R28",
                N_("No nonconformity is issued."),
                N_("Close stage 2 without nonconformity."),
            )
        )
    return found


def _must_say(summary: str) -> None:
    if not summary.strip():
        said = N_("Write a summary of the stage.")
        raise Invalid(said, fields={"summary": said})


def _keep_minors(act: Deed, case: Case, minors: Mapping[str, str]) -> None:
    for key in minors_to_consider(case):
        session.add(
            MinorsAnswer(
                case_id=case.id,
                key=key,
                answer=minors[key].strip(),
                answered_by=act.by.person_id,
                answered_at=act.at,
            )
        )


def _close(
    act: Deed,
    case: Case,
    stage: int,
    outcome: str,
    summary: str,
    answers: Sequence[ReadinessAnswer],
) -> None:
    session.add(
        StageResult(
            case_id=case.id,
            stage=stage,
            round=next_round(case, stage),
            outcome=outcome,
            summary=summary.strip(),
            answers=[
                {"item": one.item, "fulfilled": one.fulfilled, "note": one.note} for one in answers
            ],
            last_day_on=last_day_of(case, stage),
            closed_by=act.by.person_id,
            closed_at=act.at,
        )
    )
    act.note(stage=stage, outcome=outcome)
