"""What is on record about a person: qualifications, ties to organisations, leave."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from certplatform import schemes
from certplatform.codes import code_lists
from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.domain.facts import TieRecorded
from certplatform.domain.identity import mended_code, mended_industry
from certplatform.domain.people import administers, must_be_of_scheme
from certplatform.domain.wording import N_
from certplatform.models.organisation import Organisation
from certplatform.models.person import Leave, Qualification, Tie
from certplatform.process.step import deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.people import belongs_to

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
QUALIFIED_AS = (Role.LEAD, Role.ASSESSOR, Role.TECHNICAL_EXPERT)
ENTERING = (Role.BODY_MANAGER, Role.SCHEDULER)


def record_qualification(
    person_id: int,
    organisation_id: int,
    *,
    by: Actor,
    scheme: str,
    level: str,
    role: Role | str = Role.LEAD,
    number: str = "",
    viewpoints: list[str] | None = None,
    industries: list[str] | None = None,
    valid_from_on: date,
    valid_until_on: date,
) -> Qualification:
    """Enter what a person of the body may assess (R12); it counts once somebody else approves."""
    with deed(by=by) as act:
        _must_enter(person_id, organisation_id, by)
        if valid_until_on < valid_from_on:
            told = N_("The qualification ends before it begins.")
            raise Invalid(told, fields={"valid_until_on": told})
        if role not in QUALIFIED_AS:
            raise Invalid(N_("Nobody is qualified as that."))
        fields = {"viewpoints": viewpoints or [], "industries": _mended(industries)}
        _must_exist(scheme, level, fields)
        made = Qualification(
            person_id=person_id,
            organisation_id=organisation_id,
            scheme=scheme,
            number=number.strip(),
            role=str(role),
            level=level,
            valid_from_on=valid_from_on,
            valid_until_on=valid_until_on,
            entered_by=by.person_id,
            entered_at=act.at,
            **fields,
        )
        session.add(made)
        session.flush()
        act.log(f"person:{person_id}", "record_qualification", qualification=made.id, level=level)
    return made


def _must_enter(person_id: int, organisation_id: int, by: Actor) -> None:
    """Qualifications are entered by the body's office, for people of the body."""
    office = administers(by) or any(by.holds(one, organisation_id) for one in ENTERING)
    if not office or not belongs_to(person_id, organisation_id):
        raise NotVisible(ABSENT)


def _must_exist(scheme: str, level: str, fields: Mapping[str, list[str]]) -> None:
    """Level, viewpoints and industries stand in the scheme and in GB/T 4754."""
    listed = code_lists().industries
    must_be_of_scheme(schemes.scheme(scheme), levels=[level], **fields, listed=listed)


def _mended(industries: list[str] | None) -> list[str]:
    return [mended_industry(one) for one in industries or []]


def approve_qualification(key: int | str, *, by: Actor) -> Qualification:
    """Approve what somebody else entered for somebody else."""
    with deed(by=by) as act:
        named = Qualification.id if isinstance(key, int) else Qualification.public_id
        found = session.scalar(select(Qualification).where(named == key))
        if found is None or not (
            Role.SYSTEM in by.standing or by.holds(Role.BODY_MANAGER, found.organisation_id)
        ):
            raise NotVisible(ABSENT)
        if found.approved_at is not None:
            raise NotNow(N_("This qualification is already approved."))
        if by.person_id is not None and by.person_id in {found.person_id, found.entered_by}:
            raise NotAllowed(
                N_("A qualification is approved by somebody else than who holds or entered it.")
            )
        found.approved_by = by.person_id
        found.approved_at = act.at
        act.log(f"person:{found.person_id}", "approve_qualification", qualification=found.id)
    return found


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
) -> Tie:
    """Record a dated tie of a person to an organisation (R13-R15)."""
    with deed(by=by) as act:
        _must_keep_record_of(person_id, by)
        _must_be_a_tie(kind, from_on, until_on)
        named = _named(organisation_id, organisation_code)
        name = organisation_name.strip() or (named.name if named else "")
        if not name:
            told = N_("Name the organisation.")
            raise Invalid(told, fields={"organisation_name": told})
        made = Tie(
            person_id=person_id,
            organisation_id=named.id if named else None,
            organisation_code=(named.code if named else mended_code(organisation_code)) or "",
            organisation_name=name,
            kind=kind,
            from_on=from_on,
            until_on=until_on,
            note=note,
            declared_at=act.at,
            declared_by=by.person_id,
        )
        session.add(made)
        session.flush()
        act.log(f"person:{person_id}", "record_tie", tie=made.id, kind=kind)
        act.tell(TieRecorded(0, person_id, made.id))
    return made


def _must_be_a_tie(kind: str, from_on: date, until_on: date | None) -> None:
    if kind not in TIE_KINDS:
        raise Invalid(N_("This kind of tie is unknown."))
    if until_on is not None and until_on < from_on:
        told = N_("The tie ends before it begins.")
        raise Invalid(told, fields={"until_on": told})


def _named(organisation_id: int | None, code: str) -> Organisation | None:
    if organisation_id is not None:
        return session.get(Organisation, organisation_id)
    if plain := mended_code(code):
        return session.scalar(select(Organisation).where(Organisation.code == plain))
    return None


def _must_keep_record_of(person_id: int, by: Actor) -> None:
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
    with deed(by=by) as act:
        _must_keep_record_of(person_id, by)
        if half not in {1, 2}:
            raise Invalid(N_("A day has two halves."))
        known = session.scalar(
            select(Leave).where(Leave.person_id == person_id, Leave.on == on, Leave.half == half)
        )
        if known is not None:
            return known
        made = Leave(person_id=person_id, on=on, half=half)
        session.add(made)
        act.log(f"person:{person_id}", "record_leave", on=on.isoformat(), half=half)
    return made


def cancel_leave(leave_id: int, *, by: Actor) -> None:
    """Take a leave back."""
    with deed(by=by) as act:
        found = session.get(Leave, leave_id)
        if found is None:
            raise NotVisible(ABSENT)
        _must_keep_record_of(found.person_id, by)
        act.log(
            f"person:{found.person_id}", "cancel_leave", on=found.on.isoformat(), half=found.half
        )
        session.delete(found)
