"""`certplatform demo` keeps its contract; what it makes is checked by tools we did not write."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from certplatform.schemes import schemes

# Whoever comes first waits for the play, which takes a minute on an idle machine.
pytestmark = [pytest.mark.prove, pytest.mark.timeout(900)]

CERTPLATFORM = Path(sys.executable).with_name("certplatform")
GRADES = {"A", "AA", "AAA", "AAAA", "AAAAA"}
OUTCOMES = {
    "granted",
    "declined",
    "rejected",
    "objection_upheld",
    "application_withdrawn",
    "suspended_and_restored",
    "certificate_withdrawn",
    "renewed",
    "expired",
}
OPEN_STATES = {
    "draft", "submitted", "returned", "accepted", "planning", "stage1", "stage2", "correction",
    "concluding", "review", "confirmation", "decision", "publicity", "objection", "issuing",
}  # fmt: skip


def run(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PUBLIC_URL": "https://verify.example.cn"}
    return subprocess.run(
        [CERTPLATFORM, *words], capture_output=True, text=True, check=False, env=environment
    )


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CERTPLATFORM_REQUIRE_SERVICES"):
            pytest.fail(f"{name} is expected here")
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("demo") / "instance"
    done = run("demo", "--dir", folder)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder, [json.loads(line) for line in done.stdout.splitlines()]


def test_the_demo_shows_every_outcome_and_every_stage(
    played: tuple[Path, list[dict[str, Any]]],
) -> None:
    folder, lines = played
    keys = {"case", "enterprise", "outcome", "state", "grade", "certificate"}
    assert all(set(line) == keys for line in lines)
    assert {line["outcome"] for line in lines} >= OUTCOMES
    assert {line["grade"] for line in lines if line["outcome"] == "granted"} == GRADES
    assert {line["state"] for line in lines} >= OPEN_STATES
    assert len({line["enterprise"] for line in lines}) >= 12
    for line in lines:
        if line["certificate"]:
            kept = {"number", "revision", "status", "pdf", "verify_url"}
            assert set(line["certificate"]) == kept
            assert (folder / line["certificate"]["pdf"]).is_file()


def test_its_enterprises_see_themselves_differently_and_are_enough_to_compare(
    played: tuple[Path, list[dict[str, Any]]],
) -> None:
    folder, _ = played
    with closing(sqlite3.connect(folder / "certplatform.db")) as database:
        rows = database.execute(
            "SELECT enterprise_id, total, stage FROM self_assessment_result WHERE latest"
        ).fetchall()
    assert len({enterprise for enterprise, _, _ in rows}) == len(rows) >= 20
    assert len({total for _, total, _ in rows}) >= 10
    assert len({stage for _, _, stage in rows}) >= 3


def test_the_outcomes_end_as_they_are_called(played: tuple[Path, list[dict[str, Any]]]) -> None:
    ends = {line["outcome"]: line for line in played[1]}
    assert ends["declined"]["state"] == "declined"
    assert ends["rejected"]["state"] == "rejected"
    assert ends["objection_upheld"]["state"] == "rejected"
    assert ends["application_withdrawn"]["state"] == "withdrawn"
    assert ends["suspended_and_restored"]["certificate"]["status"] == "valid"
    assert ends["certificate_withdrawn"]["certificate"]["status"] == "withdrawn"
    assert ends["renewed"]["certificate"]["revision"] == 2
    assert ends["expired"]["certificate"]["status"] == "expired"


def test_every_certificate_stands_up_to_tools_of_others(
    played: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    folder, lines = played
    for line in (one for one in lines if one["certificate"]):
        told = line["certificate"]
        pdf = str(folder / told["pdf"])
        signed = _out(tool("pdfsig"), pdf)
        assert "Signature is Valid" in signed
        assert "Total document signed" in signed
        fonts = _out(tool("pdffonts"), pdf).splitlines()[2:]
        assert fonts
        assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in fonts), fonts
        text = _out(tool("pdftotext"), "-layout", pdf, "-")
        assert line["enterprise"] in text
        assert told["number"] in text
        picture = tmp_path / told["number"]
        _out(tool("pdftoppm"), "-r", "150", "-png", "-f", "1", "-l", "1", pdf, str(picture))
        (page,) = tmp_path.glob(f"{told['number']}*.png")
        code = _out(tool("zbarimg"), "-q", "--raw", str(page)).strip()
        assert code.startswith(told["verify_url"] + "#")
        assert told["verify_url"].startswith("https://verify.example.cn/c/")


def test_what_was_played_verifies(played: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, lines = played
    events = run("events", "verify", "--dir", folder)
    assert events.returncode == 0, events.stdout
    assert "0 not yet sealed" in events.stdout
    pdf = next(one["certificate"]["pdf"] for one in lines if one["outcome"] == "granted")
    checked = run("verify", folder / pdf, "--dir", folder, "--offline")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_tick_right_after_finds_nothing_twice(
    played: tuple[Path, list[dict[str, Any]]],
) -> None:
    folder, _ = played
    assert run("tick", "--dir", folder).returncode == 0
    again = run("tick", "--dir", folder, "--json")
    assert again.returncode == 0
    assert {json.loads(line)["count"] for line in again.stdout.splitlines()} == {0}


def test_the_filed_cases_are_whole_and_leave_as_bags(
    played: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    folder, lines = played
    assert run("archive", "verify", "--dir", folder).returncode == 0
    case = next(one["case"] for one in lines if one["outcome"] == "granted")
    out = tmp_path / "bag"
    done = run("archive", "export", case, "--out", out, "--dir", folder)
    assert done.returncode == 0, done.stderr
    (bag,) = {one.parent for one in out.rglob("bagit.txt")}
    checker = Path(sys.executable).with_name("bagit.py")
    judged = subprocess.run(
        [sys.executable, checker, "--validate", bag], capture_output=True, text=True, check=False
    )
    assert judged.returncode == 0, judged.stderr


def test_a_folder_that_holds_an_instance_is_left_alone(
    played: tuple[Path, list[dict[str, Any]]],
) -> None:
    again = run("demo", "--dir", played[0])
    assert again.returncode != 0
    assert "already holds an instance" in again.stderr


def _out(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_a_newcomer_finds_all_that_the_open_draft_needs(
    played: tuple[Path, list[dict[str, Any]]],
) -> None:
    folder, lines = played
    said = json.loads((folder / "demo-files.json").read_text(encoding="utf-8"))
    (draft,) = [one for one in lines if one["outcome"] == "open_draft"]
    assert said["case"] == draft["case"]
    known = schemes()["IIIMS"]
    names = {one.name.split("（")[0] for one in (folder / "demo-files").iterdir()}
    wanted = {f"{one.title.zh}.pdf" for one in known.required_documents("initial")}
    assert {one.removesuffix(".pdf") for one in wanted} <= {
        one.removesuffix(".pdf") for one in names
    }
    assert "评定申请表.xlsx" in names
