"""The confirmation audit: a second look where R37 asks for it."""

import pytest
from flask import Flask

from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import Invalid, NotAllowed
from certplatform.models.conclusion import CommitteeRecord
from certplatform.process.confirmation import fail_confirmation, pass_confirmation
from certplatform.process.recheck import record_recheck
from certplatform.queries.reviews import RECHECK_KIND, confirmation_done
from certplatform.schemes import scheme
from tests.builders.conclusion import review_case
from tests.builders.people import World, a_world
from tests.builders.review import (
    AUDITOR,
    RECHECKER,
    SUMMARY,
    after,
    all_yes,
    appointed,
    confirmed,
    passed_review,
    reviewed_case,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


HIGH = scheme("IIIMS").grades[2].code


def test_a_passed_confirmation_audit_leads_to_the_panel(world: World) -> None:
    case = passed_review(world, review_case(world, grade=HIGH))
    assert case.state == "confirmation"
    confirmed(world, case)
    assert case.state == "decision"
    assert confirmation_done(case)


def test_a_failed_one_leads_back_to_stage_2(world: World) -> None:
    case = passed_review(world, review_case(world, grade=HIGH))
    auditor = appointed(world, case, AUDITOR, Role.CONFIRMATION_AUDITOR)
    with after(case):
        fail_confirmation(
            case.id, answers={}, summary="", reason="数据接口未运行", by=world.actor(auditor)
        )
    assert case.state == "stage2"
    assert not confirmation_done(case)


def test_the_result_is_described(world: World) -> None:
    case = passed_review(world, review_case(world, grade=HIGH))
    auditor = appointed(world, case, AUDITOR, Role.CONFIRMATION_AUDITOR)
    with after(case), pytest.raises(Invalid):
        pass_confirmation(case.id, answers={}, summary=" ", by=world.actor(auditor))


def test_R18_the_reviewer_does_not_confirm(world: World) -> None:
    case = passed_review(world, review_case(world, grade=HIGH))
    with after(case), pytest.raises(NotAllowed):
        pass_confirmation(case.id, answers={}, summary=SUMMARY, by=world.actor(world.expert_1))


def test_R36_the_recheck_is_a_record_of_its_own(world: World) -> None:
    case = reviewed_case(world)
    checker = appointed(world, case, RECHECKER, Role.RECHECKER)
    with after(case):
        record_recheck(
            case.id,
            passed=True,
            answers=all_yes(case, RECHECK_KIND),
            summary=SUMMARY,
            by=world.actor(checker),
        )
    by_kind = {one.kind: one.recorded_by for one in session.query(CommitteeRecord)}
    assert by_kind["recheck"] == checker.id != by_kind["review"]
