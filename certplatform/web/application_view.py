"""The submitted application as everybody in the case reads it, with its versions and documents."""

from collections.abc import Sequence

from flask import Blueprint, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from certplatform.domain.application_content import application_from
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.queries.applications import Submitted, versions_of
from certplatform.queries.cases import case_for
from certplatform.queries.comparison import comparisons
from certplatform.schemes import scheme
from certplatform.web.answers import page
from certplatform.web.application_paper import version_paper
from certplatform.web.application_sheet import Reader
from certplatform.web.case_head import add_tab, case_head
from certplatform.web.document_rows import DocumentRow, document_rows
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.self_assessment_sheet import shown_comparisons
from certplatform.web.signin import current_actor

FROM_SUBMISSION = (
    "submitted returned accepted planning stage1 stage2 correction concluding review confirmation "
    "decision publicity objection issuing certified declined rejected withdrawn terminated"
)


@audience(SIGNED_IN)
def submitted_application(case: str) -> Response:
    """One version of the application, the latest unless another is asked for."""
    found = case_for(current_actor(), case)
    versions = versions_of(found.id)
    chosen = _wanted(versions)
    wanted = chosen.number
    reader = Reader(scheme(found.scheme, found.scheme_version))
    return page(
        "work/application.html",
        case=found,
        case_head=case_head(found, current_actor(), active="web.submitted_application"),
        versions=versions,
        chosen=chosen,
        sheet=reader.sheet(chosen.parts),
        compared=shown_comparisons(
            application_from(chosen.parts, reader.scheme).self_assessment, comparisons(found)
        ),
        changes=reader.changes(versions[wanted - 2], chosen) if wanted > 1 else [],
        kinds=_papers(found, versions[:wanted]),
    )


@audience(SIGNED_IN)
def printed_application(case: str) -> Response:
    """One version as a PDF, the latest unless another is asked for."""
    found = case_for(current_actor(), case)
    return version_paper(found, _wanted(versions_of(found.id)))


def _wanted(versions: Sequence[Submitted]) -> Submitted:
    if not versions:
        raise NotFound
    wanted = request.args.get("version", type=int, default=versions[-1].number)
    if not 1 <= wanted <= len(versions):
        raise NotFound
    return versions[wanted - 1]


def _papers(case: Case, versions: Sequence[Submitted]) -> list[DocumentRow]:
    """The documents of a version and of those before it; what was never handed in stays out."""
    present = {one["id"] for one in versions[-1].documents}
    among = {one["id"] for version in versions for one in version.documents}
    rows = document_rows(case, present=present, among=among)
    return [one for one in rows if one.documents or one.history or one.required]


def add_to(web: Blueprint) -> None:
    """Add the pages."""
    web.add_url_rule("/cases/<case>/application", view_func=submitted_application)
    web.add_url_rule("/cases/<case>/application.pdf", view_func=printed_application)


add_tab("web.submitted_application", N_("Submitted application"), set(), FROM_SUBMISSION)
