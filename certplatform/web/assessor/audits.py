"""My audits: the places I hold, and the half-days I am planned for."""

from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import EFFECTIVE
from certplatform.models.assignment import Assignment
from certplatform.queries.assignments import open_places
from certplatform.queries.barred import barred_cases
from certplatform.queries.plans import half_days_of
from certplatform.web.answers import page
from certplatform.web.context import add_navigation
from certplatform.web.formats import place_state, role, tone
from certplatform.web.guards import audience
from certplatform.web.plan_sheet import half, stage
from certplatform.web.signin import current_actor


@audience(Role.ASSESSOR_POOL)
def my_audits() -> Response:
    """Where I take part, and when."""
    me = current_actor().person_id or 0
    barred = barred_cases(me)
    places = [one for one in open_places(me) if one.invited_at and one.case_id not in barred]
    signed = {one.case_id for one in places if one.state in EFFECTIVE}
    return page(
        "assessor/audit_list.html",
        places=[_place(one) for one in places],
        days=[
            {
                "on": row.on,
                "half": half(row.half),
                "stage": stage(row.stage),
                "enterprise": case.enterprise.name,
                "url": url_for("assessor.workbench", case=case.public_id)
                if case.id in signed
                else "",
                "past": row.on < clock.today(),
            }
            for row, case in half_days_of(me)
            if case.id not in barred
        ],
    )


def _place(one: Assignment) -> dict[str, Any]:
    effective = one.state in EFFECTIVE
    here = url_for("assessor.declaration", assignment=one.public_id)
    return {
        "enterprise": one.case.enterprise.name,
        "number": one.case.number if effective else "",
        "role": role(one.role),
        "state": place_state(one),
        "tone": tone(one.state),
        "declaration_url": here,
        "url": url_for("web.case_page", case=one.case.public_id) if effective else here,
    }


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    assessor.add_url_rule("/audits", view_func=my_audits)


add_navigation("/audits", N_("My audits"), "calendar-event", Role.ASSESSOR_POOL)
