"""R13-R15: whoever has a conflict with a case does not know of it, by date and by group."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from flask import Flask

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.domain.errors import NotVisible
from certplatform.domain.facts import ApplicationSubmitted
from certplatform.messages.catalogue import MESSAGES
from certplatform.messages.compose import recipients
from certplatform.models.application import CaseConsultant
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.process.acceptance import return_application
from certplatform.process.ownership import record_group_link
from certplatform.process.person_record import record_tie
from certplatform.queries.barred import barred_cases
from certplatform.queries.cases import case_for
from certplatform.queries.worklists import cases_page, work_of
from tests.builders.application import submitted_case
from tests.builders.people import World, a_world

LONG_BEFORE = date(2015, 1, 1)


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def tie(world: World, organisation: Organisation, until_on: date | None = None) -> None:
    """The case officer was employed there."""
    record_tie(
        world.case_officer.id,
        by=SYSTEM,
        kind="employment",
        organisation_id=organisation.id,
        from_on=LONG_BEFORE,
        until_on=until_on,
    )


def knows(world: World, case: Case) -> bool:
    """Whether page, list and work list agree that the officer knows of the case; it answers."""
    officer = world.actor(world.case_officer)
    try:
        opened = case_for(officer, case.public_id) is not None
    except NotVisible:
        opened = False
    listed = case in cases_page(officer, case.enterprise.name, "", "").rows
    waits = case in [one.case for one in work_of(officer).mine]
    assert opened == listed == waits
    return opened


def test_R13_the_window_decides_to_the_day(world: World) -> None:
    case = submitted_case(world)
    assert knows(world, case)
    edge = clock.today() - relativedelta(months=24)
    tie(world, world.enterprise, until_on=edge - timedelta(days=1))
    assert knows(world, case)
    tie(world, world.enterprise, until_on=edge)
    assert not knows(world, case)


def test_R13_an_enterprise_of_the_group_counts_like_the_enterprise(world: World) -> None:
    case = submitted_case(world)
    tie(world, world.other_enterprise)
    assert knows(world, case)
    record_group_link(
        world.other_enterprise.id, world.enterprise.id, by=SYSTEM, share=80, from_on=LONG_BEFORE
    )
    assert not knows(world, case)


def test_R14_who_works_for_the_consultancy_does_not_know_of_the_case(world: World) -> None:
    case = submitted_case(world)
    tie(world, world.consultancy)
    assert knows(world, case)
    named = {"organisation_name": world.consultancy.name, "organisation_code": ""}
    session.add(CaseConsultant(case_id=case.id, **named))
    session.commit()
    assert not knows(world, case)


def test_R15_no_deed_and_no_message_reaches_the_withheld_case(world: World) -> None:
    case, officer = submitted_case(world), world.actor(world.case_officer)
    told = ApplicationSubmitted(case.id, 1)
    assert world.case_officer in recipients(MESSAGES["ApplicationSubmitted"], told)
    tie(world, world.enterprise)
    assert world.case_officer not in recipients(MESSAGES["ApplicationSubmitted"], told)
    with pytest.raises(NotVisible):
        return_application(case.id, code="incomplete", points=[], by=officer, reason="请补正。")


def test_R15_the_enterprises_own_people_know_of_their_case(world: World) -> None:
    case, applicant = submitted_case(world), world.actor(world.applicant)
    assert case_for(applicant, case.public_id) == case


def test_nobody_without_ties_is_barred_from_anything(world: World) -> None:
    submitted_case(world)
    assert barred_cases(world.case_officer.id) == frozenset()
    assert barred_cases(None) == frozenset()
