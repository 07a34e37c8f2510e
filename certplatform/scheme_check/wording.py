"""Languages, fields of texts, and the pattern of certificate numbers."""

import dataclasses
import re
import string
from collections.abc import Iterator, Mapping

from certplatform.domain.scheme import TEXT_FIELDS, Clause, Scheme, Text
from certplatform.scheme_check.problems import Problems, named, wrong

FIELD = re.compile(r"%%|%\((\w+)\)s|%")


def languages(scheme: Scheme) -> Problems:
    """Every text stands in both languages."""
    for dotted, text in _texts_below(scheme, ""):
        place = dotted.lstrip(".")
        for language in ("zh", "en"):
            if not getattr(text, language).strip():
                cure = f"Write the text in {language}"
                yield wrong(f"{place}.{language}", "The text is empty", cure)
    for name in ("version", "standard", "issuer_code"):
        if not getattr(scheme, name).strip():
            yield wrong(name, "The value is empty", "Fill it in")


def _texts_below(value: object, place: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield place, value
        return
    for step, row in _rows(value):
        yield from _texts_below(row, f"{place}{step}")


def _rows(value: object) -> Iterator[tuple[str, object]]:
    """What lies one step below: fields, entries, rows by code. A heading has no prompt."""
    if isinstance(value, Mapping):
        yield from ((f".{key}", row) for key, row in value.items())
    elif isinstance(value, tuple):
        yield from ((f"[{getattr(row, 'code', '')}]", row) for row in value)
    elif dataclasses.is_dataclass(value):
        heading = isinstance(value, Clause) and not value.judged
        for field in dataclasses.fields(value):
            if not (heading and field.name == "prompt"):
                yield f".{field.name}", getattr(value, field.name)


def number(scheme: Scheme) -> Problems:
    """The pattern gives a number that R42 allows, and never the same one twice."""
    fault = _pattern_fault(scheme.number_pattern)
    if fault:
        cure = 'Write it like "{issuer}-{body}{year}X{serial:05d}"'
        yield wrong("number_pattern", fault, cure)
        return
    fields = {"issuer": scheme.issuer_code, "body": "021", "year": "26"}
    number = scheme.number_pattern.format(**fields, serial=7)
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9._-]{4,39}", number):
        cure = "Make it 5 to 40 capital letters, digits, dots, hyphens or underscores (R42)"
        yield wrong("number_pattern", f"It gives {number!r}", cure)


def _pattern_fault(pattern: str) -> str:
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as error:
        return f"The braces do not fit ({error})"
    seen = []
    for _, field, width, conversion in parts:
        if field is None:
            continue
        seen.append(field)
        allowed = re.fullmatch(r"0[1-9]d", width or "") if field == "serial" else not width
        if field not in {"issuer", "body", "year", "serial"} or conversion or not allowed:
            return f"{{{field}}} is no field that can stand here in this form"
    lacking = [name for name in ("body", "year", "serial") if seen.count(name) != 1]
    return f"{', '.join(lacking)} should appear once each" if lacking else ""


def wordings(scheme: Scheme) -> Problems:
    """The texts are all there and use fields that will be filled in."""
    yield from named("texts", scheme.texts, list(TEXT_FIELDS))
    for key, text in scheme.texts.items():
        allowed = TEXT_FIELDS.get(key, ())
        used = {"zh": _fields(text.zh), "en": _fields(text.en)}
        for language, fields in used.items():
            if fields - set(allowed):
                fields_there = ", ".join(f"%({name})s" for name in allowed) or "none"
                cure = f"Fields that can stand here: {fields_there}; write %% for a per cent sign"
                yield wrong(f"texts.{key}.{language}", "It has an unknown field", cure)
        if used["zh"] != used["en"]:
            cure = "Use the same fields in zh and en"
            yield wrong(f"texts.{key}", "The languages have different fields", cure)


def _fields(text: str) -> set[str]:
    """The names of the fields; a stray per cent sign counts as one."""
    return {match[1] or match[0] for match in FIELD.finditer(text) if match[0] != "%%"}
