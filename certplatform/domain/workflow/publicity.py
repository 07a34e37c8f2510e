"""The life of an objection to a public notice (R40)."""

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.machine import Machine, State, rows

LODGED, DISMISSED, UPHELD = "lodged", "dismissed", "upheld"

_HANDLER = (Role.APPEAL_HANDLER,)

OBJECTION = Machine(
    "objection",
    (
        State(LODGED, N_("Lodged"), initial=True),
        State(DISMISSED, N_("Dismissed"), final=True),
        State(UPHELD, N_("Upheld"), final=True),
    ),
    [
        *rows("dismiss", LODGED, DISMISSED, _HANDLER, "publicity", N_("Dismiss"), reason=True),
        *rows("uphold", LODGED, UPHELD, _HANDLER, "publicity", N_("Uphold"), reason=True),
    ],
)
