"""R27: what was odd about a sign-in is explained from both sides, or escalates once."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.errors import Invalid, NotAllowed, NotVisible
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.worker import drain
from certplatform.models.audit import SiteSignIn
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry
from certplatform.models.outbox import SentMessage, StoredFact
from certplatform.process.attendance import (
    escalate_unexplained,
    explain_anomaly,
    explain_for_enterprise,
    note_missed,
    sign_in,
)
from certplatform.queries.audits import missing_sign_ins, sign_ins_of
from certplatform.queries.calendar import work_calendar
from certplatform.queries.plans import stays_of
from tests.builders.audit import lead
from tests.builders.people import World, a_world
from tests.builders.planning import stage1_case


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def odd_sign_in(world: World) -> tuple[Case, SiteSignIn]:
    """A sign-in three hours late."""
    case = stage1_case(world)
    with clock.simulated(stays_of(case, 1)[0].starts_at + timedelta(hours=3)):
        return case, sign_in(case.id, kind="opening", by=lead(world))


def test_R27_both_sides_say_what_happened_each_in_its_own_words(world: World) -> None:
    case, made = odd_sign_in(world)
    applicant = world.actor(world.applicant)
    with clock.simulated(made.at):
        for deed, wrong in ((explain_for_enterprise, lead(world)), (explain_anomaly, applicant)):
            with pytest.raises(NotAllowed):
                deed(case.id, sign_in_id=made.id, explanation="堵车", by=wrong)
        with pytest.raises(Invalid):
            explain_for_enterprise(case.id, sign_in_id=made.id, explanation=" ", by=applicant)
        with pytest.raises(NotVisible):
            explain_for_enterprise(case.id, sign_in_id=0, explanation="堵车", by=applicant)
        explain_for_enterprise(case.id, sign_in_id=made.id, explanation="十一点到厂", by=applicant)
        explain_anomaly(case.id, sign_in_id=made.id, explanation="堵车", by=lead(world))
    assert (made.explanation, made.enterprise_explanation) == ("堵车", "十一点到厂")
    assert escalate_unexplained(date(2027, 1, 1)) == 0


def test_R27_what_nobody_explained_in_five_working_days_escalates_once(world: World) -> None:
    case, made = odd_sign_in(world)
    with clock.simulated(made.at):
        explain_for_enterprise(
            case.id, sign_in_id=made.id, explanation="没看见", by=world.actor(world.applicant)
        )
    due = work_calendar().add_working_days(clock.local_date(made.at), 5).on
    assert escalate_unexplained(due) == 0
    assert escalate_unexplained(due + timedelta(days=1)) == 1
    assert escalate_unexplained(due + timedelta(days=2)) == 0
    assert made.escalated_at is not None
    (fact,) = session.scalars(select(StoredFact).where(StoredFact.name == "SignInUnexplained"))
    assert fact.payload["due_on"] == due.isoformat()
    chained = select(JournalEntry.chain).where(JournalEntry.action == "escalate_sign_in")
    assert session.scalars(chained).all() == [f"case:{case.id}"]


def test_R27_a_sign_in_that_nobody_made_is_noted_once_explained_or_escalates(world: World) -> None:
    case = stage1_case(world)
    stay = stays_of(case, 1)[0]
    limit = stay.starts_at + timedelta(hours=2)
    with clock.simulated(limit):
        assert note_missed(clock.today()) == 0
    with clock.simulated(limit + timedelta(seconds=1)):
        noted = note_missed(clock.today())
        assert noted == len(stays_of(case, 1))
        assert note_missed(clock.today()) == 0
        assert missing_sign_ins(case, 1) == []
        drain(REACTIONS)
    own = [one for one in sign_ins_of(case) if one.person_id == stay.person.id]
    assert [(one.kind, one.missed, one.anomalies[0]["kind"]) for one in own] == [
        ("opening", True, "missing")
    ]
    told = session.scalars(select(SentMessage).where(SentMessage.person_id == stay.person.id))
    assert any("未签到" in one.subject for one in told)
    due = work_calendar().add_working_days(clock.local_date(limit), 5).on
    assert escalate_unexplained(due) == 0
    by = world.actor(stay.person)
    explain_anomaly(case.id, sign_in_id=own[0].id, explanation="忘记签到", by=by)
    assert escalate_unexplained(due + timedelta(days=1)) == noted - 1


def test_R27_a_late_sign_in_after_a_missed_one_is_judged_as_late(world: World) -> None:
    case = stage1_case(world)
    with clock.simulated(stays_of(case, 1)[0].starts_at + timedelta(hours=3)):
        note_missed(clock.today())
        made = sign_in(case.id, kind="opening", by=lead(world))
    assert [one["kind"] for one in made.anomalies] == ["late"]


def test_R27_a_day_without_news_notes_nothing_and_an_old_plan_is_left_alone(world: World) -> None:
    case = stage1_case(world)
    last = max(one.ends_at for one in stays_of(case, 1))
    with clock.simulated(last + timedelta(days=30)):
        assert note_missed(clock.today()) == 0
