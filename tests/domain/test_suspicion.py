import pytest

from certplatform.domain.suspicion import (
    Clearance,
    Contact,
    clearance_obstacles,
    suspicion_obstacles,
    suspicions,
)
from tests.builders.rules import RULES, switched_off

OWN = Contact("陈静", ("+86 138-0000-1111",), ("chen@plant.example",), ("济南市 解放路1号",))
CONTACT = Contact("王强", ("13800001111",), ("wang@Plant.example",), ("济南市解放路１号",))


def kinds(own: Contact, contact: Contact) -> list[str]:
    return [one.kind for one in suspicions(1, own, [contact], RULES)]


def test_R16_phone_domain_address_and_name_in_common_are_suspected() -> None:
    assert kinds(OWN, CONTACT) == ["phone", "domain", "address"]
    assert kinds(OWN, Contact("陈 静")) == ["name"]
    assert kinds(OWN, Contact("李明", ("13800001112",), ("li@other.example",))) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0086 13800001111", "13800001111", True),
        ("0531-8860 1234", "053188601234", True),
        ("86123456789", "123456789", False),
        ("053188601234", "3188601234", False),
    ],
)
def test_R16_telephone_numbers_are_compared_without_country_code_and_signs(
    one: str, other: str, same: bool
) -> None:
    found = kinds(Contact("a", (one,)), Contact("b", (other,)))
    assert found == (["phone"] if same else [])


@pytest.mark.parametrize("domain", ["qq.com", "163.com", "gmail.com"])
def test_R16_public_mail_providers_say_nothing(domain: str) -> None:
    assert kinds(Contact("a", emails=(f"a@{domain}",)), Contact("b", emails=(f"b@{domain}",))) == []


def test_R16_nothing_in_common_where_nothing_is_known() -> None:
    assert kinds(Contact(), Contact()) == []


def test_R16_blocks_until_somebody_else_clears_it_in_writing() -> None:
    found = suspicions(1, OWN, [Contact("王强", ("13800001111",))], RULES)
    (obstacle,) = suspicion_obstacles(found, [])
    assert obstacle.weight == "clear"
    by_another = Clearance(found[0].key, 1, 2, "总机号码，与本人无关")
    assert suspicion_obstacles(found, [by_another]) == []


@pytest.mark.parametrize(
    ("clearance", "why"),
    [
        (Clearance("phone:13800001111", 1, 1, "x"), "by themselves"),
        (Clearance("phone:13800001111", 1, 2, " "), "not in writing"),
        (Clearance("phone:13800001112", 1, 2, "x"), "another number"),
        (Clearance("phone:13800001111", 3, 2, "x"), "another person"),
    ],
)
def test_R16_a_clearance_that_does_not_hold_clears_nothing(clearance: Clearance, why: str) -> None:
    found = suspicions(1, OWN, [Contact("王强", ("13800001111",))], RULES)
    assert suspicion_obstacles(found, [clearance]), why


def test_R16_nobody_clears_themselves() -> None:
    assert clearance_obstacles(Clearance("k", 1, 1, "x"))
    assert clearance_obstacles(Clearance("k", 1, 2, ""))[0].field == "reason"
    assert clearance_obstacles(Clearance("k", 1, 2, "x")) == []


def test_R16_can_be_switched_off() -> None:
    assert suspicions(1, OWN, [CONTACT], switched_off("R16.suspected_interest")) == []
