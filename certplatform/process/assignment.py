"""The team: proposed, declared, confirmed, suspended for a conflict, replaced, ended (R12-R19)."""

from datetime import date

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, TEAM_ROLES, Actor, Role
from certplatform.domain.declaration import declaration_text, digest_of
from certplatform.domain.errors import Invalid, NotNow, NotVisible
from certplatform.domain.facts import MemberAnswered, MemberProposed
from certplatform.domain.impartiality import (
    BUSINESS,
    CONSULTANCY,
    EMPLOYMENT,
    INTERNAL_AUDIT,
    KINSHIP,
    OTHER,
    SHAREHOLDING,
    TRAINING,
)
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.suspicion import Clearance, Suspicion, clearance_obstacles
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import ASSIGNMENT, PROPOSED, STANDING
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person, Tie
from certplatform.process.conflict_check import freeze_check
from certplatform.process.step import Deed, deed
from certplatform.process.suspension import suspend_for_new_ties
from certplatform.queries.assignments import (
    appointment_obstacles,
    rotation_obstacles,
    suspicions_of,
    uncleared,
)
from certplatform.queries.cases import ABSENT, assignments_of, scheme_of
from certplatform.queries.conflicts import conflicts_now
from certplatform.queries.plans import audit_days

INTERESTS = (
    EMPLOYMENT,
    CONSULTANCY,
    TRAINING,
    INTERNAL_AUDIT,
    SHAREHOLDING,
    KINSHIP,
    BUSINESS,
    OTHER,
)


def obstacles_to_propose_member(
    case: Case, person: Person, role: str, rotation_reason: str = ""
) -> list[Obstacle]:
    """R12-R15, R18, R19 for one person and one place on the audit team."""
    days = audit_days(case) or [clock.today()]
    found = appointment_obstacles(case, person, role, days)
    if role == Role.LEAD:
        found += rotation_obstacles(case, person, rotation_reason)
    return found


def propose_member(
    case_id: int | str, *, person_id: int, role: str, by: Actor, rotation_reason: str = ""
) -> Assignment:
    """Plan somebody for a place on the team; nobody is told before `invite_member`."""
    if role not in TEAM_ROLES:
        raise Invalid(N_("This is no place on the team."), fields={"role": N_("Choose a role.")})
    with deed(by=by, reason=rotation_reason) as act:
        case = act.on_case(case_id, "propose_member")
        person = session.get_one(Person, person_id)
        act.heed(obstacles_to_propose_member(case, person, role, rotation_reason))
        return _place(act, case, person, role, rotation_reason)


def obstacles_to_appoint_checker(case: Case, person: Person) -> list[Obstacle]:
    """R13-R15, R18 for the technical checker, by today."""
    return appointment_obstacles(case, person, Role.TECHNICAL_CHECKER, [clock.today()])


def appoint_checker(case_id: int | str, *, person_id: int, by: Actor) -> Assignment:
    """Ask somebody outside the team to check the conclusion."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "appoint_checker")
        person = session.get_one(Person, person_id)
        act.heed(obstacles_to_appoint_checker(case, person))
        made = _place(act, case, person, Role.TECHNICAL_CHECKER, "")
        made.invited_at = act.at
        act.tell(MemberProposed(case.id, made.id))
        return made


def _place(act: Deed, case: Case, person: Person, role: str, rotation_reason: str) -> Assignment:
    made = Assignment(
        case_id=case.id,
        person_id=person.id,
        role=role,
        proposed_by=act.by.person_id,
        proposed_at=act.at,
        checked=[{"suspected": one.key} for one in suspicions_of(case, person)],
        rotation_reason=rotation_reason,
        state=PROPOSED,
        state_since_at=act.at,
    )
    session.add(made)
    act.born(ASSIGNMENT, made, act.opened[0].row.action, f"case:{case.id}")
    act.note(person=person.name, role=role)
    freeze_check(act, case, person, role, "proposal")
    return made


def invite_member(assignment_id: int | str, *, by: Actor) -> Assignment:
    """Ask the person who is proposed for a place to declare; R13-R15 are looked at once more."""
    with deed(by=by) as act:
        member = act.on_assignment(assignment_id, "invite_member")
        if member.invited_at is not None:
            raise NotNow(N_("This person has been asked already."))
        act.heed(obstacles_to_declare(member))
        member.invited_at = act.at
        act.tell(MemberProposed(member.case_id, member.id))
    return member


def invite_team(case_id: int, *, by: Actor) -> int:
    """Ask everybody who is proposed for the team and was not asked yet, or nobody; how many."""
    with deed(by=by):
        waiting = [one for one in assignments_of(case_id, PROPOSED) if one.invited_at is None]
        if not waiting:
            raise NotNow(N_("Everybody on the team has been asked already."))
        for one in waiting:
            invite_member(one.id, by=by)
    return len(waiting)


def declaration_of(assignment: Assignment) -> str:
    """R17: what this person signs for this case and role."""
    case = assignment.case
    return declaration_text(
        scheme_of(case),
        Role(assignment.role),
        person=assignment.person.name,
        enterprise=case.enterprise.name,
        body=case.body.name if case.body else "",
        case_number=case.number,
    )


def obstacles_to_declare(assignment: Assignment) -> list[Obstacle]:
    """R13-R15 by the first audit day, and once it has passed also by today."""
    return conflicts_now(assignment.case, assignment.person, assignment.role)


def declare(assignment_id: int | str, *, by: Actor) -> Assignment:
    """Sign the declaration (R17) and take the place; what was signed is kept with its digest."""
    with deed(by=by) as act:
        mine = _offered(act, assignment_id, "declare")
        act.heed(obstacles_to_declare(mine))
        mine.declaration = declaration_of(mine)
        mine.declaration_sha256 = digest_of(mine.declaration)
        mine.declared_at = act.at
        act.note(declaration_sha256=mine.declaration_sha256)
        freeze_check(act, mine.case, mine.person, mine.role, "declaration")
        act.tell(MemberAnswered(mine.case_id, mine.id, "declared"))
    return mine


def _offered(act: Deed, assignment_id: int | str, action: str) -> Assignment:
    """A place that the person was asked to take; before that there is none for them."""
    mine = act.on_assignment(assignment_id, action)
    if mine.invited_at is None:
        raise NotVisible(ABSENT)
    return mine


def refuse_assignment(assignment_id: int | str, *, by: Actor, reason: str) -> None:
    """Refuse the place."""
    with deed(by=by, reason=reason) as act:
        mine = _offered(act, assignment_id, "refuse_assignment")
        act.tell(MemberAnswered(mine.case_id, mine.id, "refused"))


def obstacles_to_confirm_member(
    assignment: Assignment, by: Actor, clearance: str = ""
) -> list[Obstacle]:
    """R13-R16: conflicts found meanwhile, and suspicions that nobody has cleared in writing."""
    case = assignment.case
    found = obstacles_to_declare(assignment)
    left = uncleared(case, assignment)
    if left and not clearance.strip():
        return found + left
    if left:
        found += clearance_obstacles(
            Clearance("", assignment.person_id, by.person_id or 0, clearance)
        )
    return found


def confirm_member(assignment_id: int | str, *, by: Actor, clearance: str = "") -> Assignment:
    """Confirm a member who has declared, clearing in writing what looked suspicious (R16)."""
    with deed(by=by, reason=clearance) as act:
        member = act.on_assignment(assignment_id, "confirm_member")
        act.heed(obstacles_to_confirm_member(member, by, clearance))
        freeze_check(act, member.case, member.person, member.role, "member_confirmed")
        if uncleared(member.case, member):
            _clear(act, member, suspicions_of(member.case, member.person), clearance)
    return member


def _clear(act: Deed, member: Assignment, found: list[Suspicion], reason: str) -> None:
    """Keep who cleared what in writing (R16)."""
    if found:
        member.checked = [{"cleared": one.key} for one in found]
        member.cleared_reason = reason.strip()
        member.cleared_by = act.by.person_id
        act.note(cleared=[one.key for one in found])


def declare_interest(
    assignment_id: int | str,
    *,
    kind: str,
    organisation_name: str,
    from_on: date,
    until_on: date | None = None,
    organisation_code: str = "",
    by: Actor,
    reason: str,
) -> None:
    """Add an interest to one's declaration (R15); this place is suspended until it is looked at."""
    _must_be_an_interest(kind, organisation_name, from_on, until_on)
    with deed(by=by, reason=reason) as act:
        mine = act.on_assignment(assignment_id, "declare_interest")
        code = organisation_code.strip().upper()
        known = session.scalar(select(Organisation).where(Organisation.code == code))
        session.add(
            Tie(
                person_id=mine.person_id,
                organisation_id=known.id if known else None,
                organisation_code=code,
                organisation_name=organisation_name.strip(),
                kind=kind,
                from_on=from_on,
                until_on=until_on,
                note=reason,
                declared_at=act.at,
                declared_by=by.person_id,
            )
        )
        session.flush()
        freeze_check(act, mine.case, mine.person, mine.role, "new_fact")
        act.tell(MemberAnswered(mine.case_id, mine.id, "interest"))
        suspend_for_new_ties(mine.person_id, besides=mine.id)


def _must_be_an_interest(
    kind: str, organisation: str, from_on: date, until_on: date | None
) -> None:
    if kind not in INTERESTS or not organisation.strip():
        raise Invalid(
            N_("Say what kind of interest it is, and in which organisation."),
            fields={"organisation_name": N_("Name the organisation.")},
        )
    if until_on is not None and until_on < from_on:
        told = N_("The tie ends before it begins.")
        raise Invalid(told, fields={"until_on": told})


def obstacles_to_reinstate(assignment: Assignment) -> list[Obstacle]:
    """R13-R15: a tie that is a conflict cannot be cleared; only what turned out to be none."""
    return obstacles_to_declare(assignment)


def reinstate(assignment_id: int | str, *, by: Actor, reason: str) -> None:
    """Let a suspended member go on after somebody else has looked at the interest."""
    with deed(by=by, reason=reason) as act:
        member = act.on_assignment(assignment_id, "reinstate")
        act.heed(obstacles_to_reinstate(member))
        act.heed(clearance_obstacles(Clearance("", member.person_id, by.person_id or 0, reason)))
        _clear(act, member, suspicions_of(member.case, member.person), reason)
        freeze_check(act, member.case, member.person, member.role, "reinstatement")


def replace_member(assignment_id: int | str, *, by: Actor, reason: str) -> None:
    """Take somebody off the case; what they have done stays theirs."""
    with deed(by=by, reason=reason) as act:
        member = act.on_assignment(assignment_id, "replace_member")
        act.tell(MemberAnswered(member.case_id, member.id, "replaced"))


def end_assignment(assignment_id: int, *, by: Actor = SYSTEM) -> None:
    """End one place together with its case."""
    with deed(by=by) as act:
        act.on_assignment(assignment_id, "end_assignment")


def end_assignments(case_id: int, *, by: Actor = SYSTEM) -> int:
    """End all places of a closed case; how many were left."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotVisible(ABSENT)
    standing = assignments_of(case.id, *STANDING)
    with deed(by=by):
        for one in standing:
            end_assignment(one.id, by=by)
    return len(standing)
