"""The documents part: what is required, what is there, uploading, replacing, removing."""

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Optional

from certplatform.domain.actors import Role
from certplatform.domain.application_form import DOCUMENTS, DOCUMENTS_TITLE
from certplatform.domain.scheme import Scheme
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.process.application import attach_document, remove_document
from certplatform.process.intake import MEGABYTE
from certplatform.queries.cases import case_for
from certplatform.schemes import scheme
from certplatform.web.answers import attempt, done, page
from certplatform.web.case_head import case_head, offer
from certplatform.web.document_rows import document_rows
from certplatform.web.enterprise.parts import OPEN_FORM, beside
from certplatform.web.formats import gettext, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import DateField

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.pptx"


class DocumentForm(FlaskForm):
    """One file with its kind; `replaces` names the document it takes the place of."""

    kind = SelectField(validate_choice=False)
    title = StringField()
    edition = StringField(render_kw={"maxlength": 40})
    covers_from_on = DateField(validators=[Optional()])
    covers_until_on = DateField(validators=[Optional()])
    file = FileField()
    replaces = HiddenField()


def _form(case: Case) -> DocumentForm:
    form = DocumentForm()
    known = scheme(case.scheme, case.scheme_version)
    form.kind.choices = [
        ("", gettext("Please choose")),
        *((one.code, text(one.title)) for one in known.documents),
    ]
    form.kind.label.text = gettext("Kind of document")
    form.title.label.text = gettext("Title, if it needs one of its own")
    form.file.label.text = gettext("File")
    form.edition.label.text = gettext("Version on the document")
    form.edition.description = gettext("As it stands there, such as A/1.")
    form.covers_from_on.label.text = gettext("Covers the period from")
    form.covers_until_on.label.text = gettext("Covers the period until")
    form.covers_until_on.description = _asked_for(known)
    if request.method == "GET":
        form.kind.data = request.args.get("kind", "")
        form.replaces.data = request.args.get("replaces", "")
    return form


def _asked_for(known: Scheme) -> str:
    """Which kinds are only taken with their period."""
    kinds = [text(one.title) for one in known.documents if one.covers_period]
    if not kinds:
        return ""
    return gettext("Needed for: %(kinds)s.", kinds=gettext(", ").join(kinds))


@audience(Role.APPLICANT)
def documents(case: str) -> Response:
    """What is required and what is there; or take a file in."""
    found = case_for(current_actor(), case)
    form = _form(found)
    here = url_for("enterprise.documents", case=found.public_id)
    if attempt(form, lambda: _attach(found, form)):
        return done(gettext("The document is kept."), here)
    return page(
        "enterprise/application_documents.html",
        case=found,
        case_head=case_head(found, current_actor(), active="enterprise.application"),
        form=form,
        title=gettext(DOCUMENTS_TITLE),
        kinds=document_rows(found),
        writable=found.state in OPEN_FORM,
        accept=ACCEPT,
        limit_mb=house().settings.max_upload_bytes // MEGABYTE,
        **beside(found, DOCUMENTS),
    )


def _attach(case: Case, form: DocumentForm) -> None:
    sent = form.file.data
    attach_document(
        case.id,
        kind=form.kind.data or "",
        filename=(sent.filename or "") if sent else "",
        content=sent.read() if sent else b"",
        title=form.title.data or "",
        replaces=form.replaces.data or "",
        edition=form.edition.data or "",
        covers_from_on=form.covers_from_on.data,
        covers_until_on=form.covers_until_on.data,
        by=current_actor(),
    )


@audience(Role.APPLICANT)
def remove(case: str, document: str) -> Response:
    """Take a document out again."""
    found = case_for(current_actor(), case)
    remove_document(found.id, document, by=current_actor())
    return done(
        gettext("The document is removed; the history keeps it."),
        url_for("enterprise.documents", case=found.public_id),
    )


def add_to(enterprise: Blueprint) -> None:
    """Add these pages."""
    enterprise.add_url_rule(
        "/enterprise/cases/<case>/application/documents",
        view_func=documents,
        methods=["GET", "POST"],
    )
    enterprise.add_url_rule(
        "/enterprise/cases/<case>/application/documents/<document>/remove",
        "remove_document",
        remove,
        methods=["POST"],
    )


offer("attach_document", "enterprise.documents")
offer("remove_document", "enterprise.documents")
