"""The page of information requests, from both sides."""

import io
from datetime import timedelta

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.process.information import ask_information
from certplatform.queries.information import requests_of
from tests.builders.application import a_pdf
from tests.builders.audit import lead, stage2_case
from tests.builders.pages import form_values
from tests.builders.people import a_world, sign_in_as
from tests.builders.planning import LEAD


def test_both_sides_work_on_one_page(client: FlaskClient) -> None:
    world = a_world()
    case = stage2_case(world)
    url = f"/cases/{case.public_id}/information"
    sign_in_as(client, world[LEAD])
    values = form_values(client, url, f"main form[action='{url}']")
    assert values["due_on"] > clock.today().isoformat()
    assert client.post(url, data={**values, "title": ""}).status_code == 422
    assert client.post(url, data={**values, "title": "能源台账"}).status_code == 303
    (one,) = requests_of(case)

    sign_in_as(client, world.applicant)
    assert "能源台账" in client.get(url).text
    answer = f"{url}/{one.public_id}/answer"
    values = form_values(client, url, f"main form[action='{answer}']")
    sent = {**values, "answer": "见附件", "files": (io.BytesIO(a_pdf()), "台账.pdf")}
    assert client.post(answer, data=sent).status_code == 303
    assert "台账.pdf" in client.get(url).text

    sign_in_as(client, world[LEAD])
    judged = f"{url}/{one.public_id}"
    values = form_values(client, url, f"main form[action='{judged}']")
    back = {**values, "deed": "return", "reason": "", "due_on": "2026-12-01"}
    assert client.post(judged, data=back).status_code == 422
    assert client.post(judged, data={**back, "reason": "缺三月"}).status_code == 303
    assert "缺三月" in client.get(url).text
    sign_in_as(client, world.other_applicant)
    assert client.get(url).status_code == 404


def test_each_side_is_led_to_its_own_deed(client: FlaskClient) -> None:
    world = a_world()
    case = stage2_case(world)
    due = clock.today() + timedelta(days=9)
    ask_information(case.id, title="台账", due_on=due, by=lead(world))
    for who, there in ((world[LEAD], "/audit"), (world.applicant, "/information")):
        sign_in_as(client, who)
        page = BeautifulSoup(client.get(f"/cases/{case.public_id}").text, "html.parser")
        way = page.select_one(".c-case-deed a")
        assert way is not None
        assert str(way["href"]).endswith(there)
