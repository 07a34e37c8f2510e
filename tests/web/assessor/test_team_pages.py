"""The pages of team, scheduler and enterprise from planning to the committee."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from certplatform.models.case import Case
from tests.builders.audit import correction_case, rated_case
from tests.builders.conclusion import checked_case
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.planning import (
    CHECKER,
    LEAD,
    MEMBER,
    confirmed_team_case,
    planned_case,
)

Made = Callable[[World], Case]
PAGES: list[tuple[Made, list[tuple[str, str]]]] = [
    (
        confirmed_team_case,
        [
            ("scheduler", "/body/cases/{}/team"),
            ("scheduler", "/body/cases/{}/team?role=technical_checker"),
            ("scheduler", "/body/cases/{}/plan"),
            ("applicant", "/enterprise/cases/{}/plan"),
        ],
    ),
    (
        planned_case,
        [("scheduler", "/body/cases/{}/plan"), ("applicant", "/enterprise/cases/{}/plan")],
    ),
    (
        rated_case,
        [
            (LEAD, "/cases/{}/audit"),
            (MEMBER, "/cases/{}/audit?part=claim:1:PR"),
            (LEAD, "/cases/{}/stages"),
            (LEAD, "/cases/{}/sign-in"),
            (LEAD, "/cases/{}/findings/new?key=clause:4.1"),
            ("scheduler", "/cases/{}/audit"),
            ("supervisor", "/cases/{}/findings"),
        ],
    ),
    (
        correction_case,
        [
            (LEAD, "/cases/{}/findings"),
            ("applicant", "/enterprise/cases/{}/findings"),
            ("applicant", "/enterprise/cases/{}/conclusion"),
        ],
    ),
    (
        checked_case,
        [
            (LEAD, "/cases/{}/conclusion"),
            (CHECKER, "/cases/{}/check"),
            ("applicant", "/enterprise/cases/{}/conclusion"),
            ("case_officer", "/body/cases/{}/conclusion"),
            (LEAD, "/audits"),
            (LEAD, "/audits/day"),
            (LEAD, "/cases/{}/audit/leftovers"),
            (LEAD, "/work"),
        ],
    ),
]


@pytest.mark.parametrize(("made", "pages"), PAGES)
def test_every_page_opens_for_whom_it_is_for(
    client: FlaskClient, made: Made, pages: list[tuple[str, str]]
) -> None:
    world = a_world()
    case = made(world)
    for part, address in pages:
        sign_in_as(client, world[part])
        answer = client.get(address.format(case.public_id))
        assert answer.status_code == 200, (part, address, answer.text[-2000:])
