"""The life of a qualification (R12): entered, changed, approved, returned, ended.

An entry is never overwritten: a change is a new entry that names the one it changes.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from certplatform import clock, schemes
from certplatform.codes import code_lists
from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.domain.identity import mended_industry
from certplatform.domain.people import administers, must_be_of_scheme
from certplatform.domain.qualification_change import LANGUAGES, Scope, widens
from certplatform.domain.wording import N_
from certplatform.models.people_register import Contest
from certplatform.models.person import Qualification
from certplatform.process.step import Deed, deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.people import belongs_to

QUALIFIED_AS = (Role.LEAD, Role.ASSESSOR, Role.TECHNICAL_EXPERT)
ENTERING = (Role.BODY_MANAGER, Role.SCHEDULER)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about somebody's competence; of viewpoints and industries [] = all."""

    level: str
    valid_from_on: date
    valid_until_on: date
    role: Role | str = Role.LEAD
    number: str = ""
    viewpoints: list[str] = field(default_factory=list)
    industries: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)


def record_qualification(
    person_id: int,
    organisation_id: int,
    *,
    by: Actor,
    scheme: str,
    **said: Any,
) -> Qualification:
    """Enter what a person of the body may assess (R12); it counts once somebody else approves.

    `said` are the fields of qualification.Said.
    """
    with deed(by=by) as act:
        must_enter(person_id, organisation_id, by)
        made = entered(person_id, organisation_id, scheme, Said(**said), act)
        act.log(
            f"person:{person_id}",
            "record_qualification",
            qualification=made.id,
            level=made.level,
        )
    return made


def entered(
    person_id: int, organisation_id: int, scheme: str, said: Said, act: Deed
) -> Qualification:
    """A new entry in the session, checked against the scheme; inside an open deed."""
    _must_be_sound(scheme, said)
    made = Qualification(
        person_id=person_id,
        organisation_id=organisation_id,
        scheme=scheme,
        number=said.number.strip(),
        role=str(said.role),
        level=said.level,
        viewpoints=list(said.viewpoints),
        industries=[mended_industry(one) for one in said.industries],
        languages=list(said.languages),
        valid_from_on=said.valid_from_on,
        valid_until_on=said.valid_until_on,
        entered_by=act.by.person_id,
        entered_at=act.at,
    )
    session.add(made)
    session.flush()
    return made


def _must_be_sound(scheme: str, said: Said) -> None:
    if said.valid_until_on < said.valid_from_on:
        told = N_("The qualification ends before it begins.")
        raise Invalid(told, fields={"valid_until_on": told})
    if said.role not in QUALIFIED_AS:
        raise Invalid(N_("Nobody is qualified as that."))
    if any(one not in LANGUAGES for one in said.languages):
        told = N_("This language is not in the list.")
        raise Invalid(told, fields={"languages": told})
    must_be_of_scheme(
        schemes.scheme(scheme),
        levels=[said.level],
        viewpoints=said.viewpoints,
        industries=[mended_industry(one) for one in said.industries],
        listed=code_lists().industries,
    )


def must_enter(person_id: int, organisation_id: int, by: Actor) -> None:
    """Qualifications are entered by the body's office, for people of the body."""
    office = administers(by) or any(by.holds(one, organisation_id) for one in ENTERING)
    if not office or not belongs_to(person_id, organisation_id):
        raise NotVisible(ABSENT)


def change_qualification(key: int | str, said: Said, *, by: Actor, reason: str) -> Qualification:
    """Change an approved entry by a new one (R12).

    What widens competence waits for approval by somebody else, and the old entry counts until
    then; what only narrows it holds from today on. Raises NotNow for an entry that does not count.
    """
    with deed(by=by, reason=reason) as act:
        old = _locked(key)
        must_enter(old.person_id, old.organisation_id, by)
        if old.approved_at is None or old.ended_at is not None:
            raise NotNow(N_("Only an entry that counts can be changed."))
        _must_say_why(reason)
        made = entered(old.person_id, old.organisation_id, old.scheme, said, act)
        made.change_of_id = old.id
        wider = widens(scope_of(made), scope_of(old))
        if not wider:
            made.approved_by, made.approved_at = old.approved_by, act.at
            made.valid_from_on = max(made.valid_from_on, clock.local_date(act.at))
            _end(old, made.valid_from_on - DAY, act, reason)
        act.log(
            f"person:{old.person_id}",
            "change_qualification",
            qualification=made.id,
            of=old.id,
            wider=wider,
        )
    return made


def scope_of(row: Qualification) -> Scope:
    """An entry as the rule compares it."""
    return Scope(
        row.role,
        schemes.scheme(row.scheme).level(row.level).rank,
        row.viewpoints,
        row.industries,
        row.languages,
        row.valid_from_on,
        row.valid_until_on,
    )


def approve_qualification(key: int | str, *, by: Actor) -> Qualification:
    """Approve what somebody else entered for somebody else; what it changes ends with it."""
    with deed(by=by) as act:
        found = _waiting(key, by)
        found.approved_by = by.person_id
        found.approved_at = act.at
        if found.change_of_id is not None:
            _replace(_locked(found.change_of_id), found, act)
        act.log(f"person:{found.person_id}", "approve_qualification", qualification=found.id)
    return found


def _replace(old: Qualification, new: Qualification, act: Deed) -> None:
    """End what an approved change replaces. Raises NotNow where it has ended meanwhile.

    Approval must not bring back what was narrowed or ended since, unless an appeal did.
    """
    if old.ended_at is None:
        _end(old, new.valid_from_on - DAY, act, "")
        return
    upheld = select(Contest.id).where(Contest.qualification_id == old.id, Contest.state == "upheld")
    if session.scalar(upheld.limit(1)) is None:
        raise NotNow(N_("The entry that this changes has ended meanwhile; return it."))


def return_qualification(key: int | str, *, by: Actor, reason: str) -> Qualification:
    """Send an entry back with a reason; it never counts, a new one may be entered."""
    with deed(by=by, reason=reason) as act:
        found = _waiting(key, by)
        _must_say_why(reason)
        found.returned_by, found.returned_at = by.person_id, act.at
        found.return_reason = reason.strip()
        act.log(f"person:{found.person_id}", "return_qualification", qualification=found.id)
    return found


def _waiting(key: int | str, by: Actor) -> Qualification:
    """An entry that the actor may decide on. Raises NotVisible, NotNow or NotAllowed."""
    found = _locked(key)
    if not (Role.SYSTEM in by.standing or by.holds(Role.BODY_MANAGER, found.organisation_id)):
        raise NotVisible(ABSENT)
    if found.approved_at is not None:
        raise NotNow(N_("This qualification is already approved."))
    if found.returned_at is not None:
        raise NotNow(N_("This qualification was returned; enter it anew."))
    if by.person_id is not None and by.person_id in {found.person_id, found.entered_by}:
        raise NotAllowed(
            N_("A qualification is approved by somebody else than who holds or entered it.")
        )
    return found


def end_qualification(
    key: int | str, *, by: Actor, reason: str, last_on: date | None = None
) -> Qualification:
    """End an entry with a day, today unless another is given; the holder may do so too."""
    with deed(by=by, reason=reason) as act:
        found = _locked(key)
        if by.person_id != found.person_id:
            must_enter(found.person_id, found.organisation_id, by)
        if found.approved_at is None or found.ended_at is not None:
            raise NotNow(N_("Only an entry that counts can be ended."))
        _must_say_why(reason)
        last = last_on or clock.local_date(act.at)
        if last < found.valid_from_on:
            told = N_("The qualification ends before it begins.")
            raise Invalid(told, fields={"last_on": told})
        _end(found, last, act, reason)
        act.log(
            f"person:{found.person_id}",
            "end_qualification",
            qualification=found.id,
            last_on=found.valid_until_on.isoformat(),
        )
    return found


def _end(row: Qualification, last_on: date, act: Deed, reason: str) -> None:
    row.planned_until_on = row.valid_until_on
    row.valid_until_on = min(row.valid_until_on, last_on)
    row.ended_by, row.ended_at, row.end_reason = act.by.person_id, act.at, reason.strip()


def _locked(key: int | str) -> Qualification:
    named = Qualification.id if isinstance(key, int) else Qualification.public_id
    found = session.scalar(
        select(Qualification)
        .where(named == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotVisible(ABSENT)
    return found


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise Invalid(N_("A reason is needed."), fields={"reason": N_("Please write the reason.")})
