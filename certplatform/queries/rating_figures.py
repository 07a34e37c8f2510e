"""How assessors rate: by person, criterion and body, over the cases in the reader's sight."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.rating_habits import RANKS, Habit, Tally, alpha, habits
from certplatform.models.audit import Rating, SecondRating
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.queries.cases import visible_to


@dataclass(frozen=True, slots=True)
class Spread:
    """How often each result was given on one criterion, or by one body."""

    name: str
    counts: Mapping[str, int]

    @property
    def ranked(self) -> int:
        """The ratings that say more than that it does not apply."""
        return sum(self.counts.get(one, 0) for one in RANKS)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Rows judged twice, blind: how many, how many alike, and Krippendorff's alpha."""

    rows: int
    alike: int
    alpha: float | None


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """All of it; `names` are those of the people."""

    habits: Sequence[Habit]
    names: Mapping[int, str]
    criteria: Sequence[Spread]
    bodies: Sequence[Spread]
    agreement: Agreement


def rating_figures(actor: Actor, since: datetime) -> RatingFigures:
    """Ratings given since a moment in the cases in sight; five statements whatever their number."""
    rows = session.execute(
        select(Rating.rated_by, Rating.key, Rating.result, Case.body_id, func.count())
        .join(Case, Case.id == Rating.case_id)
        .where(visible_to(actor), Rating.rated_at >= since)
        .group_by(Rating.rated_by, Rating.key, Rating.result, Case.body_id)
    ).all()
    tallies = Counter[tuple[int, str, str]]()
    criteria = defaultdict[str, Counter[str]](Counter)
    bodies = defaultdict[int, Counter[str]](Counter)
    for person, key, result, body, count in rows:
        criterion = criterion_of(key)
        tallies[person, criterion, result] += count
        criteria[criterion][result] += count
        if body is not None:
            bodies[body][result] += count
    found = habits(Tally(*key, count) for key, count in tallies.items())
    return RatingFigures(
        found,
        _people([one.person_id for one in found]),
        [Spread(code, counts) for code, counts in sorted(criteria.items())],
        _bodies(bodies),
        _agreement(actor, since),
    )


def criterion_of(key: str) -> str:
    """The clause or criterion of a checklist key, whichever capability it stands for."""
    return key.rpartition(":")[2]


def _people(ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {one.id: one.name for one in rows}


def _bodies(counts: Mapping[int, Counter[str]]) -> list[Spread]:
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(counts))
        .order_by(Organisation.name)
    )
    return [Spread(name, counts[key]) for key, name in rows]


def _agreement(actor: Actor, since: datetime) -> Agreement:
    rows = session.execute(
        select(SecondRating.first_result, SecondRating.result)
        .join(Case, Case.id == SecondRating.case_id)
        .where(visible_to(actor), SecondRating.rated_at >= since)
    )
    pairs = [(first, second) for first, second in rows]
    return Agreement(len(pairs), sum(first == second for first, second in pairs), alpha(pairs))
