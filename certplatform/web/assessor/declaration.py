"""The declaration: what one sees before signing, signing, refusing, adding an interest (R15, R17).

Before signing only enterprise, group, consultancy and dates are shown, nothing of the case itself.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.workflow.assignment import EFFECTIVE, PROPOSED
from certplatform.models.application import CaseConsultant
from certplatform.models.assignment import Assignment
from certplatform.process.assignment import (
    declaration_of,
    declare,
    declare_interest,
    obstacles_to_declare,
    refuse_assignment,
)
from certplatform.process.person_record import TIE_KINDS
from certplatform.queries.assignments import own_assignment
from certplatform.queries.cases import ABSENT
from certplatform.queries.plans import audit_days
from certplatform.queries.ties import group_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.formats import gettext, role, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import DateField

POOLS = (Role.ASSESSOR_POOL, Role.COMMITTEE_POOL)
FILL_IN = _l("Please fill this in.")


class RefusalForm(FlaskForm):
    """Why not."""

    reason = TextAreaField(_l("Why you refuse"), [Length(max=4000)])


class InterestForm(FlaskForm):
    """An interest that came up after the declaration."""

    kind = SelectField(_l("Kind of tie"))
    organisation_name = StringField(_l("Organisation"), [InputRequired(FILL_IN), Length(max=200)])
    organisation_code = StringField(
        _l("Unified social credit code, if known"), [Optional(), Length(max=18)]
    )
    from_on = DateField(_l("Since"), [InputRequired(FILL_IN)])
    until_on = DateField(_l("Until (empty: it goes on)"), [Optional()])
    reason = TextAreaField(_l("What it is about"), [InputRequired(FILL_IN), Length(max=2000)])


def _mine(address: str) -> Assignment:
    found = own_assignment(current_actor(), address)
    if found is None:
        raise NotVisible(ABSENT)
    return found


@audience(*POOLS)
def declaration(assignment: str) -> Response:
    """What I am asked to take part in, and what I sign for it."""
    return _page(_mine(assignment), RefusalForm(formdata=None), _interest_form(empty=True))


def _interest_form(*, empty: bool = False) -> InterestForm:
    form = InterestForm(formdata=None) if empty else InterestForm()
    form.kind.choices = [(code, gettext(title)) for code, title in TIE_KINDS.items()]
    return form


def _page(mine: Assignment, refusal: FlaskForm, interest: FlaskForm) -> Response:
    case = mine.case
    return page(
        "assessor/declaration.html",
        mine=mine,
        role=role(mine.role),
        enterprise=case.enterprise,
        group=group_of(case.enterprise_id, clock.today(), clock.today()),
        consultancies=_consultancies(case.id),
        days=audit_days(case),
        text=mine.declaration or declaration_of(mine),
        obstacles=shown(obstacles_to_declare(mine)) if mine.state == PROPOSED else [],
        waits=mine.state == PROPOSED,
        holds=mine.state in EFFECTIVE,
        case_url=url_for("web.case_page", case=case.public_id) if mine.state in EFFECTIVE else "",
        refusal=refusal,
        interest=interest,
    )


def _consultancies(case_id: int) -> list[str]:
    names = session.scalars(
        select(CaseConsultant.organisation_name)
        .where(CaseConsultant.case_id == case_id)
        .order_by(CaseConsultant.id)
    )
    return list(dict.fromkeys(names))


def _answer(
    assignment: str,
    form: FlaskForm,
    deed: Callable[[Assignment], Any],
    message: str,
) -> Response:
    mine = _mine(assignment)
    if attempt(form, lambda: deed(mine)):
        return done(message, url_for("assessor.declaration", assignment=assignment))
    refusal = form if isinstance(form, RefusalForm) else RefusalForm(formdata=None)
    interest = form if isinstance(form, InterestForm) else _interest_form(empty=True)
    return _page(mine, refusal, interest)


@audience(*POOLS)
def sign(assignment: str) -> Response:
    """Sign and accept."""
    return _answer(
        assignment,
        RefusalForm(),
        lambda mine: declare(mine.id, by=current_actor()),
        gettext("You have signed the declaration; the case is open to you now."),
    )


@audience(*POOLS)
def refuse(assignment: str) -> Response:
    """Refuse the place."""
    form = RefusalForm()
    return _answer(
        assignment,
        form,
        lambda mine: refuse_assignment(mine.id, reason=form.reason.data or "", by=current_actor()),
        gettext("You have refused; somebody else will be asked."),
    )


@audience(*POOLS)
def add_interest(assignment: str) -> Response:
    """Add an interest to the declaration."""
    form = _interest_form()
    said = {name: value for name, value in form.data.items() if name != "csrf_token"}
    return _answer(
        assignment,
        form,
        lambda mine: declare_interest(mine.id, by=current_actor(), **said),
        gettext("The interest is on record, and your place is suspended until it is looked at."),
    )


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at, post = "/assignments/<assignment>", ["POST"]
    assessor.add_url_rule(at, view_func=declaration)
    assessor.add_url_rule(f"{at}/sign", view_func=sign, methods=post)
    assessor.add_url_rule(f"{at}/refuse", view_func=refuse, methods=post)
    assessor.add_url_rule(f"{at}/interest", view_func=add_interest, methods=post)
