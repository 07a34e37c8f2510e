"""What was checked for conflicts, with which facts, and the answer: frozen with the case."""

import hashlib

import rfc8785

from certplatform.db import session
from certplatform.domain.conflict_record import record_of
from certplatform.models.case import Case
from certplatform.models.conflict import ConflictCheck
from certplatform.models.person import Person
from certplatform.process.step import Deed
from certplatform.queries.cases import rules_of
from certplatform.queries.conflicts import days_to_judge, judged
from certplatform.queries.ties import enterprise_of, facts_of


def freeze_check(act: Deed, case: Case, person: Person, role: str, occasion: str) -> None:
    """Keep what the rules find about a person now, for each day by which they judge the part."""
    session.flush()
    for on in days_to_judge(case, role):
        found = judged(case, person, on)
        record = record_of(found, facts_of(person), enterprise_of(case, on), rules_of(case))
        canonical = rfc8785.dumps(record)  # type: ignore[arg-type]
        session.add(
            ConflictCheck(
                case_id=case.id,
                person_id=person.id,
                role=str(role),
                occasion=occasion,
                judged_by_on=on,
                facts=canonical.decode("utf-8"),
                sha256=hashlib.sha256(canonical).hexdigest(),
                verdict=found.verdict,
                paths=record["answers"],
                at=act.at,
                by=act.by.person_id,
            )
        )


def freeze_own_check(act: Deed, case: Case, role: str, occasion: str) -> None:
    """Keep what the rules find about the one who acts; the system itself has no ties."""
    person = session.get(Person, act.by.person_id) if act.by.person_id else None
    if person is not None:
        freeze_check(act, case, person, role, occasion)
