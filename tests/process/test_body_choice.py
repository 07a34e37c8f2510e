"""Changing the body until acceptance: who may, what it asks, who sees the case afterwards."""

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, OrganisationKind
from certplatform.domain.errors import (
    Invalid,
    NotAllowed,
    NotNow,
    NotReady,
    NotVisible,
    Refusal,
    Stale,
)
from certplatform.domain.facts import fact_from
from certplatform.messages.catalogue import MESSAGES
from certplatform.messages.compose import fields_of, recipients, words
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry
from certplatform.models.organisation import ApprovedRange, Organisation
from certplatform.models.outbox import StoredFact
from certplatform.models.person import Person
from certplatform.process.acceptance import return_application
from certplatform.process.application import submit
from certplatform.process.body_choice import change_body
from certplatform.process.people import register_organisation, set_approved_range
from certplatform.queries.applications import ReturnPoint, submitted_of, versions_of
from certplatform.queries.cases import case_for
from certplatform.queries.turns import turn_of
from certplatform.schemes import scheme
from tests.builders.acceptance import accept_case, accepted_case
from tests.builders.application import drafted_case, save, submitted_case
from tests.builders.people import World, a_world

SCHEME = "IIIMS"


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def change(world: World, case: Case, to: Organisation | None = None, **more: object) -> int:
    body = to or world.other_body
    by = world.actor(world.applicant)
    return change_body(case.id, body=body.public_id, **{"by": by, **more})  # type: ignore[arg-type]


def narrow(world: World, **limits: list[str]) -> None:
    """From now on the other body may do only this."""
    for row in session.scalars(
        select(ApprovedRange).where(ApprovedRange.organisation_id == world.other_body.id)
    ):
        session.delete(row)
    session.commit()
    set_approved_range(
        world.other_body.id, SCHEME, by=SYSTEM, valid_from_on=date(2020, 1, 1), **limits
    )


def facts(case: Case) -> dict[str, dict[str, object]]:
    rows = session.scalars(select(StoredFact).where(StoredFact.case_id == case.id))
    return {row.name: row.payload for row in rows}


def test_the_case_goes_to_the_other_body_and_out_of_sight_of_the_first(world: World) -> None:
    case = submitted_case(world)
    change(world, case)
    assert case.state == "submitted"
    assert case.body_id == world.other_body.id
    assert case_for(world.actor(world["other_officer"]), case.public_id) is case
    for part in ("case_officer", "scheduler", "manager"):
        with pytest.raises(NotVisible):
            case_for(world.actor(world[part]), case.public_id)


def test_a_version_is_frozen_that_names_the_other_body_and_changes_nothing_else(
    world: World,
) -> None:
    case = submitted_case(world)
    assert change(world, case) == 2
    before, after = versions_of(case.id)
    assert after.parts["request"]["body"] == world.other_body.public_id
    assert {**after.parts["request"], "body": world.body.public_id} == before.parts["request"]
    assert {k: v for k, v in after.parts.items() if k != "request"} == {
        k: v for k, v in before.parts.items() if k != "request"
    }
    assert after.sample_seed == before.sample_seed
    assert submitted_of(case).body == world.other_body.public_id


def test_both_bodies_are_told(world: World) -> None:
    case = submitted_case(world)
    change(world, case)
    told = facts(case)
    assert told["BodyChanged"]["version"] == 2
    assert told["BodyLeft"]["former_body_id"] == world.body.id


def test_the_journal_says_who_gave_it_to_whom(world: World) -> None:
    case = submitted_case(world)
    change(world, case)
    (entry,) = session.scalars(
        select(JournalEntry).where(
            JournalEntry.chain == f"case:{case.id}", JournalEntry.action == "change_body"
        )
    )
    assert entry.person_id == world.applicant.id
    details = json.loads(entry.content)["details"]
    assert details["former_body"] == world.body.id
    assert details["body"] == world.other_body.id
    assert details["version"] == 2


def test_the_time_limit_of_acceptance_begins_anew_the_day_of_submission_stays(
    world: World,
) -> None:
    case = submitted_case(world)
    submitted_on, rules_on = case.submitted_on, case.rules_on
    later = clock.now() + timedelta(days=14)
    with clock.simulated(later):
        late = turn_of(case).by_on
        change(world, case)
        anew = turn_of(case).by_on
    assert late is not None
    assert anew is not None
    assert late < clock.local_date(later) < anew
    assert (case.submitted_on, case.rules_on) == (submitted_on, rules_on)


def test_the_other_body_accepts_and_the_first_cannot(world: World) -> None:
    case = submitted_case(world)
    change(world, case)
    with pytest.raises(NotVisible):
        accept_case(world, case)
    accept_case(world, case, officer="other_officer")
    assert case.state == "accepted"


def test_it_may_come_back_and_go_again(world: World) -> None:
    case = submitted_case(world)
    change(world, case)
    assert change(world, case, world.body) == 3
    assert case.body_id == world.body.id
    assert case_for(world.actor(world["case_officer"]), case.public_id) is case


@pytest.mark.parametrize("part", ["case_officer", "manager", "secretary", "supervisor"])
def test_nobody_but_the_enterprise_changes_the_body(world: World, part: str) -> None:
    case = submitted_case(world)
    with pytest.raises(NotAllowed):
        change(world, case, by=world.actor(world[part]))
    assert case.body_id == world.body.id


@pytest.mark.parametrize("part", ["other_applicant", "other_officer", "assessor_1", "regulator"])
def test_whoever_does_not_see_the_case_finds_nothing(world: World, part: str) -> None:
    case = submitted_case(world)
    with pytest.raises(NotVisible):
        change(world, case, by=world.actor(world[part]))


def test_a_draft_names_its_body_in_the_form(world: World) -> None:
    with pytest.raises(NotNow):
        change(world, drafted_case(world))


def test_after_acceptance_it_is_too_late(world: World) -> None:
    case = accepted_case(world)
    with pytest.raises(NotNow):
        change(world, case)
    assert case.body_id == world.body.id


def test_a_returned_application_names_its_body_in_the_form_and_the_first_body_is_told(
    world: World,
) -> None:
    case = submitted_case(world)
    return_application(
        case.id,
        code=next(one.code for one in scheme(SCHEME).reasons["return"]),
        points=[ReturnPoint("system", "scope", "范围不清")],
        by=world.actor(world.case_officer),
        reason="请补正",
    )
    with pytest.raises(NotNow):
        change(world, case)
    by = world.actor(world.applicant)
    save(case, "request", {"body": world.other_body.public_id}, by)
    submit(case.id, by=by)
    assert case.body_id == world.other_body.id
    assert facts(case)["BodyLeft"]["former_body_id"] == world.body.id


def test_the_same_body_is_no_change(world: World) -> None:
    case = submitted_case(world)
    with pytest.raises(Invalid, match="already"):
        change(world, case, world.body)
    assert len(versions_of(case.id)) == 1


@pytest.mark.parametrize("address", ["", "nobody", "x" * 5000, "%", "0"])
def test_a_body_that_does_not_exist_is_refused_beside_the_field(world: World, address: str) -> None:
    case = submitted_case(world)
    with pytest.raises(Invalid) as refused:
        change_body(case.id, body=address, by=world.actor(world.applicant))
    assert "body" in refused.value.fields


def test_an_organisation_that_is_no_body_or_no_longer_active_is_refused(world: World) -> None:
    case = submitted_case(world)
    with pytest.raises(Invalid):
        change(world, case, world.consultancy)
    world.other_body.active = False
    session.commit()
    with pytest.raises(Invalid):
        change(world, case)


def test_R07_a_body_whose_range_does_not_cover_the_application_cannot_be_chosen(
    world: World,
) -> None:
    case = submitted_case(world)
    narrow(world, industries=["C36"])
    with pytest.raises(NotReady) as refused:
        change(world, case)
    (stop,) = refused.value.obstacles
    assert stop.rule == "R07"
    assert stop.params["industry"] == "C34"
    assert stop.cure.startswith("Choose a body")
    assert case.body_id == world.body.id
    assert len(versions_of(case.id)) == 1


def test_R07_a_range_that_covers_it_lets_it_through(world: World) -> None:
    case = submitted_case(world)
    narrow(world, industries=["C34"], grades=[case.grade_applied])
    change(world, case)
    assert case.body_id == world.other_body.id


def test_R07_a_body_without_any_range_today_cannot_be_chosen(world: World) -> None:
    case = submitted_case(world)
    fresh = register_organisation(OrganisationKind.BODY, "新机构", by=SYSTEM, short_code="099")
    with pytest.raises(NotReady) as refused:
        change(world, case, fresh)
    assert [one.rule for one in refused.value.obstacles] == ["R07"]


def test_of_two_windows_the_second_is_told_to_look_again(world: World) -> None:
    case = submitted_case(world)
    version = case.version
    change(world, case, version=version)
    with pytest.raises(Stale):
        change(world, case, world.body, version=version)
    assert case.body_id == world.other_body.id


def test_a_change_and_an_acceptance_exclude_each_other(world: World) -> None:
    case = submitted_case(world)
    version = case.version
    accept_case(world, case)
    with pytest.raises(Refusal):
        change(world, case, version=version)
    assert case.state == "accepted"
    assert case.body_id == world.body.id


def test_the_mails_go_to_the_officers_of_both_bodies_in_their_language(
    app: Flask, world: World
) -> None:
    case = submitted_case(world)
    change(world, case)
    told = facts(case)
    wanted: dict[str, tuple[Person, str, str]] = {
        "BodyChanged": (world["other_officer"], f"/cases/{case.public_id}", "改选贵机构"),
        "BodyLeft": (world["case_officer"], "/work", "改选其他评定机构"),
    }
    with app.test_request_context():
        for name, (person, path, chinese) in wanted.items():
            fact = fact_from(name, told[name])
            assert recipients(MESSAGES[name], fact) == [person]
            fields, url = fields_of(fact)
            assert url.endswith(path)
            subject, body = words(MESSAGES[name], fields, url, "zh_CN")
            assert case.number in subject
            assert chinese in body
            assert "chosen" in words(MESSAGES[name], fields, url, "en")[1]
