"""The registry's answers to machines: bodies, kinds, status codes and tags, without a framework."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certplatform.registry.entry import PublicRecord, Unknown, as_json

JSON, PROBLEM = "application/json", "application/problem+json"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    status: int
    body: bytes
    media_type: str = JSON

    @property
    def tag(self) -> str:
        """What changes when the body does."""
        return hashlib.sha256(self.body).hexdigest()[:32]


def reply(content: Any, status: int = 200) -> Reply:
    """A JSON answer."""
    return Reply(status, _dumped(content))


def problem(status: int, title: str, detail: str = "", **more: Any) -> Reply:
    """A problem as RFC 9457 has it."""
    content = {"type": "about:blank", "status": status, "title": title}
    if detail:
        content["detail"] = detail
    return Reply(status, _dumped({**content, **more}), PROBLEM)


def record_reply(found: PublicRecord | Unknown, address: str) -> Reply:
    """The record of a certificate; for an unknown number since when the registry is complete."""
    if isinstance(found, Unknown):
        return problem(
            404,
            "Not in this registry",
            "No certificate with this number and revision is in this registry.",
            number=found.number,
            complete_since=found.since.isoformat(timespec="seconds"),
        )
    return reply(as_json(found, address))


def _dumped(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
