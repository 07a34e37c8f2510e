"""A scheme as the rules see it: clauses, viewpoints, dimensions, levels, grades, paths.

Loaded from `config/schemes/<scheme>/*.toml` by the `schemes` module; no code knows a clause,
level or grade by name, only its place in these orders.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from certplatform.domain.questionnaire import ManagementReview, Questionnaire
from certplatform.domain.wording import Text as Text  # noqa: PLC0414 - also offered from here

# What an item of a checklist can show beside it; each key is one view over the case's facts.
FACT_KEYS = (
    "time_limits",
    "separation",
    "audit_days",
    "coverage",
    "findings",
    "report",
    "readiness",
    "declarations",
    "sign_in",
    "notice",
    "grade",
)
# The lists of coded reasons a scheme has to carry.
REASON_LISTS = (
    "decline",
    "return",
    "withdraw_application",
    "terminate",
    "suspend",
    "restore",
    "withdraw_certificate",
    "cancel",
    "change",
)
# Steps inside or beside a state on which somebody waits and which have a time limit of their own.
WAITING_STEPS = (
    "agreement",
    "declaration",
    "plan_answer",
    "correction_plan",
    "correction_answer",
    "technical_check",
    "recheck",
    "ballot",
    "certificate_file",
)
# What the panel may be asked to choose (R38), the approval first: of an application, and of a
# surveillance or special case.
CASE_DECISIONS = ("grant", "back", "reject")
UPKEEP_DECISIONS = ("maintain", "suspend", "reduce", "withdraw")
# The checklists a scheme has to carry.
CHECKLISTS = ("stage1_readiness", "compliance_review", "recheck")
# The texts a scheme has to carry, and the %(name)s fields each of them may use.
TEXT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "declaration": ("person", "role", "enterprise", "body", "case_number"),
    "agreement_purpose": ("enterprise", "body", "standard", "grade"),
    "agreement_scope": ("scope", "capabilities", "sites"),
    "agreement_time": ("person_days", "site_visits"),
    "agreement_fee": ("fee",),
    "agreement_duties_body": ("body",),
    "agreement_duties_enterprise": ("enterprise",),
    "agreement_confidentiality": (),
    "agreement_disputes": ("appeal_days",),
    "agreement_edition": ("scheme_version", "terms"),
    "withdrawal_before_agreement": ("enterprise",),
    "withdrawal_after_agreement": ("body",),
    "withdrawal_data": (),
    "acceptance_notice_opening": ("enterprise", "case_number", "submitted_on", "grade"),
    "acceptance_notice_decision": ("body", "accepted_on", "case_type"),
    "acceptance_notice_next": ("plan_due_on", "plan_notice_days"),
    "certificate_statement": ("holder", "standard", "scope", "grade", "level"),
    "certificate_validity": ("issued_on", "expires_on"),
    "certificate_verification": ("verify_url",),
    "notice_opening": ("enterprise", "body", "grade", "begins_on", "ends_on"),
    "notice_how_to_object": ("ends_on", "notice_url", "mail"),
    "application_declaration": ("enterprise",),
}
# What a favourable decision makes: a new number; the next revision with new dates (R50); the next
# revision with the dates kept (R51); or only a status of the certificate there is (R49).
Outcome = Literal["new", "renewed", "revised", "status"]


NO_TEXT = Text("", "")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the management-system requirements; `judged` clauses stand in the checklist."""

    code: str
    title: Text
    prompt: Text = NO_TEXT
    parent: str = ""
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A capability viewpoint."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class SubDimension:
    """A part of a dimension, such as data or technology of the element dimension."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the dimensions in which a capability is judged (R33)."""

    code: str
    title: Text
    parts: tuple[SubDimension, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A capability level; `rank` counts from 1, the lowest. `min_viewpoints` warns below (R34)."""

    code: str
    rank: int
    title: Text
    min_viewpoints: int


@dataclass(frozen=True, slots=True)
class Grade:
    """A result grade; corresponds to the level of the same rank (R09)."""

    code: str
    rank: int
    title: Text
    level: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a capability must show in one part of a dimension at one level (R33)."""

    code: str
    dimension: str
    part: str
    level: str
    text: Text
    prompt: Text


@dataclass(frozen=True, slots=True)
class GradingRule:
    """A step of the computation of level and grade, in the Common Expression Language (R33, R34).

    It sees the context of `domain.grading_context` and, by their names, the rules before it.
    """

    name: str
    rule: str
    text: Text
    expression: str


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document an application asks for (R10); in other case types it may be added.

    One that `covers_period` is only taken with the period that it is about.
    """

    code: str
    title: Text
    hint: Text
    required_for: tuple[str, ...] = ()
    covers_period: bool = False


@dataclass(frozen=True, slots=True)
class CaseType:
    """A case type and the path it takes through the table of transitions.

    `path` lists the states it may pass, in order; `first` is where a new case of it begins.
    `audit_share` and `sample_factor` name the rule keys that hold its share of the audit days (R25)
    and its factor of the site sample (R26). `decisions` are what the panel may choose.
    """

    code: str
    title: Text
    first: str
    path: tuple[str, ...]
    audit_share: str
    sample_factor: str
    decisions: tuple[str, ...]
    outcome: Outcome
    exclusive: bool  # at most one such open case per enterprise and scheme (R05)
    needs_certificate: bool  # builds on a certificate that is there already


@dataclass(frozen=True, slots=True)
class CheckItem:
    """An item of a checklist (R36): what to look at, and which fact stands beside it."""

    code: str
    text: Text
    fact: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A coded reason, for declining (R08), returning, suspending, withdrawing, terminating."""

    code: str
    title: Text
    public: Text  # the reason class that the public record shows
    own_cause: bool = False  # the enterprise's own cause: a new application has to wait (R06)
    automatic: bool = False  # the one given when the platform acts by itself (R47)


@dataclass(frozen=True, slots=True)
class Scheme:
    """One version of a scheme.

    `confirmation_from` is the grade named to the public; the rule itself reads R37 by date.
    """

    code: str
    version: str
    effective_from: date
    title: Text
    standard: str
    standard_title: Text
    issuer: Text
    issuer_code: str
    clauses: tuple[Clause, ...]
    viewpoints: tuple[Viewpoint, ...]
    dimensions: tuple[Dimension, ...]
    levels: tuple[Level, ...]
    grades: tuple[Grade, ...]
    criteria: tuple[Criterion, ...]
    grading: tuple[GradingRule, ...]
    documents: tuple[DocumentKind, ...]
    case_types: Mapping[str, CaseType]
    checklists: Mapping[str, tuple[CheckItem, ...]]
    reasons: Mapping[str, tuple[Reason, ...]]
    time_limits: Mapping[str, int]
    number_pattern: str
    texts: Mapping[str, Text]
    self_assessment: Questionnaire
    management_review: ManagementReview
    confirmation_from: str

    def level(self, code: str) -> Level:
        """The level of a code. Raises KeyError when unknown."""
        return _of(self.levels, code)

    def grade(self, code: str) -> Grade:
        """The grade of a code."""
        return _of(self.grades, code)

    def grade_of_level(self, level: str) -> Grade:
        """The grade that corresponds to a level (R09)."""
        for grade in self.grades:
            if grade.level == level:
                return grade
        raise KeyError(level)

    def clause(self, code: str) -> Clause:
        """The clause of a code."""
        return _of(self.clauses, code)

    def viewpoint(self, code: str) -> Viewpoint:
        """The viewpoint of a code."""
        return _of(self.viewpoints, code)

    def dimension(self, code: str) -> Dimension:
        """The dimension of a code."""
        return _of(self.dimensions, code)

    def criterion(self, code: str) -> Criterion:
        """The criterion of a code."""
        return _of(self.criteria, code)

    def document(self, code: str) -> DocumentKind:
        """The document kind of a code."""
        return _of(self.documents, code)

    def case_type(self, code: str) -> CaseType:
        """The case type of a code."""
        return self.case_types[code]

    def required_documents(self, case_type: str) -> tuple[DocumentKind, ...]:
        """The documents without which a case of this type cannot be submitted (R10)."""
        return tuple(kind for kind in self.documents if case_type in kind.required_for)

    def criteria_of(self, dimension: str, level: str) -> tuple[Criterion, ...]:
        """The criteria of one dimension at one level (R33)."""
        return tuple(
            one for one in self.criteria if one.dimension == dimension and one.level == level
        )

    def text(self, key: str) -> Text:
        """A document text of the scheme."""
        return self.texts[key]

    def reason(self, list_name: str, code: str) -> Reason:
        """A coded reason of one list."""
        return _of(self.reasons[list_name], code)

    def automatic_reason(self, list_name: str) -> Reason | None:
        """The reason given when the platform acts by itself, where the list has one (R47)."""
        return next((one for one in self.reasons[list_name] if one.automatic), None)

    @property
    def judged_clauses(self) -> tuple[Clause, ...]:
        """The clauses that stand in the audit checklist (R22)."""
        return tuple(clause for clause in self.clauses if clause.judged)


Coded = TypeVar(
    "Coded", Clause, Viewpoint, Dimension, Level, Grade, Criterion, DocumentKind, Reason
)


def _of(items: tuple[Coded, ...], code: str) -> Coded:
    for item in items:
        if item.code == code:
            return item
    raise KeyError(code)
