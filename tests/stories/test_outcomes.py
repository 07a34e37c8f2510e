"""Stories of the ends that a panel and the public can give a case."""

from datetime import timedelta

import pytest

from tests.stories.walk import Walk

pytestmark = [pytest.mark.story, pytest.mark.prove]


def test_the_panel_grants_and_the_office_issues(audited: Walk) -> None:
    walk = audited
    walk.is_certified()
    walk.has_a_certificate("有效")
    assert walk.certificate.state == "valid"
    walk.told(walk.enterprise.person, "公示", "证书")
    walk.ends("certified")


def test_the_panel_rejects(audited: Walk) -> None:
    walk = audited
    walk.is_decided("reject")
    walk.has_no_certificate()
    walk.told(walk.enterprise.person, "未通过评定")
    walk.is_filed("rejected")
    walk.ends("rejected")


def test_an_objection_is_upheld_and_the_application_rejected(audited: Walk) -> None:
    walk = audited
    walk.is_granted()
    walk.days_pass(2)
    walk.public.objects()
    assert walk.state == "objection"
    walk.panel.decides_the_objection("reject_on_objection", "部分能力证据不真实，异议成立。")
    walk.has_no_certificate()
    walk.told(walk.office.person, "异议")
    walk.is_filed("rejected")
    walk.ends("rejected")


def test_an_objection_is_dismissed_and_the_certificate_granted(audited: Walk) -> None:
    walk = audited
    walk.is_granted()
    would_have_ended = walk.notice.ends_on
    walk.days_pass(2)
    walk.public.objects()
    walk.days_pass(4)
    walk.panel.decides_the_objection("dismiss_objection", "所述通报与申报能力无关。")
    assert walk.state == "publicity"
    walk.waits_for_the_notice()
    assert walk.today > would_have_ended + timedelta(days=1)
    walk.office.issues_the_certificate()
    walk.has_a_certificate("有效")
    walk.ends("certified")
