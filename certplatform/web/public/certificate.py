"""The certificate page: one statement, no session, no cookie; and the sealed file."""

import io
from typing import Any

from flask import Blueprint, make_response, render_template, request, send_file
from werkzeug.wrappers import Response

from certplatform.extensions import house
from certplatform.registry.entry import PublicRecord, Unknown, file_address, find
from certplatform.registry.reply import record_reply
from certplatform.storage import NoSuchFile
from certplatform.web.errors import answer as error_page
from certplatform.web.formats import gettext, text
from certplatform.web.guards import EVERYBODY, audience, without_session
from certplatform.web.public.verdict import answers, history, overall

LARGEST_REVISION = 9999


@audience(EVERYBODY)
@without_session
def certificate_page(number: str) -> Response:
    """Valid or not, today: a page for people, the API record for machines."""
    found = find(number, asked_revision())
    if _wants_json():
        answer = _for_machines(found)
    elif isinstance(found, Unknown):
        page = render_template("public/certificate_unknown.html", unknown=found)
        answer = make_response(page, 404)
    else:
        answer = make_response(render_template("public/certificate.html", **_drawn(found)))
    answer.vary.add("Accept")
    return answer


def _for_machines(found: PublicRecord | Unknown) -> Response:
    reply = record_reply(found, house().settings.address)
    answer = Response(reply.body, reply.status, content_type=reply.media_type)
    answer.headers["Cache-Control"] = "no-cache"
    if reply.status != 200:  # noqa: PLR2004 - only what is there has a tag
        return answer
    answer.set_etag(reply.tag)
    return answer.make_conditional(request.environ)


def asked_revision() -> int | None:
    """The revision that the address names; anything else means the newest."""
    asked = request.args.get("r", "")
    known = asked.isascii() and asked.isdigit() and len(asked) <= len(str(LARGEST_REVISION))
    return int(asked) if known else None


def _wants_json() -> bool:
    offered = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return offered == "application/json"


def _drawn(record: PublicRecord) -> dict[str, Any]:
    said, known = record.said, record.scheme
    return {
        "record": record,
        "said": said,
        "grade_label": text(known.grade(said["grade"]).title),
        "standard": f"{said['standard']} {text(known.standard_title)}",
        "capabilities": [
            {
                "name": one["name"],
                "viewpoint": text(known.viewpoint(one["viewpoint"]).title),
                "level": f"{one['level']} {text(known.level(one['level']).title)}",
            }
            for one in said["capabilities"]
        ],
        "overall": overall(record),
        "answers": answers(record),
        "history": history(record),
        "pdf_url": file_address("", record.number, record.revision),
    }


@audience(EVERYBODY)
@without_session
def certificate_file(number: str) -> Response:
    """The sealed PDF of a revision, as it was issued."""
    found = find(number, asked_revision())
    if isinstance(found, Unknown):
        return error_page(404, gettext("This certificate is not in the registry."))
    try:
        content = house().store.get(found.pdf_sha256)
    except NoSuchFile:
        return error_page(503, gettext("The file cannot be read just now. Try again later."))
    answer = send_file(
        io.BytesIO(content),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{found.number}-{found.revision}.pdf",
    )
    answer.set_etag(found.pdf_sha256)
    answer.headers["Cache-Control"] = "no-cache"
    return answer.make_conditional(request)


def add_to(public: Blueprint) -> None:
    """Add these pages."""
    public.add_url_rule("/c/<number>", view_func=certificate_page)
    public.add_url_rule("/c/<number>.pdf", view_func=certificate_file)
