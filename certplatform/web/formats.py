"""How pages write dates, instants, money, states, people and scheme texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _gettext

from certplatform import clock
from certplatform.domain.actors import ROLE_TITLES, Role
from certplatform.domain.bilingual import params_for
from certplatform.domain.errors import Refusal
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.scheme import Text
from certplatform.domain.workflow.assignment import standing_title
from certplatform.domain.workflow.tables import MACHINES
from certplatform.models.assignment import Assignment


def day(value: date | datetime | None) -> str:
    """A local date as 2026-11-20."""
    if value is None:
        return "—"
    return (clock.local_date(value) if isinstance(value, datetime) else value).isoformat()


def instant(value: datetime | None) -> str:
    """A UTC instant as local date and time."""
    return clock.local_time(value).strftime("%Y-%m-%d %H:%M") if value else "—"


def money(cents: int) -> str:
    """Integer cents as yuan."""
    return f"¥{cents // 100:,}.{cents % 100:02d}"


def text(value: Text | str | None) -> str:
    """A scheme text in the current language."""
    if value is None:
        return ""
    return value.in_(str(get_locale())) if isinstance(value, Text) else value


def listed(names: Iterable[str]) -> str:
    """Names one after another, as the language separates them."""
    return text(Text("、", ", ")).join(names)


def role(value: str) -> str:
    """The name of a role."""
    return gettext(ROLE_TITLES[Role(value)])


def state(code: str, subject: str = "case") -> str:
    """The name of a state."""
    machine = MACHINES[subject]
    return gettext(machine.title(code)) if code in machine.states else code


def place_state(one: Assignment) -> str:
    """How somebody's place on a case stands."""
    objected = bool(one.objection) and not one.objection_answer
    title = standing_title(one.state, invited=one.invited_at is not None, objected=objected)
    return gettext(title)


def tone(code: str) -> str:
    """The tone of a state's badge: what ended well, ended otherwise, waits, or runs."""
    good = {"certified", "valid", "closed", "verified", "confirmed", "declared", "current", "met"}
    bad = {"rejected", "declined", "terminated", "withdrawn", "refused", "not_met", "major"}
    waiting = {"returned", "suspended", "objection", "expired", "partly", "minor", "correction"}
    quiet = {"draft", "superseded", "cancelled", "ended", "replaced", "dropped", "drafted"}
    for name, codes in (("good", good), ("bad", bad), ("wait", waiting), ("quiet", quiet)):
        if code in codes:
            return name
    return "info"


@dataclass(frozen=True, slots=True)
class Shown:
    """An obstacle in the reader's language, as the components draw it."""

    rule: str
    fact_text: str
    cure_text: str
    weight: str


def shown(obstacles: Sequence[Obstacle]) -> list[Shown]:
    """Obstacles in the reader's language."""
    return [
        Shown(
            one.rule,
            gettext(one.fact, **_spoken(one)),
            gettext(one.cure, **_spoken(one)) if one.cure else "",
            one.weight,
        )
        for one in obstacles
    ]


def _spoken(obstacle: Obstacle) -> dict[str, Any]:
    """Parameters in the reader's language; those that are messages themselves are translated."""
    params = params_for(obstacle.params, str(get_locale()))
    return {
        name: gettext(value) if isinstance(value, str) and value else value
        for name, value in params.items()
    }


def refused(refusal: Refusal) -> str:
    """A refusal in the reader's language."""
    return sentence(refusal.message, refusal.params)


def sentence(message: str, params: Mapping[str, str | int]) -> str:
    """A message in the reader's language; parameters that are messages are translated too."""
    spoken = {
        name: gettext(value) if isinstance(value, str) and value else value
        for name, value in params_for(params, str(get_locale())).items()
    }
    return gettext(message, **spoken)


def half_days(count: Any) -> str:
    """Half-days as person-days."""
    return gettext("%(days)s person-days", days=f"{int(count) / 2:g}")


def gettext(message: str, **params: Any) -> str:
    """The message in the reader's language; the library ships no types."""
    return str(_gettext(message, **params))


def register_formats(app: Flask) -> None:
    """Give the filters to the templates."""
    for one in (day, instant, money, text, role, state, place_state, tone, shown, half_days):
        app.add_template_filter(one, one.__name__)
