"""R45-R47: when surveillance is due, who is reminded when, and what happens when it is overdue."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_


def next_due_on(issued_on: date, audits_ended_on: Sequence[date], rules: Ruleset) -> date:
    """R45: the day by which the next surveillance audit has ended.

    The first counts from the issue, each next from the end of the one before.
    """
    anchor = max(audits_ended_on, default=issued_on)
    return anchor + relativedelta(months=rules.number("R45.surveillance_gap_months"))


def opens_on(due_on: date, rules: Ruleset) -> date:
    """The day on which the surveillance case comes up by itself: that of the first reminder."""
    return due_on - timedelta(days=max(rules.numbers("R46.reminder_days"), default=0))


def is_due_before_expiry(due_on: date, expires_on: date) -> bool:
    """Whether this surveillance is still wanted; from the end of validity on renewal takes over."""
    return due_on <= expires_on


def reminders_on(due_on: date, today: date, rules: Ruleset) -> list[int]:
    """R46: the reminders that fall on this day, by their number of days before the date."""
    left = (due_on - today).days
    return [days for days in rules.numbers("R46.reminder_days") if days == left]


def reminders_owed(due_on: date, today: date, sent: Collection[int], rules: Ruleset) -> list[int]:
    """R46: the reminder to send today when some days were missed: the latest one not yet sent.

    Earlier ones that were missed are not made up for; nobody is told twice on one day.
    """
    left = (due_on - today).days
    passed = [days for days in rules.numbers("R46.reminder_days") if 0 <= left <= days]
    latest = min(passed, default=None)
    return [] if latest is None or latest in sent else [latest]


def is_overdue(due_on: date, today: date, rules: Ruleset) -> bool:
    """R47: whether the date has passed by the days that put it onto the list."""
    return (today - due_on).days >= rules.number("R47.overdue_days")


def should_suspend(due_on: date, today: date, rules: Ruleset) -> list[Obstacle]:
    """R47: an overdue certificate goes onto the “should suspend” list."""
    if not is_overdue(due_on, today, rules):
        return []
    return [
        Obstacle(
            "R47",
            N_("Surveillance was due on %(due)s and has not ended; it is %(days)s days overdue."),
            N_("Do the audit, or suspend the certificate with a reason."),
            {"due": due_on.isoformat(), "days": (today - due_on).days},
        )
    ]


def suspends_by_itself(rules: Ruleset) -> bool:
    """R47: whether the scheme suspends automatically, or a person decides."""
    return rules.text("R47.suspend") == "automatic"
