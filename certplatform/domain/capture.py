"""What a device says about a file as it was captured: its digest then, when, and where.

The digest must be that of what arrives. A clock that is wrong is kept and flagged, never refused.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from certplatform.domain.errors import Invalid
from certplatform.domain.files import shown_name
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FURTHEST_METRES = 1_000_000
_LONGEST_TEXT = 200_000
MALFORMED = N_(
    "What the device says about its files cannot be read. Load the page anew and send them again."
)
NOT_ONE_EACH = N_(
    "The device describes %(said)s files, but %(sent)s arrived. Choose the files again, send anew."
)
CHANGED = N_(
    "“%(name)s” arrived changed: its SHA-256 is not the one it had when it was captured. "
    "Nothing was kept. Choose the file again and send it anew."
)


@dataclass(frozen=True, slots=True)
class Capture:
    """One file as the device captured it; all but the digest may be unknown.

    `taken_at` and `sent_at` are by the clock of the device; the second tells how wrong it is.
    """

    sha256: str
    name: str = ""
    taken_at: datetime | None = None
    sent_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    accuracy_metres: int | None = None


def captures_from(text: str, files: int) -> list[Capture | None]:
    """The captures in a form's field, one for each file in their order; null where there is none.

    Raises Invalid when it cannot be read, or when there are more or fewer than files.
    """
    try:
        entries = json.loads(text) if len(text) <= _LONGEST_TEXT else None
    except (ValueError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        raise Invalid(MALFORMED, fields={"files": MALFORMED})
    if len(entries) != files:
        params = {"said": len(entries), "sent": files}
        raise Invalid(NOT_ONE_EACH, params, fields={"files": NOT_ONE_EACH})
    return [None if one is None else _capture(one) for one in entries]


def _capture(entry: Any) -> Capture:
    if not isinstance(entry, dict):
        raise Invalid(MALFORMED, fields={"files": MALFORMED})
    try:
        return _read(entry)
    except (ValueError, TypeError, OverflowError) as error:
        raise Invalid(MALFORMED, fields={"files": MALFORMED}) from error


def _read(entry: Mapping[str, Any]) -> Capture:
    digest = str(entry.get("sha256", "")).lower()
    if not _SHA256.fullmatch(digest):
        raise ValueError("sha256")
    latitude = _number(entry.get("latitude"), 90)
    longitude = _number(entry.get("longitude"), 180)
    if (latitude is None) != (longitude is None):
        raise ValueError("half a position")
    accuracy = _number(entry.get("accuracy"), math.inf)
    if accuracy is not None and (accuracy < 0 or latitude is None):
        raise ValueError("accuracy")
    return Capture(
        sha256=digest,
        name=shown_name(str(entry.get("name") or "")),
        taken_at=_instant(entry.get("taken_at")),
        sent_at=_instant(entry.get("sent_at")),
        latitude=_degrees(latitude),
        longitude=_degrees(longitude),
        accuracy_metres=None if accuracy is None else math.ceil(min(accuracy, _FURTHEST_METRES)),
    )


def _number(said: Any, most: float) -> float | None:
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise TypeError("number")
    if not math.isfinite(said) or abs(said) > most:
        raise ValueError("number")
    return float(said)


def _degrees(said: float | None) -> Decimal | None:
    return None if said is None else Decimal(repr(said)).quantize(Decimal("0.000001"))


def _instant(said: Any) -> datetime | None:
    if said is None or said == "":
        return None
    found = datetime.fromisoformat(said)
    if found.tzinfo is None:
        raise ValueError("time without zone")
    return found.astimezone(UTC)


def must_agree(name: str, received: str, capture: Capture) -> None:
    """Refuse a file that is not what was captured. Raises Invalid."""
    if received != capture.sha256:
        params = {"name": shown_name(name)}
        raise Invalid(CHANGED, params, fields=dict.fromkeys(("files", "file", "photo"), CHANGED))


def clock_off(capture: Capture, received_at: datetime) -> timedelta | None:
    """How far the device's clock is ahead (below zero: behind), as far as it can be known.

    Known from when it sent, else from having taken something later than it arrived.
    """
    if capture.sent_at is not None:
        return capture.sent_at - received_at
    if capture.taken_at is not None and capture.taken_at > received_at:
        return capture.taken_at - received_at
    return None


def clock_doubtful(off: timedelta | None, rules: Ruleset) -> bool:
    """R27: whether the clock was off by more than the limit, so that its time is flagged."""
    return off is not None and abs(off) > timedelta(minutes=rules.number("R27.clock_minutes"))
