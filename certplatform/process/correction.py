"""Correction: the enterprise answers nonconformities, the team verifies them (R30-R32)."""

from collections.abc import Mapping, Sequence
from datetime import date

from certplatform import clock
from certplatform.db import session
from certplatform.domain import finding as rules_of_finding
from certplatform.domain.actors import SYSTEM, Actor, Role
from certplatform.domain.errors import Invalid, NotNow
from certplatform.domain.facts import (
    CorrectionFinished,
    FindingAnswered,
    FindingReturned,
    StageReturned,
)
from certplatform.domain.finding import MAJOR, becomes_major
from certplatform.domain.finding_cause import Cause
from certplatform.domain.finding_facts import MinorBecameMajor, MinorOverdue
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.case_states import CORRECTION, STAGE2
from certplatform.models.case import Case
from certplatform.models.finding import Finding, FindingSite
from certplatform.process.evidence import CORRECTION as CORRECTION_FILE
from certplatform.process.evidence import gathered
from certplatform.process.intake import Inspected
from certplatform.process.step import deed
from certplatform.queries.cases import rules_of
from certplatform.queries.corrections import is_overdue, overdue_minors, verify_obstacles
from certplatform.queries.findings import (
    cases_to_send_back,
    correction_due_on,
    facts_of_all,
    label_of,
    overdue_majors,
    sites_checked,
)
from certplatform.queries.plans import sites_of

ON_DOCUMENTS, ON_SITE = "document", "on_site"


def answer_finding(
    finding_id: int | str,
    *,
    correction: str,
    root_cause: str,
    corrective_action: str,
    action_due_on: date | None,
    by: Actor,
    sites: Mapping[int, str] | None = None,
    evidence: Sequence[int] = (),
    files: Sequence[Inspected] = (),
    cause: Cause | None = None,
) -> Finding:
    """Answer a nonconformity. `sites` are those checked for the same fault, with a note (R32).

    `cause` is how the cause was found; without words of their own it is the root cause in words.
    """
    with deed(by=by) as act:
        finding = act.on_finding(finding_id, "answer_finding")
        case = _case_of(finding)
        finding.correction, finding.root_cause = correction.strip(), root_cause.strip()
        finding.cause_method = cause.method if cause else ""
        finding.cause = cause.kept() if cause else []
        if cause and not finding.root_cause:
            finding.root_cause = cause.rendered
        finding.corrective_action = corrective_action.strip()
        finding.action_due_on = action_due_on
        finding.answer_evidence = gathered(
            case,
            evidence,
            files,
            CORRECTION_FILE,
            title=label_of(finding),
            by=by,
            at=act.at,
        )
        _must_answer(finding)
        _mark_sites(case, finding, sites or {})
        act.note(finding=finding.number)
        act.tell(FindingAnswered(case.id, finding.id))
    return finding


def _must_answer(finding: Finding) -> None:
    wanted = {
        "correction": (finding.correction, N_("Write what you have put right.")),
        "root_cause": (finding.root_cause, N_("Write why it happened.")),
        "corrective_action": (
            finding.corrective_action,
            N_("Write what keeps it from happening again."),
        ),
        "action_due_on": (finding.action_due_on, N_("Say by when.")),
    }
    empty = {name: said for name, (value, said) in wanted.items() if not value}
    if empty:
        raise Invalid(N_("The answer is not complete."), fields=empty)


def _mark_sites(case: Case, finding: Finding, sites: Mapping[int, str]) -> None:
    marks = sites_checked(finding)
    for site in sites_of(case):
        if site.id not in sites:
            continue
        mark = marks.get(site.id) or FindingSite(finding_id=finding.id, site_id=site.id)
        mark.checked, mark.note = True, sites[site.id].strip()
        session.add(mark)


def return_answer(finding_id: int | str, *, by: Actor, reason: str) -> None:
    """Return an answer that does not do."""
    with deed(by=by, reason=reason) as act:
        finding = act.on_finding(finding_id, "return_answer")
        case = _case_of(finding)
        finding.returned_reason = reason.strip()
        # a returned answer gets the time anew that the first one had
        anew = correction_due_on(case, finding)
        finding.due_on = max(finding.due_on or anew, anew)
        act.note(finding=finding.number)
        act.tell(FindingReturned(case.id, finding.id, reason))


def accept_plan(finding_id: int | str, *, by: Actor) -> None:
    """Accept the plan against a minor; the next audit looks at what became of it (R31)."""
    with deed(by=by) as act:
        finding = act.on_finding(finding_id, "accept_plan")
        _case_of(finding)
        if finding.grade == MAJOR:
            raise NotNow(N_("The correction of a major must be verified; a plan is not enough."))
        act.note(finding=finding.number)


def obstacles_to_verify_finding(
    finding: Finding, sites: Mapping[int, str] | None = None
) -> list[Obstacle]:
    """R30, R32: a major in time, and every site checked for the same fault."""
    case = session.get_one(Case, finding.case_id)
    return verify_obstacles(case, [finding], sites or {})[finding.id]


def verify_finding(
    finding_id: int | str, *, method: str, by: Actor, sites: Mapping[int, str] | None = None
) -> None:
    """Verify the correction on documents or on site, and close the finding."""
    if method not in {ON_DOCUMENTS, ON_SITE}:
        raise Invalid(N_("Choose how it was verified."), fields={"method": N_("Choose one.")})
    with deed(by=by) as act:
        finding = act.on_finding(finding_id, "verify_finding")
        case = _case_of(finding)
        act.heed(obstacles_to_verify_finding(finding, sites))
        _mark_sites(case, finding, sites or {})
        finding.verified_by, finding.verified_on = by.person_id, clock.today()
        finding.method = method
        act.note(finding=finding.number, method=method)


def obstacles_to_finish_correction(case: Case) -> list[Obstacle]:
    """R30, R31: majors verified, minors with an accepted plan."""
    return rules_of_finding.correction_obstacles(facts_of_all(case), rules_of(case))


def finish_correction(case_id: int | str, *, by: Actor) -> None:
    """Close the correction stage; the conclusion follows."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "finish_correction")
        act.heed(obstacles_to_finish_correction(case))
        act.tell(CorrectionFinished(case.id))


def repeat_stage2(case_id: int | str, *, by: Actor, reason: str) -> None:
    """Back to stage 2: the lead with a reason, or by itself when a major is overdue (R30)."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "repeat_stage2")
        if Role.SYSTEM in by.standing and not overdue_majors(case):
            raise NotNow(N_("No major nonconformity is overdue (R30)."))
        act.tell(StageReturned(case.id, STAGE2, reason))


def return_overdue_majors(on: date) -> int:
    """The daily work of R30: send back what is overdue; how many cases went back."""
    due = cases_to_send_back() if on <= clock.today() else []
    for case_id in due:
        repeat_stage2(
            case_id,
            by=SYSTEM,
            reason=N_("The correction of a major nonconformity was not verified in time (R30)."),
        )
    return len(due)


def escalate_overdue_minors(on: date) -> int:
    """The daily work of R31: minors whose answer is owed for too long; how many escalated."""
    due = [one.id for one in overdue_minors()] if on <= clock.today() else []
    for finding_id in due:
        escalate_minor(finding_id, by=SYSTEM)
    return len(due)


def escalate_minor(finding_id: int | str, *, by: Actor) -> None:
    """R31: an overdue minor becomes a major or is pointed out, as the rule data says; once."""
    with deed(by=by) as act:
        finding = act.on_finding(finding_id, "escalate_minor")
        case = _case_of(finding)
        if finding.escalated_at is not None or not is_overdue(case, finding):
            raise NotNow(N_("The answer to this finding is not overdue for so long (R31)."))
        finding.escalated_at = act.at
        if becomes_major(rules_of(case)):
            act.note(finding=finding.number, grade=MAJOR, before=finding.grade)
            finding.grade = MAJOR
            finding.due_on = correction_due_on(case, finding)
            act.tell(MinorBecameMajor(case.id, finding.id, label_of(finding)))
        else:
            act.note(finding=finding.number)
            act.tell(MinorOverdue(case.id, finding.id, label_of(finding)))


def _case_of(finding: Finding) -> Case:
    case = session.get_one(Case, finding.case_id)
    if case.state not in (STAGE2, CORRECTION):
        raise NotNow(
            N_("This is not possible while the state is “%(state)s”."),
            {"state": CASE.title(case.state)},
        )
    return case
