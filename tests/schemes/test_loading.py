import dataclasses
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from certplatform import schemes
from certplatform.domain.ruleset import UnknownRule

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _only_for_this_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test registers is gone after it."""
    monkeypatch.setattr(schemes, "_extra", {})
    schemes._forget()
    yield
    monkeypatch.undo()
    schemes._forget()


def test_the_shipped_scheme_is_offered_by_its_code() -> None:
    assert schemes.scheme("IIIMS").code == "IIIMS"
    assert "IIIMS" in schemes.schemes()


def test_an_unknown_scheme_is_refused_by_name() -> None:
    with pytest.raises(schemes.UnknownScheme, match="NOWHERE"):
        schemes.scheme("NOWHERE")
    with pytest.raises(schemes.UnknownScheme, match="NOWHERE"):
        schemes.ruleset_on("NOWHERE", TODAY)


def test_a_registered_folder_is_offered_beside_the_shipped_ones(tiny: Path) -> None:
    found = schemes.register_folder(tiny)
    assert schemes.scheme("TINY") == found
    assert {"IIIMS", "TINY"} <= set(schemes.schemes())


def test_a_case_keeps_its_version_when_a_newer_one_comes(
    tiny: Path, edit: Callable[[str, str, str], Path]
) -> None:
    schemes.register_folder(tiny)
    edit("scheme.toml", 'code = "TINY"', 'code = "TWICE"')
    folder = edit("scheme.toml", '"Tiny scheme"', '"Old scheme"')
    newer = Path(shutil.copytree(folder, folder.with_name("newer")))
    text = (newer / "scheme.toml").read_text(encoding="utf-8")
    text = text.replace('version = "1"', 'version = "2"').replace("Old scheme", "New scheme")
    text = text.replace("effective_from = 2014-01-01", "effective_from = 2026-07-01")
    (newer / "scheme.toml").write_text(text, encoding="utf-8")
    schemes.register_folder(newer)
    schemes.register_folder(folder)
    assert schemes.scheme("TWICE").title.en == "New scheme"
    assert schemes.scheme("TWICE", "1").title.en == "Old scheme"
    assert schemes.scheme_on("TWICE", date(2026, 6, 30)).version == "1"
    assert schemes.scheme_on("TWICE", date(2026, 7, 1)).version == "2"
    with pytest.raises(schemes.UnknownScheme):
        schemes.scheme("TWICE", "3")
    with pytest.raises(schemes.UnknownScheme):
        schemes.scheme_on("TWICE", date(2013, 12, 31))


def test_the_mapping_of_schemes_cannot_be_changed_by_its_readers() -> None:
    with pytest.raises(TypeError):
        schemes.schemes()["X"] = schemes.scheme("IIIMS")  # type: ignore[index]


def test_a_value_holds_from_its_day_on_and_the_older_one_the_day_before(tiny: Path) -> None:
    schemes.register_folder(tiny)

    def gap(on: date) -> int:
        return schemes.ruleset_on("TINY", on).number("R45.surveillance_gap_months")

    assert gap(date(2025, 12, 31)) == 15
    assert gap(date(2026, 1, 1)) == 6
    assert gap(date(2026, 1, 2)) == 6


def test_no_value_holds_before_the_first_day(tiny: Path) -> None:
    schemes.register_folder(tiny)
    early = schemes.ruleset_on("TINY", date(2013, 12, 31))
    with pytest.raises(UnknownRule, match=r"R01\.run_months_min"):
        early.number("R01.run_months_min")
    first = schemes.ruleset_on("TINY", date(2014, 1, 1))
    assert first.number("R01.run_months_min") == 1


def test_values_in_any_order_of_the_file_are_chosen_by_date(
    edit: Callable[[str, str, str], Path],
) -> None:
    folder = edit("rulesets.toml", "effective_from = 2026-01-01", "effective_from = 2010-01-01")
    rows = schemes.load_rulesets(folder / "rulesets.toml")["R45.surveillance_gap_months"]
    assert [row.value for row in rows] == [6, 15]


def test_a_reader_of_a_rule_set_meets_the_kind_it_asked_for() -> None:
    rules = schemes.ruleset_on("IIIMS", TODAY)
    assert rules.fraction("R25.surveillance_share") == Fraction(1, 3)
    assert rules.numbers("R46.reminder_days") == (90, 60, 30, 7)
    assert rules.on_off("R02.readiness_order") is True
    with pytest.raises(UnknownRule):
        rules.number("R37.from_grade")
    with pytest.raises(UnknownRule):
        rules.fraction("R37.from_grade")


def test_the_digest_follows_the_content_and_not_the_layout(
    tiny: Path, edit: Callable[[str, str, str], Path]
) -> None:
    before = schemes.scheme_digest(schemes.load_scheme(tiny))
    folder = edit("scheme.toml", 'code = "TINY"', '# a comment\ncode   =   "TINY"')
    assert schemes.scheme_digest(schemes.load_scheme(folder)) == before
    folder = edit("scheme.toml", '"Tiny scheme"', '"Tiny scheme."')
    assert schemes.scheme_digest(schemes.load_scheme(folder)) != before


def test_a_loaded_scheme_cannot_be_changed_by_its_readers() -> None:
    one = schemes.scheme("IIIMS")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.code = "X"  # type: ignore[misc]


def test_a_broken_folder_is_not_registered(edit: Callable[[str, str, str], Path]) -> None:
    folder = edit("scheme.toml", 'code = "TINY"', 'code = "BROKEN"\nversion')
    with pytest.raises(schemes.BrokenScheme, match=r"scheme\.toml: line 4"):
        schemes.register_folder(folder)
    assert "BROKEN" not in schemes.schemes()


def test_rule_values_beside_the_folder_of_schemes_are_found(tiny: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny, tmp_path / "schemes" / "small"))
    (tmp_path / "rulesets").mkdir()
    (folder / "rulesets.toml").rename(tmp_path / "rulesets" / "small.toml")
    assert schemes.rules_file(folder) == tmp_path / "rulesets" / "small.toml"
    newer = folder.with_name("small@2")
    assert schemes.rules_file(newer) == tmp_path / "rulesets" / "small.toml"
