"""Facts about findings before they are issued, and about answers that do not come."""

from dataclasses import dataclass

from certplatform.domain.facts import Fact


@dataclass(frozen=True, slots=True)
class DraftShown(Fact):
    """The draft of a finding was shown to the enterprise (R28)."""

    finding_id: int
    finding: str


@dataclass(frozen=True, slots=True)
class DraftCommented(Fact):
    """The enterprise has said something of a draft (R28)."""

    finding_id: int
    finding: str


@dataclass(frozen=True, slots=True)
class DisputeAnswered(Fact):
    """The team has answered a dispute of a draft in writing (R28)."""

    finding_id: int
    finding: str


@dataclass(frozen=True, slots=True)
class MinorBecameMajor(Fact):
    """The answer to a minor was overdue for too long; it is a major now (R31)."""

    finding_id: int
    finding: str


@dataclass(frozen=True, slots=True)
class MinorOverdue(Fact):
    """The answer to a minor is overdue for too long (R31)."""

    finding_id: int
    finding: str
