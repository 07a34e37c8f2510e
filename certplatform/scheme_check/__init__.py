"""Says what is wrong with a scheme folder: every file, place and cure, never an exception."""

from collections.abc import Callable
from pathlib import Path

from certplatform.domain.scheme import Scheme
from certplatform.scheme_check import content, grading, process, questionnaire, wording
from certplatform.scheme_check.problems import Problems
from certplatform.scheme_check.rules import check_rules
from certplatform.scheme_files import (
    BrokenScheme,
    SchemeProblem,
    load_rulesets,
    load_scheme,
    rules_file,
)

CHECKS: tuple[Callable[[Scheme], Problems], ...] = (
    content.codes,
    content.ranks,
    content.clauses,
    content.criteria,
    content.documents,
    content.lists,
    grading.rules,
    questionnaire.questionnaire,
    process.case_types,
    process.limits,
    wording.languages,
    wording.number,
    wording.wordings,
)


def check_scheme(folder: Path) -> list[SchemeProblem]:
    """Everything that is wrong with a scheme folder and its rule values; empty when sound."""
    found: list[SchemeProblem] = []
    scheme: Scheme | None = None
    try:
        scheme = load_scheme(folder)
    except BrokenScheme as error:
        found += error.problems
    if scheme is not None:
        for check in CHECKS:
            found += check(scheme)
        # nothing is computed with levels, grades or criteria that do not fit together
        if not any(one.file in grading.BUILT_ON for one in found):
            found += grading.computed(scheme)
    if folder.is_dir():
        found += _rule_problems(folder, scheme)
    return found


def _rule_problems(folder: Path, scheme: Scheme | None) -> list[SchemeProblem]:
    file = rules_file(folder)
    try:
        return check_rules(load_rulesets(file), file.name, scheme)
    except BrokenScheme as error:
        return error.problems
