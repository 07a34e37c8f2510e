"""What people are competent for, and what a case asks of them (R12)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain import competence
from certplatform.domain.actors import Role
from certplatform.domain.competence import Qualification, Task, TeamMember
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.person import Membership, Person
from certplatform.models.person import Qualification as QualificationRow
from certplatform.queries.cases import scheme_of
from certplatform.queries.once import once, once_each
from certplatform.queries.plans import claims_of


def task_of(case: Case) -> Task:
    """What the team has to be competent for: industry, level applied for, viewpoints claimed."""
    scheme = scheme_of(case)
    claims = claims_of(case)
    levels = [one.level for one in claims]
    if case.grade_applied:
        levels.append(scheme.grade(case.grade_applied).level)
    highest = max(levels, key=lambda one: scheme.level(one).rank, default=scheme.levels[0].code)
    viewpoints = tuple(dict.fromkeys(one.viewpoint for one in claims))
    return Task(case.enterprise.industry, highest, viewpoints)


def member(case: Case, person: Person, role: str, task: Task) -> TeamMember:
    """A person with all approved qualifications at the case's body; an empty list means all."""
    rows = qualifications_of([person.id], case.body_id, case.scheme)[person.id]
    return TeamMember(
        person.id,
        person.name,
        role,
        person.active and person.id in pool_of(case.body_id),
        tuple(
            Qualification(
                one.role,
                one.level,
                tuple(one.industries) or (task.industry,),
                tuple(one.viewpoints) or task.viewpoints,
                one.valid_from_on,
                one.valid_until_on,
            )
            for one in rows
        ),
    )


@once_each
def qualifications_of(
    people: Collection[int], body_id: int | None, scheme: str
) -> dict[int, list[QualificationRow]]:
    """The approved qualifications of people at a body for a scheme."""
    found: dict[int, list[QualificationRow]] = {one: [] for one in people}
    rows = session.scalars(
        select(QualificationRow)
        .where(
            QualificationRow.person_id.in_(people),
            QualificationRow.organisation_id == body_id,
            QualificationRow.scheme == scheme,
            QualificationRow.approved_at.is_not(None),
        )
        .order_by(QualificationRow.id)
    )
    for row in rows:
        found[row.person_id].append(row)
    return found


@once
def pool_of(body_id: int | None) -> frozenset[int]:
    """The people who are assessors of a body now."""
    return frozenset(
        session.scalars(
            select(Membership.person_id).where(
                Membership.organisation_id == body_id,
                Membership.role == Role.ASSESSOR_POOL,
                Membership.ended_at.is_(None),
            )
        )
    )


def competence_obstacles(case: Case, person: Person, role: str, days: list[date]) -> list[Obstacle]:
    """R12 for one person: active, and qualified for the level in this role on these days."""
    task = task_of(case)
    one = member(case, person, role, task)
    scheme = scheme_of(case)
    found = [] if one.active else [_not_of_the_body(person)]
    gaps = [day for day in days if not competence.qualified_on(one, task, day, scheme)]
    if gaps and one.active:
        alone = competence.team_obstacles([one], task, gaps[:1], scheme)
        found += [obstacle for obstacle in alone if obstacle.params.get("person") == person.name]
    return found


def _not_of_the_body(person: Person) -> Obstacle:
    return Obstacle(
        "R12",
        N_("%(person)s is not an active assessor of this body."),
        N_("Choose somebody of the body's assessors."),
        {"person": person.name},
    )


def whole_team_obstacles(case: Case, team: list[Assignment], days: list[date]) -> list[Obstacle]:
    """R12 for a whole team on all audit days."""
    task = task_of(case)
    members = [member(case, one.person, one.role, task) for one in team]
    return competence.team_obstacles(members, task, days, scheme_of(case))
