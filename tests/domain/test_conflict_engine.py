"""What the engine answers: the path of facts, what suffices, and that circles end."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from certplatform.domain.conflict_engine import Answer, Judged, judge
from certplatform.domain.conflict_facts import Enterprise, Holding, Kin, Organisation, Person, Tie
from certplatform.domain.conflict_record import record_of
from certplatform.domain.impartiality import conflict_obstacles
from tests.builders.rules import RULES, rules_with, switched_off
from tests.domain.conflict_corpus import ABOVE, DAY, LONG_AGO, PARENT, PLANT, STRANGER, held
from tests.prove.random_ties import Dice

SEEDS = st.integers(0, 10**6)


def employed(organisation: Organisation) -> Person:
    return Person(1, "陈静", (Tie("employment", organisation, LONG_AGO),))


def path_of(answer: Answer, judged: Judged) -> list[tuple[str, str, str]]:
    shown = judged.graph.shown
    return [(shown(one.source), one.kind, shown(one.target)) for one in answer.path]


def test_R13_the_path_names_each_organisation_between() -> None:
    chain = (held(ABOVE, PARENT, "80"), held(PARENT, PLANT, "60"))
    judged = judge(employed(ABOVE), Enterprise(PLANT, holdings=chain), DAY, RULES)
    (answer,) = judged.answers
    assert path_of(answer, judged) == [
        ("person", "employment", ABOVE.name),
        (PARENT.name, "ownership", PLANT.name),
        (ABOVE.name, "ownership", PARENT.name),
    ] or path_of(answer, judged) == [
        ("person", "employment", ABOVE.name),
        (ABOVE.name, "ownership", PARENT.name),
        (PARENT.name, "ownership", PLANT.name),
    ]


def test_R15_the_path_goes_through_the_relative_and_the_sentence_names_them() -> None:
    person = Person(1, "陈静", (), (Kin("陈父", (Tie("business", PLANT),)),))
    judged = judge(person, Enterprise(PLANT), DAY, RULES)
    (answer,) = judged.answers
    assert answer.path[0].target == "kin:陈父"
    (said,) = conflict_obstacles(person, Enterprise(PLANT), DAY, RULES)
    assert (said.rule, said.weight, said.params["kin"]) == ("R15", "blocks", "陈父")


def test_what_has_to_be_cleared_says_so_and_has_a_key_of_its_own() -> None:
    half = (held(PARENT, PLANT, "50"),)
    (said,) = conflict_obstacles(employed(PARENT), Enterprise(PLANT, holdings=half), DAY, RULES)
    assert (said.weight, said.params["share"]) == ("clear", "50")
    assert said.field.startswith("tie:R13 employment")


def test_the_shares_that_make_a_group_are_values_of_the_rules() -> None:
    third = Enterprise(PLANT, holdings=(held(PARENT, PLANT, "34"),))
    strict = rules_with({"R13.control_percent": 33})
    assert judge(employed(PARENT), third, DAY, RULES).verdict == "clear"
    assert judge(employed(PARENT), third, DAY, strict).verdict == "blocks"
    lax = rules_with({"R13.holding_percent": 35})
    assert judge(employed(PARENT), third, DAY, lax).verdict == "nothing"


def test_R14_R15_can_be_switched_off_while_R13_stays() -> None:
    off = switched_off("R14.consultancy_link", "R15.declared_interest")
    family = (Kin("陈父", (Tie("employment", PLANT),)),)
    person = Person(1, "陈静", (Tie("kinship", PLANT), Tie("employment", PLANT)), family)
    enterprise = Enterprise(PLANT, consultancies=(PLANT,))
    assert {one.rule for one in judge(person, enterprise, DAY, off).answers} == {"R13"}


def test_the_record_holds_facts_days_and_values_of_the_rules() -> None:
    enterprise = Enterprise(PLANT, holdings=(held(PARENT, PLANT, "60.500000"),))
    person = employed(PARENT)
    record = record_of(judge(person, enterprise, DAY, RULES), person, enterprise, RULES)
    assert record["day"] == "2026-12-01"
    assert record["window_from"] == "2024-12-01"
    assert record["verdict"] == "blocks"
    facts = record["facts"]
    assert isinstance(facts, list)
    assert [one["share"] for one in facts] == [None, "60.5"]


@settings(max_examples=60)
@given(SEEDS)
def test_the_path_alone_leads_to_the_same_answer(seed: int) -> None:
    """Whoever doubts an answer needs no other facts than those of its path."""
    dice = Dice(seed, coded=1)
    person, enterprise = replace(dice.person(), kin=()), dice.enterprise()
    first = len(person.ties)
    advice = first + len(enterprise.holdings)
    for one in judge(person, enterprise, DAY, RULES).answers:
        used = {link.fact for link in one.path}
        alone = replace(
            enterprise,
            holdings=tuple(h for n, h in enumerate(enterprise.holdings, first) if n in used),
            consultancies=tuple(c for n, c in enumerate(enterprise.advisers, advice) if n in used),
        )
        bare = replace(person, ties=(person.ties[one.tie.fact],))
        again = {each.rule: each.verdict for each in judge(bare, alone, DAY, RULES).answers}
        assert again.get(one.rule) == one.verdict


@settings(max_examples=60)
@given(SEEDS)
def test_one_more_fact_never_takes_a_conflict_away(seed: int) -> None:
    dice = Dice(seed)
    person, enterprise = dice.person(), dice.enterprise()
    before = judge(person, enterprise, DAY, RULES)
    more = replace(person, ties=(*person.ties, Tie("employment", STRANGER)))
    after = judge(more, enterprise, DAY, RULES)
    assert len(after.answers) >= len(before.answers)


def test_ten_in_a_circle_end() -> None:
    ring = [Organisation(f"环{n}电子有限公司", f"91370100000000{n:04d}") for n in range(10)]
    holdings = tuple(
        Holding(one, other, Decimal(51), date(2020, 1, 1))
        for one, other in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
    enterprise = Enterprise(ring[0], holdings=holdings)
    assert judge(employed(ring[5]), enterprise, DAY, RULES).verdict == "blocks"
