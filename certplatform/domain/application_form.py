"""The application form: its parts and fields, and what each field takes.

Contents are kept as they were typed; `application_reading` turns them into values and says what is
wrong. Fields named here are the fields of the pages, of frozen versions and of their differences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certplatform.domain.application_lists import (
    CAPABILITY,
    CONSULTANT,
    MOST_CAPABILITIES,
    MOST_CONSULTANTS,
    MOST_FOUND,
    MOST_OWNERS,
    MOST_PEOPLE,
    MOST_SITES,
    OWNER,
    SITE,
    review_item,
)
from certplatform.domain.form_fields import FormField as FormField  # noqa: PLC0414 - offered here
from certplatform.domain.form_fields import FormPart as FormPart  # noqa: PLC0414 - offered here
from certplatform.domain.scheme import Scheme, Text
from certplatform.domain.wording import N_

YES, NO = "yes", "no"
REGION_HINT = N_("Type the name, its pinyin or initials, or the code, such as 历下 or 370102.")
INDUSTRY_HINT = N_("Type the name, its pinyin or initials, or the code, such as 汽车 or C36.")
YES_NO = (
    (YES, Text("是", "Yes")),
    (NO, Text("否", "No")),
)

PARTS: tuple[FormPart, ...] = (
    FormPart(
        "enterprise",
        N_("Enterprise and sites"),
        N_("Who applies, and where the work in scope is done."),
        (
            FormField(
                "uscc",
                N_("Unified social credit code"),
                "uscc",
                hint=N_("The 18 characters on the business licence; blanks do not matter."),
                most=60,
                ruled=True,
            ),
            FormField("name_en", N_("Name in English"), most=300),
            FormField("legal_representative", N_("Legal representative"), needed=True, most=100),
            FormField("address", N_("Registered address"), needed=True, most=300),
            FormField("region", N_("Region"), "region", ruled=True, hint=REGION_HINT),
            FormField("industry", N_("Industry"), "industry", ruled=True, hint=INDUSTRY_HINT),
            FormField(
                "headcount",
                N_("People employed in all"),
                "count",
                needed=True,
                most=MOST_PEOPLE,
            ),
            FormField("contact_name", N_("Contact person"), needed=True, most=100),
            FormField("contact_phone", N_("Telephone"), needed=True, most=40),
            FormField("contact_email", N_("Mail address"), "mail", needed=True),
            FormField(
                "sites",
                N_("Sites in scope"),
                "rows",
                needed=True,
                most=MOST_SITES,
                rows=SITE,
                hint=N_("Headquarters and every branch site at which work in scope is done."),
                add_label=N_("Add a site"),
            ),
        ),
    ),
    FormPart(
        "system",
        N_("Management system and its dates"),
        N_("What the system covers, and since when it has been running."),
        (
            FormField("scope", N_("Scope of the assessment"), "long", needed=True, most=1000),
            FormField("scope_en", N_("Scope in English"), "long", most=2000),
            FormField(
                "effective_on",
                N_("Management manual in force since"),
                "date",
                hint=N_("The date on the released manual."),
                ruled=True,
            ),
            FormField("run_started_on", N_("Trial running since"), "date"),
            FormField("manual_number", N_("Number and edition of the manual"), most=100),
        ),
    ),
    FormPart(
        "audits",
        N_("Internal audit and management review"),
        N_("Both are done, in this order, before you apply."),
        (
            FormField(
                "internal_audit_from_on", N_("Internal audit from"), "date", needed=True, past=True
            ),
            FormField("internal_audit_on", N_("Internal audit finished on"), "date", ruled=True),
            FormField(
                "internal_audit_leader", N_("Leader of the internal audit"), needed=True, most=100
            ),
            FormField(
                "internal_audit_found",
                N_("Nonconformities found"),
                "count",
                needed=True,
                least=0,
                most=MOST_FOUND,
            ),
            FormField(
                "internal_audit_closed",
                N_("Of these closed"),
                "count",
                needed=True,
                least=0,
                most=MOST_FOUND,
            ),
            FormField(
                "internal_audit_result", N_("Result of the internal audit"), "long", most=2000
            ),
            FormField("management_review_on", N_("Management review held on"), "date", ruled=True),
            FormField("management_review_chair", N_("Chair of the management review"), most=100),
            FormField(
                "review_inputs",
                N_("What the management review looked at"),
                "rows",
                needed=True,
                each=True,
                rows=review_item("review_inputs", N_("Was looked at"), N_("What there was to see")),
                hint=N_("Tick each one and say in a few words what there was."),
            ),
            FormField(
                "review_outputs",
                N_("What the management review decided"),
                "rows",
                needed=True,
                each=True,
                rows=review_item("review_outputs", N_("Was decided on"), N_("What was decided")),
                hint=N_("Tick each one and say what was decided, even if nothing is to change."),
            ),
            FormField(
                "management_review_result",
                N_("Conclusions of the management review"),
                "long",
                most=2000,
            ),
        ),
    ),
    FormPart(
        "self_assessment",
        N_("Self-assessment"),
        N_("Choose in each line what describes you best today; the result is computed from it."),
        (
            FormField("assessed_on", N_("Self-assessment done on"), "date", needed=True, past=True),
            FormField(
                "answers", N_("Questions"), "answers", needed=True, choices="self_assessment"
            ),
            FormField("summary", N_("What it shows"), "long", most=2000),
        ),
    ),
    FormPart(
        "consultancy",
        N_("Consultancy used"),
        N_("Who helped to build the system; they may not take part in its assessment."),
        (
            FormField(
                "used",
                N_("Was a consulting organisation used?"),
                "choice",
                needed=True,
                choices="yes_no",
            ),
            FormField(
                "consultants",
                N_("Consulting organisations"),
                "rows",
                most=MOST_CONSULTANTS,
                rows=CONSULTANT,
                add_label=N_("Add a consulting organisation"),
            ),
        ),
    ),
    FormPart(
        "group",
        N_("Group and ownership"),
        N_("Who owns the enterprise, as far as known; people tied to its group may not assess it."),
        (
            FormField(
                "in_group",
                N_("Does the enterprise belong to a group, or has it a parent company?"),
                "choice",
                needed=True,
                choices="yes_no",
            ),
            FormField("group_name", N_("Name of the group")),
            FormField(
                "owners",
                N_("Parent companies"),
                "rows",
                most=MOST_OWNERS,
                rows=OWNER,
                add_label=N_("Add a parent company"),
            ),
        ),
    ),
    FormPart(
        "capabilities",
        N_("Capabilities claimed"),
        N_("Each with one viewpoint, its level, its boundary and goals that can be measured."),
        (
            FormField(
                "capabilities",
                N_("Capabilities"),
                "rows",
                ruled=True,
                most=MOST_CAPABILITIES,
                rows=CAPABILITY,
                add_label=N_("Add a capability"),
            ),
        ),
    ),
    FormPart(
        "request",
        N_("Grade and assessment body"),
        N_("What you apply for, and which body is to assess."),
        (
            FormField("grade", N_("Grade applied for"), "choice", choices="grades", ruled=True),
            FormField("body", N_("Assessment body"), "body", needed=True),
            FormField("wishes", N_("Wishes for dates and languages"), "long", most=1000),
        ),
    ),
    FormPart(
        "declarations",
        N_("Declarations"),
        N_("What the enterprise stands for with its name."),
        (
            FormField(
                "truth",
                N_("What is entered and enclosed is true and complete."),
                "flag",
                needed=True,
            ),
            FormField(
                "no_dishonesty",
                N_("The enterprise is on no serious-dishonesty list."),
                "flag",
                ruled=True,
            ),
            FormField("signed_by", N_("Declared by"), needed=True, most=100),
        ),
    ),
)
DOCUMENTS = "documents"  # the part that is made of files
DOCUMENTS_TITLE = N_("Documents")


def form_part(code: str) -> FormPart:
    """The part of a code. Raises KeyError when unknown."""
    for one in PARTS:
        if one.code == code:
            return one
    raise KeyError(code)


# Fields as the rules name them, where the form calls them otherwise.
_RULE_FIELDS = {
    "requested_grade": "request",
    "declares_no_dishonesty": "declarations",
    "body": "request",
}


def part_of(field: str) -> str:
    """The part to which an obstacle's field belongs; empty when it belongs to none."""
    kind, _, rest = field.partition(":")
    if kind == "part":
        return rest
    if kind == "document":
        return DOCUMENTS
    if field in _RULE_FIELDS:
        return _RULE_FIELDS[field]
    return next((part.code for part in PARTS if any(one.code == field for one in part.fields)), "")


def choices_of(field: FormField, scheme: Scheme) -> tuple[tuple[str, Text], ...]:
    """What a choice field offers under a scheme."""
    if field.choices == "viewpoints":
        return tuple((one.code, one.title) for one in scheme.viewpoints)
    if field.choices == "levels":
        return tuple((one.code, one.title) for one in scheme.levels)
    if field.choices == "grades":
        return tuple((one.code, one.title) for one in scheme.grades)
    if field.choices == "review_inputs":
        return tuple((one.code, one.title) for one in scheme.management_review.inputs)
    if field.choices == "review_outputs":
        return tuple((one.code, one.title) for one in scheme.management_review.outputs)
    return YES_NO


def whole_rows(
    field: FormField, rows: Sequence[Mapping[str, Any]], scheme: Scheme
) -> list[dict[str, Any]]:
    """The rows of a field that has one for `each` choice: all of them, in their order."""
    item = field.rows[0]
    given: dict[Any, Mapping[str, Any]] = {}
    for row in rows:
        given.setdefault(row.get(item.code), row)
    return [{**given.get(code, {}), item.code: code} for code, _ in choices_of(item, scheme)]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of a field of kind "answers", under the heading it stands below."""

    code: str
    text: Text
    choices: tuple[tuple[str, Text], ...]
    group: str
    heading: Text


def questions_of(field: FormField, scheme: Scheme) -> tuple[AskedQuestion, ...]:
    """What a field of kind "answers" asks under a scheme; other fields ask nothing."""
    if field.choices != "self_assessment":
        return ()
    asked = scheme.self_assessment
    return tuple(
        AskedQuestion(
            one.code,
            one.text,
            tuple((choice.code, choice.text) for choice in one.choices),
            view.code,
            view.title,
        )
        for view in asked.views
        for one in asked.questions_in(view.code)
    )
