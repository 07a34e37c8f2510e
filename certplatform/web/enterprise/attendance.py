"""The sign-ins of the audit team that were odd, and what the enterprise saw of them (R27)."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from certplatform.domain.actors import Role
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_
from certplatform.models.audit import SiteSignIn
from certplatform.models.case import Case
from certplatform.process.attendance import explain_for_enterprise
from certplatform.queries.attendance import names_of
from certplatform.queries.audits import sign_ins_of
from certplatform.queries.cases import case_for
from certplatform.queries.information import LIVELY
from certplatform.web.answers import attempt, done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole

HERE = "enterprise.attendance"
FROM_STAGE1 = "stage1 stage2 correction concluding review confirmation decision"


class SeenForm(FlaskForm):
    """What was seen."""

    sign_in = HiddenField()
    explanation = TextAreaField(_l("What you saw"), [Length(max=2000)])


@audience(Role.APPLICANT)
def attendance(case: str) -> Response:
    """Sign-ins that were odd, with what both sides say."""
    return _page(case_for(current_actor(), case), SeenForm(formdata=None))


def _page(case: Case, form: FlaskForm) -> Response:
    odd = [one for one in sign_ins_of(case) if one.anomalies]
    names = names_of({one.person_id for one in odd})
    return page(
        "enterprise/attendance.html",
        case=case,
        case_head=case_head(case, current_actor(), active=HERE),
        failed=form,
        rows=[_row(one, names[one.person_id]) for one in odd],
        may=case.state in LIVELY,
    )


def _row(one: SiteSignIn, who: str) -> dict[str, Any]:
    anomalies = [
        Obstacle(a["rule"], a["fact"], "", a["params"], a["weight"]) for a in one.anomalies
    ]
    return {"row": one, "who": who, "anomalies": shown(anomalies)}


@audience(Role.APPLICANT)
def explain_attendance(case: str) -> Response:
    """Say what was seen."""
    found, form = case_for(current_actor(), case), SeenForm()
    if attempt(
        form,
        lambda: explain_for_enterprise(
            found.id,
            sign_in_id=whole(form.sign_in.data),
            explanation=form.explanation.data or "",
            by=current_actor(),
        ),
    ):
        said = gettext("What you said is on record.")
        return done(said, url_for(HERE, case=found.public_id))
    return _page(found, form)


def add_to(enterprise: Blueprint) -> None:
    """Add these pages."""
    at = "/enterprise/cases/<case>/sign-in"
    enterprise.add_url_rule(at, view_func=attendance)
    enterprise.add_url_rule(at, view_func=explain_attendance, methods=["POST"])


add_tab(HERE, N_("Sign-in"), {Role.APPLICANT}, FROM_STAGE1)
offer("explain_for_enterprise", HERE)
