"""PDFs: whole, of a size people read, and with nothing in them that acts; pictures of a page."""

import io
import re
from collections.abc import Iterable
from typing import Any

import pikepdf
import pypdfium2

from certplatform.domain.wording import N_
from certplatform.inspection.pictures import PREVIEW_SIDE, THUMBNAIL_SIDE, shrunk
from certplatform.inspection.refusals import MEGABYTE, refused

MOST_PAGES, MOST_OBJECTS = 2_000, 200_000
ROOM_FROM_OBJECTS, ROOM_FROM_BYTES = 2_000, MEGABYTE // 8
LONGEST_TAIL = 1024  # what readers allow after the mark of the end
DEEPEST = 40
# Streams that are unpacked as soon as the file is opened, however they are spelt.
_PACKED = re.compile(rb"ObjStm|XRef|/[^\s/<>\[\](){}%]*#")
_OBJECT = re.compile(rb"\d[\s\x00]+obj\b")
_ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute", "/GoToE", "/Rendition"}
)
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/OnInstantiate"})
# Actions that may stand behind a link, but not behind the opening of a file or page.
_BY_ITSELF = frozenset({"/URI", "/SubmitForm", "/GoToR", "/Thread", "/Movie", "/Sound"})
_FILE_KEYS = frozenset({"/EmbeddedFiles", "/EF"})

ACTIVE = N_("The PDF contains scripts or other active content. Print it to PDF anew.")
CARRIES_FILES = N_("The PDF contains attached files. Send those by themselves, and the PDF alone.")
ENCRYPTED = N_("The PDF is encrypted. Send it without a password.")
DAMAGED = N_("The PDF cannot be opened; it seems to be damaged.")


def pdf_wants_room(content: bytes) -> bool:
    """Whether it is large, or holds what is unpacked at once, so that it is opened apart."""
    if len(content) > ROOM_FROM_BYTES or _PACKED.search(content):
        return True
    return sum(1 for _ in _OBJECT.finditer(content)) > ROOM_FROM_OBJECTS


def check_pdf(content: bytes) -> None:
    """Open it and look at every object. Raises Invalid for what is not taken."""
    end = content.rfind(b"%%EOF")
    if end >= 0 and len(content[end + 5 :].strip(b"\x00\r\n\t ")) > LONGEST_TAIL:
        raise refused(N_("Something else follows the end of the PDF. Print it to PDF anew."))
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            _check(pdf)
    except pikepdf.PasswordError as error:
        raise refused(ENCRYPTED) from error
    except (
        pikepdf.PdfError,
        ValueError,
        RuntimeError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        raise refused(DAMAGED) from error


def _check(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise refused(ENCRYPTED)
    said = int(pdf.Root.Pages.get("/Count", 0))  # to count them takes long
    if said > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS or len(pdf.pages) > MOST_PAGES:
        raise refused(
            N_("The PDF has more than %(pages)s pages or parts without number. Send it in parts."),
            pages=MOST_PAGES,
        )
    if len(pdf.pages) == 0:
        raise refused(N_("The PDF has no pages."))
    for one in pdf.objects:
        if _found(one, _acts, 0):
            raise refused(ACTIVE)
        if _found(one, _carries, 0):
            raise refused(CARRIES_FILES)


def _acts(entries: dict[str, Any]) -> bool:
    if _ACTIVE_KEYS & set(entries) or str(entries.get("/S", "")) in _ACTIVE_ACTIONS:
        return True
    if str(entries.get("/Subtype", "")) == "/RichMedia":
        return True
    return any(_acts_by_itself(entries[key]) for key in ("/OpenAction", "/AA") if key in entries)


def _acts_by_itself(action: Any) -> bool:
    """Whether what happens without anybody's click leads out of the document."""
    if not isinstance(action, pikepdf.Dictionary):
        return False
    steps = [action, *(one for one in action.values() if isinstance(one, pikepdf.Dictionary))]
    return any(str(one.get("/S", "")) in _BY_ITSELF for one in steps)


def _carries(entries: dict[str, Any]) -> bool:
    return bool(_FILE_KEYS & set(entries))


def _found(one: Any, wanted: Any, depth: int) -> bool:
    """Whether an object, or what stands directly inside it, is of that sort."""
    if depth > DEEPEST:
        return True
    if isinstance(one, pikepdf.Array):
        return any(_found(child, wanted, depth + 1) for child in _direct(one))
    if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return False
    entries = dict(one.items())
    return wanted(entries) or any(
        _found(child, wanted, depth + 1) for child in _direct(entries.values())
    )


def _direct(children: Iterable[Any]) -> list[Any]:
    """Those that stand inside; indirect objects are looked at by themselves."""
    return [
        child for child in children if isinstance(child, pikepdf.Object) and not child.is_indirect
    ]


def first_page(content: bytes, side: int = PREVIEW_SIDE) -> tuple[bytes, str]:
    """The first page as a picture. Only drawn: forms and scripts are never started."""
    with pypdfium2.PdfDocument(content) as pdf:
        page = pdf[0]
        width, height = page.get_size()
        scale = side / max(width, height, 1.0)
        drawn = page.render(scale=scale, may_draw_forms=False, draw_annots=False)
        return shrunk(drawn.to_pil(), side), "image/jpeg"


def small_page(content: bytes) -> tuple[bytes, str]:
    """The first page as a thumbnail."""
    return first_page(content, THUMBNAIL_SIDE)
