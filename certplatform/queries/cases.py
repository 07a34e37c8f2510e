"""Cases as their viewers may see them: the one place of scoping."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import joinedload

from certplatform.db import session
from certplatform.domain.actors import Actor, OrganisationKind, Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import EFFECTIVE
from certplatform.domain.workflow.case_states import DRAFT
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.queries.barred import barred_cases
from certplatform.queries.law import rules_of, scheme_of
from certplatform.queries.once import once

__all__ = [
    "ABSENT",
    "assignments_of",
    "case_for",
    "roles_on",
    "roles_on_each",
    "rules_of",
    "scheme_of",
    "visible_cases",
    "visible_to",
    "ways_to",
]

ABSENT = N_("There is no such page.")


def ways_to(actor: Actor) -> list[ColumnElement[bool]]:
    """The ways in which cases come into an actor's sight (process.md, People).

    Each by itself is answered from an index; lists that must stay fast ask them one by one. Only
    the enterprise's own people see cases in which they have an interest.
    """
    if actor.standing & {Role.SYSTEM}:
        return [true()]
    ways: list[ColumnElement[bool]] = []
    if enterprises := actor.organisations(OrganisationKind.ENTERPRISE):
        ways.append(Case.enterprise_id.in_(enterprises))
    official = _official_ways(actor)
    if official and (barred := barred_cases(actor.person_id)):
        official = [and_(one, Case.id.not_in(barred)) for one in official]
    return ways + official


def _official_ways(actor: Actor) -> list[ColumnElement[bool]]:
    if actor.holds(Role.SUPERVISOR):
        return [true()]
    ways: list[ColumnElement[bool]] = []
    offices = {
        one.organisation_id
        for one in actor.holdings
        if one.role in {Role.CASE_OFFICER, Role.SCHEDULER, Role.BODY_MANAGER}
    }
    if offices:
        ways.append(and_(Case.body_id.in_(offices), Case.state != DRAFT))
    if actor.holds(Role.SECRETARIAT):
        ways.append(Case.state != DRAFT)
    places = select(Assignment.case_id).where(
        Assignment.person_id == actor.person_id, Assignment.state.in_(EFFECTIVE)
    )
    if any(one.role != Role.APPLICANT for one in actor.holdings) or _is_placed(actor.person_id):
        ways.append(Case.id.in_(places))
    return ways


def _is_placed(person_id: int | None) -> bool:
    """Whether somebody of an enterprise alone has a place on a case; hardly anybody has."""
    held = select(Assignment.id).where(
        Assignment.person_id == person_id, Assignment.state.in_(EFFECTIVE)
    )
    return person_id is not None and session.scalar(held.limit(1)) is not None


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition under which a case is in an actor's sight."""
    ways = ways_to(actor)
    return or_(*ways) if ways else false()


def visible_cases(actor: Actor) -> Select[Case]:
    """All cases in an actor's sight."""
    return select(Case).where(visible_to(actor))


def case_for(actor: Actor, public_id: str) -> Case:
    """The case of an address. Raises NotVisible when absent or out of sight."""
    named = (joinedload(Case.enterprise), joinedload(Case.body))
    found = session.scalar(visible_cases(actor).where(Case.public_id == public_id).options(*named))
    if found is None:
        raise NotVisible(ABSENT)
    return found


@once
def roles_on(actor: Actor, case: Case) -> frozenset[Role]:
    """The roles an actor has on one case, from organisations and effective assignments."""
    return roles_on_each(actor, [case])[case.id]


def roles_on_each(actor: Actor, cases: Sequence[Case]) -> dict[int, frozenset[Role]]:
    """The roles an actor has on each of some cases, by their id; one statement."""
    found = {case.id: set(actor.standing) | _roles_of_offices(actor, case) for case in cases}
    if actor.person_id is not None and cases:
        held = session.execute(
            select(Assignment.case_id, Assignment.role).where(
                Assignment.case_id.in_(found),
                Assignment.person_id == actor.person_id,
                Assignment.state.in_(EFFECTIVE),
            )
        )
        for case_id, role in held:
            found[case_id].add(Role(role))
    return {case_id: frozenset(roles) for case_id, roles in found.items()}


def _roles_of_offices(actor: Actor, case: Case) -> set[Role]:
    return {
        one.role
        for one in actor.holdings
        if (one.role == Role.APPLICANT and one.organisation_id == case.enterprise_id)
        or one.role in {Role.SECRETARIAT, Role.SUPERVISOR}
        or (
            one.organisation_id == case.body_id
            and case.state != DRAFT
            and one.role != Role.ASSESSOR_POOL
        )
    }


def assignments_of(case_id: int, *states: str) -> list[Assignment]:
    """The assignments of a case, in those states or all."""
    return [one for one in _places_on(case_id) if not states or one.state in states]


@once
def _places_on(case_id: int) -> list[Assignment]:
    return list(
        session.scalars(
            select(Assignment)
            .where(Assignment.case_id == case_id)
            .options(joinedload(Assignment.person))
            .order_by(Assignment.id)
        )
    )
