"""The documents of a case as its page lists them: made by the platform, handed in, evidence."""

from typing import Any

from certplatform.domain.actors import Actor
from certplatform.domain.papers import PAPERS, SIGNED_AGREEMENT, SIGNED_AGREEMENT_TITLE
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.queries.audits import reference_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.documents import documents_on
from certplatform.web.formats import gettext, text

GROUPS = (
    (N_("Made by the platform"), frozenset({"issued"})),
    (N_("Documents of the application"), frozenset({"application"})),
    (N_("Evidence and corrections"), frozenset({"evidence", "correction", "signin"})),
    (N_("Appeals and complaints"), frozenset({"appeal"})),
)


def papers_of(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """What the viewer may have, in groups; empty groups are left out. Three statements."""
    found, known = documents_on(actor, case), scheme_of(case)
    groups = [
        {
            "title": gettext(title),
            "documents": [_shown(one, known) for one in found if one.purpose in purposes],
        }
        for title, purposes in GROUPS
    ]
    return [one for one in groups if one["documents"]]


def _shown(one: Document, known: Scheme) -> dict[str, Any]:
    return {
        "public_id": one.public_id,
        "title": _title(one, known),
        "filename": one.number or one.filename,
        "file": one.file,
        "uploaded_at": one.uploaded_at,
    }


def _title(one: Document, known: Scheme) -> str:
    """The kind's name in the reader's language, with the document's own title beside it."""
    if one.purpose == "issued" and one.kind in PAPERS:
        return text(PAPERS[one.kind])
    if one.kind == SIGNED_AGREEMENT:
        return text(SIGNED_AGREEMENT_TITLE)
    if one.purpose == "application":
        kind = next((text(kind.title) for kind in known.documents if kind.code == one.kind), "")
        return kind if one.title in {"", kind} else f"{kind} · {one.title}" if kind else one.title
    place, _, _ = one.title.partition(":")
    return reference_of(one.title) if place in {"clause", "claim"} else one.title or one.filename
