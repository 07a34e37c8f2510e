"""All tables of the law by the subject they move."""

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.appeal import APPEAL
from certplatform.domain.workflow.assignment import ASSIGNMENT
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.certificate import CERTIFICATE
from certplatform.domain.workflow.finding import FINDING
from certplatform.domain.workflow.machine import Machine
from certplatform.domain.workflow.publicity import OBJECTION

MACHINES: dict[str, Machine] = {
    machine.subject: machine
    for machine in (CASE, ASSIGNMENT, FINDING, CERTIFICATE, OBJECTION, APPEAL)
}

# What brings a subject into being is no row of its table.
BIRTHS: dict[str, str] = {
    "open_application": N_("Open the application"),
    "open_surveillance": N_("Open the surveillance case"),
    "raise_finding": N_("Record a finding"),
    "lodge_appeal": N_("Lodge an appeal or complaint"),
    "file_case": N_("Freeze the case file in the archive"),
    "apply_upkeep": N_("Apply the decision to the certificate"),
}


def title_of(subject: str, action: str) -> str:
    """The message id of a journaled deed's name; the action itself where it has none."""
    own = MACHINES.get(subject)
    for machine in [*([own] if own else []), *MACHINES.values()]:
        for row in machine.transitions:
            if row.action == action:
                return row.title
    return BIRTHS.get(action, action)


def roles_for(action: str) -> frozenset[Role]:
    """Everybody to whom some table allows a deed."""
    return frozenset(
        role
        for machine in MACHINES.values()
        for row in machine.transitions
        if row.action == action
        for role in row.roles
    )
