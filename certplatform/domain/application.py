"""What the rules want to know of an application: plain facts, gathered by whoever asks them."""

from dataclasses import dataclass
from datetime import date

from certplatform.domain.identity import CodeLists, Identity


@dataclass(frozen=True, slots=True)
class ClaimedCapability:
    """A capability claimed in an application: what it is called, from which viewpoint, how high."""

    name: str
    viewpoint: str
    level: str


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Another case of the enterprise in the same scheme that has not ended."""

    number: str
    case_type: str


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate the enterprise holds in the same scheme."""

    number: str
    status: str
    expires_on: date
    grade: str
    capabilities: tuple[ClaimedCapability, ...]


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """What the rules want to know of an application; None or empty where not yet given.

    `lists` are the official lists that the codes of `identity` must stand in.
    `effective_on` is the day on which the manual took effect, `run_started_on` the declared start
    of trial running where it differs, `effective_recorded_on` the day on which the platform first
    recorded that step. `withdrawn_on`
    is the last withdrawal of a certificate for the enterprise's own cause.
    """

    case_type: str
    applied_on: date
    identity: Identity
    lists: CodeLists
    effective_on: date | None = None
    run_started_on: date | None = None
    effective_recorded_on: date | None = None
    internal_audit_on: date | None = None
    management_review_on: date | None = None
    requested_grade: str = ""
    capabilities: tuple[ClaimedCapability, ...] = ()
    documents: frozenset[str] = frozenset()
    open_cases: tuple[OpenCase, ...] = ()
    certificates: tuple[HeldCertificate, ...] = ()
    withdrawn_on: date | None = None
    declares_no_dishonesty: bool = False
