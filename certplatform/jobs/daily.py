"""The work of a day: what becomes due by the calendar. Every task is safe to run twice."""

from collections.abc import Callable
from datetime import date

from certplatform import clock
from certplatform.process.attendance import escalate_unexplained, note_missed
from certplatform.process.conclusion import confirm_overdue
from certplatform.process.correction import escalate_overdue_minors, return_overdue_majors
from certplatform.process.deadlines import note_declarations, note_limits
from certplatform.process.decision import count_due_ballots
from certplatform.process.information import remind_of_information
from certplatform.process.publicity import end_due_notices, recompute_notices
from certplatform.process.surveillance import give_reminders, note_overdue, open_due_surveillance
from certplatform.process.validity import expire_certificates

# In this order: what ends comes before what begins because of it.
TASKS: dict[str, Callable[[date], int]] = {
    "confirm_overdue_conclusions": confirm_overdue,
    "escalate_overdue_minors": escalate_overdue_minors,
    "return_overdue_majors": return_overdue_majors,
    "count_due_ballots": lambda on: count_due_ballots(clock.now()) if on else 0,
    "recompute_provisional_notices": lambda on: recompute_notices() if on else 0,
    "end_due_notices": end_due_notices,
    "expire_certificates": expire_certificates,
    "open_due_surveillance": open_due_surveillance,
    "give_reminders": give_reminders,
    "note_overdue_surveillance": note_overdue,
    "note_limits": note_limits,
    "note_declarations": note_declarations,
    "note_missed_sign_ins": note_missed,
    "escalate_unexplained_sign_ins": escalate_unexplained,
    "remind_of_information": remind_of_information,
}


def run_daily(on: date) -> dict[str, int]:
    """Do all timed work due on a local date; return how much each task found to do."""
    return {name: task(on) for name, task in TASKS.items()}
