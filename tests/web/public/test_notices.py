"""Public notices, objections, appeals and complaints as the public meets them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.db import session
from certplatform.extensions import limiter
from certplatform.factory import create_app
from certplatform.models.appeal import Appeal
from certplatform.models.publicity import Objection
from certplatform.process.appeal import acknowledge, uphold_appeal
from certplatform.settings import Settings
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.publicity import issuing_case, notice_of, noticed_case
from tests.builders.review import OUTSIDER, after
from tests.conftest import TUESDAY


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def test_anybody_reads_a_notice_and_finds_nothing_internal(
    client: FlaskClient, world: World
) -> None:
    case = noticed_case(world)
    notice = notice_of(case)
    with after(case):
        assert notice.public_id in client.get("/notices").text
        text = client.get(f"/notices/{notice.public_id}").text
    assert world.enterprise.name in text
    assert notice.ends_on.isoformat() in text
    assert 'id="objection"' in text
    for internal in (world.expert_4.name, world.assessor_1.name, world.applicant.email):
        assert internal not in text
    assert client.get("/notices/absent").status_code == 404


def test_an_objection_gets_a_receipt_that_finds_it_again(client: FlaskClient, world: World) -> None:
    case = noticed_case(world)
    url = f"/notices/{notice_of(case).public_id}"
    with after(case, days=1):
        values = form_values(client, url, "#objection")
        empty = client.post(f"{url}/objections", data=values)
        assert empty.status_code == 422
        sent = {**values, "text": "能力未运行", "name": "某同行", "contact": "peer@example.cn"}
        answer = client.post(f"{url}/objections", data=sent)
        assert answer.status_code == 303
        receipt = session.query(Objection).one().receipt
        assert receipt in client.get(answer.location).text
        look = {**form_values(client, "/complaints", "#look-up"), "look-receipt": receipt}
        found = client.post("/complaints/receipt", data=look)
        assert receipt in found.text
        assert "某同行" not in found.text
        assert "peer@example.cn" not in client.get(url).text
    assert case.state == "objection"


def test_after_the_end_the_form_is_gone(client: FlaskClient, world: World) -> None:
    case = issuing_case(world)
    url = f"/notices/{notice_of(case).public_id}"
    with after(case):
        text = client.get(url).text
        assert 'id="objection"' not in text
        assert "/complaints" in text
        assert notice_of(case).public_id in client.get("/notices?state=ended").text
        assert notice_of(case).public_id not in client.get("/notices?state=running").text


def test_a_name_narrows_the_list(client: FlaskClient, world: World) -> None:
    case = noticed_case(world)
    with after(case):
        found = client.get(f"/notices?q={world.enterprise.name[:2]}").text
        assert notice_of(case).public_id in found
        assert notice_of(case).public_id not in client.get("/notices?q=无此企业").text


def test_R54_an_appeal_goes_from_the_public_form_to_its_decision(
    client: FlaskClient, world: World
) -> None:
    case = noticed_case(world)
    with after(case, days=1):
        values = form_values(client, "/complaints", "#lodge")
        sent = {**values, "kind": "appeal", "number": case.number, "text": "等级偏低"}
        answer = client.post("/complaints", data=sent)
        assert answer.status_code == 303
        appeal = session.query(Appeal).one()
        assert appeal.receipt in client.get(answer.location).text
        sign_in_as(client, world.secretary)
        page = f"/committee/appeals/{appeal.public_id}"
        assert appeal.receipt in client.get("/committee/appeals").text
        choices = BeautifulSoup(client.get(page).text, "html.parser").select("#handler option")
        ids = {str(one["value"]) for one in choices}
        assert str(world[OUTSIDER].id) in ids
        assert str(world.expert_4.id) not in ids
        handing = {**form_values(client, page, "#hand-over"), "handler": str(world[OUTSIDER].id)}
        assert client.post(f"{page}/handler", data=handing).status_code == 303
        sign_in_as(client, world[OUTSIDER])
        deciding = {**form_values(client, page, "#decide"), "outcome": "dismiss_appeal"}
        assert client.post(f"{page}/decision", data=deciding).status_code == 422
        done = client.post(f"{page}/decision", data={**deciding, "reason": "评定有据。"})
        assert done.status_code == 303
    assert appeal.state == "dismissed"


def test_R54_a_late_appeal_is_refused_with_the_way_out(client: FlaskClient, world: World) -> None:
    case = noticed_case(world)
    with clock.simulated(case.state_since_at + timedelta(days=40)):
        values = form_values(client, "/complaints", "#lodge")
        sent = {**values, "kind": "appeal", "number": case.number, "text": "等级偏低"}
        answer = client.post("/complaints", data=sent)
    assert answer.status_code == 422
    assert "R54" in answer.text
    assert "等级偏低" in answer.text
    assert session.query(Appeal).count() == 0


def test_the_decision_of_a_complaint_is_read_with_its_receipt(
    client: FlaskClient, world: World
) -> None:
    values = form_values(client, "/complaints", "#lodge")
    sent = {**values, "kind": "complaint", "about": "某评定机构", "text": "收费不透明"}
    assert client.post("/complaints", data=sent).status_code == 303
    appeal = session.query(Appeal).one()
    acknowledge(appeal.id, handler_id=world[OUTSIDER].id, by=world.actor(world.secretary))
    uphold_appeal(appeal.id, by=world.actor(world[OUTSIDER]), reason="已责令公开收费标准。")
    look = {**form_values(client, "/complaints", "#look-up"), "look-receipt": appeal.receipt}
    assert "已责令公开收费标准。" in client.post("/complaints/receipt", data=look).text
    wrong = {**look, "look-receipt": "20260101-AAAAA-AAAAA"}
    assert client.post("/complaints/receipt", data=wrong).status_code == 404


def test_other_experts_do_not_see_an_appeal(client: FlaskClient, world: World) -> None:
    values = form_values(client, "/complaints", "#lodge")
    sent = {**values, "kind": "misuse", "about": "某企业", "text": "伪造标志"}
    client.post("/complaints", data=sent)
    appeal = session.query(Appeal).one()
    for person in (world.expert_1, world.applicant, world.case_officer):
        sign_in_as(client, person)
        assert client.get(f"/committee/appeals/{appeal.public_id}").status_code == 404


@pytest.fixture
def limited(settings: Settings) -> Iterator[Flask]:
    """The application with its limits switched on."""
    application = create_app(settings.model_copy(update={"rate_limits": True}))
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with clock.simulated(TUESDAY), application.app_context():
        limiter.reset()
        yield application
        limiter.reset()
    limiter.enabled = True


@pytest.mark.parametrize("url", ["/notices/any/objections", "/complaints"])
def test_an_address_lodges_ten_times_an_hour(limited: Flask, url: str) -> None:
    client = limited.test_client()
    codes = [client.post(url, data={"text": ""}).status_code for _ in range(11)]
    assert codes[9] in {404, 422}
    assert codes[10] == 429
