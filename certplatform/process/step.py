"""The step runner: lock, permission, state, rules, change, journal, outbox, commit.

    with deed(by=actor, reason=reason) as act:
        case = act.on_case(public_id, "accept")
        act.heed(obstacles_to_accepting(...))
        ...change rows...
        act.tell(ApplicationAccepted(case.id))

On leaving, each opened subject moves as its row of the table says, with a journal entry that
explains it; facts go to the outbox; all of it is committed at once. On any error nothing is left.
Further deeds nest: an inner `deed` joins the outer one and leaves the commit to it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from certplatform import clock
from certplatform.db import begin_write, session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.errors import Invalid, NotAllowed, NotFresh, NotReady, NotVisible, Stale
from certplatform.domain.facts import CaseClosed, Fact
from certplatform.domain.obstacles import Obstacle, blocking, warnings
from certplatform.domain.wording import N_
from certplatform.domain.workflow.appeal import APPEAL
from certplatform.domain.workflow.assignment import ASSIGNMENT
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.certificate import CERTIFICATE
from certplatform.domain.workflow.finding import FINDING
from certplatform.domain.workflow.machine import Machine, Transition
from certplatform.domain.workflow.publicity import OBJECTION
from certplatform.models.appeal import Appeal
from certplatform.models.assignment import Assignment
from certplatform.models.base import Addressed, Moved
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate
from certplatform.models.finding import Finding
from certplatform.models.outbox import StoredFact
from certplatform.models.publicity import Objection
from certplatform.process.journal import Line, write_entry
from certplatform.process.sentences import sentence_of
from certplatform.queries.barred import barred_cases, certificate_known_to
from certplatform.queries.cases import ABSENT, roles_on, visible_to

Subject = TypeVar("Subject", Case, Assignment, Finding, Certificate, Objection, Appeal)
HIMSELF = frozenset({Role.ASSESSOR_POOL, Role.COMMITTEE_POOL})


@dataclass
class Opened:
    """A subject opened in a deed, with the row of the table it will move by."""

    machine: Machine
    subject: Any
    row: Transition
    role: Role
    chain: str


@dataclass
class Deed:
    """One deed under way."""

    by: Actor
    reason: str
    at: datetime
    opened: list[Opened] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    seen: list[Obstacle] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)

    def on_case(self, case_id: int | str, action: str, *, version: int | None = None) -> Case:
        """Lock a case by id or address and hand it over.

        Raises NotVisible, NotAllowed, NotNow, NotFresh, Stale, or Invalid for a missing reason.
        """
        case = _locked(Case, case_id)
        if not _sees(self.by, case) and not _public_deed(self.by, action):
            raise NotVisible(ABSENT)
        self._open(CASE, case, action, roles_on(self.by, case), f"case:{case.id}", version)
        return case

    def on_assignment(self, key: int | str, action: str) -> Assignment:
        """Lock an assignment; its own person has the roles of the pools on it."""
        found = _locked(Assignment, key)
        case = session.get_one(Case, found.case_id)
        roles = set(roles_on(self.by, case)) - HIMSELF
        if found.person_id == self.by.person_id:
            roles |= {one.role for one in self.by.holdings} & HIMSELF
        elif not _sees(self.by, case):
            raise NotVisible(ABSENT)
        self._open(ASSIGNMENT, found, action, frozenset(roles), f"case:{case.id}", None)
        return found

    def on_finding(self, key: int | str, action: str, *, version: int | None = None) -> Finding:
        """Lock a finding of a case in sight."""
        found = _locked(Finding, key)
        case = session.get_one(Case, found.case_id)
        if not _sees(self.by, case):
            raise NotVisible(ABSENT)
        self._open(FINDING, found, action, roles_on(self.by, case), f"case:{case.id}", version)
        return found

    def on_objection(self, key: int | str, action: str) -> Objection:
        """Lock an objection of a case in sight."""
        found = _locked(Objection, key)
        case = session.get_one(Case, found.case_id)
        if not _sees(self.by, case):
            raise NotVisible(ABSENT)
        self._open(OBJECTION, found, action, roles_on(self.by, case), f"case:{case.id}", None)
        return found

    def on_certificate(self, key: int | str, action: str) -> Certificate:
        """Lock a certificate; the roles of the committee's office count on it."""
        found = _locked(Certificate, key)
        if not session.scalar(select(certificate_known_to(self.by.person_id, literal(found.id)))):
            raise NotVisible(ABSENT)
        roles = frozenset(one.role for one in self.by.holdings) | self.by.standing
        self._open(CERTIFICATE, found, action, roles, f"certificate:{found.id}", None)
        return found

    def on_appeal(self, key: int | str, action: str) -> Appeal:
        """Lock an appeal; COMMITTEE_POOL counts for its handler only."""
        found = _locked(Appeal, key)
        if found.case_id in barred_cases(self.by.person_id):
            raise NotVisible(ABSENT)
        roles = {one.role for one in self.by.holdings} | set(self.by.standing)
        if found.handler_id is None or found.handler_id != self.by.person_id:
            roles.discard(Role.COMMITTEE_POOL)
        if not roles & {Role.COMMITTEE_POOL, Role.SECRETARIAT, Role.SYSTEM}:
            raise NotVisible(ABSENT)
        self._open(APPEAL, found, action, frozenset(roles), f"appeal:{found.id}", None)
        return found

    def _open(
        self,
        machine: Machine,
        subject: Moved,
        action: str,
        roles: frozenset[Role],
        chain: str,
        version: int | None,
    ) -> None:
        mine = [row for row in machine.transitions if row.action == action]
        if not any(row.roles & roles for row in mine):
            raise NotAllowed(N_("This is not for you to do."))
        row = machine.row(action, subject.state)
        held = row.roles & roles
        if not held:
            raise NotAllowed(N_("This is not for you to do."))
        if version is not None and version != subject.version:
            raise Stale(N_("Somebody changed this meanwhile. Look at it anew, then try again."))
        if row.fresh and not self.by.fresh:
            raise NotFresh(N_("Please confirm your password before this step."))
        if row.reason and not self.reason.strip():
            raise Invalid(
                N_("A reason is needed."), fields={"reason": N_("Please write the reason.")}
            )
        role = min(held)
        self.opened.append(Opened(machine, subject, row, role, chain))

    def born(self, machine: Machine, subject: Moved, action: str, chain: str = "") -> None:
        """Journal a subject that came into being in this deed; it must be in the session."""
        session.flush()
        self.lines.append(
            Line(
                chain=chain or f"{machine.subject}:{subject.id}",  # type: ignore[attr-defined]
                subject=machine.subject,
                subject_id=subject.id,  # type: ignore[attr-defined]
                action=action,
                from_state="",
                to_state=subject.state,
                role=str(_any_role(self.by)),
            )
        )

    def log(self, chain: str, action: str, **details: Any) -> None:
        """Journal a change that is no move: an account, a role, a setting."""
        subject, _, number = chain.partition(":")
        self.lines.append(
            Line(
                chain=chain,
                subject=subject,
                subject_id=int(number or 0),
                action=action,
                from_state="",
                to_state="",
                role=str(_any_role(self.by)),
                details=details,
            )
        )

    def heed(self, obstacles: Sequence[Obstacle]) -> None:
        """Refuse where a rule blocks; keep warnings for the journal. Raises NotReady."""
        if stops := blocking(list(obstacles)):
            raise NotReady(stops)
        self.seen.extend(warnings(list(obstacles)))

    def note(self, **details: Any) -> None:
        """Facts of this deed that the journal is to keep."""
        self.details.update(details)

    def tell(self, fact: Fact) -> None:
        """Store a fact with this deed; what follows from it happens after the commit."""
        self.facts.append(fact)

    @property
    def role(self) -> Role:
        """The role in which the first subject was opened."""
        return self.opened[0].role

    def leave(self) -> None:
        """Move what was opened, write the journal, store the facts."""
        session.flush()
        for one in self.opened:
            self._move(one)
        for line in self.lines:
            write_entry(line, self._line_context())
        for fact in self.facts:
            session.add(
                StoredFact(
                    name=fact.name,
                    payload=fact.payload(),
                    case_id=fact.case_id or None,
                    stored_at=self.at,
                )
            )
        session.flush()

    def _move(self, one: Opened) -> None:
        entry = write_entry(
            Line(
                chain=one.chain,
                subject=one.machine.subject,
                subject_id=one.subject.id,
                action=one.row.action,
                from_state=one.row.source,
                to_state=one.row.target,
                role=str(one.role),
                rules=[obstacle.as_record() for obstacle in self.seen],
                checked=list(one.row.rules),
                details=self.details,
            ),
            self._line_context(),
        )
        one.subject.entry_id = entry.id
        one.subject.version += 1
        if one.row.moves:
            one.subject.state = one.row.target
            one.subject.state_since_at = self.at
            if one.machine is CASE and one.row.target in CASE.final:
                self.tell(CaseClosed(one.subject.id, one.row.target))
        session.flush()

    def _line_context(self) -> tuple[Actor, datetime, str]:
        return (self.by, self.at, self.reason)


_current: ContextVar[Deed | None] = ContextVar("deed", default=None)


@contextmanager
def deed(*, by: Actor, reason: str = "") -> Iterator[Deed]:
    """Open a deed. Commits on leaving; rolls everything back on any error."""
    outer = _current.get()
    act = Deed(by=by, reason=reason, at=clock.now())
    if outer is not None:
        yield act
        act.leave()
        return
    begin_write()
    token = _current.set(act)
    try:
        yield act
        act.leave()
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise sentence_of(error) from error
    except StaleDataError as error:
        session.rollback()
        raise Stale(
            N_("Somebody changed this meanwhile. Look at it anew, then try again.")
        ) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        _current.reset(token)


def _locked(kind: type[Subject], key: int | str) -> Subject:
    condition = kind.id == key if isinstance(key, int) else _address(kind) == key
    found = session.scalar(
        select(kind)
        .where(condition)
        .with_for_update(of=kind)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotVisible(ABSENT)
    return found


def _address(kind: type[Addressed]) -> Any:
    return kind.public_id


def _sees(actor: Actor, case: Case) -> bool:
    return bool(session.scalar(select(visible_to(actor)).where(Case.id == case.id)))


def _public_deed(actor: Actor, action: str) -> bool:
    return Role.PUBLIC in actor.standing and any(
        Role.PUBLIC in row.roles for row in CASE.transitions if row.action == action
    )


def _any_role(actor: Actor) -> Role:
    if actor.standing:
        return min(actor.standing)
    return actor.holdings[0].role if actor.holdings else Role.PUBLIC
