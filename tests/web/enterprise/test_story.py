"""What an enterprise reads of its own case: every step, not what others wrote for each other."""

from flask import Flask
from flask.testing import FlaskClient

from certplatform.process.finding import drop_finding
from tests.builders.audit import a_finding, finding_case, lead, stage2_case
from tests.builders.people import a_world, sign_in_as
from tests.builders.publicity import noticed_case


def test_the_names_of_the_committee_stay_with_it(client: FlaskClient, app: Flask) -> None:
    assert app.testing
    world = a_world()
    case = noticed_case(world)
    url, names = f"/cases/{case.public_id}", {one.name for one in world.experts}
    sign_in_as(client, world.secretary)
    assert any(one in client.get(url).text for one in names)
    sign_in_as(client, world.applicant)
    told = client.get(url)
    assert told.status_code == 200
    assert not [one for one in names if one in told.text]


def test_why_an_assessor_dropped_a_finding_is_not_told(client: FlaskClient, app: Flask) -> None:
    assert app.testing
    world = a_world()
    finding = a_finding(world, stage2_case(world), issue=False)
    drop_finding(finding.id, reason="证据不足，留待下次", by=lead(world))
    url = f"/cases/{finding_case(finding).public_id}"
    for part, told in (("assessor_1", True), ("applicant", False)):
        sign_in_as(client, world[part])
        assert ("证据不足，留待下次" in client.get(url).text) == told
