"""Many open cases in a database of their own, put there as plain rows.

The triggers hold here too: a case is born as a draft, and a journal entry explains each move.
"""

import secrets
from datetime import timedelta

from sqlalchemy import insert, select, update

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry
from certplatform.models.organisation import Organisation
from certplatform.models.person import Membership, Person
from certplatform.schemes import schemes

SUBMITTED, PLANNING = "submitted", "planning"
CHUNK = 1000


def a_town(cases: int) -> tuple[int, int]:
    """A body with so many open cases, half submitted, half in planning.

    Returns the ids of the person who is officer and scheduler there, and of a supervisor.
    """
    at = clock.now()
    body = Organisation(kind="body", name="甲评定机构", short_code="J1", created_at=at)
    committee = Organisation(kind="committee", name="评定工作委员会", created_at=at)
    session.add_all([body, committee])
    session.flush()
    officer = _person("officer", body, (Role.CASE_OFFICER, Role.SCHEDULER))
    supervisor = _person("supervisor", committee, (Role.SUPERVISOR,))
    for start in range(0, cases, CHUNK):
        _cases(body, officer, range(start, min(start + CHUNK, cases)))
    session.commit()
    return officer.id, supervisor.id


def _person(name: str, at: Organisation, roles: tuple[Role, ...]) -> Person:
    now = clock.now()
    found = Person(name=name, email=f"{name}@bench.example", created_at=now, active=True)
    session.add(found)
    session.flush()
    session.add_all(
        Membership(person_id=found.id, organisation_id=at.id, role=role, since_at=now)
        for role in roles
    )
    session.flush()
    return found


def _cases(body: Organisation, officer: Person, numbers: range) -> None:
    now, scheme = clock.now(), schemes()["IIIMS"]
    session.execute(
        insert(Organisation),
        [
            {
                "kind": "enterprise",
                "code": f"{number:018d}",
                "name": f"第{number}号制造有限公司",
                "created_at": now,
                "public_id": secrets.token_urlsafe(12),
            }
            for number in numbers
        ],
    )
    codes = [f"{number:018d}" for number in numbers]
    rows = session.execute(
        select(Organisation.code, Organisation.id).where(Organisation.code.in_(codes))
    )
    firms = {code: key for code, key in rows}  # noqa: C416 - rows are no pairs to dict()
    session.execute(
        insert(Case),
        [
            {
                "number": f"B{number:06d}",
                "public_id": secrets.token_urlsafe(12),
                "scheme": scheme.code,
                "scheme_version": scheme.version,
                "case_type": "initial" if number % 2 else "surveillance",
                "enterprise_id": firms[f"{number:018d}"],
                "body_id": body.id,
                "opened_on": clock.today(),
                "rules_on": clock.today(),
                "created_at": now,
                "state": "draft" if number % 2 else PLANNING,
                "state_since_at": now - timedelta(minutes=number),
            }
            for number in numbers
        ],
    )
    _submit([number for number in numbers if number % 2], officer)


def _submit(numbers: list[int], officer: Person) -> None:
    now = clock.now()
    ids = list(
        session.scalars(select(Case.id).where(Case.number.in_([f"B{n:06d}" for n in numbers])))
    )
    session.execute(
        insert(JournalEntry),
        [
            {
                "chain": f"case:{key}",
                "seq": 1,
                "subject": "case",
                "subject_id": key,
                "action": "submit",
                "from_state": "draft",
                "to_state": SUBMITTED,
                "person_id": officer.id,
                "person_name": officer.name,
                "role": str(Role.APPLICANT),
                "at": now,
                "content": b"{}",
                "previous": "",
                "digest": secrets.token_hex(32),
            }
            for key in ids
        ],
    )
    entry = (
        select(JournalEntry.id)
        .where(JournalEntry.subject == "case", JournalEntry.subject_id == Case.id)
        .scalar_subquery()
    )
    session.execute(
        update(Case)
        .where(Case.id.in_(ids))
        .values(state=SUBMITTED, entry_id=entry)
        .execution_options(synchronize_session=False)
    )
