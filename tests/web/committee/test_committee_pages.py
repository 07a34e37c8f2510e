"""The committee's pages: each expert's step, what stands in its way, and what nobody may see."""

from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.decision import Vote
from certplatform.process.decision import count_ballot
from certplatform.queries.ballots import open_ballot_of
from certplatform.queries.reviews import (
    RECHECK_KIND,
    REVIEW_KIND,
    checklist_of,
    need_of,
    proposed_grade,
)
from tests.builders.conclusion import review_case
from tests.builders.decision import WHY, voting_case
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.publicity import objected_case
from tests.builders.review import (
    AUDITOR,
    HANDLER,
    PANEL,
    RECHECKER,
    REVIEWER,
    after,
    appointed,
    passed_review,
    reviewed_case,
)


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def page_of(case: Case, name: str) -> str:
    return f"/committee/cases/{case.public_id}/{name}"


def send(client: FlaskClient, url: str, values: Mapping[str, str], form: str) -> int:
    """Send a form as a browser would, with its hidden fields."""
    shown_on = url.rsplit("/", 1)[0] if url.endswith(("/vote", "/open", "/recuse")) else url
    answer = client.post(url, data={**form_values(client, shown_on, form), **values})
    return answer.status_code


def yes_to_all(case: Case, kind: str) -> dict[str, str]:
    return {f"answer_{place}": "yes" for place, _ in enumerate(checklist_of(case, kind))}


def test_the_secretariat_appoints_with_the_conflicts_beside_each_name(
    client: FlaskClient, world: World
) -> None:
    case = review_case(world)
    with after(case):
        sign_in_as(client, world.secretary)
        text = client.get(page_of(case, "experts")).text
        assert world.expert_1.name in text
        chosen = f"#appoint-{world.expert_1.id}"
        assert send(client, page_of(case, "experts"), {}, chosen) == 303
    place = session.query(Assignment).filter_by(person_id=world.expert_1.id).one()
    assert place.role == Role.COMPLIANCE_REVIEWER


def test_the_reviewer_ends_the_review_by_the_one_way_R37_leaves(
    client: FlaskClient, world: World
) -> None:
    case = review_case(world)
    reviewer = appointed(world, case, REVIEWER, Role.COMPLIANCE_REVIEWER)
    open_way, closed_way = (
        ("require_confirmation", "pass_review")
        if need_of(case).needed
        else ("pass_review", "require_confirmation")
    )
    with after(case, hours=2):
        sign_in_as(client, reviewer)
        url, answers = page_of(case, "review"), yes_to_all(case, REVIEW_KIND)
        assert send(client, url, {**answers, "outcome": closed_way}, "#review") == 422
        assert send(client, url, {"outcome": open_way}, "#review") == 422
        done = {**answers, "summary": "合规", "outcome": open_way}
        assert send(client, url, done, "#review") == 303
    assert case.state in {"confirmation", "decision"}


def test_what_was_answered_stays_when_the_review_is_refused(
    client: FlaskClient, world: World
) -> None:
    case = review_case(world)
    reviewer = appointed(world, case, REVIEWER, Role.COMPLIANCE_REVIEWER)
    with after(case, hours=2):
        sign_in_as(client, reviewer)
        url = page_of(case, "review")
        values = form_values(client, url, "#review")
        sent = {**values, "answer_0": "no", "note_0": "时间对不上", "outcome": "pass_review"}
        answer = client.post(url, data=sent)
    assert answer.status_code == 422
    assert "时间对不上" in answer.text


def test_a_stale_sign_in_is_asked_for_the_password_and_nothing_typed_is_lost(
    client: FlaskClient, world: World
) -> None:
    case = review_case(world)
    reviewer = appointed(world, case, REVIEWER, Role.COMPLIANCE_REVIEWER)
    with after(case, hours=2):
        sign_in_as(client, reviewer)
    with after(case, hours=3):
        url = page_of(case, "review")
        values = form_values(client, url, "#review")
        answers = yes_to_all(case, REVIEW_KIND)
        outcome = "require_confirmation" if need_of(case).needed else "pass_review"
        sent = {**values, **answers, "summary": "全部合规", "outcome": outcome}
        answer = client.post(url, data=sent)
    assert answer.status_code == 403
    assert "全部合规" in answer.text
    assert "/account/confirm" in answer.text
    assert case.state == "review"


def test_the_case_goes_back_with_the_reason(client: FlaskClient, world: World) -> None:
    case = review_case(world)
    reviewer = appointed(world, case, REVIEWER, Role.COMPLIANCE_REVIEWER)
    with after(case, hours=2):
        sign_in_as(client, reviewer)
        values = {
            **yes_to_all(case, REVIEW_KIND),
            "reason": "缺少验证记录",
            "outcome": "return_to_stage2",
        }
        assert send(client, page_of(case, "review"), values, "#review") == 303
    assert case.state == "stage2"


def test_confirmation_auditor_and_rechecker_record_their_looks(
    client: FlaskClient, world: World
) -> None:
    case = passed_review(world, review_case(world, grade="AAA"))
    auditor = appointed(world, case, AUDITOR, Role.CONFIRMATION_AUDITOR)
    with after(case, hours=2):
        sign_in_as(client, auditor)
        url = page_of(case, "confirmation")
        passed = {"summary": "抽查三项能力，证据充分", "outcome": "pass_confirmation"}
        assert send(client, url, {"outcome": "pass_confirmation"}, "#confirmation") == 422
        assert send(client, url, passed, "#confirmation") == 303
    checker = appointed(world, case, RECHECKER, Role.RECHECKER)
    with after(case, hours=2):
        sign_in_as(client, checker)
        passed = {**yes_to_all(case, RECHECK_KIND), "summary": "一致", "outcome": "passed"}
        assert send(client, page_of(case, "recheck"), passed, "#recheck") == 303
    assert case.state == "decision"


def test_the_secretariat_sees_why_a_ballot_cannot_open(client: FlaskClient, world: World) -> None:
    case = reviewed_case(world)
    with after(case):
        sign_in_as(client, world.secretary)
        answer = client.get(page_of(case, "ballot"))
        assert answer.status_code == 200
        assert "R36" in answer.text
        assert "R38" in answer.text


def test_R38_a_member_votes_without_seeing_the_others(client: FlaskClient, world: World) -> None:
    case = voting_case(world)
    ballot = open_ballot_of(case)
    assert ballot is not None
    first, second, third = (world[part] for part in PANEL)
    url = page_of(case, "ballot/vote")
    with after(case, hours=4):
        sign_in_as(client, first)
        against = {"choice": "reject", "grade": "", "reason": WHY}
        assert send(client, url, {"choice": "reject", "reason": ""}, "#vote") == 422
        assert send(client, url, against, "#vote") == 303
        for other in (second, world.secretary):
            sign_in_as(client, other)
            for name in ("ballot", "dossier"):
                assert WHY not in client.get(page_of(case, name)).text
            assert WHY not in client.get(f"/cases/{case.public_id}").text
        sign_in_as(client, second)
        grade = proposed_grade(case) or ""
        assert send(client, url, {"choice": "grant", "grade": grade}, "#vote") == 303
        assert WHY in client.get(page_of(case, "ballot")).text
        sign_in_as(client, third)
        assert send(client, url, {"choice": "grant", "grade": grade}, "#vote") == 303
        count_ballot(ballot.id)
    assert case.state == "publicity"
    assert session.query(Vote).count() == 3


def test_the_handler_alone_decides_an_objection(client: FlaskClient, world: World) -> None:
    case, objection = objected_case(world)
    handler = appointed(world, case, HANDLER, Role.APPEAL_HANDLER)
    with after(case, hours=3):
        sign_in_as(client, world.secretary)
        text = client.get(page_of(case, "objections")).text
        assert objection.text in text
        assert 'name="reason"' not in text
        sign_in_as(client, handler)
        sent = {"reason": "经查属实。", "outcome": "uphold_objection"}
        assert send(client, page_of(case, "objections"), sent, "#objection-1") == 303
    assert case.state == "review"


@pytest.mark.parametrize("part", ["applicant", "case_officer", "assessor_1", "expert_9"])
def test_nobody_else_sees_the_committees_pages(
    client: FlaskClient, world: World, part: str
) -> None:
    case = voting_case(world)
    with after(case, hours=4):
        sign_in_as(client, world[part])
        for name in ("dossier", "experts", "review", "confirmation", "recheck", "ballot"):
            assert client.get(page_of(case, name)).status_code == 404
        assert client.get("/committee/sessions").status_code == 404


def test_lists_of_the_secretariat_open(client: FlaskClient, world: World) -> None:
    case = voting_case(world)
    with clock.simulated(case.state_since_at):
        sign_in_as(client, world.secretary)
        for name in ("sessions", "notices", "appeals"):
            answer = client.get(f"/committee/{name}")
            assert answer.status_code == 200
        assert case.number in client.get("/committee/sessions").text
