"""My day: the half-days of one day, what is done, what is missing, whether I have signed in."""

from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.attendance import CLOSING, OPENING
from certplatform.domain.wording import N_
from certplatform.queries.checklist_views import MISSING, PLACE
from certplatform.queries.my_day import Day, DayRow, my_day
from certplatform.web.answers import page
from certplatform.web.context import add_navigation
from certplatform.web.guards import audience
from certplatform.web.plan_sheet import half, stage
from certplatform.web.signin import current_actor
from certplatform.web.typed import FIRST_YEAR, LAST_YEAR


@audience(Role.ASSESSOR_POOL)
def day() -> Response:
    """The day asked for, or today."""
    found = my_day(current_actor().person_id or 0, _asked())
    return page(
        "assessor/my_day.html",
        on=found.on,
        rows=[_drawn(found, one) for one in found.rows],
        before=_link(found.before),
        after=_link(found.after),
    )


def _asked() -> date:
    try:
        wanted = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return clock.today()
    return wanted if FIRST_YEAR <= wanted.year <= LAST_YEAR else clock.today()


def _link(on: date | None) -> str:
    return url_for("assessor.my_day", on=on.isoformat()) if on else ""


def _drawn(found: Day, one: DayRow) -> dict[str, Any]:
    address = one.case.public_id
    place = f"place:{one.site.id}:{one.plan.department}"
    here: dict[str, Any] = {"case": address, "view": PLACE, "part": place}
    missing = len(one.rows) - one.done
    stage_of = (one.case.id, one.plan.stage)
    return {
        "half": half(one.plan.half),
        "stage": stage(one.plan.stage),
        "enterprise": one.case.enterprise.name,
        "number": one.case.number,
        "site": one.site.name,
        "address": one.site.address,
        "department": one.plan.department,
        "with_whom": one.plan.with_whom,
        "done": one.done,
        "total": len(one.rows),
        "missing": missing,
        "opened": (*stage_of, OPENING) in found.signed,
        "closed": (*stage_of, CLOSING) in found.signed,
        "url": url_for("assessor.workbench", **here),
        "missing_url": url_for("assessor.workbench", **here, show=MISSING),
        "sign_in_url": url_for("assessor.attendance", case=address),
    }


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    assessor.add_url_rule("/audits/day", "my_day", day)


add_navigation("/audits/day", N_("My day"), "calendar-event", Role.ASSESSOR_POOL)
