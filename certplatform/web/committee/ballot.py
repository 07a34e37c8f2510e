"""The ballot: the secretariat opens it, each member votes unseen, then all see them (R38)."""

from datetime import datetime
from typing import Any

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateTimeLocalField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.decision import GRANT
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import DECISION
from certplatform.models.case import Case
from certplatform.process.ballot import obstacles_to_open_ballot, open_ballot, recuse, vote
from certplatform.queries.ballots import ballots_of, choices_of, open_ballot_of, panel_of
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import roles_on, scheme_of
from certplatform.queries.reviews import proposed_grade, recheck_in_force
from certplatform.web.answers import attempt, done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.committee.dossier import ballot_lines, summary_of
from certplatform.web.committee.sight import (
    AUDIENCE,
    OFFICE,
    asks_for_password,
    attempt_fresh,
    case_in_hand,
)
from certplatform.web.committee.words import CHOICES, OUTCOMES
from certplatform.web.formats import gettext, shown, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

LIMIT_STEP, USUAL_WORKDAYS, CLOSING_HOUR = "ballot", 5, 17


class OpenForm(FlaskForm):
    """Until when the panel votes."""

    closes_at = DateTimeLocalField(format="%Y-%m-%dT%H:%M", validators=[InputRequired()])


class VoteForm(FlaskForm):
    """One vote."""

    choice = RadioField(validate_choice=False)
    grade = SelectField(validate_choice=False)
    reason = TextAreaField(render_kw={"rows": 3, "maxlength": 4000})


class RecuseForm(FlaskForm):
    """Stepping back, with the reason."""

    reason = TextAreaField(render_kw={"rows": 2, "maxlength": 2000})


@audience(*AUDIENCE)
def ballot(case: str) -> Response:
    """The ballots of a case, and what the viewer can do in them."""
    found = case_in_hand(case, OFFICE | {Role.PANEL_MEMBER})
    return _drawn(found, OpenForm(), VoteForm(), RecuseForm(prefix="recuse"))


@audience(Role.SECRETARIAT)
def open_it(case: str) -> Response:
    """Open a ballot."""
    found, form = case_in_hand(case, OFFICE), OpenForm()
    if attempt(form, lambda: _open(found, form)):
        message = gettext("The ballot is open. Its members have been told.")
        return done(message, url_for("committee.ballot", case=case))
    return _drawn(found, form, VoteForm(formdata=None), RecuseForm(formdata=None, prefix="recuse"))


def _open(case: Case, form: OpenForm) -> None:
    typed = form.closes_at.data or clock.local_time(clock.now())
    open_ballot(case.id, closes_at=typed.replace(tzinfo=clock.LOCAL), by=current_actor())


@audience(Role.COMMITTEE_POOL)
def cast(case: str) -> Response:
    """Vote."""
    found, form = case_in_hand(case, frozenset({Role.PANEL_MEMBER})), VoteForm()
    if attempt_fresh(
        form,
        lambda: vote(
            found.id,
            choice=form.choice.data or "",
            grade=form.grade.data or "",
            justification=form.reason.data or "",
            by=current_actor(),
        ),
    ):
        return done(gettext("Your vote is recorded."), url_for("committee.ballot", case=case))
    return _drawn(found, OpenForm(formdata=None), form, RecuseForm(formdata=None, prefix="recuse"))


@audience(Role.COMMITTEE_POOL)
def step_back(case: str) -> Response:
    """Recuse oneself."""
    found = case_in_hand(case, frozenset({Role.PANEL_MEMBER}))
    form = RecuseForm(prefix="recuse")
    if attempt_fresh(
        form,
        lambda: recuse(found.id, justification=form.reason.data or "", by=current_actor()),
    ):
        message = gettext("You are recused from this case.")
        return done(message, url_for("committee.ballot", case=case))
    return _drawn(found, OpenForm(formdata=None), VoteForm(formdata=None), form)


def _drawn(case: Case, opening: OpenForm, voting: VoteForm, recusing: RecuseForm) -> Response:
    actor, running = current_actor(), open_ballot_of(case)
    roles = roles_on(actor, case)
    recheck = recheck_in_force(case)
    lines = [ballot_lines(case, one) for one in ballots_of(case)]
    _label(case, opening, voting, recusing)
    return page(
        "committee/ballot.html",
        case=case,
        case_head=case_head(case, actor, active="committee.ballot"),
        opening=opening if Role.SECRETARIAT in roles and running is None else None,
        opening_obstacles=shown(obstacles_to_open_ballot(case, actor)),
        voting=voting if _may_vote(lines, running is not None) else None,
        voted=running is not None and lines[0]["seen"].own is not None,
        recusing=recusing,
        ballots=lines,
        panel=len(panel_of(case)),
        in_decision=case.state == DECISION,
        recheck=recheck,
        sent_back=recheck is not None and recheck.outcome == "returned",
        recheck_outcome=gettext(OUTCOMES[recheck.outcome]) if recheck else "",
        grants=GRANT in choices_of(case),
        asks_for_password=asks_for_password(),
        **summary_of(case),
    )


def _may_vote(lines: list[dict[str, Any]], running: bool) -> bool:
    return running and lines[0]["seen"].is_member and lines[0]["seen"].own is None


def _label(case: Case, opening: OpenForm, voting: VoteForm, recusing: RecuseForm) -> None:
    """The words of the forms, and what can be chosen."""
    opening.closes_at.label.text = gettext("The ballot closes at")
    if request.method == "GET":
        opening.closes_at.data = _usual_end(case)
    voting.choice.label.text = gettext("Your vote")
    voting.choice.choices = [(one, gettext(CHOICES[one])) for one in choices_of(case)]
    voting.grade.label.text = gettext("Grade, when you grant")
    proposed = proposed_grade(case)
    grades = sorted(scheme_of(case).grades, key=lambda one: one.rank, reverse=True)
    voting.grade.choices = [(one.code, text(one.title)) for one in grades]
    if request.method == "GET" and proposed:
        voting.grade.data = proposed
    voting.reason.label.text = gettext("Reason (needed unless you agree with the proposal)")
    recusing.reason.label.text = gettext("Why you step back")


def _usual_end(case: Case) -> datetime:
    days = scheme_of(case).time_limits.get(LIMIT_STEP, USUAL_WORKDAYS)
    on = work_calendar().add_working_days(clock.today(), days).on
    return datetime(on.year, on.month, on.day, CLOSING_HOUR)  # noqa: DTZ001 - typed as local time


def add_to(committee: Blueprint) -> None:
    """Add these pages."""
    committee.add_url_rule("/cases/<case>/ballot", view_func=ballot)
    for address, view in (("open", open_it), ("vote", cast), ("recuse", step_back)):
        committee.add_url_rule(f"/cases/<case>/ballot/{address}", view_func=view, methods=["POST"])


add_tab("committee.ballot", N_("Ballot"), {Role.PANEL_MEMBER, *OFFICE}, DECISION)
offer("open_ballot", "committee.ballot")
offer("vote", "committee.ballot")
