"""Facts: what has happened, stored with the change that made it true; reactions follow from them.

All fields are plain values (ids, codes, ISO dates), so that a fact survives in the outbox as JSON.
"""

from dataclasses import asdict, dataclass, fields

FACTS: dict[str, type["Fact"]] = {}


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of all facts; `case_id` is 0 where no case is concerned."""

    case_id: int

    def __init_subclass__(cls) -> None:
        """Every kind of fact is known by its name, wherever it is defined."""
        FACTS[cls.__name__] = cls

    @property
    def name(self) -> str:
        """The name under which the fact is stored and reacted to."""
        return type(self).__name__

    def payload(self) -> dict[str, object]:
        """The fact as JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted(Fact):
    """An enterprise has submitted a version of its application."""

    version: int


@dataclass(frozen=True, slots=True)
class BodyChanged(Fact):
    """The enterprise has given its application to another body, in a version that names it."""

    version: int


@dataclass(frozen=True, slots=True)
class BodyLeft(Fact):
    """A body no longer has the application: the enterprise has chosen another."""

    former_body_id: int


@dataclass(frozen=True, slots=True)
class ApplicationReturned(Fact):
    """The body has returned the application for completion."""

    reason: str


@dataclass(frozen=True, slots=True)
class ApplicationAccepted(Fact):
    """The body has accepted the application and offers an agreement."""


@dataclass(frozen=True, slots=True)
class ApplicationDeclined(Fact):
    """The body has declined the application."""

    reason: str


@dataclass(frozen=True, slots=True)
class ApplicationWithdrawn(Fact):
    """The enterprise has withdrawn its application."""

    reason: str


@dataclass(frozen=True, slots=True)
class AgreementAccepted(Fact):
    """The enterprise has accepted the agreement; planning begins."""


@dataclass(frozen=True, slots=True)
class CaseTerminated(Fact):
    """Body or secretariat has terminated the case."""

    reason: str


@dataclass(frozen=True, slots=True)
class MemberProposed(Fact):
    """A person has been asked to take a place on the case and to declare."""

    assignment_id: int


@dataclass(frozen=True, slots=True)
class MemberAnswered(Fact):
    """A person has declared, refused, or reported an interest."""

    assignment_id: int
    answer: str


@dataclass(frozen=True, slots=True)
class TieRecorded(Fact):
    """A tie of a person to an organisation is on record; it may speak against places they hold."""

    person_id: int
    tie_id: int


@dataclass(frozen=True, slots=True)
class PlanReleased(Fact):
    """The audit plan has reached the enterprise."""

    revision: int


@dataclass(frozen=True, slots=True)
class PlanChanged(Fact):
    """A later revision of the audit plan has reached the enterprise, with so many changes."""

    revision: int
    changes: int


@dataclass(frozen=True, slots=True)
class MemberObjectedTo(Fact):
    """The enterprise objects to a member of the team."""

    assignment_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class StageStarted(Fact):
    """Stage 1 or stage 2 has begun."""

    stage: int


@dataclass(frozen=True, slots=True)
class StageReturned(Fact):
    """The case has gone back to an earlier stage, with the reason."""

    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class FindingsIssued(Fact):
    """Stage 2 has closed with nonconformities that the enterprise must answer."""

    count: int


@dataclass(frozen=True, slots=True)
class FindingAnswered(Fact):
    """The enterprise has answered a finding."""

    finding_id: int


@dataclass(frozen=True, slots=True)
class FindingReturned(Fact):
    """The team has returned an answer to the enterprise."""

    finding_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectionFinished(Fact):
    """All nonconformities are verified or have an accepted plan."""


@dataclass(frozen=True, slots=True)
class AuditConcluded(Fact):
    """The lead has concluded; technical check and confirmation follow."""

    revision: int
    grade: str


@dataclass(frozen=True, slots=True)
class ConclusionChecked(Fact):
    """The technical check of the body is done."""

    passed: bool


@dataclass(frozen=True, slots=True)
class ConclusionConfirmed(Fact):
    """The enterprise has confirmed the conclusion or commented on it."""

    confirmed: bool


@dataclass(frozen=True, slots=True)
class ConclusionSubmitted(Fact):
    """The body has submitted the conclusion to the committee."""


@dataclass(frozen=True, slots=True)
class ReviewPassed(Fact):
    """The compliance review is passed."""

    confirmation: bool


@dataclass(frozen=True, slots=True)
class ConfirmationPassed(Fact):
    """The confirmation audit is passed."""


@dataclass(frozen=True, slots=True)
class Rechecked(Fact):
    """The re-check is recorded."""

    passed: bool


@dataclass(frozen=True, slots=True)
class BallotOpened(Fact):
    """Panel members are called to vote."""

    ballot_id: int


@dataclass(frozen=True, slots=True)
class BallotComplete(Fact):
    """The last vote is in: the ballot can be counted."""

    ballot_id: int


@dataclass(frozen=True, slots=True)
class BallotUndecided(Fact):
    """The ballot closed without a decision."""

    ballot_id: int


@dataclass(frozen=True, slots=True)
class CertificationGranted(Fact):
    """The panel has granted a grade; the public notice begins."""

    grade: str
    notice_id: int


@dataclass(frozen=True, slots=True)
class CertificationRejected(Fact):
    """The panel, or an upheld objection, has rejected the application."""

    reason: str


@dataclass(frozen=True, slots=True)
class UpkeepDecided(Fact):
    """A surveillance or special case is decided: maintain, suspend, reduce or withdraw."""

    outcome: str
    certificate_id: int


@dataclass(frozen=True, slots=True)
class ObjectionLodged(Fact):
    """Somebody objects during the public notice; its clock stands still."""

    objection_id: int


@dataclass(frozen=True, slots=True)
class ObjectionDecided(Fact):
    """An objection is dismissed or upheld."""

    objection_id: int
    upheld: bool


@dataclass(frozen=True, slots=True)
class PublicityEnded(Fact):
    """The public notice has ended undisputed; the certificate can be issued."""


@dataclass(frozen=True, slots=True)
class CertificateIssued(Fact):
    """Number, content, token and signing time are fixed; the file is to be made."""

    revision_id: int


@dataclass(frozen=True, slots=True)
class CaseCertified(Fact):
    """The certificate is in the registry."""

    certificate_id: int
    revision_id: int


@dataclass(frozen=True, slots=True)
class CertificateStatusChanged(Fact):
    """A certificate has been suspended, restored, withdrawn, cancelled, or has expired."""

    certificate_id: int
    status: str
    change_id: int


@dataclass(frozen=True, slots=True)
class SurveillanceOpened(Fact):
    """A surveillance case has opened by itself because it is due."""

    certificate_id: int
    due_on: str


@dataclass(frozen=True, slots=True)
class LimitNear(Fact):
    """The limit of the present step comes near (R57)."""

    due_on: str


@dataclass(frozen=True, slots=True)
class LimitPassed(Fact):
    """The limit of the present step has passed (R57)."""

    due_on: str


@dataclass(frozen=True, slots=True)
class ReminderDue(Fact):
    """A surveillance or expiry date comes near (R46)."""

    certificate_id: int
    kind: str
    due_on: str
    days: int


@dataclass(frozen=True, slots=True)
class SurveillanceOverdue(Fact):
    """A surveillance is one day overdue (R47)."""

    certificate_id: int
    due_on: str


@dataclass(frozen=True, slots=True)
class AppealLodged(Fact):
    """An appeal, complaint or report of misuse has come in."""

    appeal_id: int


@dataclass(frozen=True, slots=True)
class AppealAcknowledged(Fact):
    """It is acknowledged and handed to somebody outside the case."""

    appeal_id: int


@dataclass(frozen=True, slots=True)
class AppealDecided(Fact):
    """It is decided."""

    appeal_id: int
    upheld: bool


@dataclass(frozen=True, slots=True)
class CaseClosed(Fact):
    """The case has reached an end state; its file is to be frozen (R55)."""

    state: str


@dataclass(frozen=True, slots=True)
class MailWanted(Fact):
    """A person is to get a mail with a link that only they may have.

    `secret_id` names the stored token; the link itself is never kept in the outbox.
    """

    person_id: int
    purpose: str
    token_id: int


def fact_from(name: str, payload: dict[str, object]) -> Fact:
    """Rebuild a stored fact. Raises KeyError for a name nobody knows."""
    kind = FACTS[name]
    known = {one.name for one in fields(kind)}
    return kind(**{key: value for key, value in payload.items() if key in known})  # type: ignore[arg-type]
