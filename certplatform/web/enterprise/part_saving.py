"""Keeping a part while one types: the touched fields, what others changed, what both changed."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request

from certplatform import clock
from certplatform.domain.application_form import FormPart
from certplatform.domain.application_merge import Touched
from certplatform.domain.scheme import Scheme
from certplatform.models.case import Case
from certplatform.process.application import Kept, save_fields
from certplatform.schemes import scheme
from certplatform.web.enterprise.part_form import content_of, part_form
from certplatform.web.enterprise.part_questions import item_titles, question_groups
from certplatform.web.formats import gettext
from certplatform.web.signin import current_actor


def names_touched() -> bool:
    """Whether the page says which fields were touched."""
    return "touched" in request.form


def keep_touched(case: Case, asked: FormPart, form: Any, version: int) -> Kept:
    """Keep what was touched, as the page names it."""
    touched = Touched(
        version,
        frozenset(request.form.get("touched", "").split()),
        frozenset(request.form.get("insisted", "").split()),
    )
    content = content_of(form, asked)
    return save_fields(case.id, asked.code, content, touched=touched, by=current_actor())


def meanwhile(case: Case, asked: FormPart, kept: Kept) -> dict[str, Any]:
    """What others changed, drawn anew for the page; what both changed, with who and when."""
    if not kept.theirs and not kept.conflicts:
        return {}
    known = scheme(case.scheme, case.scheme_version)
    form = part_form(asked, known, kept.content, sent=False)
    more = shown_fields(asked, form, known)
    at = clock.local_time(kept.at).strftime("%H:%M")

    def drawn(code: str) -> str:
        return render_template("enterprise/application_field.html", one=form[code], **more)

    return {
        "theirs": {code: drawn(code) for code in kept.theirs},
        "conflicts": {
            code: {
                "html": drawn(code),
                "words": gettext(
                    "%(person)s changed “%(field)s” meanwhile (%(at)s). Whose text is to stay?",
                    person=kept.by,
                    field=form[code].label.text,
                    at=at,
                ),
            }
            for code in kept.conflicts
        },
    }


def shown_fields(asked: FormPart, form: Any, known: Scheme) -> Mapping[str, Any]:
    """What the fields of a part need to be drawn."""
    return {
        "add_labels": {one.code: gettext(one.add_label) for one in asked.fields if one.add_label},
        "groups": question_groups(form, asked, known),
        "titles": item_titles(asked, known),
    }
