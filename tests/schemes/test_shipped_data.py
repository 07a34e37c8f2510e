"""The data of the scheme IIIMS against the figures of the rules."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from certplatform import paths, schemes
from certplatform.domain.rule_keys import RULE_KINDS
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import Scheme
from certplatform.scheme_check import check_scheme

TODAY = date(2026, 11, 21)
HEADCOUNTS = (
    "5 1.5, 10 2, 15 2.5, 25 3, 45 4, 65 5, 85 6, 125 7, 175 8, 275 9, 425 10, 625 11, 875 12, "
    "1175 13, 1550 14, 2025 15, 2675 16, 3450 17, 4350 18, 5450 19, 6800 20, 8500 21, 10700 22"
)


@pytest.fixture
def rules() -> Ruleset:
    return schemes.ruleset_on("IIIMS", TODAY)


@pytest.fixture
def iiims() -> Scheme:
    return schemes.scheme("IIIMS")


def test_nothing_is_wrong_with_the_shipped_scheme() -> None:
    assert check_scheme(paths.CONFIG / "schemes" / "iiims") == []


def test_nothing_is_wrong_with_the_tiny_scheme(tiny: Path) -> None:
    assert check_scheme(tiny) == []


def test_every_rule_from_R01_to_R60_has_a_value(rules: Ruleset) -> None:
    numbers = {key.split(".")[0] for key in rules.values}
    assert numbers == {f"R{number:02d}" for number in range(1, 61)}
    assert set(rules.values) == set(RULE_KINDS)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("R01.run_months_min", 3),
        ("R03.declared_gap_days", 30),
        ("R06.requalify_months", 12),
        ("R13.cooloff_months", 24),
        ("R19.rotation", 2),
        ("R21.plan_notice_days", 5),
        ("R21.objection_days", 3),
        ("R23.stage_gap_months", 6),
        ("R24.remote_max_percent", 30),
        ("R25.reduction_max_percent", 30),
        ("R25.auditing_min_percent", 80),
        ("R26.random_min_percent", 25),
        ("R27.geo_km", 5),
        ("R27.explain_workdays", 5),
        ("R27.clock_minutes", 10),
        ("R29.minors_to_major", 3),
        ("R30.major_months", 6),
        ("R35.enterprise_confirms_days", 10),
        ("R37.share_percent", 10),
        ("R38.quorum_min", 3),
        ("R39.publicity_workdays", 5),
        ("R41.valid_years", 3),
        ("R45.surveillance_gap_months", 12),
        ("R48.suspension_months", 6),
        ("R50.restore_months", 6),
        ("R52.publish_workdays", 1),
        ("R54.appeal_days", 30),
        ("R54.acknowledge_workdays", 5),
        ("R60.monthly_report_day", 10),
    ],
)
def test_the_figures_are_those_of_the_rules(rules: Ruleset, key: str, value: int) -> None:
    assert rules.number(key) == value


def test_R25_the_table_of_audit_days_is_that_of_the_rules(rules: Ruleset) -> None:
    expected = [tuple(row.split()) for row in HEADCOUNTS.split(", ")]
    rows = rules.table("R25.days_by_headcount")
    assert [(row["up_to"], row["days"]) for row in rows] == [
        (int(bound), Decimal(days)) for bound, days in expected
    ]


def test_R09_grades_and_levels_correspond(iiims: Scheme) -> None:
    pairs = [(grade.code, grade.level) for grade in iiims.grades]
    assert pairs == [("A", "CL1"), ("AA", "CL2"), ("AAA", "CL3"), ("AAAA", "CL4"), ("AAAAA", "CL5")]


def test_R37_confirmation_begins_at_the_third_grade(iiims: Scheme, rules: Ruleset) -> None:
    assert iiims.grade(rules.text("R37.from_grade")).rank == 3


def test_the_clause_tree_has_the_requirements_of_clauses_4_to_8(iiims: Scheme) -> None:
    roots = [clause.code for clause in iiims.clauses if not clause.parent]
    assert roots == ["4", "5", "6", "7", "8"]
    assert len(iiims.judged_clauses) == 45
    assert iiims.clause("8.7.2").parent == "8.7"
    assert iiims.clause("7.2").judged is False


def test_every_capability_is_judged_in_eleven_parts_at_five_levels(iiims: Scheme) -> None:
    assert [len(one.parts) for one in iiims.dimensions] == [3, 4, 4]
    assert len({one.code for one in iiims.criteria}) == 55
    assert iiims.criterion("CL2-EL-DATA").level == "CL2"


def test_no_text_of_the_checklist_stands_twice(iiims: Scheme) -> None:
    texts = [one.text.zh for one in iiims.criteria] + [one.prompt.zh for one in iiims.criteria]
    texts += [clause.prompt.zh for clause in iiims.judged_clauses]
    assert len(set(texts)) == len(texts)


def test_R10_an_initial_case_asks_for_the_papers_that_prove_readiness(iiims: Scheme) -> None:
    wanted = {kind.code for kind in iiims.required_documents("initial")}
    assert {"MANUAL", "INTERNAL_AUDIT_REPORT", "MANAGEMENT_REVIEW_MINUTES"} <= wanted
    assert iiims.required_documents("surveillance") == ()


def test_the_self_assessment_has_six_views_four_stages_and_forty_questions(iiims: Scheme) -> None:
    asked = iiims.self_assessment
    assert [one.title.zh for one in asked.views] == [
        "基础建设",
        "单项应用",
        "综合集成",
        "协同与创新",
        "竞争力",
        "经济和社会效益",
    ]
    assert [one.title.zh for one in asked.stages] == [
        "起步建设",
        "单项覆盖",
        "集成提升",
        "创新突破",
    ]
    assert len(asked.questions) == 40
    assert {len(asked.questions_in(one.code)) for one in asked.views} == {6, 7}
    texts = [text for one in asked.questions for text in (one.text.zh, one.text.en)]
    assert len(set(texts)) == len(texts)


def test_a_management_review_has_ten_inputs_and_five_outputs(iiims: Scheme) -> None:
    review = iiims.management_review
    assert (len(review.inputs), len(review.outputs)) == (10, 5)
