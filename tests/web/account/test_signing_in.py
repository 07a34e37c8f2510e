"""Signing in through the pages, as people and as those who try."""

from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from certplatform import clock
from certplatform.db import session
from certplatform.models.person import Person, SignInSession
from certplatform.process import second_factor as deeds
from certplatform.process.people import deactivate_person, end_role
from certplatform.queries import passwords
from tests.builders.people import PASSWORD, World, a_world, sign_in_as
from tests.conftest import TUESDAY

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def world(app: Flask) -> World:
    app.config["WTF_CSRF_ENABLED"] = False
    return a_world()


def _try(
    client: FlaskClient, email: str, password: str = PASSWORD, path: str = "/account/login"
) -> TestResponse:
    return client.post(path, data={"email": email, "password": password})


def _code(secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(clock.now())


def test_the_right_password_leads_to_my_work(client: FlaskClient, world: World) -> None:
    answer = _try(client, world.applicant.email)
    assert (answer.status_code, answer.location) == (303, "/work")
    assert client.get("/work").status_code == 200


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(
    client: FlaskClient, world: World
) -> None:
    wrong = _try(client, world.applicant.email, "wrong horse battery staple")
    unknown = _try(client, "nobody-here@people.example.cn", "wrong horse battery staple")
    assert wrong.status_code == unknown.status_code == 422
    same = wrong.text.replace(world.applicant.email, "?")
    assert same == unknown.text.replace("nobody-here@people.example.cn", "?")


def test_an_unknown_account_takes_the_same_work(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []
    real = passwords._hasher("test")

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            checked.append(kept)
            return real.verify(kept, password)

        def hash(self, password: str) -> str:
            return real.hash(password)

        def check_needs_rehash(self, kept: str) -> bool:
            return real.check_needs_rehash(kept)

    monkeypatch.setattr(passwords, "_hasher", lambda _: Counting())
    _try(client, "nobody-here@people.example.cn")
    assert len(checked) == 1
    _try(client, world.applicant.email, "wrong horse battery staple")
    assert len(checked) == 2


@pytest.mark.parametrize("typed", [" {}", "{} ", "{}\u200b", "{}\u3000", "\uff41{}", "{}\n"])
def test_padded_and_look_alike_addresses_do_not_sign_in(
    client: FlaskClient, world: World, typed: str
) -> None:
    answer = _try(client, typed.format(world.applicant.email))
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/account/login", "/account/forgot", "/account/register"])
def test_what_no_database_keeps_is_a_bad_request(
    client: FlaskClient, world: World, path: str
) -> None:
    assert _try(client, world.applicant.email + "\x00", path=path).status_code == 400
    assert client.get(f"{path}?next=%00").status_code == 400


def test_after_ten_failures_even_the_right_password_waits_five_minutes(
    client: FlaskClient, world: World
) -> None:
    for _ in range(10):
        assert _try(client, world.applicant.email, "no").status_code == 422
    assert _try(client, world.applicant.email).status_code == 429
    with clock.simulated(TUESDAY + timedelta(minutes=5, seconds=1)):
        assert _try(client, world.applicant.email).status_code == 303


def test_the_lock_out_treats_unknown_accounts_alike(client: FlaskClient, world: World) -> None:
    del world
    for _ in range(10):
        assert _try(client, "nobody-here@people.example.cn").status_code == 422
    assert _try(client, "nobody-here@people.example.cn").status_code == 429


def test_a_planted_cookie_is_worth_nothing_after_sign_in(client: FlaskClient, world: World) -> None:
    with client.session_transaction() as cookie:
        cookie["sign_in"] = "planted"
        cookie["something"] = "planted"
    _try(client, world.applicant.email)
    with client.session_transaction() as cookie:
        assert cookie["sign_in"] != "planted"
        assert "something" not in cookie


def test_only_the_hash_of_the_session_token_is_kept(client: FlaskClient, world: World) -> None:
    _try(client, world.applicant.email)
    with client.session_transaction() as cookie:
        token = cookie["sign_in"]
    assert session.scalar(select(SignInSession.id).where(SignInSession.token_hash == token)) is None


def test_a_session_left_alone_for_eight_hours_has_ended(client: FlaskClient, world: World) -> None:
    _try(client, world.applicant.email)
    with clock.simulated(TUESDAY + timedelta(hours=7, minutes=59)):
        assert client.get("/work").status_code == 200
    with clock.simulated(TUESDAY + timedelta(hours=15, minutes=58)):
        assert client.get("/work").status_code == 200
    with clock.simulated(TUESDAY + timedelta(hours=23, minutes=59)):
        assert client.get("/work").status_code == 302


def test_no_session_is_longer_than_a_day(client: FlaskClient, world: World) -> None:
    _try(client, world.applicant.email)
    for hours in (6, 12, 18, 23):
        with clock.simulated(TUESDAY + timedelta(hours=hours)):
            assert client.get("/work").status_code == 200
    with clock.simulated(TUESDAY + timedelta(hours=24, minutes=1)):
        assert client.get("/work").status_code == 302


def test_signing_out_ends_the_session_for_good(client: FlaskClient, world: World) -> None:
    _try(client, world.applicant.email)
    with client.session_transaction() as cookie:
        token = cookie["sign_in"]
    assert client.post("/account/logout").status_code == 303
    with client.session_transaction() as cookie:
        cookie["sign_in"] = token
    assert client.get("/work").status_code == 302


def test_signing_out_everywhere_else_keeps_this_browser(
    app: Flask, client: FlaskClient, world: World
) -> None:
    other = app.test_client()
    for browser in (client, other):
        _try(browser, world.applicant.email)
    assert client.post("/account/sessions/end-others").status_code == 303
    assert client.get("/work").status_code == 200
    assert other.get("/work").status_code == 302


def test_nobody_ends_somebody_else_s_session(app: Flask, client: FlaskClient, world: World) -> None:
    other = app.test_client()
    _try(other, world.manager.email)
    theirs = session.scalar(
        select(SignInSession.id).where(SignInSession.person_id == world.manager.id)
    )
    _try(client, world.applicant.email)
    assert client.post(f"/account/sessions/{theirs}/end").status_code == 404
    assert other.get("/work").status_code == 200


def test_a_closed_account_is_out_at_once(client: FlaskClient, world: World) -> None:
    _try(client, world.case_officer.email)
    by = world.actor(world.administrator)
    deactivate_person(world.case_officer.id, by=by, reason="left the body")
    assert client.get("/work").status_code == 302
    assert _try(client, world.case_officer.email).status_code == 422


def test_an_ended_role_is_gone_with_the_next_click(client: FlaskClient, world: World) -> None:
    _try(client, world.scheduler.email)
    assert client.get("/body/people").status_code == 200
    by = world.actor(world.manager)
    end_role(world.scheduler.id, world.body.id, "scheduler", by=by)
    assert client.get("/body/people").status_code == 404


# The second factor


def test_a_deciding_role_has_to_set_up_a_second_factor_first(
    client: FlaskClient, world: World
) -> None:
    answer = _try(client, world.secretary.email)
    assert answer.location == "/account/second-factor?next=/work"
    assert client.get("/work").location == "/account/second-factor?next=/work"
    assert client.get("/account/second-factor").location.startswith("/account/totp")
    assert client.get("/account").location.startswith("/account/second-factor")
    client.post("/account/totp/begin")
    secret = session.get_one(Person, world.secretary.id).totp_secret
    page = client.get("/account/totp")
    assert "<svg" in page.text
    assert secret in page.text
    done = client.post("/account/totp", data={"code": _code(secret)})
    assert done.text.count("<li><code>") == 10
    assert client.get("/work").status_code == 200


def _with_app(world: World, part: str = "secretary") -> Person:
    deeds.give_second_factor(world[part].id, SECRET)
    return world[part]


def test_a_code_of_the_app_opens_the_door_once(
    app: Flask, client: FlaskClient, world: World
) -> None:
    person = _with_app(world)
    _try(client, person.email)
    assert client.get("/work").status_code == 302
    code = _code()
    assert client.post("/account/second-factor", data={"code": code}).location == "/work"
    assert client.get("/work").status_code == 200
    other = app.test_client()
    _try(other, person.email)
    replayed = other.post("/account/second-factor", data={"code": code})
    assert replayed.status_code == 422
    assert other.get("/work").status_code == 302


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_a_clock_may_be_wrong_by_one_step(
    client: FlaskClient, world: World, steps: int, status: int
) -> None:
    person = _with_app(world)
    _try(client, person.email)
    code = pyotp.TOTP(SECRET).at(clock.now() + timedelta(seconds=30 * steps))
    assert client.post("/account/second-factor", data={"code": code}).status_code == status


def test_a_session_gets_a_new_token_with_the_second_factor(
    client: FlaskClient, world: World
) -> None:
    _try(client, _with_app(world).email)
    with client.session_transaction() as cookie:
        before = cookie["sign_in"]
    client.post("/account/second-factor", data={"code": _code()})
    with client.session_transaction() as cookie:
        assert cookie["sign_in"] != before
        cookie["sign_in"] = before
    assert client.get("/work").status_code == 302


def test_five_wrong_codes_lock_the_second_factor(client: FlaskClient, world: World) -> None:
    _try(client, _with_app(world).email)
    for _ in range(5):
        assert client.post("/account/second-factor", data={"code": "000000"}).status_code == 422
    assert client.post("/account/second-factor", data={"code": _code()}).status_code == 429


def test_a_recovery_code_works_once(app: Flask, client: FlaskClient, world: World) -> None:
    person = _with_app(world)
    codes = deeds.renew_recovery_codes(by=world.actor(person))
    for browser, status in ((client, 303), (app.test_client(), 422)):
        _try(browser, person.email)
        answer = browser.post("/account/second-factor", data={"code": codes[0].lower()})
        assert answer.status_code == status


def test_half_a_sign_in_cannot_touch_the_account(client: FlaskClient, world: World) -> None:
    person = _with_app(world)
    _try(client, person.email)
    for path in ("/account/totp/remove", "/account/recovery-codes", "/account/password"):
        answer = client.post(path, data={"old": PASSWORD, "password": "x" * 20})
        assert answer.location.startswith("/account/second-factor"), path
    assert session.get_one(Person, person.id).totp_confirmed_at is not None


# The fresh confirmation


def test_removing_the_app_asks_for_a_fresh_sign_in(client: FlaskClient, world: World) -> None:
    person = _with_app(world, "case_officer")
    sign_in_as(client, person)
    with clock.simulated(TUESDAY + timedelta(minutes=16)):
        asked = client.post("/account/totp/remove")
        assert asked.location.startswith("/account/confirm?next=")
        data = {"password": PASSWORD, "code": _code(), "next": "/account"}
        assert client.post("/account/confirm", data=data).location == "/account"
        assert client.post("/account/totp/remove").location == "/account"
    assert session.get_one(Person, person.id).totp_confirmed_at is None


def test_the_confirmation_wants_the_code_too_where_an_app_is_set_up(
    client: FlaskClient, world: World
) -> None:
    sign_in_as(client, _with_app(world))
    with clock.simulated(TUESDAY + timedelta(minutes=16)):
        assert client.post("/account/confirm", data={"password": PASSWORD}).status_code == 422
        wrong = client.post("/account/confirm", data={"password": "no", "code": _code()})
        assert wrong.status_code == 422


def test_changing_the_password_ends_all_other_sessions(
    app: Flask, client: FlaskClient, world: World
) -> None:
    other = app.test_client()
    for browser in (client, other):
        _try(browser, world.applicant.email)
    new = "seven quiet herons at dusk"
    data = {"old": PASSWORD, "password": new, "again": new}
    assert client.post("/account/password", data=data).status_code == 303
    assert client.get("/work").status_code == 200
    assert other.get("/work").status_code == 302
    assert _try(other, world.applicant.email).status_code == 422
    assert _try(other, world.applicant.email, new).status_code == 303


def test_signing_in_leaves_one_session_and_no_password_in_the_journal(
    client: FlaskClient, world: World
) -> None:
    _try(client, world.applicant.email)
    count = session.scalar(
        select(func.count())
        .select_from(SignInSession)
        .where(SignInSession.person_id == world.applicant.id)
    )
    assert count == 1
