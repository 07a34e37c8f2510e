"""What ties people to the enterprise of a case: dated facts from records, memberships, groups."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from sqlalchemy import Date, Integer, Select, and_, bindparam, or_, select
from sqlalchemy import case as whichever
from sqlalchemy.orm import aliased

from certplatform import clock
from certplatform.db import session
from certplatform.domain import conflict_facts as facts
from certplatform.domain.actors import OrganisationKind
from certplatform.domain.conflict_facts import EMPLOYMENT, Enterprise, Holding, Kin, Tie
from certplatform.domain.identity import mended_code
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.suspicion import Contact
from certplatform.models.application import CaseConsultant, CaseOwner, Site
from certplatform.models.case import Case
from certplatform.models.organisation import GroupLink, Organisation
from certplatform.models.person import Membership, Person
from certplatform.models.person import Tie as TieRow
from certplatform.queries.law import rules_of
from certplatform.queries.once import once, once_each

OUTSIDE = (OrganisationKind.ENTERPRISE, OrganisationKind.CONSULTANCY)


@dataclass(frozen=True, slots=True)
class Bound:
    """What ties one person, and who is of the family."""

    ties: tuple[Tie, ...]
    kin: tuple[Kin, ...]


@once_each
def bonds_of(people: Collection[int]) -> dict[int, Bound]:
    """Everything that ties people and their family, read for all of them in one go."""
    rows = _tie_rows(people)
    family = [row for row, _ in rows if row.relative_id is not None]
    others = {one for row in family for one in (row.person_id, row.relative_id or 0)} - {*people}
    rows += _tie_rows(others) if others else []
    everybody = {*people, *others}
    ties = _ties_of(everybody, rows)
    names = _names_of(everybody) if family else {}
    kin: dict[int, list[Kin]] = {one: [] for one in people}
    for row in dict.fromkeys(family):
        ends = (row.person_id, row.relative_id or 0)
        for one, other in (ends, ends[::-1]):  # whichever of the two declared it
            if one in kin:
                relative = Kin(names[other], tuple(ties[other]), row.from_on, row.until_on)
                kin[one].append(relative)
    return {one: Bound(tuple(ties[one]), tuple(kin[one])) for one in people}


def facts_of(person: Person) -> facts.Person:
    """A person with all ties, as the rules of impartiality see them."""
    bound = bonds_of([person.id])[person.id]
    return facts.Person(person.id, person.name, bound.ties, bound.kin)


def _names_of(people: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {row.id: row.name for row in rows}


def _tie_rows(people: Collection[int]) -> list[tuple[TieRow, Organisation | None]]:
    """What was declared or recorded by or of people, kinship from both its ends."""
    rows = session.execute(
        select(TieRow, Organisation)
        .outerjoin(Organisation, Organisation.id == TieRow.organisation_id)
        .where(
            or_(TieRow.person_id.in_(people), TieRow.relative_id.in_(people)),
            TieRow.struck_at.is_(None),
        )
        .order_by(TieRow.id)
    )
    return [(row, organisation) for row, organisation in rows]


def _ties_of(
    people: Collection[int], rows: Iterable[tuple[TieRow, Organisation | None]]
) -> dict[int, list[Tie]]:
    """Ties to organisations by person, their own accounts at enterprises included."""
    found: dict[int, list[Tie]] = {one: [] for one in people}
    for row, organisation in dict.fromkeys(rows):
        if row.relative_id is None:
            mention = _mention(row, organisation)
            tie = Tie(row.kind, mention, row.from_on, row.until_on, row.share)
            found[row.person_id].append(tie)
    accounts = session.execute(
        select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id.in_(people), Organisation.kind.in_(OUTSIDE))
        .order_by(Membership.id)
    )
    for held, organisation in accounts:
        until_on = clock.local_date(held.ended_at) if held.ended_at else None
        tie = Tie(EMPLOYMENT, named(organisation), clock.local_date(held.since_at), until_on)
        found[held.person_id].append(tie)
    return found


@once
def enterprise_of(case: Case, on: date) -> Enterprise:
    """The enterprise of a case, all ownership around it, and the consultancies it names.

    Ownership is what is on record with whatever the application says of its parents.
    """
    owners, advisers = _owners(case), _consultancies(case)
    return Enterprise(
        named(case.enterprise),
        holdings=(*_on_record(case, on), *_as_applied(case, owners)),
        consultancies=tuple(advisers),
    )


def alone(organisation: Organisation, on: date, rules: Ruleset) -> Enterprise:
    """An enterprise without a case, with the ownership on record around it."""
    first = on - relativedelta(months=rules.number("R13.cooloff_months"))
    links = links_around({organisation.id}, first, on)
    return Enterprise(named(organisation), holdings=tuple(as_holding(*one) for one in links))


@once
def _owners(case: Case) -> list[CaseOwner]:
    query = select(CaseOwner).where(CaseOwner.case_id == case.id).order_by(CaseOwner.id)
    return list(session.scalars(query))


@once
def _consultancies(case: Case) -> list[facts.Organisation]:
    rows = session.scalars(
        select(CaseConsultant).where(CaseConsultant.case_id == case.id).order_by(CaseConsultant.id)
    )
    return list(
        dict.fromkeys(
            facts.Organisation(one.organisation_name, one.organisation_code) for one in rows
        )
    )


@once
def _registered(case: Case) -> list[int]:
    """The registered organisations that an application names, by code or by this very name."""
    mentions = [facts.Organisation(one.name, one.code) for one in _owners(case)]
    mentions += _consultancies(case)
    if not mentions:
        return []
    codes = {mended_code(one.code) for one in mentions if one.code}
    names = {one.name.strip() for one in mentions if not one.code}
    return list(
        session.scalars(
            select(Organisation.id).where(
                or_(Organisation.code.in_(codes), Organisation.name.in_(names))
            )
        )
    )


def _on_record(case: Case, on: date) -> list[Holding]:
    seeds = {case.enterprise_id, *_registered(case)}
    window_from = on - relativedelta(months=rules_of(case).number("R13.cooloff_months"))
    return [as_holding(*one) for one in links_around(seeds, window_from, on)]


def _as_applied(case: Case, owners: Iterable[CaseOwner]) -> list[Holding]:
    own = named(case.enterprise)
    return [
        Holding(facts.Organisation(one.name, one.code), own, one.share, one.from_on)
        for one in owners
    ]


def as_holding(link: GroupLink, parent: Organisation, child: Organisation) -> Holding:
    """Ownership on record as the rules know it."""
    return Holding(named(parent), named(child), Decimal(link.share), link.from_on, link.until_on)


def _links_query() -> Select[GroupLink, Organisation, Organisation]:
    """Built once: it is asked for by every deed that looks for conflicts."""
    in_window = and_(
        GroupLink.from_on <= bindparam("last", type_=Date),
        or_(GroupLink.until_on.is_(None), GroupLink.until_on >= bindparam("first", type_=Date)),
    )
    seeds = bindparam("seeds", expanding=True, type_=Integer)
    reached = select(Organisation.id).where(Organisation.id.in_(seeds)).cte("r", recursive=True)
    other = whichever(
        (GroupLink.parent_id == reached.c.id, GroupLink.child_id), else_=GroupLink.parent_id
    )
    reached = reached.union(
        select(other).where(
            in_window,
            or_(GroupLink.parent_id == reached.c.id, GroupLink.child_id == reached.c.id),
        )
    )
    parent, child = aliased(Organisation), aliased(Organisation)
    return (
        select(GroupLink, parent, child)
        .join(parent, parent.id == GroupLink.parent_id)
        .join(child, child.id == GroupLink.child_id)
        .where(in_window, GroupLink.parent_id.in_(select(reached.c.id)))
        .order_by(GroupLink.id)
    )


_LINKS = _links_query()


def links_around(
    seeds: Collection[int], first: date, on: date
) -> list[tuple[GroupLink, Organisation, Organisation]]:
    """All ownership that stood between these days and reaches these organisations, in any chain.

    One statement however long the chains are; a circle ends because nobody is reached twice.
    """
    rows = session.execute(_LINKS, {"seeds": list(seeds), "first": first, "last": on})
    return [(link, owner, owned) for link, owner, owned in rows]


def holdings_of(organisation_id: int) -> list[tuple[GroupLink, Organisation, Organisation]]:
    """Every ownership on record in which an organisation is owner or owned, ended ones too."""
    parent, child = aliased(Organisation), aliased(Organisation)
    rows = session.execute(
        select(GroupLink, parent, child)
        .join(parent, parent.id == GroupLink.parent_id)
        .join(child, child.id == GroupLink.child_id)
        .where(or_(GroupLink.parent_id == organisation_id, GroupLink.child_id == organisation_id))
        .order_by(GroupLink.from_on, GroupLink.id)
    )
    return [(link, owner, owned) for link, owner, owned in rows]


def group_of(organisation_id: int, window_from: date, on: date) -> list[Organisation]:
    """All organisations joined to this one by ownership of any share at some time in the window."""
    found = {
        one.id: one for _, *ends in links_around({organisation_id}, window_from, on) for one in ends
    }
    found.pop(organisation_id, None)
    return [found[key] for key in sorted(found)]


def everybody_around(case: Case, on: date) -> Enterprise:
    """The enterprise with whoever is joined to it by any share, for the body's independence."""
    window_from = on - relativedelta(months=rules_of(case).number("R13.cooloff_months"))
    joined = [
        *(named(one) for one in group_of(case.enterprise_id, window_from, on)),
        *(facts.Organisation(one.name, one.code) for one in _owners(case)),
    ]
    advisers = tuple(_consultancies(case))
    return Enterprise(named(case.enterprise), tuple(dict.fromkeys(joined)), consultancies=advisers)


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


def named(organisation: Organisation) -> facts.Organisation:
    """An organisation on record as the rules know it, with its English name."""
    other = (organisation.name_en,) if organisation.name_en else ()
    return facts.Organisation(organisation.name, organisation.code or "", other)


def _mention(row: TieRow, organisation: Organisation | None) -> facts.Organisation:
    if organisation is not None:
        return named(organisation)
    return facts.Organisation(row.organisation_name, row.organisation_code)
