"""My calendar: the secret address of my half-days, and busy time out of other calendars."""

from flask import Blueprint, flash, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import FileField, StringField
from wtforms.validators import InputRequired, Length

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.extensions import house, limiter
from certplatform.process.calendar_intake import LARGEST, MONTHS_AHEAD
from certplatform.process.intake import MEGABYTE
from certplatform.process.person_calendar import (
    LONGEST_NAME,
    make_feed,
    remove_busy_time,
    revoke_feed,
    take_in_busy_time,
)
from certplatform.queries.plan_calendar import busy_sources, feed_of
from certplatform.web.account.sign_in import my_session
from certplatform.web.answers import attempt, done, page
from certplatform.web.context import add_navigation
from certplatform.web.formats import gettext
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

OFTEN = "20 per hour"
add_navigation("/account/calendar", N_("My calendar"), "calendar-time", Role.ASSESSOR_POOL)


class FeedForm(FlaskForm):
    """A deed on the address of the feed."""


class BusyForm(FlaskForm):
    """A calendar file and what it is to be called."""

    source = StringField(
        _l("Name of the calendar"),
        [InputRequired(_l("Please fill this in.")), Length(max=LONGEST_NAME)],
        description=_l("The next file under the same name replaces this one."),
    )
    file = FileField(_l("Calendar file (iCalendar, .ics)"))


class SourceForm(FlaskForm):
    """Which calendar is to be forgotten."""

    source = StringField(validators=[InputRequired(), Length(max=LONGEST_NAME)])


def _page(form: FlaskForm, busy: BusyForm, address: str = "") -> Response:
    me = my_session().person.id
    answer = page(
        "account/calendar.html",
        form=form,
        busy=busy,
        address=address,
        feed=feed_of(me),
        sources=[{"name": name, "count": count, "at": at} for name, count, at in busy_sources(me)],
        months=MONTHS_AHEAD,
        most_mb=LARGEST // MEGABYTE,
    )
    if address:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@audience(Role.ASSESSOR_POOL)
def calendar() -> Response:
    """My feed and the calendars I took in."""
    return _page(FeedForm(formdata=None), BusyForm(formdata=None))


@audience(Role.ASSESSOR_POOL)
def renew() -> Response:
    """Make a new address; it is shown this once, the one before leads nowhere."""
    form, tokens = FeedForm(), list[str]()
    attempt(form, lambda: tokens.append(make_feed(by=current_actor())))
    address = ""
    if tokens:
        path = url_for("public.calendar_feed", token=tokens[0])
        address = f"{house().settings.address}{path}"
    return _page(form, BusyForm(formdata=None), address)


@audience(Role.ASSESSOR_POOL)
def revoke() -> Response:
    """Let the address lead nowhere."""
    form = FeedForm()
    if attempt(form, lambda: revoke_feed(by=current_actor())):
        return done(gettext("The address is revoked."), url_for("account.calendar"))
    return _page(form, BusyForm(formdata=None))


@audience(Role.ASSESSOR_POOL)
@limiter.limit(OFTEN)
def take_in() -> Response:
    """Take busy time out of a calendar file."""
    form, left_out = BusyForm(), list[int]()

    def deed() -> None:
        content = form.file.data.read() if form.file.data else b""
        source = form.source.data or ""
        left_out.append(take_in_busy_time(source, content, by=current_actor()).left_out)

    if not attempt(form, deed):
        return _page(FeedForm(formdata=None), form)
    if left_out[0]:
        told = gettext(
            "%(count)s events could not be followed and were left out.", count=left_out[0]
        )
        flash(told, "wait")
    return done(gettext("The busy time is taken in."), url_for("account.calendar"))


@audience(Role.ASSESSOR_POOL)
def forget() -> Response:
    """Forget a calendar."""
    form = SourceForm()
    if attempt(form, lambda: remove_busy_time(form.source.data or "", by=current_actor())):
        return done(gettext("The calendar is forgotten."), url_for("account.calendar"))
    return _page(form, BusyForm(formdata=None))


def add_to(account: Blueprint) -> None:
    """Add these pages."""
    at, post = "/calendar", ["POST"]
    account.add_url_rule(at, view_func=calendar)
    account.add_url_rule(f"{at}/address", endpoint="renew_feed", view_func=renew, methods=post)
    account.add_url_rule(
        f"{at}/address/revoke", endpoint="revoke_feed", view_func=revoke, methods=post
    )
    account.add_url_rule(f"{at}/busy", endpoint="take_in_busy", view_func=take_in, methods=post)
    account.add_url_rule(
        f"{at}/busy/forget", endpoint="forget_busy", view_func=forget, methods=post
    )
