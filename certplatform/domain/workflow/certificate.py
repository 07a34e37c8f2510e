"""The life of a certificate (R49)."""

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.machine import Machine, State, rows

PENDING, VALID, SUSPENDED = "pending", "valid", "suspended"
REVOKED, CANCELLED, EXPIRED = "withdrawn", "cancelled", "expired"

_OFFICE = (Role.SECRETARIAT,)
_SYSTEM = (Role.SYSTEM,)
_AT = "validity"

CERTIFICATE = Machine(
    "certificate",
    (
        State(PENDING, N_("Being issued"), initial=True),
        State(VALID, N_("Valid")),
        State(SUSPENDED, N_("Suspended")),
        State(REVOKED, N_("Withdrawn"), final=True),
        State(CANCELLED, N_("Cancelled"), final=True),
        State(EXPIRED, N_("Expired"), final=True),
    ),
    [
        *rows("enter", PENDING, VALID, _SYSTEM, "certificate", N_("Enter in the registry")),
        *rows(
            "suspend",
            VALID,
            SUSPENDED,
            (*_OFFICE, Role.SYSTEM),
            _AT,
            N_("Suspend"),
            rules=("R47", "R48", "R49"),
            reason=True,
            fresh=True,
        ),
        *rows(
            "restore",
            SUSPENDED,
            VALID,
            (*_OFFICE, Role.SYSTEM),
            _AT,
            N_("Restore"),
            rules=("R48", "R49"),
            reason=True,
            fresh=True,
        ),
        *rows(
            "withdraw",
            "valid suspended",
            REVOKED,
            (*_OFFICE, Role.SYSTEM),
            _AT,
            N_("Withdraw"),
            rules=("R48", "R49"),
            reason=True,
            fresh=True,
        ),
        *rows(
            "cancel",
            "valid suspended",
            CANCELLED,
            _OFFICE,
            _AT,
            N_("Cancel the certificate"),
            rules=("R49",),
            reason=True,
            fresh=True,
        ),
        *rows("expire", "valid suspended", EXPIRED, _SYSTEM, _AT, N_("Expire"), rules=("R49",)),
        *rows(
            "revise",
            VALID,
            "=",
            _SYSTEM,
            "certificate",
            N_("Enter the next revision"),
            rules=("R50", "R51"),
        ),
    ],
)

SUPERSEDED = "superseded"
