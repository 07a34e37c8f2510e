"""The life of a finding, from the assessor's draft to its verification."""

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.machine import Machine, State, rows

DRAFTED, ISSUED, NOTED, DROPPED = "drafted", "issued", "noted", "dropped"
ANSWERED, RETURNED, PLANNED, VERIFIED = "answered", "returned", "planned", "verified"

_TEAM = (Role.LEAD, Role.ASSESSOR)
_AT, _THEN = "finding", "correction"

FINDING = Machine(
    "finding",
    (
        State(DRAFTED, N_("Drafted"), initial=True),
        State(ISSUED, N_("Issued to the enterprise")),
        State(ANSWERED, N_("Answered by the enterprise")),
        State(RETURNED, N_("Returned to the enterprise")),
        State(PLANNED, N_("Plan accepted")),
        State(VERIFIED, N_("Verified and closed"), final=True),
        State(NOTED, N_("Noted"), final=True),
        State(DROPPED, N_("Dropped"), final=True),
    ),
    [
        *rows("issue_finding", DRAFTED, ISSUED, _TEAM, _AT, N_("Issue"), rules=("R28",)),
        *rows("note_finding", DRAFTED, NOTED, _TEAM, _AT, N_("Note the finding"), rules=("R28",)),
        *rows(
            "carry_over",
            DRAFTED,
            PLANNED,
            (Role.LEAD, Role.SYSTEM),
            _AT,
            N_("Carry over from the audit before"),
            rules=("R31",),
        ),
        *rows("drop_finding", DRAFTED, DROPPED, _TEAM, _AT, N_("Drop"), reason=True),
        *rows(
            "answer_finding", "issued returned", ANSWERED, (Role.APPLICANT,), _THEN, N_("Answer")
        ),
        *rows("return_answer", ANSWERED, RETURNED, _TEAM, _THEN, N_("Return"), reason=True),
        *rows(
            "accept_plan",
            ANSWERED,
            PLANNED,
            _TEAM,
            _THEN,
            N_("Accept the plan"),
            rules=("R31",),
        ),
        *rows(
            "verify_finding",
            "answered planned",
            VERIFIED,
            _TEAM,
            _THEN,
            N_("Verify and close"),
            rules=("R30", "R32"),
        ),
    ],
)
