"""Appeals, complaints and reports of misuse (R54)."""

from datetime import timedelta

import pytest
from flask import Flask

from certplatform import clock
from certplatform.db import session
from certplatform.domain.errors import Invalid, NotReady, NotVisible
from certplatform.models.decision import Decision
from certplatform.models.outbox import StoredFact
from certplatform.process.appeal import acknowledge, dismiss_appeal, lodge_appeal, uphold_appeal
from certplatform.queries.appeals import appeal_by_receipt, appeal_for, handlers_for
from certplatform.queries.calendar import work_calendar
from tests.builders.people import World, a_world
from tests.builders.publicity import noticed_case
from tests.builders.review import OUTSIDER, PANEL, reviewed_case

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


@pytest.mark.parametrize(("days", "in_time"), [(29, True), (30, True), (31, False)])
def test_R54_an_appeal_comes_within_thirty_days(world: World, days: int, in_time: bool) -> None:
    case = noticed_case(world)
    decided_on = session.query(Decision).one().decided_on
    with clock.simulated(clock.at_local(decided_on + timedelta(days=days), 23)):
        if in_time:
            made = lodge_appeal(kind="appeal", number=case.number.lower(), text="等级评定偏低。")
            assert made.case_id == case.id
        else:
            with pytest.raises(NotReady):
                lodge_appeal(kind="appeal", number=case.number, text="等级评定偏低。")


def test_R54_no_appeal_before_there_is_a_decision(world: World) -> None:
    case = reviewed_case(world)
    for number in (case.number, "NO-SUCH-NUMBER"):
        with pytest.raises(NotReady):
            lodge_appeal(kind="appeal", number=number, text="等级评定偏低。")


def test_a_complaint_needs_no_case(world: World) -> None:
    del world
    made = lodge_appeal(kind="complaint", about="某评定机构", text="收费不透明。")
    assert made.case_id is None
    assert appeal_by_receipt(made.receipt) == made


@pytest.mark.parametrize(
    "missing", [{"text": ""}, {"about": ""}, {"kind": "praise"}, {"text": " ", "about": " "}]
)
def test_what_is_missing_is_asked_for(world: World, missing: dict[str, str]) -> None:
    del world
    given = {"kind": "misuse", "text": "伪造证书。", "about": "某企业", **missing}
    with pytest.raises(Invalid):
        lodge_appeal(kind=given["kind"], text=given["text"], about=given["about"], number="")


def test_R54_it_is_acknowledged_within_five_working_days(world: World) -> None:
    del world
    made = lodge_appeal(kind="misuse", about="某企业", text="伪造证书。")
    days = work_calendar().working_days_between(clock.today(), made.acknowledge_by_on)
    assert days == 5


def test_R54_nobody_of_the_case_handles_it(world: World) -> None:
    case = noticed_case(world)
    with clock.simulated(case.state_since_at + timedelta(days=1)):
        made = lodge_appeal(kind="appeal", number=case.number, text="等级评定偏低。")
        for part in ("expert_1", PANEL[0]):
            with pytest.raises(NotReady) as refused:
                acknowledge(made.id, handler_id=world[part].id, by=world.actor(world.secretary))
            assert "R54" in {one.rule for one in refused.value.obstacles}
        assert world[OUTSIDER] in handlers_for(made)
        assert world[PANEL[0]] not in handlers_for(made)
        acknowledge(made.id, handler_id=world[OUTSIDER].id, by=world.actor(world.secretary))
    assert made.state == "acknowledged"


@pytest.mark.parametrize(
    ("decide", "state"), [(uphold_appeal, "upheld"), (dismiss_appeal, "dismissed")]
)
def test_its_handler_alone_decides(world: World, decide: object, state: str) -> None:
    made = lodge_appeal(kind="complaint", about="某评定机构", text="收费不透明。")
    acknowledge(made.id, handler_id=world[OUTSIDER].id, by=world.actor(world.secretary))
    other = world.actor(world.expert_9)
    assert appeal_for(other, made.public_id) is None
    with pytest.raises(NotVisible):
        decide(made.id, by=other, reason="不归我管。")  # type: ignore[operator]
    decide(made.id, by=world.actor(world[OUTSIDER]), reason="已查明。")  # type: ignore[operator]
    assert (made.state, made.answer) == (state, "已查明。")
    fact = session.query(StoredFact).filter_by(name="AppealDecided").one()
    assert fact.payload["upheld"] == (state == "upheld")
