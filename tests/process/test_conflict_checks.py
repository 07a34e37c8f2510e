"""R13-R16: what was checked is frozen; every new fact is looked at again until the decision."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Role
from certplatform.domain.errors import Invalid, NotReady, NotVisible
from certplatform.domain.facts import fact_from
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.worker import drain
from certplatform.models.assignment import Assignment
from certplatform.models.journal import JournalEntry
from certplatform.models.outbox import SentMessage, StoredFact
from certplatform.models.person import Tie
from certplatform.process.assignment import confirm_member, declare, declare_interest, reinstate
from certplatform.process.conflict_look import look_up_conflicts
from certplatform.process.one_person import change_phone
from certplatform.process.ownership import end_group_link, record_group_link
from certplatform.process.people import grant_role
from certplatform.process.person_record import record_tie
from certplatform.process.suspension import suspend_around, suspend_for_new_ties
from certplatform.queries.assignments import candidates, suspicions_of
from certplatform.queries.cases import case_for
from certplatform.queries.conflicts import checks_of, done_since
from certplatform.queries.once import reading
from tests.builders.acceptance import planning_case
from tests.builders.people import World, a_world
from tests.builders.planning import CLEARANCE, LEAD, MEMBER, confirmed_team_case, proposed
from tests.builders.statements import counted
from tests.prove.second_opinion import SecondOpinion

TODAY = date(2026, 3, 3)
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def place_of(world: World, part: str) -> Assignment:
    return session.query(Assignment).filter_by(person_id=world[part].id).one()


def owns(world: World, share: int, since: date = LONG_AGO) -> None:
    record_group_link(
        world.other_enterprise.id, world.enterprise.id, share, by=SYSTEM, from_on=since
    )


def employed(world: World, part: str, name: str, code: str = "") -> None:
    record_tie(
        world[part].id,
        by=SYSTEM,
        kind="employment",
        organisation_name=name,
        organisation_code=code,
        from_on=LONG_AGO,
    )


def look_again(world: World) -> None:
    """What the reactions to new facts do, without all the others."""
    suspend_for_new_ties(world[MEMBER].id)
    suspend_around(world.enterprise.id)


def employed_at_other(world: World, part: str) -> None:
    employed(world, part, world.other_enterprise.name, world.other_enterprise.code or "")


def test_each_occasion_leaves_a_check_with_its_facts_and_digest(world: World) -> None:
    case = confirmed_team_case(world)
    found = checks_of(case)
    assert [one.occasion for one in found] == [
        "proposal", "declaration", "member_confirmed",
    ] * 2  # fmt: skip
    for one in found:
        assert one.sha256 == hashlib.sha256(one.facts.encode()).hexdigest()
        assert json.loads(one.facts)["verdict"] == one.verdict == "nothing"


def test_a_frozen_check_gives_its_verdict_to_whoever_has_only_the_record(world: World) -> None:
    case = planning_case(world)
    owns(world, 30)
    employed_at_other(world, LEAD)
    proposed(world, case, LEAD, Role.LEAD)
    (check,) = checks_of(case)
    assert check.verdict == "clear"
    assert set(SecondOpinion(json.loads(check.facts)).verdicts().values()) == {"clear"}
    assert [one["rule"] for one in check.paths] == ["R13"]


@pytest.mark.parametrize(
    "statement", ["UPDATE conflict_check SET verdict = 'nothing'", "DELETE FROM conflict_check"]
)
def test_nobody_changes_a_frozen_check(world: World, statement: str) -> None:
    proposed(world, planning_case(world), LEAD, Role.LEAD)
    with pytest.raises(DatabaseError, match="written_once"):
        session.execute(text(statement))
    session.rollback()


def test_R13_a_smaller_holding_has_to_be_cleared_by_somebody_else_in_writing(world: World) -> None:
    case = planning_case(world)
    owns(world, 30)
    employed_at_other(world, LEAD)
    place = proposed(world, case, LEAD, Role.LEAD)
    assert [one.kind for one in suspicions_of(case, world[LEAD])] == ["tie"]
    declare(place.id, by=world.actor(world[LEAD]))
    with pytest.raises(NotReady) as refused:
        confirm_member(place.id, by=world.actor(world.scheduler))
    assert [(one.rule, one.weight) for one in refused.value.obstacles] == [("R13", "clear")]
    confirm_member(place.id, by=world.actor(world.scheduler), clearance=CLEARANCE)
    assert place.state == "confirmed"


def test_R13_a_name_without_a_code_that_only_looks_alike_is_no_block(world: World) -> None:
    case = planning_case(world)
    employed(world, LEAD, "泉城轴承股份有限公司")
    assert proposed(world, case, LEAD, Role.LEAD).state == "proposed"
    (found,) = suspicions_of(case, world[LEAD])
    assert "泉城轴承股份有限公司" in found.key


def test_R15_ownership_that_comes_to_light_suspends_and_tells(world: World) -> None:
    confirmed_team_case(world)
    employed_at_other(world, MEMBER)
    drain(REACTIONS)
    assert place_of(world, MEMBER).state == "confirmed"
    owns(world, 60)
    drain(REACTIONS)
    assert place_of(world, MEMBER).state == "suspended"
    assert place_of(world, LEAD).state == "confirmed"
    told = {one.person_id for one in session.query(SentMessage) if "指派已中止" in one.subject}
    expected = [world.scheduler, world.manager, world.secretary, world[LEAD]]
    assert {one.id for one in expected} <= told
    assert world[MEMBER].id not in told


def test_R15_the_check_of_a_new_fact_is_frozen_and_the_journal_says_why(world: World) -> None:
    case = confirmed_team_case(world)
    owns(world, 60)
    employed_at_other(world, MEMBER)
    look_again(world)
    last = checks_of(case)[-1]
    assert (last.occasion, last.verdict, last.by) == ("new_fact", "blocks", None)
    assert [one["certain"] for one in last.paths[0]["path"]] == [True, True]
    entry = (
        session.query(JournalEntry)
        .filter_by(action="declare_interest")
        .order_by(JournalEntry.id.desc())
        .first()
    )
    assert entry is not None
    assert json.loads(entry.content)["details"]["done_since"] == {"declare": 1}


def test_R15_what_was_done_meanwhile_is_listed(world: World) -> None:
    confirmed_team_case(world)
    owns(world, 60)
    employed_at_other(world, MEMBER)
    look_again(world)
    assert [(one.action, one.count) for one in done_since(place_of(world, MEMBER))] == [
        ("declare", 1)
    ]


def test_R13_an_account_at_the_enterprise_suspends(world: World) -> None:
    confirmed_team_case(world)
    grant_role(world[MEMBER].id, world.enterprise.id, Role.APPLICANT, by=SYSTEM)
    look_again(world)
    assert place_of(world, MEMBER).state == "suspended"


def test_R16_a_telephone_number_of_the_enterprise_suspends_until_it_is_cleared(
    world: World,
) -> None:
    confirmed_team_case(world)
    change_phone(world.enterprise.contact_phone, by=world.actor(world[MEMBER]))
    row = session.query(StoredFact).filter_by(name="ContactChanged").one()
    for reaction in REACTIONS[row.name].values():
        reaction(row.id, fact_from(row.name, row.payload))
    assert place_of(world, MEMBER).state == "suspended"
    assert place_of(world, LEAD).state == "confirmed"


def test_R16_a_suspicion_that_comes_late_suspends_and_is_cleared_by_reinstating(
    world: World,
) -> None:
    case = confirmed_team_case(world)
    employed_at_other(world, MEMBER)
    owns(world, 30)
    look_again(world)
    place = place_of(world, MEMBER)
    assert place.state == "suspended"
    reinstate(place.id, by=world.actor(world.scheduler), reason="持股分散，不影响评定")
    confirm_member(place.id, by=world.actor(world.scheduler))
    owns_again = checks_of(case)[-1]
    assert (place.state, owns_again.verdict) == ("confirmed", "clear")


def test_R15_the_familys_interest_counts_for_both_relatives(world: World) -> None:
    case = planning_case(world)
    session.add(
        Tie(
            person_id=world[LEAD].id,
            relative_id=world.applicant.id,
            organisation_name="",
            kind="kinship",
            from_on=LONG_AGO,
            declared_at=clock.now(),
        )
    )
    session.commit()
    with pytest.raises(NotReady) as refused:
        proposed(world, case, LEAD, Role.LEAD)
    (found,) = refused.value.obstacles
    assert (found.rule, found.params["kin"]) == ("R15", "孟小泉")


def test_a_tie_that_ends_before_it_begins_is_refused(world: World) -> None:
    confirmed_team_case(world)
    with pytest.raises(Invalid):
        declare_interest(
            place_of(world, MEMBER).id,
            kind="business",
            organisation_name="甲公司",
            from_on=TODAY,
            until_on=TODAY - timedelta(days=1),
            by=world.actor(world[MEMBER]),
            reason="如实申报",
        )


@pytest.mark.parametrize(
    ("share", "since", "until", "field"),
    [
        (50, LONG_AGO, None, "share"),
        (101, LONG_AGO, None, "share"),
        (0, LONG_AGO, None, "share"),
        (10, TODAY, TODAY - timedelta(days=1), "until_on"),
    ],
)
def test_ownership_that_cannot_be_is_refused(
    world: World, share: int, since: date, until: date | None, field: str
) -> None:
    owns(world, 60)
    with pytest.raises(Invalid) as refused:
        record_group_link(
            world.consultancy.id,
            world.enterprise.id,
            share,
            by=SYSTEM,
            from_on=since,
            until_on=until,
        )
    assert set(refused.value.fields) == {field}


def test_a_circle_of_control_is_refused_but_not_one_of_small_shares(world: World) -> None:
    owns(world, 60)
    back = (world.enterprise.id, world.other_enterprise.id)
    with pytest.raises(Invalid, match="circle"):
        record_group_link(*back, 51, by=SYSTEM, from_on=LONG_AGO)
    assert record_group_link(*back, 15, by=SYSTEM, from_on=LONG_AGO).share == 15


def test_a_share_that_was_sold_makes_room_from_the_next_day(world: World) -> None:
    made = record_group_link(
        world.other_enterprise.id, world.enterprise.id, 60, by=SYSTEM, from_on=LONG_AGO
    )
    end_group_link(made.public_id, until_on=TODAY, by=SYSTEM)
    after = TODAY + timedelta(days=1)
    pair = (world.consultancy.id, world.enterprise.id)
    with pytest.raises(Invalid):
        record_group_link(*pair, 60, by=SYSTEM, from_on=TODAY)
    assert record_group_link(*pair, 60, by=SYSTEM, from_on=after).from_on == after


def test_asking_could_X_audit_Y_tells_nobody_and_stays_on_record(world: World) -> None:
    employed(world, LEAD, world.enterprise.name)
    mails, facts = session.query(SentMessage).count(), session.query(StoredFact).count()
    looked = look_up_conflicts(
        world.body.id,
        person_id=world[LEAD].id,
        enterprise=world.enterprise.name,
        on=TODAY,
        by=world.actor(world.scheduler),
    )
    assert looked.judged.verdict == "blocks"
    assert [one.rule for one in looked.said] == ["R13"]
    assert looked.case is None
    assert session.query(SentMessage).count() == mails
    assert session.query(StoredFact).count() == facts
    assert session.query(JournalEntry).filter_by(action="look_up_conflicts").count() == 1


def test_only_the_bodys_own_people_are_asked_about_by_its_planners(world: World) -> None:
    asked = {"enterprise": world.enterprise.name, "on": TODAY}
    by = world.actor(world.scheduler)
    with pytest.raises(NotVisible):
        look_up_conflicts(world.body.id, person_id=world.other_assessor.id, by=by, **asked)  # type: ignore[arg-type]
    with pytest.raises(NotVisible):
        look_up_conflicts(world.other_body.id, person_id=world[LEAD].id, by=by, **asked)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        look_up_conflicts(
            world.body.id, person_id=world[LEAD].id, enterprise="没有的企业", on=TODAY, by=by
        )


def test_a_pool_costs_as_many_statements_as_one_candidate(world: World) -> None:
    case = planning_case(world)
    owns(world, 30)
    employed_at_other(world, LEAD)

    def cost() -> int:
        session.expire_all()
        seen = case_for(world.actor(world.scheduler), case.public_id)
        reading()
        with counted() as sent:
            candidates(seen, Role.ASSESSOR, [TODAY])
        return len(sent)

    few = cost()
    for person in list(world.assessors)[1:]:
        employed(world, next(k for k, v in world.people.items() if v.id == person.id), "甲公司")
    assert cost() <= few
