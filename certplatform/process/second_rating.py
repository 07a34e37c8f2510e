"""A row judged a second time, blind, so that it can be seen how alike assessors rate."""

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Invalid, NotNow
from certplatform.domain.wording import N_
from certplatform.models.audit import Rating, SecondRating
from certplatform.process.step import deed
from certplatform.queries.audits import RESULTS
from certplatform.queries.second_ratings import drawn_keys, second_ratings_of


def rate_again(
    case_id: int | str, *, key: str, result: str, by: Actor, note: str = ""
) -> SecondRating:
    """Judge a drawn row that somebody else has judged; once, and it decides nothing.

    What was judged first is kept beside it, since the first result may still change.
    """
    if result not in RESULTS:
        raise Invalid(N_("Choose a result."), fields={"result": N_("Choose a result.")})
    with deed(by=by) as act:
        case = act.on_case(case_id, "rate_again")
        if key not in drawn_keys(case):
            raise Invalid(N_("This row was not drawn for a second rating."))
        first = session.scalar(select(Rating).where(Rating.case_id == case.id, Rating.key == key))
        if first is None or first.rated_by == by.person_id:
            raise NotNow(N_("A second rating follows the first one of somebody else."))
        if key in second_ratings_of(case, by.person_id or 0):
            raise NotNow(N_("You have rated this row a second time already."))
        made = SecondRating(
            case_id=case.id,
            key=key,
            result=result,
            note=note.strip(),
            first_result=first.result,
            first_by=first.rated_by,
            rated_by=by.person_id,
            rated_at=act.at,
        )
        session.add(made)
        act.note(key=key, result=result)
    return made
