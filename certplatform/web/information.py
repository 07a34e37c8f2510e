"""Requests for information: one page of the case for the audit team and the enterprise."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.information import ANSWERED, DEFAULT_WORKDAYS, STATES, WITH_ENTERPRISE
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.information import InformationRequest
from certplatform.process.information import (
    answer_information,
    ask_information,
    return_information,
    settle_information,
)
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import ABSENT, case_for, roles_on
from certplatform.queries.information import LIVELY, documents_of, requests_of, standings_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import FROM_STAGE1, READERS, is_auditing
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import DateField
from certplatform.web.uploads import ACCEPT, files_of

HERE = "web.information"
TONES = {"open": "wait", "returned": "wait", "answered": "info", "accepted": "good"}


class AskForm(FlaskForm):
    """What is needed, and by when."""

    title = StringField(_l("What is needed"), [Length(max=200)])
    text = TextAreaField(_l("Explanation"), [Length(max=4000)])
    due_on = DateField(_l("Wanted by"))


class TurnForm(FlaskForm):
    """An answer with files, or why an answer does not do."""

    answer = TextAreaField(_l("Your answer"), [Length(max=8000)])
    files = MultipleFileField(_l("Files"))
    reason = TextAreaField(_l("Reason"), [Length(max=4000)])
    due_on = DateField(_l("Wanted by"))


def _case(address: str) -> Case:
    found = case_for(current_actor(), address)
    if not roles_on(current_actor(), found) & {*READERS, Role.APPLICANT}:
        raise NotVisible(ABSENT)
    return found


@audience(SIGNED_IN)
def information(case: str) -> Response:
    """What was asked for, what was answered, whose turn it is."""
    return _page(_case(case), AskForm(formdata=None))


def _page(case: Case, form: FlaskForm) -> Response:
    asking = form if isinstance(form, AskForm) else AskForm(formdata=None)
    first = work_calendar().add_working_days(clock.today(), DEFAULT_WORKDAYS).on
    asking.due_on.data = asking.due_on.data or first
    found, lively = requests_of(case), case.state in LIVELY
    standings, files = standings_of(case, found), documents_of(found)
    return page(
        "work/information.html",
        case=case,
        case_head=case_head(case, current_actor(), active=HERE),
        failed=form,
        form=asking,
        rows=[_row(one, standings[one.id], files[one.id]) for one in found],
        may_ask=lively and is_auditing(case),
        may_answer=lively and Role.APPLICANT in roles_on(current_actor(), case),
        accept=ACCEPT,
        again_by=first,
    )


def _row(one: InformationRequest, standing: str, files: list[Any]) -> dict[str, Any]:
    return {
        "row": one,
        "state": gettext(STATES[one.state]),
        "tone": "bad" if standing == "passed" else TONES[one.state],
        "standing": standing,
        "files": files,
        "with_enterprise": one.state in WITH_ENTERPRISE,
        "answered": one.state == ANSWERED,
    }


@audience(Role.ASSESSOR_POOL)
def ask(case: str) -> Response:
    """Ask for something."""
    found, form = _case(case), AskForm()
    deed = lambda: ask_information(  # noqa: E731 - one deed of a form
        found.id,
        title=form.title.data or "",
        text=form.text.data or "",
        due_on=form.due_on.data,
        by=current_actor(),
    )
    return _after(found, form, deed, gettext("The enterprise has been asked."))


@audience(Role.APPLICANT)
def answer(case: str, asked: str) -> Response:
    """Answer."""
    found, form = _case(case), TurnForm()
    deed = lambda: answer_information(  # noqa: E731 - one deed of a form
        found.id,
        request=asked,
        answer=form.answer.data or "",
        files=files_of(form.files.data),
        by=current_actor(),
    )
    return _after(found, form, deed, gettext("The answer is with the audit team."))


@audience(Role.ASSESSOR_POOL)
def judge(case: str, asked: str) -> Response:
    """Take an answer, or return it."""
    found, form = _case(case), TurnForm()
    actor = current_actor()
    if request.form.get("deed") == "return":
        deed = lambda: return_information(  # noqa: E731 - one deed of a form
            found.id,
            request=asked,
            reason=form.reason.data or "",
            due_on=form.due_on.data,
            by=actor,
        )
        return _after(found, form, deed, gettext("The enterprise has been asked again."))
    deed = lambda: settle_information(found.id, request=asked, by=actor)  # noqa: E731 - as above
    return _after(found, form, deed, gettext("The request is settled."))


def _after(case: Case, form: FlaskForm, deed: Callable[[], Any], said: str) -> Response:
    if attempt(form, deed):
        return done(said, url_for(HERE, case=case.public_id))
    return _page(case, form)


def add_to(web: Blueprint) -> None:
    """Add these pages."""
    at, post = "/cases/<case>/information", ["POST"]
    web.add_url_rule(at, view_func=information)
    web.add_url_rule(at, view_func=ask, endpoint="ask_information", methods=post)
    web.add_url_rule(
        f"{at}/<asked>/answer", view_func=answer, endpoint="answer_information", methods=post
    )
    web.add_url_rule(f"{at}/<asked>", view_func=judge, endpoint="judge_information", methods=post)


add_tab(HERE, N_("Information requests"), {*READERS, Role.APPLICANT}, FROM_STAGE1)
for _action in ("ask_information", "answer_information", "return_information"):
    offer(_action, HERE)
offer("settle_information", HERE)
