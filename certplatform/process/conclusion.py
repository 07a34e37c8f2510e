"""The conclusion: computed, concluded, checked, confirmed, submitted to the committee (R33-R35)."""

from collections.abc import Mapping, Sequence
from datetime import date

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor, Role
from certplatform.domain.capsule import Concluded, capsule_of, digest_in
from certplatform.domain.conclusion import (
    COMMENTED,
    CONFIRMED,
    SILENT,
    WAITING,
    Proposal,
    enterprise_answer,
    moving_on_obstacles,
    proposal_obstacles,
    rating_obstacles,
)
from certplatform.domain.errors import Invalid, NotNow
from certplatform.domain.facts import (
    AuditConcluded,
    ConclusionChecked,
    ConclusionConfirmed,
    ConclusionSubmitted,
)
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.technical_check import (
    PASSED,
    SectionCheck,
    faults_of,
    outcome_of,
    unanswered,
)
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.conclusion import Conclusion, GradeCapsule
from certplatform.process.conflict_check import freeze_own_check
from certplatform.process.step import Deed, deed
from certplatform.queries.assignments import (
    checker_of,
    conflict_obstacles,
    separation_obstacles,
    uncleared,
)
from certplatform.queries.audits import rated_capabilities
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.conclusions import (
    conclusions_of,
    current_conclusion,
    explanation_of,
    is_favourable,
    recommendations_of,
    sections_to_answer,
    sent_on,
    silent_conclusions,
)
from certplatform.queries.grading import Computation, computation, computed_grade, evidence_digests


def obstacles_to_conclude(
    case: Case, grade: str | None, recommendation: str, reasons: str
) -> list[Obstacle]:
    """R33, R34: everything rated, a grade not above the computed one, with reasons."""
    scheme, computed = scheme_of(case), computed_grade(case)
    found = proposal_obstacles(computed, Proposal(grade or None, reasons), scheme)
    if is_favourable(case, recommendation):
        found += rating_obstacles(rated_capabilities(case), scheme)
        found += computed.obstacles
        if not grade:
            found.append(
                Obstacle(
                    "R34",
                    N_("This recommendation needs a grade."),
                    N_("Choose the grade, or recommend otherwise."),
                    field="grade",
                )
            )
    return found


def conclude(
    case_id: int | str,
    *,
    grade: str | None,
    recommendation: str,
    scope: str,
    reasons: str,
    by: Actor,
    scope_en: str = "",
    answers: Mapping[str, str] | None = None,
) -> Conclusion:
    """Conclude with a grade or none; the computation, explained and as a capsule, is kept.

    `answers`: to the sections that came back from the technical check.
    """
    with deed(by=by, reason=reasons) as act:
        case = act.on_case(case_id, "conclude")
        _must_be_whole(case, grade, recommendation, scope)
        act.heed(obstacles_to_conclude(case, grade, recommendation, reasons))
        answered = _answered_sections(act, case, answers or {})
        found = computation(case)
        computed = found.answer.grade
        last = next(iter(conclusions_of(case)), None)
        made = Conclusion(
            case_id=case.id,
            revision=last.revision + 1 if last else 1,
            computed=explanation_of(case, found),
            computed_grade=computed.code if computed else "",
            proposed_grade=grade or "",
            recommendation=recommendation,
            scope=scope.strip(),
            scope_en=scope_en.strip(),
            reason=reasons.strip(),
            section_answers=answered,
            concluded_by=by.person_id,
            concluded_at=act.at,
        )
        session.add(made)
        capsule = _seal_capsule(act, case, made, found).digest
        act.note(revision=made.revision, computed=made.computed_grade, proposed=grade or "")
        act.note(capsule=capsule)
        act.tell(AuditConcluded(case.id, made.revision, made.proposed_grade))
    return made


def _answered_sections(act: Deed, case: Case, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to the sections that came back, each of which wants one."""
    returned = sections_to_answer(case)
    act.heed(unanswered(returned, answers))
    return {one: answers[one].strip() for one in returned}


def _seal_capsule(act: Deed, case: Case, made: Conclusion, found: Computation) -> GradeCapsule:
    """Keep what the revision was computed from, so that anybody can compute it again."""
    session.flush()
    content = capsule_of(
        scheme_of(case),
        case.number,
        found.context,
        found.results,
        evidence_digests(case),
        Concluded(made.proposed_grade, made.reason, str(act.role), act.at),
    )
    capsule = GradeCapsule(
        case_id=case.id,
        conclusion_id=made.id,
        content=content,
        digest=digest_in(content),
        at=act.at,
    )
    session.add(capsule)
    return capsule


def _must_be_whole(case: Case, grade: str | None, recommendation: str, scope: str) -> None:
    wrong = {}
    if grade and grade not in {one.code for one in scheme_of(case).grades}:
        wrong["grade"] = N_("Choose a grade of this scheme, or none.")
    if recommendation not in recommendations_of(case):
        wrong["recommendation"] = N_("Choose what you recommend.")
    if not scope.strip():
        wrong["scope"] = N_("Write the scope for which this holds.")
    if wrong:
        raise Invalid(N_("The conclusion is not complete."), fields=wrong)


def obstacles_to_check_conclusion(case: Case) -> list[Obstacle]:
    """R13-R16, R18 for the checker, and a conclusion that is there to be checked."""
    last = current_conclusion(case)
    if last is None or last.check_outcome:
        return [
            Obstacle(
                "R18",
                N_("There is no conclusion that waits for a check."),
                N_("Wait for the lead assessor's conclusion."),
            )
        ]
    checker = checker_of(case)
    if checker is None:
        return []
    found = separation_obstacles(case, checker.person, checker.role)
    found += conflict_obstacles(case, checker.person, checker.role, clock.today())
    return found + uncleared(case, checker)


def check_conclusion(
    case_id: int | str, *, sections: Sequence[SectionCheck], comment: str, by: Actor
) -> None:
    """Record the technical check; one section that is returned sends the whole back to the lead."""
    if wrong := faults_of(sections):
        raise Invalid(N_("The check is not complete."), fields=wrong)
    if not comment.strip():
        said = N_("Write what you checked and what you found.")
        raise Invalid(said, fields={"comment": said})
    with deed(by=by, reason=comment) as act:
        case = act.on_case(case_id, "check_conclusion")
        act.heed(obstacles_to_check_conclusion(case))
        last = _current(case)
        outcome = outcome_of(sections)
        last.check_outcome, last.check_comment = outcome, comment.strip()
        last.check_sections = [one.as_record() for one in sections]
        last.checked_by, last.checked_at = by.person_id, act.at
        freeze_own_check(act, case, Role.TECHNICAL_CHECKER, "check")
        act.note(revision=last.revision, outcome=outcome)
        act.tell(ConclusionChecked(case.id, outcome == PASSED))


def confirm_conclusion(
    case_id: int | str, *, confirmed: bool, comment: str = "", by: Actor
) -> None:
    """The enterprise confirms the conclusion, or comments on it (R35)."""
    if not confirmed and not comment.strip():
        said = N_("Write your comment.")
        raise Invalid(said, fields={"comment": said})
    with deed(by=by, reason=comment) as act:
        case = act.on_case(case_id, "confirm_conclusion")
        last = _waiting_for_enterprise(case)
        last.confirm_outcome = CONFIRMED if confirmed else COMMENTED
        last.confirm_comment = comment.strip()
        last.confirmed_by, last.confirmed_at = by.person_id, act.at
        act.note(revision=last.revision, outcome=last.confirm_outcome)
        act.tell(ConclusionConfirmed(case.id, confirmed))


def record_silence(case_id: int | str, *, by: Actor) -> None:
    """The enterprise has let its time go by: that is recorded, and the case moves on (R35)."""
    with deed(by=by) as act:
        if Role.SYSTEM not in by.standing:
            raise NotNow(N_("Only the passing of time is recorded like this."))
        case = act.on_case(case_id, "confirm_conclusion")
        last = _waiting_for_enterprise(case)
        sent = sent_on(last)
        if sent is None or enterprise_answer(sent, "", clock.today(), rules_of(case)) == WAITING:
            raise NotNow(N_("The enterprise still has time to answer (R35)."))
        last.confirm_outcome, last.confirmed_at = SILENT, act.at
        act.note(revision=last.revision, outcome=SILENT)
        act.tell(ConclusionConfirmed(case.id, confirmed=False))


def confirm_overdue(on: date) -> int:
    """The daily work of R35: record the silence of enterprises; how many were silent."""
    due = silent_conclusions() if on <= clock.today() else []
    for case_id in due:
        record_silence(case_id, by=SYSTEM)
    return len(due)


def _waiting_for_enterprise(case: Case) -> Conclusion:
    last = _current(case)
    if last.check_outcome != PASSED:
        raise NotNow(N_("The conclusion has not passed the technical check yet."))
    if last.confirm_outcome:
        raise NotNow(N_("The enterprise has answered already."))
    return last


def _current(case: Case) -> Conclusion:
    last = current_conclusion(case)
    if last is None:
        raise NotNow(N_("There is no conclusion yet."))
    return last


def obstacles_to_submit_conclusion(case: Case) -> list[Obstacle]:
    """R18, R35: concluded, checked, and answered by the enterprise or its time over."""
    last = current_conclusion(case)
    if last is None or last.check_outcome != PASSED:
        return [
            Obstacle(
                "R18",
                N_("The conclusion has not passed the technical check yet."),
                N_("Let the technical checker look at it first."),
            )
        ]
    return moving_on_obstacles(sent_on(last), last.confirm_outcome, clock.today(), rules_of(case))


def submit_conclusion(case_id: int | str, *, by: Actor) -> None:
    """Submit the conclusion to the committee."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "submit_conclusion")
        act.heed(obstacles_to_submit_conclusion(case))
        last = _current(case)
        if not last.confirm_outcome:
            last.confirm_outcome, last.confirmed_at = SILENT, act.at
        act.note(revision=last.revision, grade=last.proposed_grade)
        act.tell(ConclusionSubmitted(case.id))
