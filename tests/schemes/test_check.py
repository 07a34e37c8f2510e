from collections.abc import Callable
from pathlib import Path

import pytest

from certplatform.scheme_check import check_scheme
from certplatform.scheme_files import SchemeProblem

Edit = Callable[[str, str, str], Path]


def only(folder: Path) -> SchemeProblem:
    problems = check_scheme(folder)
    assert len(problems) == 1, [str(one) for one in problems]
    return problems[0]


def places(folder: Path) -> set[tuple[str, str]]:
    return {(one.file, one.place) for one in check_scheme(folder)}


def test_a_syntax_error_is_named_with_its_line(edit: Edit) -> None:
    problem = only(edit("grades.toml", 'code = "SILVER"', 'code = "SILVER'))
    assert (problem.file, problem.place[:6]) == ("grades.toml", "line 8")
    assert problem.cure


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "levels.toml").unlink()
    problem = only(copy)
    assert (problem.file, problem.what) == ("levels.toml", "The file is missing")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert only(tmp_path / "nowhere").what == "There is no such folder"


def test_missing_rule_values_are_named(copy: Path) -> None:
    (copy / "rulesets.toml").unlink()
    assert only(copy).what == "The file is missing"


def test_a_file_that_is_no_text_is_named(copy: Path) -> None:
    (copy / "texts.toml").write_bytes(b"\xff\xfe")
    assert only(copy).what == "The file is not UTF-8 text"


QUESTION, GROWN = "self_assessment.questions[Q1]", "self_assessment.stages[GROWN]"
# file, passage, its replacement, the place that the answer has to name
ONE_FAULT = [
    ("scheme.toml", 'code = "TINY"', 'code = "tiny"', "code"),
    ("scheme.toml", 'version = "1"', "", "version"),
    ("scheme.toml", 'version = "1"', "version = 1", "version"),
    ("scheme.toml", 'version = "1"', 'version = " "', "version"),
    ("scheme.toml", 'version = "1"', 'version = "1"\ncolour = "red"', "colour"),
    ("scheme.toml", 'en = "Tiny scheme"', 'en = ""', "title.en"),
    ("scheme.toml", ', en = "Tiny scheme"', "", "title.en"),
    ("scheme.toml", '"SILVER"', '"GOLD"', "confirmation_from"),
    (
        "documents.toml",
        'en = "A scan" }',
        'en = "A scan" }\ncovers_period = "perhaps"',
        "documents[PAPER].covers_period",
    ),
    (
        "clauses.toml",
        'prompt.zh = "体系是否建立并运行？"',
        'prompt.zh = ""',
        "clauses[I].prompt.zh",
    ),
    ("clauses.toml", 'parent = "II"', 'parent = "III"', "clauses[II-a].parent"),
    ("clauses.toml", 'code = "II"', 'code = "I"', "clauses[I]"),
    ("clauses.toml", "judged = true", "judged = false", "clauses[I].judged"),
    ("levels.toml", "rank = 2", "rank = 3", "levels[HIGH].rank"),
    ("levels.toml", "min_viewpoints = 2", "min_viewpoints = 3", "levels[HIGH].min_viewpoints"),
    ("grades.toml", "rank = 1", "rank = 0", "grades[BRONZE].rank"),
    ("grades.toml", 'level = "HIGH"', 'level = "TOP"', "grades[SILVER].level"),
    ("criteria.toml", 'level = "HIGH"', 'level = "TOP"', "criteria[HIGH-WORK].level"),
    ("criteria.toml", 'part = "RULES"', 'part = "WORK"', "criteria[LOW-RULES].part"),
    ("criteria.toml", 'dimension = "X"', 'dimension = "Z"', "criteria[LOW-WORK].dimension"),
    ("criteria.toml", 'code = "LOW-WORK"', 'code = "LOW WORK"', "criteria[LOW WORK]"),
    ("documents.toml", '"initial", ', '"sometimes", ', "documents[BOOK].required_for"),
    (
        "checklists.toml",
        'fact = "readiness"',
        'fact = "mood"',
        "checklists.stage1_readiness[READY].fact",
    ),
    ("checklists.toml", 'rule = "R02"', 'rule = "R61"', "checklists.stage1_readiness[READY].rule"),
    ("checklists.toml", "checklists.recheck", "checklists.second", "checklists.recheck"),
    ("reasons.toml", "reasons.decline", "reasons.refuse", "reasons.decline"),
    (
        "reasons.toml",
        "own_cause = true",
        'own_cause = "maybe"',
        "reasons.terminate[STOP].own_cause",
    ),
    ("reasons.toml", "automatic = true", "", "reasons.suspend"),
    ("case_types.toml", 'first = "draft"', 'first = "stage1"', "case_types.initial.first"),
    ("case_types.toml", '"planning", ', "", "case_types.initial.path"),
    ("case_types.toml", '"publicity",', '"celebration",', "case_types.initial.path"),
    ("case_types.toml", '"certified",', "", "case_types.initial.path"),
    ("case_types.toml", '"stage1", ', '"stage1", "stage1", ', "case_types.initial.path"),
    ("case_types.toml", "R25.initial_share", "R25.share", "case_types.initial.audit_share"),
    ("case_types.toml", "R26.initial_factor", "R39.x", "case_types.initial.sample_factor"),
    ("case_types.toml", '["grant", "back", "reject"]', "[]", "case_types.initial.decisions"),
    ("case_types.toml", '"back"', '"beg"', "case_types.initial.decisions"),
    ("case_types.toml", '"back"', '"maintain"', "case_types.initial.decisions"),
    ("case_types.toml", '"grant", ', "", "case_types.initial.decisions"),
    ("case_types.toml", '"maintain", ', "", "case_types.surveillance.decisions"),
    ("case_types.toml", '"closed"', '"certified"', "case_types.surveillance.path"),
    ("case_types.toml", 'outcome = "new"', 'outcome = "gift"', "case_types.initial.outcome"),
    ("case_types.toml", 'outcome = "new"', 'outcome = "status"', "case_types.initial.outcome"),
    ("case_types.toml", 'code = "special"', 'code = "change"', "change"),
    ("case_types.toml", "exclusive = true", "exclusive = false", "case_types.initial.exclusive"),
    ("limits.toml", "stage1 = ", "stage9 = ", "time_limits.stage9"),
    ("limits.toml", "stage1 = ", "# stage1 = ", "time_limits.stage1"),
    ("limits.toml", "submitted = 2", "submitted = 0", "time_limits.submitted"),
    ("limits.toml", "submitted = 2", 'submitted = "two"', "time_limits.submitted"),
    ("texts.toml", "[texts.declaration]", "[texts.vow]", "texts.declaration"),
    ("texts.toml", "%(fee)s", "%(price)s", "texts.agreement_fee.zh"),
    ("texts.toml", "%(fee)s", "100%", "texts.agreement_fee.zh"),
    ("texts.toml", " %(fee)s", "", "texts.agreement_fee"),
    ("viewpoints.toml", 'code = "INSIDE"', 'code = "OUTSIDE"', "viewpoints[OUTSIDE]"),
    ("viewpoints.toml", "[[viewpoints]]", "[[viewpoint]]", "viewpoint"),
    ("dimensions.toml", 'code = "PEOPLE"', 'code = "RULES"', "dimensions[Y].parts[RULES]"),
    ("dimensions.toml", "[[dimensions.parts]]", "[[dimensions.bits]]", "dimensions[0].bits"),
    ("self_assessment.toml", ', en = "Grown"', "", "self_assessment.stages[GROWN].title.en"),
    ("self_assessment.toml", 'en = "Yes"', 'en = ""', f"{QUESTION}.choices[YES].text.en"),
    ("self_assessment.toml", 'zh = "是否有计划？"', 'zh = " "', f"{QUESTION}.text.zh"),
    ("self_assessment.toml", 'code = "Q1"', 'code = "Q2"', "self_assessment.questions[Q2]"),
    ("self_assessment.toml", 'code = "Q1"', 'code = "Q-1"', "self_assessment.questions[Q-1]"),
    ("self_assessment.toml", 'code = "Q1"', 'code = "data"', "self_assessment.questions[data]"),
    ("self_assessment.toml", 'view = "WHOLE"', 'view = "HALF"', f"{QUESTION}.view"),
    ("self_assessment.toml", 'view = "PARTS"', 'view = "WHOLE"', "self_assessment.views[PARTS]"),
    ("self_assessment.toml", "weight = 2", "weight = 0", "self_assessment.views[WHOLE].weight"),
    ("self_assessment.toml", "weight = 1\ntext", "weight = -1\ntext", f"{QUESTION}.weight"),
    ("self_assessment.toml", "points = 1,", "points = 0,", f"{QUESTION}.choices[YES].points"),
    ("self_assessment.toml", "points = 0,", "points = -1,", f"{QUESTION}.choices[NO].points"),
    ("self_assessment.toml", 'code = "YES"', 'code = "NO"', f"{QUESTION}.choices[NO]"),
    ("self_assessment.toml", "points = 1,", 'points = "one",', f"{QUESTION}.choices[YES].points"),
    ("self_assessment.toml", "from_total = 0", "from_total = 1", "self_assessment.stages[BEGIN]"),
    ("self_assessment.toml", "from_total = 50", "from_total = 0", f"{GROWN}.from_total"),
    ("self_assessment.toml", "from_total = 50", "from_total = 101", f"{GROWN}.from_total"),
    ("self_assessment.toml", "from_total = 50\n", "", f"{GROWN}.from_total"),
    ("self_assessment.toml", "WHOLE = 40", "SOME = 40", f"{GROWN}.from_views.SOME"),
    ("self_assessment.toml", "WHOLE = 40", "WHOLE = 0", f"{GROWN}.from_views.WHOLE"),
    ("self_assessment.toml", "WHOLE = 40", "WHOLE = 100.1", f"{GROWN}.from_views.WHOLE"),
    (
        "management_review.toml",
        ', en = "Results"',
        "",
        "management_review.inputs[RESULTS].title.en",
    ),
    ("management_review.toml", '"RESULTS"', '"NEWS"', "management_review.inputs[NEWS]"),
    (
        "management_review.toml",
        "[[management_review.outputs]]",
        "[[management_review.results]]",
        "management_review.results",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "place"), ONE_FAULT)
def test_a_fault_is_named_with_file_and_place(
    edit: Edit, file: str, old: str, new: str, place: str
) -> None:
    assert (file, place) in places(edit(file, old, new))


RULE_FAULTS = [
    ("[[R01.run_months_min]]", "[[R01.run_months]]", "R01.run_months_min"),
    ("[[R01.run_months_min]]", "[[R01.run_months]]", "R01.run_months"),
    ("value = 1\n", "value = -1\n", "R01.run_months_min from 2014-01-01"),
    ("value = 1\n", "value = true\n", "R01.run_months_min from 2014-01-01"),
    ("value = 1\n", 'value = "one"\n', "R01.run_months_min from 2014-01-01"),
    ("value = 1\n", "value = 2014-01-01\n", "R01.run_months_min[0].value"),
    ("value = 1\n", "", "R01.run_months_min[0].value"),
    ("effective_from = 2014-01-01\n", "", "R01.run_months_min[0].effective_from"),
    (
        "effective_from = 2014-01-01\n",
        'effective_from = "soon"\n',
        "R01.run_months_min[0].effective_from",
    ),
    ("effective_from = 2014-01-01\n", "effective_from = 2020-01-01\n", "R01.run_months_min"),
    (
        "effective_from = 2026-01-01\n",
        "effective_from = 2014-01-01\n",
        "R45.surveillance_gap_months",
    ),
    ('source = "example of the tiny scheme"', "", "R01.run_months_min[0].source"),
    ('source = "example of the tiny scheme"', 'source = " "', "R01.run_months_min from 2014-01-01"),
    ('value = "1/3"', 'value = "1/0"', "R25.surveillance_share from 2014-01-01"),
    ('value = "1/3"', 'value = "1e9999999"', "R25.surveillance_share from 2014-01-01"),
    ('value = "1/3"', 'value = "0"', "R25.surveillance_share from 2014-01-01"),
    ("up_to = 10,", "up_to = 4,", "R25.days_by_headcount from 2014-01-01"),
    ("{ up_to = 5, days = 1.5 }", "{ up_to = 5 }", "R25.days_by_headcount from 2014-01-01, row 1"),
    ("days = 1.5", "days = 0", "R25.days_by_headcount from 2014-01-01, row 1, days"),
    ("value = 1.25", "value = 1.0", "R25.beyond_factor from 2014-01-01"),
    ("value = 1.25", "value = 1.0001", "R25.beyond_factor"),
    ('value = "SILVER"', 'value = "GOLD"', "R37.from_grade from 2014-01-01"),
    ('value = "SILVER"', 'value = "BRONZE"', "R37.from_grade"),
    ('value = "person"', 'value = "oracle"', "R47.suspend from 2014-01-01"),
    ('event = "late_step"', 'event = "unexplained_anomaly"', "R59.weights from 2014-01-01"),
]


@pytest.mark.parametrize(("old", "new", "place"), RULE_FAULTS)
def test_a_fault_of_a_rule_value_is_named(edit: Edit, old: str, new: str, place: str) -> None:
    assert ("rulesets.toml", place) in places(edit("rulesets.toml", old, new))


@pytest.mark.parametrize(
    "pattern",
    [
        "T{serial:03d}-{year}",
        "T{serial:03d}-{body}",
        "T{year}-{body}",
        "t{serial:03d}-{year}.{body}",
        "T {serial:03d}-{year}.{body}",
        "T{serial:03d}-{year}.{body}.{month}",
        "T{serial}-{year}.{body}",
        "T{serial:09999999999d}-{year}.{body}",
        "T{serial:03d}-{year.real}.{body}",
        "T{serial:03d}-{year}.{body!r}",
        "T{serial:03d}-{year}.{body",
        "T{serial:03d}-{serial:03d}-{year}.{body}",
        "T/{serial:03d}-{year}.{body}",
        "",
    ],
)
def test_R42_a_pattern_that_gives_no_proper_number_is_named(edit: Edit, pattern: str) -> None:
    problem = only(edit("scheme.toml", "T{serial:03d}-{year}.{body}", pattern))
    assert (problem.file, problem.place) == ("scheme.toml", "number_pattern")


def test_R33_a_level_without_a_criterion_for_a_part_is_named(copy: Path) -> None:
    file = copy / "criteria.toml"
    rows = file.read_text(encoding="utf-8").split("\n\n")
    file.write_text("\n\n".join(rows[1:]), encoding="utf-8")
    assert only(copy).what == "Level LOW has no criterion for part WORK of dimension X"


def test_a_question_with_a_single_answer_is_named(edit: Edit) -> None:
    no = '  { code = "NO", points = 0, text = { zh = "没有", en = "No" } },\n'
    problem = only(edit("self_assessment.toml", no, ""))
    assert problem.place == f"{QUESTION}.choices"


def test_several_faults_are_all_named_at_once(edit: Edit) -> None:
    edit("scheme.toml", 'version = "1"', "")
    folder = edit("levels.toml", "rank = 1", 'rank = "first"')
    assert {("scheme.toml", "version"), ("levels.toml", "levels[LOW].rank")} <= places(folder)


def test_a_problem_reads_as_one_line() -> None:
    problem = SchemeProblem("a.toml", "b[1]", "It is wrong", "Mend it")
    assert str(problem) == "a.toml: b[1]: It is wrong. Mend it"
