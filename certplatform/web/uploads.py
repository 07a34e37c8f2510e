"""Files out of forms, looked at before anything is done with them."""

from typing import Any

from flask import request

from certplatform.domain.capture import captures_from
from certplatform.process.intake import Inspected, inspected

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.pptx"


def files_of(sent: Any) -> list[Inspected]:
    """The files of a field that takes several, with what the device said of them in `captures`.

    Raises Invalid for one that is not taken, or not what was captured.
    """
    return captured_files_of(sent, request.form.get("captures"))


def captured_files_of(sent: Any, captures: str | None) -> list[Inspected]:
    """The files of a field, each with what the device said of it in the field `captures`.

    `captures` is empty, or a JSON list with one entry (or null) for each file in their order:
    `{"sha256", "name", "taken_at", "sent_at", "latitude", "longitude", "accuracy"}`, all but the
    digest optional. Raises Invalid for a file that is not taken, or not what was captured.
    """
    named = [one for one in sent or [] if getattr(one, "filename", "")]
    said = captures_from(captures, len(named)) if captures else [None] * len(named)
    return [
        inspected(one.filename, one.read(), capture)
        for one, capture in zip(named, said, strict=True)
    ]


def file_of(sent: Any, captures: str | None = None) -> Inspected | None:
    """The file of a field that takes one, if one was sent."""
    found = captured_files_of([sent] if sent else [], captures)
    return found[0] if found else None
