"""Stage 1 and stage 2: results row by row, closing a stage (R22, R23, R28, R29, R31)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import TEAM_ROLES, Actor
from certplatform.domain.conclusion import clause_obstacles, rating_obstacles
from certplatform.domain.errors import Invalid, NotAllowed, Stale
from certplatform.domain.facts import FindingsIssued, StageReturned, StageStarted
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.plan import StageOne, stage_two_obstacles
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import EFFECTIVE
from certplatform.domain.workflow.case_states import PLANNING
from certplatform.domain.workflow.finding import DRAFTED, VERIFIED
from certplatform.models.audit import Rating, StageResult
from certplatform.models.case import Case
from certplatform.models.finding import MinorsAnswer
from certplatform.process.evidence import EVIDENCE, gathered
from certplatform.process.intake import Inspected
from certplatform.process.step import Deed, deed
from certplatform.queries.audits import (
    NOT_APPLICABLE,
    RESULTS,
    checklist_keys,
    judged_clauses,
    last_day_of,
    next_round,
    rated_capabilities,
    ratings_of,
    readiness_items,
)
from certplatform.queries.cases import assignments_of, rules_of, scheme_of
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


def record_rating(
    case_id: int | str,
    *,
    key: str,
    result: str,
    by: Actor,
    note: str = "",
    evidence: Sequence[int] = (),
    files: Sequence[Inspected] = (),
    version: int = 0,
) -> Rating:
    """Record the result of one row of the checklist; `version` is that of the row as it was seen.

    A row somebody else has judged stays theirs while they are on the team.
    """
    _must_be_result(result, note)
    with deed(by=by) as act:
        case = act.on_case(case_id, "record_rating")
        if key not in checklist_keys(case):
            raise Invalid(N_("This row is not in the checklist of this case."))
        row = session.scalar(
            select(Rating).where(Rating.case_id == case.id, Rating.key == key).with_for_update()
        )
        _must_be_mine(case, row, by, version)
        documents = gathered(case, evidence, files, EVIDENCE, title=key, by=by, at=act.at)
        if row is None:
            row = Rating(case_id=case.id, key=key, version=0)
            session.add(row)
        row.result, row.note, row.evidence = result, note.strip(), documents
        row.version += 1
        row.rated_by, row.rated_at = by.person_id or 0, act.at
        act.note(key=key, result=result, version=row.version)
    return row


def _must_be_result(result: str, note: str) -> None:
    if result not in RESULTS:
        raise Invalid(N_("Choose a result."), fields={"result": N_("Choose a result.")})
    if result == NOT_APPLICABLE and not note.strip():
        said = N_("Write why this does not apply.")
        raise Invalid(said, fields={"note": said})


def _must_be_mine(case: Case, row: Rating | None, by: Actor, version: int) -> None:
    if (row.version if row else 0) != version:
        raise Stale(N_("Somebody changed this row meanwhile. Look at it anew, then try again."))
    if row is None or row.rated_by == by.person_id:
        return
    still_here = {
        one.person_id for one in assignments_of(case.id, *EFFECTIVE) if one.role in TEAM_ROLES
    }
    if row.rated_by in still_here:
        raise NotAllowed(N_("Another member has judged this row; only they may change it."))


def obstacles_to_pass_stage1(
    case: Case, answers: Sequence[ReadinessAnswer], validity_review: str = ""
) -> list[Obstacle]:
    """R23: every readiness item fulfilled, and stage 2 neither too early nor too late."""
    today = clock.today()
    given = {one.item: one for one in answers}
    found = []
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
    drafts = [one for one in findings_of(case) if one.state == DRAFTED]
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
