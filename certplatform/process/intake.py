"""Taking files in: what they are by their content, whether they are whole and harmless; kept once.

PDF, JPEG, PNG and WebP images, and Word, Excel and PowerPoint files (without macros) are taken.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.capture import Capture, must_agree
from certplatform.domain.files import ending_of, safe_name
from certplatform.domain.wording import N_
from certplatform.extensions import house
from certplatform.inspection.apart import kind_of
from certplatform.inspection.refusals import MEGABYTE, WRONG_KIND, refused
from certplatform.models.document import StoredFile
from certplatform.storage import digest

__all__ = ["MEGABYTE", "WRONG_KIND", "Inspected", "digest_of", "inspected", "kept"]

_SAME_ENDINGS = {"jpeg": "jpg", "jpe": "jpg"}


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept."""

    content: bytes
    media_type: str
    filename: str
    capture: Capture | None = None


def inspected(filename: str, content: bytes, capture: Capture | None = None) -> Inspected:
    """Look at a file before anything is locked or kept. Raises Invalid with the reason."""
    if capture is not None:
        must_agree(filename, digest(content), capture)
    limit = house().settings.max_upload_bytes
    if not content:
        raise refused(N_("The file is empty."))
    if len(content) > limit:
        raise refused(
            N_("The file has %(size)s MB; at most %(limit)s MB are taken."),
            size=f"{len(content) / MEGABYTE:.1f}",
            limit=limit // MEGABYTE,
        )
    media_type, ending = kind_of(content)
    given = ending_of(filename)
    if given and _SAME_ENDINGS.get(given, given) != ending:
        raise refused(
            N_("The name says %(given)s, but the content is %(ending)s. Send the right file."),
            given=given[:20],
            ending=ending,
        )
    return Inspected(content, media_type, safe_name(filename, ending), capture)


def kept(file: Inspected, at: datetime) -> StoredFile:
    """Keep the bytes, then their row; the same bytes are kept once."""
    sha256 = house().store.put(file.content)
    found = session.scalar(select(StoredFile).where(StoredFile.sha256 == sha256))
    if found is None:
        found = StoredFile(
            sha256=sha256, size=len(file.content), media_type=file.media_type, stored_at=at
        )
        session.add(found)
        session.flush()
    return found


def digest_of(file: Inspected) -> str:
    """The digest under which the file would be kept."""
    return digest(file.content)
