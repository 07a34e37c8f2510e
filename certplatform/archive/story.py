"""A dossier as a reader sees it: titled parts of facts and tables, in the reader's language.

The page of the archive and the readable file in an exported package draw the same parts.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _gettext

from certplatform import clock
from certplatform.archive.story_tables import FACTS, TABLES, Column
from certplatform.archive.story_words import WORDS
from certplatform.domain.actors import ROLE_TITLES, Role
from certplatform.domain.scheme import Scheme, Text
from certplatform.domain.workflow.tables import MACHINES, title_of
from certplatform.schemes import UnknownScheme, scheme


@dataclass(frozen=True, slots=True)
class Part:
    """One titled part: facts, or a table with its rows."""

    key: str
    title: str
    facts: Sequence[tuple[str, str]] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Reader:
    """Writes the values of one dossier in the reader's language."""

    scheme: Scheme | None
    capabilities: Mapping[str, str]

    def write(self, column: Column, row: Mapping[str, Any]) -> str:
        """One value of a row; empty where there is none."""
        value: Any = row
        for step in column.path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is None or value == "":
            return ""
        return self._written(column.kind, value)

    def _written(self, kind: str, value: Any) -> str:
        if kind.startswith("state:"):
            return _state(kind.removeprefix("state:"), value)
        if kind in {"viewpoint", "case_type"}:
            return self._named(kind, value)
        if kind in {"item", "items"}:
            keys = value if kind == "items" else [value]
            return "；".join(self._item(one) for one in keys)
        writer = WRITERS.get(kind)
        return writer(value) if writer else str(value)

    def _item(self, key: str) -> str:
        """A row of the checklist: a clause with its title, or what of which capability."""
        kind, _, rest = key.partition(":")
        if kind == "clause":
            title = self._named("clause", rest)
            return f"{rest} {title}" if title != rest else rest
        position, _, what = rest.partition(":")
        about = self._named("dimension", what)
        return f"{self.capabilities.get(position, position)} · {about}" if what else key

    def _named(self, kind: str, code: str) -> str:
        """The scheme's name of a code; the code itself where the scheme is no longer known."""
        if self.scheme is None:
            return code
        try:
            named: Any = getattr(self.scheme, kind)(code)
        except KeyError:
            return code
        title: Text = named.title
        return title.in_(str(get_locale()))


def gettext(message: str, **params: Any) -> str:
    """The message in the reader's language; the library ships no types."""
    return str(_gettext(message, **params))


def _state(subject: str, code: str) -> str:
    machine = MACHINES[subject]
    return gettext(machine.title(code)) if code in machine.states else code


def _role(code: str) -> str:
    return gettext(ROLE_TITLES[Role(code)]) if code in set(Role) else code


def _instant(value: str) -> str:
    return clock.local_time(datetime.fromisoformat(value)).strftime("%Y-%m-%d %H:%M")


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return gettext(WORDS[value]) if value in WORDS else str(value)


def _days(value: int) -> str:
    return gettext("%(days)s person-days", days=f"{value / 2:g}")


WRITERS: Mapping[str, Callable[[Any], str]] = {
    "instant": _instant,
    "day": lambda value: date.fromisoformat(value).isoformat(),
    "role": _role,
    "word": _word,
    "half_days": _days,
    "money": lambda value: f"¥{value / 100:,.2f}",
}


def story_of(dossier: bytes) -> list[Part]:
    """The parts of a dossier that hold something, in the order of the process."""
    content = json.loads(dossier)
    names = {str(one["position"]): one["name"] for one in content["capabilities"]}
    reader = Reader(_scheme_of(content), names)
    parts = [
        Part(key, gettext(title), facts=_facts(reader, columns, content))
        for key, title, columns in FACTS
    ]
    for key, title, columns in TABLES:
        if rows := _rows_of(content, key):
            parts.append(
                Part(
                    key,
                    gettext(title),
                    head=[gettext(one.label) for one in columns],
                    rows=[[reader.write(one, row) for one in columns] for row in rows],
                )
            )
    return parts


def _scheme_of(content: Mapping[str, Any]) -> Scheme | None:
    try:
        return scheme(content["scheme"]["code"], content["scheme"]["version"])
    except UnknownScheme:
        return None


def _facts(
    reader: Reader, columns: Sequence[Column], content: Mapping[str, Any]
) -> list[tuple[str, str]]:
    return [(gettext(one.label), reader.write(one, content)) for one in columns]


def _rows_of(content: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    if key == "journal":
        return [_entry(one) for one in content["journal"]]
    outer, _, inner = key.partition(".")
    rows = content[outer]
    if not inner:
        return list(rows)
    return [{**below, "outer": one} for one in rows for below in one[inner]]


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a journal entry tells, its deed and states in words."""
    said = json.loads(entry["content"])
    known = said["subject"] in MACHINES
    states = [
        _state(said["subject"], one) if known and one else ""
        for one in dict.fromkeys((said["from"], said["to"]))
    ]
    who = said["name"] if said["person"] else _role(said["role"])
    title = title_of(said["subject"], said["action"])
    return {
        **said,
        "who": who,
        "deed": gettext(title),
        "move": " → ".join(one for one in states if one),
    }
