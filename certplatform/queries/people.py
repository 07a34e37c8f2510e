"""People with what they hold now."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from certplatform.db import session
from certplatform.domain.actors import Actor, Holding, OrganisationKind, Role
from certplatform.domain.employment import Employment
from certplatform.domain.errors import NotVisible
from certplatform.domain.identity import mended_code
from certplatform.models.organisation import Organisation
from certplatform.models.person import Leave, Membership, Person, Qualification, Tie
from certplatform.queries.cases import ABSENT
from certplatform.queries.page import Page, page_of


def actor_of(person: Person, *, fresh: bool = False) -> Actor:
    """The person as an actor with all roles held now; read anew for each request."""
    rows = session.execute(
        select(Membership.organisation_id, Organisation.kind, Membership.role, Organisation.name)
        .join(Organisation)
        .where(
            Membership.person_id == person.id,
            Membership.ended_at.is_(None),
            Organisation.active.is_(True),
        )
        .order_by(Membership.id)
    )
    holdings = tuple(
        Holding(organisation_id, OrganisationKind(kind), Role(role), name)
        for organisation_id, kind, role, name in rows
    )
    return Actor(person.id, person.name, holdings, fresh=fresh)


def person_by_email(email: str) -> Person | None:
    """The person who signs in with this address."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def holders(organisation_id: int, *roles: Role) -> list[Person]:
    """Active people who hold one of the roles in an organisation."""
    found = session.scalars(
        select(Person)
        .join(Membership)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_(roles),
            Membership.ended_at.is_(None),
            Person.active.is_(True),
        )
        .order_by(Person.id)
        .distinct()
    )
    return list(found)


def office(role: Role) -> list[Person]:
    """Active people who hold a role of the committee or the platform, whichever organisation."""
    found = session.scalars(
        select(Person)
        .join(Membership)
        .where(Membership.role == role, Membership.ended_at.is_(None), Person.active.is_(True))
        .order_by(Person.id)
        .distinct()
    )
    return list(found)


def belongs_to(person_id: int, organisation_id: int, role: Role | None = None) -> bool:
    """Whether a person holds this role, or any, in an organisation now."""
    query = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.organisation_id == organisation_id,
        Membership.ended_at.is_(None),
    )
    if role is not None:
        query = query.where(Membership.role == role)
    return session.scalar(query.limit(1)) is not None


def organisation_by_id(organisation_id: int) -> Organisation | None:
    """The organisation of an id."""
    return session.get(Organisation, organisation_id)


def organisation_at(public_id: str) -> Organisation:
    """The organisation of an address. Raises NotVisible."""
    found = session.scalar(select(Organisation).where(Organisation.public_id == public_id))
    if found is None:
        raise NotVisible(ABSENT)
    return found


def organisation_of_code(code: str) -> Organisation | None:
    """The organisation registered under a unified social credit code."""
    plain = mended_code(code)
    return session.scalar(select(Organisation).where(Organisation.code == plain)) if plain else None


def person_at(public_id: str) -> Person:
    """The person of an address. Raises NotVisible."""
    found = session.scalar(select(Person).where(Person.public_id == public_id))
    if found is None:
        raise NotVisible(ABSENT)
    return found


def organisations_page(text: str, kind: str, cursor: str) -> Page[Organisation]:
    """A page of all organisations, by name or code, and kind."""
    query = select(Organisation)
    if text:
        query = query.where(
            or_(
                Organisation.name.contains(text, autoescape=True),
                Organisation.code == text.upper(),
                Organisation.short_code == text.upper(),
            )
        )
    if kind:
        query = query.where(Organisation.kind == kind)
    return page_of(query, Organisation.id, cursor)


def people_page(text: str, cursor: str) -> Page[Person]:
    """A page of all people, by name or mail address, with what they hold."""
    query = select(Person).options(
        selectinload(Person.memberships).selectinload(Membership.organisation)
    )
    if text:
        query = query.where(
            or_(Person.name.contains(text, autoescape=True), Person.email == text.lower())
        )
    return page_of(query, Person.id, cursor)


def members_of(organisation_id: int) -> list[tuple[Person, list[Membership]]]:
    """The people of an organisation with the roles they hold there now."""
    rows = session.execute(
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .order_by(Person.id, Membership.id)
    )
    found: dict[Person, list[Membership]] = defaultdict(list)
    for person, membership in rows:
        found[person].append(membership)
    return list(found.items())


def memberships_of(person_id: int) -> Sequence[Membership]:
    """All roles a person held or holds, the latest first."""
    return session.scalars(
        select(Membership)
        .where(Membership.person_id == person_id)
        .options(selectinload(Membership.organisation))
        .order_by(Membership.id.desc())
    ).all()


def qualifications_of(person_id: int, organisation_id: int) -> Sequence[Qualification]:
    """What is entered for a person in a body, approved or not, the latest first."""
    return session.scalars(
        select(Qualification)
        .where(
            Qualification.person_id == person_id,
            Qualification.organisation_id == organisation_id,
        )
        .order_by(Qualification.id.desc())
    ).all()


def qualification_at(public_id: str) -> Qualification:
    """The qualification of an address. Raises NotVisible."""
    found = session.scalar(select(Qualification).where(Qualification.public_id == public_id))
    if found is None:
        raise NotVisible(ABSENT)
    return found


def own_qualifications(person_id: int) -> Sequence[Qualification]:
    """What is entered for a person in all bodies, the latest first."""
    return session.scalars(
        select(Qualification)
        .where(Qualification.person_id == person_id)
        .order_by(Qualification.id.desc())
    ).all()


def ties_of(person_id: int) -> Sequence[Tie]:
    """All ties on record for a person, the latest first."""
    return session.scalars(
        select(Tie).where(Tie.person_id == person_id).order_by(Tie.from_on.desc(), Tie.id.desc())
    ).all()


def employments_of(people: Collection[int]) -> dict[int, list[Employment]]:
    """The employments on record of people, as they are compared; one statement."""
    found: dict[int, list[Employment]] = {one: [] for one in people}
    rows = session.scalars(
        select(Tie)
        .where(Tie.person_id.in_(people), Tie.kind == "employment", Tie.struck_at.is_(None))
        .order_by(Tie.from_on, Tie.id)
    )
    for row in rows:
        found[row.person_id].append(employment(row))
    return found


def employment(row: Tie) -> Employment:
    """A tie by employment as the rule compares it."""
    return Employment(
        row.id or 0, row.organisation_name, row.from_on, row.until_on, bool(row.full_time)
    )


def leave_of(person_id: int) -> Sequence[Leave]:
    """The half-days on which a person is not available, the first first."""
    return session.scalars(
        select(Leave).where(Leave.person_id == person_id).order_by(Leave.on, Leave.half)
    ).all()


def leave_from(person_id: int, first: date) -> Sequence[Leave]:
    """The half-days from a day on, on which a person is not available, the first first."""
    return session.scalars(
        select(Leave)
        .where(Leave.person_id == person_id, Leave.on >= first)
        .order_by(Leave.on, Leave.half)
    ).all()
