"""Decisions on paper: the minutes of each closed ballot, and notices of a certificate's status."""

from sqlalchemy import select

from certplatform import clock
from certplatform.archive.story_words import WORDS
from certplatform.db import session
from certplatform.documents.layout import Signature
from certplatform.documents.minutes import Item, Minutes, Vote, render_minutes
from certplatform.documents.notice import StatusNotice, render_status
from certplatform.documents.wording import worded
from certplatform.domain import papers
from certplatform.domain.actors import ROLE_TITLES, Role
from certplatform.domain.certificate import BY_REVISION, public_reason
from certplatform.domain.deadlines import appeal_until
from certplatform.domain.facts import Fact
from certplatform.domain.scheme import Text
from certplatform.domain.validity import suspended_until
from certplatform.domain.wording import N_
from certplatform.domain.workflow.certificate import (
    CANCELLED,
    CERTIFICATE,
    EXPIRED,
    REVOKED,
    SUSPENDED,
    VALID,
)
from certplatform.jobs.printed import (
    NONE,
    Paper,
    grade_of,
    head_of,
    paper_number,
    signed_by,
)
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision, StatusChange
from certplatform.models.conclusion import Conclusion
from certplatform.models.decision import Ballot
from certplatform.models.decision import Vote as CastVote
from certplatform.models.person import Person
from certplatform.queries.ballots import UNDECIDED, ballots_of, votes_of
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.certificates import history_of

MEMBER = Role.PANEL_MEMBER
NOT_CAST = Text("未表决", "No vote")
RECUSED = Text("回避", "Recused")
DECIDED_BY = Text("决定人", "Decided by")
NO_USE = Text(
    "不得继续使用证书、评定结果和标志进行宣传或证明。",
    "Certificate, result and mark must no longer be used.",
)
CONSEQUENCES: dict[str, tuple[Text, ...]] = {
    VALID: (Text("可继续使用证书和评定结果。", "Certificate and result may be used again."),),
    SUSPENDED: (
        Text(
            "暂停期间不得使用证书、评定结果和标志；消除原因后可申请恢复。",
            "Certificate, result and mark must not be used meanwhile. When the cause is removed,"
            " restoring can be asked for.",
        ),
    ),
    REVOKED: (NO_USE,),
    CANCELLED: (NO_USE,),
    EXPIRED: (NO_USE,),
}


def minutes_papers(fact: Fact, place: int) -> list[Paper]:
    """The minutes of every ballot of the case that has closed; votes are secret until then."""
    del place
    case = session.get_one(Case, fact.case_id)
    return [_minutes_paper(case, one) for one in ballots_of(case) if one.closed_at is not None]


def _minutes_paper(case: Case, ballot: Ballot) -> Paper:
    number = paper_number(case, papers.MINUTES, ballot.round)
    return Paper(
        case.id, papers.MINUTES, number, lambda: render_minutes(_minutes(case, ballot, number))
    )


def _minutes(case: Case, ballot: Ballot, number: str) -> Minutes:
    on = clock.local_date(ballot.closed_at or ballot.closes_at)
    names = _names(ballot)
    cast = votes_of(ballot)
    opener = session.get_one(Person, ballot.opened_by)
    return Minutes(
        head=head_of(number, on, scheme_of(case).issuer),
        session=f"{case.number} 第 {ballot.round} 轮表决 Ballot {ballot.round}",
        opened_on=clock.local_date(ballot.opened_at),
        closed_on=on,
        members=tuple(names.values()),
        secretary=opener.name,
        items=(_item(case, ballot, names, cast),),
        signed=tuple(
            Signature(
                worded(ROLE_TITLES[MEMBER]), names[one.person_id], clock.local_date(one.cast_at)
            )
            for one in cast
        ),
    )


def _names(ballot: Ballot) -> dict[int, str]:
    people = session.scalars(
        select(Person).where(Person.id.in_(ballot.members)).order_by(Person.id)
    )
    return {one.id: one.name for one in people}


def _item(case: Case, ballot: Ballot, names: dict[int, str], cast: list[CastVote]) -> Item:
    by_person = {one.person_id: one for one in cast}
    recused = [names[one.person_id] for one in cast if one.recused]
    return Item(
        case_number=case.number,
        enterprise=case.enterprise.name,
        body=case.body.name if case.body else "",
        proposed=_proposed(case, ballot),
        quorum=rules_of(case).number("R38.quorum_min"),
        recused="、".join(recused),
        votes=tuple(_vote(case, name, by_person.get(key)) for key, name in names.items()),
        outcome=_chosen(case, ballot.outcome, ballot.grade),
        note="",
    )


def _vote(case: Case, name: str, cast: CastVote | None) -> Vote:
    if cast is None:
        return Vote(name, NOT_CAST, "")
    choice = RECUSED if cast.recused else _chosen(case, cast.choice, cast.grade)
    return Vote(name, choice, cast.reason)


def _chosen(case: Case, choice: str, grade: str) -> Text:
    title = worded(N_("No decision") if choice == UNDECIDED else WORDS[choice])
    if not grade:
        return title
    wanted = grade_of(case, grade)
    return Text(f"{title.zh}：{wanted.zh}", f"{title.en}: {wanted.en}")


def _proposed(case: Case, ballot: Ballot) -> Text:
    """What the conclusion proposed on which the panel voted."""
    last = session.scalar(
        select(Conclusion)
        .where(Conclusion.case_id == case.id, Conclusion.concluded_at <= ballot.opened_at)
        .order_by(Conclusion.revision.desc())
        .limit(1)
    )
    return _chosen(case, last.recommendation, last.proposed_grade) if last else NONE


def status_papers(fact: Fact, place: int) -> list[Paper]:
    """The notice of a change of status, with the latest case of the certificate at that time."""
    del place
    told = fact.payload()
    certificate = session.get_one(Certificate, told["certificate_id"])
    history = history_of(certificate.id)[::-1]
    moves = [one for one in history[1:] if one.reason_code != BY_REVISION]
    change = next(one for one in moves if one.id == told["change_id"])
    case = _case_at(certificate, change)
    if case is None:
        return []
    number = paper_number(case, papers.STATUS, moves.index(change) + 1)
    before = moves[moves.index(change) - 1].status if moves.index(change) else VALID
    return [
        Paper(
            case.id,
            papers.STATUS,
            number,
            lambda: render_status(_status(certificate, case, change, before, number)),
        )
    ]


def _case_at(certificate: Certificate, change: StatusChange) -> Case | None:
    made = select(CertificateRevision.case_id).where(
        CertificateRevision.certificate_id == certificate.id
    )
    return session.scalar(
        select(Case)
        .where(
            Case.id.in_(made) | (Case.certificate_id == certificate.id),
            Case.created_at <= change.at,
        )
        .order_by(Case.id.desc())
        .limit(1)
    )


def _status(
    certificate: Certificate, case: Case, change: StatusChange, before: str, number: str
) -> StatusNotice:
    known, rules = scheme_of(case), rules_of(case)
    row = next(
        one
        for one in CERTIFICATE.transitions
        if one.source == before and one.target == change.status and one.moves
    )
    reason = public_reason(change.status, change.reason_code, known)
    suspended = change.status == SUSPENDED
    decided = change.decided_by is not None
    until = appeal_until(change.since_on, rules) if change.status != EXPIRED else None
    return StatusNotice(
        head=head_of(number, change.since_on, known.issuer),
        holder=certificate.holder.name,
        uscc=certificate.holder.code or "",
        certificate=certificate.number,
        revision=certificate.revision,
        change=worded(row.title),
        before=worded(CERTIFICATE.title(before)),
        after=worded(CERTIFICATE.title(change.status)),
        effective_on=change.since_on,
        until=suspended_until(change.since_on, rules) if suspended else None,
        reason=reason if reason.zh else worded(CERTIFICATE.title(change.status)),
        explanation=change.reason,
        consequences=CONSEQUENCES[change.status],
        appeal_until=until,
        signed=signed_by(DECIDED_BY, change.decided_by, change.since_on)
        if decided
        else Signature(known.issuer, "", change.since_on),
    )
