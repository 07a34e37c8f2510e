import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import certplatform
from certplatform.domain.bilingual import in_both, params_for
from certplatform.domain.scheme import Text

ROOT = Path(certplatform.__file__).parent
(CATALOGUE,) = (ROOT / "translations").glob("zh*/LC_MESSAGES/messages.po")
FIELD = re.compile(r"%\((\w+)\)s")


def sentences() -> list[str]:
    """Every marked sentence of the rules."""
    found = set()
    for source in (ROOT / "domain").glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_":
                found.add(ast.literal_eval(node.args[0]))
    return sorted(found)


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file)}


def test_a_chinese_sentence_of_the_rules_names_the_facts_of_the_english_one(
    chinese: dict[str, str],
) -> None:
    translated = [one for one in sentences() if chinese.get(one)]
    assert len(translated) > 200
    unlike = [
        one for one in translated if set(FIELD.findall(chinese[one])) != set(FIELD.findall(one))
    ]
    assert unlike == []


def test_a_name_from_scheme_data_follows_the_language_of_the_page() -> None:
    params = {**in_both("grade", Text("AA级", "Grade AA")), "days": 3}
    assert params_for(params, "zh_CN")["grade"] == "AA级"
    assert params_for(params, "en") == {"grade": "Grade AA", "grade_en": "Grade AA", "days": 3}
