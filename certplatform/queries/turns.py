"""Whose turn it is in a case, for what, by when (R57).

For a page of cases at once: what the answer hangs on is read for all of them together, so that a
list costs the same few statements however long it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.deadlines import Limit, limit
from certplatform.domain.information import WITH_ENTERPRISE
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import DECLARED, PROPOSED, STANDING
from certplatform.models.assignment import Assignment
from certplatform.models.audit import AuditPlan
from certplatform.models.case import Case
from certplatform.models.certificate import CertificateRevision
from certplatform.models.conclusion import CommitteeRecord, Conclusion
from certplatform.models.decision import Ballot, Vote
from certplatform.models.finding import Finding
from certplatform.models.information import InformationRequest
from certplatform.queries.calendar import work_calendar
from certplatform.queries.finding_drafts import DISPUTED, SHOWN_TO_ENTERPRISE, waiting_drafts
from certplatform.schemes import ruleset_on, scheme


@dataclass(frozen=True, slots=True)
class Turn:
    """Who has to do what by when; no roles when nobody has to.

    `done_by`: people with such a role who have done their part already, as by voting.
    """

    roles: tuple[Role, ...]
    what: str
    actions: tuple[str, ...]
    by_on: date | None
    age_days: int
    limit: str
    done_by: frozenset[int] = frozenset()

    def is_of(self, person_id: int | None, held: Collection[Role]) -> bool:
        """Whether it is the turn of somebody who holds these roles on the case."""
        return any(one in held for one in self.roles) and person_id not in self.done_by


ENTERPRISE = (Role.APPLICANT,)
OFFICE = (Role.SECRETARIAT,)
OFFICER = (Role.CASE_OFFICER, Role.BODY_MANAGER)
TO_INVITE = "to_invite"
PLANNER = (Role.SCHEDULER, Role.BODY_MANAGER)
TEAM = frozenset({Role.LEAD, Role.ASSESSOR, Role.TECHNICAL_EXPERT, Role.TRAINEE})
Who = tuple[tuple[Role, ...], str, tuple[str, ...]]

SIMPLE: dict[str, Who] = {
    "draft": (ENTERPRISE, N_("Fill in and submit the application"), ("submit",)),
    "returned": (ENTERPRISE, N_("Complete and submit the application again"), ("submit",)),
    "submitted": (OFFICER, N_("Check the application and decide on acceptance"), ("accept",)),
    "accepted": (ENTERPRISE, N_("Read and sign the agreement"), ("accept_agreement",)),
    "stage1": ((Role.LEAD,), N_("Do the stage 1 audit and close it"), ("pass_stage1",)),
    "stage2": ((Role.LEAD,), N_("Do the stage 2 audit and close it"), ("record_rating",)),
    "publicity": ((), N_("The public notice is running"), ()),
}
# Whose turn it can be in a state at all, so that lists need not ask every case.
POSSIBLE: dict[str, frozenset[Role]] = {
    **{state: frozenset(who[0]) for state, who in SIMPLE.items()},
    "planning": frozenset({*PLANNER, Role.ASSESSOR_POOL}),
    "stage1": frozenset({*ENTERPRISE, Role.LEAD, Role.ASSESSOR}),
    "stage2": frozenset({*ENTERPRISE, Role.LEAD, Role.ASSESSOR}),
    "correction": frozenset({*ENTERPRISE, Role.LEAD, Role.ASSESSOR}),
    "concluding": frozenset({*ENTERPRISE, *OFFICER, *PLANNER, Role.LEAD, Role.TECHNICAL_CHECKER}),
    "review": frozenset({*OFFICE, Role.COMPLIANCE_REVIEWER}),
    "confirmation": frozenset({*OFFICE, Role.CONFIRMATION_AUDITOR}),
    "decision": frozenset({*OFFICE, Role.RECHECKER, Role.PANEL_MEMBER}),
    "objection": frozenset({*OFFICE, Role.APPEAL_HANDLER}),
    "issuing": frozenset(OFFICE),
}
NOBODY: Who = ((), N_("Nothing more to do"), ())


@dataclass
class Known:
    """What the turns of some cases hang on, by case."""

    places: dict[int, list[tuple[Role, str]]] = field(default_factory=lambda: defaultdict(list))
    findings: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    drafts: dict[int, set[str]] = field(default_factory=dict)
    conclusions: dict[int, Conclusion] = field(default_factory=dict)
    rechecks: dict[int, list[tuple[int, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    released: set[int] = field(default_factory=set)
    balloting: set[int] = field(default_factory=set)
    issued: set[int] = field(default_factory=set)
    asked: set[int] = field(default_factory=set)
    voted: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def states_of(self, case: Case, roles: Iterable[Role]) -> list[str]:
        """The states of the standing places in those roles; of those not yet asked, that."""
        wanted = set(roles)
        return [state for role, state in self.places[case.id] if role in wanted]


def turn_of(case: Case) -> Turn:
    """Whose turn it is in one case."""
    return turns_of([case])[case.id]


class Limits:
    """R57: the limits of steps as they stand today, each reckoned once."""

    def __init__(self) -> None:
        """Read the calendar."""
        self.today = clock.today()
        self._calendar = work_calendar()
        self._known: dict[tuple[object, ...], Limit | None] = {}

    def of(self, step: Any) -> Limit | None:
        """The limit of the step a case stands in, or a row with those columns; None without."""
        since = clock.local_date(step.state_since_at)
        key = (step.scheme, step.scheme_version, step.rules_on, step.state, since)
        if key not in self._known:
            days = scheme(step.scheme, step.scheme_version).time_limits.get(step.state)
            rules = ruleset_on(step.scheme, step.rules_on)
            self._known[key] = (
                limit(since, days, self.today, self._calendar, rules) if days else None
            )
        return self._known[key]


def turns_of(cases: Sequence[Case], limits: Limits | None = None) -> dict[int, Turn]:
    """Whose turn it is in each of some cases, by their id; at most ten statements."""
    if not cases:
        return {}
    known, limits = _known(cases), limits or Limits()
    return {case.id: _turn(case, known, limits) for case in cases}


def _turn(case: Case, known: Known, limits: Limits) -> Turn:
    roles, what, actions = _who(case, known)
    done_by = frozenset(known.voted[case.id])
    since = clock.local_date(case.state_since_at)
    # a demo's last deeds may lie hours ahead of its clock
    age = max((limits.today - since).days, 0)
    found = limits.of(case) if roles else None
    if found is None:
        return Turn(roles, what, actions, None, age, "ok", done_by)
    return Turn(roles, what, actions, found.due_on, age, found.state, done_by)


def _known(cases: Sequence[Case]) -> Known:
    """Read for each stage only what its turns hang on, for the cases that stand in it."""
    by_state: Mapping[str, list[int]] = defaultdict(list)
    for case in cases:
        by_state[case.state].append(case.id)
    known = Known()
    placed = ("planning", "concluding", "review", "confirmation", "decision", "objection")
    _read_places(known, [one for state in placed for one in by_state[state]])
    known.drafts = waiting_drafts([*by_state["stage1"], *by_state["stage2"]])
    _read_findings(known, by_state["correction"])
    _read_conclusions(known, [*by_state["concluding"], *by_state["decision"]])
    _read_rechecks(known, by_state["decision"])
    _read_votes(known, by_state["decision"])
    known.released = _ids(
        AuditPlan.case_id, by_state["planning"], AuditPlan.released_at.is_not(None)
    )
    known.balloting = _ids(Ballot.case_id, by_state["decision"], Ballot.closed_at.is_(None))
    known.asked = _ids(
        InformationRequest.case_id,
        [*by_state["stage1"], *by_state["stage2"]],
        InformationRequest.state.in_(WITH_ENTERPRISE),
    )
    known.issued = _ids(CertificateRevision.case_id, by_state["issuing"])
    return known


def _ids(column: Any, cases: Sequence[int], *conditions: Any) -> set[int]:
    if not cases:
        return set()
    return set(session.scalars(select(column).where(column.in_(cases), *conditions)))


def _read_places(known: Known, cases: Sequence[int]) -> None:
    if not cases:
        return
    for case_id, role, state, invited_at in session.execute(
        select(Assignment.case_id, Assignment.role, Assignment.state, Assignment.invited_at).where(
            Assignment.case_id.in_(cases), Assignment.state.in_(STANDING)
        )
    ):
        quiet = state == PROPOSED and invited_at is None
        known.places[case_id].append((Role(role), TO_INVITE if quiet else state))


def _read_findings(known: Known, cases: Sequence[int]) -> None:
    if not cases:
        return
    for case_id, state in session.execute(
        select(Finding.case_id, Finding.state)
        .where(Finding.case_id.in_(cases), Finding.grade.in_(("major", "minor")))
        .distinct()
    ):
        known.findings[case_id].add(state)


def _read_conclusions(known: Known, cases: Sequence[int]) -> None:
    if not cases:
        return
    for one in session.scalars(
        select(Conclusion).where(Conclusion.case_id.in_(cases)).order_by(Conclusion.revision)
    ):
        known.conclusions[one.case_id] = one


def _read_rechecks(known: Known, cases: Sequence[int]) -> None:
    if not cases:
        return
    for case_id, conclusion_id, at in session.execute(
        select(
            CommitteeRecord.case_id, CommitteeRecord.conclusion_id, CommitteeRecord.recorded_at
        ).where(CommitteeRecord.case_id.in_(cases), CommitteeRecord.kind == "recheck")
    ):
        known.rechecks[case_id].append((conclusion_id, at))


def _read_votes(known: Known, cases: Sequence[int]) -> None:
    if not cases:
        return
    for case_id, person_id in session.execute(
        select(Ballot.case_id, Vote.person_id)
        .join(Vote, Vote.ballot_id == Ballot.id)
        .where(Ballot.case_id.in_(cases), Ballot.closed_at.is_(None))
    ):
        known.voted[case_id].add(person_id)


def _who(case: Case, known: Known) -> Who:
    if case.id in known.asked:
        return (
            (Role.LEAD, Role.APPLICANT),
            N_("Do the audit; the enterprise answers the requests for information"),
            ("answer_information", *SIMPLE[case.state][2]),
        )
    detailed = {
        "planning": _planning,
        "stage1": _auditing,
        "stage2": _auditing,
        "correction": _correction,
        "concluding": _concluding,
        "review": _review,
        "confirmation": _confirmation,
        "decision": _decision,
        "objection": _objection,
        "issuing": _issuing,
    }.get(case.state)
    return detailed(case, known) if detailed else SIMPLE.get(case.state, NOBODY)


def _planning(case: Case, known: Known) -> Who:
    team = known.states_of(case, TEAM)
    if TO_INVITE in team:
        return PLANNER, N_("Ask the people proposed to declare"), ("propose_member",)
    if PROPOSED in team:
        return (
            (Role.ASSESSOR_POOL,),
            N_("Sign or refuse the declaration"),
            ("propose_member", "release_plan"),
        )
    if not team or DECLARED in team:
        return PLANNER, N_("Put the team together and confirm it"), ("propose_member",)
    if case.id not in known.released:
        return PLANNER, N_("Make the audit plan and release it"), ("release_plan",)
    return PLANNER, N_("Start stage 1 when the notice time is over"), ("start_stage1",)


def _auditing(case: Case, known: Known) -> Who:
    waiting = known.drafts.get(case.id, set())
    if DISPUTED in waiting:
        return (
            (Role.LEAD, Role.ASSESSOR),
            N_("Answer the disputes of draft findings"),
            ("answer_dispute",),
        )
    if SHOWN_TO_ENTERPRISE in waiting:
        return (
            (*ENTERPRISE, Role.LEAD),
            N_("The enterprise comments on draft findings, the audit goes on"),
            ("comment_draft", "record_rating"),
        )
    return SIMPLE[case.state]


def _correction(case: Case, known: Known) -> Who:
    states = known.findings[case.id]
    if states & {"issued", "returned"}:
        return ENTERPRISE, N_("Answer the nonconformities"), ("answer_finding",)
    if "answered" in states:
        return (
            (Role.LEAD, Role.ASSESSOR),
            N_("Verify the corrections"),
            ("verify_finding", "finish_correction"),
        )
    return (Role.LEAD,), N_("Close the correction stage"), ("finish_correction",)


def _concluding(case: Case, known: Known) -> Who:
    last = known.conclusions.get(case.id)
    if last is None or last.check_outcome == "returned" or last.concluded_at < case.state_since_at:
        return (Role.LEAD,), N_("Write the conclusion"), ("conclude",)
    if not last.check_outcome:
        if not known.states_of(case, (Role.TECHNICAL_CHECKER,)):
            return PLANNER, N_("Appoint the technical checker"), ("appoint_checker",)
        return (
            (Role.TECHNICAL_CHECKER,),
            N_("Check the conclusion"),
            ("check_conclusion",),
        )
    if not last.confirm_outcome:
        return (
            ENTERPRISE,
            N_("Confirm the conclusion or comment on it"),
            ("confirm_conclusion",),
        )
    return OFFICER, N_("Submit the conclusion to the committee"), ("submit_conclusion",)


def _review(case: Case, known: Known) -> Who:
    if not known.states_of(case, (Role.COMPLIANCE_REVIEWER,)):
        return OFFICE, N_("Appoint a compliance reviewer"), ("appoint",)
    return (
        (Role.COMPLIANCE_REVIEWER,),
        N_("Do the compliance review"),
        ("pass_review",),
    )


def _confirmation(case: Case, known: Known) -> Who:
    if not known.states_of(case, (Role.CONFIRMATION_AUDITOR,)):
        return OFFICE, N_("Appoint a confirmation auditor"), ("appoint",)
    return (
        (Role.CONFIRMATION_AUDITOR,),
        N_("Do the confirmation audit"),
        ("pass_confirmation",),
    )


def _decision(case: Case, known: Known) -> Who:
    last = known.conclusions.get(case.id)
    rechecked = any(
        conclusion_id == (last.id if last else 0) and at >= case.state_since_at
        for conclusion_id, at in known.rechecks[case.id]
    )
    if not rechecked:
        if not known.states_of(case, (Role.RECHECKER,)):
            return OFFICE, N_("Appoint a re-checker"), ("appoint",)
        return (Role.RECHECKER,), N_("Do the re-check"), ("record_recheck",)
    if case.id not in known.balloting:
        return OFFICE, N_("Call the panel and open the ballot"), ("open_ballot", "appoint")
    return (Role.PANEL_MEMBER,), N_("Vote"), ("vote",)


def _objection(case: Case, known: Known) -> Who:
    if not known.states_of(case, (Role.APPEAL_HANDLER,)):
        return OFFICE, N_("Appoint somebody outside the case for the objection"), ("appoint",)
    return (Role.APPEAL_HANDLER,), N_("Decide the objection"), ("dismiss_objection",)


def _issuing(case: Case, known: Known) -> Who:
    if case.id not in known.issued:
        return OFFICE, N_("Issue the certificate"), ("issue",)
    return (), N_("The certificate is being made"), ()
