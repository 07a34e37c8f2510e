"""The secretariat appoints experts to the parts of a case, with what speaks for and against."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from certplatform.domain.actors import COMMITTEE_ROLES, Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import STANDING
from certplatform.domain.workflow.case import CASE
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.process.compliance_review import appoint, obstacles_to_appoint
from certplatform.queries.assignments import open_places_of
from certplatform.queries.cases import assignments_of
from certplatform.queries.reviews import candidates
from certplatform.web.answers import attempt, done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.committee.sight import AUDIENCE, OFFICE, case_in_hand
from certplatform.web.formats import gettext, place_state, role, shown, tone
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole

# The parts in the order in which a case needs them, by its state.
PARTS = {
    "review": (Role.COMPLIANCE_REVIEWER, Role.CONFIRMATION_AUDITOR),
    "confirmation": (Role.CONFIRMATION_AUDITOR,),
    "decision": (Role.RECHECKER, Role.PANEL_MEMBER),
    "objection": (Role.APPEAL_HANDLER,),
}
STATES = " ".join(PARTS)


class PartForm(FlaskForm):
    """Which part is to be filled."""

    class Meta:
        """A question, not a deed."""

        csrf = False

    role = SelectField(validate_choice=False)


class AppointForm(FlaskForm):
    """One person for one part."""

    role = HiddenField(validators=[InputRequired()])
    person = HiddenField(validators=[InputRequired()])
    clearance = TextAreaField(render_kw={"rows": 2, "maxlength": 2000})


@audience(*AUDIENCE)
def experts(case: str) -> Response:
    """Who has which part, and who could take the next one."""
    found, form = case_in_hand(case, OFFICE), AppointForm()
    if request.method == "POST" and attempt(form, lambda: _appoint(found, form)):
        message = gettext("Appointed. The part begins when the declaration is signed.")
        return done(message, url_for("committee.experts", case=case, role=form.role.data))
    chosen = _chosen(found, form)
    form.clearance.label.text = gettext("Why what looks suspicious is harmless")
    return page(
        "committee/experts.html",
        case=found,
        case_head=case_head(found, current_actor(), active="committee.experts"),
        form=form,
        parts=[(one, role(one)) for one in PARTS.get(found.state, ())],
        chosen=chosen,
        chosen_title=role(chosen) if chosen else "",
        people=[_candidate(found, one, chosen) for one in candidates(found)] if chosen else [],
        places=_places(found),
        refused_person=form.person.data if request.method == "POST" else "",
    )


def _appoint(case: Case, form: AppointForm) -> None:
    appoint(
        case.id,
        person_id=whole(form.person.data),
        role=Role(form.role.data) if form.role.data in set(Role) else Role.PUBLIC,
        clearance=form.clearance.data or "",
        by=current_actor(),
    )


def _chosen(case: Case, form: AppointForm) -> Role | None:
    """The part asked for, else the first that is still empty, else the first."""
    parts = PARTS.get(case.state, ())
    if not parts or not CASE.known("appoint"):
        return None
    asked = form.role.data or request.args.get("role", "")
    if asked in parts:
        return Role(asked)
    taken = {one.role for one in assignments_of(case.id, *STANDING)}
    return next((one for one in parts if one not in taken), parts[0])


def _candidate(case: Case, person: Person, part: Role) -> dict[str, Any]:
    found = obstacles_to_appoint(case, person, part)
    return {
        "id": person.id,
        "name": person.name,
        "load": open_places_of([person.id], current_actor().person_id)[person.id],
        "obstacles": shown(found),
        "blocked": any(one.weight == "blocks" for one in found),
        "to_clear": any(one.weight == "clear" for one in found),
    }


def _places(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "name": one.person.name,
            "role": role(one.role),
            "state": place_state(one),
            "tone": tone(one.state),
            "since": one.state_since_at,
        }
        for one in assignments_of(case.id)
        if one.role in COMMITTEE_ROLES
    ]


def add_to(committee: Blueprint) -> None:
    """Add this page."""
    committee.add_url_rule("/cases/<case>/experts", view_func=experts, methods=["GET", "POST"])


add_tab("committee.experts", N_("Experts"), set(OFFICE), STATES)
offer("appoint", "committee.experts")
