"""Public notices: the list, one notice, and objecting to it (R39, R40)."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask import session as cookie
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from certplatform import clock
from certplatform.domain.errors import NotVisible
from certplatform.domain.scheme import Scheme
from certplatform.extensions import house, limiter
from certplatform.models.publicity import PublicNotice
from certplatform.process.publicity import lodge_objection, obstacles_to_lodge_objection
from certplatform.queries.cases import ABSENT
from certplatform.queries.notices import (
    ENDED,
    STATES,
    STOPPED,
    clock_of,
    notice_at,
    notices_page,
    state_of,
    states_of,
)
from certplatform.schemes import scheme
from certplatform.web.answers import attempt, page
from certplatform.web.formats import gettext, shown, text
from certplatform.web.guards import EVERYBODY, audience
from certplatform.web.notice_words import NOTICE_STATES, NOTICE_TONES
from certplatform.web.public.receipt import RECEIPT, show_receipt

OFTEN = "10 per hour"


class ObjectionForm(FlaskForm):
    """An objection; who leaves no contact cannot be told the outcome."""

    text = TextAreaField(
        validators=[InputRequired(), Length(max=8000)], render_kw={"rows": 6, "maxlength": 8000}
    )
    name = StringField(validators=[Length(max=100)], render_kw={"autocomplete": "name"})
    contact = StringField(validators=[Length(max=200)], render_kw={"autocomplete": "email"})


@audience(EVERYBODY)
def notices() -> Response:
    """All notices, the latest first."""
    asked = {key: request.args.get(key, "").strip() for key in ("q", "state")}
    found = notices_page(asked["state"], asked["q"], request.args.get("cursor", ""))
    here, query = url_for("public.notices"), urlencode(asked)
    states = states_of(found.rows)
    return page(
        "public/notices_list.html",
        notices=[_line(one, states[one.id]) for one in found.rows],
        asked=asked,
        states=[(code, gettext(NOTICE_STATES[code])) for code in STATES],
        pager={
            "next_url": f"{here}?{query}&{urlencode({'cursor': found.next_cursor})}"
            if found.next_cursor
            else "",
            "first_url": f"{here}?{query}" if request.args.get("cursor") else "",
            "count_text": found.count_text,
        },
    )


def _line(notice: PublicNotice, how: str) -> dict[str, Any]:
    known = _scheme(notice)
    return {
        "notice": notice,
        "content": notice.content,
        "grade_label": text(known.grade(notice.content["grade"]).title),
        "state": gettext(NOTICE_STATES[how]),
        "tone": NOTICE_TONES[how],
        "stopped": how == STOPPED,
    }


def _scheme(notice: PublicNotice) -> Scheme:
    return scheme(notice.content["scheme"], notice.content["scheme_version"])


@audience(EVERYBODY)
def notice(notice: str) -> Response:
    """One notice."""
    return _drawn(_found(notice), ObjectionForm())


@audience(EVERYBODY)
@limiter.limit(OFTEN)
def object_to(notice: str) -> Response:
    """Object to it."""
    found, form = _found(notice), ObjectionForm()
    if attempt(form, lambda: _lodge(found, form)):
        return show_receipt()
    return _drawn(found, form)


def _lodge(notice: PublicNotice, form: ObjectionForm) -> None:
    made = lodge_objection(
        notice.public_id,
        text=form.text.data or "",
        name=form.name.data or "",
        contact=form.contact.data or "",
    )
    cookie[RECEIPT] = made.receipt


def _found(public_id: str) -> PublicNotice:
    found = notice_at(public_id)
    if found is None:
        raise NotVisible(ABSENT)
    return found


def _drawn(found: PublicNotice, form: ObjectionForm) -> Response:
    known, said = _scheme(found), found.content
    standing = clock_of(found, clock.today())
    how = state_of(found)
    form.text.label.text = gettext("What you object to, and why")
    form.name.label.text = gettext("Your name or organisation")
    form.contact.label.text = gettext("How we can reach you")
    return page(
        "public/notices_one.html",
        notice=found,
        said=said,
        form=form,
        grade_label=text(known.grade(said["grade"]).title),
        standard=f"{said['standard']} {text(known.standard_title)}",
        opening=_written(known, "notice_opening", found),
        how_to=_written(known, "notice_how_to_object", found),
        capabilities=[
            (
                one["name"],
                text(known.viewpoint(one["viewpoint"]).title),
                text(known.level(one["level"]).title),
            )
            for one in said["capabilities"]
        ],
        state=gettext(NOTICE_STATES[how]),
        tone=NOTICE_TONES[how],
        standing=standing,
        open=how != ENDED and not obstacles_to_lodge_objection(found, "-"),
        late=shown(obstacles_to_lodge_objection(found, "-")) if how != ENDED else [],
    )


def _written(known: Scheme, key: str, notice: PublicNotice) -> str:
    """A text of the scheme with its fields filled in."""
    settings = house().settings
    fields = {
        "enterprise": notice.content["enterprise"],
        "body": notice.content["body"],
        "grade": text(known.grade(notice.content["grade"]).title),
        "begins_on": notice.starts_on.isoformat(),
        "ends_on": notice.ends_on.isoformat(),
        "notice_url": f"{settings.address}/notices/{notice.public_id}",
        "mail": settings.contact,
    }
    return text(known.text(key)) % fields


def add_to(public: Blueprint) -> None:
    """Add these pages."""
    public.add_url_rule("/notices", view_func=notices)
    public.add_url_rule("/notices/<notice>", view_func=notice)
    public.add_url_rule("/notices/<notice>/objections", view_func=object_to, methods=["POST"])
