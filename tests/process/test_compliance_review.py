"""The committee's first look: who may take it, on what facts, with which of its outcomes."""

import json

import pytest
from flask import Flask
from sqlalchemy import text, update

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import Invalid, NotAllowed, NotReady
from certplatform.models.application import RunStep
from certplatform.models.case import Case
from certplatform.models.conclusion import CommitteeRecord
from certplatform.models.journal import JournalEntry
from certplatform.process.assignment import declare
from certplatform.process.compliance_review import (
    appoint,
    obstacles_to_pass_review,
    obstacles_to_require_confirmation,
    pass_review,
    require_confirmation,
    return_to_conclusion,
    return_to_stage2,
)
from certplatform.queries.review_facts import facts_beside, recheck_results
from certplatform.queries.reviews import REVIEW_KIND, draw_seed, need_of
from certplatform.schemes import scheme
from tests.builders.conclusion import review_case
from tests.builders.people import World, a_world
from tests.builders.review import (
    REVIEWER,
    SUMMARY,
    after,
    all_yes,
    appointed,
    one_no,
    passed_review,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def rules_in_the_way(refused: pytest.ExceptionInfo[NotReady]) -> set[str]:
    return {one.rule for one in refused.value.obstacles}


def test_an_expert_is_appointed_and_acts_after_declaring(world: World) -> None:
    case = review_case(world)
    with after(case):
        place = appoint(
            case.id,
            person_id=world.expert_1.id,
            role=Role.COMPLIANCE_REVIEWER,
            by=world.actor(world.secretary),
        )
        with pytest.raises(Exception, match="no such page"):
            return_to_stage2(
                case.id,
                answers=one_no(case, REVIEW_KIND),
                summary="",
                reason="缺少证据",
                by=world.actor(world.expert_1),
            )
        declare(place.id, by=world.actor(world.expert_1))
        return_to_stage2(
            case.id,
            answers=one_no(case, REVIEW_KIND),
            summary="",
            reason="缺少证据",
            by=world.actor(world.expert_1),
        )
    assert case.state == "stage2"


def test_R18_nobody_takes_a_second_part(world: World) -> None:
    case = review_case(world)
    appointed(world, case, REVIEWER, Role.COMPLIANCE_REVIEWER)
    with after(case), pytest.raises(NotReady) as refused:
        appoint(
            case.id,
            person_id=world[REVIEWER].id,
            role=Role.RECHECKER,
            by=world.actor(world.secretary),
        )
    assert "R18" in rules_in_the_way(refused)


def test_R36_a_single_part_has_one_holder(world: World) -> None:
    case = review_case(world)
    appointed(world, case, REVIEWER, Role.COMPLIANCE_REVIEWER)
    with after(case), pytest.raises(NotReady) as refused:
        appoint(
            case.id,
            person_id=world.expert_9.id,
            role=Role.COMPLIANCE_REVIEWER,
            by=world.actor(world.secretary),
        )
    assert rules_in_the_way(refused) == {"R36"}


def test_only_experts_of_the_committee_take_its_parts(world: World) -> None:
    case = review_case(world)
    for person, role in (
        (world.assessor_1, Role.PANEL_MEMBER),
        (world.expert_1, Role.LEAD),
        (world.secretary, Role.PANEL_MEMBER),
    ):
        with after(case), pytest.raises(Invalid):
            appoint(case.id, person_id=person.id, role=role, by=world.actor(world.secretary))


def test_only_the_secretariat_appoints(world: World) -> None:
    case = review_case(world)
    with after(case), pytest.raises(NotAllowed):
        appoint(
            case.id,
            person_id=world.expert_1.id,
            role=Role.PANEL_MEMBER,
            by=world.actor(world.case_officer),
        )


def grades_of(case: Case) -> list[str]:
    return [one.code for one in scheme(case.scheme).grades]


@pytest.mark.parametrize(("place", "always"), [(0, False), (1, False), (2, True), (3, True)])
def test_R37_exactly_one_way_on_is_open(world: World, place: int, always: bool) -> None:
    grade = scheme("IIIMS").grades[place].code
    case = review_case(world, grade=grade)
    answers = all_yes(case, REVIEW_KIND)
    on, second_look = (
        obstacles_to_pass_review(case, answers),
        obstacles_to_require_confirmation(case, answers),
    )
    assert bool(on) != bool(second_look)
    if always:
        assert [one.rule for one in on] == ["R37"]


def test_R37_the_draw_stands_before_the_review_and_is_kept_with_it(world: World) -> None:
    case = review_case(world)
    seed = draw_seed(case)
    entry = session.query(JournalEntry).filter_by(digest=seed).one()
    assert entry.action == "submit_conclusion"
    passed_review(world, case)
    record = session.query(CommitteeRecord).one()
    assert record.seed == seed
    assert case.state == ("confirmation" if need_of(case).needed else "decision")


def test_R36_every_item_is_answered_and_none_says_no_to_pass(world: World) -> None:
    case = review_case(world)
    reviewer = appointed(world, case, REVIEWER, Role.COMPLIANCE_REVIEWER)
    go_on = require_confirmation if need_of(case).needed else pass_review
    for answers in ({}, one_no(case, REVIEW_KIND)):
        with after(case), pytest.raises(NotReady) as refused:
            go_on(case.id, answers=answers, summary="", by=world.actor(reviewer))
        assert rules_in_the_way(refused) == {"R36"}
    assert session.query(CommitteeRecord).count() == 0


def test_the_record_keeps_answers_and_the_facts_beside_them(world: World) -> None:
    case = review_case(world)
    passed_review(world, case)
    record = session.query(CommitteeRecord).one()
    items = {one.code for one in scheme(case.scheme).checklists["compliance_review"]}
    assert {one["item"] for one in record.answers} == items
    assert {one["key"] for one in record.facts} == set(facts_beside(case))
    assert record.summary == SUMMARY


def test_a_case_goes_back_to_the_conclusion_with_what_is_wrong(world: World) -> None:
    case = review_case(world)
    reviewer = appointed(world, case, REVIEWER, Role.COMPLIANCE_REVIEWER)
    with after(case):
        with pytest.raises(Invalid):
            return_to_conclusion(
                case.id,
                answers=one_no(case, REVIEW_KIND),
                summary="",
                reason=" ",
                by=world.actor(reviewer),
            )
        return_to_conclusion(
            case.id,
            answers=one_no(case, REVIEW_KIND),
            summary="",
            reason="报告与发现不一致",
            by=world.actor(reviewer),
        )
    assert case.state == "concluding"
    assert session.query(CommitteeRecord).one().outcome == "returned"


def test_R04_the_same_facts_give_the_same_result(world: World) -> None:
    assert recheck_results(review_case(world)) == []


def _record_the_run_anew(case: Case) -> None:
    """Somebody has got past the trigger that keeps the record of trial running as it was."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER run_step_no_update"))
    else:
        session.execute(text("ALTER TABLE run_step DISABLE TRIGGER USER"))
    session.execute(
        update(RunStep).where(RunStep.case_id == case.id).values(recorded_at=clock.now())
    )
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("ALTER TABLE run_step ENABLE TRIGGER USER"))
    session.commit()


def test_R04_a_different_outcome_blocks(world: World) -> None:
    case = review_case(world)
    _record_the_run_anew(case)
    answers = all_yes(case, REVIEW_KIND)
    found = obstacles_to_pass_review(case, answers)
    assert "R04" in {one.rule for one in found}
    assert any(one.wrong for one in facts_beside(case)["readiness"].lines)


def test_facts_beside_survive_as_json(world: World) -> None:
    case = review_case(world)
    told = [one.as_record() for one in facts_beside(case).values()]
    assert json.loads(json.dumps(told)) == told
