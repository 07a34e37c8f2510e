"""Any deed of the tables by anybody at any time, with facts that are sometimes right."""

import importlib
import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import CASE_ROLES, PUBLIC, SYSTEM, Actor, Role
from certplatform.domain.compliance_review import NO, YES, CheckAnswer
from certplatform.domain.finding_rows import FindingRow
from certplatform.domain.technical_check import ALL_PASSED, RETURNED, SECTIONS, SectionCheck
from certplatform.domain.workflow.machine import Transition
from certplatform.domain.workflow.tables import MACHINES
from certplatform.models.appeal import Appeal
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate
from certplatform.models.decision import Ballot
from certplatform.models.finding import Finding
from certplatform.models.information import InformationRequest
from certplatform.models.offline import OfflineLeftover
from certplatform.models.publicity import Objection
from certplatform.process import appeal, ballot, decision
from certplatform.process.finding_sheet import FilledSheet
from certplatform.queries import plans
from certplatform.queries.applications import acceptance_of, application_documents
from certplatform.queries.audits import checklist_keys
from certplatform.queries.cases import assignments_of, scheme_of
from certplatform.queries.conclusions import recommendations_of
from certplatform.queries.issuing import revision_of_case
from tests.builders.application import a_pdf
from tests.prove.road_people import CLEARANCE, WHY
from tests.prove.walker import Move, Walker

# Deeds that move nothing by themselves, called from the deed that counts the votes.
INNER = {"close_ballot", "grant", "reject", "return_to_review", "decide_upkeep"}
SUBJECTS: dict[str, type[Any]] = {
    "assignment_id": Assignment,
    "finding_id": Finding,
    "objection_id": Objection,
    "certificate_id": Certificate,
    "appeal_id": Appeal,
    "ballot_id": Ballot,
}
REASONS = {
    "withdraw_application": "withdraw_application",
    "terminate": "terminate",
    "decline": "decline",
    "return_application": "return",
    "suspend": "suspend",
    "restore": "restore",
    "withdraw": "withdraw_certificate",
    "cancel": "cancel",
}

OFFICES = {
    Role.CASE_OFFICER: "case_officer",
    Role.SCHEDULER: "scheduler",
    Role.BODY_MANAGER: "manager",
    Role.SECRETARIAT: "secretary_expert",
}
ROWS: dict[str, list[Transition]] = {}
for _machine in MACHINES.values():
    for _row in _machine.transitions:
        ROWS.setdefault(_row.action, []).append(_row)


def deeds() -> list[tuple[str, Callable[..., object]]]:
    """Every deed that the tables name, and those that only open something."""
    found: dict[str, Callable[..., object]] = {
        "count_ballot": decision.count_ballot,
        "recuse": ballot.recuse,
        "lodge_appeal": appeal.lodge_appeal,
    }
    for machine in MACHINES.values():
        for row in machine.transitions:
            module = importlib.import_module(f"certplatform.process.{row.process}")
            deed = getattr(module, row.action, None)
            if deed is not None and row.action not in INNER:
                found[row.action] = deed
    return sorted(found.items())


def unnameable() -> list[str]:
    """Facts that some deed asks for and the mischief has no words for."""
    return [
        f"{name} asks for {one.name}"
        for name, deed in deeds()
        for one in inspect.signature(deed).parameters.values()
        if one.default is one.empty and one.name not in {"by", *SUBJECTS, *FACTS}
    ]


class Mischief:
    """Draws a deed, a case and a person, and finds words for every fact the deed asks for."""

    def __init__(self, walker: Walker) -> None:
        self.w = walker
        self.deeds = deeds()

    def play(self) -> None:
        """Try something."""
        cases = self.w.cases(ended=self.w.chance(0.2))
        if not cases:
            return
        case = self.w.rng.choice(cases)
        name, deed = self.w.rng.choice(self.deeds)
        if name in RARE and not self.w.chance(RARE[name]):
            return
        if name == "certify" and revision_of_case(case.id) is None:
            return  # no person's deed: the worker calls it for what was issued
        with self.w.at():
            call = self._call(name, deed, case)
        if call is not None and self.w.play(Move(name, call)):
            self.w.follow_up()

    def _call(
        self, name: str, deed: Callable[..., object], case: Case
    ) -> Callable[[], object] | None:
        known: dict[str, Any] = {}
        for parameter in inspect.signature(deed).parameters.values():
            if parameter.name == "by":
                known["by"] = self._actor(name, case)
            elif parameter.name in SUBJECTS:
                subject = self._subject(name, SUBJECTS[parameter.name], case)
                if subject is None:
                    return None
                known[parameter.name] = subject
                case = self._case_of(SUBJECTS[parameter.name], subject) or case
            elif parameter.name in FACTS:
                known[parameter.name] = FACTS[parameter.name](self, name, case)
            elif parameter.default is parameter.empty:
                raise LookupError(f"{name} asks for {parameter.name}, which nobody can name")
        return partial(deed, **known)

    def _actor(self, name: str, case: Case) -> Actor:
        """Mostly somebody from around the case, with the right hat at the wrong time."""
        if name in {"lodge_objection", "lodge_appeal"}:
            return PUBLIC if self.w.chance(0.8) else self.w.anybody()
        if name in {"certify", "end_publicity", "end_assignment", "count_ballot"}:
            return self.w.anybody() if self.w.chance(0.7) else SYSTEM
        if self.w.chance(0.4) and (rightful := self._rightful(name, case)):
            return self.w.rng.choice(rightful)
        if self.w.chance(0.5):
            return self.w.anybody()
        around = [one.person_id for one in assignments_of(case.id)]
        around += [
            self.w.world[part].id
            for part in ("case_officer", "scheduler", "manager", "secretary", "second_secretary")
        ]
        around += [self.w.world[p].id for firm, p in self.w.firms if firm.id == case.enterprise_id]
        return self.w.actor(self.w.rng.choice(around), fresh=not self.w.chance(0.05))

    def _rightful(self, name: str, case: Case) -> list[Actor]:
        """Those whom the tables allow this deed on this case, whatever its state."""
        found: list[Actor] = []
        for role in sorted({role for row in ROWS.get(name, ()) for role in row.roles}):
            if role in (Role.SYSTEM, Role.PUBLIC):
                found.append(SYSTEM if role == Role.SYSTEM else PUBLIC)
            elif role == Role.APPLICANT:
                parts = [part for firm, part in self.w.firms if firm.id == case.enterprise_id]
                found += [self.w.by(part) for part in parts]
            elif role in OFFICES:
                found.append(self.w.by(OFFICES[role]))
            else:
                found += [self.w.actor(one) for one in self._holders(role, case)]
        return found

    def _holders(self, role: Role, case: Case) -> list[int]:
        """Those who have the place; for the pools everybody who was asked, and the handlers."""
        if role not in (Role.ASSESSOR_POOL, Role.COMMITTEE_POOL):
            return [one.person_id for one in assignments_of(case.id) if one.role == role]
        asked = [one.person_id for one in assignments_of(case.id)]
        handlers = session.scalars(select(Appeal.handler_id).order_by(Appeal.id))
        return asked + [one for one in handlers if one is not None]

    def _subject(self, name: str, kind: type[Any], case: Case) -> int | None:
        """Mostly one of this case that stands where the deed begins, else any."""
        query = select(kind.id).order_by(kind.id)
        sources = sorted({row.source for row in ROWS.get(name, ())})
        if sources and self.w.chance(0.8) and hasattr(kind, "state"):
            query = query.where(kind.state.in_(sources))
        if hasattr(kind, "case_id") and self.w.chance(0.5):
            query = query.where(kind.case_id == case.id)
        found = list(session.scalars(query))
        return self.w.rng.choice(found) if found else None

    @staticmethod
    def _case_of(kind: type[Any], subject: int) -> Case | None:
        case_id = getattr(session.get_one(kind, subject), "case_id", None)
        return session.get(Case, case_id) if case_id else None

    def code(self, name: str, case: Case) -> str:
        known = scheme_of(case).reasons.get(REASONS.get(name, ""), ())
        return known[0].code if known and self.w.chance(0.9) else "NO-SUCH-REASON"

    def person(self) -> int:
        return self.w.rng.choice(self.w.people)

    def expert(self) -> int:
        """Mostly an expert of the committee."""
        parts = [part for part in self.w.world.people if "expert" in part]
        return self.w.world[self.w.rng.choice(parts)].id if self.w.chance(0.8) else self.person()

    def role(self) -> Role:
        return self.w.rng.choice(sorted(CASE_ROLES))

    def answers(self, name: str, case: Case) -> Any:
        if name in {"pass_stage1", "return_to_planning"}:
            return []
        from_scheme = [one for items in scheme_of(case).checklists.values() for one in items]
        said = YES if self.w.chance(0.7) else NO
        return {one.code: CheckAnswer(said, WHY) for one in from_scheme}

    def grade(self, name: str, case: Case) -> str:
        if name in {"raise_finding", "revise_finding"}:
            return self.w.rng.choice(["major", "minor", "observation", "strength"])
        return self.w.rng.choice([one.code for one in scheme_of(case).grades])


def _digest(m: Mischief, name: str, case: Case) -> str:
    offered = acceptance_of(case.id)
    if name == "certify":
        return f"{m.w.rng.getrandbits(256):064x}"
    return offered.agreement_sha256 if offered and m.w.chance(0.9) else "0" * 64


def _key(m: Mischief, case: Case) -> str:
    return m.w.rng.choice(checklist_keys(case) or ["none"])


def _site(m: Mischief, case: Case) -> int:
    return m.w.rng.choice([one.id for one in plans.sites_of(case)] or [0])


def _rows(m: Mischief, case: Case) -> Any:
    first_on = clock.today() + timedelta(days=m.w.rng.randrange(20))
    try:
        return plans.first_draft(case, first_on)
    except (AttributeError, ValueError, IndexError, LookupError, AssertionError):
        return []


def _number(m: Mischief, case: Case) -> str:
    return case.number if m.w.chance(0.8) else ""


def _document(m: Mischief, case: Case) -> str:
    known = [one.public_id for one in application_documents(case.id)]
    return m.w.rng.choice([*known, "no-such-document"])


def _documents(m: Mischief, case: Case) -> str:
    return m.w.rng.choice([one.code for one in scheme_of(case).documents])


def _sheet(m: "Mischief", case: Case) -> FilledSheet:
    """One finding as a sheet says it; the same one comes again and again."""
    site = _site(m, case)
    row = FindingRow(5, "minor", _key(m, case), (), site, f"{WHY} {m.w.rng.randrange(3)}", WHY, ())
    return FilledSheet("findings.xlsx", (row,), {})


def _address(kind: type[Any], m: Mischief, case: Case) -> str:
    """The address of one of its kind, mostly of this case."""
    query = select(kind.public_id).order_by(kind.id)
    if m.w.chance(0.8):
        query = query.where(kind.case_id == case.id)
    return m.w.rng.choice(list(session.scalars(query)) or ["no-such-thing"])


def _sections(m: Mischief) -> tuple[SectionCheck, ...]:
    """A technical check that passes all, returns one section, or leaves one out."""
    if m.w.chance(0.6):
        return ALL_PASSED
    one = m.w.rng.choice(list(SECTIONS))
    others = tuple(each for each in ALL_PASSED if each.section != one)
    return (*others, SectionCheck(one, RETURNED, WHY)) if m.w.chance(0.7) else others


Said = Callable[[Mischief, str, Case], Any]


def _bodies(m: "Mischief") -> list[str]:
    return [m.w.world.body.public_id, m.w.world.other_body.public_id]


FACTS: dict[str, Said] = {
    "case_id": lambda m, n, c: c.id,
    "reason": lambda m, n, c: WHY if m.w.chance(0.9) else "",
    "code": lambda m, n, c: m.code(n, c),
    "reason_code": lambda m, n, c: m.code(n, c),
    "points": lambda m, n, c: [],
    "competence": lambda m, n, c: WHY,
    "body_conflict": lambda m, n, c: WHY,
    "day_rate_cents": lambda m, n, c: 100_00,
    "digest": _digest,
    "pdf_sha256": _digest,
    "size": lambda m, n, c: 1,
    "person_id": lambda m, n, c: m.person(),
    "handler_id": lambda m, n, c: m.expert(),
    "role": lambda m, n, c: m.role(),
    "clearance": lambda m, n, c: CLEARANCE if m.w.chance(0.7) else "",
    "rows": lambda m, n, c: _rows(m, c),
    "kind": lambda m, n, c: KINDS[n](m, c),
    "key": lambda m, n, c: _key(m, c),
    "result": lambda m, n, c: m.w.rng.choice(["met", "met", "not_met", "partly"]),
    "site_id": lambda m, n, c: _site(m, c),
    "grade": lambda m, n, c: m.grade(n, c),
    "fact": lambda m, n, c: WHY,
    "evidence_text": lambda m, n, c: WHY if m.w.chance(0.8) else "",
    "answers": lambda m, n, c: m.answers(n, c),
    "summary": lambda m, n, c: WHY if m.w.chance(0.9) else "",
    "sign_in_id": lambda m, n, c: m.w.rng.randrange(1, 9),
    "explanation": lambda m, n, c: WHY,
    "filename": lambda m, n, c: "x.pdf",
    "content": lambda m, n, c: a_pdf("x") if m.w.chance(0.9) else b"no pdf",
    "document": lambda m, n, c: _document(m, c),
    "correction": lambda m, n, c: WHY,
    "root_cause": lambda m, n, c: WHY,
    "corrective_action": lambda m, n, c: WHY,
    "action_due_on": lambda m, n, c: clock.today(),
    "sites": lambda m, n, c: {_site(m, c): WHY},
    "method": lambda m, n, c: "document",
    "recommendation": lambda m, n, c: m.w.rng.choice(recommendations_of(c) or ("",)),
    "scope": lambda m, n, c: "轴承",
    "reasons": lambda m, n, c: WHY,
    "sections": lambda m, n, c: _sections(m),
    "title": lambda m, n, c: WHY if m.w.chance(0.9) else "",
    "due_on": lambda m, n, c: clock.today() + timedelta(days=m.w.rng.randrange(-1, 9)),
    "answer": lambda m, n, c: WHY if m.w.chance(0.9) else "",
    "request": lambda m, n, c: _address(InformationRequest, m, c),
    "leftover": lambda m, n, c: _address(OfflineLeftover, m, c),
    "finding": lambda m, n, c: _address(Finding, m, c),
    "comment": lambda m, n, c: WHY,
    "comment_id": lambda m, n, c: m.w.rng.randrange(1, 9),
    "sheet": lambda m, n, c: _sheet(m, c),
    "earlier": lambda m, n, c: m.w.rng.randrange(1, 9),
    "effective": lambda m, n, c: m.w.chance(0.7),
    "note": lambda m, n, c: WHY,
    "confirmed": lambda m, n, c: m.w.chance(0.7),
    "passed": lambda m, n, c: m.w.chance(0.7),
    "closes_at": lambda m, n, c: clock.now() + timedelta(days=m.w.rng.randrange(1, 70)),
    "choice": lambda m, n, c: m.w.rng.choice(["grant", "reject", "back", "maintain"]),
    "justification": lambda m, n, c: WHY if m.w.chance(0.8) else "",
    "notice": lambda m, n, c: m.w.rng.randrange(1, 9),
    "text": lambda m, n, c: WHY,
    "number": lambda m, n, c: _number(m, c),
    "about": lambda m, n, c: "某机构",
    "body": lambda m, n, c: m.w.rng.choice([*_bodies(m), "no-such-body"]),
    "organisation_name": lambda m, n, c: "某公司",
    "organisation_code": lambda m, n, c: c.enterprise.code if m.w.chance(0.3) else "",
    "from_on": lambda m, n, c: clock.today() - timedelta(days=100),
    "evidence": lambda m, n, c: WHY if n == "restore" else (),
}
KINDS: dict[str, Callable[[Mischief, Case], str]] = {
    "sign_in": lambda m, c: m.w.rng.choice(["opening", "closing"]),
    "attach_document": _documents,
    "lodge_appeal": lambda m, c: m.w.rng.choice(["appeal", "complaint", "misuse"]),
    "declare_interest": lambda m, c: "consultancy",
    "comment_draft": lambda m, c: m.w.rng.choice(["agree", "comment", "dispute"]),
}
# Deeds that end a case or bar a person for good, often enough to be seen, not more.
RARE = {
    "withdraw_application": 0.05,
    "terminate": 0.05,
    "decline": 0.2,
    "reject_on_objection": 0.3,
    "declare_interest": 0.15,
    "replace_member": 0.3,
    "refuse_assignment": 0.3,
    "lodge_objection": 0.3,
    "return_application": 0.3,
    "return_to_planning": 0.3,
    "withdraw": 0.3,
    "cancel": 0.3,
}
