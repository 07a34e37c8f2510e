"""Looking after files beside the web: copies that are safe to show, and the virus scanner.

Both are found by what a file still lacks, so that whatever was interrupted is simply done next
time.
"""

from collections.abc import Mapping

from certplatform.domain.errors import Invalid
from certplatform.extensions import house
from certplatform.inspection.apart import done_apart
from certplatform.logbook import log
from certplatform.process.file_care import Copies, keep_copies, keep_scan
from certplatform.queries.file_care import files_not_scanned, files_without_copies
from certplatform.scanner import ScannerAway, ScannerFailed, found_in
from certplatform.storage import NoSuchFile

AT_ONCE, LOOKED_AT = 4, 200
PDF = "application/pdf"
# What is made of a file by its kind, with the task that makes it.
_OF_PICTURES = {"clean": "clean", "thumbnail": "thumbnail"}
_OF_PDFS = {"thumbnail": "small_page", "preview": "first_page"}


def make_copies(most: int = AT_ONCE) -> int:
    """Make and keep the copies of some files that have none; return how many were dealt with."""
    found = [(one.id, one.sha256, one.media_type) for one in files_without_copies(most)]
    for file_id, sha256, media_type in found:
        keep_copies(file_id, _copies(sha256, _OF_PDFS if media_type == PDF else _OF_PICTURES))
    return len(found)


def _copies(sha256: str, tasks: Mapping[str, str]) -> Copies:
    made: dict[str, str] = {}
    for copy, task in tasks.items():
        try:
            made[copy] = house().store.put(done_apart(task, house().store.get(sha256))[0])
        except (Invalid, NoSuchFile) as problem:
            log().warning("no copy", file=sha256, copy=copy, reason=str(problem))
    return Copies(**made)


def scan_files(most: int = AT_ONCE) -> int:
    """Have some files scanned, where there is a scanner; return how many were.

    One about which the scanner cannot say stays as it is, and does not keep others waiting.
    """
    url, done = house().settings.scanner_url, 0
    for file_id, sha256 in _not_scanned() if url else ():
        try:
            virus = found_in(url, house().store.get(sha256))
        except ScannerAway as error:
            log().error("scanner away", reason=str(error))
            break
        except (ScannerFailed, NoSuchFile) as error:
            log().error("not scanned", file=sha256, reason=str(error))
            continue
        keep_scan(file_id, virus)
        done += 1
        if done == most:
            break
    return done


def _not_scanned() -> list[tuple[int, str]]:
    return [(one.id, one.sha256) for one in files_not_scanned(LOOKED_AT)]
