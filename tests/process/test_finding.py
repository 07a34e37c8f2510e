"""R28-R32 in the steps of findings and their correction."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from flask import Flask
from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotReady
from certplatform.domain.finding_cause import five_why
from certplatform.jobs.daily import run_daily
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.models.outbox import StoredFact
from certplatform.process import correction
from certplatform.process.audit import close_stage2
from certplatform.process.correction import (
    accept_plan,
    answer_finding,
    escalate_minor,
    finish_correction,
    repeat_stage2,
    return_answer,
    return_overdue_majors,
    verify_finding,
)
from certplatform.process.effectiveness import check_effectiveness
from certplatform.process.finding import (
    carry_over_on_stage2,
    drop_finding,
    issue_finding,
    note_finding,
    raise_finding,
)
from certplatform.process.surveillance import open_surveillance
from certplatform.queries.audits import last_stage_two_day
from certplatform.queries.calendar import work_calendar
from certplatform.queries.conclusions import recommendations_of
from certplatform.queries.findings import (
    correction_due_on,
    findings_of,
    major_due_on,
    nonconformities,
    unchecked_findings,
)
from certplatform.queries.plans import sites_of
from tests.builders.audit import (
    SUMMARY,
    a_finding,
    answered,
    assessor,
    corrected_case,
    correction_case,
    lead,
    rated_case,
    stage2_case,
)
from tests.builders.certificate import certificate_of, certified_case
from tests.builders.conclusion import review_case
from tests.builders.people import World, a_world
from tests.builders.planning import on


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def only(case: Case) -> Finding:
    (found,) = nonconformities(case)
    return found


def now(case: Case) -> Any:
    return on(case, case.state_since_at.date(), 20)


def test_R28_without_evidence_a_finding_is_not_issued(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        made = raise_finding(
            case.id,
            key="clause:4.1",
            site_id=sites_of(case)[0].id,
            grade="minor",
            fact="",
            by=lead(world),
        )
        with pytest.raises(NotReady) as refused:
            issue_finding(made.id, by=lead(world))
    assert {one.field for one in refused.value.obstacles} == {"fact", "evidence", "shown"}


def test_R28_nonconformities_are_issued_and_the_rest_is_noted(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        strength = a_finding(world, case, "strength", issue=False)
        with pytest.raises(NotNow):
            issue_finding(strength.id, by=lead(world))
        note_finding(strength.id, by=lead(world))
        minor = a_finding(world, case, issue=False)
        with pytest.raises(NotNow):
            note_finding(minor.id, by=lead(world))
        drop_finding(minor.id, by=lead(world), reason="重复")
    assert (strength.state, minor.state) == ("noted", "dropped")


@pytest.mark.parametrize(
    "wrong", [{"key": "clause:99"}, {"site_id": 999}, {"grade": "catastrophe"}]
)
def test_R28_a_finding_names_what_there_is(world: World, wrong: dict[str, Any]) -> None:
    case = stage2_case(world)
    right = {"key": "clause:4.1", "site_id": sites_of(case)[0].id, "grade": "minor", "fact": "x"}
    with on(case, clock.today()), pytest.raises(Invalid) as refused:
        raise_finding(case.id, by=lead(world), **{**right, **wrong})
    assert set(refused.value.fields) == set(wrong)


def test_the_enterprise_answers_and_the_team_returns_until_it_is_good(world: World) -> None:
    case = correction_case(world)
    finding = only(case)
    answered(world, finding)
    with now(case):
        return_answer(finding.id, by=assessor(world), reason="原因分析不到位")
        assert (finding.state, finding.returned_reason) == ("returned", "原因分析不到位")
    answered(world, finding)
    with now(case):
        accept_plan(finding.id, by=assessor(world))
        finish_correction(case.id, by=lead(world))
    assert case.state == "concluding"


def test_an_answer_has_all_its_parts(world: World) -> None:
    case = correction_case(world)
    with now(case), pytest.raises(Invalid) as refused:
        answer_finding(
            only(case).id,
            correction="已改",
            root_cause=" ",
            corrective_action="",
            action_due_on=None,
            by=world.actor(world.applicant),
        )
    assert set(refused.value.fields) == {"root_cause", "corrective_action", "action_due_on"}
    with now(case), pytest.raises(NotAllowed):
        answer_finding(
            only(case).id,
            correction="已改",
            root_cause="原因",
            corrective_action="措施",
            action_due_on=date(2026, 6, 1),
            by=lead(world),
        )


def test_R31_a_minor_without_accepted_plan_holds_the_case(world: World) -> None:
    case = correction_case(world)
    answered(world, only(case))
    with now(case), pytest.raises(NotReady) as refused:
        finish_correction(case.id, by=lead(world))
    assert {one.rule for one in refused.value.obstacles} == {"R31"}


def test_R30_a_major_must_be_verified_a_plan_is_not_enough(world: World) -> None:
    case = correction_case(world, grades=("major",))
    answered(world, only(case))
    with now(case):
        with pytest.raises(NotNow):
            accept_plan(only(case).id, by=lead(world))
        with pytest.raises(NotReady) as refused:
            finish_correction(case.id, by=lead(world))
        assert {one.rule for one in refused.value.obstacles} == {"R30"}
        verify_finding(only(case).id, method="on_site", by=lead(world))
        finish_correction(case.id, by=lead(world))
    assert only(case).method == "on_site"


def test_R32_a_finding_closes_only_after_every_site_is_checked(world: World) -> None:
    case = correction_case(world, grades=("major",))
    first, second = sites_of(case)
    with now(case):
        answer_finding(
            only(case).id,
            correction="已改",
            root_cause="原因",
            corrective_action="措施",
            action_due_on=date(2026, 6, 1),
            sites={first.id: "无同类问题"},
            by=world.actor(world.applicant),
        )
        with pytest.raises(NotReady) as refused:
            verify_finding(only(case).id, method="document", by=lead(world))
        assert [one.params["site"] for one in refused.value.obstacles] == [second.name]
        verify_finding(
            only(case).id, method="document", sites={second.id: "现场核对"}, by=lead(world)
        )
    assert only(case).state == "verified"


@pytest.mark.parametrize(("days", "back"), [(0, 0), (1, 1)])
def test_R30_an_overdue_major_sends_the_case_back(world: World, days: int, back: int) -> None:
    case = correction_case(world, grades=("major",))
    last = last_stage_two_day(case)
    due = major_due_on(case)
    assert due == last + relativedelta(months=6)
    with clock.simulated(clock.at_local(due + timedelta(days=days))):
        if not back:
            with pytest.raises(NotNow):
                repeat_stage2(case.id, by=SYSTEM, reason="R30")
        assert return_overdue_majors(clock.today()) == back
        assert return_overdue_majors(clock.today()) == 0
    assert case.state == ("stage2" if back else "correction")


def test_the_lead_may_repeat_stage_2_with_a_reason(world: World) -> None:
    case = correction_case(world)
    with now(case):
        with pytest.raises(Invalid):
            repeat_stage2(case.id, by=lead(world), reason="")
        repeat_stage2(case.id, by=lead(world), reason="整改证据需现场核实")
    assert case.state == "stage2"


def test_a_corrected_case_goes_on_to_its_conclusion(world: World) -> None:
    case = corrected_case(world, grades=("minor", "major"))
    assert case.state == "concluding"
    assert [one.state for one in nonconformities(case)] == ["planned", "verified"]


def test_R31_the_next_audit_lists_and_closes_the_minors_of_the_last(world: World) -> None:
    done = certified_case(world, case=review_case(world, corrected_case(world)))
    certificate = certificate_of(done)
    year_later = clock.at_local(clock.local_date(done.state_since_at) + relativedelta(months=9))
    with clock.simulated(year_later):
        case = open_surveillance(certificate.id)
        assert case is not None
        rated_case(world, case)
        with on(case, clock.today()):
            with pytest.raises(NotReady) as refused:
                close_stage2(case.id, summary=SUMMARY, by=lead(world))
            assert {one.rule for one in refused.value.obstacles} == {"R31"}
            assert carry_over_on_stage2(case.id, 2) == 1
            assert carry_over_on_stage2(case.id, 2) == 0
            copied = only(case)
            assert (copied.state, copied.carried_from) == ("planned", only(done).id)
            verify_finding(
                copied.id,
                method="on_site",
                sites={one.id: "已核实" for one in sites_of(case)},
                by=lead(world),
            )
            close_stage2(case.id, summary=SUMMARY, by=lead(world))
        assert case.state == "concluding"
        assert recommendations_of(case) == ("maintain", "suspend", "reduce", "withdraw")


def owed(world: World) -> tuple[Case, Finding]:
    """A minor that the enterprise owes the answer to, and its case."""
    case = correction_case(world)
    return case, only(case)


@pytest.mark.parametrize(("days", "escalated"), [(-1, 0), (0, 0), (1, 1)])
def test_R31_an_overdue_minor_becomes_a_major_once(world: World, days: int, escalated: int) -> None:
    case, finding = owed(world)
    assert finding.due_on is not None
    last = work_calendar().add_working_days(finding.due_on, 10).on
    with clock.simulated(clock.at_local(last + timedelta(days=days))):
        if not escalated:
            with pytest.raises(NotNow):
                escalate_minor(finding.id, by=SYSTEM)
        assert run_daily(clock.today())["escalate_overdue_minors"] == escalated
        assert run_daily(clock.today())["escalate_overdue_minors"] == 0
    assert finding.grade == ("major" if escalated else "minor")
    told = session.scalars(select(StoredFact.name).where(StoredFact.case_id == case.id)).all()
    assert told.count("MinorBecameMajor") == escalated
    if escalated:
        assert finding.due_on == major_due_on(case)
        answered(world, finding)
        with now(case), pytest.raises(NotNow):
            accept_plan(finding.id, by=lead(world))


def test_R31_where_the_rule_data_says_so_it_is_only_pointed_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, finding = owed(world)
    monkeypatch.setattr(correction, "becomes_major", lambda _rules: False)
    with clock.simulated(clock.now() + timedelta(days=90)):
        assert correction.escalate_overdue_minors(clock.today()) == 1
        assert correction.escalate_overdue_minors(clock.today()) == 0
    assert (finding.grade, finding.escalated_at is None) == ("minor", False)
    told = session.scalars(select(StoredFact.name).where(StoredFact.case_id == case.id)).all()
    assert told.count("MinorOverdue") == 1


def test_a_returned_answer_gets_its_time_anew(world: World) -> None:
    case, finding = owed(world)
    assert finding.due_on is not None
    first, later = finding.due_on, clock.at_local(finding.due_on, 18)
    answered(world, finding)
    with clock.simulated(later):
        return_answer(finding.id, by=lead(world), reason="原因不清")
        assert finding.due_on == correction_due_on(case, finding) > first


def test_a_cause_is_kept_as_it_was_looked_for_and_told_in_words(world: World) -> None:
    case, finding = owed(world)
    given = {"correction": "已改", "corrective_action": "培训", "action_due_on": finding.due_on}
    with now(case):
        answer_finding(
            finding.id,
            root_cause="",
            cause=five_why(["无点检", "无制度"]),
            by=world.actor(world.applicant),
            **given,  # type: ignore[arg-type]
        )
        assert finding.root_cause == "1. 无点检\n2. 无制度"
        assert (finding.cause_method, len(finding.cause)) == ("five_why", 2)
        return_answer(finding.id, by=lead(world), reason="再查")
        answer_finding(
            finding.id,
            root_cause="无制度",
            by=world.actor(world.applicant),
            **given,  # type: ignore[arg-type]
        )
    assert (finding.cause_method, finding.cause) == ("", [])


@pytest.mark.parametrize("effective", [True, False])
def test_R31_the_next_audit_says_whether_what_was_done_works(world: World, effective: bool) -> None:
    done = certified_case(world, case=review_case(world, corrected_case(world, grades=("major",))))
    earlier, certificate = only(done), certificate_of(done)
    year_later = clock.at_local(clock.local_date(done.state_since_at) + relativedelta(months=9))
    with clock.simulated(year_later):
        case = open_surveillance(certificate.id)
        assert case is not None
        rated_case(world, case)
        with on(case, clock.today()):
            with pytest.raises(NotReady) as refused:
                close_stage2(case.id, summary=SUMMARY, by=lead(world))
            assert [one.params for one in refused.value.obstacles] == [{"number": "F01"}]
            given = {"earlier": earlier.id, "effective": effective}
            with pytest.raises(Invalid):
                check_effectiveness(case.id, note="", by=lead(world), **given)
            made = check_effectiveness(case.id, note="抽查 12 份记录", by=lead(world), **given)
            with pytest.raises(NotNow):
                check_effectiveness(case.id, note="再查", by=lead(world), **given)
            assert unchecked_findings(case) == []
            raised = findings_of(case)
            assert [one.id for one in raised] == ([] if effective else [made.raised_id])
            assert [(one.key, one.state) for one in raised] == [(earlier.key, "drafted")] * len(
                raised
            )
