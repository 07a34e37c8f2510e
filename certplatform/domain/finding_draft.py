"""R28: a draft is shown to the enterprise, which comments on it or disputes it in its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from certplatform.domain.finding import NONCONFORMITIES
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_

AGREE, COMMENT, DISPUTE = "agree", "comment", "dispute"
KINDS = (AGREE, COMMENT, DISPUTE)
ENTERPRISE, TEAM = "enterprise", "team"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing the enterprise said of a draft; `answered` is the team's answer in writing."""

    kind: str
    at: datetime
    answered: bool = False

    @property
    def waits(self) -> bool:
        """Whether it wants an answer that nobody has given."""
        return self.kind == DISPUTE and not self.answered


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A draft as it stands: when it was shown, until when one may comment, what was said."""

    grade: str
    shown_at: datetime | None = None
    until_at: datetime | None = None
    said: Sequence[Said] = ()

    @property
    def agreed(self) -> bool:
        """Whether the enterprise has nothing more to say of the draft as it is now shown."""
        return self.shown_at is not None and any(
            one.kind == AGREE and one.at >= self.shown_at for one in self.said
        )

    def is_open(self, now: datetime) -> bool:
        """Whether the enterprise may still comment."""
        return self.until_at is not None and now <= self.until_at and not self.agreed


def comment_until(shown_at: datetime, rules: Ruleset) -> datetime:
    """The last instant at which the enterprise may comment."""
    return shown_at + timedelta(hours=rules.number("R28.draft_comment_hours"))


def draft_obstacles(draft: DraftFacts, now: datetime, rules: Ruleset) -> list[Obstacle]:
    """What keeps a draft from being issued: not shown, still open for comments, a dispute."""
    return [*_showing(draft, now, rules), *_disputes(draft)]


def _showing(draft: DraftFacts, now: datetime, rules: Ruleset) -> list[Obstacle]:
    if not rules.on_off("R28.draft_shown") or draft.grade not in NONCONFORMITIES:
        return []
    if draft.shown_at is None:
        return [
            Obstacle(
                "R28",
                N_("The enterprise has not seen the draft."),
                N_("Show it the draft; it may comment or dispute."),
                field="shown",
            )
        ]
    if not draft.is_open(now):
        return []
    return [
        Obstacle(
            "R28",
            N_("The enterprise may still comment on the draft."),
            N_("Wait until its time is over, or until it says that it has nothing to add."),
            field="open",
        )
    ]


def _disputes(draft: DraftFacts) -> list[Obstacle]:
    waiting = sum(one.waits for one in draft.said)
    if not waiting:
        return []
    return [
        Obstacle(
            "R28",
            N_("Disputes of the enterprise without an answer: %(count)s."),
            N_("Answer each of them in writing."),
            {"count": waiting},
            field="dispute",
        )
    ]


def whose_turn(draft: DraftFacts, now: datetime) -> str:
    """Who has to do the next thing about a draft: a dispute waits for the team."""
    if any(one.waits for one in draft.said) or draft.shown_at is None:
        return TEAM
    return ENTERPRISE if draft.is_open(now) else TEAM
