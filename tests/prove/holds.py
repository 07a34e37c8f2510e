"""What must hold of issued certificates after whatever has happened to the workers."""

import json
from collections.abc import Collection, Iterator

from sqlalchemy import select, text

from certplatform.db import session
from certplatform.extensions import house
from certplatform.jobs.sealing import seal_journal, verify_journal
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision
from certplatform.models.document import StoredFile
from certplatform.models.register import RegisterEntry
from certplatform.storage import digest
from tests.prove.law import broken


def faults(cases: Collection[int], acknowledged: Collection[tuple[int, str]]) -> list[str]:
    """Everything lost, doubled or half done."""
    numbers: dict[int, str] = {}
    found: list[str] = []
    for case_id in cases:
        found += _of_case(case_id, numbers)
    found += _gapless(numbers)
    for case_id, number in acknowledged:
        if numbers.get(case_id) != number:
            found.append(
                f"case {case_id}: {number} was acknowledged, {numbers.get(case_id)} stands"
            )
    found += _files()
    found += broken()
    heads = house().settings.instance / "heads" / "heads.jsonl"
    seal_journal(heads)
    found += verify_journal(heads).problems
    return found


def _of_case(case_id: int, numbers: dict[int, str]) -> Iterator[str]:
    case = session.get_one(Case, case_id)
    revisions = session.scalars(select(CertificateRevision).filter_by(case_id=case_id)).all()
    if case.state != "certified" or len(revisions) != 1 or revisions[0].state != "current":
        yield f"case {case_id}: {case.state} with {[one.state for one in revisions]}"
        return
    revision = revisions[0]
    certificate = session.get_one(Certificate, revision.certificate_id)
    numbers[case_id] = certificate.number
    if json.loads(revision.content)["number"] != certificate.number:
        yield f"case {case_id}: its paper says another number than {certificate.number}"
    if certificate.state != "valid":
        yield f"certificate {certificate.number} is {certificate.state}"
    entries = session.scalars(select(RegisterEntry).filter_by(certificate_id=certificate.id)).all()
    if len(entries) != 1:
        yield f"certificate {certificate.number} stands {len(entries)} times in the registry"
    stored = session.get(StoredFile, revision.pdf_file_id) if revision.pdf_file_id else None
    if stored is None or stored.sha256 != revision.pdf_sha256:
        yield f"certificate {certificate.number} names no stored file"


def _files() -> Iterator[str]:
    """No row without its file, and each file is what its row says."""
    store = house().store
    for sha256 in session.scalars(select(StoredFile.sha256)):
        if not store.has(sha256):
            yield f"row without file: {sha256}"
        elif digest(store.get(sha256)) != sha256:
            yield f"the file {sha256} is not what its row says"


def _gapless(numbers: dict[int, str]) -> Iterator[str]:
    if len(set(numbers.values())) != len(numbers):
        yield "a number was given twice"
    drawn = session.execute(text("SELECT coalesce(sum(last), 0) FROM number_serial")).scalar()
    made = session.execute(text("SELECT count(*) FROM certificate")).scalar()
    if drawn != made:
        yield f"{drawn} numbers drawn for {made} certificates"


def doubled_reactions() -> list[str]:
    """Consequences that happened twice: mail, documents, filings."""
    checks = {
        "message": "SELECT fact_id, person_id FROM sent_message GROUP BY 1, 2 HAVING count(*) > 1",
        "filing": "SELECT case_id, entry_number FROM filed_case GROUP BY 1, 2 HAVING count(*) > 1",
        "reaction": "SELECT fact_id, name FROM reaction GROUP BY 1, 2 HAVING count(*) > 1",
        "failed": "SELECT id, problem FROM reaction WHERE problem <> '' OR done_at IS NULL",
    }
    return [
        f"{name}: {tuple(row)}"
        for name, query in checks.items()
        for row in session.execute(text(query))
    ]
