"""The look-up of the pickers: public, cached, bounded, and not to be upset by any question."""

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.once

ADDRESSES = ("/codes/industries", "/codes/regions")


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("/codes/industries?q=qc", {"code": "C36", "title": "C36 汽车制造业"}),
        ("/codes/industries?q=汽柴油", {"code": "C3611", "title": "C3611 汽柴油车整车制造"}),
        ("/codes/regions?q=历下", {"code": "370102", "title": "370102 山东省济南市历下区"}),
    ],
)
def test_what_one_types_is_found(client: FlaskClient, url: str, first: dict[str, str]) -> None:
    answer = client.get(url).get_json()
    assert answer["items"][0] == first
    assert isinstance(answer["more"], bool)


def test_titles_come_in_the_language_that_is_asked_for(client: FlaskClient) -> None:
    (found,) = client.get("/codes/regions?q=lixia+jinan&lang=en").get_json()["items"]
    assert found["title"] == "370102 Lixia District, Jinan, Shandong"


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_answer_is_kept_and_asked_again_by_its_tag(client: FlaskClient, url: str) -> None:
    first = client.get(f"{url}?q=1")
    assert "max-age" in first.headers["Cache-Control"]
    assert "Set-Cookie" not in first.headers
    again = client.get(f"{url}?q=1", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{url}?q=2").headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("url", ADDRESSES)
@pytest.mark.parametrize(
    "question",
    [
        "",
        "%25",
        "a" * 5000,
        "%F0%9F%98%80",
        "%E2%80%AE",
        "'+OR+1=1--",
        "<script>",
        "..%2F..",
        "%ff",
    ],
)
def test_any_question_is_answered_with_at_most_a_page(
    client: FlaskClient, url: str, question: str
) -> None:
    answer = client.get(f"{url}?q={question}")
    assert answer.status_code == 200
    assert len(answer.get_json()["items"]) <= 20


@pytest.mark.parametrize("url", ADDRESSES)
def test_nothing_but_looking_up_is_possible(client: FlaskClient, url: str) -> None:
    assert client.get(f"{url}?q=%00").status_code == 400
    assert client.get(f"{url}?q=a&q=b&lang=xx&q[]=1").status_code == 200
    assert client.post(url, data={"q": "36"}).status_code in {400, 405}
