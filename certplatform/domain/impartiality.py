"""R13-R16: what ties a person to an enterprise, found from dated facts and explained by its path.

The engine (conflict_engine) finds the answers; here they are said.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from certplatform.domain.conflict_engine import (
    ADVISERS_GROUP,
    ALIKE,
    BLOCKS,
    GROUP,
    STAKE,
    Answer,
    Judged,
    judge,
)
from certplatform.domain.conflict_facts import (
    BUSINESS,
    CONSULTANCY,
    EMPLOYMENT,
    INTERNAL_AUDIT,
    KINSHIP,
    OTHER,
    SHAREHOLDING,
    TRAINING,
    Enterprise,
    Organisation,
    Person,
    Tie,
    is_same,
)
from certplatform.domain.conflict_graph import Fact
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_

__all__ = [
    "BUSINESS",
    "CONSULTANCY",
    "EMPLOYMENT",
    "INTERNAL_AUDIT",
    "KINSHIP",
    "OTHER",
    "SHAREHOLDING",
    "TRAINING",
    "Enterprise",
    "Organisation",
    "Person",
    "Tie",
    "conflict_obstacles",
    "conflicts_of_all",
    "is_same",
    "period",
    "said",
    "sentences_of",
]

# For each kind of tie: the sentence for the enterprise itself, and for an enterprise of its group.
_WORKED: dict[str, tuple[str, str]] = {
    EMPLOYMENT: (
        N_("%(person)s worked for %(organisation)s (%(period)s)."),
        N_(
            "%(person)s worked for %(organisation)s (%(period)s), "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    CONSULTANCY: (
        N_("%(person)s consulted for %(organisation)s (%(period)s)."),
        N_(
            "%(person)s consulted for %(organisation)s (%(period)s), "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    TRAINING: (
        N_("%(person)s trained people of %(organisation)s (%(period)s)."),
        N_(
            "%(person)s trained people of %(organisation)s (%(period)s), "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    INTERNAL_AUDIT: (
        N_("%(person)s did an internal audit for %(organisation)s (%(period)s)."),
        N_(
            "%(person)s did an internal audit for %(organisation)s (%(period)s), "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
}
_DECLARED: dict[str, tuple[str, str]] = {
    SHAREHOLDING: (
        N_("%(person)s holds shares of %(organisation)s."),
        N_(
            "%(person)s holds shares of %(organisation)s, "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    KINSHIP: (
        N_("%(person)s has family at %(organisation)s."),
        N_(
            "%(person)s has family at %(organisation)s, "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    BUSINESS: (
        N_("%(person)s does business with %(organisation)s."),
        N_(
            "%(person)s does business with %(organisation)s, "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    OTHER: (
        N_("%(person)s declared an interest in %(organisation)s."),
        N_(
            "%(person)s declared an interest in %(organisation)s, "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
}


_BY_ADVICE = N_(
    "%(person)s worked for %(organisation)s (%(period)s), "
    "the consultancy that %(enterprise)s names in its application."
)
_BY_FAMILY = (
    N_("%(kin)s, of the family of %(person)s, is tied to %(organisation)s (%(period)s)."),
    N_(
        "%(kin)s, of the family of %(person)s, is tied to %(organisation)s (%(period)s), "
        "which belongs to the group of %(enterprise)s."
    ),
)
# What has to be cleared, by how the organisation is bound to the enterprise.
_TO_CLEAR = {
    ALIKE: N_(
        "%(person)s has a tie to %(organisation)s (%(period)s). By its name it may be "
        "%(enterprise)s, or an enterprise of its group."
    ),
    STAKE: N_(
        "%(person)s has a tie to %(organisation)s (%(period)s). It does not belong to the group "
        "of %(enterprise)s, but %(share)s per cent are held between them."
    ),
    ADVISERS_GROUP: N_(
        "%(person)s worked for %(organisation)s (%(period)s), which belongs to the group "
        "of a consultancy that %(enterprise)s names in its application."
    ),
}
_ADVISER_ALIKE = N_(
    "%(person)s worked for %(organisation)s (%(period)s). By its name it may be a consultancy "
    "that %(enterprise)s names in its application."
)
_FAMILY_BEFORE = N_(
    "%(kin)s, of the family of %(person)s, was tied to %(organisation)s (%(period)s) "
    "before: it is or was of the group of %(enterprise)s."
)
_LOOK = N_("Somebody else looks at it and clears it in writing, or choose another person.")


def conflict_obstacles(
    person: Person, enterprise: Enterprise, day: date, rules: Ruleset
) -> list[Obstacle]:
    """R13-R15 for one person; `day` is the first audit day, or that of the act."""
    return sentences_of(judge(person, enterprise, day, rules), person, enterprise, rules)


def sentences_of(
    judged: Judged, person: Person, enterprise: Enterprise, rules: Ruleset
) -> list[Obstacle]:
    """Every answer as an obstacle, in the order of the facts."""
    found = [said(one, judged, person, enterprise, rules) for one in judged.answers]
    return [one for place, one in enumerate(found) if one not in found[:place]]


def said(
    answer: Answer, judged: Judged, person: Person, enterprise: Enterprise, rules: Ruleset
) -> Obstacle:
    """An answer in a sentence, with what would satisfy the rule."""
    fact = judged.graph.facts[answer.tie.fact]
    params = _params(answer, fact, person, enterprise)
    if answer.verdict != BLOCKS:
        shared = f"{answer.rule} {fact.kind} {params['organisation']} {params['period']}"
        return Obstacle(
            answer.rule, _clear(answer), _LOOK, params, weight="clear", field=f"tie:{shared}"
        )
    side = 1 if answer.bond.how == GROUP else 0
    if answer.kin:
        cure = N_("Choose somebody else; an interest of the family cannot be cleared.")
        return Obstacle(answer.rule, _BY_FAMILY[side], cure, params)
    if answer.rule == "R15":
        cure = N_("Choose somebody else; a declared interest cannot be cleared.")
        sentence = _DECLARED.get(fact.kind, _DECLARED[OTHER])[side]
        return Obstacle("R15", sentence, cure, params)
    sentence = _BY_ADVICE if answer.rule == "R14" else _WORKED[fact.kind][side]
    return _timed(answer.rule, sentence, fact, params, rules)


def _clear(answer: Answer) -> str:
    """The sentence of an answer that has to be cleared."""
    if answer.kin and answer.bond.certain and answer.tie.certain:
        return _FAMILY_BEFORE
    if answer.rule == "R14" and answer.bond.how not in _TO_CLEAR:
        return _ADVISER_ALIKE
    return _TO_CLEAR.get(answer.bond.how, _TO_CLEAR[ALIKE])


def _timed(
    rule: str, sentence: str, fact: Fact, params: dict[str, str | int], rules: Ruleset
) -> Obstacle:
    if fact.until_on is None:
        return Obstacle(rule, sentence, N_("Choose somebody else."), params)
    months = rules.number("R13.cooloff_months")
    params["free"] = _first_free_day(fact.until_on, months).isoformat()
    params["months"] = months
    cure = N_("Choose somebody else; %(months)s months have passed for this person on %(free)s.")
    return Obstacle(rule, sentence, cure, params)


def _first_free_day(until_on: date, months: int) -> date:
    # month ends clamp, so several days share one window start: look for the first outside
    day = until_on + relativedelta(months=months)
    while day - relativedelta(months=months) <= until_on:
        day += timedelta(days=1)
    return day


def _params(
    answer: Answer, fact: Fact, person: Person, enterprise: Enterprise
) -> dict[str, str | int]:
    named = fact.target
    params: dict[str, str | int] = {
        "person": person.name,
        "organisation": named.shown if isinstance(named, Organisation) else named,
        "enterprise": enterprise.organisation.name,
        "period": period(fact.from_on, fact.until_on),
    }
    if answer.kin:
        params["kin"] = answer.kin.partition(":")[2]
    if answer.bond.how == STAKE:
        params["share"] = f"{float(answer.bond.share * 100):.4g}"
    return params


def period(from_on: date | None, until_on: date | None) -> str:
    """Two dates as they stand in a sentence; what is not known is left open."""
    began = from_on.isoformat() if from_on else "…"
    return f"{began} – {until_on.isoformat() if until_on else '…'}"


def conflicts_of_all(
    people: Sequence[Person], enterprise: Enterprise, day: date, rules: Ruleset
) -> dict[int, list[Obstacle]]:
    """The conflicts of each candidate by person, so that proposals show their evidence."""
    return {one.person: conflict_obstacles(one, enterprise, day, rules) for one in people}
