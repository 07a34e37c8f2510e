"""R41, R48-R50: how long a certificate lasts, its moves, suspension, restoring and renewal."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_
from certplatform.domain.workflow.certificate import CANCELLED, EXPIRED, REVOKED, SUSPENDED, VALID

MOVES: dict[str, frozenset[str]] = {
    VALID: frozenset({SUSPENDED, REVOKED, CANCELLED, EXPIRED}),
    SUSPENDED: frozenset({VALID, REVOKED, CANCELLED, EXPIRED}),
    REVOKED: frozenset(),
    CANCELLED: frozenset(),
    EXPIRED: frozenset(),
}
IN_TIME, AFTER_EXPIRY, TOO_LATE = "in_time", "after_expiry", "too_late"


@dataclass(frozen=True, slots=True)
class Renewal:
    """R50: the dates of a renewed certificate.

    In time, number and first issue date stay and the revision rises; after expiry a new period
    begins with the decision but ends as if it had been in time.
    """

    kind: str
    starts_on: date
    expires_on: date
    keeps_number: bool


def expiry(issued_on: date, rules: Ruleset) -> date:
    """R41: the last day of validity."""
    return issued_on + relativedelta(years=rules.number("R41.valid_years")) - timedelta(days=1)


def is_expired(expires_on: date, today: date) -> bool:
    """Whether the last day of validity has passed."""
    return today > expires_on


def may_move(present: str, wanted: str) -> bool:
    """R49: whether a certificate can go from one state to the other."""
    return wanted in MOVES.get(present, frozenset())


def move_obstacles(present: str, wanted: str) -> list[Obstacle]:
    """R49: why a certificate cannot take a state."""
    if may_move(present, wanted):
        return []
    if not MOVES.get(present):
        fact = N_("The state of this certificate is final.")
        return [Obstacle("R49", fact, N_("A new assessment can lead to a new certificate."))]
    return [
        Obstacle(
            "R49",
            N_("The certificate cannot take this state from its present one."),
            N_("Look at its history; perhaps it has this state already."),
        )
    ]


def suspended_until(suspended_on: date, rules: Ruleset) -> date:
    """R48: the last day of a suspension."""
    return suspended_on + relativedelta(months=rules.number("R48.suspension_months"))


def should_withdraw(suspended_on: date, today: date, rules: Ruleset) -> list[Obstacle]:
    """R48: a suspension that has lasted too long goes onto the “should withdraw” list."""
    until = suspended_until(suspended_on, rules)
    if today <= until:
        return []
    return [
        Obstacle(
            "R48",
            N_("The suspension of %(suspended)s should have ended by %(until)s."),
            N_("Restore or withdraw the certificate."),
            {"suspended": suspended_on.isoformat(), "until": until.isoformat()},
        )
    ]


def restoring_obstacles(
    evidence_count: int, decider: int, audit_team: frozenset[int]
) -> list[Obstacle]:
    """R48: restoring needs evidence, and a decider outside the audit team."""
    found = []
    if evidence_count < 1:
        found.append(
            Obstacle(
                "R48",
                N_("There is no evidence that the cause of the suspension is gone."),
                N_("Add the evidence."),
                field="evidence",
            )
        )
    if decider in audit_team:
        found.append(
            Obstacle(
                "R48",
                N_("You belonged to the audit team of this certificate."),
                N_("Somebody outside the audit team restores it."),
            )
        )
    return found


def renewal(old_end: date, decided_on: date, issued_on: date, rules: Ruleset) -> Renewal:
    """R50: which dates a renewal gets. The old end is the last valid day, so it is still in time.

    `issued_on` starts the new revision of a renewal in time; after expiry the decision does.
    """
    new_end = old_end + relativedelta(years=rules.number("R50.extension_years"))
    if decided_on <= old_end:
        return Renewal(IN_TIME, issued_on, new_end, keeps_number=True)
    kind = TOO_LATE if decided_on > renewable_until(old_end, rules) else AFTER_EXPIRY
    return Renewal(kind, decided_on, new_end, keeps_number=False)


def renewable_until(old_end: date, rules: Ruleset) -> date:
    """R50: the last day on which a renewal after expiry can be decided."""
    return old_end + relativedelta(months=rules.number("R50.restore_months"))


def renewal_obstacles(old_end: date, decided_on: date, rules: Ruleset) -> list[Obstacle]:
    """R50: later than that only an initial assessment leads to a certificate."""
    until = renewable_until(old_end, rules)
    if decided_on <= until:
        return []
    return [
        Obstacle(
            "R50",
            N_("The certificate expired on %(expired)s; renewal was possible until %(until)s."),
            N_("Apply for an initial assessment."),
            {"expired": old_end.isoformat(), "until": until.isoformat()},
        )
    ]
