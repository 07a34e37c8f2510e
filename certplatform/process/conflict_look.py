"""Could this person audit that enterprise? Asked without telling anybody; the look is journaled."""

from dataclasses import dataclass
from datetime import date

from certplatform import schemes
from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.conflict_engine import Judged, judge
from certplatform.domain.errors import Invalid, NotVisible
from certplatform.domain.impartiality import sentences_of
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.process.step import deed
from certplatform.queries.assignments import rotation_obstacles, separation_obstacles
from certplatform.queries.cases import ABSENT, rules_of
from certplatform.queries.conflicts import common_with, enterprise_named, latest_case_of
from certplatform.queries.people import belongs_to
from certplatform.queries.ties import alone, enterprise_of, facts_of

ASKING = (Role.SCHEDULER, Role.BODY_MANAGER)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found: the answers with their paths (R13-R15), their sentences, and what else."""

    person: Person
    enterprise: Organisation
    case: Case | None
    judged: Judged
    said: list[Obstacle]
    others: list[Obstacle]


def look_up_conflicts(
    body_id: int, *, person_id: int, enterprise: str, on: date, by: Actor
) -> Looked:
    """Judge somebody of the body against a registered enterprise by a day (R13-R16, R18, R19).

    `enterprise` is its code or its whole name. The latest open case of the body there, if there
    is one, says whom it names as parents and consultancies. Nobody is contacted.
    """
    if not any(by.holds(role, body_id) for role in ASKING):
        raise NotVisible(ABSENT)
    with deed(by=by) as act:
        person = session.get(Person, person_id)
        if person is None or not belongs_to(person_id, body_id, Role.ASSESSOR_POOL):
            raise NotVisible(ABSENT)
        found = enterprise_named(enterprise)
        if found is None:
            told = N_("No enterprise is registered under this code or whole name.")
            raise Invalid(told, fields={"enterprise": told})
        looked = _judge(person, found, latest_case_of(found.id, body_id, by.person_id), on)
        act.log(
            f"organisation:{body_id}",
            "look_up_conflicts",
            person=person_id,
            enterprise=found.id,
            on=on.isoformat(),
            verdict=looked.judged.verdict,
        )
    return looked


def _judge(person: Person, enterprise: Organisation, case: Case | None, on: date) -> Looked:
    own = facts_of(person)
    if case is None:
        rules = schemes.ruleset_on(min(schemes.schemes()), on)
        facts = alone(enterprise, on, rules)
        others: list[Obstacle] = []
    else:
        rules, facts = rules_of(case), enterprise_of(case, on)
        others = [
            *common_with(case, person),
            *separation_obstacles(case, person, Role.ASSESSOR),
            *rotation_obstacles(case, person, ""),
        ]
    judged = judge(own, facts, on, rules)
    return Looked(person, enterprise, case, judged, sentences_of(judged, own, facts, rules), others)
