"""The agreement: composed once from the scheme's model and the body's terms, then fixed."""

import hashlib
from dataclasses import dataclass

from certplatform.domain.scheme import TEXT_FIELDS, Scheme, Text

SECTION = "agreement_"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the agreement is about."""

    enterprise: str
    body: str
    grade: Text
    scope: str
    scope_en: str
    capabilities: tuple[str, ...]
    sites: tuple[str, ...]
    person_days: str
    site_visits: int
    fee: str
    appeal_days: int
    scheme_version: str
    body_terms: Text | None = None
    body_terms_number: int = 0


def agreement_of(scheme: Scheme, terms: Terms) -> tuple[Text, ...]:
    """The numbered sections: the scheme's model in its order, before its last the body's terms."""
    sections = [
        Text(
            scheme.text(key).zh % _fields(scheme, terms, "zh"),
            scheme.text(key).en % _fields(scheme, terms, "en"),
        )
        for key in TEXT_FIELDS
        if key.startswith(SECTION)
    ]
    if terms.body_terms is not None:
        sections.insert(-1, terms.body_terms)
    return tuple(
        Text(f"{place}. {one.zh}", f"{place}. {one.en or one.zh}")
        for place, one in enumerate(sections, 1)
    )


def agreement_text(sections: tuple[Text, ...]) -> str:
    """The agreement as it is stored: Chinese first, then English, section by section."""
    return "\n\n".join(f"{one.zh}\n{one.en}" for one in sections)


def agreement_digest(text: str) -> str:
    """SHA-256 of the stored text, by which the enterprise accepts what it has read."""
    return hashlib.sha256(text.encode()).hexdigest()


def _fields(scheme: Scheme, terms: Terms, language: str) -> dict[str, str | int]:
    comma = ", " if language == "en" else "、"
    number = terms.body_terms_number
    edition = Text(f"第{number}版", f"edition {number}") if number else Text("无", "none")
    return {
        "scheme_version": terms.scheme_version,
        "terms": edition.in_(language),
        "enterprise": terms.enterprise,
        "body": terms.body,
        "standard": scheme.standard,
        "grade": terms.grade.in_(language),
        "scope": (language == "en" and terms.scope_en) or terms.scope,
        "capabilities": comma.join(terms.capabilities),
        "sites": comma.join(terms.sites),
        "person_days": terms.person_days,
        "site_visits": terms.site_visits,
        "fee": terms.fee,
        "appeal_days": terms.appeal_days,
    }
