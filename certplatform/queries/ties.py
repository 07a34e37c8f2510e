"""What ties people to the enterprise of a case: dated facts from records, memberships, groups."""

from collections.abc import Collection
from datetime import date

from dateutil.relativedelta import relativedelta
from sqlalchemy import and_, or_, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain import impartiality
from certplatform.domain.actors import OrganisationKind
from certplatform.domain.impartiality import EMPLOYMENT, Enterprise, Tie
from certplatform.domain.suspicion import Contact
from certplatform.models.application import CaseConsultant, CaseOwner, Site
from certplatform.models.case import Case
from certplatform.models.organisation import GroupLink, Organisation
from certplatform.models.person import Membership, Person
from certplatform.models.person import Tie as TieRow
from certplatform.queries.cases import rules_of
from certplatform.queries.once import once, once_each

OUTSIDE = (OrganisationKind.ENTERPRISE, OrganisationKind.CONSULTANCY)


@once_each
def ties_of(people: Collection[int]) -> dict[int, list[Tie]]:
    """Everything declared or recorded of people, and their own accounts at organisations."""
    found: dict[int, list[Tie]] = {one: [] for one in people}
    declared = session.execute(
        select(TieRow, Organisation)
        .outerjoin(Organisation, Organisation.id == TieRow.organisation_id)
        .where(TieRow.person_id.in_(people))
        .order_by(TieRow.id)
    )
    for row, organisation in declared:
        tie = Tie(row.kind, _mention(row, organisation), row.from_on, row.until_on)
        found[row.person_id].append(tie)
    accounts = session.execute(
        select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id.in_(people), Organisation.kind.in_(OUTSIDE))
        .order_by(Membership.id)
    )
    for held, organisation in accounts:
        until_on = clock.local_date(held.ended_at) if held.ended_at else None
        tie = Tie(EMPLOYMENT, _named(organisation), clock.local_date(held.since_at), until_on)
        found[held.person_id].append(tie)
    return found


def facts_of(person: Person) -> impartiality.Person:
    """A person with all ties, as the rules of impartiality see them."""
    return impartiality.Person(person.id, person.name, tuple(ties_of([person.id])[person.id]))


@once
def enterprises_of(case: Case, on: date) -> tuple[Enterprise, ...]:
    """The enterprise with its group, once for each consultancy that the application names.

    The group is what ownership on record and the parents named in the application make it.
    """
    own = case.enterprise
    window_from = on - relativedelta(months=rules_of(case).number("R13.cooloff_months"))
    owners = session.scalars(
        select(CaseOwner).where(CaseOwner.case_id == case.id).order_by(CaseOwner.id)
    )
    group = tuple(
        dict.fromkeys(
            [
                *(_named(one) for one in group_of(own.id, window_from, on)),
                *(impartiality.Organisation(one.name, one.code) for one in owners),
            ]
        )
    )
    named = session.scalars(
        select(CaseConsultant).where(CaseConsultant.case_id == case.id).order_by(CaseConsultant.id)
    )
    consultancies: list[impartiality.Organisation | None] = [
        *dict.fromkeys(
            impartiality.Organisation(one.organisation_name, one.organisation_code) for one in named
        )
    ]
    return tuple(Enterprise(_named(own), group, one) for one in consultancies or [None])


def group_of(organisation_id: int, window_from: date, on: date) -> list[Organisation]:
    """All organisations joined to this one by ownership at some time in the window."""
    known = {organisation_id}
    fresh = {organisation_id}
    in_window = and_(
        GroupLink.from_on <= on,
        or_(GroupLink.until_on.is_(None), GroupLink.until_on >= window_from),
    )
    while fresh:
        pairs = session.execute(
            select(GroupLink.parent_id, GroupLink.child_id).where(
                in_window, or_(GroupLink.parent_id.in_(fresh), GroupLink.child_id.in_(fresh))
            )
        )
        fresh = {one for pair in pairs for one in pair} - known
        known |= fresh
    known.discard(organisation_id)
    return list(
        session.scalars(
            select(Organisation).where(Organisation.id.in_(known)).order_by(Organisation.id)
        )
    )


@once
def contacts_of(case: Case) -> list[Contact]:
    """The enterprise's contacts: its own, its people, its sites, and the consultants it names."""
    own = case.enterprise
    sites = session.scalars(select(Site.address).where(Site.case_id == case.id).order_by(Site.id))
    found = [
        Contact(
            own.contact_name or own.name,
            _given(own.contact_phone),
            _given(own.contact_email),
            tuple(dict.fromkeys(_given(own.address, *sites))),
        )
    ]
    if own.legal_representative and own.legal_representative != own.contact_name:
        found.append(Contact(own.legal_representative))
    found += [
        Contact(person.name, _given(person.phone), _given(person.email))
        for person in session.scalars(
            select(Person)
            .join(Membership)
            .where(Membership.organisation_id == own.id, Membership.ended_at.is_(None))
            .order_by(Person.id)
        ).unique()
        if person.name != own.contact_name
    ]
    found += [
        Contact(name)
        for name in session.scalars(
            select(CaseConsultant.person_name)
            .where(CaseConsultant.case_id == case.id, CaseConsultant.person_name != "")
            .order_by(CaseConsultant.id)
        )
    ]
    return found


def contact_of(person: Person) -> Contact:
    """How a person can be reached."""
    return Contact(person.name, _given(person.phone), _given(person.email))


def _given(*values: str) -> tuple[str, ...]:
    return tuple(one for one in values if one)


def _named(organisation: Organisation) -> impartiality.Organisation:
    return impartiality.Organisation(organisation.name, organisation.code or "")


def _mention(row: TieRow, organisation: Organisation | None) -> impartiality.Organisation:
    if organisation is not None:
        return _named(organisation)
    return impartiality.Organisation(row.organisation_name, row.organisation_code)
