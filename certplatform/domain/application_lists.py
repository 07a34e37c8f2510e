"""The lists of the application form: what one row of each is made of, and how many there may be."""

from certplatform.domain.form_fields import Choices, FormField
from certplatform.domain.wording import N_

MOST_PEOPLE, MOST_FOUND = 500_000, 10_000
MOST_SITES, MOST_CAPABILITIES, MOST_GOALS, MOST_CONSULTANTS, MOST_OWNERS = 200, 20, 6, 20, 20

SITE = (
    FormField("name", N_("Name of the site"), needed=True),
    FormField("address", N_("Address"), needed=True, most=300),
    FormField(
        "headcount", N_("People in scope at this site"), "count", needed=True, most=MOST_PEOPLE
    ),
    FormField("activity", N_("What is done there"), most=300),
    FormField("latitude", N_("Latitude, if known"), "latitude", hint=N_("Such as 36.6652.")),
    FormField("longitude", N_("Longitude, if known"), "longitude", hint=N_("Such as 117.1201.")),
    FormField("headquarters", N_("This is the headquarters"), "flag"),
)
GOAL = (
    FormField("indicator", N_("Indicator"), needed=True),
    FormField("start", N_("Value at the start"), "number", needed=True, most=20),
    FormField("target", N_("Target value"), "number", needed=True, most=20),
    FormField("present", N_("Present value"), "number", needed=True, most=20),
    FormField("unit", N_("Unit"), needed=True, most=30),
    FormField("on", N_("To be reached by"), "date", needed=True),
)
CAPABILITY = (
    FormField("name", N_("Name of the capability"), needed=True),
    FormField("viewpoint", N_("Viewpoint"), "choice", needed=True, choices="viewpoints"),
    FormField("level", N_("Level claimed"), "choice", needed=True, choices="levels"),
    FormField(
        "departments",
        N_("Departments inside the boundary"),
        "lines",
        needed=True,
        hint=N_("One per line."),
        most=1000,
    ),
    FormField(
        "processes",
        N_("Processes inside the boundary"),
        "lines",
        needed=True,
        hint=N_("One per line."),
        most=1000,
    ),
    FormField(
        "site_names",
        N_("Sites inside the boundary"),
        "lines",
        hint=N_("One per line, named as among the sites; leave it empty where all are inside."),
        most=4000,
    ),
    FormField("boundary", N_("What else marks the boundary"), "long", most=2000),
    FormField(
        "goals",
        N_("Measurable goals"),
        "rows",
        needed=True,
        most=MOST_GOALS,
        rows=GOAL,
        add_label=N_("Add a goal"),
    ),
)
CONSULTANT = (
    FormField("name", N_("Name of the consulting organisation"), needed=True),
    FormField("code", N_("Unified social credit code, if known"), "uscc"),
    FormField(
        "persons",
        N_("Persons who worked for you"),
        "lines",
        hint=N_("One name per line."),
        most=1000,
    ),
    FormField("from_on", N_("Contract from"), "date"),
    FormField("until_on", N_("Contract until"), "date"),
)
OWNER = (
    FormField("name", N_("Name of the parent"), needed=True),
    FormField("code", N_("Unified social credit code, if known"), "uscc"),
    FormField(
        "share",
        N_("Share in per cent, if known"),
        "share",
        most=100,
        hint=N_("Above 0 and up to 100, such as 51."),
    ),
    FormField("from_on", N_("Parent since"), "date"),
)


def review_item(choices: Choices, done: str, note: str) -> tuple[FormField, ...]:
    """A row for one thing that a management review looks at or decides on."""
    return (
        FormField("item", N_("Item"), "choice", needed=True, choices=choices),
        FormField("done", done, "flag"),
        FormField("note", note, most=500),
    )
