"""Changes of qualifications, training, terms of work, and appeals against entries."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Role
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.models.outbox import StoredFact
from certplatform.models.people_register import RecordPaper, WorkTerms
from certplatform.models.person import Qualification
from certplatform.process.contest import contest_entry, decide_contest
from certplatform.process.intake import inspected
from certplatform.process.people import grant_role
from certplatform.process.person_record import (
    confirm_overlap,
    end_tie,
    record_leave_days,
    record_tie,
)
from certplatform.process.qualification import (
    Said,
    approve_qualification,
    change_qualification,
    end_qualification,
    return_qualification,
)
from certplatform.process.training import Course, add_evidence, record_training, set_work_terms
from certplatform.queries.competence import qualifications_of
from certplatform.queries.plans import released_plan
from certplatform.queries.ties import bonds_of
from tests.builders.people import FAR_AWAY, LONG_AGO, World, a_world
from tests.builders.planning import LEAD, planned_case

TODAY, YESTERDAY = date(2026, 3, 3), date(2026, 3, 2)
REASON = "按年度能力评价结果调整。"
COURSE = Course(
    "training", "新型能力评定培训", "评定协会", date(2026, 1, 5), date(2026, 1, 7), "passed", 24
)


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


@pytest.fixture
def a_paper() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


def _row(world: World) -> Qualification:
    """The first assessor's approved entry: the highest level, everywhere."""
    return session.scalars(
        select(Qualification).where(Qualification.person_id == world[LEAD].id)
    ).first() or pytest.fail("the world qualifies its assessors")


def _said(**more: Any) -> Said:
    return Said(**{"level": "CL5", "valid_from_on": LONG_AGO, "valid_until_on": FAR_AWAY, **more})


def _counting(world: World, on: date = TODAY) -> list[str]:
    rows = qualifications_of([world[LEAD].id], world.body.id, "IIIMS")[world[LEAD].id]
    return [one.level for one in rows if one.valid_from_on <= on <= one.valid_until_on]


def test_R12_narrowing_holds_at_once_and_what_was_stays_on_record(world: World) -> None:
    old, by = _row(world), world.actor(world.scheduler)
    made = change_qualification(old.public_id, _said(level="CL2"), by=by, reason=REASON)
    assert _counting(world) == ["CL2"]
    assert _counting(world, YESTERDAY) == ["CL5"]
    assert (made.change_of_id, old.valid_until_on, old.planned_until_on) == (
        old.id,
        YESTERDAY,
        FAR_AWAY,
    )


def test_R12_widening_counts_only_once_somebody_else_approves(world: World) -> None:
    narrow = change_qualification(
        _row(world).public_id, _said(level="CL2"), by=SYSTEM, reason=REASON
    )
    by = world.actor(world.manager)
    wide = change_qualification(narrow.public_id, _said(level="CL3"), by=by, reason=REASON)
    assert _counting(world) == ["CL2"]
    with pytest.raises(NotAllowed):
        approve_qualification(wide.public_id, by=by)
    grant_role(world.scheduler.id, world.body.id, Role.BODY_MANAGER, by=SYSTEM)
    approve_qualification(wide.public_id, by=world.actor(world.scheduler))
    assert _counting(world) == ["CL3"]


@pytest.mark.parametrize("meanwhile", ["narrowed", "ended"])
def test_R12_a_change_approved_late_brings_nothing_back(world: World, meanwhile: str) -> None:
    office = world.actor(world.scheduler)
    first = change_qualification(
        _row(world).public_id, _said(level="CL3"), by=office, reason=REASON
    )
    wide = change_qualification(first.public_id, _said(), by=office, reason=REASON)
    if meanwhile == "narrowed":
        narrow = _said(level="CL1", valid_from_on=TODAY)
        change_qualification(first.public_id, narrow, by=office, reason=REASON)
    else:
        end_qualification(first.public_id, by=office, reason=REASON)
    with pytest.raises(NotNow):
        approve_qualification(wide.public_id, by=world.actor(world.manager))
    assert "CL5" not in _counting(world, TODAY + timedelta(days=1))


def test_an_upheld_appeal_against_an_end_asks_for_approval_anew(world: World) -> None:
    row = _row(world)
    end_qualification(row.public_id, by=world.actor(world.scheduler), reason=REASON)
    contest = contest_entry(
        "qualification", row.public_id, "我并未离职。", by=world.actor(world[LEAD])
    )
    grant_role(world.case_officer.id, world.body.id, Role.BODY_MANAGER, by=SYSTEM)
    by = world.actor(world.case_officer)
    decide_contest(contest.public_id, uphold=True, by=by, reason="情况属实。")
    anew = session.scalars(select(Qualification).where(Qualification.change_of_id == row.id)).one()
    approve_qualification(anew.public_id, by=world.actor(world.manager))
    assert _counting(world, FAR_AWAY) == ["CL5"]


def test_R12_what_was_returned_never_counts(world: World) -> None:
    by = world.actor(world.scheduler)
    narrow = change_qualification(_row(world).public_id, _said(level="CL2"), by=by, reason=REASON)
    wide = change_qualification(narrow.public_id, _said(), by=by, reason=REASON)
    with pytest.raises(Invalid):
        return_qualification(wide.public_id, by=world.actor(world.manager), reason=" ")
    with pytest.raises(NotVisible):
        return_qualification(wide.public_id, by=world.actor(world.other_manager), reason=REASON)
    return_qualification(wide.public_id, by=world.actor(world.manager), reason=REASON)
    with pytest.raises(NotNow):
        approve_qualification(wide.public_id, by=world.actor(world.manager))
    assert _counting(world) == ["CL2"]


def test_R12_an_entry_ends_with_its_last_day_and_not_before_it_begins(world: World) -> None:
    row, holder = _row(world), world.actor(world[LEAD])
    with pytest.raises(Invalid):
        end_qualification(
            row.public_id, by=holder, reason=REASON, last_on=LONG_AGO - timedelta(days=1)
        )
    end_qualification(row.public_id, by=holder, reason=REASON)
    assert _counting(world) == ["CL5"]
    assert not _counting(world, TODAY + timedelta(days=1))
    with pytest.raises(NotNow):
        end_qualification(row.public_id, by=holder, reason=REASON)


@pytest.mark.parametrize("part", ["assessor_2", "other_manager", "case_officer", "secretary"])
def test_R12_nobody_else_changes_or_ends_an_entry(world: World, part: str) -> None:
    row, by = _row(world), world.actor(world[part])
    with pytest.raises(NotVisible):
        change_qualification(row.public_id, _said(level="CL1"), by=by, reason=REASON)
    with pytest.raises(NotVisible):
        end_qualification(row.public_id, by=by, reason=REASON)


def test_the_holder_does_not_change_the_own_entry(world: World) -> None:
    with pytest.raises(NotVisible):
        change_qualification(
            _row(world).public_id, _said(level="CL1"), by=world.actor(world[LEAD]), reason=REASON
        )


def test_training_is_recorded_with_its_evidence(world: World, a_paper: bytes) -> None:
    person = world[LEAD]
    file = inspected("证书.pdf", a_paper)
    made = record_training(person.id, COURSE, by=world.actor(person), evidence=file)
    add_evidence(_row(world).id, file, by=world.actor(world.scheduler))
    papers = session.scalars(select(RecordPaper).order_by(RecordPaper.id)).all()
    assert [one.training_id for one in papers] == [made.id, None]
    assert papers[0].file_id == papers[1].file_id
    with pytest.raises(NotVisible):
        record_training(person.id, COURSE, by=world.actor(world.other_manager))


@pytest.mark.parametrize(
    "wrong", [{"until_on": date(2026, 1, 4)}, {"hours": -1}, {"title": " "}, {"result": "good"}]
)
def test_a_course_is_what_it_can_be(world: World, wrong: dict[str, Any]) -> None:
    said = {name: getattr(COURSE, name) for name in COURSE.__slots__} | wrong
    with pytest.raises(Invalid):
        record_training(world[LEAD].id, Course(**said), by=SYSTEM)


def test_terms_of_work_are_kept_once_per_person_and_body(world: World) -> None:
    person, by = world[LEAD], world.actor(world[LEAD])
    set_work_terms(person.id, world.body.id, by=by, min_half_days=20, max_half_days=200)
    set_work_terms(person.id, world.body.id, by=by, regions=["370000"], base_region="370102")
    terms = session.scalars(select(WorkTerms)).one()
    assert (terms.min_half_days, terms.max_half_days) == (0, None)
    assert (terms.regions, terms.base_region) == (["370000"], "370102")
    with pytest.raises(NotVisible):
        set_work_terms(person.id, world.other_body.id, by=by)


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_half_days": -1},
        {"min_half_days": 10, "max_half_days": 9},
        {"max_half_days": 733},
        {"regions": ["999999"]},
        {"base_region": "1"},
    ],
)
def test_terms_of_work_are_possible(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        set_work_terms(world[LEAD].id, world.body.id, by=SYSTEM, **wrong)


def _employed(world: World, first: date, last: date | None, by: Any, **more: Any) -> Any:
    return record_tie(
        world[LEAD].id,
        kind="employment",
        organisation_name=f"第{first.year}厂",
        from_on=first,
        until_on=last,
        full_time=True,
        by=by,
        **more,
    )


def test_overlapping_full_time_employments_need_the_person_s_reason(world: World) -> None:
    own = world.actor(world[LEAD])
    _employed(world, date(2020, 1, 1), date(2024, 6, 30), own)
    with pytest.raises(Invalid) as refused:
        _employed(world, date(2024, 6, 30), None, own)
    assert "overlap_reason" in refused.value.fields
    _employed(world, date(2024, 7, 1), date(2024, 12, 31), own)
    _employed(world, date(2024, 6, 30), None, own, overlap_reason="交接期间两份合同并存。")


def test_entered_by_the_office_an_overlap_waits_for_the_person(world: World) -> None:
    office, own = world.actor(world.scheduler), world.actor(world[LEAD])
    _employed(world, date(2020, 1, 1), None, office)
    second = _employed(world, date(2023, 1, 1), None, office)
    with pytest.raises(NotAllowed):
        confirm_overlap(second.public_id, "都对。", by=office)
    assert confirm_overlap(second.public_id, "第二份为兼职教授。", by=own).overlap_reason


def test_a_tie_is_ended_not_deleted_and_not_before_it_began(world: World) -> None:
    own = world.actor(world[LEAD])
    tie = _employed(world, date(2020, 1, 1), None, own)
    with pytest.raises(Invalid):
        end_tie(tie.public_id, date(2019, 12, 31), by=own)
    assert end_tie(tie.public_id, date(2025, 1, 1), by=own).until_on == date(2025, 1, 1)
    with pytest.raises(NotNow):
        end_tie(tie.public_id, date(2026, 1, 1), by=own)


@pytest.mark.parametrize("share", ["0", "-1", "100.000001"])
def test_R15_a_share_is_a_part_of_the_whole(world: World, share: str) -> None:
    with pytest.raises(Invalid):
        record_tie(
            world[LEAD].id,
            kind="shareholding",
            organisation_name="某厂",
            from_on=TODAY,
            share=Decimal(share),
            by=SYSTEM,
        )


def test_an_upheld_appeal_strikes_a_tie_out_and_keeps_it(world: World) -> None:
    office, own = world.actor(world.scheduler), world.actor(world[LEAD])
    tie = record_tie(
        world[LEAD].id, kind="consultancy", organisation_name="某厂", from_on=TODAY, by=office
    )
    contest = contest_entry("tie", tie.public_id, "我从未为该厂提供咨询。", by=own)
    with pytest.raises(NotNow):
        contest_entry("tie", tie.public_id, "再申诉一次。", by=own)
    for wrong in (world.scheduler, world[LEAD]):
        with pytest.raises(NotAllowed):
            decide_contest(
                contest.public_id, uphold=True, by=world.actor(wrong), reason="经核实属误录。"
            )
    with pytest.raises(NotVisible):
        decide_contest(
            contest.public_id, uphold=True, by=world.actor(world.other_manager), reason="无。"
        )
    by = world.actor(world.manager)
    decide_contest(contest.public_id, uphold=True, by=by, reason="经核实属误录。")
    assert not bonds_of([world[LEAD].id])[world[LEAD].id].ties
    assert tie.struck_at is not None


def test_a_dismissed_appeal_leaves_the_entry(world: World) -> None:
    course = record_training(world[LEAD].id, COURSE, by=world.actor(world.scheduler))
    contest = contest_entry("training", course.public_id, "成绩有误。", by=world.actor(world[LEAD]))
    with pytest.raises(Invalid):
        decide_contest(contest.public_id, uphold=False, by=world.actor(world.manager), reason="")
    decide_contest(
        contest.public_id, uphold=False, by=world.actor(world.manager), reason="与成绩单一致。"
    )
    assert (contest.state, course.struck_at) == ("dismissed", None)


def test_nobody_contests_the_own_entry_or_another_s(world: World) -> None:
    own = world.actor(world[LEAD])
    course = record_training(world[LEAD].id, COURSE, by=own)
    with pytest.raises(NotAllowed):
        contest_entry("training", course.public_id, "写错了。", by=own)
    with pytest.raises(NotVisible):
        contest_entry("training", course.public_id, "不对。", by=world.actor(world.assessor_2))


def test_R12_an_upheld_appeal_against_narrowing_asks_for_approval_anew(world: World) -> None:
    narrow = change_qualification(
        _row(world).public_id,
        _said(level="CL2"),
        by=world.actor(world.scheduler),
        reason=REASON,
    )
    contest = contest_entry(
        "qualification", narrow.public_id, "评价结论不符。", by=world.actor(world[LEAD])
    )
    grant_role(world.case_officer.id, world.body.id, Role.BODY_MANAGER, by=SYSTEM)
    by = world.actor(world.manager)
    decide_contest(contest.public_id, uphold=True, by=by, reason="复核后恢复。")
    assert _counting(world) == ["CL2"]
    waiting = session.scalars(
        select(Qualification).where(Qualification.change_of_id == narrow.id)
    ).one()
    assert (waiting.level, waiting.valid_until_on) == ("CL5", FAR_AWAY)
    with pytest.raises(NotAllowed):
        approve_qualification(waiting.public_id, by=by)
    approve_qualification(waiting.public_id, by=world.actor(world.case_officer))
    assert _counting(world) == ["CL5"]


def test_R20_leave_after_the_plan_names_the_clash_and_tells_the_scheduler(world: World) -> None:
    case = planned_case(world)
    plan = released_plan(case)
    assert plan is not None
    row = next(one for one in plan.rows if one.person_id == world[LEAD].id)
    with clock.simulated(case.state_since_at + timedelta(hours=1)):
        by = world.actor(world[LEAD])
        free = record_leave_days(world[LEAD].id, date(2026, 3, 4), date(2026, 3, 4), (1, 2), by=by)
        taken = record_leave_days(world[LEAD].id, row.on, row.on, (1, 2), by=by)
        again = record_leave_days(world[LEAD].id, row.on, row.on, (1, 2), by=by)
    assert (free, again) == ([], [])
    assert (row.on, row.half) in taken
    told = session.scalars(select(StoredFact).where(StoredFact.name == "LeaveClashes")).one()
    assert told.case_id == case.id
    assert told.payload["days"] == row.on.isoformat()
