"""The history of an applicant in words: earlier cases, certificates, group, entries alike."""

from typing import Any

from flask import url_for

from certplatform.models.certificate import Certificate
from certplatform.queries.histories import EarlierCase, History
from certplatform.schemes import scheme
from certplatform.web.formats import gettext, shown, state, text, tone


def shown_history(found: History) -> dict[str, Any]:
    """What the page lists; empty lists say so there."""
    return {
        "cases": [_case(one) for one in found.cases],
        "certificates": [_certificate(one) for one in found.certificates],
        "group": [
            {
                "name": one.name,
                "code": one.code,
                "certificates": [_certificate(each) for each in one.certificates],
            }
            for one in found.group
        ],
        "look_alikes": [
            {
                "name": one.enterprise.name if one.may_be_named else "",
                "code": one.enterprise.code if one.may_be_named else "",
                "common": [gettext(what) for what in one.common],
            }
            for one in found.look_alikes
        ],
        "our_people": [
            {"name": person.name, "why": shown(list(against))}
            for person, against in found.our_people
        ],
    }


def _case(one: EarlierCase) -> dict[str, Any]:
    kind = scheme(one.scheme, one.scheme_version).case_type(one.case_type)
    return {
        "kind": text(kind.title),
        "state": state(one.state),
        "tone": tone(one.state),
        "opened_on": one.opened_on,
        "number": one.case.number if one.case else "",
        "url": url_for("web.case_page", case=one.case.public_id) if one.case else "",
    }


def _certificate(one: Certificate) -> dict[str, Any]:
    return {
        "number": one.number,
        "grade": one.grade,
        "state": state(one.state, "certificate"),
        "tone": tone(one.state),
        "expires_on": one.expires_on,
    }
