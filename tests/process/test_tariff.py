"""A body's tariff and terms: editions by day, and what a case keeps of them."""

from datetime import date, timedelta

import pytest
from flask import Flask

from certplatform import clock
from certplatform.domain.errors import Invalid, NotAllowed, NotFresh, NotReady
from certplatform.domain.fee import MOST_CENTS
from certplatform.process.acceptance import accept
from certplatform.process.tariff import set_agreement_terms, set_tariff
from certplatform.queries.applications import acceptance_of
from tests.builders.acceptance import DAY_RATE, accept_case
from tests.builders.application import submitted_case
from tests.builders.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def a_tariff(world: World, day_rate: int = DAY_RATE, on: date | None = None) -> None:
    set_tariff(
        world.body.id,
        "IIIMS",
        valid_from_on=on or clock.today(),
        application_cents=1_000_00,
        day_rate_cents=day_rate,
        site_cents=500_00,
        certificate_cents=2_000_00,
        by=world.actor(world.manager),
    )


def test_the_fee_follows_the_tariff_item_by_item(world: World) -> None:
    a_tariff(world)
    record = acceptance_of(accept_case(world, submitted_case(world)).id)
    assert record is not None
    # 10 person-days, one branch site of two visited besides the headquarters
    assert record.fee_cents == 1_000_00 + 40_000_00 + 500_00 + 2_000_00
    assert record.working["fee"]["tariff"] == 1
    assert sum(one["cents"] for one in record.working["fee"]["lines"]) == record.fee_cents
    assert "43,500.00" in record.agreement


def test_a_case_keeps_the_tariff_of_the_day_of_its_submission(world: World) -> None:
    a_tariff(world)
    case = submitted_case(world)
    a_tariff(world, day_rate=9_000_00, on=clock.today() + timedelta(days=1))
    with clock.simulated(clock.now() + timedelta(days=3)):
        record = acceptance_of(accept_case(world, case).id)
    assert record is not None
    assert record.working["fee"]["tariff"] == 1


def test_the_later_edition_of_one_day_counts(world: World) -> None:
    a_tariff(world, day_rate=9_000_00)
    a_tariff(world)
    record = acceptance_of(accept_case(world, submitted_case(world)).id)
    assert record is not None
    assert record.working["fee"]["tariff"] == 2


def test_another_rate_needs_a_reason_which_is_kept(world: World) -> None:
    a_tariff(world, day_rate=5_000_00)
    case = submitted_case(world)
    with pytest.raises(NotReady) as refused:
        accept_case(world, case)
    assert [one.field for one in refused.value.obstacles] == ["fee_note"]
    record = accept(
        case.id,
        competence="有两名组长",
        body_conflict="无利益关系",
        day_rate_cents=DAY_RATE,
        fee_note="框架协议约定单价",
        by=world.actor(world.case_officer),
    )
    assert record.working["fee"]["note"] == "框架协议约定单价"


def test_the_agreement_names_both_editions_and_holds_the_bodys_terms(world: World) -> None:
    manager = world.actor(world.manager)
    set_agreement_terms(
        world.body.id,
        "IIIMS",
        valid_from_on=clock.today(),
        text_zh="差旅费据实结算。\n\n发票于审核结束后十日内开具。",
        text_en="Travel is charged at cost.",
        by=manager,
    )
    record = acceptance_of(accept_case(world, submitted_case(world)).id)
    assert record is not None
    sections = record.agreement.split("\n\n")
    assert sections[-2].startswith("9. 差旅费据实结算。 发票于")
    assert "2026.1" in sections[-1]
    assert "第1版" in sections[-1]
    assert record.terms_id is not None


def test_an_agreement_without_terms_of_the_body_says_so(world: World) -> None:
    record = acceptance_of(accept_case(world, submitted_case(world)).id)
    assert record is not None
    assert record.terms_id is None
    assert "机构补充条款：无" in record.agreement


@pytest.mark.parametrize("cents", [-1, MOST_CENTS + 1])
def test_an_amount_out_of_range_is_refused_at_its_field(world: World, cents: int) -> None:
    with pytest.raises(Invalid) as refused:
        a_tariff(world, day_rate=cents)
    assert set(refused.value.fields) == {"day_rate"}


def test_nothing_begins_before_today(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        a_tariff(world, on=clock.today() - timedelta(days=1))
    assert set(refused.value.fields) == {"valid_from_on"}


def test_only_the_manager_of_the_body_sets_it_and_with_a_fresh_sign_in(world: World) -> None:
    said = {"valid_from_on": clock.today(), "text_zh": "条款"}
    for body, by, refusal in (
        (world.body, world.actor(world.case_officer), NotAllowed),
        (world.other_body, world.actor(world.manager), NotAllowed),
        (world.body, world.actor(world.manager, fresh=False), NotFresh),
    ):
        with pytest.raises(refusal):
            set_agreement_terms(body.id, "IIIMS", by=by, **said)
