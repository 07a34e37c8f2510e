"""Closed and filed cases: the shortest is an application that its enterprise withdraws."""

from certplatform.archive.dossier import dossier_of
from certplatform.domain.actors import SYSTEM, Actor, OrganisationKind, Role
from certplatform.models.case import Case
from certplatform.models.filing import FiledCase
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.process.application import open_application, withdraw_application
from certplatform.process.filing import file_case
from certplatform.process.people import register_organisation
from certplatform.schemes import scheme
from tests.builders.people import World, a_person

ELSEWHERE_CODE = "91320102MA1XYA6B2A"


def withdrawn_case(
    world: World, person: Person | None = None, enterprise: Organisation | None = None
) -> Case:
    """A case that its enterprise withdrew."""
    by = world.actor(person or world.applicant)
    firm = enterprise or world.enterprise
    return withdrawn(open_application(firm.id, "IIIMS", "initial", by=by), by)


def withdrawn(case: Case, by: Actor) -> Case:
    """The case, withdrawn by its enterprise."""
    code = scheme(case.scheme).reasons["withdraw_application"][0].code
    withdraw_application(case.id, code=code, by=by, reason="搬迁厂房，明年再申请")
    return case


def filed(case: Case) -> FiledCase:
    """The case, filed."""
    return file_case(case.id, dossier_of(case.id))


def filed_case(world: World) -> FiledCase:
    """A withdrawn case, filed."""
    return filed(withdrawn_case(world))


def filed_elsewhere(world: World) -> FiledCase:
    """The filed case of an enterprise in Jiangsu; those of the world are in Shandong."""
    firm = register_organisation(
        OrganisationKind.ENTERPRISE,
        "金陵云锦有限公司",
        by=SYSTEM,
        code=ELSEWHERE_CODE,
        region="320102",
        industry="C17",
    )
    weaver = a_person("weaver", "云锦", firm, Role.APPLICANT)
    return filed(withdrawn_case(world, weaver, firm))


def regulator_of(region: str, part: str = "province") -> Person:
    """A regulator who sees one region only."""
    office = register_organisation(
        OrganisationKind.REGULATOR, f"地区主管部门 {region}", by=SYSTEM, region=region
    )
    return a_person(part, "齐管", office, Role.REGULATOR)
