"""Files of cases and of people's records, for those who may see them; always a download."""

from urllib.parse import quote

from flask import Blueprint, make_response
from werkzeug.wrappers import Response

from certplatform.domain.errors import NotNow, NotVisible
from certplatform.domain.files import safe_name
from certplatform.domain.wording import N_
from certplatform.extensions import house
from certplatform.inspection.apart import done_apart
from certplatform.models.document import StoredFile
from certplatform.queries.cases import ABSENT
from certplatform.queries.documents import document_for
from certplatform.queries.file_care import is_infected
from certplatform.queries.record import paper_for
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor


@audience(SIGNED_IN)
def file(document: str) -> Response:
    """A document's bytes, under its own name."""
    found = document_for(current_actor(), document)
    return _download(found.file, found.filename)


@audience(SIGNED_IN)
def thumbnail(document: str) -> Response:
    """A small picture of a picture or of a PDF's first page, drawn anew."""
    found = document_for(current_actor(), document)
    return _picture(found.file, found.file.thumbnail_sha256)


@audience(SIGNED_IN)
def preview(document: str) -> Response:
    """The first page of a PDF as a picture."""
    found = document_for(current_actor(), document)
    return _picture(found.file, found.file.preview_sha256)


@audience(SIGNED_IN)
def record_paper(paper: str) -> Response:
    """Evidence on somebody's record, for them and those who keep it."""
    found = paper_for(current_actor(), paper)
    return _download(found.file, found.filename)


def _download(file: StoredFile, filename: str) -> Response:
    content, media_type, name = _shown(file, filename)
    answer = _sandboxed(content, media_type)
    answer.headers["Content-Disposition"] = disposition(name)
    return answer


def _shown(file: StoredFile, filename: str) -> tuple[bytes, str, str]:
    """The bytes that others get: a picture drawn anew, anything else as it was sent.

    The original of a picture, with its EXIF, is handed out by the archive alone.
    """
    must_be_harmless(file.sha256)
    content = house().store.get(file.clean_sha256 or file.sha256)
    if not file.media_type.startswith("image/"):
        return content, file.media_type, filename
    if file.clean_sha256 is None:
        content = done_apart("clean", content)[0]
    ending = "jpg" if file.media_type == "image/jpeg" else "png"
    return content, f"image/{'jpeg' if ending == 'jpg' else 'png'}", safe_name(filename, ending)


def _picture(file: StoredFile, sha256: str | None) -> Response:
    must_be_harmless(file.sha256)
    if sha256 is None:
        raise NotVisible(ABSENT)
    return _sandboxed(house().store.get(sha256), "image/jpeg")


def must_be_harmless(sha256: str) -> None:
    """Hold back a file in which the scanner has found something. Raises NotNow."""
    if is_infected(sha256):
        raise NotNow(N_("The virus scanner has found something in this file; nobody gets it."))


def _sandboxed(content: bytes, media_type: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def disposition(filename: str) -> str:
    """A download under a name in any script (RFC 5987), with a plain one beside it."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def add_to(web: Blueprint) -> None:
    """Add the routes."""
    web.add_url_rule("/files/<document>", view_func=file)
    web.add_url_rule("/files/<document>/thumbnail", view_func=thumbnail)
    web.add_url_rule("/files/<document>/preview", view_func=preview)
    web.add_url_rule("/people/papers/<paper>", view_func=record_paper)
