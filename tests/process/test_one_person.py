"""One person, one record: second accounts are found, and merged without rewriting what was done."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Role
from certplatform.domain.errors import Invalid, NotAllowed, NotFresh, NotNow, NotReady, NotVisible
from certplatform.models.assignment import Assignment
from certplatform.models.audit import PlanRow
from certplatform.models.journal import JournalEntry
from certplatform.models.outbox import StoredFact
from certplatform.models.people_register import PersonAlias, PersonIdentity, PossibleDuplicate
from certplatform.models.person import Leave, Person, Qualification, SignInSession, Tie
from certplatform.models.person_calendar import CalendarFeed
from certplatform.models.tables import METADATA
from certplatform.process.one_person import (
    FOLLOWS,
    STAYS,
    change_phone,
    find_apart,
    merge_people,
    record_identity,
)
from certplatform.process.people import admit_person, grant_role
from certplatform.process.person_record import record_leave, record_tie
from certplatform.process.qualification import approve_qualification, record_qualification
from certplatform.process.register_people import accept_invitation, invite
from certplatform.process.sign_in import open_session, sign_in
from certplatform.queries.duplicates import duplicates_page, kept_of
from certplatform.queries.one_time_links import token_of
from certplatform.queries.people import memberships_of, ties_of
from tests.builders.people import PASSWORD, World, a_person, a_world
from tests.builders.planning import LEAD, planned_case
from tests.builders.statements import counted

NUMBER, OTHER = "11010519491231002X", "110105198001010032"
REASON = "经核对证件，两个账号属同一人。"


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def _second(world: World, part: str = LEAD, name: str = "") -> Person:
    """A second account at the same body, under the same name."""
    return a_person("second_account", name or world[part].name, world.body, Role.ASSESSOR_POOL)


def _pair() -> PossibleDuplicate:
    return session.scalars(select(PossibleDuplicate)).one()


def _merged(world: World, kept: Person) -> Person:
    by = world.actor(world.administrator)
    return merge_people(_pair().public_id, kept.id, by=by, reason=REASON)


def test_an_identity_number_is_kept_as_a_hash_and_four_characters(world: World) -> None:
    person = world[LEAD]
    assert record_identity(person.id, NUMBER.lower(), by=world.actor(person))
    row = session.scalars(select(PersonIdentity)).one()
    assert row.tail == "002X"
    assert NUMBER not in str(session.execute(select(PersonIdentity.__table__)).all())
    told = session.scalars(select(JournalEntry.content).where(JournalEntry.subject == "person"))
    assert not any(NUMBER.encode() in content for content in told)


def test_a_known_identity_number_goes_to_the_queue_and_stays_where_it_is(world: World) -> None:
    first, second = world[LEAD], _second(world, name="别名")
    record_identity(first.id, NUMBER, by=world.actor(first))
    assert not record_identity(second.id, NUMBER, by=world.actor(second))
    assert _pair().reasons == ["identity"]
    assert session.scalars(select(PersonIdentity.person_id)).all() == [first.id]


def test_only_an_administrator_replaces_an_identity_number(world: World) -> None:
    person = world[LEAD]
    record_identity(person.id, NUMBER, by=world.actor(person))
    with pytest.raises(NotNow):
        record_identity(person.id, OTHER, by=world.actor(person))
    with pytest.raises(NotVisible):
        record_identity(person.id, OTHER, by=world.actor(world.manager))
    assert record_identity(person.id, OTHER, by=world.actor(world.administrator))


def test_an_identity_number_asks_for_a_fresh_sign_in(world: World) -> None:
    with pytest.raises(NotFresh):
        record_identity(world[LEAD].id, NUMBER, by=world.actor(world[LEAD], fresh=False))


def test_the_same_name_at_the_same_body_goes_to_the_queue(world: World) -> None:
    second = _second(world)
    assert _pair().reasons == ["name"]
    assert {_pair().first_id, _pair().second_id} == {world[LEAD].id, second.id}


def test_the_same_name_at_the_same_employer_outside_goes_to_the_queue(world: World) -> None:
    other = a_person("namesake", world[LEAD].name, world.other_body, Role.ASSESSOR_POOL)
    for one in (world[LEAD], other):
        record_tie(
            one.id, kind="employment", organisation_name="某大学", from_on=date(2020, 1, 1),
            by=SYSTEM,
        )  # fmt: skip
    assert _pair().reasons == ["name"]


def test_the_same_name_elsewhere_does_not(world: World) -> None:
    a_person("namesake", world[LEAD].name, world.other_body, Role.ASSESSOR_POOL)
    assert session.scalars(select(PossibleDuplicate)).first() is None


def test_a_phone_number_under_any_spelling_goes_to_the_queue(world: World) -> None:
    change_phone("138 0013 8000", by=world.actor(world[LEAD]))
    change_phone("+86-13800138000", by=world.actor(world.other_assessor))
    assert _pair().reasons == ["phone"]
    with pytest.raises(Invalid):
        change_phone("12", by=world.actor(world[LEAD]))


def test_who_joins_by_mail_under_a_second_spelling_goes_to_the_queue(world: World) -> None:
    first = admit_person("甲", "jia.yi@gmail.com", by=SYSTEM)
    link = invite(
        "jiayi+work@gmail.com", world.body.id, Role.ASSESSOR_POOL, by=world.actor(world.manager)
    )
    second = accept_invitation(token_of(link), name="甲", password=PASSWORD)
    assert _pair().reasons == ["mail"]
    assert {_pair().first_id, _pair().second_id} == {first.id, second.id}


def test_a_pair_found_apart_comes_back_only_for_a_new_reason(world: World) -> None:
    second, by = _second(world), world.actor(world.administrator)
    find_apart(_pair().public_id, by=by, reason="同名同事，证件不同。")
    grant_role(second.id, world.body.id, Role.CASE_OFFICER, by=world.actor(world.manager))
    assert _pair().state == "apart"
    record_identity(world[LEAD].id, NUMBER, by=world.actor(world[LEAD]))
    record_identity(second.id, NUMBER, by=world.actor(second))
    assert (_pair().state, _pair().reasons) == ("open", ["name", "identity"])


def test_the_queue_is_the_administrator_s_and_of_the_body_that_has_both(world: World) -> None:
    second = _second(world)
    found = {
        part: len(duplicates_page(world.actor(world[part])).rows)
        for part in ("administrator", "manager", "other_manager", "scheduler", "secretary")
    }
    assert found == {
        "administrator": 1, "manager": 1, "other_manager": 0, "scheduler": 0, "secretary": 0
    }  # fmt: skip
    grant_role(second.id, world.other_body.id, Role.ASSESSOR_POOL, by=SYSTEM)
    assert not duplicates_page(world.actor(world.manager)).rows
    with pytest.raises(NotVisible):
        merge_people(_pair().public_id, second.id, by=world.actor(world.manager), reason=REASON)


def test_the_queue_costs_the_same_for_many_pairs(world: World) -> None:
    by = world.actor(world.administrator)
    costs = []
    for round_ in range(2):
        for number in range(3):
            a_person(f"twin_{round_}_{number}", "同名", world.body, Role.ASSESSOR_POOL)
        session.expire_all()
        with counted() as sent:
            rows = duplicates_page(by).rows
            assert all(one.first.name and one.second.name for one in rows)
        costs.append((len(rows), len(sent)))
    assert costs[0][1] == costs[1][1]
    assert costs[1][0] > costs[0][0]


def test_a_merge_asks_for_a_fresh_sign_in_a_reason_and_somebody_else(world: World) -> None:
    _second(world)
    key, kept = _pair().public_id, world[LEAD].id
    with pytest.raises(NotFresh):
        merge_people(key, kept, by=world.actor(world.administrator, fresh=False), reason=REASON)
    with pytest.raises(Invalid):
        merge_people(key, kept, by=world.actor(world.administrator), reason=" ")
    grant_role(kept, world.platform.id, Role.ADMINISTRATOR, by=SYSTEM)
    with pytest.raises(NotAllowed):
        merge_people(key, kept, by=world.actor(world[LEAD]), reason=REASON)


def test_the_other_record_becomes_an_alias_that_cannot_sign_in(world: World) -> None:
    second, kept = _second(world), world[LEAD]
    open_session(second.id)
    make_feed = CalendarFeed(person_id=second.id, token_hash="f" * 64, made_at=clock.now())
    session.add(make_feed)
    session.commit()
    _merged(world, kept)
    assert kept_of(second.id) == kept
    assert not second.active
    live = select(func.count()).where(
        SignInSession.person_id == second.id, SignInSession.ended_at.is_(None)
    )
    assert session.scalar(live) == 0
    assert make_feed.revoked_at is not None
    with pytest.raises(Invalid):
        sign_in(second.email, PASSWORD)
    link = invite(second.email, world.body.id, Role.SCHEDULER, by=world.actor(world.manager))
    with pytest.raises(NotNow):
        accept_invitation(token_of(link), name="再来", password=PASSWORD)


def test_what_speaks_for_or_against_the_person_follows_to_the_kept_record(world: World) -> None:
    second, kept = _second(world), world[LEAD]
    grant_role(second.id, world.body.id, Role.CASE_OFFICER, by=world.actor(world.manager))
    record_tie(
        second.id, kind="consultancy", organisation_name="某厂", from_on=date(2025, 1, 1), by=SYSTEM
    )
    for one in (kept, second):
        record_leave(one.id, date(2026, 3, 9), 1, by=SYSTEM)
    record_leave(second.id, date(2026, 3, 9), 2, by=SYSTEM)
    _merged(world, kept)
    assert [one.organisation_name for one in ties_of(kept.id)] == ["某厂"]
    roles = [str(one.role) for one in memberships_of(kept.id) if one.ended_at is None]
    assert sorted(roles) == ["assessor_pool", "case_officer"]
    away = session.execute(select(Leave.half).where(Leave.person_id == kept.id)).scalars()
    assert sorted(away) == [1, 2]
    assert "PeopleMerged" in {one.name for one in session.query(StoredFact)}


def test_R12_what_one_account_approved_for_the_other_waits_for_approval_again(
    world: World,
) -> None:
    second, kept = _second(world), world[LEAD]
    grant_role(second.id, world.body.id, Role.BODY_MANAGER, by=world.actor(world.manager))
    entered = record_qualification(
        kept.id,
        world.body.id,
        by=world.actor(world.scheduler),
        scheme="IIIMS",
        level="CL1",
        valid_from_on=date(2026, 1, 1),
        valid_until_on=date(2026, 12, 31),
    )
    approve_qualification(entered.id, by=world.actor(second))
    _merged(world, kept)
    row = session.get_one(Qualification, entered.id)
    assert (row.approved_by, row.approved_at) == (None, None)


def test_a_place_on_a_case_follows_and_the_journal_is_not_rewritten(world: World) -> None:
    case = planned_case(world)
    with clock.simulated(case.state_since_at + timedelta(hours=1)):
        kept, lead = _second(world), world[LEAD]
        before = session.execute(select(JournalEntry.id, JournalEntry.content)).all()
        _merged(world, kept)
    rows = session.scalars(select(PlanRow.person_id).where(PlanRow.person_id == lead.id)).all()
    assert not rows
    place = session.scalars(
        select(Assignment).where(Assignment.case_id == case.id, Assignment.role == Role.LEAD)
    ).one()
    assert place.person_id == kept.id
    entries = session.execute(select(JournalEntry.id, JournalEntry.content))
    after = {one.id: one.content for one in entries}
    assert all(after[key] == content for key, content in before)
    told = select(JournalEntry.action).where(JournalEntry.chain == f"case:{case.id}")
    assert "merge_people" in session.scalars(told).all()


def test_R18_accounts_with_two_parts_of_one_case_are_not_merged(world: World) -> None:
    case = planned_case(world)
    with clock.simulated(case.state_since_at + timedelta(hours=1)):
        change_phone("13800138000", by=world.actor(world[LEAD]))
        change_phone("13800138000", by=world.actor(world.assessor_2))
        with pytest.raises(NotReady) as refused:
            _merged(world, world[LEAD])
    assert refused.value.obstacles[0].rule == "R18"
    assert session.scalars(select(PersonAlias)).first() is None
    assert _pair().state == "open"


def test_a_third_account_points_to_the_record_that_is_kept_in_the_end(world: World) -> None:
    second = _second(world)
    kept = _merged(world, second)
    third = a_person("third_account", kept.name, world.body, Role.ASSESSOR_POOL)
    pair = session.scalars(select(PossibleDuplicate).where(PossibleDuplicate.state == "open")).one()
    by = world.actor(world.administrator)
    merge_people(pair.public_id, third.id, by=by, reason=REASON)
    assert kept_of(world[LEAD].id) == third
    assert kept_of(second.id) == third


@pytest.mark.once
def test_every_column_that_names_a_person_follows_or_stays_on_purpose() -> None:
    """Whoever adds one decides; who did something (…_by) stays as it was written."""
    columns = {
        (table.name, column.name)
        for table in METADATA.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "person" and not column.name.endswith("_by")
    }
    assert columns == set(FOLLOWS) | STAYS
    assert not set(FOLLOWS) & STAYS


def test_kinship_follows_from_both_ends_and_nobody_becomes_their_own_relative(
    world: World,
) -> None:
    second, kept, third = _second(world), world[LEAD], world.assessor_2
    between, towards = (
        Tie(
            person_id=one.id, relative_id=second.id, kind="kinship", organisation_name="",
            from_on=date(2020, 1, 1), declared_at=clock.now(),
        )
        for one in (kept, third)
    )  # fmt: skip
    session.add_all([between, towards])
    session.commit()
    _merged(world, kept)
    assert (between.person_id, between.relative_id) == (kept.id, second.id)
    assert (towards.person_id, towards.relative_id) == (third.id, kept.id)


def test_ties_stay_dated_after_a_merge(world: World) -> None:
    second = _second(world)
    tie = record_tie(
        second.id, kind="employment", organisation_name="某厂", from_on=date(2020, 1, 1),
        until_on=date(2021, 1, 1), by=SYSTEM,
    )  # fmt: skip
    _merged(world, world[LEAD])
    row = session.get_one(Tie, tie.id)
    assert (row.person_id, row.from_on, row.until_on) == (
        world[LEAD].id,
        date(2020, 1, 1),
        date(2021, 1, 1),
    )
