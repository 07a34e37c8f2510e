"""A conclusion as people read it: level and grade criterion by criterion, what is in the way."""

from datetime import date
from typing import Any

from flask import url_for

from certplatform.domain.conclusion import COMMENTED, CONFIRMED
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.scheme import Scheme
from certplatform.domain.technical_check import PASSED, SECTIONS
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.conclusion import Conclusion
from certplatform.queries.cases import scheme_of
from certplatform.queries.grading import capsule_of_conclusion
from certplatform.web.formats import Shown, day, gettext, listed, shown, text

RECOMMENDATIONS = {
    "certify": N_("Grant the grade"),
    "not_certify": N_("Do not grant"),
    "maintain": N_("Maintain the certificate"),
    "suspend": N_("Suspend the certificate"),
    "reduce": N_("Reduce the grade"),
    "withdraw": N_("Withdraw the certificate"),
}
RESULTS = {
    "met": N_("met"),
    "partly": N_("partly met"),
    "not_met": N_("not met"),
    "not_applicable": N_("not applicable"),
    "": N_("not rated"),
}


def recommendation(code: str) -> str:
    """What is recommended, in words."""
    return gettext(RECOMMENDATIONS.get(code, code))


def grade_title(case: Case, code: str) -> str:
    """The name of a grade, or that there is none."""
    return text(scheme_of(case).grade(code).title) if code else gettext("no grade")


def drawn(
    case: Case, computed: dict[str, Any], kept_with: Conclusion | None = None
) -> dict[str, Any]:
    """The computation as the pages draw it; of a conclusion, with the capsule kept beside it."""
    scheme = scheme_of(case)
    names = {str(one["position"]): one["name"] for one in computed["capabilities"]}
    return {
        "grade": grade_title(case, computed["grade"]),
        "level": _level(scheme, computed["level"]),
        "applied": grade_title(case, computed["applied"]),
        "capped": computed["capped_at_applied"],
        "held_by": [names.get(str(one), "") for one in computed["held_by"]],
        "open_majors": computed["open_majors"],
        "obstacles": _kept(computed["obstacles"]),
        "capabilities": [_capability(scheme, one) for one in computed["capabilities"]],
        "rules": _rules(scheme, computed.get("answers")),
        "capsule": _capsule(case, kept_with),
    }


def _rules(scheme: Scheme, answers: dict[str, Any] | None) -> list[dict[str, str]]:
    """The scheme's rules in their order with their answers, where a conclusion has kept any."""
    if answers is None:
        return []
    return [
        {
            "rule": one.rule,
            "text": text(one.text),
            "name": one.name,
            "expression": one.expression.strip(),
            "answer": _answer(answers.get(one.name)),
        }
        for one in scheme.grading
    ]


def _answer(value: Any) -> str:
    """An answer in a line; lists inside of lists are told criterion by criterion above."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        flat = all(isinstance(one, str) for one in value)
        return listed(one or "–" for one in value) if flat else ""
    return str(value) if value else "–"


def _capsule(case: Case, conclusion: Conclusion | None) -> dict[str, str] | None:
    kept = capsule_of_conclusion(conclusion) if conclusion else None
    if conclusion is None or kept is None:
        return None
    address = url_for("web.capsule", case=case.public_id, number=conclusion.revision)
    return {"url": address, "digest": kept.digest}


def progress_of(last: Conclusion | None, until: date | None) -> list[dict[str, str]]:
    """How far a conclusion has got: concluded, checked, answered by the enterprise."""
    if last is None:
        return []
    said = gettext(
        "Concluded on %(day)s, revision %(number)s",
        day=day(last.concluded_at),
        number=last.revision,
    )
    return [_step("good", said), _check_step(last), _answer_step(last, until)]


def sections_of(last: Conclusion | None) -> list[dict[str, str]]:
    """The technical check section by section, as far as it was made."""
    if last is None:
        return []
    kept = {one["section"]: one for one in last.check_sections}
    return [
        _step(
            "good" if kept[code]["outcome"] == PASSED else "bad",
            gettext(title),
            kept[code]["comment"],
        )
        for code, title in SECTIONS.items()
        if code in kept
    ]


def answered_sections(last: Conclusion | None) -> list[tuple[str, str]]:
    """What the lead answers to the sections that came back, with their names."""
    answers = last.section_answers if last else {}
    return [(gettext(title), answers[code]) for code, title in SECTIONS.items() if code in answers]


def _step(tone: str, words: str, note: str = "") -> dict[str, str]:
    icons = {"good": "circle-check", "bad": "circle-x", "wait": "clock", "neutral": "circle-dashed"}
    return {"tone": tone, "icon": icons[tone], "words": words, "note": note}


def _check_step(last: Conclusion) -> dict[str, str]:
    if last.check_outcome == PASSED:
        said = gettext("Technical check passed on %(day)s", day=day(last.checked_at))
        return _step("good", said, last.check_comment)
    if last.check_outcome:
        said = gettext("Returned by the technical check on %(day)s", day=day(last.checked_at))
        return _step("bad", said, last.check_comment)
    return _step("neutral", gettext("Waits for the technical check"))


def _answer_step(last: Conclusion, until: date | None) -> dict[str, str]:
    on = day(last.confirmed_at)
    if last.confirm_outcome == CONFIRMED:
        return _step("good", gettext("Confirmed by the enterprise on %(day)s", day=on))
    if last.confirm_outcome == COMMENTED:
        said = gettext("Commented on by the enterprise on %(day)s", day=on)
        return _step("wait", said, last.confirm_comment)
    if last.confirm_outcome:
        return _step("wait", gettext("The enterprise let its time pass"))
    note = gettext("by %(day)s", day=day(until)) if until else ""
    return _step("neutral", gettext("Waits for the enterprise"), note)


def _kept(records: list[dict[str, Any]]) -> list[Shown]:
    return shown(
        [
            Obstacle(one["rule"], one["fact"], one["cure"], one["params"], one["weight"])
            for one in records
        ]
    )


def _level(scheme: Scheme, code: str) -> str:
    return f"{code} {text(scheme.level(code).title)}" if code else gettext("below the lowest level")


def _rank(scheme: Scheme, code: str) -> int:
    return scheme.level(code).rank if code else 0


def _capability(scheme: Scheme, one: dict[str, Any]) -> dict[str, Any]:
    parts = one["dimensions"]
    return {
        "name": one["name"],
        "viewpoint": text(scheme.viewpoint(one["viewpoint"]).title),
        "claimed": _level(scheme, one["claimed"]),
        "level": _level(scheme, one["level"]),
        "held_by": [text(scheme.dimension(code).title) for code in one["held_by"]],
        "axes": [text(scheme.dimension(part["code"]).title) for part in parts],
        "ranks": [_rank(scheme, part["level"]) for part in parts],
        "most": max(level.rank for level in scheme.levels),
        "dimensions": [_dimension(scheme, part, one["claimed"]) for part in parts],
    }


def _dimension(scheme: Scheme, part: dict[str, Any], claimed: str) -> dict[str, Any]:
    highest = max(_rank(scheme, claimed), _rank(scheme, part["level"]))
    return {
        "title": text(scheme.dimension(part["code"]).title),
        "level": _level(scheme, part["level"]),
        "next_level": _level(scheme, part["next_level"]) if part["next_level"] else "",
        "missing": [
            {"code": code, "text": text(scheme.criterion(code).text)} for code in part["in_the_way"]
        ],
        "criteria": [
            {
                "code": one["code"],
                "text": text(scheme.criterion(one["code"]).text),
                "level": one["level"],
                "result": gettext(RESULTS[one["result"]]),
                "met": one["met"],
                "note": one["note"],
            }
            for one in part["criteria"]
            if _rank(scheme, one["level"]) <= highest
        ],
    }
