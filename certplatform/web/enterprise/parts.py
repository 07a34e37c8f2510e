"""The application form in parts: each a page that saves by itself and says what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, jsonify, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.application_content import part_problems
from certplatform.domain.application_form import DOCUMENTS, PARTS, FormPart, form_part, part_of
from certplatform.domain.application_reading import Problem, read_part
from certplatform.domain.errors import Refusal
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.workflow.case_states import DRAFT, RETURNED
from certplatform.models.case import Case
from certplatform.process.application import Kept, save_part
from certplatform.queries.applications import (
    draft_of,
    return_points,
    saved_part,
)
from certplatform.queries.cases import case_for, scheme_of
from certplatform.queries.comparison import comparisons
from certplatform.queries.readiness import submission_obstacles
from certplatform.schemes import scheme
from certplatform.web.answers import done, page
from certplatform.web.application_sheet import part_title, shown_points
from certplatform.web.case_head import case_head
from certplatform.web.enterprise.body_choice import shown_fits
from certplatform.web.enterprise.part_form import content_of, lay_problems, part_form
from certplatform.web.enterprise.part_saving import (
    keep_touched,
    meanwhile,
    names_touched,
    shown_fields,
)
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import audience
from certplatform.web.self_assessment_sheet import shown_comparisons, shown_result
from certplatform.web.signin import current_actor

OPEN_FORM = frozenset({DRAFT, RETURNED})


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part in the list beside the form: its state says what is missing."""

    code: str
    title: str
    url: str
    active: bool
    missing: int


def part_url(case: Case, code: str, **more: Any) -> str:
    """The page of a part; the documents have their own."""
    if code == DOCUMENTS:
        return url_for("enterprise.documents", case=case.public_id, **more)
    return url_for("enterprise.part", case=case.public_id, part=code, **more)


def part_lines(case: Case, obstacles: Sequence[Obstacle], active: str = "") -> list[PartLine]:
    """All parts with the number of points that each still lacks."""
    application = draft_of(case)
    lines = []
    for code in [*(part.code for part in PARTS), DOCUMENTS]:
        rules = [
            one for one in obstacles if part_of(one.field) == code and one.field != f"part:{code}"
        ]
        missing = len(application.problems.get(code, ())) + sum(
            1 for one in rules if one.weight == "blocks"
        )
        url = part_url(case, code, check=1) if missing else part_url(case, code)
        lines.append(PartLine(code, part_title(code), url, code == active, missing))
    return lines


def beside(case: Case, active: str) -> dict[str, Any]:
    """What stands beside the form: the list of parts, what the rules say of this one."""
    obstacles = submission_obstacles(case, clock.today())
    mine = [one for one in obstacles if part_of(one.field) == active]
    _, points = return_points(case.id)
    return {
        "lines": part_lines(case, obstacles, active),
        "part_obstacles": shown(
            [one for one in mine if not one.field.startswith(("part:", "document:"))]
        ),
        "overview_url": url_for("enterprise.application", case=case.public_id),
        "body_fits": shown_fits(case) if active == "request" else [],
        "points": [
            one for one in shown_points(points) if one["part"] == active and case.state == RETURNED
        ],
        **_assessed(case, active),
    }


def _assessed(case: Case, active: str) -> dict[str, Any]:
    """Beside the questions: what the answers come to, and how that stands among others."""
    if not any(part.code == active and _asks(part) for part in PARTS):
        return {}
    result = draft_of(case).self_assessment
    return {
        "assessed": shown_result(result, scheme_of(case).self_assessment),
        "compared": shown_comparisons(result, comparisons(case)),
    }


def _asks(part: FormPart) -> bool:
    return any(one.kind == "answers" for one in part.fields)


def _known_part(code: str) -> FormPart:
    try:
        return form_part(code)
    except KeyError:
        raise NotFound from None


@audience(Role.APPLICANT)
def part(case: str, part: str) -> Response:
    """One part of the form: show it, or keep what was sent."""
    found, asked = case_for(current_actor(), case), _known_part(part)
    saved = saved_part(found.id, asked.code)
    form = part_form(asked, scheme(found.scheme, found.scheme_version), saved.content)
    version = saved.version
    if request.method == "POST":
        version = request.form.get("version", type=int, default=-1)
        try:
            if names_touched() and _wants_json():
                return _merged(found, asked, form, keep_touched(found, asked, form, version))
            version = save_part(
                found.id, asked.code, content_of(form, asked), version=version, by=current_actor()
            )
        except Refusal as refusal:
            if _wants_json():
                raise
            form.form_errors.append(gettext(refusal.message, **refusal.params))
            g.answer_status = refusal.status
        else:
            return _saved(found, asked, form, version)
    elif request.args.get("check"):
        lay_problems(form, _problems(found, asked, saved.content))
    return _drawn(found, asked, form, version)


def _problems(case: Case, asked: FormPart, content: Mapping[str, Any]) -> Sequence[Problem]:
    known = scheme(case.scheme, case.scheme_version)
    return part_problems(asked.code, read_part(asked, content, known), known)


def _drawn(case: Case, asked: FormPart, form: Any, version: int) -> Response:
    known = scheme(case.scheme, case.scheme_version)
    return page(
        "enterprise/application_part.html",
        case=case,
        case_head=case_head(case, current_actor(), active="enterprise.application"),
        part=asked,
        title=gettext(asked.title),
        hint=gettext(asked.hint),
        form=form,
        version=version,
        **shown_fields(asked, form, known),
        writable=case.state in OPEN_FORM,
        here=part_url(case, asked.code),
        **beside(case, asked.code),
    )


def _saved(case: Case, asked: FormPart, form: Any, version: int) -> Response:
    if not _wants_json():
        codes = [one.code for one in PARTS] + [DOCUMENTS]
        following = codes[codes.index(asked.code) + 1]
        if request.form.get("then") == "next":
            return done(gettext("Saved."), part_url(case, following))
        return done(gettext("Saved."), part_url(case, asked.code, check=1))
    return jsonify(version=version, **_told(case, asked, form, content_of(form, asked)))


def _merged(case: Case, asked: FormPart, form: Any, kept: Kept) -> Response:
    told = _told(case, asked, form, kept.content)
    return jsonify(version=kept.version, **told, **meanwhile(case, asked, kept))


def _told(case: Case, asked: FormPart, form: Any, content: Mapping[str, Any]) -> dict[str, Any]:
    """What the page is to say after a save: when, what is wrong, what is still missing."""
    wrong = [one for one in _problems(case, asked, content) if not one.missing]
    return {
        "saved_at": clock.local_time(clock.now()).strftime("%H:%M"),
        "errors": lay_problems(form, wrong),
        "beside": render_template("enterprise/application_beside.html", **beside(case, asked.code)),
    }


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def add_to(enterprise: Blueprint) -> None:
    """Add these pages."""
    enterprise.add_url_rule(
        "/enterprise/cases/<case>/application/<part>", view_func=part, methods=["GET", "POST"]
    )
