"""What the committee has recorded on a case, and what it goes by (R04, R36, R37)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.compliance_review import (
    CheckAnswer,
    ConfirmationNeed,
    confirmation_need,
)
from certplatform.domain.scheme import CheckItem
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import STANDING
from certplatform.domain.workflow.case_states import CONFIRMATION
from certplatform.models.case import Case
from certplatform.models.conclusion import CommitteeRecord, Conclusion
from certplatform.models.journal import JournalEntry
from certplatform.models.person import Person
from certplatform.queries.assignments import know, part_holders
from certplatform.queries.cases import assignments_of, rules_of, scheme_of
from certplatform.queries.once import once
from certplatform.queries.people import office

REVIEW_KIND, CONFIRMATION_KIND, RECHECK_KIND = "review", "confirmation", "recheck"
PASSED, RETURNED = "passed", "returned"
CHECKLISTS = {REVIEW_KIND: "compliance_review", RECHECK_KIND: "recheck"}
OFFICES = (Role.CASE_OFFICER, Role.SCHEDULER, Role.BODY_MANAGER, Role.SECRETARIAT)
NOT_DUE = ConfirmationNeed(
    needed=False, why=N_("Cases of this type need no confirmation audit."), params={}
)


def checklist_of(case: Case, kind: str) -> tuple[CheckItem, ...]:
    """The items a record of this kind has to answer; the scheme may carry none."""
    return scheme_of(case).checklists.get(CHECKLISTS.get(kind, kind), ())


@once
def latest_conclusion(case: Case) -> Conclusion | None:
    """The conclusion in force: the latest revision."""
    return session.scalar(
        select(Conclusion)
        .where(Conclusion.case_id == case.id)
        .order_by(Conclusion.revision.desc())
        .limit(1)
    )


def judged_capabilities(case: Case) -> list[dict[str, str]]:
    """The capabilities with the level found for each; one that reached none is not among them."""
    last = latest_conclusion(case)
    return [
        {"name": str(one["name"]), "viewpoint": str(one["viewpoint"]), "level": str(one["level"])}
        for one in (last.computed.get("capabilities", []) if last else [])
        if one.get("level")
    ]


def proposed_grade(case: Case) -> str | None:
    """The grade that the latest conclusion proposes; None where it proposes none."""
    last = latest_conclusion(case)
    return last.proposed_grade or None if last else None


def records_of(case: Case, kind: str = "") -> list[CommitteeRecord]:
    """The committee's records on a case, the latest first."""
    query = select(CommitteeRecord).where(CommitteeRecord.case_id == case.id)
    if kind:
        query = query.where(CommitteeRecord.kind == kind)
    return list(session.scalars(query.order_by(CommitteeRecord.id.desc())))


@once
def current_record(case: Case, kind: str) -> CommitteeRecord | None:
    """The latest record of a kind on the conclusion in force; None before there is one."""
    last = latest_conclusion(case)
    if last is None:
        return None
    return session.scalar(
        select(CommitteeRecord)
        .where(
            CommitteeRecord.case_id == case.id,
            CommitteeRecord.kind == kind,
            CommitteeRecord.conclusion_id == last.id,
        )
        .order_by(CommitteeRecord.round.desc())
        .limit(1)
    )


def recheck_in_force(case: Case) -> CommitteeRecord | None:
    """The re-check done since the case came before the panel; an earlier one counts no more."""
    found = current_record(case, RECHECK_KIND)
    return found if found is not None and found.recorded_at >= case.state_since_at else None


def new_record(
    case: Case,
    kind: str,
    outcome: str,
    *,
    answers: Mapping[str, CheckAnswer],
    facts: Sequence[Mapping[str, object]],
    summary: str,
    seed: str,
    by: Actor,
    at: datetime,
) -> CommitteeRecord:
    """A record, not yet in the session, numbered after those before it."""
    before = session.scalar(
        select(func.max(CommitteeRecord.round)).where(
            CommitteeRecord.case_id == case.id, CommitteeRecord.kind == kind
        )
    )
    last = latest_conclusion(case)
    return CommitteeRecord(
        case_id=case.id,
        kind=kind,
        round=(before or 0) + 1,
        conclusion_id=last.id if last else 0,
        outcome=outcome,
        answers=[
            {"item": code, "answer": one.answer, "note": one.note} for code, one in answers.items()
        ],
        facts=[dict(one) for one in facts],
        summary=summary,
        seed=seed,
        recorded_by=by.person_id or 0,
        recorded_at=at,
    )


@once
def draw_seed(case: Case) -> str:
    """R37: the seed of the draw: the digest of the entry that first brought the case to review.

    It exists before anybody of the committee looks at the case, and the journal keeps it.
    """
    found = session.scalar(
        select(JournalEntry.digest)
        .where(
            JournalEntry.chain == f"case:{case.id}",
            JournalEntry.action == "submit_conclusion",
        )
        .order_by(JournalEntry.seq)
        .limit(1)
    )
    return found or ""


def need_of(case: Case) -> ConfirmationNeed:
    """R37: whether this case needs a confirmation audit, and why."""
    chosen = scheme_of(case)
    if CONFIRMATION not in chosen.case_types[case.case_type].path:
        return NOT_DUE
    return confirmation_need(
        proposed_grade(case), case.number, draw_seed(case), chosen, rules_of(case)
    )


def confirmation_done(case: Case) -> bool:
    """Whether the conclusion in force has passed its confirmation audit."""
    found = current_record(case, CONFIRMATION_KIND)
    return found is not None and found.outcome == PASSED


def reviewer_of(case: Case) -> int | None:
    """Who passed the compliance review of the conclusion in force."""
    found = current_record(case, REVIEW_KIND)
    return found.recorded_by if found is not None and found.outcome == PASSED else None


def candidates(case: Case) -> list[Person]:
    """The committee's experts who have and had no part in the case."""
    involved = {one.person for one in part_holders(case)}
    return know(case, [one for one in office(Role.COMMITTEE_POOL) if one.id not in involved])


def is_expert(person_id: int) -> bool:
    """Whether a person is one of the committee's experts now."""
    return any(one.id == person_id for one in office(Role.COMMITTEE_POOL))


def has_prepared(case: Case, person_id: int) -> bool:
    """R18: whether a person has acted in this case for an office of the committee or the body."""
    return person_id in _acted_in_office(case)


@once
def _acted_in_office(case: Case) -> frozenset[int | None]:
    return frozenset(
        session.scalars(
            select(JournalEntry.person_id)
            .where(JournalEntry.chain == f"case:{case.id}", JournalEntry.role.in_(OFFICES))
            .distinct()
        )
    )


def is_taken(case: Case, role: Role) -> bool:
    """Whether somebody has this part of the case, declared or still to declare."""
    return any(one.role == role for one in assignments_of(case.id, *STANDING))
