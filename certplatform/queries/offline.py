"""Taking a case along: what a device is given, what it has sent, what was kept apart."""

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import TEAM_ROLES, Role
from certplatform.domain.workflow.assignment import EFFECTIVE
from certplatform.domain.workflow.case_states import STAGE1, STAGE2
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.offline import OfflineChange, OfflineLeftover
from certplatform.queries.barred import known_to

TEAM = (Role.LEAD, Role.ASSESSOR)
AUDITED = (STAGE1, STAGE2)
WAITING = "waiting"


def places_to_audit(person_id: int) -> list[str]:
    """R15: addresses of the cases that somebody audits now and may know of.

    What else a device holds it must erase.
    """
    query = (
        select(Case.public_id)
        .join(Assignment, Assignment.case_id == Case.id)
        .where(
            Assignment.person_id == person_id,
            Assignment.state.in_(EFFECTIVE),
            Assignment.role.in_(TEAM),
            Case.state.in_(AUDITED),
            known_to(person_id, Case.id),
        )
        .order_by(Case.id)
    )
    return list(session.scalars(query))


def was_on_team(case_id: int, person_id: int | None) -> bool:
    """Whether somebody has at any time declared for a place on the audit team."""
    query = select(Assignment.id).where(
        Assignment.case_id == case_id,
        Assignment.person_id == person_id,
        Assignment.role.in_(TEAM_ROLES),
        Assignment.declared_at.is_not(None),
    )
    return session.scalar(query.limit(1)) is not None


def change_of(case_id: int, change_id: str) -> OfflineChange | None:
    """A change that was taken already."""
    return session.scalar(
        select(OfflineChange).where(
            OfflineChange.case_id == case_id, OfflineChange.change_id == change_id
        )
    )


def waits_for_lead(case_id: int, person_id: int | None) -> bool:
    """Whether work of somebody that was kept apart waits already."""
    query = select(OfflineLeftover.id).where(
        OfflineLeftover.case_id == case_id,
        OfflineLeftover.person_id == person_id,
        OfflineLeftover.state == WAITING,
    )
    return session.scalar(query.limit(1)) is not None


def leftovers_of(case: Case) -> list[OfflineLeftover]:
    """Offline work kept apart, the waiting first."""
    rows = session.scalars(
        select(OfflineLeftover)
        .where(OfflineLeftover.case_id == case.id)
        .order_by(OfflineLeftover.id)
    )
    return sorted(rows, key=lambda one: one.state != WAITING)


def waiting_leftovers(case: Case) -> int:
    """How much offline work waits for the lead."""
    rows = session.scalars(
        select(OfflineLeftover.id).where(
            OfflineLeftover.case_id == case.id, OfflineLeftover.state == WAITING
        )
    )
    return len(list(rows))
