"""Stories of applications, from the first line to the certificate or to where they end."""

from tests.stories.walk import Walk


def test_an_application_goes_all_the_way_to_a_certificate(large_walk: Walk) -> None:
    walk = large_walk
    walk.enterprise.opens_an_application()
    walk.enterprise.fills_it_in()
    walk.enterprise.hands_it_in()
    walk.days_pass(2)
    walk.officer.returns("system/scope", "请写明是否包括售后服务。")
    walk.enterprise.corrects("system", scope="轴承的设计、生产、销售和售后服务")
    walk.enterprise.hands_it_in()
    walk.officer.accepts()
    walk.enterprise.takes_the_agreement()
    walk.scheduler.puts_the_team_together()
    walk.scheduler.plans()
    walk.scheduler.starts_the_audit()
    walk.team.audits_stage1()
    walk.team.audits_stage2()
    walk.team.records_a_minor()
    walk.enterprise.says_of_the_draft("dispute", "该记录已按紧急变更程序补签。")
    walk.team.answers_the_dispute()
    walk.enterprise.says_of_the_draft("agree")
    walk.team.issues_the_finding()
    walk.team.closes_stage2(with_findings=True)
    walk.enterprise.answers_the_findings()
    walk.team.verifies_the_answers()
    walk.is_concluded()
    walk.panel.reviews()
    walk.panel.rechecks()
    walk.office.opens_the_ballot()
    walk.panel.votes("grant")
    assert walk.state == "publicity"
    walk.waits_for_the_notice()
    walk.office.issues_the_certificate()
    walk.has_a_certificate("有效")
    walk.told(walk.enterprise.person, "退回补正", "受理", "公示", "证书")
    walk.told(walk.officer.person, "申请")
    walk.ends("certified")


def test_the_body_declines_an_application(walk: Walk) -> None:
    walk.hands_in_an_application()
    walk.days_pass(2)
    walk.officer.declines("申请范围与能力边界不一致，且短期内无法补正。")
    walk.has_no_certificate()
    walk.told(walk.enterprise.person, "不予受理")
    walk.is_filed("declined")
    walk.ends("declined")


def test_the_enterprise_withdraws_its_application(walk: Walk) -> None:
    walk.hands_in_an_application()
    walk.officer.accepts()
    walk.enterprise.withdraws("公司组织机构调整，暂缓评定。")
    walk.has_no_certificate()
    walk.told(walk.officer.person, "撤回")
    walk.is_filed("withdrawn")
    walk.ends("withdrawn")
