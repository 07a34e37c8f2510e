"""The states of an assessment case, in the order of the process."""

from certplatform.domain.wording import N_
from certplatform.domain.workflow.machine import State

DRAFT, SUBMITTED, RETURNED = "draft", "submitted", "returned"
ACCEPTED, DECLINED, PLANNING = "accepted", "declined", "planning"
STAGE1, STAGE2, CORRECTION, CONCLUDING = "stage1", "stage2", "correction", "concluding"
REVIEW, CONFIRMATION, DECISION = "review", "confirmation", "decision"
PUBLICITY, OBJECTION, ISSUING, CERTIFIED = "publicity", "objection", "issuing", "certified"
REJECTED, WITHDRAWN, TERMINATED, CLOSED = "rejected", "withdrawn", "terminated", "closed"

# From planning until a decision stands, people's ties to the enterprise are looked at again.
UNDECIDED = frozenset(
    {PLANNING, STAGE1, STAGE2, CORRECTION, CONCLUDING, REVIEW, CONFIRMATION, DECISION}
)

STATES = (
    State(DRAFT, N_("In preparation"), initial=True),
    State(SUBMITTED, N_("Awaiting acceptance")),
    State(RETURNED, N_("Returned for completion")),
    State(ACCEPTED, N_("Application accepted")),
    State(PLANNING, N_("Planning"), initial=True),
    State(STAGE1, N_("Stage 1 audit")),
    State(STAGE2, N_("Stage 2 audit")),
    State(CORRECTION, N_("Correction and verification")),
    State(CONCLUDING, N_("Conclusion")),
    State(REVIEW, N_("Compliance review")),
    State(CONFIRMATION, N_("Confirmation audit")),
    State(DECISION, N_("Re-check and decision")),
    State(PUBLICITY, N_("Public notice")),
    State(OBJECTION, N_("Objection handling")),
    State(ISSUING, N_("Certificate issuing")),
    State(CERTIFIED, N_("Certified"), final=True),
    State(DECLINED, N_("Not accepted"), final=True),
    State(REJECTED, N_("Rejected"), final=True),
    State(WITHDRAWN, N_("Application withdrawn"), final=True),
    State(TERMINATED, N_("Terminated"), final=True),
    State(CLOSED, N_("Closed"), final=True),
)
