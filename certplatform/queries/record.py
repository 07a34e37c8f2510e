"""What is on record about people beside ties: evidence, training, appeals, terms, days."""

import calendar
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select

from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.people import administers
from certplatform.models.people_register import Contest, RecordPaper, Training, WorkTerms
from certplatform.models.person import Leave, Membership, Person, Qualification
from certplatform.models.person_calendar import BusyTime
from certplatform.queries.cases import ABSENT
from certplatform.queries.page import Page, page_of
from certplatform.queries.plans import half_days_of

KEEPING = (Role.BODY_MANAGER, Role.SCHEDULER, Role.SECRETARIAT)
OPEN = "open"


def trainings_of(person_id: int) -> Sequence[Training]:
    """Courses and examinations of a person, the latest first."""
    return session.scalars(
        select(Training)
        .where(Training.person_id == person_id)
        .order_by(Training.until_on.desc(), Training.id.desc())
    ).all()


def papers_of(person_id: int) -> dict[tuple[str, int], list[RecordPaper]]:
    """The evidence for a person's entries, by kind and number of the entry."""
    found: dict[tuple[str, int], list[RecordPaper]] = defaultdict(list)
    rows = session.scalars(
        select(RecordPaper).where(RecordPaper.person_id == person_id).order_by(RecordPaper.id)
    )
    for row in rows:
        if row.qualification_id is not None:
            found["qualification", row.qualification_id].append(row)
        elif row.training_id is not None:
            found["training", row.training_id].append(row)
    return found


def contests_of(person_id: int) -> dict[tuple[str, int], Contest]:
    """The latest appeal against each entry on a person's record, by kind and number."""
    rows = session.scalars(
        select(Contest).where(Contest.person_id == person_id).order_by(Contest.id)
    )
    return {entry_key(one): one for one in rows}


def entry_key(one: Contest) -> tuple[str, int]:
    """Which entry an appeal is about: its kind and number."""
    if one.qualification_id is not None:
        return "qualification", one.qualification_id
    if one.tie_id is not None:
        return "tie", one.tie_id
    return "training", one.training_id or 0


def terms_of(
    people: Collection[int], organisation_id: int | None = None
) -> dict[tuple[int, int], WorkTerms]:
    """The terms on which people work, by person and body."""
    query = select(WorkTerms).where(WorkTerms.person_id.in_(people))
    if organisation_id is not None:
        query = query.where(WorkTerms.organisation_id == organisation_id)
    return {(one.person_id, one.organisation_id): one for one in session.scalars(query)}


def paper_for(actor: Actor, public_id: str) -> RecordPaper:
    """Evidence for the person it is about and those who keep the record. Raises NotVisible."""
    found = session.scalar(select(RecordPaper).where(RecordPaper.public_id == public_id))
    if found is None or not (found.person_id == actor.person_id or keeps(actor, found.person_id)):
        raise NotVisible(ABSENT)
    return found


def keeps(actor: Actor, person_id: int) -> bool:
    """Whether the actor keeps this person's record for an organisation of theirs."""
    if administers(actor):
        return True
    mine = [one.organisation_id for one in actor.holdings if one.role in KEEPING]
    held = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.organisation_id.in_(mine),
        Membership.ended_at.is_(None),
    )
    return session.scalar(held.limit(1)) is not None


def approvals_page(organisation_id: int, cursor: str = "") -> Page[Qualification]:
    """A page of the entries of a body that wait for approval, the newest first."""
    query = (
        select(Qualification)
        .join(Person, Person.id == Qualification.person_id)
        .where(
            Qualification.organisation_id == organisation_id,
            Qualification.approved_at.is_(None),
            Qualification.returned_at.is_(None),
        )
    )
    return page_of(query, Qualification.id, cursor)


def contests_page(organisation_id: int, cursor: str = "") -> Page[Contest]:
    """A page of the open appeals of a body's people against entries on their record."""
    return page_of(_contests_in(organisation_id).where(Contest.state == OPEN), Contest.id, cursor)


def contest_in(organisation_id: int, public_id: str) -> Contest:
    """An appeal of somebody of a body. Raises NotVisible."""
    found = session.scalar(_contests_in(organisation_id).where(Contest.public_id == public_id))
    if found is None:
        raise NotVisible(ABSENT)
    return found


def _contests_in(organisation_id: int) -> Select[Contest]:
    of_the_body = select(Membership.person_id).where(
        Membership.organisation_id == organisation_id, Membership.ended_at.is_(None)
    )
    elsewhere = select(Qualification.id).where(Qualification.organisation_id != organisation_id)
    return select(Contest).where(
        Contest.person_id.in_(of_the_body),
        or_(
            Contest.qualification_id.is_(None),
            Contest.qualification_id.not_in(elsewhere),
        ),
    )


def names_of(people: Collection[int]) -> dict[int, Person]:
    """People by their id; one statement."""
    rows = session.scalars(select(Person).where(Person.id.in_(people)))
    return {one.id: one for one in rows}


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month view: which halves (1, 2) are leave, busy elsewhere, taken by a plan."""

    on: date
    inside: bool
    leave: tuple[int, ...]
    booked: tuple[int, ...]
    busy: tuple[int, ...] = ()

    @property
    def clash(self) -> bool:
        """Whether a plan has taken a half-day of leave."""
        return bool(set(self.leave) & set(self.booked))


def month_of(person_id: int, first: date) -> list[list[Day]]:
    """The weeks of a month with leave and what released plans have taken.

    For which case is not said: whoever looks may not know of it.
    """
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    start, end = weeks[0][0], weeks[-1][-1]
    away: dict[date, list[int]] = defaultdict(list)
    rows = session.scalars(
        select(Leave)
        .where(Leave.person_id == person_id, Leave.on.between(start, end))
        .order_by(Leave.half)
    )
    for leave in rows:
        away[leave.on].append(leave.half)
    busy: dict[date, set[int]] = defaultdict(set)
    outside = select(BusyTime).where(
        BusyTime.person_id == person_id, BusyTime.on.between(start, end)
    )
    for one in session.scalars(outside):
        busy[one.on].add(one.half)
    booked: dict[date, set[int]] = defaultdict(set)
    for row, _case in half_days_of(person_id):
        booked[row.on].add(row.half)
    return [
        [
            Day(
                day,
                day.month == first.month,
                tuple(away[day]),
                tuple(sorted(booked[day])),
                tuple(sorted(busy[day])),
            )
            for day in week
        ]
        for week in weeks
    ]
