"""The enterprise says what it saw of a sign-in."""

from flask.testing import FlaskClient

from certplatform import clock
from tests.builders.pages import form_values
from tests.builders.people import a_world, sign_in_as
from tests.builders.planning import LEAD
from tests.process.test_attendance import odd_sign_in


def test_the_enterprise_says_what_it_saw_and_the_team_reads_it(client: FlaskClient) -> None:
    world = a_world()
    case, made = odd_sign_in(world)
    url = f"/enterprise/cases/{case.public_id}/sign-in"
    with clock.simulated(made.at):
        sign_in_as(client, world.applicant)
        values = form_values(client, url, f"main form[action='{url}']")
        assert client.post(url, data={**values, "explanation": ""}).status_code == 422
        assert client.post(url, data={**values, "explanation": "十一点到厂"}).status_code == 303
        assert "十一点到厂" in client.get(url).text
        sign_in_as(client, world[LEAD])
        assert "十一点到厂" in client.get(f"/cases/{case.public_id}/sign-in").text
        assert client.get(url).status_code in {403, 404}
