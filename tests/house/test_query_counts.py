"""Lists cost the same statements for 3 rows and for 30; a page of a case has its limit."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.process.appeal import lodge_appeal
from certplatform.schemes import schemes
from tests.builders.filing import filed, withdrawn_case
from tests.builders.people import World, a_person, a_world, sign_in_as
from tests.builders.publicity import objected_case
from tests.builders.statements import cost

LIMIT = 40
FEW, MANY = 3, 24  # a page holds 25 rows


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def a_firm(number: int) -> Organisation:
    firm = Organisation(
        kind="enterprise",
        code=f"{number:018d}",
        name=f"第{number}机械有限公司",
        region="370102",
        industry="C34",
        created_at=clock.now(),
    )
    session.add(firm)
    session.flush()
    return firm


def more_cases(world: World, first: int, count: int) -> None:
    """Cases of an enterprise each, in planning, as a surveillance case is born."""
    for number in range(first, first + count):
        session.add(
            Case(
                number=f"P{number:05d}",
                scheme="IIIMS",
                scheme_version=schemes()["IIIMS"].version,
                case_type="surveillance",
                enterprise_id=a_firm(number).id,
                body_id=world.body.id,
                opened_on=clock.today(),
                rules_on=clock.today(),
                created_at=clock.now(),
                state="planning",
                state_since_at=clock.now() - timedelta(days=number),
            )
        )
    session.commit()


def more_people(world: World, first: int, count: int) -> None:
    """Assessors of the body and experts of the committee."""
    for number in range(first, first + count):
        a_person(f"extra_a_{number}", f"评{number}", world.body, Role.ASSESSOR_POOL)
        a_person(f"extra_e_{number}", f"专{number}", world.committee, Role.COMMITTEE_POOL)


def more_filings(world: World, first: int, count: int) -> None:
    """Withdrawn cases in the archive, and complaints."""
    for number in range(first, first + count):
        filed(withdrawn_case(world))
        lodge_appeal(kind="complaint", text="未按计划到场。", about=f"机构 {number}")


LISTS: list[tuple[str, str, Callable[[World, int, int], None]]] = [
    ("case_officer", "/work", more_cases),
    ("scheduler", "/work", more_cases),
    ("secretary", "/work", more_cases),
    ("supervisor", "/work", more_cases),
    ("manager", "/cases", more_cases),
    ("secretary", "/cases", more_cases),
    ("supervisor", "/supervision", more_cases),
    ("supervisor", "/supervision/cases", more_cases),
    ("secretary", "/committee/sessions", more_cases),
    ("secretary", "/committee/notices", more_cases),
    ("secretary", "/committee/certificates", more_cases),
    ("secretary", "/committee/appeals", more_filings),
    ("regulator", "/archive", more_filings),
    ("regulator", "/archive/figures", more_filings),
    ("supervisor", "/supervision/looks", more_filings),
    ("applicant", "/enterprise", more_filings),
    ("administrator", "/admin/organisations", more_cases),
    ("administrator", "/admin/people", more_people),
    ("manager", "/body/people", more_people),
]


@pytest.mark.parametrize(("part", "url", "more"), LISTS, ids=[f"{p}{u}" for p, u, _ in LISTS])
def test_a_list_costs_as_much_for_many_rows_as_for_few(
    client: FlaskClient,
    world: World,
    part: str,
    url: str,
    more: Callable[[World, int, int], None],
) -> None:
    sign_in_as(client, world[part])
    more(world, 0, FEW)
    few = cost(client, url)
    more(world, FEW, MANY - FEW)
    assert cost(client, url) == few


@pytest.mark.prove
@pytest.mark.parametrize("part", ["secretary", "supervisor", "manager", "assessor_1", "applicant"])
def test_every_page_of_a_case_has_its_limit(client: FlaskClient, app: Flask, part: str) -> None:
    world = a_world()
    case, _ = objected_case(world)
    sign_in_as(client, world[part])
    too_dear, drawn = {}, 0
    for rule in app.url_map.iter_rules():
        if rule.arguments == {"case"} and "GET" in (rule.methods or ()):
            url = rule.rule.replace("<case>", case.public_id)
            if client.get(url).status_code == 200:
                drawn += 1
                if (taken := cost(client, url)) > LIMIT:
                    too_dear[rule.rule] = taken
    assert not too_dear
    assert drawn > 1
