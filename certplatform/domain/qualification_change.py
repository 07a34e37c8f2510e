"""R12: a change that widens competence needs somebody else; narrowing and ending hold at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from certplatform.domain.actors import Role
from certplatform.domain.competence import industry_is_covered
from certplatform.domain.wording import N_

LANGUAGES: dict[str, str] = {
    "zh": N_("Chinese"),
    "en": N_("English"),
    "ja": N_("Japanese"),
    "ko": N_("Korean"),
    "de": N_("German"),
    "fr": N_("French"),
    "ru": N_("Russian"),
    "es": N_("Spanish"),
}
# Who may lead may also assess.
_HOLDS = {Role.LEAD: frozenset({Role.LEAD, Role.ASSESSOR})}


@dataclass(frozen=True, slots=True)
class Scope:
    """What an entry lets somebody do. Of viewpoints and industries none = all."""

    role: str
    rank: int
    viewpoints: Collection[str]
    industries: Collection[str]
    languages: Collection[str]
    valid_from: date
    valid_until: date


def widens(new: Scope, old: Scope) -> bool:
    """Whether the new scope allows anything, anywhere, on any day that the old one did not."""
    return (
        new.role not in _HOLDS.get(Role(old.role), frozenset({old.role}))
        or new.rank > old.rank
        or not _within(new.viewpoints, old.viewpoints)
        or not _industries_within(new.industries, old.industries)
        or bool(set(new.languages) - set(old.languages))
        or new.valid_from < old.valid_from
        or new.valid_until > old.valid_until
    )


def _within(new: Collection[str], old: Collection[str]) -> bool:
    return not old or (bool(new) and set(new) <= set(old))


def _industries_within(new: Collection[str], old: Collection[str]) -> bool:
    return not old or (bool(new) and all(industry_is_covered(one, old) for one in new))
