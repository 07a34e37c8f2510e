"""Findings of the audit before, confirmed by the team of this one."""

from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import NotVisible
from certplatform.models.finding import InheritedLook
from certplatform.process.step import deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.inherited import inherited_findings


def confirm_inherited(case_id: int | str, finding: str, *, by: Actor) -> str:
    """Confirm that the team has looked at what was found before; returns the row it is about."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "confirm_inherited")
        found = next(
            (one for one in inherited_findings(case) if one.finding.public_id == finding), None
        )
        if found is None:
            raise NotVisible(ABSENT)
        if found.look is None:
            session.add(
                InheritedLook(
                    case_id=case.id,
                    finding_id=found.finding.id,
                    confirmed_by=by.person_id,
                    confirmed_at=act.at,
                )
            )
        act.note(finding=found.finding.number, key=found.finding.key)
    return found.finding.key
