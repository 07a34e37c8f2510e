"""Who acts: roles, and the person with what they hold."""

from dataclasses import dataclass, field
from enum import StrEnum

from certplatform.domain.wording import N_


class OrganisationKind(StrEnum):
    """Kinds of organisations on the platform."""

    ENTERPRISE = "enterprise"
    BODY = "body"
    CONSULTANCY = "consultancy"
    COMMITTEE = "committee"
    REGULATOR = "regulator"
    PLATFORM = "platform"


class Role(StrEnum):
    """Roles of process.md. The first group is held in an organisation, the second on one case."""

    APPLICANT = "applicant"
    CASE_OFFICER = "case_officer"
    SCHEDULER = "scheduler"
    BODY_MANAGER = "body_manager"
    ASSESSOR_POOL = "assessor_pool"
    COMMITTEE_POOL = "committee_pool"
    SECRETARIAT = "secretariat"
    SUPERVISOR = "supervisor"
    REGULATOR = "regulator"
    ADMINISTRATOR = "administrator"
    # On one case, by an assignment
    LEAD = "lead"
    ASSESSOR = "assessor"
    TECHNICAL_EXPERT = "technical_expert"
    TRAINEE = "trainee"
    TECHNICAL_CHECKER = "technical_checker"
    COMPLIANCE_REVIEWER = "compliance_reviewer"
    CONFIRMATION_AUDITOR = "confirmation_auditor"
    RECHECKER = "rechecker"
    PANEL_MEMBER = "panel_member"
    APPEAL_HANDLER = "appeal_handler"
    # Nobody in particular
    PUBLIC = "public"
    SYSTEM = "system"


ROLE_TITLES: dict[Role, str] = {
    Role.APPLICANT: N_("Applicant"),
    Role.CASE_OFFICER: N_("Case officer"),
    Role.SCHEDULER: N_("Scheduler"),
    Role.BODY_MANAGER: N_("Body manager"),
    Role.ASSESSOR_POOL: N_("Assessor of the body"),
    Role.COMMITTEE_POOL: N_("Committee expert"),
    Role.SECRETARIAT: N_("Secretariat"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.REGULATOR: N_("Regulator"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.LEAD: N_("Lead assessor"),
    Role.ASSESSOR: N_("Assessor"),
    Role.TECHNICAL_EXPERT: N_("Technical expert"),
    Role.TRAINEE: N_("Trainee assessor"),
    Role.TECHNICAL_CHECKER: N_("Technical checker"),
    Role.COMPLIANCE_REVIEWER: N_("Compliance reviewer"),
    Role.CONFIRMATION_AUDITOR: N_("Confirmation auditor"),
    Role.RECHECKER: N_("Re-checker"),
    Role.PANEL_MEMBER: N_("Panel member"),
    Role.APPEAL_HANDLER: N_("Appeal handler"),
    Role.PUBLIC: N_("Public"),
    Role.SYSTEM: N_("System"),
}

TEAM_ROLES = frozenset({Role.LEAD, Role.ASSESSOR, Role.TECHNICAL_EXPERT, Role.TRAINEE})
COMMITTEE_ROLES = frozenset(
    {
        Role.COMPLIANCE_REVIEWER,
        Role.CONFIRMATION_AUDITOR,
        Role.RECHECKER,
        Role.PANEL_MEMBER,
        Role.APPEAL_HANDLER,
    }
)
CASE_ROLES = TEAM_ROLES | COMMITTEE_ROLES | {Role.TECHNICAL_CHECKER}

ROLES_OF_KIND: dict[OrganisationKind, frozenset[Role]] = {
    OrganisationKind.ENTERPRISE: frozenset({Role.APPLICANT}),
    OrganisationKind.BODY: frozenset(
        {Role.CASE_OFFICER, Role.SCHEDULER, Role.BODY_MANAGER, Role.ASSESSOR_POOL}
    ),
    OrganisationKind.CONSULTANCY: frozenset(),
    OrganisationKind.COMMITTEE: frozenset({Role.COMMITTEE_POOL, Role.SECRETARIAT, Role.SUPERVISOR}),
    OrganisationKind.REGULATOR: frozenset({Role.REGULATOR}),
    OrganisationKind.PLATFORM: frozenset({Role.ADMINISTRATOR}),
}

SECOND_FACTOR_ROLES = frozenset(
    {Role.COMMITTEE_POOL, Role.SECRETARIAT, Role.SUPERVISOR, Role.ADMINISTRATOR}
)


@dataclass(frozen=True, slots=True)
class Holding:
    """One role held in one organisation."""

    organisation_id: int
    kind: OrganisationKind
    role: Role
    organisation_name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a deed: a person with all roles held now, or the system, or the public.

    `fresh` says whether they proved their presence minutes ago (deciding, issuing, role changes).
    """

    person_id: int | None
    name: str
    holdings: tuple[Holding, ...] = ()
    standing: frozenset[Role] = frozenset()
    fresh: bool = False

    def holds(self, role: Role, organisation_id: int | None = None) -> bool:
        """Whether the role is held, in that organisation if one is given."""
        return any(
            one.role == role and organisation_id in (None, one.organisation_id)
            for one in self.holdings
        )

    def organisations(self, kind: OrganisationKind) -> frozenset[int]:
        """Ids of the organisations of a kind in which a role is held."""
        return frozenset(one.organisation_id for one in self.holdings if one.kind == kind)


SYSTEM = Actor(person_id=None, name="system", standing=frozenset({Role.SYSTEM}), fresh=True)
PUBLIC = Actor(person_id=None, name="public", standing=frozenset({Role.PUBLIC}))
