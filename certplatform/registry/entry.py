"""The public record of a certificate, from one look-up (R53)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from certplatform import clock
from certplatform.domain.certificate import SUPERSEDED, present_state, public_reason
from certplatform.domain.numbering import mended_number
from certplatform.domain.scheme import Scheme, Text
from certplatform.domain.workflow.certificate import EXPIRED, PENDING, SUSPENDED, VALID
from certplatform.queries.register import complete_since, listed, look_up
from certplatform.schemes import scheme

LONGEST_NUMBER = 60
STATUSES = (VALID, SUSPENDED, "withdrawn", "cancelled", EXPIRED, SUPERSEDED)
# The members of the record's parts, in the order of the contract; canonical bytes are sorted.
HOLDER = ("name", "name_en", "uscc", "address", "region", "industry")
SITE, CODED, CAPABILITY = ("name", "address"), ("code", "name"), ("name", "viewpoint", "level")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the public history."""

    status: str
    since: date
    reason: Text


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """A certificate as the public sees it today."""

    number: str
    revision: int
    newest: int
    status: str
    since: date
    reason: Text
    said: Mapping[str, Any]
    history: tuple[Line, ...]
    next_surveillance_on: date | None
    pdf_sha256: str
    entitled: bool
    scheme: Scheme

    @property
    def is_newest(self) -> bool:
        """Whether this is the revision in force."""
        return self.revision == self.newest


@dataclass(frozen=True, slots=True)
class Unknown:
    """A number that the registry does not have; it is complete since that instant."""

    number: str
    since: datetime


def find(number: str, revision: int | None = None) -> PublicRecord | Unknown:
    """The record of a number as people type it. One statement where the number is known."""
    wanted = mended_number(number)[:LONGEST_NUMBER]
    row = look_up(wanted, revision) if wanted.isprintable() else None
    if row is None or row.state == PENDING:
        return Unknown(wanted, complete_since() or clock.now())
    return _record(row, clock.today())


def _record(row: Any, today: date) -> PublicRecord:
    known = scheme(row.scheme)
    history = _history(row, known)
    status = present_state(row.state, row.expires_on, today)
    if status == EXPIRED and row.state != EXPIRED:
        history = (Line(EXPIRED, row.expires_on + timedelta(days=1), Text("", "")), *history)
    since, reason = _latest(status, history, row)
    if row.revision < row.newest:
        status, reason = SUPERSEDED, Text("", "")
        since = clock.local_date(row.superseded_at)
    said = json.loads(row.content)
    grades = listed(row.ranges)
    return PublicRecord(
        number=row.number,
        revision=row.revision,
        newest=row.newest,
        status=status,
        since=since,
        reason=reason,
        said=said,
        history=history,
        next_surveillance_on=row.next_surveillance_on,
        pdf_sha256=row.pdf_sha256,
        entitled=any(not one or said["grade"] in one for one in grades),
        scheme=known,
    )


def _history(row: Any, known: Scheme) -> tuple[Line, ...]:
    """The latest first."""
    lines = sorted(listed(row.history), key=lambda one: one["id"], reverse=True)
    return tuple(
        Line(
            one["status"],
            date.fromisoformat(one["since"]),
            public_reason(one["status"], one["code"], known),
        )
        for one in lines
    )


def _latest(status: str, history: Sequence[Line], row: Any) -> tuple[date, Text]:
    """Since when without a break the status is what it is, and why."""
    found = (clock.local_date(row.state_since_at), Text("", ""))
    for line in history:
        if line.status != status:
            break
        found = (line.since, line.reason)
    return found


def as_json(record: PublicRecord, address: str) -> dict[str, Any]:
    """The record as the API gives it (contracts.md); texts as entered."""
    said, due_on = record.said, record.next_surveillance_on
    return {
        "number": record.number,
        "revision": record.revision,
        "status": record.status,
        "status_since": record.since.isoformat(),
        "status_reason": record.reason.zh,
        "holder": {name: said["holder"][name] for name in HOLDER},
        "sites": [{name: one[name] for name in SITE} for one in said["sites"]],
        "issuer": {name: said["issuer"][name] for name in CODED},
        "body": {name: said["body"][name] for name in CODED},
        "standard": said["standard"],
        "scope": said["scope"],
        "scope_en": said["scope_en"],
        "grade": said["grade"],
        "capabilities": [{name: one[name] for name in CAPABILITY} for one in said["capabilities"]],
        "first_issued": said["first_issued"],
        "issued": said["issued"],
        "expires": said["expires"],
        "next_surveillance_due": due_on.isoformat() if due_on and _lives(record) else None,
        "history": [
            {"status": one.status, "since": one.since.isoformat(), "reason": one.reason.zh}
            for one in record.history
        ],
        "verify_url": page_address(address, record.number, record.revision),
        "pdf_url": file_address(address, record.number, record.revision),
        "pdf_sha256": record.pdf_sha256,
    }


def _lives(record: PublicRecord) -> bool:
    return record.status in {VALID, SUSPENDED}


def page_address(address: str, number: str, revision: int) -> str:
    """Where anybody looks the certificate up, as the QR code has it."""
    return f"{address}/c/{quote(number, safe='')}?r={revision}"


def file_address(address: str, number: str, revision: int) -> str:
    """Where the sealed file is."""
    return f"{address}/c/{quote(number, safe='')}.pdf?r={revision}"
