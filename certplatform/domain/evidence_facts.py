"""Facts about files and what was asked for in a case."""

from dataclasses import dataclass

from certplatform.domain.facts import Fact


@dataclass(frozen=True, slots=True)
class VirusFound(Fact):
    """The scanner has found a virus in a file of a case; nobody gets the file any more."""

    document_id: int
    filename: str
    virus: str


@dataclass(frozen=True, slots=True)
class SignInMissed(Fact):
    """Somebody has not signed in, and is to explain it (R27)."""

    sign_in_id: int
    due_on: str


@dataclass(frozen=True, slots=True)
class SignInUnexplained(Fact):
    """An anomaly of a sign-in was not explained in its time (R27)."""

    sign_in_id: int
    who: str
    due_on: str


@dataclass(frozen=True, slots=True)
class WorkKeptApart(Fact):
    """Offline work of somebody came that cannot count by itself; the lead decides on it."""

    who: str


@dataclass(frozen=True, slots=True)
class InformationAsked(Fact):
    """The audit team asks the enterprise for something."""

    title: str
    due_on: str


@dataclass(frozen=True, slots=True)
class InformationAnswered(Fact):
    """The enterprise has answered a request for information."""

    title: str


@dataclass(frozen=True, slots=True)
class InformationReturned(Fact):
    """The answer does not do; the enterprise is asked again."""

    title: str
    reason: str
    due_on: str


@dataclass(frozen=True, slots=True)
class InformationNear(Fact):
    """The day for an answer comes near (R57)."""

    title: str
    due_on: str


@dataclass(frozen=True, slots=True)
class InformationLate(Fact):
    """The day for an answer has passed (R57)."""

    title: str
    due_on: str
