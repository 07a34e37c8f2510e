"""A zip that somebody sends: one workbook and the files it names, looked at before it is opened.

Nothing is written to disk, so a name can lead nowhere; what is too much is refused unread.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from certplatform.domain.errors import Invalid
from certplatform.domain.finding_rows import file_key
from certplatform.domain.wording import N_
from certplatform.extensions import house
from certplatform.inspection.packages import MOST_RATIO
from certplatform.process.intake import MEGABYTE, Inspected, inspected

MOST_FILES = 400
UTF8_NAMES, ENCRYPTED = 0x800, 0x1
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)
_UNREAD = ("__macosx/", ".ds_store", "thumbs.db")  # what systems add by themselves


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the workbook, and files by the key of their name."""

    filename: str
    workbook: bytes
    files: dict[str, Inspected]

    @property
    def names(self) -> list[str]:
        """The names of the files."""
        return [one.filename for one in self.files.values()]


def opened(filename: str, content: bytes) -> Sent:
    """A workbook alone, or a zip with one workbook and its files. Raises Invalid."""
    if not content:
        raise _refused(N_("The file is empty."))
    if not _is_plain_zip(content):
        return Sent(filename, content, {})
    most = house().settings.max_upload_bytes
    if len(content) > most:
        raise _refused(
            N_("The file has %(size)s MB; at most %(limit)s MB are taken."),
            size=f"{len(content) / MEGABYTE:.1f}",
            limit=most // MEGABYTE,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = list(_entries(packed, len(content)))
            read = {name: packed.read(entry) for name, entry in entries}
    except _UNREADABLE as error:
        raise _refused(N_("The zip cannot be opened; it seems to be damaged.")) from error
    return _sorted_out(read)


def _is_plain_zip(content: bytes) -> bool:
    """Whether it is a zip and no Office file; those are looked at as what they are."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "[Content_Types].xml" not in packed.namelist()
    except _UNREADABLE as error:
        raise _refused(N_("The zip cannot be opened; it seems to be damaged.")) from error


def _entries(packed: zipfile.ZipFile, size: int) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    entries = [one for one in packed.infolist() if not one.is_dir()]
    unpacked = sum(one.file_size for one in entries)
    most = 2 * house().settings.max_upload_bytes
    if len(entries) > MOST_FILES or unpacked > min(most, MOST_RATIO * size + MEGABYTE):
        raise _refused(N_("The zip unpacks to far more than it should; it is not taken."))
    for one in entries:
        name = _name_of(one)
        if name.lower().startswith(_UNREAD) or name.lower().endswith(_UNREAD):
            continue
        if one.flag_bits & ENCRYPTED:
            raise _refused(N_("The zip is encrypted. Pack it without a password."))
        if stat.S_ISLNK(one.external_attr >> 16) or ".." in name.replace("\\", "/").split("/"):
            raise _refused(N_("The zip holds a link or a path out of it; it is not taken."))
        yield name, one


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name; older Chinese systems write it in their own code without saying so."""
    if entry.flag_bits & UTF8_NAMES:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for code in ("utf-8", "gb18030"):
        try:
            return raw.decode(code)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _sorted_out(read: dict[str, bytes]) -> Sent:
    books = [name for name in read if name.lower().endswith(".xlsx")]
    if len(books) != 1:
        raise _refused(
            N_("The zip must hold one workbook (xlsx); it holds %(count)s."), count=len(books)
        )
    files: dict[str, Inspected] = {}
    for name, content in read.items():
        if name == books[0]:
            continue
        key = file_key(name)
        if key in files:
            raise _refused(N_("Two files in the zip are called “%(name)s”."), name=key[:80])
        files[key] = _looked_at(name, content)
    return Sent(books[0].rpartition("/")[2], read[books[0]], files)


def _looked_at(name: str, content: bytes) -> Inspected:
    plain = name.replace("\\", "/").rpartition("/")[2]
    try:
        return inspected(plain, content)
    except Invalid as refusal:
        raise _refused(
            N_("“%(name)s” in the zip is not taken: %(why)s"),
            name=plain[:80],
            why=refusal.message,
            **{key: value for key, value in refusal.params.items() if key not in {"name", "why"}},
        ) from refusal


def _refused(message: str, **params: str | int) -> Invalid:
    return Invalid(message, params, fields={"file": message})
