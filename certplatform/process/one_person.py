"""One person, one record: identity numbers, the queue of possible duplicates, the merge.

Rows that say who may do or holds something follow the person to the record that is kept; what
says who did something stays as it was written, and the alias tells whose record that is.
"""

from typing import Any

from sqlalchemy import Table, select, update

from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.domain.facts_of_conflict import ContactChanged
from certplatform.domain.one_person import (
    IDENTITY,
    likenesses,
    mended_identity,
    merging_obstacles,
    phone_key,
    tail_of,
)
from certplatform.domain.people import administers, must_be_fresh
from certplatform.domain.people_facts import PeopleMerged
from certplatform.domain.wording import N_
from certplatform.models.assignment import Assignment
from certplatform.models.people_register import PersonAlias, PersonIdentity, PossibleDuplicate
from certplatform.models.person import OneTimeLink, Person, Qualification
from certplatform.models.person_calendar import CalendarFeed
from certplatform.models.tables import METADATA
from certplatform.process.step import Deed, deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.duplicates import (
    OPEN,
    duplicate_for,
    hash_of_identity,
    holder_of_identity,
    identity_of,
    likeness_of,
    pair_of,
    shared_cases,
    those_like,
)
from certplatform.queries.sessions import sessions_of

# Columns that say who somebody is; each with the columns that, with it, are unique.
FOLLOWS: dict[tuple[str, str], tuple[str, ...]] = {
    ("membership", "person_id"): (),
    ("assignment", "person_id"): (),
    ("plan_row", "person_id"): ("plan_id", "on", "half"),
    ("site_sign_in", "person_id"): (),
    ("vote", "person_id"): ("ballot_id",),
    ("appeal", "handler_id"): (),
    ("qualification", "person_id"): (),
    ("tie", "person_id"): (),
    ("tie", "relative_id"): (),
    ("leave", "person_id"): ("on", "half"),
    ("busy_time", "person_id"): ("source", "on", "half"),
    ("training", "person_id"): (),
    ("work_terms", "person_id"): ("organisation_id",),
    ("staffing_proposal", "person_id"): ("staffing_case_id",),
    ("record_paper", "person_id"): (),
    ("contest", "person_id"): (),
}
# A row names two different people in these columns.
APART = {
    ("contest", "person_id"): "decided_by",
    ("tie", "person_id"): "relative_id",
    ("tie", "relative_id"): "person_id",
}
# Columns that stay: written once, about the account itself, or settled by the merge in another way.
STAYS = frozenset(
    {
        ("person_identity", "person_id"),
        ("person_alias", "alias_id"),
        ("person_alias", "kept_id"),
        ("possible_duplicate", "first_id"),
        ("possible_duplicate", "second_id"),
        ("sign_in_session", "person_id"),
        ("calendar_feed", "person_id"),
        ("conflict_check", "person_id"),
        ("conflict_check", "by"),
        ("recovery_code", "person_id"),
        ("one_time_link", "person_id"),
        ("sent_message", "person_id"),
        ("filing_look", "person_id"),
        ("rating_version", "by"),
        ("offline_change", "person_id"),
        ("offline_leftover", "person_id"),
        ("journal_entry", "person_id"),
    }
)


def watch_for_second(person: Person, act: Deed) -> None:
    """Queue the records that look like this one's person; inside an open deed."""
    session.flush()
    like = those_like(person)
    if not like:
        return
    known = likeness_of([person, *like])
    for other in like:
        if reasons := likenesses(known[person.id], known[other.id]):
            _queue(person.id, other.id, reasons, act)


def _queue(one: int, other: int, reasons: list[str], act: Deed) -> None:
    """Put a pair into the queue; a pair found apart comes back only for a new reason."""
    found = pair_of(one, other)
    if found is None:
        first, second = sorted((one, other))
        found = PossibleDuplicate(
            first_id=first, second_id=second, reasons=reasons, found_at=act.at, state=OPEN
        )
        session.add(found)
    elif set(reasons) <= set(found.reasons):
        return
    else:
        found.reasons = [*found.reasons, *(r for r in reasons if r not in found.reasons)]
        found.state, found.found_at = OPEN, act.at
    session.flush()
    for person_id, like in ((one, other), (other, one)):
        act.log(f"person:{person_id}", "suspect_duplicate", other=like, reasons=reasons)


def record_identity(person_id: int, number: str, *, by: Actor) -> bool:
    """Record somebody's own identity number, keyed and hashed; False where another record has it.

    Then the pair goes to the queue, and the number stays where it is. Once recorded, only an
    administrator replaces it.
    """
    plain = mended_identity(number)
    with deed(by=by) as act:
        if by.person_id != person_id and not administers(by):
            raise NotVisible(ABSENT)
        must_be_fresh(by)
        own, holder = identity_of(person_id), holder_of_identity(plain)
        if holder is not None and holder.person_id != person_id:
            _queue(person_id, holder.person_id, [IDENTITY], act)
            return False
        if own is not None and not administers(by):
            if own.number_hash != hash_of_identity(plain):
                raise NotNow(N_("A number is on record; an administrator changes it."))
            return True
        own = own or PersonIdentity(person_id=person_id)
        own.number_hash, own.tail = hash_of_identity(plain), tail_of(plain)
        own.recorded_by, own.recorded_at = by.person_id, act.at
        session.add(own)
        act.log(f"person:{person_id}", "record_identity", tail=own.tail)
    return True


def change_phone(phone: str, *, by: Actor) -> None:
    """Change one's own telephone number; a number that somebody else has goes to the queue."""
    said = phone.strip()
    if said and not phone_key(said):
        told = N_("This is not a telephone number.")
        raise Invalid(told, fields={"phone": told})
    with deed(by=by) as act:
        person = session.get(Person, by.person_id)
        if person is None:
            raise NotVisible(ABSENT)
        person.phone = said
        act.log(f"person:{person.id}", "change_phone")
        act.tell(ContactChanged(0, person.id))
        watch_for_second(person, act)


def find_apart(public_id: str, *, by: Actor, reason: str) -> None:
    """Say that two records are two people; they come back to the queue only for a new reason."""
    with deed(by=by, reason=reason) as act:
        pair = _open_pair(public_id, by, reason)
        pair.state, pair.decided_by, pair.decided_at = "apart", by.person_id, act.at
        pair.reason = reason.strip()
        for one in (pair.first_id, pair.second_id):
            act.log(f"person:{one}", "find_apart", pair=pair.id)


def _open_pair(public_id: str, by: Actor, reason: str) -> PossibleDuplicate:
    pair = duplicate_for(by, public_id)
    must_be_fresh(by)
    if pair.state != OPEN:
        raise NotNow(N_("This is decided already."))
    if by.person_id in {pair.first_id, pair.second_id}:
        raise NotAllowed(N_("Nobody decides about their own record; ask somebody else."))
    if not reason.strip():
        raise Invalid(N_("A reason is needed."), fields={"reason": N_("Please write the reason.")})
    return pair


def merge_people(public_id: str, kept_id: int, *, by: Actor, reason: str) -> Person:
    """Make two records one; the other stays as an alias that cannot sign in.

    Raises NotReady where both hold parts of one case (R18).
    """
    with deed(by=by, reason=reason) as act:
        pair = _open_pair(public_id, by, reason)
        if kept_id not in {pair.first_id, pair.second_id}:
            raise NotVisible(ABSENT)
        alias_id = pair.second_id if kept_id == pair.first_id else pair.first_id
        people = {
            one.id: one
            for one in session.scalars(
                select(Person)
                .where(Person.id.in_([kept_id, alias_id]))
                .order_by(Person.id)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
        }
        kept, alias = people[kept_id], people[alias_id]
        if not kept.active:
            raise NotNow(N_("The record to keep is closed; keep the other one."))
        act.heed(merging_obstacles(shared_cases(kept_id, alias_id)))
        pair.state, pair.decided_by, pair.decided_at = "merged", by.person_id, act.at
        pair.reason = reason.strip()
        _merge(kept, alias, by, act)
    return kept


def _merge(kept: Person, alias: Person, by: Actor, act: Deed) -> None:
    cases = session.scalars(
        select(Assignment.case_id).where(Assignment.person_id == alias.id).distinct()
    ).all()
    _take_back_own_approvals(kept, alias)
    _end_roles_held_twice(alias, kept, act)
    moved = {
        f"{table}.{column}": _follow(table, column, alias.id, kept.id) for table, column in FOLLOWS
    }
    _move_identity(alias, kept)
    _close(alias, act)
    kept.phone = kept.phone or alias.phone
    session.add(
        PersonAlias(alias_id=alias.id, kept_id=kept.id, merged_by=by.person_id, merged_at=act.at)
    )
    session.execute(
        update(PersonAlias).where(PersonAlias.kept_id == alias.id).values(kept_id=kept.id)
    )
    _drop_pairs_of(alias.id, act)
    told = {name: count for name, count in moved.items() if count}
    act.log(f"person:{kept.id}", "merge_people", alias=alias.id, moved=told)
    act.log(f"person:{alias.id}", "become_alias", kept=kept.id)
    for case_id in cases:
        act.log(f"case:{case_id}", "merge_people", alias=alias.id, kept=kept.id)
    act.tell(PeopleMerged(0, kept.id, alias.id))
    session.flush()
    session.expire_all()
    watch_for_second(kept, act)


def _take_back_own_approvals(kept: Person, alias: Person) -> None:
    """What one account approved for the other was approved by its own holder: it waits again."""
    both = (kept.id, alias.id)
    session.execute(
        update(Qualification)
        .where(Qualification.person_id.in_(both), Qualification.approved_by.in_(both))
        .values(approved_by=None, approved_at=None)
    )


def _follow(name: str, column: str, alias_id: int, kept_id: int) -> int:
    """Point the rows of a table to the record that is kept; those it has already stay.

    What would make somebody their own relative or judge stays with the alias.
    """
    table: Table = METADATA.tables[name]
    query = update(table).where(table.c[column] == alias_id)
    if unique := FOLLOWS[name, column]:
        own = table.alias("own")
        same = [own.c[one] == table.c[one] for one in unique]
        query = query.where(~select(own.c.id).where(own.c[column] == kept_id, *same).exists())
    if other := APART.get((name, column)):
        query = query.where((table.c[other].is_(None)) | (table.c[other] != kept_id))
    done: Any = session.execute(query.values({column: kept_id}))
    return int(done.rowcount)


def _end_roles_held_twice(alias: Person, kept: Person, act: Deed) -> None:
    """A role that both hold goes on once; the others follow, past ones too (R13 asks for them)."""
    held = {(one.organisation_id, one.role) for one in kept.memberships if one.ended_at is None}
    for one in alias.memberships:
        if one.ended_at is None and (one.organisation_id, one.role) in held:
            one.ended_at = act.at
    session.flush()


def _move_identity(alias: Person, kept: Person) -> None:
    theirs = identity_of(alias.id)
    if theirs is not None and identity_of(kept.id) is None:
        theirs.person_id = kept.id


def _close(alias: Person, act: Deed) -> None:
    """Nobody signs in with an alias again, by no way, nor reads its calendar."""
    alias.active = False
    alias.password_hash = alias.totp_secret = ""
    alias.totp_confirmed_at = None
    for live in sessions_of(alias.id):
        live.ended_at = act.at
    session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.person_id == alias.id, CalendarFeed.revoked_at.is_(None))
        .values(revoked_at=act.at)
    )
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.email == alias.email, OneTimeLink.used_at.is_(None))
        .values(used_at=act.at)
    )


def _drop_pairs_of(alias_id: int, act: Deed) -> None:
    """Other pairs with the alias are settled: the kept record is compared anew."""
    session.flush()
    session.execute(
        update(PossibleDuplicate)
        .where(
            (PossibleDuplicate.first_id == alias_id) | (PossibleDuplicate.second_id == alias_id),
            PossibleDuplicate.state == OPEN,
        )
        .values(state="merged", decided_at=act.at)
    )
