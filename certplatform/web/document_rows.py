"""The documents of an application kind by kind: what is there now, and what was before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from certplatform.domain.scheme import DocumentKind
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.queries.applications import application_documents
from certplatform.queries.cases import scheme_of
from certplatform.queries.documents import senders_of
from certplatform.web.formats import day, gettext, text


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document as it is listed; `number` counts what was ever sent of its kind."""

    number: int
    public_id: str
    title: str
    filename: str
    edition: str
    period: str
    size: int
    sha256: str
    sent_by: str
    sent_at: datetime
    gone_at: datetime | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A kind of document with those that count and those that did."""

    code: str
    title: str
    hint: str
    required: bool
    covers_period: bool
    documents: list[KeptDocument]
    history: list[KeptDocument]


def document_rows(
    case: Case,
    *,
    present: Collection[str] | None = None,
    among: Collection[str] | None = None,
) -> list[DocumentRow]:
    """Every kind, the required ones first. Two statements.

    `present` are the addresses of those that count, where it is not the form as it stands now;
    `among` limits what is shown at all.
    """
    found = application_documents(case.id, removed=True)
    known, names = scheme_of(case), senders_of(found)
    rows = [_row(kind, case, found, present, among, names) for kind in known.documents]
    return sorted(rows, key=lambda row: not row.required)


def _row(
    kind: DocumentKind,
    case: Case,
    found: list[Document],
    present: Collection[str] | None,
    among: Collection[str] | None,
    names: dict[int, str],
) -> DocumentRow:
    of_kind = enumerate((one for one in found if one.kind == kind.code), 1)
    kept = [
        (_counts(one, present), _kept(one, number, kind, names))
        for number, one in of_kind
        if among is None or one.public_id in among
    ]
    return DocumentRow(
        code=kind.code,
        title=text(kind.title),
        hint=text(kind.hint),
        required=case.case_type in kind.required_for,
        covers_period=kind.covers_period,
        documents=[one for counts, one in kept if counts],
        history=[one for counts, one in reversed(kept) if not counts],
    )


def _counts(one: Document, present: Collection[str] | None) -> bool:
    return one.removed_at is None if present is None else one.public_id in present


def _kept(one: Document, number: int, kind: DocumentKind, names: dict[int, str]) -> KeptDocument:
    return KeptDocument(
        number=number,
        public_id=one.public_id,
        title=text(kind.title) if one.title in {"", kind.title.zh} else one.title,
        filename=one.filename,
        edition=one.edition,
        period=period_words(one),
        size=one.file.size,
        sha256=one.file.sha256,
        sent_by=names.get(one.uploaded_by or 0, ""),
        sent_at=one.uploaded_at,
        gone_at=one.removed_at,
    )


def period_words(one: Document) -> str:
    """The period a document covers, in words; empty where it states none."""
    begins, ends = one.covers_from_on, one.covers_until_on
    if begins and ends:
        return gettext("%(begins)s to %(ends)s", begins=day(begins), ends=day(ends))
    if begins:
        return gettext("from %(day)s", day=day(begins))
    return gettext("until %(day)s", day=day(ends)) if ends else ""
