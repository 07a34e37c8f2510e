"""Stage 7e: the ballot is counted, and what it comes to becomes the decision (R38)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain import decision as law
from certplatform.domain.actors import SYSTEM, Actor
from certplatform.domain.compliance_review import confirmation_obstacles, two_looks_obstacles
from certplatform.domain.facts import (
    BallotUndecided,
    CertificationGranted,
    CertificationRejected,
    StageReturned,
    UpkeepDecided,
)
from certplatform.domain.publicity import planned_end
from certplatform.domain.separation import separation_obstacles
from certplatform.domain.workflow.case_states import REVIEW
from certplatform.models.base import new_address
from certplatform.models.case import Case
from certplatform.models.decision import Ballot, Decision, Vote
from certplatform.models.publicity import PublicNotice
from certplatform.process.step import Deed, deed
from certplatform.queries.assignments import part_holders
from certplatform.queries.ballots import BACK, REJECT, UNDECIDED, as_judged, due_ballots
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.notices import frozen_content, next_notice
from certplatform.queries.reviews import (
    confirmation_done,
    latest_conclusion,
    need_of,
    recheck_in_force,
    reviewer_of,
)


def count_ballot(ballot_id: int, *, by: Actor = SYSTEM) -> str:
    """Count a ballot that can be counted and make the move it comes to; safe to repeat.

    Returns the outcome, or "" while the ballot is still open.
    """
    with deed(by=by) as act:
        ballot = session.get_one(Ballot, ballot_id)
        # the case is locked before the votes are read: a late vote waits, or was counted
        session.execute(select(Case.id).where(Case.id == ballot.case_id).with_for_update())
        session.refresh(ballot)
        case = session.get_one(Case, ballot.case_id)
        if ballot.closed_at is not None:
            return ballot.outcome
        if not law.can_be_counted(as_judged(case, ballot), act.at, rules_of(case)):
            return ""
        act.reason = _reasons(ballot)
        result = law.outcome(as_judged(case, ballot), scheme_of(case), rules_of(case))
        ballot.outcome = result.choice or UNDECIDED
        ballot.grade = result.grade or ""
        ballot.closed_at = act.at
        act.note(ballot=ballot.id, support=dict(result.support), votes=_told(ballot))
        MOVES.get(ballot.outcome, decide_upkeep)(act, case, ballot)
        return ballot.outcome


def count_due_ballots(at: datetime) -> int:
    """Count every ballot whose deadline has passed; the number of those now closed."""
    return sum(bool(count_ballot(one)) for one in due_ballots(at))


def close_ballot(act: Deed, case: Case, ballot: Ballot) -> None:
    """No outcome has over half of the votes: a new ballot is needed."""
    act.on_case(case.id, "close_ballot")
    act.tell(BallotUndecided(case.id, ballot.id))


def grant(act: Deed, case: Case, ballot: Ballot) -> None:
    """The panel grants a grade: decision, and the public notice begins."""
    act.on_case(case.id, "grant")
    recheck = recheck_in_force(case)
    act.heed(
        [
            *separation_obstacles(part_holders(case), rules_of(case)),
            *two_looks_obstacles(reviewer_of(case), recheck.recorded_by if recheck else None),
            *confirmation_obstacles(need_of(case), confirmation_done(case)),
        ]
    )
    decision = _decision(act, case, ballot)
    notice = _notice(act, case, decision)
    act.note(notice=notice.id, ends_on=notice.ends_on.isoformat())
    act.tell(CertificationGranted(case.id, ballot.grade, notice.id))


def reject(act: Deed, case: Case, ballot: Ballot) -> None:
    """The panel rejects the application."""
    act.on_case(case.id, "reject")
    _decision(act, case, ballot)
    act.tell(CertificationRejected(case.id, act.reason))


def return_to_review(act: Deed, case: Case, ballot: Ballot) -> None:
    """The panel sends the case back to the compliance review."""
    act.on_case(case.id, "return_to_review")
    _decision(act, case, ballot)
    act.tell(StageReturned(case.id, REVIEW, act.reason))


def decide_upkeep(act: Deed, case: Case, ballot: Ballot) -> None:
    """The panel decides what becomes of the certificate after a surveillance or special audit."""
    act.on_case(case.id, "decide_upkeep")
    _decision(act, case, ballot)
    act.tell(UpkeepDecided(case.id, ballot.outcome, case.certificate_id or 0))


MOVES: dict[str, Callable[[Deed, Case, Ballot], None]] = {
    UNDECIDED: close_ballot,
    law.GRANT: grant,
    REJECT: reject,
    BACK: return_to_review,
}


def _decision(act: Deed, case: Case, ballot: Ballot) -> Decision:
    last = latest_conclusion(case)
    decision = Decision(
        case_id=case.id,
        ballot_id=ballot.id,
        conclusion_id=last.id if last else 0,
        outcome=ballot.outcome,
        grade=ballot.grade,
        decided_on=clock.local_date(act.at),
        summary=act.reason,
    )
    session.add(decision)
    session.flush()
    return decision


def _notice(act: Deed, case: Case, decision: Decision) -> PublicNotice:
    rules = rules_of(case)
    published_on = clock.local_date(act.at)
    end = planned_end(published_on, work_calendar(), rules)
    notice = PublicNotice(
        public_id=new_address(),
        case_id=case.id,
        decision_id=decision.id,
        round=next_notice(case),
        content=frozen_content(case, decision),
        published_at=act.at,
        starts_on=published_on + timedelta(days=1),
        ends_on=end.on,
        days_left=rules.number("R39.publicity_workdays"),
        provisional=end.provisional,
    )
    session.add(notice)
    session.flush()
    return notice


def _reasons(ballot: Ballot) -> str:
    """The reasons that the members gave, as they will stand in the case's story."""
    given = session.scalars(
        select(Vote.reason)
        .where(Vote.ballot_id == ballot.id, Vote.recused.is_(False), Vote.reason != "")
        .order_by(Vote.id)
    )
    return "\n".join(dict.fromkeys(given))


def _told(ballot: Ballot) -> list[dict[str, object]]:
    rows = session.execute(
        select(Vote.person_id, Vote.choice, Vote.grade, Vote.reason, Vote.recused)
        .where(Vote.ballot_id == ballot.id)
        .order_by(Vote.id)
    )
    return [
        {"person": person, "choice": choice, "grade": grade, "reason": reason, "recused": recused}
        for person, choice, grade, reason, recused in rows
    ]
