"""Files out of forms, looked at before anything is done with them."""

from typing import Any

from certplatform.process.intake import Inspected, inspected

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.pptx"


def files_of(sent: Any) -> list[Inspected]:
    """The files of a field that takes several. Raises Invalid for one that is not taken."""
    named = [one for one in sent or [] if getattr(one, "filename", "")]
    return [inspected(one.filename, one.read()) for one in named]


def file_of(sent: Any) -> Inspected | None:
    """The file of a field that takes one, if one was sent."""
    return inspected(sent.filename, sent.read()) if sent and sent.filename else None
