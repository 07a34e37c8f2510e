"""The second, blind rating of drawn rows: the first result is shown only afterwards."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.models.audit import SecondRating
from certplatform.models.case import Case
from certplatform.process.second_rating import rate_again
from certplatform.queries.audits import RESULTS, ChecklistRow, reference_of
from certplatform.queries.second_ratings import second_ratings_of, waiting_for
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import TEAM, audit_of, is_auditing
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.conclusion_sheet import RESULTS as RESULT_NAMES
from certplatform.web.formats import gettext, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

OPEN_IN = "stage1 stage2 correction"


class SecondRatingForm(FlaskForm):
    """The result, given without knowing the first one."""

    key = HiddenField()
    result = RadioField(_l("Result"), [InputRequired(_l("Please choose."))])
    note = TextAreaField(_l("Note"), [Length(max=4000)])


def _form(key: str = "") -> SecondRatingForm:
    form = SecondRatingForm(data={"key": key}) if key else SecondRatingForm()
    form.result.choices = [(code, gettext(RESULT_NAMES[code])) for code in RESULTS]
    return form


@audience(Role.ASSESSOR_POOL)
def second_rating(case: str) -> Response:
    """Drawn rows one after the other, and what this person has rated twice so far."""
    found, form = audit_of(case), _form()
    if attempt(
        form,
        lambda: rate_again(
            found.id,
            key=form.key.data or "",
            result=form.result.data or "",
            note=form.note.data or "",
            by=current_actor(),
        ),
    ):
        return done(
            gettext("The second rating is on record."),
            url_for("assessor.second_rating", case=found.public_id),
        )
    return _page(found, form)


def _page(case: Case, form: SecondRatingForm) -> Response:
    person_id = current_actor().person_id or 0
    open_now = is_auditing(case) and case.state in OPEN_IN.split()
    waiting = waiting_for(case, person_id) if open_now else []
    if waiting and not form.key.data:
        form = _form(waiting[0].key)
    return page(
        "assessor/second_rating.html",
        case=case,
        case_head=case_head(case, current_actor(), active="assessor.second_rating"),
        form=form,
        row=_row(next((one for one in waiting if one.key == form.key.data), None)),
        left=len(waiting),
        given=[_given(one) for one in second_ratings_of(case, person_id).values()],
    )


def _row(row: ChecklistRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "code": reference_of(row.key),
        "title": text(row.title),
        "prompt": text(row.prompt),
        "level": row.level,
    }


def _given(one: SecondRating) -> dict[str, Any]:
    return {
        "code": reference_of(one.key),
        "first": gettext(RESULT_NAMES[one.first_result]),
        "second": gettext(RESULT_NAMES[one.result]),
        "alike": one.first_result == one.result,
        "note": one.note,
        "at": one.rated_at,
    }


def add_to(assessor: Blueprint) -> None:
    """Add this page."""
    at = "/cases/<case>/second-rating"
    assessor.add_url_rule(at, view_func=second_rating, methods=["GET", "POST"])


add_tab("assessor.second_rating", N_("Second rating"), set(TEAM), OPEN_IN)
offer("rate_again", "assessor.second_rating")
