"""R55: how long a closed case's file is kept, and why it cannot be deleted before."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_


def keep_until(closed_on: date, certificate_end: date | None, rules: Ruleset) -> date:
    """The last day on which the file must be there: the end of the next full cycle.

    The present cycle ends with the certificate; without one it is counted from the closing.
    """
    years = rules.number("R41.valid_years")
    present_end = certificate_end or closed_on + relativedelta(years=years) - timedelta(days=1)
    return present_end + relativedelta(years=years * rules.number("R55.keep_cycles"))


def deletion_obstacles(until: date, today: date) -> list[Obstacle]:
    """R55: deletion is refused up to and on that day."""
    if today > until:
        return []
    return [
        Obstacle(
            "R55",
            N_("This file must be kept until %(until)s."),
            N_("It can be deleted after that day; a correction is a new entry."),
            {"until": until.isoformat()},
        )
    ]
