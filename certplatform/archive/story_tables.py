"""Which facts and tables of a dossier a reader sees, under which titles, written how."""

from collections.abc import Sequence
from typing import NamedTuple

from certplatform.domain.wording import N_


class Column(NamedTuple):
    """One value: its label, where it stands in the row, and how it is written."""

    label: str
    path: str
    kind: str = ""


def _c(label: str, path: str, kind: str = "") -> Column:
    return Column(label, path, kind)


FACTS: Sequence[tuple[str, str, Sequence[Column]]] = (
    (
        "case",
        N_("The case"),
        (
            _c(N_("Number"), "case.number"),
            _c(N_("Type"), "case.case_type", "case_type"),
            _c(N_("Result"), "case.state", "state:case"),
            _c(N_("Grade applied for"), "case.grade_applied"),
            _c(N_("Scheme and version"), "scheme.code"),
            _c(N_("Version of the scheme"), "scheme.version"),
            _c(N_("Opened on"), "case.opened_on", "day"),
            _c(N_("Submitted at"), "case.submitted_on", "day"),
            _c(N_("Closed at"), "case.state_since_at", "instant"),
        ),
    ),
    (
        "enterprise",
        N_("Enterprise and body"),
        (
            _c(N_("Enterprise"), "enterprise.name"),
            _c(N_("Unified social credit code"), "enterprise.code"),
            _c(N_("Legal representative"), "enterprise.legal_representative"),
            _c(N_("Address"), "enterprise.address"),
            _c(N_("Region"), "enterprise.region"),
            _c(N_("Industry"), "enterprise.industry"),
            _c(N_("Headcount"), "enterprise.headcount"),
            _c(N_("Body"), "body.name"),
        ),
    ),
)

_AT, _ON = "instant", "day"
TABLES: Sequence[tuple[str, str, Sequence[Column]]] = (
    (
        "application_versions",
        N_("Application as submitted"),
        (
            _c(N_("Version"), "number"),
            _c(N_("Submitted at"), "submitted_at", _AT),
            _c(N_("By"), "submitted_by.name"),
            _c(N_("SHA-256"), "sha256"),
        ),
    ),
    (
        "capabilities",
        N_("Capabilities claimed"),
        (
            _c(N_("Capability"), "name"),
            _c(N_("Viewpoint"), "viewpoint", "viewpoint"),
            _c(N_("Level"), "level"),
            _c(N_("Departments"), "departments"),
            _c(N_("Processes"), "processes"),
            _c(N_("Boundary"), "boundary"),
        ),
    ),
    (
        "acceptance",
        N_("Acceptance and agreement"),
        (
            _c(N_("Accepted at"), "accepted_at", _AT),
            _c(N_("By"), "accepted_by.name"),
            _c(N_("Competence"), "competence"),
            _c(N_("Conflict of the body"), "body_conflict"),
            _c(N_("Audit time"), "half_days", "half_days"),
            _c(N_("Fee"), "fee_cents", "money"),
            _c(N_("Agreed at"), "agreed_at", _AT),
        ),
    ),
    (
        "assignments",
        N_("People on the case"),
        (
            _c(N_("Person"), "person_id.name"),
            _c(N_("Role"), "role", "role"),
            _c(N_("State"), "state", "state:assignment"),
            _c(N_("Declared at"), "declared_at", _AT),
            _c(N_("SHA-256 of the declaration"), "declaration_sha256"),
        ),
    ),
    (
        "conflict_checks",
        N_("Checks for conflicts of interest"),
        (
            _c(N_("Person"), "person_id.name"),
            _c(N_("Role"), "role", "role"),
            _c(N_("Occasion"), "occasion", "word"),
            _c(N_("Judged by the day"), "judged_by_on", _ON),
            _c(N_("Result"), "verdict", "word"),
            _c(N_("SHA-256"), "sha256"),
        ),
    ),
    (
        "plans.rows",
        N_("Audit plan"),
        (
            _c(N_("Revision"), "outer.revision"),
            _c(N_("Stage"), "stage"),
            _c(N_("Day"), "on", _ON),
            _c(N_("Half-day"), "half"),
            _c(N_("Person"), "person_id.name"),
            _c(N_("Department"), "department"),
            _c(N_("Covers"), "covers", "items"),
        ),
    ),
    (
        "sign_ins",
        N_("Sign-ins"),
        (
            _c(N_("Stage"), "stage"),
            _c(N_("Kind"), "kind", "word"),
            _c(N_("Person"), "person_id.name"),
            _c(N_("Time"), "at", _AT),
            _c(N_("Not signed in"), "missed", "word"),
            _c(N_("Explanation"), "explanation"),
            _c(N_("What the enterprise saw"), "enterprise_explanation"),
        ),
    ),
    (
        "ratings",
        N_("Checklist"),
        (
            _c(N_("Item"), "key", "item"),
            _c(N_("Result"), "result", "word"),
            _c(N_("Note"), "note"),
            _c(N_("By"), "rated_by.name"),
        ),
    ),
    (
        "rating_versions",
        N_("History of the checklist"),
        (
            _c(N_("Item"), "key", "item"),
            _c(N_("Result"), "result", "word"),
            _c(N_("Note"), "note"),
            _c(N_("By"), "by.name"),
            _c(N_("Time"), "at", _AT),
        ),
    ),
    (
        "offline_leftovers",
        N_("Offline work kept apart"),
        (
            _c(N_("Item"), "key", "item"),
            _c(N_("Kind"), "kind", "word"),
            _c(N_("By"), "person_id.name"),
            _c(N_("State"), "state", "word"),
            _c(N_("Reason"), "reason"),
            _c(N_("Decided by"), "decided_by.name"),
        ),
    ),
    (
        "second_ratings",
        N_("Second ratings"),
        (
            _c(N_("Item"), "key", "item"),
            _c(N_("First result"), "first_result", "word"),
            _c(N_("Second result"), "result", "word"),
            _c(N_("Note"), "note"),
            _c(N_("By"), "rated_by.name"),
        ),
    ),
    (
        "stage_results",
        N_("Results of the stages"),
        (
            _c(N_("Stage"), "stage"),
            _c(N_("Outcome"), "outcome", "word"),
            _c(N_("Summary"), "summary"),
            _c(N_("Last day"), "last_day_on", _ON),
            _c(N_("By"), "closed_by.name"),
        ),
    ),
    (
        "findings",
        N_("Findings and corrections"),
        (
            _c(N_("No."), "number"),
            _c(N_("Grade"), "grade", "word"),
            _c(N_("Item"), "key", "item"),
            _c(N_("Fact"), "fact"),
            _c(N_("Correction"), "correction"),
            _c(N_("Root cause"), "root_cause"),
            _c(N_("Corrective action"), "corrective_action"),
            _c(N_("State"), "state", "state:finding"),
            _c(N_("Verified on"), "verified_on", _ON),
        ),
    ),
    (
        "information_requests",
        N_("Information requests"),
        (
            _c(N_("No."), "number"),
            _c(N_("Item"), "title"),
            _c(N_("Due"), "due_on", _ON),
            _c(N_("Answer"), "answer"),
            _c(N_("State"), "state", "word"),
        ),
    ),
    (
        "conclusions",
        N_("Conclusion"),
        (
            _c(N_("Revision"), "revision"),
            _c(N_("Computed grade"), "computed_grade"),
            _c(N_("Proposed grade"), "proposed_grade"),
            _c(N_("Recommendation"), "recommendation", "word"),
            _c(N_("Reason"), "reason"),
            _c(N_("By"), "concluded_by.name"),
            _c(N_("Technical check"), "check_outcome", "word"),
            _c(N_("Confirmation of the enterprise"), "confirm_outcome", "word"),
        ),
    ),
    (
        "grade_capsules",
        N_("Grade capsules"),
        (
            _c(N_("Digest"), "digest"),
            _c(N_("Time"), "at", _AT),
        ),
    ),
    (
        "committee_records",
        N_("Records of the committee"),
        (
            _c(N_("Kind"), "kind", "word"),
            _c(N_("Round"), "round"),
            _c(N_("Outcome"), "outcome", "word"),
            _c(N_("Summary"), "summary"),
            _c(N_("By"), "recorded_by.name"),
            _c(N_("Time"), "recorded_at", _AT),
        ),
    ),
    (
        "ballots.votes",
        N_("Votes"),
        (
            _c(N_("Round"), "outer.round"),
            _c(N_("Person"), "person_id.name"),
            _c(N_("Choice"), "choice", "word"),
            _c(N_("Grade"), "grade"),
            _c(N_("Recused"), "recused", "word"),
            _c(N_("Reason"), "reason"),
            _c(N_("Time"), "cast_at", _AT),
        ),
    ),
    (
        "decisions",
        N_("Decision"),
        (
            _c(N_("Outcome"), "outcome", "word"),
            _c(N_("Grade"), "grade"),
            _c(N_("Day"), "decided_on", _ON),
            _c(N_("Summary"), "summary"),
        ),
    ),
    (
        "notices",
        N_("Public notice"),
        (
            _c(N_("Round"), "round"),
            _c(N_("Published at"), "published_at", _AT),
            _c(N_("Begins"), "starts_on", _ON),
            _c(N_("Ends"), "ends_on", _ON),
            _c(N_("Ended on"), "ended_on", _ON),
        ),
    ),
    (
        "objections",
        N_("Objections"),
        (
            _c(N_("Name"), "name"),
            _c(N_("Text"), "text"),
            _c(N_("Lodged at"), "lodged_at", _AT),
            _c(N_("State"), "state", "state:objection"),
            _c(N_("Answer"), "answer"),
        ),
    ),
    (
        "appeals",
        N_("Appeals and complaints"),
        (
            _c(N_("Kind"), "kind", "word"),
            _c(N_("Text"), "text"),
            _c(N_("Lodged at"), "lodged_at", _AT),
            _c(N_("State"), "state", "state:appeal"),
            _c(N_("Answer"), "answer"),
        ),
    ),
    (
        "certificates.revisions",
        N_("Certificate"),
        (
            _c(N_("Number"), "outer.number"),
            _c(N_("Revision"), "revision"),
            _c(N_("State"), "state", "word"),
            _c(N_("Signed at"), "signed_at", _AT),
            _c(N_("Expires on"), "outer.expires_on", _ON),
            _c(N_("SHA-256 of the file"), "pdf_sha256"),
        ),
    ),
    (
        "certificates.status_changes",
        N_("Status of the certificate"),
        (
            _c(N_("Number"), "outer.number"),
            _c(N_("Status"), "status", "word"),
            _c(N_("Since"), "since_on", _ON),
            _c(N_("Reason"), "reason"),
        ),
    ),
    (
        "limits",
        N_("Time limits"),
        (
            _c(N_("Step"), "state", "state:case"),
            _c(N_("Entered on"), "entered_on", _ON),
            _c(N_("Left on"), "left_on", _ON),
            _c(N_("Due"), "due_on", _ON),
            _c(N_("Kept"), "kept", "word"),
        ),
    ),
    (
        "messages",
        N_("Messages sent"),
        (
            _c(N_("To"), "address"),
            _c(N_("Subject"), "subject"),
            _c(N_("Sent at"), "sent_at", _AT),
        ),
    ),
    (
        "journal",
        N_("What happened"),
        (
            _c(N_("Time"), "at", _AT),
            _c(N_("Person"), "who"),
            _c(N_("Role"), "role", "role"),
            _c(N_("Deed"), "deed"),
            _c(N_("State"), "move"),
            _c(N_("Reason"), "reason"),
        ),
    ),
)
