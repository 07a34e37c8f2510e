"""Drafts of findings: what the enterprise said of them, what keeps them from being issued (R28)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain import finding as rules_of_finding
from certplatform.domain.finding_draft import ENTERPRISE, DraftFacts, Said, draft_obstacles
from certplatform.domain.finding_draft import whose_turn as turn_of_draft
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.workflow.finding import UNSETTLED
from certplatform.models.case import Case
from certplatform.models.finding import Finding, FindingComment
from certplatform.queries.audits import checklist_keys, reference_of
from certplatform.queries.cases import rules_of
from certplatform.queries.findings import facts_of_each

DISPUTED, SHOWN_TO_ENTERPRISE = "disputed", "shown"


def comments_of(findings: Sequence[Finding]) -> dict[int, list[FindingComment]]:
    """What the enterprise said, by finding, in its order; one statement."""
    found: dict[int, list[FindingComment]] = defaultdict(list)
    wanted = [one.id for one in findings]
    rows = session.scalars(
        select(FindingComment)
        .where(FindingComment.finding_id.in_(wanted))
        .order_by(FindingComment.id)
    )
    for one in rows:
        found[one.finding_id].append(one)
    return found


def draft_of(finding: Finding, comments: Sequence[FindingComment]) -> DraftFacts:
    """A draft as the rules see it."""
    return DraftFacts(
        finding.grade,
        finding.shown_at,
        finding.comment_until_at,
        tuple(Said(one.kind, one.made_at, one.answered_at is not None) for one in comments),
    )


def shape_obstacles(case: Case, findings: Sequence[Finding]) -> dict[int, list[Obstacle]]:
    """R28: what findings lack, by their id."""
    known = {reference_of(one) for one in checklist_keys(case)}
    rules = rules_of(case)
    return {
        key: rules_of_finding.issue_obstacles(facts, known, rules)
        for key, facts in facts_of_each(findings).items()
    }


def issue_obstacles(
    case: Case, findings: Sequence[Finding], comments: dict[int, list[FindingComment]]
) -> dict[int, list[Obstacle]]:
    """R28: what keeps findings from being issued, by their id; the same statements for any."""
    rules, now, shape = rules_of(case), clock.now(), shape_obstacles(case, findings)
    return {
        one.id: [
            *shape[one.id],
            *draft_obstacles(draft_of(one, comments.get(one.id, ())), now, rules),
        ]
        for one in findings
    }


def waiting_drafts(cases: Sequence[int]) -> dict[int, set[str]]:
    """Which cases have drafts that wait for the enterprise, or disputes that wait for the team."""
    if not cases:
        return {}
    found: dict[int, set[str]] = defaultdict(set)
    now = clock.now()
    for case_id, draft in _drafts(cases):
        if any(one.waits for one in draft.said):
            found[case_id].add(DISPUTED)
        elif turn_of_draft(draft, now) == ENTERPRISE:
            found[case_id].add(SHOWN_TO_ENTERPRISE)
    return found


def _drafts(cases: Sequence[int]) -> list[tuple[int, DraftFacts]]:
    drafts: dict[int, Any] = {}
    said: dict[int, list[Said]] = defaultdict(list)
    rows = session.execute(
        select(
            Finding.id,
            Finding.case_id,
            Finding.grade,
            Finding.shown_at,
            Finding.comment_until_at,
            FindingComment.kind,
            FindingComment.made_at,
            FindingComment.answered_at,
        )
        .outerjoin(FindingComment, FindingComment.finding_id == Finding.id)
        .where(Finding.case_id.in_(cases), Finding.state.in_(sorted(UNSETTLED)))
        .order_by(Finding.id, FindingComment.id)
    )
    for row in rows:
        drafts[row.id] = row
        if row.kind is not None:
            said[row.id].append(Said(row.kind, row.made_at, row.answered_at is not None))
    return [
        (row.case_id, DraftFacts(row.grade, row.shown_at, row.comment_until_at, tuple(said[key])))
        for key, row in drafts.items()
    ]
