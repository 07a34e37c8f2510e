"""The calendar feed behind a secret address: no session, no cookie, nothing said about why not."""

from flask import Blueprint, abort
from flask_babel import force_locale
from werkzeug.wrappers import Response

from certplatform.extensions import limiter
from certplatform.queries.plan_calendar import half_days_for_feed, person_of_feed
from certplatform.web.formats import gettext
from certplatform.web.guards import EVERYBODY, audience, without_session
from certplatform.web.plan_file import calendar_of

OFTEN = "30 per minute"


@audience(EVERYBODY)
@without_session
@limiter.limit(OFTEN)
def calendar_feed(token: str) -> Response:
    """The half-days of whoever holds this address; unknown and revoked ones look absent."""
    person = person_of_feed(token)
    if person is None:
        abort(404)
    with force_locale(person.locale):
        found = half_days_for_feed(person.id)
        answer = calendar_of(gettext("My audits"), found, people=False)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def add_to(public: Blueprint) -> None:
    """Add the feed."""
    public.add_url_rule("/calendar/<token>.ics", view_func=calendar_feed)
