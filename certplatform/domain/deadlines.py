"""R57 time limits of steps, and R54 the limits of appeals and complaints."""

from dataclasses import dataclass
from datetime import date, timedelta

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_
from certplatform.domain.workdays import Reckoned, WorkCalendar

OK, NEAR, PASSED = "ok", "near", "passed"


@dataclass(frozen=True, slots=True)
class Limit:
    """Where a step stands against its limit; `days_left` in working days, negative when late."""

    state: str
    due_on: date
    days_left: int
    provisional: bool


def limit(
    since: date, working_days: int, today: date, calendar: WorkCalendar, rules: Ruleset
) -> Limit:
    """R57: the limit of a step that began on a day, as it stands today."""
    due = calendar.add_working_days(since, working_days)
    left = calendar.working_days_between(today, due.on)
    if today > due.on:
        # on a weekend after the due day no working day has been lost yet, but the limit has passed
        return Limit(PASSED, due.on, min(left, 0), due.provisional)
    near = left <= rules.number("R57.nearing_workdays")
    return Limit(NEAR if near else OK, due.on, left, due.provisional)


def appeal_until(decided_on: date, rules: Ruleset) -> date:
    """R54: the last day on which an appeal against a decision can be lodged."""
    return decided_on + timedelta(days=rules.number("R54.appeal_days"))


def appeal_obstacles(decided_on: date, lodged_on: date, rules: Ruleset) -> list[Obstacle]:
    """R54: whether an appeal comes in time."""
    until = appeal_until(decided_on, rules)
    if lodged_on <= until:
        return []
    return [
        Obstacle(
            "R54",
            N_("An appeal against the decision of %(decided)s was possible until %(until)s."),
            N_("Lodge a complaint instead; complaints have no time limit."),
            {"decided": decided_on.isoformat(), "until": until.isoformat()},
        )
    ]


def acknowledge_until(lodged_on: date, calendar: WorkCalendar, rules: Ruleset) -> Reckoned:
    """R54: the last day for acknowledging an appeal or complaint."""
    return calendar.add_working_days(lodged_on, rules.number("R54.acknowledge_workdays"))


def handler_obstacles(handler: int, involved: frozenset[int]) -> list[Obstacle]:
    """R54: an appeal or complaint is decided by people outside the case."""
    if handler not in involved:
        return []
    return [
        Obstacle(
            "R54",
            N_("This person had a part in the case."),
            N_("Choose somebody outside the case."),
        )
    ]


def report_due_on(year: int, month: int, rules: Ruleset) -> date:
    """R60: the day by which a body's report on a month is due, holidays not excepted."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following.replace(day=rules.number("R60.monthly_report_day"))
