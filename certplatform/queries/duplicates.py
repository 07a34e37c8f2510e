"""Records that may be one person's: who looks like whom, the queue, and who an alias points to."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.one_person import Likeness
from certplatform.domain.people import administers
from certplatform.domain.workflow.assignment import REFUSED, REPLACED
from certplatform.extensions import house
from certplatform.models.assignment import Assignment
from certplatform.models.people_register import PersonAlias, PersonIdentity, PossibleDuplicate
from certplatform.models.person import Membership, Person, Tie
from certplatform.queries.cases import ABSENT
from certplatform.queries.page import Page, page_of

OPEN = "open"


def hash_of_identity(number: str) -> str:
    """What is kept of an identity number: without the secret key nobody can try all numbers."""
    key = hmac.new(house().settings.secret_key.encode(), b"person-identity", hashlib.sha256)
    return hmac.new(key.digest(), number.encode(), hashlib.sha256).hexdigest()


def identity_of(person_id: int) -> PersonIdentity | None:
    """The identity number on record for a person, as its last characters."""
    return session.scalar(select(PersonIdentity).where(PersonIdentity.person_id == person_id))


def holder_of_identity(number: str) -> PersonIdentity | None:
    """Whose number this is."""
    return session.scalar(
        select(PersonIdentity).where(PersonIdentity.number_hash == hash_of_identity(number))
    )


def kept_of(person_id: int) -> Person | None:
    """The record that an alias points to; None for a record of its own."""
    return session.scalar(
        select(Person)
        .join(PersonAlias, PersonAlias.kept_id == Person.id)
        .where(PersonAlias.alias_id == person_id)
    )


def aliases_of(person_id: int) -> Sequence[Person]:
    """The former records of a person."""
    return session.scalars(
        select(Person)
        .join(PersonAlias, PersonAlias.alias_id == Person.id)
        .where(PersonAlias.kept_id == person_id)
        .order_by(Person.id)
    ).all()


def those_like(person: Person) -> list[Person]:
    """Other records with the same phone, mail box, or name; aliases are settled already."""
    same: list[ColumnElement[bool]] = [Person.name == person.name]
    if person.phone_key:
        same.append(Person.phone_key == person.phone_key)
    if person.mail_key:
        same.append(Person.mail_key == person.mail_key)
    settled = exists().where(PersonAlias.alias_id == Person.id)
    return list(
        session.scalars(
            select(Person).where(or_(*same), Person.id != person.id, ~settled).order_by(Person.id)
        )
    )


def likeness_of(people: Collection[Person]) -> dict[int, Likeness]:
    """What people are compared by; two statements, however many they are."""
    ids = [one.id for one in people]
    employers: dict[int, set[str]] = defaultdict(set)
    held = select(Membership.person_id, Membership.organisation_id).where(
        Membership.person_id.in_(ids), Membership.ended_at.is_(None)
    )
    for person_id, organisation_id in session.execute(held):
        employers[person_id].add(f"organisation:{organisation_id}")
    told = select(Tie.person_id, Tie.organisation_id, Tie.organisation_name).where(
        Tie.person_id.in_(ids), Tie.kind == "employment", Tie.struck_at.is_(None)
    )
    for person_id, number, name in session.execute(told):
        employers[person_id].add(f"organisation:{number}" if number else name)
    return {
        one.id: Likeness(
            one.id, one.name, one.phone_key, one.mail_key, frozenset(employers[one.id])
        )
        for one in people
    }


def pair_of(one: int, other: int) -> PossibleDuplicate | None:
    """What is on record about two records being one."""
    first, second = sorted((one, other))
    return session.scalar(
        select(PossibleDuplicate).where(
            PossibleDuplicate.first_id == first, PossibleDuplicate.second_id == second
        )
    )


def duplicates_page(actor: Actor, cursor: str = "") -> Page[PossibleDuplicate]:
    """A page of the pairs that wait for the actor's decision."""
    return page_of(_mine(actor), PossibleDuplicate.id, cursor)


def duplicate_for(actor: Actor, public_id: str) -> PossibleDuplicate:
    """The pair of an address. Raises NotVisible for one that is not the actor's to decide."""
    found: PossibleDuplicate | None = session.scalar(
        _in_sight(actor).where(PossibleDuplicate.public_id == public_id)
    )
    if found is None:
        raise NotVisible(ABSENT)
    return found


def _mine(actor: Actor) -> Any:
    return _in_sight(actor).where(PossibleDuplicate.state == OPEN)


def _in_sight(actor: Actor) -> Any:
    query = select(PossibleDuplicate).options(
        joinedload(PossibleDuplicate.first), joinedload(PossibleDuplicate.second)
    )
    if administers(actor):
        return query
    bodies = [one.organisation_id for one in actor.holdings if one.role is Role.BODY_MANAGER]
    return query.where(
        or_(
            *(
                and_(
                    _wholly_of(PossibleDuplicate.first_id, body),
                    _wholly_of(PossibleDuplicate.second_id, body),
                )
                for body in bodies or [0]
            )
        )
    )


def _wholly_of(person_id: Any, organisation_id: int) -> ColumnElement[bool]:
    """Somebody who belongs to this organisation now, and to no other."""
    here, elsewhere = aliased(Membership), aliased(Membership)
    return and_(
        exists().where(
            here.person_id == person_id,
            here.organisation_id == organisation_id,
            here.ended_at.is_(None),
        ),
        ~exists().where(
            elsewhere.person_id == person_id,
            elsewhere.organisation_id != organisation_id,
            elsewhere.ended_at.is_(None),
        ),
    )


def shared_cases(one: int, other: int) -> list[int]:
    """The cases in which both hold or held a part (R18)."""
    mine, theirs = aliased(Assignment), aliased(Assignment)
    none = (REFUSED, REPLACED)
    return list(
        session.scalars(
            select(mine.case_id)
            .join(theirs, theirs.case_id == mine.case_id)
            .where(
                mine.person_id == one,
                theirs.person_id == other,
                mine.state.not_in(none),
                theirs.state.not_in(none),
            )
            .distinct()
        )
    )
