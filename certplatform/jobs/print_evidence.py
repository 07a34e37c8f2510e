"""The photos beside findings, as the report prints them."""

from collections.abc import Iterator

from certplatform import clock
from certplatform.documents.report_facts import Photo
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.queries.audits import documents_by_id, reference_of
from certplatform.queries.findings import label_of, standing_findings

PRINTED = frozenset({"image/jpeg", "image/png", "image/webp", "image/tiff", "image/bmp"})


def photos_in(case: Case) -> Iterator[Photo]:
    """Photos of the standing findings by number; each photo once, with the first that names it."""
    documents, printed = documents_by_id(case), set[int]()
    for finding in standing_findings(case):
        for key in finding.evidence:
            document = documents.get(key)
            if document is None or key in printed or document.file.media_type not in PRINTED:
                continue
            printed.add(key)
            yield _photo(document, label_of(finding), reference_of(finding.key))


def _photo(document: Document, number: str, criterion: str) -> Photo:
    return Photo(
        number,
        criterion,
        document.filename,
        clock.local_time(document.uploaded_at).strftime("%Y-%m-%d %H:%M"),
        document.file.sha256,
        house().store.get(document.file.sha256),
    )
