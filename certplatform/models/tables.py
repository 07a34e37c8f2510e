"""All tables, so that the metadata is whole wherever it is needed."""

from certplatform.models import (
    appeal,
    application,
    assignment,
    audit,
    base,
    case,
    certificate,
    conclusion,
    decision,
    document,
    filing,
    finding,
    journal,
    organisation,
    outbox,
    person,
    publicity,
    register,
    self_assessment,
)

METADATA = base.Base.metadata
MODULES = (
    organisation,
    person,
    journal,
    case,
    document,
    application,
    self_assessment,
    assignment,
    audit,
    finding,
    conclusion,
    decision,
    publicity,
    certificate,
    register,
    appeal,
    filing,
    outbox,
)

# The tables whose state only a step moves, by the subject of their table of transitions.
MOVED = {
    "case": "assessment_case",
    "assignment": "assignment",
    "finding": "finding",
    "certificate": "certificate",
    "objection": "objection",
    "appeal": "appeal",
}
# Tables whose rows are written once.
WRITE_ONCE = (
    "journal_entry",
    "seal",
    "filing_look",
    "filed_case",
    "application_version",
    "run_step",
)
