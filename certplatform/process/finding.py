"""Findings: raised, issued, noted, dropped, carried over from the audit before (R28, R31)."""

from collections.abc import Sequence

from sqlalchemy import func, select

from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor
from certplatform.domain.errors import Invalid, NotNow
from certplatform.domain.finding import FINDING_GRADES, MINOR, NONCONFORMITIES
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.case_states import STAGE1, STAGE2
from certplatform.domain.workflow.finding import DRAFTED, FINDING
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.process.evidence import EVIDENCE, gathered
from certplatform.process.intake import Inspected
from certplatform.process.step import Deed, deed
from certplatform.queries.audits import checklist_keys
from certplatform.queries.finding_drafts import comments_of, issue_obstacles
from certplatform.queries.findings import earlier_minors, findings_of
from certplatform.queries.plans import sites_of


def raise_finding(
    case_id: int | str,
    *,
    key: str,
    site_id: int,
    grade: str,
    fact: str,
    by: Actor,
    evidence_text: str = "",
    evidence: Sequence[int] = (),
    files: Sequence[Inspected] = (),
    carried_from: int | None = None,
    more_keys: Sequence[str] = (),
) -> Finding:
    """Draft a finding; it may still lack what R28 asks for when it is issued.

    `key` is the main clause or criterion, `more_keys` are others that it stands against as well.
    """
    with deed(by=by) as act:
        case = act.on_case(case_id, "raise_finding")
        must_be_drawn_up(case, key, site_id, grade, more_keys)
        made = _new_finding(act, case, key=key, site_id=site_id, grade=grade)
        made.more_keys = besides(key, more_keys)
        made.fact, made.evidence_text = fact.strip(), evidence_text.strip()
        made.evidence = gathered(case, evidence, files, EVIDENCE, title=key, by=by, at=act.at)
        if carried_from in {one.id for one in earlier_minors(case)}:
            made.carried_from = carried_from
        session.add(made)
        act.born(FINDING, made, "raise_finding", f"case:{case.id}")
        act.note(finding=made.number, key=key, grade=grade, more_keys=made.more_keys)
    return made


def must_be_drawn_up(
    case: Case, key: str, site_id: int, grade: str, more_keys: Sequence[str] = ()
) -> None:
    """A finding names a row of the checklist, a site and a grade that there are. Raises Invalid."""
    wrong, known = {}, set(checklist_keys(case))
    if key not in known:
        wrong["key"] = N_("Choose what it refers to.")
    if not known.issuperset(more_keys):
        wrong["more_keys"] = N_("Choose what it refers to.")
    if site_id not in {one.id for one in sites_of(case)}:
        wrong["site_id"] = N_("Choose the site.")
    if grade not in FINDING_GRADES:
        wrong["grade"] = N_("Choose major, minor, observation or strength.")
    if wrong:
        raise Invalid(N_("The finding cannot be kept like this."), fields=wrong)


def besides(key: str, more_keys: Sequence[str]) -> list[str]:
    """Further clauses and criteria, each once, without the main one."""
    return [one for one in dict.fromkeys(more_keys) if one != key]


def _new_finding(act: Deed, case: Case, *, key: str, site_id: int, grade: str) -> Finding:
    last = session.scalar(select(func.max(Finding.number)).where(Finding.case_id == case.id))
    return Finding(
        case_id=case.id,
        number=(last or 0) + 1,
        stage=1 if case.state == STAGE1 else 2,
        key=key,
        site_id=site_id,
        grade=grade,
        fact="",
        evidence=[],
        answer_evidence=[],
        more_keys=[],
        cause=[],
        raised_by=act.by.person_id,
        raised_at=act.at,
        state=DRAFTED,
        state_since_at=act.at,
    )


def obstacles_to_issue_finding(finding: Finding) -> list[Obstacle]:
    """R28: what the finding lacks, and what the enterprise may still say or wants answered."""
    case = session.get_one(Case, finding.case_id)
    return issue_obstacles(case, [finding], comments_of([finding]))[finding.id]


def issue_finding(finding_id: int | str, *, by: Actor) -> None:
    """Issue a nonconformity; the enterprise has to answer it."""
    _settle(finding_id, "issue_finding", by, nonconformity=True)


def note_finding(finding_id: int | str, *, by: Actor) -> None:
    """Note an observation or a strength; nobody has to answer it."""
    _settle(finding_id, "note_finding", by, nonconformity=False)


def _settle(finding_id: int | str, action: str, by: Actor, *, nonconformity: bool) -> None:
    with deed(by=by) as act:
        finding = act.on_finding(finding_id, action)
        must_be_in_audit(finding)
        if (finding.grade in NONCONFORMITIES) != nonconformity:
            raise NotNow(N_("Nonconformities are issued; observations and strengths are noted."))
        act.heed(obstacles_to_issue_finding(finding))
        act.note(finding=finding.number)


def drop_finding(finding_id: int | str, *, by: Actor, reason: str) -> None:
    """Drop a draft, with the reason."""
    with deed(by=by, reason=reason) as act:
        finding = act.on_finding(finding_id, "drop_finding")
        must_be_in_audit(finding)
        act.note(finding=finding.number)


def carry_over(case_id: int | str, *, by: Actor) -> int:
    """List the minors of the audit before that this audit has to close (R31); how many are new."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "carry_over")
        known = {one.carried_from for one in findings_of(case)}
        new = [one for one in earlier_minors(case) if one.id not in known]
        site = next((one for one in sites_of(case) if one.headquarters), None)
        if new and site is None:
            raise NotNow(N_("The case has no headquarters among its sites."))
        for one in new:
            made = _new_finding(act, case, key=one.key, site_id=site.id if site else 0, grade=MINOR)
            made.fact, made.evidence_text = one.fact, one.evidence_text
            made.correction, made.root_cause = one.correction, one.root_cause
            made.corrective_action, made.action_due_on = one.corrective_action, one.action_due_on
            made.cause_method, made.cause = one.cause_method, list(one.cause)
            made.more_keys = list(one.more_keys)
            made.carried_from, made.raised_by = one.id, one.raised_by
            session.add(made)
            act.born(FINDING, made, "carry_over", f"case:{case.id}")
            with deed(by=by) as inner:
                inner.on_finding(made.id, "carry_over")
    return len(new)


def carry_over_on_stage2(case_id: int, stage: int) -> int:
    """What follows from the start of stage 2, as long as the case is in it."""
    case = session.get_one(Case, case_id)
    if stage == 1 or case.state != STAGE2 or not earlier_minors(case):
        return 0
    return carry_over(case_id, by=SYSTEM)


def must_be_in_audit(finding: Finding) -> Case:
    """The case of a finding while its audit goes on. Raises NotNow."""
    case = session.get_one(Case, finding.case_id)
    if case.state not in (STAGE1, STAGE2):
        raise NotNow(
            N_("This is not possible while the state is “%(state)s”."),
            {"state": CASE.title(case.state)},
        )
    return case
