"""R42: certificate numbers from the pattern in the scheme data."""

import re
from datetime import date
from string import Formatter

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_

FIELDS = frozenset({"issuer", "body", "year", "serial"})


class BadPattern(ValueError):
    """A number pattern that cannot give unique numbers."""


def certificate_number(pattern: str, issuer: str, body: str, issued_on: date, serial: int) -> str:
    """The number of a certificate: upper case, without blanks."""
    check_pattern(pattern)
    if serial < 1:
        raise ValueError("serials count from one")
    number = pattern.format(
        issuer=issuer, body=body, year=f"{issued_on.year % 100:02d}", serial=serial
    )
    return mended_number(number)


def mended_number(text: str) -> str:
    """A number as people type it, made comparable: upper case, without blanks."""
    return "".join(text.split()).upper()


def serial_scope(pattern: str, issuer: str, body: str, issued_on: date) -> str:
    """What numbers with one running serial have in common; serials are counted within it."""
    check_pattern(pattern)
    return mended_number(
        "".join(
            literal + ("" if field in (None, "serial") else _plain(field, issuer, body, issued_on))
            for literal, field, _, _ in Formatter().parse(pattern)
        )
    )


def is_well_formed(pattern: str, number: str) -> bool:
    """Whether a number has the shape of the pattern, whoever issued it and when."""
    return re.fullmatch(_as_expression(pattern), number) is not None


def number_obstacles(pattern: str, number: str, used: bool) -> list[Obstacle]:
    """R42: a number has the pattern's shape and was never used before."""
    if not is_well_formed(pattern, number):
        return [
            Obstacle(
                "R42",
                N_("“%(number)s” does not have the shape of a certificate number."),
                N_("Let the platform make the number."),
                {"number": number},
            )
        ]
    if used:
        return [
            Obstacle(
                "R42",
                N_("The number %(number)s was used before."),
                N_("Take the next serial; a number is unique for ever."),
                {"number": number},
            )
        ]
    return []


def check_pattern(pattern: str) -> None:
    """Raise BadPattern unless body, year and serial are in it and nothing unknown."""
    try:
        fields = {field for _, field, _, _ in Formatter().parse(pattern) if field is not None}
    except ValueError as wrong:
        raise BadPattern(str(wrong)) from wrong
    if not fields <= FIELDS or not fields >= FIELDS - {"issuer"}:
        raise BadPattern(pattern)


def _plain(field: str, issuer: str, body: str, issued_on: date) -> str:
    return {"issuer": issuer, "body": body, "year": f"{issued_on.year % 100:02d}"}[field]


def _as_expression(pattern: str) -> str:
    check_pattern(pattern)
    parts = []
    for literal, field, spec, _ in Formatter().parse(pattern):
        parts.append(re.escape(literal.upper()))
        if field == "year":
            parts.append(r"[0-9]{2}")
        elif field == "serial":
            least = re.search(r"[0-9]+", spec or "")
            parts.append(rf"[0-9]{{{int(least.group()) if least else 1},}}")
        elif field is not None:
            parts.append(r"[0-9A-Z-]+")
    return "".join(parts)
