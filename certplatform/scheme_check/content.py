"""Codes, ranks and references inside a scheme, and gaps in it."""

import re
from collections.abc import Mapping, Sequence

from certplatform.domain.rule_keys import RULE_KINDS
from certplatform.domain.scheme import CHECKLISTS, FACT_KEYS, REASON_LISTS, CheckItem, Scheme
from certplatform.scheme_check.problems import Problems, named, one_of, wrong

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def _coded(scheme: Scheme) -> Mapping[str, Sequence[str]]:
    """All lists whose rows carry codes, by their place."""
    lists: dict[str, Sequence[str]] = {
        name: [one.code for one in getattr(scheme, name)]
        for name in (
            "clauses",
            "viewpoints",
            "dimensions",
            "levels",
            "grades",
            "criteria",
            "documents",
        )
    }
    lists |= {
        f"dimensions[{one.code}].parts": [part.code for part in one.parts]
        for one in scheme.dimensions
    }
    for name in ("checklists", "reasons"):
        for key, rows in getattr(scheme, name).items():
            lists[f"{name}.{key}"] = [row.code for row in rows]
    return lists | _asked(scheme)


def _asked(scheme: Scheme) -> dict[str, Sequence[str]]:
    """The lists of what an enterprise is asked about itself."""
    assessed, reviewed = scheme.self_assessment, scheme.management_review
    lists: dict[str, Sequence[str]] = {
        "self_assessment.views": [one.code for one in assessed.views],
        "self_assessment.stages": [one.code for one in assessed.stages],
        "self_assessment.questions": [one.code for one in assessed.questions],
        "management_review.inputs": [one.code for one in reviewed.inputs],
        "management_review.outputs": [one.code for one in reviewed.outputs],
    }
    return lists | {
        f"self_assessment.questions[{one.code}].choices": [choice.code for choice in one.choices]
        for one in assessed.questions
    }


def codes(scheme: Scheme) -> Problems:
    """Every code is unique in its list, well formed, and no list is empty."""
    for place, codes in _coded(scheme).items():
        if not codes:
            yield wrong(place, "The list is empty", "Add at least one row")
        for code in dict.fromkeys(codes):
            yield from _code(f"{place}[{code}]", code)
            if codes.count(code) > 1:
                yield wrong(f"{place}[{code}]", "The code appears twice", "Make it unique")
    yield from _code("code", scheme.code)
    if scheme.code != scheme.code.upper():
        yield wrong("code", "The code is not upper case", "Write it in capitals")


def _code(place: str, code: str) -> Problems:
    if not CODE.fullmatch(code):
        cure = "Use 1 to 40 letters, digits, dots, hyphens or underscores, without blanks"
        yield wrong(place, "The code has other characters than allowed", cure)


def ranks(scheme: Scheme) -> Problems:
    """Levels and grades rise together, rank by rank (R09)."""
    for name in ("levels", "grades"):
        for rank, one in enumerate(getattr(scheme, name), 1):
            if one.rank != rank:
                cure = f"Give rank {rank}: ranks count from 1, the lowest first"
                yield wrong(f"{name}[{one.code}].rank", f"The rank is {one.rank}", cure)
    if len(scheme.levels) != len(scheme.grades):
        cure = "Give each level one grade of the same rank (R09)"
        yield wrong("grades", "There are not as many grades as levels", cure)
    for level, grade in zip(scheme.levels, scheme.grades, strict=False):
        if grade.level != level.code:
            cure = f"Give level {level.code!r}, which has the same rank (R09)"
            yield wrong(f"grades[{grade.code}].level", f"The level is {grade.level!r}", cure)
    yield from _spread(scheme)


def _spread(scheme: Scheme) -> Problems:
    most = len(scheme.viewpoints)
    for level in scheme.levels:
        if not 1 <= level.min_viewpoints <= most:
            cure = f"Give a number from 1 to {most}, the viewpoints there are"
            place = f"levels[{level.code}].min_viewpoints"
            yield wrong(place, "No claim can meet this number of viewpoints", cure)


def clauses(scheme: Scheme) -> Problems:
    """The clauses form a tree whose leaves are judged (R22)."""
    above: list[str] = []
    headings = {clause.parent for clause in scheme.clauses}
    for clause in scheme.clauses:
        place = f"clauses[{clause.code}]"
        if clause.parent and clause.parent not in above:
            cure = "Name a clause that stands further up, or leave parent out"
            yield wrong(f"{place}.parent", f"No clause {clause.parent!r} stands above", cure)
        if clause.judged == (clause.code in headings):
            cure = "Judge the clauses that have none below them, and only those"
            yield wrong(f"{place}.judged", "A heading is judged, or a leaf is not", cure)
        above.append(clause.code)


def criteria(scheme: Scheme) -> Problems:
    """Every level has a criterion in every part of every dimension (R33)."""
    levels = [level.code for level in scheme.levels]
    parts = {one.code: [part.code for part in one.parts] for one in scheme.dimensions}
    for one in scheme.criteria:
        place = f"criteria[{one.code}]"
        yield from one_of(f"{place}.level", one.level, levels, "level")
        yield from one_of(f"{place}.dimension", one.dimension, list(parts), "dimension")
        yield from one_of(f"{place}.part", one.part, parts.get(one.dimension, []), "part")
    filled = {(one.level, one.dimension, one.part) for one in scheme.criteria}
    for dimension, codes in parts.items():
        for level, part in ((level, part) for level in levels for part in codes):
            if (level, dimension, part) not in filled:
                what = f"Level {level} has no criterion for part {part} of dimension {dimension}"
                yield wrong("criteria", what, "Add one: without it the level is met for nothing")


def documents(scheme: Scheme) -> Problems:
    """Documents are asked for by case types there are (R10)."""
    for kind in scheme.documents:
        for code in kind.required_for:
            place = f"documents[{kind.code}].required_for"
            yield from one_of(place, code, list(scheme.case_types), "case type")
    grades = [grade.code for grade in scheme.grades]
    yield from one_of("confirmation_from", scheme.confirmation_from, grades, "grade")


def lists(scheme: Scheme) -> Problems:
    """Checklists and lists of reasons are all there, and their items point to something."""
    yield from named("checklists", scheme.checklists, CHECKLISTS)
    yield from named("reasons", scheme.reasons, REASON_LISTS)
    for name, items in scheme.checklists.items():
        for item in items:
            yield from _item(f"checklists.{name}[{item.code}]", item)
    for name, reasons in scheme.reasons.items():
        count = sum(one.automatic for one in reasons)
        if count > 1 or (name == "suspend" and count != 1):
            cure = "Mark one as automatic; lists other than suspend need none"
            yield wrong(f"reasons.{name}", f"{count} reasons are marked automatic", cure)


def _item(place: str, item: CheckItem) -> Problems:
    yield from one_of(f"{place}.fact", item.fact, FACT_KEYS, "fact")
    rules = sorted({key.split(".")[0] for key in RULE_KINDS})
    if item.rule:
        yield from one_of(f"{place}.rule", item.rule, rules, "rule")
