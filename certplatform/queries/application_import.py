"""What a workbook would change in an application, and what the rules would say of that."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from certplatform.codes import industry_choices, industry_title, region_choices, region_title
from certplatform.domain.application_content import Application, application_from
from certplatform.domain.application_differences import differences
from certplatform.domain.application_form import PARTS, FormField, choices_of, form_part, part_of
from certplatform.domain.application_import import mismatches
from certplatform.domain.application_reading import Problem, cleaned
from certplatform.domain.application_workbook import About, Choices, Sheet, form_mark
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.scheme import Scheme, Text
from certplatform.domain.workbook_cells import CellProblem, Imported, Spot
from certplatform.models.case import Case
from certplatform.queries.applications import SavedPart, bodies, saved_parts
from certplatform.queries.cases import scheme_of
from certplatform.queries.readiness import obstacles_to_submitting

# Fields as the rules name them, where the form calls them otherwise.
_FORM_FIELDS = {"requested_grade": "grade", "declares_no_dishonesty": "no_dishonesty"}


@dataclass(frozen=True, slots=True)
class Placed:
    """Something the rules or the form say of a cell of the workbook, or of a part as a whole."""

    part: str
    spot: Spot | None
    said: Problem | Obstacle

    @property
    def missing(self) -> bool:
        """Whether something is not there yet, rather than wrong."""
        return isinstance(self.said, Problem) and self.said.missing


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a workbook would change: the parts that differ, before and after, and their versions.

    `other_case` is the number of the case it was made for, where that is another one;
    `overtaken` are the parts that were changed here since the workbook was made.
    """

    before: Mapping[str, Mapping[str, Any]]
    after: Mapping[str, Mapping[str, Any]]
    versions: Mapping[str, int]
    said: Sequence[Placed]
    other_case: str
    overtaken: Sequence[str]


def workbook_choices(known: Scheme) -> Choices:
    """What the coded fields of the form offer; the bodies are read once."""
    active = [(one.public_id, Text(one.name, one.name)) for one in bodies()]

    def offer(one: FormField) -> Sequence[tuple[str, Text]]:
        if one.kind == "industry":
            return industry_choices()
        if one.kind == "region":
            return region_choices()
        return active if one.kind == "body" else choices_of(one, known)

    return Choices(offer, _title)


def _title(one: FormField, code: str) -> Text:
    return industry_title(code) if one.kind == "industry" else region_title(code)


def about_workbook(case: Case, sheets: Sequence[Sheet]) -> About:
    """What a workbook of this case says of itself now."""
    return About(
        case=case.number,
        enterprise=case.enterprise.name,
        scheme=case.scheme,
        scheme_version=case.scheme_version,
        case_type=case.case_type,
        form=form_mark(sheets),
        versions={code: one.version for code, one in saved_parts(case.id).items()},
    )


def misfits(case: Case, found: Imported, sheets: Sequence[Sheet]) -> list[CellProblem]:
    """What keeps the workbook from being taken into this case."""
    return [*found.stops, *([] if found.stops else _other(case, found, sheets))]


def _other(case: Case, found: Imported, sheets: Sequence[Sheet]) -> list[CellProblem]:
    return mismatches(found.about, about_workbook(case, sheets))


def weighed(case: Case, found: Imported, on: date) -> Weighed:
    """What taking the workbook would change, and what would be said of the result on a day."""
    saved = saved_parts(case.id)
    known = scheme_of(case)
    nothing = SavedPart({}, 0)
    before = {one.code: cleaned(one, saved.get(one.code, nothing).content) for one in PARTS}
    after = {one.code: cleaned(one, found.contents.get(one.code, {})) for one in PARTS}
    changed = {one.part for one in differences(before, after, known)}
    differing = [code for code in before if code in changed]
    application = application_from(after, known)
    made_for = found.about.get("case", "")
    return Weighed(
        before={code: before[code] for code in differing},
        after={code: after[code] for code in differing},
        versions={code: saved.get(code, nothing).version for code in differing},
        said=_said(case, application, found, on),
        other_case="" if made_for == case.number else made_for,
        overtaken=[
            form_part(code).title
            for code in differing
            if made_for == case.number
            and _made_from(found).get(code, 0) != saved.get(code, nothing).version
        ],
    )


def _made_from(found: Imported) -> Mapping[str, Any]:
    """The versions of the parts when the workbook was made; empty where they cannot be read."""
    try:
        versions = json.loads(found.about.get("versions", ""))
    except ValueError:
        return {}
    return versions if isinstance(versions, dict) else {}


def _said(case: Case, application: Application, found: Imported, on: date) -> list[Placed]:
    said = [
        Placed(code, found.places.get((code, one.field)), one)
        for code, problems in application.problems.items()
        for one in problems
    ]
    for one in obstacles_to_submitting(case, application, on):
        if one.field.startswith(("part:", "document:")):
            continue
        part, field = part_of(one.field), _FORM_FIELDS.get(one.field, one.field)
        said.append(Placed(part, found.places.get((part, field)), one))
    return said
