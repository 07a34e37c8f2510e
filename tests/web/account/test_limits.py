"""Limits per address, with the limiter switched on."""

from collections.abc import Iterator

import pytest
from flask import Flask

from certplatform import clock
from certplatform.extensions import limiter
from certplatform.factory import create_app
from certplatform.settings import Settings
from tests.builders.people import PASSWORD, a_world
from tests.conftest import TUESDAY


@pytest.fixture
def limited(settings: Settings) -> Iterator[Flask]:
    application = create_app(settings.model_copy(update={"rate_limits": True}))
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with clock.simulated(TUESDAY), application.app_context():
        limiter.reset()
        yield application
        limiter.reset()
    limiter.enabled = True


def test_one_address_fails_ten_times_whatever_accounts_it_tries(limited: Flask) -> None:
    client = limited.test_client()
    for number in range(10):
        data = {"email": f"guess{number}@people.example.cn", "password": "some guess"}
        assert client.post("/account/login", data=data).status_code == 422
    data = {"email": "another@people.example.cn", "password": "some guess"}
    assert client.post("/account/login", data=data).status_code == 429


def test_nobody_guesses_addresses_of_calendars_for_long(limited: Flask) -> None:
    client = limited.test_client()
    answers = [client.get(f"/calendar/guess{number}.ics").status_code for number in range(31)]
    assert answers == [404] * 30 + [429]


def test_an_office_behind_one_address_signs_in_all_day(limited: Flask) -> None:
    world = a_world()
    for _ in range(12):
        data = {"email": world.applicant.email, "password": PASSWORD}
        assert limited.test_client().post("/account/login", data=data).status_code == 303
