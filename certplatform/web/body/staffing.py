"""Rounds of staffing: a quarter's teams and times, asked for, pinned, asked again, released."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from certplatform import clock
from certplatform.codes import industry_title
from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.staffing_reasons import Reason
from certplatform.domain.staffing_round import EXCLUDED, RUNNING, STATES
from certplatform.domain.wording import N_
from certplatform.models.staffing import StaffingCase, StaffingProposal, StaffingRound
from certplatform.process.staffing import ask, interrupt, open_round, pin, release
from certplatform.queries.cases import ABSENT, scheme_of
from certplatform.queries.staffing import (
    PAGE_ROWS,
    cases_of_round,
    counts_of,
    planning_bodies,
    round_for,
    rounds_for,
)
from certplatform.web.answers import attempt, done, page
from certplatform.web.context import add_navigation
from certplatform.web.formats import gettext, role, shown, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import DateField, whole

PLANNER = (Role.SCHEDULER, Role.BODY_MANAGER)
TONES = {"running": "wait", "done": "good", "failed": "bad", "released": "good"}
HALVES = {1: N_("morning"), 2: N_("afternoon")}


class OpenForm(FlaskForm):
    """Between which days the audits are to be."""

    from_on = DateField(validators=[InputRequired()])
    until_on = DateField(validators=[InputRequired()])


LABELS = {"from_on": N_("First day"), "until_on": N_("Last day")}


@audience(*PLANNER)
def rounds() -> Response:
    """The rounds of the body, and how to open one."""
    return _rounds_page(_labelled(OpenForm(formdata=None)))


def _rounds_page(form: OpenForm) -> Response:
    found = rounds_for(current_actor())
    counts = counts_of([one.id for one in found], current_actor().person_id)
    return page(
        "body/staffing_rounds.html",
        rounds=[{**_facts(one), "counts": counts[one.id]} for one in found],
        form=form,
    )


def _labelled(form: OpenForm) -> OpenForm:
    for name, label in LABELS.items():
        form[name].label.text = gettext(label)
    return form


@audience(*PLANNER)
def open_new() -> Response:
    """Open a round over the cases that wait for a team."""
    form = _labelled(OpenForm())
    made: list[StaffingRound] = []

    def deed() -> None:
        body_id = planning_bodies(current_actor())[0]
        assert form.from_on.data and form.until_on.data  # noqa: S101, PT018 - validated
        made.append(
            open_round(
                body_id,
                from_on=form.from_on.data,
                until_on=form.until_on.data,
                by=current_actor(),
            )
        )

    if attempt(form, deed):
        return done(gettext("The round is open. Nobody is told of anything yet."), _here(made[0]))
    return _rounds_page(form)


@audience(*PLANNER)
def one_round(found: str) -> Response:
    """A round: its cases with their proposed teams and dates, what has no team and why."""
    return _round_page(round_for(current_actor(), found))


def _round_page(found: StaffingRound, form: Any = None) -> Response:
    after = whole(request.args.get("after"))
    gaps = request.args.get("show") == "gaps"
    viewer = current_actor().person_id
    rows = cases_of_round(found.id, seen_by=viewer, after=after, gaps=gaps, limit=PAGE_ROWS + 1)
    more = rows[PAGE_ROWS - 1].id if len(rows) > PAGE_ROWS else 0
    return page(
        "body/staffing_round.html",
        round=_facts(found),
        counts=counts_of([found.id], current_actor().person_id)[found.id],
        rows=[_row(one) for one in rows[:PAGE_ROWS]],
        form=form or FlaskForm(formdata=None),
        gaps=gaps,
        after=after,
        more=more,
    )


def _facts(found: StaffingRound) -> dict[str, Any]:
    return {
        "row": found,
        "address": found.public_id,
        "state": gettext(STATES[found.state]),
        "tone": TONES.get(found.state, ""),
        "running": found.state == RUNNING,
        "gap": _gap(found),
        "elapsed": _elapsed(found),
    }


def _gap(found: StaffingRound) -> str:
    """How far the answer may be from the best possible, in words."""
    if found.cost is None or found.bound is None:
        return ""
    if found.bound >= found.cost:
        return gettext("The best possible answer, proven.")
    share = f"{(found.cost - found.bound) * 100 / found.cost:.1f}"
    return gettext("At most %(percent)s %% from the best possible answer.", percent=share)


def _elapsed(found: StaffingRound) -> int:
    if found.started_at is None or found.state != RUNNING:
        return 0
    return min(found.seconds, int((clock.now() - found.started_at).total_seconds()))


def _row(one: StaffingCase) -> dict[str, Any]:
    return {
        "row": one,
        "number": one.case.number,
        "case": one.case.public_id,
        "enterprise": one.case.enterprise.name,
        "starts": _starts(one),
        "team": [_person(one, p) for p in one.proposals if p.role != EXCLUDED],
        "excluded": [_person(one, p) for p in one.proposals if p.role == EXCLUDED],
        "reason": _reason(one),
        "problems": shown(
            [Obstacle(p["rule"], p["fact"], p["cure"], p["params"]) for p in one.problem]
        ),
    }


def _starts(one: StaffingCase) -> str:
    if one.starts_on is None or one.start_half is None:
        return ""
    return f"{one.starts_on.isoformat()} {gettext(HALVES[one.start_half])}"


def _person(row: StaffingCase, one: StaffingProposal) -> dict[str, Any]:
    return {
        "name": one.person.name,
        "pair": f"{row.case_id}:{one.person_id}",
        "role": role(one.role) if one.role != EXCLUDED else "",
        "pinned": one.pinned,
    }


def _reason(one: StaffingCase) -> str:
    if not one.reason:
        return ""
    known, said = scheme_of(one.case), dict(one.reason["params"])
    if "level" in said:
        said["level"] = text(known.level(said["level"]).title)
    if "viewpoint" in said:
        said["viewpoint"] = text(known.viewpoint(said["viewpoint"]).title)
    if "industry" in said:
        said["industry"] = f"{said['industry']} {text(industry_title(said['industry']))}"
    return gettext(Reason(one.reason["code"], said).text, **said)


def _here(found: StaffingRound, **more: Any) -> str:
    return url_for("body.staffing_round", found=found.public_id, **more)


def _on_round(found: str, deed: Callable[[StaffingRound], object], message: str) -> Response:
    row, form = round_for(current_actor(), found), FlaskForm()
    if attempt(form, lambda: deed(row)):
        return done(message, _here(row))
    return _round_page(row, form)


@audience(*PLANNER)
def ask_again(found: str) -> Response:
    """Ask for an answer."""
    return _on_round(
        found, lambda one: ask(one.id, by=current_actor()), gettext("The search has begun.")
    )


@audience(*PLANNER)
def stop(found: str) -> Response:
    """Interrupt the search."""
    return _on_round(
        found,
        lambda one: interrupt(one.id, by=current_actor()),
        gettext("The search is interrupted; the best answer so far stays."),
    )


@audience(*PLANNER)
def save_pins(found: str) -> Response:
    """Keep what is ticked on this page, and ask again where that button was pressed."""
    again = "again" in request.form

    def deed(one: StaffingRound) -> None:
        pin(
            one.id,
            cases={whole(typed) for typed in request.form.getlist("case")},
            people=_pairs("pinned"),
            starts={whole(typed) for typed in request.form.getlist("start")},
            without=_pairs("without"),
            by=current_actor(),
        )
        if again:
            ask(one.id, by=current_actor())

    return _on_round(
        found,
        deed,
        gettext("The search has begun.") if again else gettext("What is pinned is kept."),
    )


def _pairs(name: str) -> set[tuple[int, int]]:
    parts = (typed.partition(":") for typed in request.form.getlist(name))
    return {(whole(case), whole(person)) for case, _, person in parts}


@audience(*PLANNER)
def release_all(found: str) -> Response:
    """Ask the proposed people to declare."""
    counted: list[tuple[int, int]] = []
    row, form = round_for(current_actor(), found), FlaskForm()
    if attempt(form, lambda: counted.append(release(row.id, by=current_actor()))):
        asked, refused = counted[0]
        return done(
            gettext(
                "%(asked)s people have been asked to declare; %(refused)s proposals were refused.",
                asked=asked,
                refused=refused,
            ),
            _here(row),
        )
    return _round_page(row, form)


@audience(*PLANNER)
def progress(found: str) -> Response:
    """How far the search is: a part of the page, drawn anew while it runs."""
    row = round_for(current_actor(), found)
    if row.state != RUNNING and request.headers.get("HX-Request") is None:
        raise NotVisible(ABSENT)
    facts, counts = _facts(row), counts_of([row.id], current_actor().person_id)[row.id]
    made = make_response(render_template("body/staffing_progress.html", round=facts, counts=counts))
    if row.state != RUNNING:
        made.headers["HX-Refresh"] = "true"
    return made


def add_to(body: Blueprint) -> None:
    """Add these pages."""
    at, post = "/body/staffing", ["POST"]
    body.add_url_rule(at, endpoint="staffing_rounds", view_func=rounds)
    body.add_url_rule(f"{at}/open", endpoint="staffing_open", view_func=open_new, methods=post)
    one = f"{at}/<found>"
    body.add_url_rule(one, endpoint="staffing_round", view_func=one_round)
    body.add_url_rule(f"{one}/progress", endpoint="staffing_progress", view_func=progress)
    for name, view in (
        ("ask", ask_again),
        ("interrupt", stop),
        ("pin", save_pins),
        ("release", release_all),
    ):
        body.add_url_rule(
            f"{one}/{name}", endpoint=f"staffing_{name}", view_func=view, methods=post
        )


add_navigation("/body/staffing", N_("Staffing"), "calendar-event", *PLANNER)
