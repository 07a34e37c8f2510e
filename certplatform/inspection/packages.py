"""Office files: a zip that says one thing to every reader, unpacks to a bound, and holds no code.

Readers differ over zips that contradict themselves (CVE-2025-54368), so those are refused: names
twice, a directory that differs from the parts, anything before or after.
"""

import io
import re
import stat
import struct
import zipfile
import zlib

from certplatform.domain.wording import N_
from certplatform.inspection.refusals import MEGABYTE, WRONG_KIND, refused

MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 5_000, 200 * MEGABYTE, 200
MOST_DIRECTORY = 1 * MEGABYTE
CONTENT_TYPES_LIMIT = 2 * MEGABYTE
BLOCK = 256 * 1024
OVERLAP = 64

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
_MACRO_MARKS = ("vbaproject", "activex", "macrosheets/")
_CODE_INSIDE = re.compile(
    r"oleobject[^/]*\.bin$"
    r"|\.(zip|7z|rar|gz|exe|dll|com|scr|bat|cmd|ps1|vbs?|js|jse|wsf|hta|jar|lnk|html?|xhtml|docm|xlsm|pptm)$"
)
_XML = re.compile(r"\.(xml|rels|vml|svg)$")
_ENTITIES = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le")
) + tuple(mark.encode("utf-16-be") for mark in ("<!DOCTYPE", "<!ENTITY"))
_DYNAMIC = (b"DDEAUTO", b"<ddeLink", b":ddeLink")
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([^"']{1,40})["']""")
_READABLE = frozenset({b"utf-8", b"utf-16", b"us-ascii", b"ascii"})
_OUTSIDE = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_HARMLESS_OUTSIDE = (b"/hyperlink", b"/externalLinkPath")

TOO_LARGE = N_("The file unpacks to far more than it should; it is not taken.")
DAMAGED = N_("The file cannot be opened; it seems to be damaged.")
CONTRADICTS = N_("The file contradicts itself about its parts. Save it anew and send it again.")
HAS_CODE = N_("The file contains programs, archives or links that run. Save it without them.")
HAS_ENTITIES = N_("The file contains declarations that Office never writes. Save it anew.")
MACROS = N_("The file contains macros. Save it without them.")
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, struct.error)


def office_kind(content: bytes) -> tuple[str, str]:
    """Media type and ending of an Office file. Raises Invalid for what is not taken."""
    try:
        _check_ends(content)
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            _check_sizes(entries, len(content))
            _check_names(entries)
            _check_directory(entries, content)
            types = _content_types(packed)
            if "vbaproject" in types.lower():
                raise refused(MACROS)
            for one in entries:
                _check_part(packed, one)
    except BROKEN as error:
        raise refused(DAMAGED) from error
    found = [kind for main, kind in _MAIN_PARTS.items() if f'"{main}"' in types]
    if len(found) != 1:
        raise refused(WRONG_KIND)
    return found[0]


def _check_ends(content: bytes) -> None:
    """Nothing after the end of the directory, and no directory that is a bomb by itself."""
    end = content.rfind(b"PK\x05\x06")
    if end < 0:
        raise refused(DAMAGED)
    size, start, comment = struct.unpack_from("<LLH", content, end + 12)
    if size > MOST_DIRECTORY:
        raise refused(TOO_LARGE)
    if comment or len(content) != end + 22 or start + size > end:
        raise refused(CONTRADICTS)


def _check_sizes(entries: list[zipfile.ZipInfo], packed_size: int) -> None:
    unpacked = sum(one.file_size for one in entries)
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED
        or unpacked > MOST_RATIO * packed_size + MEGABYTE
    ):
        raise refused(TOO_LARGE)


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [one.orig_filename.lower() for one in entries]
    if len(set(names)) != len(names):
        raise refused(CONTRADICTS)
    if any(mark in name for name in names for mark in _MACRO_MARKS):
        raise refused(MACROS)
    for name, one in zip(names, entries, strict=True):
        odd = "\\" in name or "\x00" in name or ":" in name or name.startswith("/")
        if odd or ".." in name.split("/") or stat.S_ISLNK(one.external_attr >> 16):
            raise refused(CONTRADICTS)
        if _CODE_INSIDE.search(name):
            raise refused(HAS_CODE)
        if one.flag_bits & 0x1 or one.compress_type not in {
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        }:
            raise refused(DAMAGED)


def _check_directory(entries: list[zipfile.ZipInfo], content: bytes) -> None:
    """Each part says of itself what the directory says of it, and no two share their bytes."""
    reached = 0
    for one in sorted(entries, key=lambda entry: entry.header_offset):
        at = one.header_offset
        if at < reached or content[at : at + 4] != b"PK\x03\x04":
            raise refused(CONTRADICTS)
        flags, method = struct.unpack_from("<HH", content, at + 6)
        packed, unpacked, name_size, extra = struct.unpack_from("<LLHH", content, at + 18)
        name = content[at + 30 : at + 30 + name_size]
        streamed = bool(flags & 0x8)
        same_size = streamed or (packed, unpacked) == (one.compress_size, one.file_size)
        code = "utf-8" if flags & 0x800 else "cp437"
        if name != one.orig_filename.encode(code) or method != one.compress_type or not same_size:
            raise refused(CONTRADICTS)
        reached = at + 30 + name_size + extra + one.compress_size


def _check_part(packed: zipfile.ZipFile, one: zipfile.ZipInfo) -> None:
    """Unpack a part once, as far as it says it reaches: whole, and XML without declarations."""
    name, before, first = one.filename.lower(), b"", True
    is_xml = bool(_XML.search(name))
    with packed.open(one) as part:
        while block := part.read(BLOCK):
            if not is_xml:
                continue
            seen = before + block
            if first:
                _check_encoding(seen[:400])
            if any(mark in seen for mark in _ENTITIES):
                raise refused(HAS_ENTITIES)
            if any(mark in seen for mark in _DYNAMIC):
                raise refused(HAS_CODE)
            if name.endswith(".rels"):
                _check_relations(seen)
            before, first = (seen if name.endswith(".rels") else seen[-OVERLAP:]), False
            if len(before) > CONTENT_TYPES_LIMIT:
                raise refused(TOO_LARGE)


def _check_encoding(head: bytes) -> None:
    said = _ENCODING.search(head)
    if said and said.group(1).lower() not in _READABLE:
        raise refused(HAS_ENTITIES)


def _check_relations(text: bytes) -> None:
    """What is fetched from outside without a click is not taken; links and workbooks are."""
    for one in _OUTSIDE.findall(text):
        if b"External" in one and not any(mark in one for mark in _HARMLESS_OUTSIDE):
            raise refused(HAS_CODE)


def _content_types(packed: zipfile.ZipFile) -> str:
    try:
        with packed.open("[Content_Types].xml") as part:
            return part.read(CONTENT_TYPES_LIMIT).decode("utf-8", "replace")
    except KeyError:
        raise refused(WRONG_KIND) from None
