"""The people and organisations of the demo, set up by the deeds that administrators use."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyotp

from certplatform.cli.demo.enterprises import ENTERPRISES, Enterprise
from certplatform.domain.actors import SECOND_FACTOR_ROLES, SYSTEM, Actor, OrganisationKind, Role
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.process.people import (
    admit_person,
    grant_role,
    register_organisation,
    set_approved_range,
)
from certplatform.process.person_record import record_tie
from certplatform.process.qualification import approve_qualification, record_qualification
from certplatform.process.second_factor import give_second_factor
from certplatform.process.tariff import set_tariff
from certplatform.queries.people import actor_of
from certplatform.schemes import schemes

DAY_RATE_CENTS = 3_600_00
SCHEME = "IIIMS"
PASSWORD = "two-trains-one-track-2026"  # noqa: S105 - printed for the newcomer; demo only
DOMAIN = "demo.invalid"
OPENING = date(2022, 1, 10)
FAR_AWAY = date(2035, 12, 31)

EXPERTS = [
    "钱伯衡", "孙仲华", "李叔言", "周季安", "吴清越", "郑怀瑾", "王若谷", "冯知秋", "陈子墨",
    "褚云帆", "卫长风", "蒋素心", "沈其琛", "韩松年", "杨帆远", "朱晓燚",
]  # fmt: skip
ASSESSORS = {
    "hh": [
        "赵启明", "钱文博", "孙立群", "李慕白", "周思齐", "吴晓峰", "郑雅琴", "王淑贤",
        "冯天佑", "陈卓然", "褚建华", "卫红梅",
    ],
    "bc": ["蒋明轩", "沈嘉禾", "韩雪松", "杨柳青", "朱子涵", "秦海涛"],
}  # fmt: skip


BODIES = [
    ("hh", "华衡认证评定（北京）有限公司", "Huaheng Assessment (Beijing) Co., Ltd.", "017",
     "110108", "北京市海淀区知春路 76 号"),
    ("bc", "北辰两化融合评定有限公司", "Beichen Assessment Co., Ltd.", "023",
     "310115", "上海市浦东新区张江路 368 号"),
]  # fmt: skip
OFFICES = {"hh": ("受晓蓉", "程安排", "章怀远"), "bc": ("纪敏行", "时有序", "贺长青")}
SHOWN = ("jinling", "beijiang", "dongting")


@dataclass
class Cast:
    """Everybody by key."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    booked: dict[int, date] = field(default_factory=dict)

    def busy_until(self, person_id: int) -> date:
        """The day from which an assessor is free."""
        return self.booked.get(person_id, OPENING)

    def book(self, person_id: int, until: date) -> None:
        """An assessor is booked until and with a day."""
        self.booked[person_id] = until + timedelta(days=1)

    def actor(self, key: str) -> Actor:
        """A person as an actor who has just signed in."""
        return actor_of(self.people[key], fresh=True)

    def admit(self, key: str, name: str, organisation: str, *roles: Role, shown: bool) -> None:
        """Give somebody an account and roles; `shown` accounts are printed."""
        held = self.organisations[organisation]
        email = f"{key}@{organisation.replace('_', '-')}.{DOMAIN}"
        person = admit_person(name, email, by=SYSTEM, password=PASSWORD)
        for role in roles:
            grant_role(person.id, held.id, role, by=SYSTEM)
        secret = ""
        if SECOND_FACTOR_ROLES & set(roles):
            secret = pyotp.random_base32()
            give_second_factor(person.id, secret, by=SYSTEM)
        self.people[key] = person
        if shown:
            self.accounts.append(
                {
                    "role": [str(role) for role in roles],
                    "name": name,
                    "organisation": held.name,
                    "email": email,
                    "password": PASSWORD,
                    "totp_secret": secret,
                }
            )


def assemble() -> Cast:
    """Set up everybody but the enterprises, which register when their case begins."""
    cast = Cast()
    _organisations(cast)
    _offices(cast)
    for body in ASSESSORS:
        _body(cast, body)
    return cast


def _organisations(cast: Cast) -> None:
    kind = OrganisationKind
    made = cast.organisations
    made["committee"] = register_organisation(
        kind.COMMITTEE, "两化融合管理体系评定工作委员会", by=SYSTEM
    )
    made["platform"] = register_organisation(kind.PLATFORM, "评定平台运营中心", by=SYSTEM)
    for key, name, english, short, region, address in BODIES:
        made[key] = register_organisation(
            kind.BODY,
            name,
            by=SYSTEM,
            short_code=short,
            name_en=english,
            region=region,
            address=address,
            contact_email=f"office@{key}.{DOMAIN}",
        )
        set_approved_range(made[key].id, SCHEME, by=SYSTEM, valid_from_on=OPENING)
    made["consultancy"] = register_organisation(
        kind.CONSULTANCY, "启源数字化转型咨询有限公司", by=SYSTEM, region="310115"
    )
    made["regulator"] = register_organisation(kind.REGULATOR, "工业和信息化主管部门", by=SYSTEM)
    made["regulator_js"] = register_organisation(
        kind.REGULATOR, "江苏省工业和信息化主管部门", by=SYSTEM, region="320000"
    )


def _offices(cast: Cast) -> None:
    cast.admit("administrator", "管世平", "platform", Role.ADMINISTRATOR, shown=True)
    cast.admit("secretary", "秦书韵", "committee", Role.SECRETARIAT, shown=True)
    cast.admit("secretary2", "文若澜", "committee", Role.SECRETARIAT, shown=False)
    cast.admit("supervisor", "简明督", "committee", Role.SUPERVISOR, shown=True)
    cast.admit("regulator", "管正则", "regulator", Role.REGULATOR, shown=True)
    cast.admit("regulator-js", "江映雪", "regulator_js", Role.REGULATOR, shown=True)
    for number, name in enumerate(EXPERTS, 1):
        cast.admit(f"expert{number}", name, "committee", Role.COMMITTEE_POOL, shown=number <= 8)  # noqa: PLR2004 - one for each seat of a case


def _body(cast: Cast, body: str) -> None:
    officer, scheduler, manager = OFFICES[body]
    first = body == "hh"
    cast.admit(f"officer-{body}", officer, body, Role.CASE_OFFICER, shown=first)
    cast.admit(f"scheduler-{body}", scheduler, body, Role.SCHEDULER, shown=first)
    cast.admit(f"manager-{body}", manager, body, Role.BODY_MANAGER, shown=first)
    highest = schemes()[SCHEME].levels[-1].code
    for number, name in enumerate(ASSESSORS[body], 1):
        key = f"assessor{number}-{body}"
        cast.admit(key, name, body, Role.ASSESSOR_POOL, shown=first and number <= 4)  # noqa: PLR2004 - a team and its checker
        entered = record_qualification(
            cast.people[key].id,
            cast.organisations[body].id,
            by=cast.actor(f"scheduler-{body}"),
            scheme=SCHEME,
            level=highest,
            number=f"PDY-{body.upper()}-{number:03d}",
            valid_from_on=OPENING,
            valid_until_on=FAR_AWAY,
        )
        approve_qualification(entered.id, by=cast.actor(f"manager-{body}"))
    _tariff(cast, body)
    last = cast.people[f"assessor{len(ASSESSORS[body])}-{body}"]
    record_tie(
        last.id,
        by=actor_of(last),
        kind="employment",
        organisation_name=cast.organisations["consultancy"].name,
        organisation_id=cast.organisations["consultancy"].id,
        from_on=date(2019, 3, 1),
        until_on=date(2021, 12, 31),
        note="曾任咨询顾问",
    )


def _tariff(cast: Cast, body: str) -> None:
    set_tariff(
        cast.organisations[body].id,
        SCHEME,
        valid_from_on=OPENING,
        application_cents=1_000_00,
        day_rate_cents=DAY_RATE_CENTS,
        site_cents=800_00,
        certificate_cents=2_000_00,
        by=cast.actor(f"manager-{body}"),
    )


def register_enterprise(cast: Cast, key: str) -> Enterprise:
    """Register an enterprise of the demo with its first person."""
    one = ENTERPRISES[key]
    cast.organisations[key] = register_organisation(
        OrganisationKind.ENTERPRISE,
        one.name,
        by=SYSTEM,
        code=one.code,
        name_en=one.name_en,
        legal_representative=one.representative,
        address=one.address,
        region=one.region,
        industry=one.industry,
        headcount=one.headcount,
        contact_name=one.contact,
        contact_phone=f"0{300 + len(cast.organisations)}-8{len(key)}60 {1000 + one.headcount}",
        contact_email=one.email,
    )
    cast.admit(key, one.contact, key, Role.APPLICANT, shown=key in SHOWN)
    return one


def keep_accounts(cast: Cast, folder: Path) -> None:
    """Write down the accounts that are printed for the newcomer; only ever in a demo instance."""
    text = json.dumps(cast.accounts, ensure_ascii=False, indent=1)
    (folder / "demo-accounts.json").write_text(text, encoding="utf-8")
