"""What the audit report says; jobs read it from the records, report.py sets it on pages."""

from dataclasses import dataclass
from datetime import date

from certplatform.documents.layout import Head, Signature
from certplatform.documents.notice import Addressee
from certplatform.documents.plan import PlanRow, TeamMember
from certplatform.domain.scheme import Text


@dataclass(frozen=True, slots=True)
class AuditedSite:
    """A site in scope, and when it was visited, if it was."""

    name: str
    address: str
    visited: str


@dataclass(frozen=True, slots=True)
class DaysOfOne:
    """The half-days of one person by the plan; `counted` are the person-days that earn (R25)."""

    name: str
    role: Text
    on_site: int
    remote: int
    beside: int
    counted: str


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """How a clause was judged."""

    code: str
    title: Text
    result: Text
    note: str


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """The level of one dimension, and what keeps it from the next."""

    dimension: Text
    level: Text
    rank: int
    in_the_way: str


@dataclass(frozen=True, slots=True)
class CapabilityResult:
    """A capability with its dimensions."""

    name: str
    viewpoint: Text
    claimed: Text
    reached: Text
    most: int
    dimensions: tuple[DimensionResult, ...]


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding and what became of it."""

    number: str
    grade: Text
    criterion: str
    site: str
    fact: str
    correction: str
    status: Text


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo beside a finding. `sha256` is that of the file on record, not of the print."""

    number: str
    criterion: str
    name: str
    taken: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """An audit report."""

    head: Head
    to: Addressee
    body: Text
    address: str
    case_type: Text
    standard: str
    applied: Text
    scope: str
    scope_en: str
    mode: Text
    person_days: str
    first_day: date
    last_day: date
    sample_seed: str
    days: tuple[DaysOfOne, ...]
    sites: tuple[AuditedSite, ...]
    team: tuple[TeamMember, ...]
    schedule: tuple[PlanRow, ...]
    people_met: tuple[str, ...]
    clauses: tuple[ClauseResult, ...]
    capabilities: tuple[CapabilityResult, ...]
    findings: tuple[ReportedFinding, ...]
    photos: tuple[Photo, ...]
    computed: Text
    explanation: tuple[Text, ...]
    concluded: Text
    reasons: str
    enterprise_comment: str
    signed: tuple[Signature, ...]
