"""Verification for machines: a number, a digest, or the file itself."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from certplatform.api.answers import answer
from certplatform.documents.keyring import trusted
from certplatform.documents.sealcheck import SealReport, check_seal
from certplatform.extensions import EVERYBODY, audience, house, limiter, without_session
from certplatform.registry.entry import Unknown, as_json, find
from certplatform.registry.reply import Reply, problem, reply
from certplatform.registry.verify import FileAnswer, check_digest, check_file
from certplatform.storage import SHA256

OFTEN = "60 per minute"
PDF = "application/pdf"


@audience(EVERYBODY)
@without_session
def verify() -> Response:
    """Whatever was sent, each thing established or not is said by itself."""
    if request.mimetype == "application/json":
        return answer(_asked(request.get_json(silent=True)), cached=False)
    if request.mimetype == PDF:
        content = request.get_data()
    elif (upload := request.files.get("file")) is not None:
        content = upload.read()
    else:
        told = "Send a PDF, a form with `file`, or JSON with `number` or `sha256`."
        return answer(problem(415, "Nothing to verify", told), cached=False)
    seal = check_seal(content, trusted(house().settings))
    return answer(_told(check_file(content), seal), cached=False)


def _asked(body: Any) -> Reply:
    if isinstance(body, dict):
        number, sha256, revision = (body.get(name) for name in ("number", "sha256", "revision"))
        if isinstance(sha256, str) and SHA256.fullmatch(sha256.lower()):
            return _told(check_digest(sha256))
        whole = isinstance(revision, int) and not isinstance(revision, bool)
        fits = revision is None or (whole and 0 < revision < 10_000)  # noqa: PLR2004
        if isinstance(number, str) and fits:
            found = find(number, revision)
            record = None if isinstance(found, Unknown) else found
            return _told(FileAnswer("", record), by_number=True)
    return problem(
        422, "Not understood", "`number` with or without `revision`, or `sha256` in hexadecimal."
    )


def _told(found: FileAnswer, seal: SealReport | None = None, *, by_number: bool = False) -> Reply:
    record = found.record
    return reply(
        {
            "seal": None if seal is None else _seal(seal),
            "sha256": found.sha256 or None,
            "issued_file": None if by_number else found.is_issued_file,
            "status": record.status if record else None,
            "certificate": as_json(record, house().settings.address) if record else None,
        }
    )


def _seal(seal: SealReport) -> dict[str, Any]:
    return {
        "valid": seal.valid,
        "signed": seal.signed,
        "intact": seal.intact,
        "whole_file_covered": seal.whole_file_covered,
        "trusted": seal.trusted,
        "signer": seal.signer or None,
        "signed_at": seal.signed_at.isoformat() if seal.signed_at else None,
        "problem": seal.problem or None,
    }


def add_to(api: Blueprint) -> None:
    """Add these endpoints."""
    limited: Any = limiter.limit(OFTEN)(verify)
    api.add_url_rule("/v1/verify", "verify", limited, methods=["POST"])
