"""The pages of the second rating: the first result is shown only once the second is given."""

from flask.testing import FlaskClient

from tests.builders.audit import rated_case
from tests.builders.pages import form_values
from tests.builders.people import a_world, sign_in_as
from tests.builders.planning import LEAD


def test_the_first_result_is_shown_after_the_second_and_counts_in_the_figures(
    client: FlaskClient,
) -> None:
    world = a_world()
    case = rated_case(world)
    url = f"/cases/{case.public_id}/second-rating"
    sign_in_as(client, world[LEAD])
    before = client.get(url, headers={"Accept-Language": "en"}).text
    assert "First result" not in before
    given = form_values(client, url) | {"result": "partly", "note": "少一次记录"}
    assert client.post(url, data=given).status_code == 303
    assert "少一次记录" in client.get(url).text
    assert client.post(url, data=given).status_code == 409
    sign_in_as(client, world["manager"])
    figures = client.get("/ratings").text
    assert world[LEAD].name in figures
    assert client.get("/ratings?format=csv").data.startswith("\ufeff".encode())
    assert client.get("/ratings?months=3&format=xlsx").data.startswith(b"PK")


def test_only_the_team_rates_again(client: FlaskClient) -> None:
    world = a_world()
    case = rated_case(world)
    for part in ("scheduler", "applicant", "assessor_3"):
        sign_in_as(client, world[part])
        assert client.get(f"/cases/{case.public_id}/second-rating").status_code == 404, part
