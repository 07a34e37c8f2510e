"""What stands beside the rows that are drawn: their results, evidence, findings; no others'."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import String, cast, or_, select

from certplatform.db import session
from certplatform.models.audit import Rating
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.models.finding import Finding
from certplatform.queries.ratings import hands_on, names_of, ratings_on, team_on

MOST_LINKED = 200  # documents of an application that a row offers to link


@dataclass(frozen=True, slots=True)
class RowPapers:
    """Of some rows, by key: results, findings, hands; by id: documents, names; and the team."""

    ratings: dict[str, Rating]
    findings: dict[str, list[Finding]]
    documents: dict[int, Document]
    linkable: Sequence[Document]
    names: dict[int, str]
    hands: dict[str, set[int]]
    team: set[int]


def papers_of(case: Case, keys: Sequence[str]) -> RowPapers:
    """Read them all at once; the statements are the same for one row and for a whole group."""
    ratings = ratings_on(case, keys)
    wanted = {number for one in ratings.values() for number in one.evidence}
    people = {one.rated_by for one in ratings.values()}
    return RowPapers(
        ratings,
        findings_beside(case, keys),
        documents_named(case, wanted),
        linkable(case),
        names_of(people),
        hands_on(case, keys),
        team_on(case),
    )


def findings_beside(case: Case, keys: Sequence[str]) -> dict[str, list[Finding]]:
    """The findings against each of some rows, by the row; a finding may stand beside several."""
    has_more = cast(Finding.more_keys, String) != "[]"
    rows = session.scalars(
        select(Finding)
        .where(Finding.case_id == case.id, or_(Finding.key.in_(keys), has_more))
        .order_by(Finding.number)
    )
    found: dict[str, list[Finding]] = {key: [] for key in keys}
    for one in rows:
        for key in found.keys() & set(one.keys):
            found[key].append(one)
    return found


def documents_named(case: Case, wanted: set[int]) -> dict[int, Document]:
    """Documents of the case by their ids."""
    rows = session.scalars(
        select(Document)
        .where(Document.case_id == case.id, Document.id.in_(wanted))
        .order_by(Document.id)
    )
    return {one.id: one for one in rows}


def linkable(case: Case) -> list[Document]:
    """The documents of the application, which any row may name as evidence."""
    return list(
        session.scalars(
            select(Document)
            .where(
                Document.case_id == case.id,
                Document.purpose == "application",
                Document.removed_at.is_(None),
            )
            .order_by(Document.id)
            .limit(MOST_LINKED)
        )
    )
