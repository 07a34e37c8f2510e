"""One filed case: the purpose first, then its whole story; every look is logged (R56)."""

import json
from typing import Any

from flask import Blueprint, make_response, redirect, url_for
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from certplatform import clock
from certplatform.archive.bag import Incomplete, document_of, export_zip
from certplatform.archive.fixity import verify_filing
from certplatform.archive.story import story_of
from certplatform.domain.errors import NotNow, NotVisible
from certplatform.domain.wording import N_
from certplatform.models.filing import FiledCase
from certplatform.process.filing import LONGEST_PURPOSE, log_look
from certplatform.queries.cases import ABSENT
from certplatform.queries.filings import (
    STATED,
    entries_of,
    filing_for,
    latest_looks,
    obstacles_to_deleting,
    stated_purpose,
)
from certplatform.storage import NoSuchFile
from certplatform.web.answers import attempt, page
from certplatform.web.files import disposition, must_be_harmless
from certplatform.web.formats import shown
from certplatform.web.guards import audience
from certplatform.web.regulator.search import VIEWERS
from certplatform.web.signin import current_actor


class PurposeForm(FlaskForm):
    """Why somebody looks at a filed case."""

    purpose = TextAreaField(
        lazy_gettext("Purpose"), validators=[DataRequired(), Length(max=LONGEST_PURPOSE)]
    )


@audience(*VIEWERS)
def ask(filing: str) -> Response:
    """Ask for the purpose; with it the file is open for an hour."""
    actor = current_actor()
    found = filing_for(actor, filing)
    form = PurposeForm()
    if form.is_submitted() and attempt(
        form, lambda: log_look(found.id, STATED, str(form.purpose.data), by=actor)
    ):
        return redirect(url_for("regulator.story", filing=filing), code=303)
    return page("regulator/archive_purpose.html", form=form, filed=found)


def looked_at(filing: str, what: str) -> FiledCase | None:
    """The filing, after the look at it is logged; None when its purpose is not stated yet."""
    actor = current_actor()
    found = filing_for(actor, filing)
    purpose = stated_purpose(actor, found, clock.now())
    if not purpose:
        return None
    log_look(found.id, what, purpose, by=actor)
    return filing_for(actor, filing)


def _ask_first(filing: str) -> Response:
    return redirect(url_for("regulator.ask", filing=filing), code=303)


@audience(*VIEWERS)
def story(filing: str) -> Response:
    """The whole story of a filed case on one page."""
    found = looked_at(filing, "story")
    return _ask_first(filing) if found is None else _drawn(found)


@audience(*VIEWERS)
def integrity(filing: str) -> Response:
    """The story with the result of checking its digests and files."""
    found = looked_at(filing, "integrity")
    if found is None:
        return _ask_first(filing)
    checked = verify_filing(found)
    return _drawn(found, checked={"files": checked.files, "problems": checked.problems})


def _drawn(found: FiledCase, checked: dict[str, Any] | None = None) -> Response:
    content = json.loads(found.dossier)
    return page(
        "regulator/archive_story.html",
        filed=found,
        parts=story_of(found.dossier),
        documents=list(enumerate(content["documents"], start=1)),
        checked=checked,
        entries=entries_of(found),
        looks=latest_looks(found),
        keeping=shown(obstacles_to_deleting(found, clock.today())),
    )


@audience(*VIEWERS)
def document(filing: str, position: int) -> Response:
    """A document of a filed case, by its position in the dossier."""
    found = looked_at(filing, f"document {position}")
    if found is None:
        return _ask_first(filing)
    try:
        one, data = document_of(found, position)
    except NoSuchFile as error:
        raise NotVisible(ABSENT) from error
    must_be_harmless(one["sha256"])
    return _download(make_response(data), one["filename"], one["media_type"])


@audience(*VIEWERS)
def package(filing: str) -> Response:
    """The filed case as a BagIt package, streamed."""
    found = looked_at(filing, "package")
    if found is None:
        return _ask_first(filing)
    stream = export_zip(found)
    try:
        first = next(stream)
    except Incomplete as error:
        raise NotNow(
            N_("A file of this case is missing in the store, so no package can be made.")
        ) from error

    def pieces() -> Any:
        yield first
        yield from stream

    return _download(Response(pieces()), f"{found.number}.zip", "application/zip")


def _download(answer: Response, filename: str, media_type: str) -> Response:
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Disposition"] = disposition(filename)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def add_to(blueprint: Blueprint) -> None:
    """Add these pages."""
    blueprint.add_url_rule("/<filing>", view_func=ask, methods=["GET", "POST"])
    blueprint.add_url_rule("/<filing>/story", view_func=story)
    blueprint.add_url_rule("/<filing>/integrity", view_func=integrity)
    blueprint.add_url_rule("/<filing>/documents/<int:position>", view_func=document)
    blueprint.add_url_rule("/<filing>/package", view_func=package)
