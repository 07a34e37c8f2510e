"""Who has, had or could have a place on a case, and what stands in the way (R12-R19)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from certplatform.db import session
from certplatform.domain import separation
from certplatform.domain.actors import TEAM_ROLES, Actor, Role
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.separation import PartHolder
from certplatform.domain.suspicion import Clearance, Suspicion, suspicion_obstacles, suspicions
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import (
    CONFIRMED,
    EFFECTIVE,
    ENDED,
    PROPOSED,
    REPLACED,
    STANDING,
)
from certplatform.domain.workflow.case import OPEN
from certplatform.models.appeal import Appeal
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.person import Membership, Person
from certplatform.queries.barred import known_to
from certplatform.queries.cases import assignments_of, rules_of, scheme_of
from certplatform.queries.competence import (
    competence_obstacles,
    pool_of,
    qualifications_of,
    whole_team_obstacles,
)
from certplatform.queries.conflicts import blocks_of, to_clear
from certplatform.queries.once import once, once_each
from certplatform.queries.ties import bonds_of, contact_of, contacts_of


def conflict_obstacles(case: Case, person: Person, role: str, on: date) -> list[Obstacle]:
    """R13-R15 for anybody who is to act in a case, by the first audit day or the day of the act."""
    del role  # the window is the same for every part; its day is what differs
    return blocks_of(case, person, on)


def separation_obstacles(case: Case, person: Person, role: str) -> list[Obstacle]:
    """R18: whether somebody may still take this part."""
    candidate = PartHolder(person.id, person.name, role)
    return separation.appointment_obstacles(candidate, part_holders(case), rules_of(case))


@once
def part_holders(case: Case) -> list[PartHolder]:
    """R18: everybody who has or had a part: by a place, or by handling an appeal or complaint."""
    handlers = session.execute(
        select(Person.id, Person.name)
        .join(Appeal, Appeal.handler_id == Person.id)
        .where(Appeal.case_id == case.id)
        .order_by(Appeal.id)
    )
    return [
        *place_holders(case),
        *(PartHolder(row.id, row.name, Role.APPEAL_HANDLER) for row in handlers),
    ]


def place_holders(case: Case) -> list[PartHolder]:
    """Everybody with a place, now or before; one refused or left before declaring is none."""
    return [
        PartHolder(one.person_id, one.person.name, one.role)
        for one in assignments_of(case.id)
        if one.state in STANDING or (one.state in {REPLACED, ENDED} and one.declared_at)
    ]


def suspicions_of(case: Case, person: Person) -> list[Suspicion]:
    """R13-R16: whatever has to be cleared: things in common with contacts, and unsure ties."""
    common = suspicions(person.id, contact_of(person), contacts_of(case), rules_of(case))
    return [*common, *to_clear(case, person)]


def uncleared(case: Case, assignment: Assignment) -> list[Obstacle]:
    """R16: the suspicions about a member that nobody else has cleared in writing."""
    keys = {str(one.get("cleared", "")) for one in assignment.checked}
    clearances = [
        Clearance(key, assignment.person_id, assignment.cleared_by or 0, assignment.cleared_reason)
        for key in keys
        if key and assignment.cleared_by
    ]
    return suspicion_obstacles(suspicions_of(case, assignment.person), clearances)


def team_of(case: Case) -> list[Assignment]:
    """The standing places of the audit team, the lead first."""
    found = [one for one in assignments_of(case.id, *STANDING) if Role(one.role) in TEAM_ROLES]
    return sorted(found, key=lambda one: (one.role != Role.LEAD, one.id))


def checker_of(case: Case) -> Assignment | None:
    """The standing place of the technical checker."""
    found = assignments_of(case.id, *STANDING)
    return next((one for one in found if one.role == Role.TECHNICAL_CHECKER), None)


def team_obstacles(case: Case, days: list[date]) -> list[Obstacle]:
    """R12 for the whole team on all audit days."""
    return whole_team_obstacles(case, team_of(case), days)


def standing_obstacles(case: Case) -> list[Obstacle]:
    """R16, R17: members who have not declared, or whom nobody has confirmed yet."""
    found: list[Obstacle] = []
    for one in team_of(case):
        signed = one.declared_at.date() if one.declared_at else None
        found += separation.declaration_obstacles(one.person.name, signed, rules_of(case))
        if one.declared_at and one.state != CONFIRMED:
            found.append(
                Obstacle(
                    "R16",
                    N_("%(person)s is not confirmed as a member of the team."),
                    N_("Confirm or replace this member first."),
                    {"person": one.person.name},
                )
            )
    return found


def rotation_obstacles(case: Case, person: Person, justification: str) -> list[Obstacle]:
    """R19: the same lead for too many cycles of one enterprise in a row."""
    earlier = session.scalars(
        select(Assignment.person_id)
        .join(Case, Case.id == Assignment.case_id)
        .where(
            Case.enterprise_id == case.enterprise_id,
            Case.scheme == case.scheme,
            Case.id != case.id,
            Case.case_type.in_(_cycle_types(case)),
            Assignment.role == Role.LEAD,
            Assignment.state.in_((*EFFECTIVE, ENDED)),
            Assignment.declared_at.is_not(None),
        )
        .order_by(Case.opened_on, Case.id)
    )
    return separation.rotation_obstacles(
        person.id, person.name, list(earlier), justification, rules_of(case)
    )


def _cycle_types(case: Case) -> list[str]:
    """Case types that begin a cycle: those whose favourable decision sets new dates."""
    types = scheme_of(case).case_types.values()
    return [one.code for one in types if one.outcome in {"new", "renewed"}]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could take a place: what stands in the way, and the work they have already."""

    person: Person
    obstacles: list[Obstacle]
    suspicions: list[Suspicion]
    workload: int


def candidates(
    case: Case, role: str, days: list[date], viewer: int | None = None
) -> list[Candidate]:
    """The body's assessors without a place on the case, those free of obstacles first.

    The work they have is counted as the viewer may know of it.
    """
    placed = {one.person_id for one in assignments_of(case.id, *STANDING)}
    people = session.scalars(
        select(Person)
        .join(Membership)
        .where(
            Membership.organisation_id == case.body_id,
            Membership.role == Role.ASSESSOR_POOL,
            Membership.ended_at.is_(None),
            Person.active.is_(True),
        )
        .order_by(Person.id)
    ).unique()
    found = [
        Candidate(
            one,
            appointment_obstacles(case, one, role, days),
            suspicions_of(case, one),
            open_places_of([one.id], viewer)[one.id],
        )
        for one in know(case, [one for one in people if one.id not in placed], viewer)
    ]
    return sorted(found, key=lambda one: (bool(one.obstacles), bool(one.suspicions), one.workload))


def know(case: Case, people: Iterable[Person], viewer: int | None = None) -> list[Person]:
    """These people, with all that the rules ask of each of them read in one go."""
    found = list(people)
    ids = [one.id for one in found]
    bonds_of(ids)
    qualifications_of(ids, case.body_id, case.scheme)
    pool_of(case.body_id)
    open_places_of(ids, viewer)
    return found


def appointment_obstacles(
    case: Case, person: Person, role: str, days: list[date]
) -> list[Obstacle]:
    """R12-R15, R18 for one person and one place of the body."""
    return [
        *competence_obstacles(case, person, _as_assessor(role), days),
        *conflict_obstacles(case, person, role, min(days)),
        *separation_obstacles(case, person, role),
    ]


def _as_assessor(role: str) -> str:
    """The checker is qualified like an assessor."""
    return Role.ASSESSOR if role == Role.TECHNICAL_CHECKER else role


def open_places(person_id: int) -> list[Assignment]:
    """The standing places of a person in open cases."""
    return list(
        session.scalars(
            select(Assignment)
            .join(Case, Case.id == Assignment.case_id)
            .where(
                Assignment.person_id == person_id,
                Assignment.state.in_(STANDING),
                Case.state.in_(OPEN),
            )
            .order_by(Assignment.id)
        )
    )


@once_each
def open_places_of(people: Collection[int], viewer: int | None = None) -> dict[int, int]:
    """How many standing places each has in open cases, of those that a viewer may know of."""
    rows = session.execute(
        select(Assignment.person_id, func.count())
        .join(Case, Case.id == Assignment.case_id)
        .where(
            Assignment.person_id.in_(people),
            Assignment.state.in_(STANDING),
            Case.state.in_(OPEN),
            known_to(viewer, Case.id),
        )
        .group_by(Assignment.person_id)
    )
    return dict.fromkeys(people, 0) | dict(rows.all())


def own_assignment(actor: Actor, public_id: str) -> Assignment | None:
    """A person's own place by its address, once they were asked to take it."""
    return session.scalar(
        select(Assignment).where(
            Assignment.public_id == public_id,
            Assignment.person_id == actor.person_id,
            Assignment.invited_at.is_not(None),
        )
    )


def to_declare(actor: Actor) -> list[Assignment]:
    """Places that wait for a person's declaration."""
    if actor.person_id is None:
        return []
    return [
        one
        for one in open_places(actor.person_id)
        if one.state == PROPOSED and one.invited_at is not None
    ]
