"""Planned half-days as a calendar file, in the reader's language."""

from collections.abc import Iterable

from werkzeug.wrappers import Response

from certplatform.documents.calendar_file import MEDIA_TYPE, Entry, calendar_file
from certplatform.queries.plan_calendar import PlannedHalfDay
from certplatform.queries.plans import half_day_bounds
from certplatform.web.formats import gettext
from certplatform.web.plan_sheet import half


def calendar_of(name: str, half_days: Iterable[PlannedHalfDay], *, people: bool) -> Response:
    """The file; `people` names whose half-day each is, for a file of several people."""
    content = calendar_file(name, [_entry(one, people=people) for one in half_days])
    return Response(content, content_type=MEDIA_TYPE)


def _entry(one: PlannedHalfDay, *, people: bool) -> Entry:
    starts_at, ends_at = half_day_bounds(one.on, one.half)
    title = gettext(
        "Audit at %(enterprise)s, %(half)s", enterprise=one.enterprise, half=half(one.half)
    )
    where = gettext("remote") if one.remote else f"{one.site}, {one.address}"
    return Entry(
        one.uid,
        starts_at,
        ends_at,
        f"{title} · {one.person}" if people else title,
        where,
        one.number,
        one.revision,
        one.released_at,
        cancelled=one.cancelled,
    )
