"""Done when: no planted conflict is missed, nobody is stopped without one."""

from collections import Counter

import pytest

from certplatform.domain.conflict_engine import judge
from certplatform.domain.conflict_record import record_of
from tests.builders.rules import RULES
from tests.domain.conflict_corpus import BLOCKS, CLEAR, DAY, Planted, corpus
from tests.prove.opinions import disagreements
from tests.prove.second_opinion import SecondOpinion

CORPUS = corpus()
ENOUGH = 200


def answered(case: Planted) -> dict[str, str]:
    """The gravest answer of each rule."""
    judged = judge(case.person, case.enterprise, DAY, RULES)
    found = {one.rule: CLEAR for one in judged.answers}
    return found | {one.rule: BLOCKS for one in judged.answers if one.verdict == BLOCKS}


def test_R13_R14_R15_every_planted_conflict_is_found_and_nobody_else_is_stopped() -> None:
    wrong = [
        f"{one.name}: {answered(one)}, planted {one.expected}"
        for one in CORPUS
        if answered(one) != one.expected
    ]
    assert wrong == []


def test_the_corpus_holds_enough_of_each_sort() -> None:
    sorts = Counter(max(one.expected.values(), default="nothing") for one in CORPUS)
    through_two = [one for one in CORPUS if len(one.holdings) > 1]
    assert len({one.name for one in CORPUS}) == len(CORPUS) >= ENOUGH
    assert min(sorts["blocks"], sorts["clear"], sorts["nothing"], len(through_two)) >= ENOUGH // 5


@pytest.mark.parametrize("sort", [BLOCKS, CLEAR, "nothing"])
def test_a_second_opinion_on_the_planted_cases_is_the_same(sort: str) -> None:
    for one in CORPUS:
        if max(one.expected.values(), default="nothing") != sort:
            continue
        judged = judge(one.person, one.enterprise, DAY, RULES)
        record = record_of(judged, one.person, one.enterprise, RULES)
        engine = {(each.tie.fact, each.rule): each.verdict for each in judged.answers}
        assert SecondOpinion(record).verdicts() == engine, one.name


def test_a_second_method_agrees_on_a_few_hundred_random_graphs() -> None:
    """Ten thousand are compared by `PROVE=full make prove`."""
    assert disagreements(range(10_000, 10_120), Counter()) == []
