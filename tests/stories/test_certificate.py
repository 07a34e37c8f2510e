"""Stories of certificates: what becomes of them in their years."""

from datetime import timedelta

import pytest

from tests.stories.walk import Walk

pytestmark = [pytest.mark.story, pytest.mark.prove]


def test_a_certificate_is_suspended_and_restored(certified_walk: Walk) -> None:
    walk = certified_walk
    walk.days_pass(3)
    walk.office.suspends("未按要求报告重大组织变更。")
    assert walk.certificate.state == "suspended"
    walk.has_a_certificate("暂停")
    walk.days_pass(3)
    walk.office.restores("整改证据经核查有效。", "变更说明、影响分析与专项核查记录")
    assert walk.certificate.state == "valid"
    walk.has_a_certificate("有效")
    walk.told(walk.enterprise.person, walk.status_changed("暂停"), walk.status_changed("有效"))
    walk.ends("certified")


def test_a_certificate_is_withdrawn_for_ever(certified_walk: Walk) -> None:
    walk = certified_walk
    walk.days_pass(2)
    walk.office.suspends("能力不再运行。")
    walk.days_pass(2)
    walk.office.withdraws("核查发现相关能力已不再运行。")
    assert walk.certificate.state == "withdrawn"
    walk.has_a_certificate("撤销")
    walk.told(walk.enterprise.person, walk.status_changed("暂停"), walk.status_changed("撤销"))
    walk.ends("certified")


def test_a_certificate_that_nobody_renews_expires(certified_walk: Walk) -> None:
    walk = certified_walk
    last_day = walk.certificate.expires_on
    walk.years_pass_until(last_day)
    assert walk.certificate.state != "expired"
    walk.days_pass(1)
    assert walk.certificate.state == "expired"
    walk.has_a_certificate("过期")
    walk.told(walk.enterprise.person, walk.status_changed("过期"))
    walk.ends("certified")


def test_a_surveillance_that_opens_by_itself_maintains_the_certificate(
    certified_walk: Walk,
) -> None:
    walk = certified_walk
    walk.years_pass_until(walk.today + timedelta(days=365))
    walk.turns_to("surveillance")
    walk.is_scheduled()
    walk.team.audits_stage1()
    walk.team.audits_stage2()
    walk.team.closes_stage2()
    walk.is_concluded()
    walk.is_decided("maintain")
    assert walk.certificate.state == "valid"
    walk.has_a_certificate("有效")
    walk.told(walk.scheduler.person, "监督")
    walk.is_filed("closed")
    walk.ends("closed")


def test_a_certificate_is_renewed_before_it_ends(certified_walk: Walk) -> None:
    walk = certified_walk
    first = walk.certificate
    number, expires_on = first.number, first.expires_on
    walk.years_pass_until(expires_on - timedelta(days=150))
    walk.turns_to("surveillance")
    walk.manager.terminates("再评定审核已覆盖本次监督审核的内容。")
    walk.hands_in_an_application(kind="renewal", certificate=first.public_id)
    walk.is_audited()
    walk.is_certified()
    assert walk.certificate.expires_on > expires_on
    walk.has_a_certificate("有效")
    assert number in walk.reads("/registry")
    walk.ends("certified")
