"""The life of a person's place on a case: on the team, in the check, in the committee."""

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.machine import Machine, State, rows

PROPOSED, DECLARED, CONFIRMED = "proposed", "declared", "confirmed"
SUSPENDED, REFUSED, REPLACED, ENDED = "suspended", "refused", "replaced", "ended"

_HIMSELF = (Role.ASSESSOR_POOL, Role.COMMITTEE_POOL)
_PLANNER = (Role.SCHEDULER, Role.BODY_MANAGER, Role.SECRETARIAT)
_AT = "assignment"

ASSIGNMENT = Machine(
    "assignment",
    (
        State(PROPOSED, N_("Proposed"), initial=True),
        State(DECLARED, N_("Declared")),
        State(CONFIRMED, N_("Confirmed")),
        State(SUSPENDED, N_("Suspended for a possible conflict")),
        State(REFUSED, N_("Refused"), final=True),
        State(REPLACED, N_("Replaced"), final=True),
        State(ENDED, N_("Ended"), final=True),
    ),
    [
        *rows(
            "invite_member",
            PROPOSED,
            "=",
            _PLANNER,
            _AT,
            N_("Ask to declare"),
            rules=("R13", "R15"),
        ),
        *rows(
            "declare",
            PROPOSED,
            DECLARED,
            _HIMSELF,
            _AT,
            N_("Sign the declaration and accept"),
            rules=("R13", "R15", "R17"),
            fresh=True,
        ),
        *rows("refuse_assignment", PROPOSED, REFUSED, _HIMSELF, _AT, N_("Refuse"), reason=True),
        *rows("confirm_member", DECLARED, CONFIRMED, _PLANNER, _AT, N_("Confirm"), rules=("R16",)),
        *rows(
            "declare_interest",
            "declared confirmed",
            SUSPENDED,
            (*_HIMSELF, Role.SYSTEM),
            _AT,
            N_("Declare an interest"),
            rules=("R15",),
            reason=True,
        ),
        *rows(
            "reinstate",
            SUSPENDED,
            DECLARED,
            _PLANNER,
            _AT,
            N_("Reinstate after clearing"),
            rules=("R15", "R16"),
            reason=True,
        ),
        *rows(
            "replace_member",
            "proposed declared confirmed suspended",
            REPLACED,
            _PLANNER,
            _AT,
            N_("Replace"),
            reason=True,
        ),
        *rows(
            "end_assignment",
            "proposed declared confirmed suspended",
            ENDED,
            (Role.SYSTEM,),
            _AT,
            N_("End with the case"),
        ),
    ],
)

EFFECTIVE = frozenset({DECLARED, CONFIRMED})
STANDING = frozenset({PROPOSED, DECLARED, CONFIRMED, SUSPENDED})


def standing_title(state: str, *, invited: bool, objected: bool) -> str:
    """How a place stands, as a message id: what its state alone does not tell.

    `invited`: the person was asked; `objected`: the enterprise objects, and nobody has answered.
    """
    if state == PROPOSED and invited:
        return N_("Asked to declare")
    if state in EFFECTIVE and objected:
        return N_("Objected to by the enterprise")
    return ASSIGNMENT.title(state)
