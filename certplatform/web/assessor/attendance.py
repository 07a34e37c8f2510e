"""Signing in on site: opening and closing, with position and photo; explaining what was odd."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import DecimalField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.attendance import explanation_due
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_
from certplatform.models.audit import SiteSignIn
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.process.attendance import STAGES, explain_anomaly, sign_in
from certplatform.queries.audits import missing_sign_ins, sign_ins_of
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import rules_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import FROM_STAGE1, READERS, audit_of, is_auditing
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.plan_sheet import stage
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole
from certplatform.web.uploads import file_of

KINDS = {"opening": N_("Opening"), "closing": N_("Closing")}


class SignInForm(FlaskForm):
    """Opening or closing, position if given, photo."""

    kind = RadioField(_l("Meeting"), [InputRequired(_l("Please choose."))])
    latitude = DecimalField(_l("Latitude"), [Optional(), NumberRange(-90, 90)], places=6)
    longitude = DecimalField(_l("Longitude"), [Optional(), NumberRange(-180, 180)], places=6)
    photo = FileField(_l("Photo"))
    captures = HiddenField()
    explanation = TextAreaField(
        _l("Explanation, if something is out of the ordinary"), [Length(max=2000)]
    )


class ExplainForm(FlaskForm):
    """What happened."""

    sign_in = HiddenField()
    explanation = TextAreaField(_l("Explanation"), [Length(max=2000)])


@audience(SIGNED_IN)
def attendance(case: str) -> Response:
    """Who signed in when, and what was odd."""
    return _page(audit_of(case), SignInForm(formdata=None))


def _page(case: Case, form: FlaskForm) -> Response:
    signing = form if isinstance(form, SignInForm) else SignInForm(formdata=None)
    signing.kind.choices = [(code, gettext(title)) for code, title in KINDS.items()]
    open_now = STAGES.get(case.state, 0)
    return page(
        "assessor/attendance.html",
        case=case,
        case_head=case_head(case, current_actor(), active="assessor.attendance"),
        form=signing,
        failed=form,
        rows=[_row(case, one) for one in sign_ins_of(case)],
        missing=shown([one.shown for one in missing_sign_ins(case, open_now)]) if open_now else [],
        may=is_auditing(case) and bool(open_now),
    )


def _row(case: Case, one: SiteSignIn) -> dict[str, Any]:
    due = explanation_due(clock.local_date(one.at), work_calendar(), rules_of(case)).on
    return {
        "row": one,
        "who": session.get_one(Person, one.person_id).name,
        "stage": stage(one.stage),
        "kind": gettext(KINDS[one.kind]),
        "anomalies": shown(
            [
                Obstacle(a["rule"], a["fact"], a["cure"], a["params"], a["weight"])
                for a in one.anomalies
            ]
        ),
        "due": due,
        "to_explain": bool(one.anomalies) and not one.explanation,
        "mine": one.person_id == current_actor().person_id,
        "late": clock.today() > due,
    }


@audience(Role.ASSESSOR_POOL)
def make_sign_in(case: str) -> Response:
    """Sign in."""
    found, form = audit_of(case), SignInForm()
    form.kind.choices = [(code, gettext(title)) for code, title in KINDS.items()]
    if attempt(form, lambda: _sign_in(found, form)):
        return done(gettext("You are signed in."), _here(found))
    return _page(found, form)


def _sign_in(case: Case, form: SignInForm) -> None:
    sign_in(
        case.id,
        kind=form.kind.data or "",
        latitude=form.latitude.data,
        longitude=form.longitude.data,
        photo=file_of(form.photo.data, form.captures.data),
        explanation=form.explanation.data or "",
        by=current_actor(),
    )


@audience(Role.ASSESSOR_POOL)
def explain(case: str) -> Response:
    """Explain an anomaly."""
    found, form = audit_of(case), ExplainForm()
    if attempt(
        form,
        lambda: explain_anomaly(
            found.id,
            sign_in_id=whole(form.sign_in.data),
            explanation=form.explanation.data or "",
            by=current_actor(),
        ),
    ):
        return done(gettext("The explanation is on record."), _here(found))
    return _page(found, form)


def _here(case: Case) -> str:
    return url_for("assessor.attendance", case=case.public_id)


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at, post = "/cases/<case>/sign-in", ["POST"]
    assessor.add_url_rule(at, view_func=attendance)
    assessor.add_url_rule(at, view_func=make_sign_in, methods=post)
    assessor.add_url_rule(f"{at}/explain", view_func=explain, methods=post)


add_tab("assessor.attendance", N_("Sign-in"), READERS, FROM_STAGE1)
offer("sign_in", "assessor.attendance")
offer("explain_anomaly", "assessor.attendance")
