"""Which kind of file it is, by its content alone, and whether that kind finds it harmless."""

import filetype

from certplatform.domain.wording import N_
from certplatform.inspection.packages import office_kind
from certplatform.inspection.pdfs import check_pdf, pdf_wants_room
from certplatform.inspection.pictures import check_picture, picture_wants_room
from certplatform.inspection.refusals import WRONG_KIND, refused

PDF = "application/pdf"
IMAGES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def wants_room(content: bytes) -> bool:
    """Whether looking at it could cost much, so that it has to be done apart."""
    if content.startswith(b"%PDF-"):
        return pdf_wants_room(content)
    return _image_kind(content) in IMAGES and picture_wants_room(content)


def recognised(content: bytes) -> tuple[str, str]:
    """Its media type and ending. Raises Invalid for what is not taken."""
    if content.startswith(b"%PDF-"):
        check_pdf(content)
        return PDF, "pdf"
    guessed = _image_kind(content)
    if guessed in IMAGES:
        check_picture(content)
        return guessed, IMAGES[guessed]
    if content.startswith(b"PK\x03\x04"):
        return office_kind(content)
    if content.startswith(_OLD_OFFICE):
        raise refused(
            N_("The file is encrypted. Save it without a password and send it again.")
            if _ENCRYPTED_OFFICE in content
            else N_("The file is in an old Office format. Save it as docx, xlsx or pptx.")
        )
    raise refused(WRONG_KIND)


def _image_kind(content: bytes) -> str:
    return filetype.guess_mime(content[:8192]) or ""
