"""The grade capsule: all that somebody needs to compute level and grade again.

A document that sums itself up: RFC 8785 JSON, with the SHA-256 of all the rest in `digest`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785

from certplatform.domain.scheme import Scheme

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Concluded:
    """What was concluded: by a role, never by a name."""

    grade: str
    reason: str
    by_role: str
    at: datetime


def rules_of_scheme(scheme: Scheme) -> list[tuple[str, str]]:
    """Names and expressions, in the order in which they are evaluated."""
    return [(one.name, one.expression.strip()) for one in scheme.grading]


def capsule_of(
    scheme: Scheme,
    case: str,
    context: Mapping[str, Any],
    results: Mapping[str, Any],
    evidence: Iterable[tuple[str, str]],
    concluded: Concluded,
) -> bytes:
    """The capsule of a conclusion. `evidence` pairs a file's SHA-256 with a criterion."""
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "scheme": {"id": scheme.code, "version": scheme.version},
        "case": case,
        "context": context,
        "rules": [{"name": name, "expression": text} for name, text in rules_of_scheme(scheme)],
        "expected": dict(results),
        "evidence": [
            {"sha256": digest, "criterion": criterion}
            for criterion, digest in sorted({(criterion, digest) for digest, criterion in evidence})
        ],
        "concluded": {
            "grade": concluded.grade,
            "reason": concluded.reason,
            "by_role": concluded.by_role,
            "at": concluded.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    }
    return rfc8785.dumps(content | {"digest": digest_of(content)})


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a capsule without its digest."""
    rest = {key: value for key, value in content.items() if key != "digest"}
    return hashlib.sha256(rfc8785.dumps(rest)).hexdigest()


def digest_in(capsule: bytes) -> str:
    """The digest that a capsule names."""
    return str(json.loads(capsule)["digest"])


def differing_paths(left: object, right: object, path: str = "") -> list[str]:
    """The places in which two documents differ, such as context.capabilities[0].viewpoint."""
    if isinstance(left, dict) and isinstance(right, dict):
        found = []
        for key in sorted({*left, *right}):
            place = f"{path}.{key}".lstrip(".")
            if key in left and key in right:
                found += differing_paths(left[key], right[key], place)
            else:
                found.append(place)
        return found
    if isinstance(left, list) and isinstance(right, list):
        return _differing_rows(left, right, path)
    return [] if type(left) is type(right) and left == right else [path]


def _differing_rows(left: Sequence[object], right: Sequence[object], path: str) -> list[str]:
    found = [f"{path} (number of rows)"] if len(left) != len(right) else []
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        found += differing_paths(one, other, f"{path}[{at}]")
    return found
