"""R28 in the steps: the draft shown, disputed, answered, changed; mails and turns with it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotReady, NotVisible, Stale
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.models.outbox import StoredFact
from certplatform.process.audit import obstacles_to_close_stage2
from certplatform.process.finding import issue_finding, note_finding
from certplatform.process.finding_draft import (
    answer_dispute,
    comment_draft,
    revise_finding,
    show_draft,
)
from certplatform.process.intake import inspected
from certplatform.queries.audits import checklist_keys
from certplatform.queries.findings import findings_before_enterprise, standing_findings
from certplatform.queries.turns import turn_of
from tests.builders.application import a_pdf
from tests.builders.audit import a_finding, assessor, finding_case, lead, stage2_case
from tests.builders.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def shown_draft(world: World) -> tuple[Case, Finding]:
    case = stage2_case(world)
    made = a_finding(world, case, issue=False)
    show_draft(made.id, by=lead(world))
    return case, made


def enterprise(world: World):  # noqa: ANN201
    return world.actor(world.applicant)


def told(case: Case) -> list[str]:
    rows = session.query(StoredFact).filter_by(case_id=case.id).order_by(StoredFact.id)
    return [one.name for one in rows]


def test_R28_a_draft_is_shown_whole_and_only_then_seen(world: World) -> None:
    case = stage2_case(world)
    made = a_finding(world, case, issue=False)
    assert findings_before_enterprise(case) == []
    with pytest.raises(NotNow):
        comment_draft(made.id, kind="agree", text="", by=enterprise(world))
    made.fact = ""
    session.commit()
    with pytest.raises(NotReady) as refused:
        show_draft(made.id, by=lead(world))
    assert [one.field for one in refused.value.obstacles] == ["fact"]
    made.fact = "缺少记录"
    session.commit()
    show_draft(made.id, by=lead(world))
    assert findings_before_enterprise(case) == [made]
    assert standing_findings(case) == [], "a draft is no finding yet"
    assert made.comment_until_at == (made.shown_at or clock.now()) + timedelta(hours=24)
    assert "DraftShown" in told(case)
    assert [one.rule for one in obstacles_to_close_stage2(case) if "drafts" in one.fact] == ["R28"]


def test_R28_a_dispute_is_answered_in_writing_before_the_issue(world: World) -> None:
    case, made = shown_draft(world)
    turn = turn_of(case)
    assert turn.roles == (Role.APPLICANT, Role.LEAD)
    proof = inspected("补签.pdf", a_pdf("补签"))
    said = comment_draft(
        made.id, kind="dispute", text="已补签", files=[proof], by=enterprise(world)
    )
    assert len(said.evidence) == 1
    assert turn_of(case).roles == (Role.LEAD, Role.ASSESSOR)
    with clock.simulated(clock.now() + timedelta(days=30)):
        with pytest.raises(NotReady) as refused:
            issue_finding(made.id, by=lead(world))
        (obstacle,) = refused.value.obstacles
        assert (obstacle.rule, obstacle.field) == ("R28", "dispute")
        assert obstacle.cure
        with pytest.raises(Invalid):
            answer_dispute(made.id, comment_id=said.id, text=" ", by=assessor(world))
        answer_dispute(made.id, comment_id=said.public_id, text="补签已过期限", by=assessor(world))
        with pytest.raises(NotNow):
            answer_dispute(made.id, comment_id=said.id, text="再答", by=assessor(world))
        issue_finding(made.id, by=lead(world))
    assert made.state == "issued"
    assert [one for one in told(case) if one.startswith("D")][-2:] == [
        "DraftCommented",
        "DisputeAnswered",
    ]


@pytest.mark.parametrize(("late", "open_"), [(0, True), (1, False)])
def test_R28_the_enterprise_speaks_until_its_time_is_over(
    world: World, late: int, open_: bool
) -> None:
    case, made = shown_draft(world)
    assert made.comment_until_at is not None
    with clock.simulated(made.comment_until_at + timedelta(seconds=late)):
        if open_:
            with pytest.raises(NotReady):
                issue_finding(made.id, by=lead(world))
            comment_draft(made.id, kind="comment", text="知悉", by=enterprise(world))
        else:
            assert turn_of(case).roles == (Role.LEAD,)
            with pytest.raises(NotNow):
                comment_draft(made.id, kind="dispute", text="迟了", by=enterprise(world))
            issue_finding(made.id, by=lead(world))


def test_R28_what_is_changed_after_it_was_shown_is_shown_anew(world: World) -> None:
    case, made = shown_draft(world)
    comment_draft(made.id, kind="agree", text="", by=enterprise(world))
    more = checklist_keys(case)[1]
    same: dict[str, Any] = {
        "key": made.key,
        "site_id": made.site_id,
        "grade": "major",
        "evidence_text": "台账",
    }
    with pytest.raises(Stale):
        revise_finding(made.id, fact="x", version=made.version - 1, by=lead(world), **same)
    revise_finding(
        made.id, fact="另有 2 台", more_keys=(more, made.key, more), by=lead(world), **same
    )
    assert (made.state, made.grade, made.shown_at) == ("drafted", "major", None)
    assert made.keys == (made.key, more)
    with pytest.raises(NotReady) as refused:
        issue_finding(made.id, by=lead(world))
    assert [one.field for one in refused.value.obstacles] == ["shown"]
    with clock.simulated(clock.now() + timedelta(minutes=1)):
        show_draft(made.id, by=lead(world))
        with pytest.raises(NotReady) as refused:
            issue_finding(made.id, by=lead(world))
    assert [one.field for one in refused.value.obstacles] == ["open"], "it agreed to the old words"
    assert findings_before_enterprise(case) == [made]


def test_R28_nobody_speaks_for_another(world: World) -> None:
    case, made = shown_draft(world)
    with pytest.raises(NotAllowed):
        comment_draft(made.id, kind="agree", text="", by=lead(world))
    with pytest.raises(NotAllowed):
        show_draft(made.id, by=enterprise(world))
    said = comment_draft(made.id, kind="dispute", text="有异议", by=enterprise(world))
    with pytest.raises(NotAllowed):
        answer_dispute(made.id, comment_id=said.id, text="自答", by=enterprise(world))
    other = a_finding(world, case, issue=False, place=1)
    with pytest.raises(NotVisible):
        answer_dispute(other.id, comment_id=said.id, text="答错", by=lead(world))
    with pytest.raises(Invalid):
        comment_draft(made.id, kind="comment", text=" ", by=enterprise(world))
    with pytest.raises(Invalid):
        comment_draft(made.id, kind="shout", text="x", by=enterprise(world))


def test_R28_an_observation_may_be_shown_or_noted_at_once(world: World) -> None:
    case = stage2_case(world)
    first, second = (a_finding(world, case, "observation", issue=False) for _ in range(2))
    note_finding(first.id, by=lead(world))
    show_draft(second.id, by=lead(world))
    note_finding(second.id, by=lead(world))
    assert {one.state for one in standing_findings(finding_case(first))} == {"noted"}
