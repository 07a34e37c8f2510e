"""Many enterprises, and people with two hats, so that the wrong person is often at hand."""

from pathlib import Path

from stdnum.cn import uscc

from certplatform.domain.actors import SYSTEM, Role
from certplatform.models.organisation import Organisation
from certplatform.process.people import grant_role, set_approved_range
from certplatform.process.step import deed
from certplatform.schemes import register_folder
from tests.builders.people import LONG_AGO, World, a_person, a_world, an_enterprise, qualify

TINY_FOLDER = Path(__file__).parents[1] / "schemes" / "tiny"
LARGE = "IIIMS"


def tiny() -> str:
    """Offer the tiny scheme; its code."""
    return register_folder(TINY_FOLDER).code


def a_town(enterprises: int) -> tuple[World, list[tuple[Organisation, str]]]:
    """A world for both schemes, with enterprises and the part of each one's applicant."""
    code = tiny()
    world = a_world(LARGE)
    with deed(by=SYSTEM):
        for body in (world.body, world.other_body):
            set_approved_range(body.id, code, by=SYSTEM, valid_from_on=LONG_AGO)
        for part, person in world.people.items():
            if part.startswith("assessor_"):
                qualify(person, world.body, code)
        firms = [_firm(world, number) for number in range(enterprises)]
        _two_hats(world, code, firms[0][0])
    return world, firms


def _firm(world: World, number: int) -> tuple[Organisation, str]:
    stem = f"91370100MA3D{number:05d}"
    firm = an_enterprise(stem + uscc.calc_check_digit(stem), f"第{number + 1}精密轴承有限公司")
    part = f"applicant_{number}"
    world.people[part] = a_person(part, "孟小泉", firm, Role.APPLICANT)
    return firm, part


def _two_hats(world: World, code: str, firm: Organisation) -> None:
    """People whom only the rules keep from acting on two sides of one case."""
    people, committee, body = world.people, world.committee, world.body
    for part, name in (("assessor_expert", "双一"), ("officer_assessor", "双二")):
        people[part] = a_person(part, name, body, Role.ASSESSOR_POOL)
        qualify(people[part], body, code)
        qualify(people[part], body, LARGE)
    grant_role(people["assessor_expert"].id, committee.id, Role.COMMITTEE_POOL, by=SYSTEM)
    for role in (Role.CASE_OFFICER, Role.SCHEDULER):
        grant_role(people["officer_assessor"].id, body.id, role, by=SYSTEM)
    people["secretary_expert"] = a_person("secretary_expert", "双三", committee, Role.SECRETARIAT)
    grant_role(people["secretary_expert"].id, committee.id, Role.COMMITTEE_POOL, by=SYSTEM)
    people["applicant_expert"] = a_person(
        "applicant_expert", "双四", committee, Role.COMMITTEE_POOL
    )
    grant_role(people["applicant_expert"].id, firm.id, Role.APPLICANT, by=SYSTEM)
