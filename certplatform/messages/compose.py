"""Who gets a message, and its words in each person's language."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import COMMITTEE_ROLES, TEAM_ROLES, Role
from certplatform.domain.facts import Fact
from certplatform.domain.workflow.assignment import PROPOSED, STANDING
from certplatform.domain.workflow.tables import MACHINES
from certplatform.extensions import house
from certplatform.messages.catalogue import Message
from certplatform.models.appeal import Appeal
from certplatform.models.assignment import Assignment
from certplatform.models.audit import SiteSignIn
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate
from certplatform.models.person import Person
from certplatform.queries.barred import withheld_from
from certplatform.queries.people import holders, office
from certplatform.queries.turns import turn_of


def _on_case(case: Case, roles: frozenset[Role]) -> list[Person]:
    return list(
        session.scalars(
            select(Person)
            .join(Assignment, Assignment.person_id == Person.id)
            .where(
                Assignment.case_id == case.id,
                Assignment.role.in_(roles),
                Assignment.state.in_(STANDING),
            )
            .order_by(Person.id)
        )
    )


def _whose_turn(case: Case) -> list[Person]:
    """Everybody who has to act now and has not yet."""
    turn = turn_of(case)
    found: list[Person] = []
    for one in turn.roles:
        if one is Role.APPLICANT:
            found += holders(case.enterprise_id, one)
        elif one is Role.SECRETARIAT:
            found += office(one)
        elif one is Role.ASSESSOR_POOL:
            found += _proposed(case)
        elif one in BODY_ROLES:
            found += holders(case.body_id or 0, one)
        else:
            found += _on_case(case, frozenset({one}))
    return [one for one in found if one.id not in turn.done_by]


def _proposed(case: Case) -> list[Person]:
    return list(
        session.scalars(
            select(Person)
            .join(Assignment, Assignment.person_id == Person.id)
            .where(
                Assignment.case_id == case.id,
                Assignment.state == PROPOSED,
                Assignment.invited_at.is_not(None),
            )
            .order_by(Person.id)
        )
    )


BEFORE_DECLARING = frozenset({"MemberProposed", "DeclarationNear", "DeclarationLate"})
BODY_ROLES = frozenset({Role.CASE_OFFICER, Role.SCHEDULER, Role.BODY_MANAGER})
OF_CASE: dict[str, Callable[[Case], list[Person]]] = {
    "enterprise": lambda case: holders(case.enterprise_id, Role.APPLICANT),
    "office": lambda _case: office(Role.SECRETARIAT),
    "officers": lambda case: holders(case.body_id or 0, Role.CASE_OFFICER),
    "planners": lambda case: holders(case.body_id or 0, Role.SCHEDULER),
    "managers": lambda case: holders(case.body_id or 0, Role.BODY_MANAGER),
    "turn": _whose_turn,
    "team": lambda case: _on_case(case, TEAM_ROLES),
    "lead": lambda case: _on_case(case, frozenset({Role.LEAD})),
    "checker": lambda case: _on_case(case, frozenset({Role.TECHNICAL_CHECKER})),
    "committee": lambda case: _on_case(case, COMMITTEE_ROLES),
    "panel": lambda case: _on_case(case, frozenset({Role.PANEL_MEMBER})),
}


def recipients(message: Message, fact: Fact) -> list[Person]:
    """Everybody the message goes to, each once."""
    found: dict[int, Person] = {}
    for key in message.to:
        for person in _to(key, fact):
            found[person.id] = person
    return list(found.values())


def _to(key: str, fact: Fact) -> list[Person]:
    case = session.get_one(Case, fact.case_id) if fact.case_id else None
    if case is None:
        return office(Role.SECRETARIAT) if key == "office" else _named(key, fact.payload())
    found = OF_CASE[key](case) if key in OF_CASE else _named(key, fact.payload())
    if key == "member":  # who is asked to declare is told of what
        return found
    own = {one.id for one in holders(case.enterprise_id, Role.APPLICANT)}
    withheld = withheld_from(case, [one for one in found if one.id not in own])
    return [one for one in found if one.id not in withheld]


def _place(payload: Mapping[str, Any]) -> Assignment:
    return session.get_one(Assignment, payload["assignment_id"])


ONE_PERSON: dict[str, Callable[[Mapping[str, Any]], int | None]] = {
    "member": lambda named: _place(named).person_id,
    "proposer": lambda named: _place(named).proposed_by,
    "handler": lambda named: session.get_one(Appeal, named["appeal_id"]).handler_id,
    "signer": lambda named: session.get_one(SiteSignIn, named["sign_in_id"]).person_id,
}


def _named(key: str, payload: Mapping[str, Any]) -> list[Person]:
    """Those whom the fact itself names."""
    if key == "former_officers":
        return holders(payload["former_body_id"], Role.CASE_OFFICER)
    if key in ONE_PERSON:
        wanted = ONE_PERSON[key](payload)
        return [session.get_one(Person, wanted)] if wanted else []
    if key == "overseers":
        return _overseers(session.get_one(Assignment, payload["assignment_id"]))
    certificate = session.get_one(Certificate, payload["certificate_id"])
    if key == "holder":
        return holders(certificate.holder_id, Role.APPLICANT)
    return holders(certificate.body_id, Role.CASE_OFFICER, Role.SCHEDULER)


def _overseers(place: Assignment) -> list[Person]:
    """Who looks after a place: the secretariat, and of the audit team's also the body."""
    if place.role in COMMITTEE_ROLES:
        return office(Role.SECRETARIAT)
    found = [
        *holders(place.case.body_id or 0, Role.SCHEDULER, Role.BODY_MANAGER),
        *office(Role.SECRETARIAT),
        *_on_case(place.case, frozenset({Role.LEAD})),
    ]
    return [one for one in found if one.id != place.person_id]


def fields_of(fact: Fact) -> tuple[dict[str, Any], str]:
    """The fields that subjects and bodies name, and the page the message leads to."""
    fields: dict[str, Any] = {
        "number": "",
        "enterprise": "",
        "body": "",
        "member": "",
        "certificate": "",
        **fact.payload(),
    }
    path = "/work"
    if fact.case_id:
        case = session.get_one(Case, fact.case_id)
        fields |= {
            "number": case.number,
            "enterprise": case.enterprise.name,
            "body": case.body.name if case.body else "",
        }
        # a body that no longer has the case would not find its page
        path = "/work" if "former_body_id" in fields else f"/cases/{case.public_id}"
        if "due_on" in fields and "assignment_id" not in fields:
            fields["what"] = turn_of(case).what
    if "certificate_id" in fields:
        certificate = session.get_one(Certificate, fields["certificate_id"])
        fields |= {"certificate": certificate.number, "enterprise": certificate.holder.name}
    if "assignment_id" in fields:
        place = session.get_one(Assignment, fields["assignment_id"])
        fields["member"] = place.person.name
        if type(fact).__name__ in BEFORE_DECLARING:
            path = "/work"
    return fields, f"{house().settings.address}{path}"


def words(message: Message, fields: Mapping[str, Any], url: str, locale: str) -> tuple[str, str]:
    """Subject and body in a language."""
    with force_locale(locale):
        spoken = dict(fields)
        if "status" in spoken:
            title = MACHINES["certificate"].title(str(spoken["status"]))
            spoken["status"] = gettext(title)
        if "what" in spoken:
            spoken["what"] = gettext(str(spoken["what"]))
        # a line break in somebody's name would end the header
        subject = " ".join(gettext(message.subject, **spoken).split())
        body = gettext(message.body, **spoken)
    return subject[:300], f"{body}\n\n{url}\n"
