"""R57: whoever has to act is told when the limit of a step comes near, and when it has passed."""

from datetime import date, datetime

from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.domain.deadlines import NEAR, PASSED, Limit
from certplatform.domain.facts import LimitNear, LimitPassed
from certplatform.domain.people_facts import DeclarationLate, DeclarationNear
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case, LimitNotice
from certplatform.process.step import deed
from certplatform.queries.limits import ASKED, declarations_to_note, limits_to_note
from certplatform.queries.turns import Turn


def note_limits(on: date) -> int:
    """Tell of every limit near or past, once each per step; returns how many were told."""
    del on  # limits are reckoned from the clock's own day, as the pages show them
    noted, after = 0, 0
    while batch := limits_to_note(after):
        after = batch[-1][0].id
        for case, turn in batch:
            if turn.limit in {NEAR, PASSED} and turn.by_on is not None:
                _note(case.id, turn, turn.by_on)
                noted += 1
    return noted


def _note(case_id: int, turn: Turn, due_on: date) -> None:
    """The row is the proof that nobody is told twice; a unique key holds against a second run."""
    with deed(by=SYSTEM) as act:
        case = session.get_one(Case, case_id)
        session.add(
            LimitNotice(
                case_id=case_id,
                since_at=case.state_since_at,
                kind=turn.limit,
                due_on=due_on,
                given_at=act.at,
            )
        )
        fact = LimitPassed if turn.limit == PASSED else LimitNear
        act.tell(fact(case_id, due_on.isoformat()))


def note_declarations(on: date) -> int:
    """Remind of declarations whose limit is near or past, once each; returns how many were told.

    Those asked in one go share a notice; all of them are told with it.
    """
    del on  # as above
    together: dict[tuple[int, datetime, str], list[tuple[Assignment, Limit]]] = {}
    for place, stands in declarations_to_note():
        key = (place.case_id, place.invited_at or place.proposed_at, stands.state)
        together.setdefault(key, []).append((place, stands))
    for (case_id, since_at, state), asked in together.items():
        with deed(by=SYSTEM) as act:
            due_on = asked[0][1].due_on
            session.add(
                LimitNotice(
                    case_id=case_id,
                    since_at=since_at,
                    kind=ASKED[state],
                    due_on=due_on,
                    given_at=act.at,
                )
            )
            fact = DeclarationLate if state == PASSED else DeclarationNear
            for place, _ in asked:
                act.tell(fact(case_id, place.id, due_on.isoformat()))
    return sum(map(len, together.values()))
