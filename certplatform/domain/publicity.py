"""R39-R41: how long a public notice runs, how objections stop it, and the order of dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_
from certplatform.domain.workdays import Reckoned, WorkCalendar

RUNNING, STOPPED, OVER = "running", "stopped", "over"


@dataclass(frozen=True, slots=True)
class Stop:
    """The time in which one objection stands undecided; without an end it still does."""

    lodged_on: date
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class NoticeClock:
    """Where a notice stands: its state, its last day (None while stopped), and the days left.

    `days_left` counts the full working days still to come; `provisional` while the end depends on
    a year whose official calendar is not yet known.
    """

    state: str
    ends_on: date | None
    days_left: int
    provisional: bool


def planned_end(published_on: date, calendar: WorkCalendar, rules: Ruleset) -> Reckoned:
    """R39: the last day of a notice without objections; the day of publishing is not counted."""
    return calendar.add_working_days(published_on, rules.number("R39.publicity_workdays"))


def notice_clock(
    published_on: date,
    objections: Sequence[Stop],
    today: date,
    calendar: WorkCalendar,
    rules: Ruleset,
) -> NoticeClock:
    """R39, R40: the clock of a notice on a day.

    The day of lodging is no full day, the day of the decision counts like that of publishing.
    """
    start, left = published_on, rules.number("R39.publicity_workdays")
    stops = objections if rules.on_off("R40.objection_stops") else ()
    for stop in sorted(stops, key=lambda one: one.lodged_on):
        if stop.lodged_on > calendar.add_working_days(start, left).on:
            break  # lodged after the end: it came too late to stop anything
        passed = calendar.working_days_between(start, stop.lodged_on - timedelta(days=1))
        left -= max(passed, 0)  # nothing passes while an earlier objection still stands
        if stop.decided_on is None:
            return NoticeClock(STOPPED, None, left, calendar.is_provisional(start, today))
        start = max(start, stop.decided_on)
    end = calendar.add_working_days(start, left)
    if today > end.on:
        return NoticeClock(OVER, end.on, 0, end.provisional)
    still = calendar.working_days_between(max(today, start), end.on)
    return NoticeClock(RUNNING, end.on, still, end.provisional)


def objection_obstacles(clock: NoticeClock, text: str) -> list[Obstacle]:
    """R40: an objection comes in time (also while another one is being decided) and says why."""
    found = []
    if clock.state == OVER and clock.ends_on is not None:
        found.append(
            Obstacle(
                "R40",
                N_("The notice ended on %(end)s."),
                N_("Lodge an appeal or a complaint instead."),
                {"end": clock.ends_on.isoformat()},
            )
        )
    if not text.strip():
        found.append(
            Obstacle(
                "R40",
                N_("The objection has no reason."),
                N_("Write what you object to and why."),
                field="reason",
            )
        )
    return found


def ended_obstacles(clock: NoticeClock) -> list[Obstacle]:
    """R39, R40: nothing goes on before the notice has ended, and on a known calendar only."""
    if clock.state == STOPPED:
        return [
            Obstacle(
                "R40",
                N_("An objection has stopped the notice; %(left)s working days are left."),
                N_("Have the objection decided by somebody outside the case."),
                {"left": clock.days_left},
            )
        ]
    if clock.state == OVER or clock.ends_on is None:
        return []
    return [
        Obstacle(
            "R39",
            N_("The notice runs until %(end)s."),
            N_("Go on after that day."),
            {"end": clock.ends_on.isoformat()},
        )
    ]


def provisional_warnings(clock: NoticeClock) -> list[Obstacle]:
    """R39: the end was reckoned without the official calendar and will be reckoned again."""
    if not clock.provisional:
        return []
    return [
        Obstacle(
            "R39",
            N_("The official holiday calendar of that year is not yet known; the end may move."),
            N_("Enter the calendar when it is published; the end is reckoned again then."),
            weight="warns",
        )
    ]


def date_obstacles(
    decided_on: date, published_on: date, ended_on: date, issued_on: date
) -> list[Obstacle]:
    """R41: decision, then publicity, then issue."""
    found = []
    if decided_on > published_on:
        found.append(
            Obstacle(
                "R41",
                N_("The notice of %(published)s came before the decision of %(decided)s."),
                N_("Publish after the decision."),
                {"published": published_on.isoformat(), "decided": decided_on.isoformat()},
            )
        )
    if issued_on <= ended_on:
        found.append(
            Obstacle(
                "R41",
                N_(
                    "The issue date %(issued)s does not lie after the notice, which ends %(ended)s."
                ),
                N_("Issue the certificate on the day after the notice or later."),
                {"issued": issued_on.isoformat(), "ended": ended_on.isoformat()},
            )
        )
    return found
