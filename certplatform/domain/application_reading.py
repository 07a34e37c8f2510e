"""Reads what was typed into the application form: values where they can be had, problems else."""

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from certplatform.domain.application_form import (
    AskedQuestion,
    FormField,
    FormPart,
    choices_of,
    questions_of,
    whole_rows,
)
from certplatform.domain.bilingual import in_both
from certplatform.domain.identity import mended_code, mended_industry, uscc_obstacles
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_

EARLIEST, LATEST = date(1980, 1, 1), date(2099, 12, 31)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}([.][0-9]{1,6})?")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_COMPACT_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
KEPT_CONTROLS = frozenset("\n\t")
NO_CHARACTERS = frozenset("\ufffe\uffff")  # no file can hold them
LONGEST_TEXT = 20_000
_CODES = frozenset({"uscc", "region"})
NUMBERS = frozenset({"count", "number", "share", "latitude", "longitude"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field; `field` is its path, such as "sites-0-headcount".

    `missing` tells what is not there yet from what is there and wrong.
    """

    field: str
    message: str
    params: Mapping[str, str | int] = dataclasses.field(default_factory=dict)
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """The values of a part, and what is wrong with it."""

    values: Mapping[str, Any]
    problems: tuple[Problem, ...]


def cleaned(part: FormPart, content: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a part: its own fields only, as plain text, codes mended."""
    return _cleaned(part.fields, content)


def _cleaned(fields: tuple[FormField, ...], content: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for one in fields:
        given = content.get(one.code)
        if one.kind == "rows":
            rows = given if isinstance(given, list | tuple) else []
            cleaned_rows = [_cleaned(one.rows, row) for row in rows if isinstance(row, Mapping)]
            kept[one.code] = [row for row in cleaned_rows if _has_anything(row)]
        elif one.kind == "flag":
            kept[one.code] = given is True
        elif one.kind == "answers":
            kept[one.code] = _cleaned_answers(given)
        else:
            kept[one.code] = _mended(one, plain_text(given))
    return kept


def _cleaned_answers(given: object) -> dict[str, str]:
    if not isinstance(given, Mapping):
        return {}
    answers = {plain_text(question): plain_text(answer) for question, answer in given.items()}
    return {question: answer for question, answer in answers.items() if question and answer}


def plain_text(given: object) -> str:
    """Text without control characters and without blanks around it."""
    text = "" if given is None else str(given)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in text if c in KEPT_CONTROLS or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(c for c in kept if c not in NO_CHARACTERS).strip()[:LONGEST_TEXT]


def lines_of(text: str | None) -> tuple[str, ...]:
    """What stands in a field of lines, each once, without blanks around it."""
    lines = (line.strip() for line in (text or "").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def _mended(one: FormField, text: str) -> str:
    if one.kind in _CODES:
        return mended_code(text)
    if one.kind == "industry":
        return mended_industry(text)
    if one.kind == "date":
        return _mended_date(text)
    if one.kind in NUMBERS:
        return unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    return text


def _mended_date(text: str) -> str:
    """A day as 2026-11-20, from the ways in which days are commonly written."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    found = _DATE.fullmatch(plain) or _COMPACT_DATE.fullmatch(plain)
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text


def _has_anything(row: Mapping[str, Any]) -> bool:
    return any(value not in ("", False, []) for value in row.values())


def read_part(part: FormPart, content: Mapping[str, Any], scheme: Scheme) -> Read:
    """The values of a part; a value that cannot be taken is None and has a problem."""
    problems: list[Problem] = []
    values = _values(part.fields, cleaned(part, content), scheme, "", problems)
    return Read(values, tuple(problems))


def _values(
    fields: tuple[FormField, ...],
    content: Mapping[str, Any],
    scheme: Scheme,
    prefix: str,
    problems: list[Problem],
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for one in fields:
        given, path = content[one.code], prefix + one.code
        if one.needed and not given and one.kind not in _TOLD_IN_DETAIL and not one.each:
            problems.append(Problem(path, _MISSING.get(one.kind, _MISSING_TEXT), missing=True))
        if one.kind == "rows":
            values[one.code] = [
                _values(one.rows, row, scheme, f"{path}-{place}-", problems)
                for place, row in enumerate(_rows(one, given, scheme, path, problems))
            ]
        elif one.kind == "answers":
            values[one.code] = _answers(one, given, scheme, path, problems)
        elif one.kind == "flag":
            values[one.code] = given
        else:
            values[one.code] = _value(one, given, scheme, path, problems)
    return values


def _rows(
    one: FormField,
    given: list[dict[str, Any]],
    scheme: Scheme,
    path: str,
    problems: list[Problem],
) -> list[dict[str, Any]]:
    if not one.each:
        if len(given) > one.most:
            problems.append(
                Problem(path, N_("At most %(most)s rows fit here."), {"most": one.most})
            )
        return given
    whole = whole_rows(one, given, scheme)
    known = {row[one.rows[0].code] for row in whole}
    if strange := len(given) - len({row[one.rows[0].code] for row in given} & known):
        problems.append(
            Problem(path, N_("%(count)s rows fit nothing in this list."), {"count": strange})
        )
    return [_cleaned(one.rows, row) for row in whole]


def _answers(
    one: FormField,
    given: Mapping[str, str],
    scheme: Scheme,
    path: str,
    problems: list[Problem],
) -> dict[str, str]:
    """The answers that the scheme offers; what is open is told once for each heading."""
    asked = questions_of(one, scheme)
    answers: dict[str, str] = {}
    for question in asked:
        answer = given.get(question.code, "")
        if answer in {code for code, _ in question.choices}:
            answers[question.code] = answer
        elif answer:
            problems.append(Problem(f"{path}-{question.code}", N_("Please choose from the list.")))
    if strange := len(given.keys() - {question.code for question in asked}):
        message = N_("%(count)s answers belong to no question asked here; save this part again.")
        problems.append(Problem(path, message, {"count": strange}))
    if one.needed:
        problems += _open_questions(path, [q for q in asked if not given.get(q.code)])
    return answers


def _open_questions(path: str, unanswered: list[AskedQuestion]) -> Iterator[Problem]:
    for _, group in groupby(unanswered, key=lambda question: question.group):
        rest = list(group)
        yield Problem(
            f"{path}-{rest[0].code}",
            N_("“%(heading)s”: %(count)s questions have no answer yet."),
            {"count": len(rest), **in_both("heading", rest[0].heading)},
            missing=True,
        )


_TOLD_IN_DETAIL = frozenset({"answers"})
_MISSING_TEXT = N_("This is not filled in yet.")
_MISSING = {
    "rows": N_("Enter at least one."),
    "flag": N_("Please confirm this."),
    "choice": N_("Please choose."),
    "body": N_("Please choose."),
    "date": N_("Enter the date."),
}


def _value(
    one: FormField, text: str, scheme: Scheme, path: str, problems: list[Problem]
) -> str | int | Decimal | date | None:
    if not text:
        return "" if one.kind not in _EMPTY_IS_NONE else None
    try:
        return _READERS.get(one.kind, _text)(one, text, scheme)
    except _Wrong as wrong:
        problems.append(Problem(path, wrong.message, wrong.params))
        return None


class _Wrong(Exception):
    def __init__(self, message: str, **params: str | int) -> None:
        super().__init__(message)
        self.message, self.params = message, params


_EMPTY_IS_NONE = NUMBERS | {"date"}


def _text(one: FormField, text: str, scheme: Scheme) -> str:
    del scheme
    if len(text) > one.most:
        raise _Wrong(
            N_("This has %(count)s characters; %(most)s fit."), count=len(text), most=one.most
        )
    return text


def _date(one: FormField, text: str, scheme: Scheme) -> date:
    del one, scheme
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _Wrong(
            N_("“%(given)s” is no date of the calendar; write it like 2026-11-20."),
            given=text[:40],
        ) from None
    if not EARLIEST <= day <= LATEST:
        raise _Wrong(N_("%(given)s cannot be right; please check the year."), given=text)
    return day


def _count(one: FormField, text: str, scheme: Scheme) -> int:
    del scheme
    if not (text.isascii() and text.isdigit()) or len(text) > 12:  # noqa: PLR2004 - any more is no headcount
        raise _Wrong(N_("“%(given)s” is no whole number."), given=text[:40])
    count = int(text)
    if not one.least <= count <= one.most:
        raise _Wrong(
            N_("It must be between %(least)s and %(most)s; %(given)s was entered."),
            least=one.least,
            most=one.most,
            given=count,
        )
    return count


def _number(one: FormField, text: str, scheme: Scheme) -> Decimal:
    del one, scheme
    if not _NUMBER.fullmatch(text):
        raise _Wrong(N_("“%(given)s” is no number; write it like 62.5."), given=text[:40])
    return Decimal(text)


def _share(one: FormField, text: str, scheme: Scheme) -> Decimal:
    share = _number(one, text.removesuffix("%"), scheme)
    if not 0 < share <= one.most:
        raise _Wrong(N_("A share lies above 0 and at most at %(most)s per cent."), most=one.most)
    return share


def _degrees(one: FormField, text: str, scheme: Scheme) -> Decimal:
    degrees, most = _number(one, text, scheme), _MOST_DEGREES[one.kind]
    if abs(degrees) > most:
        raise _Wrong(
            N_("It lies between -%(most)s and %(most)s degrees; %(given)s was entered."),
            most=most,
            given=text,
        )
    return degrees


def _mail(one: FormField, text: str, scheme: Scheme) -> str:
    if not _MAIL.fullmatch(text):
        raise _Wrong(N_("“%(given)s” is no mail address."), given=text[:60])
    return _text(one, text, scheme)


def _choice(one: FormField, text: str, scheme: Scheme) -> str:
    if text not in {code for code, _ in choices_of(one, scheme)}:
        raise _Wrong(N_("Please choose from the list."))
    return text


def _code(one: FormField, text: str, scheme: Scheme) -> str:
    """Codes of the identity rule are judged there; others of this kind may be empty or right."""
    del scheme
    if one.code == "code" and (wrong := uscc_obstacles(text)):
        raise _Wrong(wrong[0].fact, **dict(wrong[0].params))
    return text


_MOST_DEGREES = {"latitude": 90, "longitude": 180}
_Reader = Callable[[FormField, str, Scheme], str | int | Decimal | date]
_READERS: dict[str, _Reader] = {
    "date": _date,
    "count": _count,
    "number": _number,
    "share": _share,
    "latitude": _degrees,
    "longitude": _degrees,
    "mail": _mail,
    "choice": _choice,
    "uscc": _code,
    "industry": _code,
    "region": _code,
}
