"""`certplatform archive export CASE --out DIR` and `verify [CASE]`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from certplatform.cli import archive as cli
from certplatform.db import session
from certplatform.models.case import Case
from certplatform.models.filing import FiledCase
from tests.builders.filing import filed_case
from tests.builders.people import a_world


@pytest.fixture
def filed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FiledCase:
    monkeypatch.setattr(cli, "open_instance", lambda _folder: app)
    return filed_case(a_world())


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.archive, words)


def test_a_filed_case_is_exported_by_either_number_and_verified(
    filed: FiledCase, tmp_path: Path
) -> None:
    filing, case = filed.number, session.get_one(Case, filed.case_id).number
    for number, place in ((filing, "one"), (case, "two")):
        made = run("export", number, "--out", str(tmp_path / place), "--json")
        assert made.exit_code == 0, made.output
        bag = json.loads(made.output)["bag"]
        assert (Path(bag) / "bagit.txt").is_file()
        assert run("verify", bag).exit_code == 0
        assert run("verify", number).exit_code == 0
    again = run("export", filing, "--out", str(tmp_path / "one"))
    assert again.exit_code != 0
    assert "there already" in again.output


def test_what_does_not_fit_ends_with_an_error(filed: FiledCase, tmp_path: Path) -> None:
    made = run("export", filed.number, "--out", str(tmp_path), "--json")
    bag = Path(json.loads(made.output)["bag"])
    (bag / "data/journal.jsonl").write_text("nothing happened")
    found = run("verify", str(bag))
    assert found.exit_code == 1
    assert "data/journal.jsonl: changed" in found.output


def test_the_whole_archive_is_verified_without_a_case(filed: FiledCase) -> None:
    del filed
    found = run("verify", "--json")
    assert found.exit_code == 0
    assert json.loads(found.output) == {"filings": 1, "files": 0, "ok": True}


@pytest.mark.parametrize("words", [("verify", "nothing"), ("export", "nothing", "--out", "x")])
def test_a_case_that_is_not_filed_is_said_to_be_so(
    filed: FiledCase, words: tuple[str, ...]
) -> None:
    del filed
    found = run(*words)
    assert found.exit_code != 0
    assert "no filed case" in found.output
