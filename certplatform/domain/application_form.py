"""The application form: its parts and fields, and what each field takes.

Contents are kept as they were typed; `application_reading` turns them into values and says what is
wrong. Fields named here are the fields of the pages, of frozen versions and of their differences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certplatform.domain.form_fields import Choices
from certplatform.domain.form_fields import FormField as FormField  # noqa: PLC0414 - offered here
from certplatform.domain.form_fields import FormPart as FormPart  # noqa: PLC0414 - offered here
from certplatform.domain.scheme import Scheme, Text
from certplatform.domain.wording import N_

YES, NO = "yes", "no"
YES_NO = (
    (YES, Text("是", "Yes")),
    (NO, Text("否", "No")),
)

MOST_PEOPLE, MOST_FOUND = 500_000, 10_000
MOST_SITES, MOST_CAPABILITIES, MOST_GOALS, MOST_CONSULTANTS = 200, 20, 6, 20

_SITE = (
    FormField("name", N_("Name of the site"), needed=True),
    FormField("address", N_("Address"), needed=True, most=300),
    FormField(
        "headcount", N_("People in scope at this site"), "count", needed=True, most=MOST_PEOPLE
    ),
    FormField("activity", N_("What is done there"), most=300),
    FormField("headquarters", N_("This is the headquarters"), "flag"),
)
_GOAL = (
    FormField("indicator", N_("Indicator"), needed=True),
    FormField("start", N_("Value at the start"), "number", needed=True, most=20),
    FormField("target", N_("Target value"), "number", needed=True, most=20),
    FormField("present", N_("Present value"), "number", needed=True, most=20),
    FormField("unit", N_("Unit"), needed=True, most=30),
    FormField("on", N_("To be reached by"), "date", needed=True),
)
_CAPABILITY = (
    FormField("name", N_("Name of the capability"), needed=True),
    FormField("viewpoint", N_("Viewpoint"), "choice", needed=True, choices="viewpoints"),
    FormField("level", N_("Level claimed"), "choice", needed=True, choices="levels"),
    FormField("boundary", N_("Scope and boundary"), "long", needed=True, most=2000),
    FormField(
        "goals",
        N_("Measurable goals"),
        "rows",
        needed=True,
        most=MOST_GOALS,
        rows=_GOAL,
        add_label=N_("Add a goal"),
    ),
)
_CONSULTANT = (
    FormField("name", N_("Name of the consulting organisation"), needed=True),
    FormField("code", N_("Unified social credit code, if known"), "uscc"),
    FormField(
        "persons",
        N_("Persons who worked for you"),
        "long",
        hint=N_("One name per line."),
        most=1000,
    ),
    FormField("from_on", N_("Contract from"), "date"),
    FormField("until_on", N_("Contract until"), "date"),
)


def _item(choices: Choices, done: str, note: str) -> tuple[FormField, ...]:
    """A row for one thing that a management review looks at or decides on."""
    return (
        FormField("item", N_("Item"), "choice", needed=True, choices=choices),
        FormField("done", done, "flag"),
        FormField("note", note, most=500),
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
            FormField("region", N_("Region"), "region", ruled=True),
            FormField("industry", N_("Industry"), "industry", ruled=True),
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
                rows=_SITE,
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
                rows=_item("review_inputs", N_("Was looked at"), N_("What there was to see")),
                hint=N_("Tick each one and say in a few words what there was."),
            ),
            FormField(
                "review_outputs",
                N_("What the management review decided"),
                "rows",
                needed=True,
                each=True,
                rows=_item("review_outputs", N_("Was decided on"), N_("What was decided")),
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
                rows=_CONSULTANT,
                add_label=N_("Add a consulting organisation"),
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
                rows=_CAPABILITY,
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
