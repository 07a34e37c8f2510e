"""Requests for information: asked with a day, answered on the platform, returned or taken (R57)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from certplatform import clock
from certplatform.archive.dossier import dossier_of
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.domain.information import ACCEPTED, ANSWERED, OPEN, RETURNED
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.worker import drain
from certplatform.models.case import Case
from certplatform.models.information import InformationRequest
from certplatform.models.journal import JournalEntry
from certplatform.models.outbox import SentMessage, StoredFact
from certplatform.process.information import (
    answer_information,
    ask_information,
    remind_of_information,
    return_information,
    settle_information,
)
from certplatform.process.intake import inspected
from certplatform.queries.calendar import work_calendar
from certplatform.queries.documents import document_for
from certplatform.queries.information import documents_of
from certplatform.queries.turns import turn_of
from tests.builders.application import a_pdf
from tests.builders.audit import assessor, lead, stage2_case
from tests.builders.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def asked(world: World, case: Case, workdays: int = 5) -> InformationRequest:
    due = work_calendar().add_working_days(clock.today(), workdays).on
    return ask_information(case.id, title="能源台账", due_on=due, by=lead(world))


def answered(world: World, case: Case, one: InformationRequest) -> None:
    files = [inspected("台账.pdf", a_pdf())]
    by = world.actor(world.applicant)
    answer_information(case.id, request=one.public_id, answer="见附件", files=files, by=by)


def facts() -> list[str]:
    return list(session.scalars(select(StoredFact.name).where(StoredFact.name.like("Informa%"))))


def test_a_request_is_answered_with_a_file_and_settled(world: World) -> None:
    case = stage2_case(world)
    one = asked(world, case)
    assert (one.state, one.number) == (OPEN, 1)
    assert Role.APPLICANT in turn_of(case).roles
    answered(world, case, one)
    assert one.state == ANSWERED
    assert Role.APPLICANT not in turn_of(case).roles
    (file,) = documents_of([one])[one.id]
    for who in (lead(world), world.actor(world.applicant)):
        assert document_for(who, file.public_id).id == file.id
    settle_information(case.id, request=one.public_id, by=assessor(world))
    assert one.state == ACCEPTED
    assert "能源台账" in dossier_of(case.id).decode()
    deeds = session.scalars(
        select(JournalEntry.action)
        .where(JournalEntry.action.like("%\\_information", escape="\\"))
        .order_by(JournalEntry.seq)
    ).all()
    assert list(deeds) == ["ask_information", "answer_information", "settle_information"]


def test_an_answer_that_does_not_do_comes_back_with_a_new_day(world: World) -> None:
    case = stage2_case(world)
    one = asked(world, case)
    answered(world, case, one)
    later = clock.today() + timedelta(days=20)
    return_information(
        case.id, request=one.public_id, reason="缺三月", due_on=later, by=lead(world)
    )
    assert (one.state, one.due_on, one.return_reason) == (RETURNED, later, "缺三月")
    answered(world, case, one)
    assert len(one.answer_documents) == 2
    assert facts() == [
        "InformationAsked", "InformationAnswered", "InformationReturned", "InformationAnswered",
    ]  # fmt: skip
    drain(REACTIONS)
    assert session.scalars(select(SentMessage).where(SentMessage.subject.contains("资料"))).all()


def test_who_asks_and_who_answers_are_not_the_same(world: World) -> None:
    case = stage2_case(world)
    one, applicant = asked(world, case), world.actor(world.applicant)
    with pytest.raises(NotAllowed):
        ask_information(case.id, title="x", due_on=clock.today(), by=applicant)
    with pytest.raises(NotAllowed):
        answer_information(case.id, request=one.public_id, answer="x", by=lead(world))
    with pytest.raises(NotVisible):
        answer_information(
            case.id, request=one.public_id, answer="x", by=world.actor(world.other_applicant)
        )
    answered(world, case, one)
    with pytest.raises(NotAllowed):
        settle_information(case.id, request=one.public_id, by=applicant)


def test_what_does_not_do_is_refused_at_its_field(world: World) -> None:
    case = stage2_case(world)
    for title, days, field in ((" ", 1, "title"), ("x", -1, "due_on")):
        due = clock.today() + timedelta(days=days)
        with pytest.raises(Invalid) as refused:
            ask_information(case.id, title=title, due_on=due, by=lead(world))
        assert set(refused.value.fields) == {field}
    one, applicant = asked(world, case), world.actor(world.applicant)
    with pytest.raises(Invalid):
        answer_information(case.id, request=one.public_id, answer=" ", by=applicant)
    with pytest.raises(NotNow):
        settle_information(case.id, request=one.public_id, by=lead(world))
    with pytest.raises(NotVisible):
        settle_information(case.id, request="unknown", by=lead(world))


def test_R57_the_enterprise_is_reminded_once_when_near_and_once_when_late(world: World) -> None:
    case = stage2_case(world)
    one = asked(world, case, 5)
    told = []
    for days in range(12):
        with clock.simulated(clock.now() + timedelta(days=days)):
            told += [(remind_of_information(clock.today()), clock.today()) for _ in range(2)]
    given = [day for count, day in told if count]
    assert len(given) == 2
    near, late = given
    assert work_calendar().working_days_between(near, one.due_on) == 2
    assert late == one.due_on + timedelta(days=1)
    assert facts() == ["InformationAsked", "InformationNear", "InformationLate"]


def test_R57_nobody_is_reminded_of_what_is_answered(world: World) -> None:
    case = stage2_case(world)
    answered(world, case, asked(world, case, 0))
    with clock.simulated(clock.now() + timedelta(days=9)):
        assert remind_of_information(clock.today()) == 0
