"""The panel votes, the ballot is counted, and what it comes to is done (R38)."""

from datetime import timedelta

import pytest
from flask import Flask

from certplatform import clock, schemes
from certplatform.db import session
from certplatform.domain.errors import NotAllowed, NotFresh, NotReady, Refusal
from certplatform.models.decision import Ballot, Decision
from certplatform.models.journal import JournalEntry
from certplatform.models.outbox import StoredFact
from certplatform.process.ballot import open_ballot, recuse, vote
from certplatform.process.decision import count_ballot, count_due_ballots
from certplatform.queries.ballots import as_seen, open_ballot_of
from certplatform.queries.notices import latest_notice
from certplatform.queries.reviews import proposed_grade
from certplatform.schemes import scheme
from tests.builders.conclusion import review_case
from tests.builders.decision import WHY, all_vote, decided_case, voting_case
from tests.builders.people import World, a_world
from tests.builders.review import PANEL, after, panel, rechecked, reviewed_case
from tests.builders.rules import TINY_FOLDER

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def facts(name: str) -> list[StoredFact]:
    return list(session.query(StoredFact).filter_by(name=name))


def test_a_unanimous_vote_grants_and_publishes_the_notice(world: World) -> None:
    case = decided_case(world)
    notice = latest_notice(case)
    assert case.state == "publicity"
    assert notice is not None
    assert notice.content["grade"] == proposed_grade(case)
    assert notice.content["enterprise"] == world.enterprise.name
    assert facts("CertificationGranted")[0].payload["notice_id"] == notice.id


def test_R38_a_vote_for_a_grade_supports_the_lower_ones(world: World) -> None:
    case = voting_case(world)
    top = proposed_grade(case) or ""
    low = scheme(case.scheme).grades[0].code
    assert all_vote(world, case, [("grant", top), ("grant", low), ("reject", "")]) == "grant"
    assert session.query(Decision).one().grade == low


def test_R38_votes_without_a_majority_decide_nothing_and_a_new_ballot_follows(
    world: World,
) -> None:
    case = voting_case(world)
    top = proposed_grade(case) or ""
    assert all_vote(world, case, [("grant", top), ("back", ""), ("reject", "")]) == "undecided"
    assert case.state == "decision"
    assert session.query(Decision).count() == 0
    with after(case, hours=5):
        again = open_ballot(
            case.id,
            closes_at=clock.now() + timedelta(days=1),
            by=world.actor(world.secretary),
        )
    assert again.round == 2


@pytest.mark.parametrize(("choice", "state"), [("back", "review"), ("reject", "rejected")])
def test_the_panel_sends_back_or_rejects(world: World, choice: str, state: str) -> None:
    case = decided_case(world, choice=choice)
    assert case.state == state
    assert session.query(Decision).one().summary == WHY


def test_counting_twice_makes_one_decision(world: World) -> None:
    decided_case(world)
    ballot = session.query(Ballot).one()
    assert count_ballot(ballot.id) == "grant"
    assert session.query(Decision).count() == 1


def test_R38_nobody_counts_while_votes_are_missing(world: World) -> None:
    case = voting_case(world)
    ballot = open_ballot_of(case)
    assert ballot is not None
    with after(case, hours=4):
        vote(
            case.id,
            choice="grant",
            grade=proposed_grade(case) or "",
            by=world.actor(world[PANEL[0]]),
        )
        assert count_ballot(ballot.id) == ""
    assert facts("BallotComplete") == []


def test_R38_the_deadline_closes_the_ballot(world: World) -> None:
    case = voting_case(world)
    ballot = open_ballot_of(case)
    assert ballot is not None
    assert count_due_ballots(ballot.closes_at - timedelta(seconds=1)) == 0
    with clock.simulated(ballot.closes_at):
        with pytest.raises(NotReady):
            vote(case.id, choice="back", justification=WHY, by=world.actor(world[PANEL[0]]))
        assert count_due_ballots(clock.now()) == 1
    assert ballot.outcome == "undecided"


def test_R38_votes_are_secret_until_one_has_voted(world: World) -> None:
    case = voting_case(world)
    ballot = open_ballot_of(case)
    assert ballot is not None
    first, second, _ = (world[part] for part in PANEL)
    with after(case, hours=4):
        vote(case.id, choice="reject", justification=WHY, by=world.actor(first))
    assert [one.vote for one in as_seen(ballot, second.id).members] == [None, None, None]
    assert [one.vote for one in as_seen(ballot, world.secretary.id).members] == [None] * 3
    assert as_seen(ballot, second.id).cast == 1
    told = b"".join(row.content for row in session.query(JournalEntry))
    assert WHY.encode() not in told
    with after(case, hours=5):
        vote(case.id, choice="back", justification=WHY, by=world.actor(second))
    seen = [one.vote for one in as_seen(ballot, second.id).members]
    assert [one.choice if one else "" for one in seen] == ["reject", "back", ""]


def test_R38_a_vote_is_cast_once(world: World) -> None:
    case = voting_case(world)
    with after(case, hours=4):
        vote(case.id, choice="back", justification=WHY, by=world.actor(world[PANEL[0]]))
        with pytest.raises(NotReady):
            vote(case.id, choice="reject", justification=WHY, by=world.actor(world[PANEL[0]]))


def test_R38_a_vote_that_does_not_approve_needs_a_reason(world: World) -> None:
    case = voting_case(world)
    with after(case, hours=4), pytest.raises(NotReady):
        vote(case.id, choice="reject", by=world.actor(world[PANEL[0]]))


def test_a_vote_needs_a_fresh_sign_in(world: World) -> None:
    case = voting_case(world)
    with after(case, hours=4), pytest.raises(NotFresh):
        vote(
            case.id,
            choice="back",
            justification=WHY,
            by=world.actor(world[PANEL[0]], fresh=False),
        )


def test_R18_nobody_outside_the_panel_votes(world: World) -> None:
    case = voting_case(world)
    for person in (world.secretary, world.expert_1):
        with after(case, hours=4), pytest.raises(NotAllowed):
            vote(case.id, choice="back", justification=WHY, by=world.actor(person))


def test_R38_a_recusal_that_breaks_the_panel_ends_the_ballot(world: World) -> None:
    case = voting_case(world)
    ballot = open_ballot_of(case)
    assert ballot is not None
    with after(case, hours=4):
        recuse(case.id, justification="与企业高管为同学。", by=world.actor(world[PANEL[0]]))
        assert count_ballot(ballot.id) == "undecided"
    with after(case, hours=5), pytest.raises(NotReady, match="voting members"):
        open_ballot(
            case.id,
            closes_at=clock.now() + timedelta(days=1),
            by=world.actor(world.secretary),
        )
    panel(world, case, ("expert_8",))
    with after(case, hours=6):
        again = open_ballot(
            case.id,
            closes_at=clock.now() + timedelta(days=1),
            by=world.actor(world.secretary),
        )
    assert world[PANEL[0]].id not in again.members


@pytest.mark.parametrize("count", [1, 2, 4])
def test_R38_a_panel_is_odd_and_quorate(world: World, count: int) -> None:
    case = rechecked(world, reviewed_case(world))
    panel(world, case, ("expert_4", "expert_5", "expert_6", "expert_8")[:count])
    with after(case, hours=3), pytest.raises(NotReady):
        open_ballot(
            case.id,
            closes_at=clock.now() + timedelta(days=1),
            by=world.actor(world.secretary),
        )


def test_R36_no_ballot_before_the_recheck(world: World) -> None:
    case = reviewed_case(world)
    panel(world, case)
    with after(case, hours=3), pytest.raises(NotReady) as refused:
        open_ballot(
            case.id,
            closes_at=clock.now() + timedelta(days=1),
            by=world.actor(world.secretary),
        )
    assert {one.rule for one in refused.value.obstacles} == {"R36"}


def test_R36_after_a_recheck_that_sends_back_nothing_is_granted(world: World) -> None:
    case = rechecked(world, reviewed_case(world), passed=False)
    panel(world, case)
    with after(case, hours=3):
        open_ballot(
            case.id,
            closes_at=clock.now() + timedelta(days=1),
            by=world.actor(world.secretary),
        )
        with pytest.raises(Refusal):
            vote(
                case.id,
                choice="grant",
                grade=proposed_grade(case) or "",
                by=world.actor(world[PANEL[0]]),
            )


def test_another_scheme_goes_the_same_way(app: Flask) -> None:
    del app
    tiny = schemes.register_folder(TINY_FOLDER)
    world = a_world(tiny.code)
    case = decided_case(world, case=review_case(world, scheme_code=tiny.code))
    notice = latest_notice(case)
    assert case.state == "publicity"
    assert notice is not None
    assert notice.content["grade"] in {one.code for one in tiny.grades}


def test_the_granted_grade_may_lie_below_the_concluded_one(world: World) -> None:
    case = review_case(world)
    low = scheme(case.scheme).grades[0].code
    decided_case(world, case=case, grade=low)
    notice = latest_notice(case)
    assert notice is not None
    assert notice.content["grade"] == low != proposed_grade(case)
