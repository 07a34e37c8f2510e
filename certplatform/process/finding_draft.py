"""The draft of a finding: shown to the enterprise, argued about in writing, changed (R28)."""

from collections.abc import Sequence

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Invalid, NotNow, NotVisible
from certplatform.domain.finding_draft import AGREE, DISPUTE, KINDS, comment_until
from certplatform.domain.finding_facts import DisputeAnswered, DraftCommented, DraftShown
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_
from certplatform.domain.workflow.finding import DRAFTED
from certplatform.models.case import Case
from certplatform.models.finding import Finding, FindingComment
from certplatform.process.evidence import CORRECTION, EVIDENCE, gathered
from certplatform.process.finding import besides, must_be_drawn_up, must_be_in_audit
from certplatform.process.intake import Inspected
from certplatform.process.step import deed
from certplatform.queries.cases import ABSENT, rules_of
from certplatform.queries.finding_drafts import comments_of, draft_of, shape_obstacles
from certplatform.queries.findings import label_of


def obstacles_to_show_draft(finding: Finding) -> list[Obstacle]:
    """R28: what the draft lacks before anybody is asked to comment on it."""
    case = session.get_one(Case, finding.case_id)
    return shape_obstacles(case, [finding])[finding.id]


def show_draft(finding_id: int | str, *, by: Actor) -> None:
    """Show a draft to the enterprise; from now on it may comment or dispute for a while."""
    with deed(by=by) as act:
        finding = act.on_finding(finding_id, "show_draft")
        case = must_be_in_audit(finding)
        act.heed(obstacles_to_show_draft(finding))
        finding.shown_at = act.at
        finding.comment_until_at = comment_until(act.at, rules_of(case))
        act.note(finding=finding.number, until=finding.comment_until_at.isoformat())
        act.tell(DraftShown(case.id, finding.id, label_of(finding)))


def comment_draft(
    finding_id: int | str,
    *,
    kind: str,
    text: str,
    by: Actor,
    files: Sequence[Inspected] = (),
) -> FindingComment:
    """Say something of a draft: that one agrees, a comment, or a dispute that wants an answer."""
    _must_say(kind, text)
    with deed(by=by) as act:
        finding = act.on_finding(finding_id, "comment_draft")
        case = must_be_in_audit(finding)
        draft = draft_of(finding, comments_of([finding])[finding.id])
        if not draft.is_open(act.at):
            raise NotNow(N_("The time for comments on this draft is over."))
        if kind == AGREE and any(one.waits for one in draft.said):
            raise NotNow(N_("A dispute of this draft still waits for its answer."))
        made = FindingComment(
            finding_id=finding.id,
            kind=kind,
            text=text.strip(),
            evidence=gathered(
                case, (), files, CORRECTION, title=label_of(finding), by=by, at=act.at
            ),
            made_by=by.person_id or 0,
            made_at=act.at,
        )
        session.add(made)
        act.note(finding=finding.number, kind=kind)
        act.tell(DraftCommented(case.id, finding.id, label_of(finding)))
    return made


def _must_say(kind: str, text: str) -> None:
    if kind not in KINDS:
        said = N_("Choose whether you agree, comment or dispute.")
        raise Invalid(said, fields={"kind": said})
    if kind != AGREE and not text.strip():
        said = N_("Write what you have to say of the draft.")
        raise Invalid(said, fields={"text": said})


def answer_dispute(
    finding_id: int | str, *, comment_id: int | str, text: str, by: Actor
) -> FindingComment:
    """Answer a dispute in writing; before that the finding cannot be issued."""
    if not text.strip():
        said = N_("Write the answer.")
        raise Invalid(said, fields={"text": said})
    with deed(by=by) as act:
        finding = act.on_finding(finding_id, "answer_dispute")
        case = must_be_in_audit(finding)
        found = _comment(finding, comment_id)
        if found.kind != DISPUTE or found.answered_at is not None:
            raise NotNow(N_("This wants no answer, or has it already."))
        found.answer, found.answered_by = text.strip(), by.person_id
        found.answered_at = act.at
        act.note(finding=finding.number, comment=found.id)
        act.tell(DisputeAnswered(case.id, finding.id, label_of(finding)))
    return found


def _comment(finding: Finding, key: int | str) -> FindingComment:
    own = FindingComment.id == key if isinstance(key, int) else FindingComment.public_id == key
    found = session.scalar(
        select(FindingComment).where(FindingComment.finding_id == finding.id, own)
    )
    if found is None:
        raise NotVisible(ABSENT)
    return found


def revise_finding(
    finding_id: int | str,
    *,
    key: str,
    site_id: int,
    grade: str,
    fact: str,
    by: Actor,
    evidence_text: str = "",
    more_keys: Sequence[str] = (),
    evidence: Sequence[int] | None = None,
    files: Sequence[Inspected] = (),
    version: int | None = None,
) -> Finding:
    """Change a draft; what the enterprise was shown no longer holds and is shown anew.

    `evidence` are the documents that stay, all where it is not given.
    """
    with deed(by=by) as act:
        finding = act.on_finding(finding_id, "revise_finding", version=version)
        case = must_be_in_audit(finding)
        must_be_drawn_up(case, key, site_id, grade, more_keys)
        kept = list(finding.evidence) if evidence is None else evidence
        finding.evidence = gathered(case, kept, files, EVIDENCE, title=key, by=by, at=act.at)
        finding.key, finding.more_keys = key, besides(key, more_keys)
        finding.site_id, finding.grade = site_id, grade
        finding.fact, finding.evidence_text = fact.strip(), evidence_text.strip()
        was_shown = finding.state != DRAFTED
        finding.shown_at = finding.comment_until_at = None
        act.note(finding=finding.number, key=key, grade=grade, was_shown=was_shown)
    return finding
