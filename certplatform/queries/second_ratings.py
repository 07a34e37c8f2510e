"""Second ratings: which rows are drawn for one, and which wait for this person."""

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.rating_habits import DRAWN_PERCENT
from certplatform.domain.sampling import is_drawn
from certplatform.models.audit import SecondRating
from certplatform.models.case import Case
from certplatform.queries.audits import ChecklistRow, checklist_of, ratings_of


def drawn_keys(case: Case) -> dict[str, ChecklistRow]:
    """The rows that the case's number draws, so that nobody picks the easy ones."""
    return {
        row.key: row
        for part in checklist_of(case)
        for row in part.rows
        if is_drawn(row.key, DRAWN_PERCENT, case.number)
    }


def second_ratings_of(case: Case, person_id: int) -> dict[str, SecondRating]:
    """What this person has rated a second time, by row."""
    rows = session.scalars(
        select(SecondRating)
        .where(SecondRating.case_id == case.id, SecondRating.rated_by == person_id)
        .order_by(SecondRating.id)
    )
    return {one.key: one for one in rows}


def waiting_for(case: Case, person_id: int) -> list[ChecklistRow]:
    """Drawn rows that somebody else has judged and this person has not."""
    ratings, own = ratings_of(case), second_ratings_of(case, person_id)
    return [
        row
        for key, row in drawn_keys(case).items()
        if key not in own and key in ratings and ratings[key].rated_by != person_id
    ]
