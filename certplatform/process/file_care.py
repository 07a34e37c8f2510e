"""What becomes of a file after it was taken in: copies to be shown, and the scanner's word."""

from dataclasses import dataclass

from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.domain.evidence_facts import VirusFound
from certplatform.models.document import CLEAN, INFECTED, NOT_SCANNED, StoredFile
from certplatform.process.step import deed
from certplatform.queries.file_care import named_by


@dataclass(frozen=True, slots=True)
class Copies:
    """Digests of the copies of a file, as far as it has them."""

    clean: str | None = None
    thumbnail: str | None = None
    preview: str | None = None


def keep_copies(file_id: int, copies: Copies) -> None:
    """Note the copies of a file, which are in the store; a repetition changes nothing."""
    with deed(by=SYSTEM) as act:
        file = session.get_one(StoredFile, file_id, with_for_update=True)
        if file.copies_at is None:
            file.clean_sha256 = copies.clean
            file.thumbnail_sha256, file.preview_sha256 = copies.thumbnail, copies.preview
            file.copies_at = act.at


def keep_scan(file_id: int, virus: str) -> None:
    """Note what the scanner said; a virus is journaled with every case that has the file, and told.

    An infected file stays as it was sent, but is not handed out any more.
    """
    with deed(by=SYSTEM) as act:
        file = session.get_one(StoredFile, file_id, with_for_update=True)
        if file.scan_state != NOT_SCANNED:
            return
        file.scan_state, file.scanned_at = (INFECTED if virus else CLEAN), act.at
        file.scan_finding = virus
        for one in named_by(file_id) if virus else ():
            details = {"document": one.id, "sha256": file.sha256, "virus": virus}
            act.log(f"case:{one.case_id}", "find_virus", **details)
            act.tell(VirusFound(one.case_id or 0, one.id, one.filename, virus))
