"""R27: sign-in on site. Late, missing or far away is an anomaly to explain, never a refusal."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_
from certplatform.domain.workdays import Reckoned, WorkCalendar

OPENING, CLOSING = "opening", "closing"
EXPLAINED, DUE, ESCALATED = "explained", "due", "escalated"
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Place:
    """A position in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Series:
    """A row of audit days of one person at one site, as planned."""

    person: int
    name: str
    starts_at: datetime
    ends_at: datetime
    site: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in as it was made."""

    person: int
    moment: str
    at: datetime
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Anomaly:
    """What was out of order; `kind` is missing, late or far."""

    person: int
    moment: str
    kind: str
    shown: Obstacle


def anomalies(
    series: Series, sign_ins: Collection[SignIn], now: datetime, rules: Ruleset
) -> list[Anomaly]:
    """R27 for one person and row of days, as far as can be said by now."""
    found: list[Anomaly] = []
    for moment, latest in _latest_moments(series, rules):
        made = [one for one in sign_ins if one.person == series.person and one.moment == moment]
        if not made:
            found += _missing(series, moment, latest, now)
            continue
        first = min(made, key=lambda one: one.at)
        found += _late(series, moment, first, latest)
        found += _far(series, moment, made, rules)
    return found


def distance_km(one: Place, other: Place) -> float:
    """The distance over the ground between two positions."""
    lat_1, lat_2 = radians(one.latitude), radians(other.latitude)
    half_lat = (lat_2 - lat_1) / 2
    half_lon = radians(other.longitude - one.longitude) / 2
    bend = sin(half_lat) ** 2 + cos(lat_1) * cos(lat_2) * sin(half_lon) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, bend)))


def explanation_due(noticed_on: date, calendar: WorkCalendar, rules: Ruleset) -> Reckoned:
    """R27: the last day for explaining an anomaly."""
    return calendar.add_working_days(noticed_on, rules.number("R27.explain_workdays"))


def explanation_state(
    noticed_on: date, explained: bool, today: date, calendar: WorkCalendar, rules: Ruleset
) -> str:
    """R27: whether an anomaly is explained, still due, or escalates."""
    if explained:
        return EXPLAINED
    return ESCALATED if today > explanation_due(noticed_on, calendar, rules).on else DUE


def _latest_moments(series: Series, rules: Ruleset) -> Iterable[tuple[str, datetime]]:
    yield OPENING, series.starts_at + timedelta(hours=rules.number("R27.open_late_hours"))
    yield CLOSING, series.ends_at + timedelta(hours=rules.number("R27.close_late_hours"))


_SENTENCES = {
    ("missing", OPENING): N_("%(person)s has not signed in at “%(site)s” at the opening."),
    ("missing", CLOSING): N_("%(person)s has not signed in at “%(site)s” at the closing."),
    ("late", OPENING): N_("%(person)s signed in late at the opening at “%(site)s”."),
    ("late", CLOSING): N_("%(person)s signed in late at the closing at “%(site)s”."),
    ("far", OPENING): N_(
        "%(person)s signed in at the opening %(distance)s km away from “%(site)s”."
    ),
    ("far", CLOSING): N_(
        "%(person)s signed in at the closing %(distance)s km away from “%(site)s”."
    ),
}


def _anomaly(series: Series, moment: str, kind: str, distance: int = 0) -> Anomaly:
    params: dict[str, str | int] = {"person": series.name, "site": series.site}
    if kind == "far":
        params["distance"] = distance
    cure = N_("Explain it in writing; unexplained anomalies go to the supervisor.")
    shown = Obstacle("R27", _SENTENCES[kind, moment], cure, params, weight="warns")
    return Anomaly(series.person, moment, kind, shown)


def _missing(series: Series, moment: str, latest: datetime, now: datetime) -> list[Anomaly]:
    return [_anomaly(series, moment, "missing")] if now > latest else []


def _late(series: Series, moment: str, made: SignIn, latest: datetime) -> list[Anomaly]:
    return [_anomaly(series, moment, "late")] if made.at > latest else []


def _far(series: Series, moment: str, made: list[SignIn], rules: Ruleset) -> list[Anomaly]:
    if series.place is None:
        return []
    distances = [distance_km(series.place, one.place) for one in made if one.place is not None]
    if not distances or min(distances) <= float(rules.decimal("R27.geo_km")):
        return []
    return [_anomaly(series, moment, "far", round(min(distances)))]
