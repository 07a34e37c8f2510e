"""Whose eyes the audit's own papers are for: everybody on the case but the enterprise."""

from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.models.case import Case
from certplatform.queries.cases import ABSENT, case_for, roles_on
from certplatform.web.signin import current_actor

TEAM = (Role.LEAD, Role.ASSESSOR)
READERS = {
    Role.LEAD,
    Role.ASSESSOR,
    Role.TECHNICAL_EXPERT,
    Role.TRAINEE,
    Role.TECHNICAL_CHECKER,
    Role.CASE_OFFICER,
    Role.SCHEDULER,
    Role.BODY_MANAGER,
    Role.COMPLIANCE_REVIEWER,
    Role.CONFIRMATION_AUDITOR,
    Role.RECHECKER,
    Role.PANEL_MEMBER,
    Role.APPEAL_HANDLER,
    Role.SECRETARIAT,
    Role.SUPERVISOR,
}
FROM_STAGE1 = (
    "stage1 stage2 correction concluding review confirmation decision publicity objection "
    "issuing certified rejected closed terminated withdrawn"
)


def audit_of(address: str) -> Case:
    """The case, for those who may read the audit's papers. Raises NotVisible."""
    found = case_for(current_actor(), address)
    if not roles_on(current_actor(), found) & READERS:
        raise NotVisible(ABSENT)
    return found


def is_lead(case: Case) -> bool:
    """Whether the viewer leads this audit."""
    return Role.LEAD in roles_on(current_actor(), case)


def is_auditing(case: Case) -> bool:
    """Whether the viewer judges in this audit."""
    return bool(roles_on(current_actor(), case) & set(TEAM))
