"""Checking a certificate: by its number, or the file itself, seal and registry separately."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, g, redirect, request
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from certplatform.documents.keyring import trusted
from certplatform.documents.sealcheck import SealReport, check_seal
from certplatform.domain.numbering import mended_number
from certplatform.domain.workflow.certificate import VALID
from certplatform.extensions import house, limiter
from certplatform.registry.verify import FileAnswer, check_file
from certplatform.web.answers import page
from certplatform.web.formats import gettext, instant, text
from certplatform.web.guards import EVERYBODY, audience
from certplatform.web.public.verdict import TONES, Answer, Overall, overall, status_word

OFTEN = "60 per minute"


class UploadForm(FlaskForm):
    """The file somebody wants to have checked."""

    file = FileField(
        lazy_gettext("The PDF of the certificate"),
        validators=[FileRequired(lazy_gettext("Choose the PDF to be checked."))],
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about a file, each answer by itself."""

    name: str
    sha256: str
    overall: Overall
    answers: list[tuple[str, Answer]]
    number: str
    holder: str
    url: str


@audience(EVERYBODY)
def verify() -> Response:
    """The page with both ways; a number leads to its certificate."""
    if wanted := mended_number(request.args.get("number", "")):
        return redirect(f"/c/{quote(wanted, safe='')}", code=303)
    return page("public/verify.html", form=UploadForm(), checked=None)


@audience(EVERYBODY)
def verify_file() -> Response:
    """Check an uploaded file; it is not kept."""
    form = UploadForm()
    if not form.validate_on_submit():
        g.answer_status = 422
        return page("public/verify.html", form=form, checked=None)
    upload = form.file.data
    content = upload.read()
    seal = check_seal(content, trusted(house().settings))
    checked = _checked(upload.filename or "", seal, check_file(content))
    return page("public/verify.html", form=UploadForm(formdata=None), checked=checked)


def _checked(name: str, seal: SealReport, found: FileAnswer) -> Checked:
    record = found.record
    return Checked(
        name=name,
        sha256=found.sha256,
        overall=_overall(seal, found),
        answers=[
            (gettext("Is the electronic seal genuine?"), _seal(seal)),
            (gettext("Is it the file that was issued?"), _file(found)),
            (gettext("Present status of the certificate"), _status(found)),
        ],
        number=record.number if record else "",
        holder=str(record.said["holder"]["name"]) if record else "",
        url=f"/c/{quote(record.number, safe='')}?r={record.revision}" if record else "",
    )


def _overall(seal: SealReport, found: FileAnswer) -> Overall:
    if found.record is not None and seal.valid:
        return overall(found.record)
    if found.record is not None:
        sentence = gettext("This is the issued file, but its seal could not be checked here.")
        return Overall("wait", gettext("Check again"), sentence)
    if seal.signed:
        sentence = gettext("This is not the file that this registry issued. Do not rely on it.")
        return Overall("bad", gettext("Not the issued file"), sentence)
    sentence = gettext("This file is not a certificate that this registry issued.")
    return Overall("unknown", gettext("Not in this registry"), sentence)


def _seal(seal: SealReport) -> Answer:
    if seal.valid:
        detail = gettext("%(signer)s, %(at)s", signer=seal.signer, at=instant(seal.signed_at))
        return Answer("good", gettext("Yes, and nothing was changed since"), detail)
    return Answer("bad", gettext("No"), gettext(seal.problem) if seal.problem else "")


def _file(found: FileAnswer) -> Answer:
    if found.record is None:
        return Answer(
            "bad",
            gettext("No"),
            gettext("No file with this digest was ever entered in this registry."),
        )
    detail = gettext(
        "%(number)s, revision %(revision)s: every byte is as it was entered.",
        number=found.record.number,
        revision=found.record.revision,
    )
    return Answer("good", gettext("Yes"), detail)


def _status(found: FileAnswer) -> Answer:
    record = found.record
    if record is None:
        return Answer("unknown", gettext("Not known"), gettext("Look the number up instead."))
    since = gettext("since %(day)s", day=record.since.isoformat())
    why = text(record.reason)
    tone = "good" if record.status == VALID else TONES[record.status]
    return Answer(tone, status_word(record.status), f"{since} · {why}" if why else since)


def add_to(public: Blueprint) -> None:
    """Add these pages."""
    public.add_url_rule("/verify", view_func=verify)
    limited: Any = limiter.limit(OFTEN)(verify_file)
    public.add_url_rule("/verify", "verify_file", limited, methods=["POST"])
