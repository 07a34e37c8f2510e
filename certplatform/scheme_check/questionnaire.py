"""The self-assessment: questions that can be asked and scored, stages that can be reached."""

import re
from decimal import Decimal

from certplatform.domain.questionnaire import Question, Questionnaire, Stage
from certplatform.domain.scheme import Scheme
from certplatform.domain.self_assessment import TOP
from certplatform.scheme_check.problems import Problems, one_of, wrong

PLACE = "self_assessment"
# A question's code is the name of its field on the page.
NAME = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
FEWEST_CHOICES = 2


def questionnaire(scheme: Scheme) -> Problems:
    """Questions belong to views, answers rise, weights count, stages rise from nothing."""
    asked = scheme.self_assessment
    for view in asked.views:
        yield from _weight(f"{PLACE}.views[{view.code}]", view.weight)
        if not asked.questions_in(view.code):
            cure = "Add a question to it, or remove the view"
            yield wrong(f"{PLACE}.views[{view.code}]", "The view has no question", cure)
    for question in asked.questions:
        yield from _question(f"{PLACE}.questions[{question.code}]", question, asked)
    yield from _stages(asked)


def _weight(place: str, weight: int) -> Problems:
    if weight < 1:
        yield wrong(f"{place}.weight", f"The weight is {weight}", "Give a whole number above 0")


def _question(place: str, question: Question, asked: Questionnaire) -> Problems:
    yield from one_of(f"{place}.view", question.view, [one.code for one in asked.views], "view")
    yield from _weight(place, question.weight)
    if not NAME.fullmatch(question.code):
        cure = "Begin with a capital; use capitals, digits and underscores only"
        yield wrong(place, "The code cannot name a field of the page", cure)
    if len(question.choices) < FEWEST_CHOICES:
        yield wrong(f"{place}.choices", "There is nothing to choose from", "Give two or more")
    points = [one.points for one in question.choices]
    for before, one in zip([-1, *points], question.choices, strict=False):
        if one.points <= before:
            cure = f"Give more than {before}: answers stand from the lowest to the best"
            there = f"{place}.choices[{one.code}].points"
            yield wrong(there, f"The answer gives {one.points} points", cure)


def _stages(asked: Questionnaire) -> Problems:
    reached: dict[str, Decimal] = {}
    total = Decimal(-1)
    for number, stage in enumerate(asked.stages):
        place = f"{PLACE}.stages[{stage.code}]"
        if number == 0 and (stage.from_total != 0 or stage.from_views):
            cure = "Give from_total = 0 and no from_views: everybody is at least here"
            yield wrong(place, "The first stage is not reached from 0", cure)
        if stage.from_total <= total:
            cure = f"Give more than {total}: stages stand from the lowest to the highest"
            yield wrong(f"{place}.from_total", f"It begins at {stage.from_total}", cure)
        total = stage.from_total
        yield from _bounds(f"{place}.from_total", stage.from_total)
        yield from _views_of(place, stage, asked, reached)
        reached |= stage.from_views


def _views_of(
    place: str, stage: Stage, asked: Questionnaire, reached: dict[str, Decimal]
) -> Problems:
    for view, score in stage.from_views.items():
        there = f"{place}.from_views.{view}"
        yield from one_of(there, view, [one.code for one in asked.views], "view")
        yield from _bounds(there, score)
        if score <= reached.get(view, Decimal(0)):
            cure = f"Give more than {reached.get(view, 0)}, or leave it out"
            yield wrong(there, "It asks for nothing that was not asked for before", cure)


def _bounds(place: str, score: Decimal) -> Problems:
    if not 0 <= score <= TOP:
        yield wrong(place, f"No score is {score}", f"Give a number from 0 to {TOP}")
