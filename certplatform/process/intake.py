"""Taking files in: what they are by their content, whether they are whole and harmless; kept once.

PDF, JPEG, PNG and WebP images, and Word, Excel and PowerPoint files (without macros) are taken.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import filetype
import pikepdf
from PIL import Image
from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.errors import Invalid
from certplatform.domain.files import ending_of, safe_name
from certplatform.domain.wording import N_
from certplatform.extensions import house
from certplatform.models.document import StoredFile
from certplatform.storage import digest

MEGABYTE = 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 5_000, 300 * MEGABYTE, 200
CONTENT_TYPES_LIMIT = 2 * MEGABYTE
DEEPEST = 40

BROKEN_PICTURE = (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError)

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MAIN_PARTS = {
    f"{_OFFICE}.wordprocessingml.document.main+xml": (
        f"{_OFFICE}.wordprocessingml.document",
        "docx",
    ),
    f"{_OFFICE}.spreadsheetml.sheet.main+xml": (f"{_OFFICE}.spreadsheetml.sheet", "xlsx"),
    f"{_OFFICE}.presentationml.presentation.main+xml": (
        f"{_OFFICE}.presentationml.presentation",
        "pptx",
    ),
}
_IMAGES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_SAME_ENDINGS = {"jpeg": "jpg", "jpe": "jpg"}
_ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute"})
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent"})

_MACRO_MARKS = ("vbaproject", "activex", "macrosheets/")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")

WRONG_KIND = N_(
    "This kind of file is not taken. Send PDF, JPEG, PNG, WebP, Word (docx), "
    "Excel (xlsx) or PowerPoint (pptx)."
)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept."""

    content: bytes
    media_type: str
    filename: str


def inspected(filename: str, content: bytes) -> Inspected:
    """Look at a file before anything is locked or kept. Raises Invalid with the reason."""
    limit = house().settings.max_upload_bytes
    if not content:
        raise _refused(N_("The file is empty."))
    if len(content) > limit:
        raise _refused(
            N_("The file has %(size)s MB; at most %(limit)s MB are taken."),
            size=f"{len(content) / MEGABYTE:.1f}",
            limit=limit // MEGABYTE,
        )
    media_type, ending = _recognised(content)
    given = ending_of(filename)
    if given and _SAME_ENDINGS.get(given, given) != ending:
        raise _refused(
            N_("The name says %(given)s, but the content is %(ending)s. Send the right file."),
            given=given[:20],
            ending=ending,
        )
    return Inspected(content, media_type, safe_name(filename, ending))


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


def _recognised(content: bytes) -> tuple[str, str]:
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return "application/pdf", "pdf"
    guessed = filetype.guess_mime(content[:8192]) or ""
    if guessed in _IMAGES:
        _check_image(content)
        return guessed, _IMAGES[guessed]
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    if content.startswith(_OLD_OFFICE):
        raise _refused(
            N_("The file is encrypted. Save it without a password and send it again.")
            if _ENCRYPTED_OFFICE in content
            else N_("The file is in an old Office format. Save it as docx, xlsx or pptx.")
        )
    raise _refused(WRONG_KIND)


def _check_image(content: bytes) -> None:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise _refused(
                    N_("The picture has %(width)s x %(height)s points; that is too many."),
                    width=width,
                    height=height,
                )
            image.load()
    except Invalid:
        raise
    except BROKEN_PICTURE as error:
        raise _refused(N_("The picture cannot be opened; it seems to be damaged.")) from error


def _check_pdf(content: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise _refused(N_("The PDF is encrypted. Send it without a password."))
            if len(pdf.pages) == 0:
                raise _refused(N_("The PDF has no pages."))
            if any(_is_active(one, 0) for one in pdf.objects):
                raise _refused(
                    N_("The PDF contains scripts or other active content. Print it to PDF anew.")
                )
    except pikepdf.PasswordError as error:
        raise _refused(N_("The PDF is encrypted. Send it without a password.")) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise _refused(N_("The PDF cannot be opened; it seems to be damaged.")) from error


def _is_active(one: Any, depth: int) -> bool:
    """Whether an object, or what stands directly inside it, acts on its own when opened."""
    if depth > DEEPEST:
        return True
    if isinstance(one, pikepdf.Array):
        return any(_is_active(child, depth + 1) for child in _direct(one))
    if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return False
    entries = dict(one.items())
    if _ACTIVE_KEYS & set(entries) or str(entries.get("/S", "")) in _ACTIVE_ACTIONS:
        return True
    return any(_is_active(child, depth + 1) for child in _direct(entries.values()))


def _direct(children: Iterable[Any]) -> list[Any]:
    """Those that stand inside; indirect objects are looked at by themselves."""
    return [
        child for child in children if isinstance(child, pikepdf.Object) and not child.is_indirect
    ]


def _office_kind(content: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            unpacked = sum(one.file_size for one in entries)
            if (
                len(entries) > MOST_ENTRIES
                or unpacked > MOST_UNPACKED
                or unpacked > MOST_RATIO * len(content) + MEGABYTE
            ):
                raise _refused(N_("The file unpacks to far more than it should; it is not taken."))
            names = {one.filename.lower() for one in entries}
            if any(mark in name for name in names for mark in _MACRO_MARKS):
                raise _refused(N_("The file contains macros. Save it without them."))
            types = _content_types(packed)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
        raise _refused(N_("The file cannot be opened; it seems to be damaged.")) from error
    for main, kind in _MAIN_PARTS.items():
        if f'"{main}"' in types:
            return kind
    raise _refused(WRONG_KIND)


def _content_types(packed: zipfile.ZipFile) -> str:
    try:
        with packed.open("[Content_Types].xml") as part:
            return part.read(CONTENT_TYPES_LIMIT).decode("utf-8", "replace")
    except KeyError:
        raise _refused(WRONG_KIND) from None


def _refused(message: str, **params: str | int) -> Invalid:
    return Invalid(message, params, fields={"file": message})
