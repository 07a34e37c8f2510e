"""The application form: its parts and fields, and what each field takes.

Contents are kept as they were typed; `application_reading` turns them into values and says what is
wrong. Fields named here are the fields of the pages, of frozen versions and of their differences.
"""

from dataclasses import dataclass
from typing import Literal

from certplatform.domain.scheme import Scheme, Text
from certplatform.domain.wording import N_

Kind = Literal[
    "text", "long", "date", "count", "score", "number", "uscc", "industry", "region", "mail",
    "choice", "body", "flag", "rows",
]  # fmt: skip
Choices = Literal["", "viewpoints", "levels", "grades", "stages", "views", "yes_no"]
YES, NO = "yes", "no"
REGION_HINT = N_("Type the name, its pinyin or initials, or the code, such as 历下 or 370102.")
INDUSTRY_HINT = N_("Type the name, its pinyin or initials, or the code, such as 汽车 or C36.")
YES_NO = (
    (YES, Text("是", "Yes")),
    (NO, Text("否", "No")),
)


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `needed` fields stop the submission while empty; `most` limits rows or figures.

    `ruled` fields are asked for by a rule of their own, which says more than that they are empty.
    """

    code: str
    label: str
    kind: Kind = "text"
    needed: bool = False
    ruled: bool = False
    hint: str = ""
    most: int = 200
    choices: Choices = ""
    rows: tuple["FormField", ...] = ()
    add_label: str = ""


@dataclass(frozen=True, slots=True)
class FormPart:
    """One part of the form: a page that saves by itself."""

    code: str
    title: str
    hint: str
    fields: tuple[FormField, ...]


MOST_PEOPLE = 500_000
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
_VIEW = (
    FormField("view", N_("View"), "choice", needed=True, choices="views"),
    FormField("stage", N_("Stage of development"), "choice", needed=True, choices="stages"),
    FormField(
        "score", N_("Score"), "score", needed=True, most=100, hint=N_("0 to 100, such as 62.5.")
    ),
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
            FormField("internal_audit_on", N_("Internal audit finished on"), "date", ruled=True),
            FormField("internal_audit_leader", N_("Leader of the internal audit"), most=100),
            FormField(
                "internal_audit_result", N_("Result of the internal audit"), "long", most=2000
            ),
            FormField("management_review_on", N_("Management review held on"), "date", ruled=True),
            FormField("management_review_chair", N_("Chair of the management review"), most=100),
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
        N_("The score and the stage of development that your self-assessment gave in each view."),
        (
            FormField("assessed_on", N_("Self-assessment done on"), "date", needed=True),
            FormField("views", N_("Results by view"), "rows", needed=True, most=20, rows=_VIEW),
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
    if field.choices == "stages":
        return tuple((one.code, one.title) for one in scheme.self_assessment.stages)
    if field.choices == "views":
        return tuple((one.code, one.title) for one in scheme.self_assessment.views)
    return YES_NO
