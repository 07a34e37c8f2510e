"""Findings of the audit before, beside the rows of this one until the team confirms them."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.models.case import Case
from certplatform.process.inherited import confirm_inherited
from certplatform.queries.checklist_views import part_of
from certplatform.queries.findings import label_of
from certplatform.queries.inherited import Inherited, inherited_findings
from certplatform.web.answers import done
from certplatform.web.assessor.workbench_rows import mark_of
from certplatform.web.audit_sight import audit_of
from certplatform.web.case_head import offer
from certplatform.web.finding_sheet import GRADES, TONES
from certplatform.web.formats import gettext, state
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor


def inherited_on(case: Case, keys: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """What the audit before found against these rows, by key."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in inherited_findings(case, keys):
        found.setdefault(one.finding.key, []).append(_drawn(case, one))
    return found


def _drawn(case: Case, one: Inherited) -> dict[str, Any]:
    return {
        "label": label_of(one.finding),
        "grade": gettext(GRADES[one.finding.grade]),
        "tone": TONES[one.finding.grade],
        "state": state(one.finding.state, "finding"),
        "fact": one.finding.fact,
        "site": one.site,
        "same_site": one.same_site,
        "confirmed": one.look is not None,
        "by": one.by,
        "at": one.look.confirmed_at if one.look else None,
        "url": url_for(
            "assessor.confirm_earlier", case=case.public_id, finding=one.finding.public_id
        ),
    }


@audience(Role.ASSESSOR_POOL)
def confirm_earlier(case: str, finding: str) -> Response:
    """Confirm one finding of the audit before."""
    found = audit_of(case)
    key = confirm_inherited(found.id, finding, by=current_actor())
    here = url_for(
        "assessor.workbench",
        case=found.public_id,
        part=part_of(found, key),
        _anchor=f"row-{mark_of(key)}",
    )
    return done(gettext("The finding of the audit before is confirmed."), here)


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at = "/cases/<case>/audit/earlier/<finding>"
    assessor.add_url_rule(at, view_func=confirm_earlier, methods=["POST"])


offer("confirm_inherited", "assessor.workbench")
