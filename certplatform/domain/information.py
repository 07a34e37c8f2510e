"""Requests for information: who is to act, and how a request stands against its day."""

from datetime import date

from certplatform.domain.deadlines import NEAR, OK, PASSED
from certplatform.domain.errors import Invalid
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_
from certplatform.domain.workdays import WorkCalendar

OPEN, ANSWERED, RETURNED, ACCEPTED = "open", "answered", "returned", "accepted"
WITH_ENTERPRISE = (OPEN, RETURNED)
STATES = {
    OPEN: N_("Asked; the enterprise's turn"),
    ANSWERED: N_("Answered; the audit team's turn"),
    RETURNED: N_("Returned; the enterprise's turn"),
    ACCEPTED: N_("Settled"),
}
DEFAULT_WORKDAYS = 5


def standing(state: str, due_on: date, today: date, calendar: WorkCalendar, rules: Ruleset) -> str:
    """R57: whether an answer still has time, comes due soon, or is late."""
    if state not in WITH_ENTERPRISE:
        return OK
    if today > due_on:
        return PASSED
    left = calendar.working_days_between(today, due_on)
    return NEAR if left <= rules.number("R57.nearing_workdays") else OK


def must_be_askable(title: str, due_on: date | None, today: date) -> date:
    """The day by which it is asked for. Raises Invalid at the field that does not do."""
    wrong = {}
    if not title.strip():
        wrong["title"] = N_("Say what you need.")
    if due_on is None or due_on < today:
        wrong["due_on"] = N_("Choose a day from today on.")
    if wrong or due_on is None:
        raise Invalid(N_("The request cannot be sent like this."), fields=wrong)
    return due_on
