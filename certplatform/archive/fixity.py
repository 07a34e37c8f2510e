"""Whether the archive still holds what was filed: chain, dossiers, and every file by digest."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer

from certplatform.db import session
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.models.filing import FiledCase
from certplatform.models.journal import JournalEntry
from certplatform.queries.filings import GENESIS, chained
from certplatform.storage import NoSuchFile


@dataclass
class Checked:
    """What was looked at, and what does not fit; `problems` is empty when all is sound."""

    filings: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


def verify_archive() -> Checked:
    """Check all filings in the order of their chain."""
    checked = Checked()
    previous = GENESIS
    for filed in _in_order():
        if filed.previous != previous:
            checked.problems.append(f"{filed.number}: is not chained to the filing before it")
        verify_filing(filed, checked)
        previous = filed.digest
        session.expunge(filed)
    if previous != _last_told():
        checked.problems.append("the end of the chain is not the last filing the journal tells of")
    return checked


def verify_filing(filed: FiledCase, checked: Checked | None = None) -> Checked:
    """Check one filing: its own digest, its dossier, the journal in it, its files."""
    checked = checked if checked is not None else Checked()
    checked.filings += 1
    number = session.scalars(select(Case.number).where(Case.id == filed.case_id)).one()
    if chained(filed, number) != filed.digest:
        checked.problems.append(f"{filed.number}: its entry was changed")
    if hashlib.sha256(filed.dossier).hexdigest() != filed.dossier_sha256:
        checked.problems.append(f"{filed.number}: its dossier was changed")
        return checked
    content = json.loads(filed.dossier)
    checked.problems += [f"{filed.number}: {one}" for one in _content_problems(content)]
    for sha256, name in _files(content):
        checked.files += 1
        if problem := _file_problem(sha256):
            checked.problems.append(f"{filed.number}: {name}: {problem}")
    return checked


def _in_order() -> Iterator[FiledCase]:
    ids = session.scalars(select(FiledCase.id).order_by(FiledCase.id)).all()
    for one in ids:
        yield session.get_one(FiledCase, one)


def _last_told() -> str:
    """The digest of the last filing that the journal tells of: shows a tail that was cut off."""
    content = session.scalar(
        select(JournalEntry.content)
        .where(JournalEntry.subject == "filing", JournalEntry.action == "file_case")
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    return str(json.loads(content)["details"]["digest"]) if content else GENESIS


def _content_problems(content: dict[str, Any]) -> list[str]:
    entries = [
        f"journal entry {one['chain']} {one['seq']} does not fit its digest"
        for one in content["journal"]
        if hashlib.sha256(one["content"].encode()).hexdigest() != one["digest"]
    ]
    versions = [
        f"application version {one['number']} does not fit its digest"
        for one in content["application_versions"]
        if hashlib.sha256(one["content"].encode()).hexdigest() != one["sha256"]
    ]
    return entries + versions


def _files(content: dict[str, Any]) -> Sequence[tuple[str, str]]:
    documents = [(one["sha256"], one["filename"]) for one in content["documents"]]
    revisions = [
        (revision["pdf_sha256"], f"{certificate['number']} ({revision['revision']})")
        for certificate in content["certificates"]
        for revision in certificate["revisions"]
        if revision["pdf_sha256"]
    ]
    return documents + revisions


def _file_problem(sha256: str) -> str:
    try:
        data = house().store.get(sha256)
    except NoSuchFile:
        return "the file is not in the store"
    return "" if hashlib.sha256(data).hexdigest() == sha256 else "the file was changed"


def filings_of(case_number: str) -> Sequence[FiledCase]:
    """All entries of a case by the case's number or that of a filing; the latest last."""
    cases = select(FiledCase.case_id).where(FiledCase.number == case_number)
    return session.scalars(
        select(FiledCase)
        .options(defer(FiledCase.dossier))
        .join(Case, Case.id == FiledCase.case_id)
        .where((Case.number == case_number) | FiledCase.case_id.in_(cases))
        .order_by(FiledCase.entry_number)
    ).all()
