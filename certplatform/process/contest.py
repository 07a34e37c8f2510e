"""Appeals of people against entries on their own record, decided by somebody else."""

from typing import cast

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.domain.wording import N_
from certplatform.models.people_register import Contest, Training
from certplatform.models.person import Qualification, Tie
from certplatform.process.person_record import must_keep_record_of
from certplatform.process.qualification import Said, entered
from certplatform.process.step import Deed, deed
from certplatform.queries.cases import ABSENT

Entry = Qualification | Tie | Training
ENTRIES: dict[str, type[Entry]] = {"qualification": Qualification, "tie": Tie, "training": Training}
OPEN, UPHELD, DISMISSED = "open", "upheld", "dismissed"


def contest_entry(kind: str, key: str, text: str, *, by: Actor) -> Contest:
    """Contest an entry on one's own record that somebody else made or decided."""
    with deed(by=by) as act:
        entry = _entry(kind, key)
        if entry.person_id != by.person_id:
            raise NotVisible(ABSENT)
        if not text.strip():
            told = N_("Please write the reason.")
            raise Invalid(N_("A reason is needed."), fields={"text": told})
        if by.person_id == _author(entry):
            raise NotAllowed(N_("You made this entry yourself; change or end it instead."))
        if _open_one(kind, entry.id) is not None:
            raise NotNow(N_("You have already contested this entry; it is not decided yet."))
        made = Contest(
            person_id=entry.person_id,
            text=text.strip(),
            lodged_at=act.at,
            state=OPEN,
            **{f"{kind}_id": entry.id},
        )
        session.add(made)
        session.flush()
        act.log(f"person:{entry.person_id}", "contest_entry", contest=made.id, kind=kind)
    return made


def decide_contest(key: str, *, uphold: bool, by: Actor, reason: str) -> Contest:
    """Decide on somebody's appeal; whoever made the entry does not.

    Upheld, a tie or a course counts no more and stays on record; what a narrowed or ended
    qualification said before is entered anew, for approval by somebody else.
    """
    with deed(by=by, reason=reason) as act:
        found = session.scalar(
            select(Contest)
            .where(Contest.public_id == key)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if found is None:
            raise NotVisible(ABSENT)
        must_keep_record_of(found.person_id, by)
        entry = entry_of(found)
        if by.person_id is not None and by.person_id in _concerned(entry):
            raise NotAllowed(N_("Somebody else decides than who made the entry or holds it."))
        if found.state != OPEN:
            raise NotNow(N_("This is decided already."))
        if not reason.strip():
            told = N_("Please write the reason.")
            raise Invalid(N_("A reason is needed."), fields={"reason": told})
        found.state = UPHELD if uphold else DISMISSED
        found.decided_by, found.decided_at = by.person_id, act.at
        found.reason = reason.strip()
        if uphold:
            _put_right(entry, act)
        act.log(f"person:{found.person_id}", "decide_contest", contest=found.id, upheld=uphold)
    return found


def entry_of(contest: Contest) -> Entry:
    """The entry that an appeal is about."""
    for kind, model in ENTRIES.items():
        if (number := getattr(contest, f"{kind}_id")) is not None:
            return cast("Entry", session.get_one(model, number))
    raise LookupError(contest.id)  # the database allows no such row


def _entry(kind: str, key: str) -> Entry:
    model = ENTRIES.get(kind)
    found = session.scalar(select(model).where(model.public_id == key)) if model else None
    if found is None:
        raise NotVisible(ABSENT)
    return cast("Entry", found)


def _open_one(kind: str, number: int) -> Contest | None:
    column = getattr(Contest, f"{kind}_id")
    return session.scalar(select(Contest).where(column == number, Contest.state == OPEN))


def _author(entry: Entry) -> int | None:
    """Who made the entry what it is: for a qualification who last ended or returned it."""
    if isinstance(entry, Tie):
        return entry.declared_by
    if isinstance(entry, Qualification):
        return entry.ended_by or entry.returned_by or entry.entered_by
    return entry.entered_by


def _concerned(entry: Entry) -> set[int | None]:
    found = {entry.person_id, _author(entry)}
    if isinstance(entry, Qualification):
        found |= {entry.entered_by, entry.approved_by}
    return found


def _put_right(entry: Entry, act: Deed) -> None:
    if not isinstance(entry, Qualification):
        entry.struck_at = act.at
        return
    before = session.get(Qualification, entry.change_of_id) if entry.change_of_id else None
    source = before or entry
    planned = source.planned_until_on or source.valid_until_on
    anew = Said(
        level=source.level,
        role=source.role,
        number=source.number,
        viewpoints=source.viewpoints,
        industries=source.industries,
        languages=source.languages,
        valid_from_on=entry.valid_from_on,
        valid_until_on=max(planned, entry.valid_from_on),
    )
    made = entered(entry.person_id, entry.organisation_id, entry.scheme, anew, act)
    made.change_of_id = entry.id
    act.log(f"person:{entry.person_id}", "record_qualification", qualification=made.id)
