"""The life of a finding, from the assessor's draft to its verification."""

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.machine import Machine, State, rows

DRAFTED, SHOWN, ISSUED = "drafted", "shown", "issued"
NOTED, DROPPED = "noted", "dropped"
ANSWERED, RETURNED, PLANNED, VERIFIED = "answered", "returned", "planned", "verified"

UNSETTLED = frozenset({DRAFTED, SHOWN})  # the team has not made up its mind
NOT_STANDING = frozenset({DRAFTED, SHOWN, DROPPED})  # no finding yet, or none any more
TO_ANSWER = frozenset({ISSUED, RETURNED})

_TEAM = (Role.LEAD, Role.ASSESSOR)
_ENTERPRISE = (Role.APPLICANT,)
_BEFORE, _AT, _THEN = "finding_draft", "finding", "correction"

FINDING = Machine(
    "finding",
    (
        State(DRAFTED, N_("Drafted"), initial=True),
        State(SHOWN, N_("Draft shown to the enterprise")),
        State(ISSUED, N_("Issued to the enterprise")),
        State(ANSWERED, N_("Answered by the enterprise")),
        State(RETURNED, N_("Returned to the enterprise")),
        State(PLANNED, N_("Plan accepted")),
        State(VERIFIED, N_("Verified and closed"), final=True),
        State(NOTED, N_("Noted"), final=True),
        State(DROPPED, N_("Dropped"), final=True),
    ),
    [
        *rows(
            "show_draft",
            DRAFTED,
            SHOWN,
            _TEAM,
            _BEFORE,
            N_("Show the draft to the enterprise"),
            rules="R28",
        ),
        *rows(
            "comment_draft",
            SHOWN,
            "=",
            _ENTERPRISE,
            _BEFORE,
            N_("Comment on the draft"),
            rules="R28",
        ),
        *rows(
            "answer_dispute",
            "drafted shown",
            "=",
            _TEAM,
            _BEFORE,
            N_("Answer a dispute"),
            rules="R28",
        ),
        *rows(
            "revise_finding",
            "drafted shown",
            DRAFTED,
            _TEAM,
            _BEFORE,
            N_("Change the draft"),
            rules="R28",
        ),
        *rows("issue_finding", "drafted shown", ISSUED, _TEAM, _AT, N_("Issue"), rules="R28"),
        *rows(
            "note_finding", "drafted shown", NOTED, _TEAM, _AT, N_("Note the finding"), rules="R28"
        ),
        *rows(
            "carry_over",
            DRAFTED,
            PLANNED,
            (Role.LEAD, Role.SYSTEM),
            _AT,
            N_("Carry over from the audit before"),
            rules=("R31",),
        ),
        *rows("drop_finding", "drafted shown", DROPPED, _TEAM, _AT, N_("Drop"), reason=True),
        *rows("answer_finding", "issued returned", ANSWERED, _ENTERPRISE, _THEN, N_("Answer")),
        *rows(
            "escalate_minor",
            "issued returned",
            "=",
            (Role.SYSTEM,),
            _THEN,
            N_("Escalate an overdue minor nonconformity"),
            rules="R31",
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
