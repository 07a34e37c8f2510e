"""What is on record about a person: ties to organisations, leave."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.employment import overlapping
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.domain.facts import TieRecorded
from certplatform.domain.identity import mended_code
from certplatform.domain.people_facts import LeaveClashes
from certplatform.domain.wording import N_
from certplatform.models.audit import PlanRow
from certplatform.models.organisation import Organisation
from certplatform.models.person import Leave, Person, Tie
from certplatform.process.one_person import watch_for_second
from certplatform.process.step import Deed, deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.people import belongs_to, employment, employments_of, leave_of
from certplatform.queries.plans import half_days_of

EMPLOYMENT, LONGEST_LEAVE = "employment", 120
SMALLEST, WHOLE = Decimal("0.000001"), 100  # per cent, as the column keeps it
TIE_KINDS: dict[str, str] = {
    "employment": N_("Employment"),
    "consultancy": N_("Consulting"),
    "training": N_("Training given"),
    "internal_audit": N_("Internal audit done"),
    "shareholding": N_("Shareholding"),
    "kinship": N_("Family"),
    "business": N_("Business relation"),
    "other": N_("Other interest"),
}


def record_tie(
    person_id: int,
    *,
    by: Actor,
    kind: str,
    organisation_name: str = "",
    organisation_code: str = "",
    organisation_id: int | None = None,
    from_on: date,
    until_on: date | None = None,
    note: str = "",
    share: Decimal | None = None,
    relative: str = "",
    relation: str = "",
    full_time: bool | None = None,
    overlap_reason: str = "",
) -> Tie:
    """Record a dated tie of a person to an organisation (R13-R15).

    `share` is per cent. Who declares a second full-time employment for the same days says why;
    entered by somebody else, it stands on the person's record as a question.
    """
    with deed(by=by) as act:
        must_keep_record_of(person_id, by)
        _must_be_a_tie(kind, from_on, until_on, share)
        made = Tie(
            **_of_organisation(organisation_id, organisation_code, organisation_name),
            person_id=person_id,
            kind=kind,
            from_on=from_on,
            until_on=until_on,
            note=note,
            share=share,
            relative=relative.strip(),
            relation=relation.strip(),
            full_time=full_time if kind == EMPLOYMENT else None,
            overlap_reason=overlap_reason.strip(),
        )
        _keep_tie(made, act)
    return made


def _keep_tie(made: Tie, act: Deed) -> None:
    made.declared_at, made.declared_by = act.at, act.by.person_id
    if act.by.person_id == made.person_id and not made.overlap_reason:
        _must_not_overlap(made)
    session.add(made)
    session.flush()
    act.log(f"person:{made.person_id}", "record_tie", tie=made.id, kind=made.kind)
    act.tell(TieRecorded(0, made.person_id, made.id))
    if made.kind == EMPLOYMENT:
        watch_for_second(session.get_one(Person, made.person_id), act)


def _must_not_overlap(made: Tie) -> None:
    others = employments_of([made.person_id])[made.person_id]
    if found := overlapping(employment(made), others):
        told = N_("You declared a full-time employment at %(organisation)s for the same days.")
        field = N_("Say why both are right, or correct the dates.")
        names = ", ".join(one.organisation for one in found)
        raise Invalid(told, {"organisation": names}, fields={"overlap_reason": field})


def end_tie(key: str, last_on: date, *, by: Actor) -> Tie:
    """Say when a tie that goes on has ended, or will; what it was stays on record."""
    with deed(by=by) as act:
        found = _tie(key, by)
        if found.until_on is not None or found.struck_at is not None:
            raise NotNow(N_("This tie has ended already."))
        _must_be_a_tie(found.kind, found.from_on, last_on, found.share)
        found.until_on = last_on
        act.log(f"person:{found.person_id}", "end_tie", tie=found.id, last_on=last_on.isoformat())
    return found


def confirm_overlap(key: str, reason: str, *, by: Actor) -> Tie:
    """The person says why two full-time employments at once are right."""
    with deed(by=by, reason=reason) as act:
        found = _tie(key, by)
        if found.person_id != by.person_id:
            raise NotAllowed(N_("Only the person can confirm this."))
        if not reason.strip():
            told = N_("Please write the reason.")
            raise Invalid(N_("A reason is needed."), fields={"reason": told})
        found.overlap_reason = reason.strip()
        act.log(f"person:{found.person_id}", "confirm_overlap", tie=found.id)
    return found


def _tie(key: str, by: Actor) -> Tie:
    found = session.scalar(select(Tie).where(Tie.public_id == key).with_for_update())
    if found is None:
        raise NotVisible(ABSENT)
    must_keep_record_of(found.person_id, by)
    return found


def _must_be_a_tie(kind: str, from_on: date, until_on: date | None, share: Decimal | None) -> None:
    if kind not in TIE_KINDS:
        raise Invalid(N_("This kind of tie is unknown."))
    if until_on is not None and until_on < from_on:
        told = N_("The tie ends before it begins.")
        raise Invalid(told, fields={"until_on": told})
    if share is not None and not (share.is_finite() and SMALLEST <= share <= WHOLE):
        told = N_("A share is more than 0 and at most 100 per cent.")
        raise Invalid(told, fields={"share": told})


def _of_organisation(organisation_id: int | None, code: str, name: str) -> dict[str, Any]:
    """The organisation of a tie: by id where it is on the platform, else by code and name."""
    named = _named(organisation_id, code)
    if not (called := name.strip() or (named.name if named else "")):
        told = N_("Name the organisation.")
        raise Invalid(told, fields={"organisation_name": told})
    return {
        "organisation_id": named.id if named else None,
        "organisation_code": (named.code if named else mended_code(code)) or "",
        "organisation_name": called,
    }


def _named(organisation_id: int | None, code: str) -> Organisation | None:
    if organisation_id is not None:
        return session.get(Organisation, organisation_id)
    if plain := mended_code(code):
        return session.scalar(select(Organisation).where(Organisation.code == plain))
    return None


def must_keep_record_of(person_id: int, by: Actor) -> None:
    """A person's own, their body's manager's and scheduler's, the committee secretariat's."""
    if by.person_id == person_id or Role.SYSTEM in by.standing:
        return
    mine = {
        one.organisation_id
        for one in by.holdings
        if one.role in {Role.BODY_MANAGER, Role.SCHEDULER, Role.SECRETARIAT}
    }
    if not any(belongs_to(person_id, one) for one in mine):
        raise NotVisible(ABSENT)


def record_leave(person_id: int, on: date, half: int, *, by: Actor) -> Leave:
    """Record a half-day on which a person is not available (R20); half is 1 or 2."""
    with deed(by=by):
        record_leave_days(person_id, on, on, (half,), by=by)
        return session.scalars(
            select(Leave).where(Leave.person_id == person_id, Leave.on == on, Leave.half == half)
        ).one()


def record_leave_days(
    person_id: int, first: date, last: date, halves: Iterable[int], *, by: Actor
) -> list[tuple[date, int]]:
    """Record the halves of all days from one to another (R20); 1 = morning, 2 = afternoon.

    Half-days that a released plan has taken are recorded too: they are handed back, and whoever
    plans that case is told.
    """
    wanted = _wanted(first, last, tuple(halves))
    with deed(by=by) as act:
        must_keep_record_of(person_id, by)
        known = {(one.on, one.half) for one in leave_of(person_id)}
        fresh = [one for one in wanted if one not in known]
        session.add_all(Leave(person_id=person_id, on=on, half=half) for on, half in fresh)
        for on, half in fresh:
            act.log(f"person:{person_id}", "record_leave", on=on.isoformat(), half=half)
        clashes = [(row, case) for row, case in half_days_of(person_id) if _at(row) in set(fresh)]
        for case_id in dict.fromkeys(case.id for _, case in clashes):
            days = dict.fromkeys(row.on.isoformat() for row, case in clashes if case.id == case_id)
            name = session.get_one(Person, person_id).name
            act.tell(LeaveClashes(case_id, person_id, name, ", ".join(days)))
    return [_at(row) for row, _ in clashes]


def _at(row: PlanRow) -> tuple[date, int]:
    return row.on, row.half


def _wanted(first: date, last: date, halves: tuple[int, ...]) -> list[tuple[date, int]]:
    if any(one not in {1, 2} for one in halves):
        raise Invalid(N_("A day has two halves."))
    if last < first or (last - first).days > LONGEST_LEAVE:
        raise Invalid(
            N_("Leave runs from one day to a later one, at most 120 days at once."),
            fields={"until_on": N_("Choose a day from the first one on, at most 120 days later.")},
        )
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return [(on, half) for on in days for half in halves]


def cancel_leave(leave_id: int, *, by: Actor) -> None:
    """Take a leave back."""
    with deed(by=by) as act:
        found = session.get(Leave, leave_id)
        if found is None:
            raise NotVisible(ABSENT)
        must_keep_record_of(found.person_id, by)
        act.log(
            f"person:{found.person_id}", "cancel_leave", on=found.on.isoformat(), half=found.half
        )
        session.delete(found)
