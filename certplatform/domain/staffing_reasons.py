"""Why a case has no team in an answer: the first kind of rule that leaves nobody, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from certplatform.domain.wording import N_

WINDOW, LEAD, ASSESSORS, INDUSTRY, VIEWPOINT, COMPETENCE = (
    "window",
    "lead",
    "assessors",
    "industry",
    "viewpoint",
    "competence",
)
CONFLICT, AREA, CALENDAR, LOAD, PINS, OTHERS = (
    "conflict",
    "area",
    "calendar",
    "load",
    "pins",
    "others",
)

SENTENCES: Mapping[str, str] = {
    WINDOW: N_("The audit takes %(half_days)s half-days; no such time lies within its dates."),
    LEAD: N_("The body has no lead assessor for %(level)s (R12)."),
    ASSESSORS: N_(
        "The team needs %(needed)s people for %(level)s; the body has %(have)s of them (R12)."
    ),
    INDUSTRY: N_("Nobody who is qualified for %(level)s covers the industry %(industry)s (R12)."),
    VIEWPOINT: N_(
        "Nobody who is qualified for %(level)s covers the viewpoint %(viewpoint)s (R12)."
    ),
    COMPETENCE: N_("No team of %(needed)s covers the industry and all viewpoints together (R12)."),
    CONFLICT: N_(
        "Without the people in conflict or with another part in the case no team is left (R13–R18)."
    ),
    AREA: N_("Nobody else who is qualified works in the region of its sites."),
    CALENDAR: N_(
        "The people who could go are never free together for %(half_days)s half-days in a row "
        "within its dates (R20)."
    ),
    LOAD: N_("The people who could go have used up the load that they may have."),
    PINS: N_("What is pinned contradicts the rules or the calendars. Unpin something."),
    OTHERS: N_(
        "A team exists, but no place was found beside the other cases of this round, "
        "which need the same people."
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Which kind of rule leaves a case without a team, with the figures of its sentence."""

    code: str
    params: Mapping[str, str | int]

    @property
    def text(self) -> str:
        """The sentence, to be translated and filled in."""
        return SENTENCES[self.code]
