"""A small world of organisations and people, set up by the deeds of process/people.py."""

from collections.abc import Hashable
from dataclasses import dataclass, field, fields
from datetime import date

from flask.testing import FlaskClient

from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor, OrganisationKind, Role
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.process.people import (
    admit_person,
    grant_role,
    register_organisation,
    set_approved_range,
)
from certplatform.process.qualification import approve_qualification, record_qualification
from certplatform.process.sign_in import open_session
from certplatform.process.step import deed
from certplatform.queries.people import actor_of
from certplatform.schemes import schemes
from tests.builders.kept_database import Kept, keep, moment, put_back

PASSWORD = "bamboo grows quietly 27"
LONG_AGO = date(2024, 1, 1)
FAR_AWAY = date(2032, 12, 31)
ENTERPRISE_CODE = "91370100MA3C5K7T4D"
OTHER_CODE = "91320500MA1M9P2X61"
CONSULTANCY_CODE = "91330100MA2H8Q3W5D"


@dataclass
class World:
    """Everybody and everything by name; lists where there are several of one kind."""

    committee: Organisation
    platform: Organisation
    body: Organisation
    other_body: Organisation
    enterprise: Organisation
    other_enterprise: Organisation
    consultancy: Organisation
    regulator_office: Organisation
    people: dict[str, Person] = field(default_factory=dict)
    start: Kept | None = None

    def __getattr__(self, name: str) -> Person:
        """A person by their part: world.case_officer."""
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)

    def __getitem__(self, name: str) -> Person:
        """A person by their part: world["case_officer"]."""
        return self.people[name]

    @property
    def assessors(self) -> list[Person]:
        """The body's assessors, all qualified for everything."""
        return [one for part, one in self.people.items() if part.startswith("assessor_")]

    @property
    def experts(self) -> list[Person]:
        """The committee's pool."""
        return [one for part, one in self.people.items() if part.startswith("expert_")]

    @staticmethod
    def actor(person: Person, *, fresh: bool = True) -> Actor:
        """The person as an actor with what they hold now."""
        return actor_of(person, fresh=fresh)


def a_world(scheme: str = "IIIMS") -> World:
    """Set up everybody that a case needs, qualified and approved for all of the scheme.

    The deeds run once; a test that begins with an empty database at the same moment gets their
    rows again. Not to be called within a deed.
    """
    empty, key = session.query(Organisation.id).first() is None, (scheme, moment())
    if empty and key in _KEPT:
        start, ids = _KEPT[key]
        start = put_back(start)
        world = world_of(ids)
        world.start = start
        return world
    with deed(by=SYSTEM):  # one commit for all: the world is there or it is not
        world = _world(scheme)
    if empty:
        world.start = keep()
        _KEPT[key] = (world.start, ids_of(world))
    return world


@dataclass(frozen=True, slots=True)
class Ids:
    """Who and what a world was made of."""

    organisations: dict[str, int]
    people: dict[str, int]


_KEPT: dict[tuple[str, Hashable], tuple[Kept, Ids]] = {}


def ids_of(world: World) -> Ids:
    """The ids by which a world is found again."""
    names = [one.name for one in fields(world) if one.type is Organisation]
    return Ids(
        {name: getattr(world, name).id for name in names},
        {part: person.id for part, person in world.people.items()},
    )


def world_of(ids: Ids) -> World:
    """The world of these ids in this database."""
    known = {one.id: one for one in session.query(Organisation)}
    organisations = {name: known[key] for name, key in ids.organisations.items()}
    everybody = {one.id: one for one in session.query(Person)}
    people = {part: everybody[key] for part, key in ids.people.items()}
    return World(**organisations, people=people)


def _world(scheme: str) -> World:
    world = World(
        committee=_organisation("committee", "新型能力评定工作委员会"),
        platform=_organisation("platform", "评定服务平台"),
        body=_organisation("body", "华信评定中心", short_code="017", name_en="Huaxin Assessment"),
        other_body=_organisation("body", "东方评定公司", short_code="023", name_en="Dongfang"),
        enterprise=an_enterprise(ENTERPRISE_CODE, "泉城轴承有限公司"),
        other_enterprise=an_enterprise(OTHER_CODE, "姑苏丝绸股份有限公司"),
        consultancy=_organisation("consultancy", "远见管理咨询有限公司", code=CONSULTANCY_CODE),
        regulator_office=_organisation("regulator", "工业和信息化主管部门"),
    )
    for body in (world.body, world.other_body):
        set_approved_range(body.id, scheme, by=SYSTEM, valid_from_on=LONG_AGO)
    _people_of_the_offices(world)
    _people_of_the_bodies(world, scheme)
    _people_outside(world)
    return world


def _organisation(kind: str, name: str, **more: str) -> Organisation:
    return register_organisation(OrganisationKind(kind), name, by=SYSTEM, **more)


def an_enterprise(code: str, name: str) -> Organisation:
    """A registered enterprise."""
    return register_organisation(
        OrganisationKind.ENTERPRISE,
        name,
        by=SYSTEM,
        code=code,
        name_en="Example Manufacturing Co., Ltd.",
        legal_representative="齐鲁明",
        address="济南市历下区泉城路 1 号",
        region="370102",
        industry="C34",
        headcount=320,
        contact_name="孟小泉",
        contact_phone="0531-86000001",
        contact_email=f"office@{code.lower()}.example.cn",
    )


def a_person(part: str, name: str, organisation: Organisation, *roles: Role) -> Person:
    """A person with an account and roles; the address is made of the part."""
    address = f"{part.replace('_', '-')}@people.example.cn"
    made = admit_person(name, address, by=SYSTEM, password=PASSWORD)
    for role in roles:
        grant_role(made.id, organisation.id, role, by=SYSTEM)
    return made


def _people_of_the_offices(world: World) -> None:
    committee, people = world.committee, world.people
    people["secretary"] = a_person("secretary", "秦书", committee, Role.SECRETARIAT)
    people["second_secretary"] = a_person("second_secretary", "书韵", committee, Role.SECRETARIAT)
    people["supervisor"] = a_person("supervisor", "简督", committee, Role.SUPERVISOR)
    for number, name in enumerate(
        ["钱一", "孙二", "李三", "周四", "吴五", "郑六", "王七", "冯八", "陈九", "褚十", "卫壹"], 1
    ):
        part = f"expert_{number}"
        people[part] = a_person(part, name, committee, Role.COMMITTEE_POOL)
    people["administrator"] = a_person("administrator", "管平", world.platform, Role.ADMINISTRATOR)
    people["second_administrator"] = a_person(
        "second_administrator", "管安", world.platform, Role.ADMINISTRATOR
    )


def _people_of_the_bodies(world: World, scheme: str) -> None:
    body, other, people = world.body, world.other_body, world.people
    people["case_officer"] = a_person("case_officer", "受桂英", body, Role.CASE_OFFICER)
    people["scheduler"] = a_person("scheduler", "程排", body, Role.SCHEDULER)
    people["manager"] = a_person("manager", "章负", body, Role.BODY_MANAGER)
    for number, name in enumerate(["赵评", "钱审", "孙查", "李核", "周验", "吴证", "郑实"], 1):
        part = f"assessor_{number}"
        people[part] = a_person(part, name, body, Role.ASSESSOR_POOL)
        qualify(people[part], body, scheme)
    people["other_officer"] = a_person("other_officer", "别受", other, Role.CASE_OFFICER)
    people["other_manager"] = a_person("other_manager", "别管", other, Role.BODY_MANAGER)
    people["other_scheduler"] = a_person("other_scheduler", "别排", other, Role.SCHEDULER)
    people["other_assessor"] = a_person("other_assessor", "别评", other, Role.ASSESSOR_POOL)
    qualify(people["other_assessor"], other, scheme)


def _people_outside(world: World) -> None:
    people = world.people
    people["applicant"] = a_person("applicant", "孟小泉", world.enterprise, Role.APPLICANT)
    people["other_applicant"] = a_person(
        "other_applicant", "苏绣", world.other_enterprise, Role.APPLICANT
    )
    people["regulator"] = a_person("regulator", "管局", world.regulator_office, Role.REGULATOR)


def qualify(person: Person, body: Organisation, scheme: str, role: Role = Role.LEAD) -> None:
    """Qualify a person for the highest level, everywhere; leads may also assess."""
    highest = max(schemes()[scheme].levels, key=lambda one: one.rank).code
    entered = record_qualification(
        person.id,
        body.id,
        by=SYSTEM,
        scheme=scheme,
        level=highest,
        role=role,
        valid_from_on=LONG_AGO,
        valid_until_on=FAR_AWAY,
    )
    approve_qualification(entered.id, by=SYSTEM)


def sign_in_as(client: FlaskClient, person: Person, *, second_factor: bool = True) -> None:
    """Sign a person in without the pages; fresh, as just after a sign-in."""
    token = open_session(person.id, second_factor=second_factor)
    with client.session_transaction() as cookie:
        cookie["sign_in"] = token
