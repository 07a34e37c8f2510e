"""P24, D4: exported packages are sound BagIt bags, and broken ones are refused and named."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from certplatform import clock
from certplatform.archive.bag import (
    Incomplete,
    document_of,
    document_path,
    export_folder,
    export_zip,
    safe_name,
)
from certplatform.archive.bagcheck import bag_problems
from certplatform.archive.dossier import dossier_of
from certplatform.db import session
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.models.document import Document, StoredFile
from certplatform.models.filing import FiledCase
from certplatform.process.filing import file_case
from certplatform.storage import NoSuchFile, digest
from tests.builders.filing import withdrawn_case
from tests.builders.people import World, a_world

NASTY = ("../../etc/passwd", "..\\..\\boot.ini", "/abs/路径 名.pdf", "C:\\x\\y.pdf", "a\tb.txt", "")


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


def add_document(case: Case, filename: str, content: bytes) -> str:
    """A document of a case, straight into store and table: only filing is looked at here."""
    sha256 = house().store.put(content)
    file = StoredFile(
        sha256=sha256, size=len(content), media_type="text/plain", stored_at=clock.now()
    )
    session.add(file)
    session.flush()
    session.add(
        Document(
            case_id=case.id,
            file_id=file.id,
            purpose="application",
            kind="manual",
            title="手册",
            filename=filename,
            uploaded_at=clock.now(),
        )
    )
    session.commit()
    return sha256


@pytest.fixture
def filed(world: World) -> FiledCase:
    case = withdrawn_case(world)
    for number, name in enumerate(["管理手册.pdf", *NASTY]):
        add_document(case, name, f"内容 {number}".encode())
    return file_case(case.id, dossier_of(case.id))


def test_R55_the_standard_tool_accepts_the_package(filed: FiledCase, tmp_path: Path) -> None:
    folder = export_folder(filed, tmp_path / "out")
    assert bag_problems(folder) == []
    assert bagit.Bag(str(folder)).is_valid()
    run = subprocess.run(
        [sys.executable, bagit.__file__, "--validate", str(folder)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert (folder / "bagit.txt").read_text().startswith("BagIt-Version: 1.0\n")
    assert (folder / "data/dossier.json").read_bytes() == filed.dossier
    assert (folder / "data/documents/1-管理手册.pdf").read_bytes() == "内容 0".encode()


def test_the_readable_page_tells_the_story_without_script(filed: FiledCase, tmp_path: Path) -> None:
    page = (export_folder(filed, tmp_path) / "data/index.html").read_text(encoding="utf-8")
    assert "搬迁厂房，明年再申请" in page
    assert filed.dossier_sha256 in page
    assert "<script" not in page


def test_P24_nothing_leaves_the_package_whatever_files_are_called(
    filed: FiledCase, tmp_path: Path
) -> None:
    folder = export_folder(filed, tmp_path / "out")
    outside = [one for one in tmp_path.rglob("*") if one.is_file() and folder not in one.parents]
    assert outside == [] or all(one.parent.name != "out" for one in outside)
    names = sorted(one.name for one in (folder / "data/documents").iterdir())
    assert len(names) == len(NASTY) + 1
    assert not any(sign in name for name in names for sign in ("..", "/", "\\", "\0", ":"))


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("手册（第二版）.pdf", "手册_第二版.pdf"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("a\0b.txt", "a_b.txt"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 60 + ".pdf"),
        ("a\nb\r.txt", "a_b.txt"),
    ],
)
def test_names_are_one_plain_part_of_a_path(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_the_same_filing_gives_the_same_zip(filed: FiledCase, tmp_path: Path) -> None:
    first, second = b"".join(export_zip(filed)), b"".join(export_zip(filed))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    assert bag_problems(tmp_path / filed.number) == []


def test_a_missing_file_stops_the_export_before_it_begins(filed: FiledCase) -> None:
    store = house().store
    one = json.loads(filed.dossier)["documents"][3]["sha256"]
    store._path(one).unlink()  # type: ignore[attr-defined]
    with pytest.raises(Incomplete, match=one):
        next(export_zip(filed))


def change_a_byte(folder: Path) -> None:
    path = folder / "data/dossier.json"
    data = bytearray(path.read_bytes())
    data[10] ^= 1
    path.write_bytes(bytes(data))


def change_a_tag_file(folder: Path) -> None:
    path = folder / "bag-info.txt"
    path.write_text(path.read_text().replace("BA2026", "BA2027"))


def remove(folder: Path) -> None:
    (folder / "data/documents/1-管理手册.pdf").unlink()


def add(folder: Path) -> None:
    (folder / "data/extra.txt").write_text("x")


def add_a_tag_file(folder: Path) -> None:
    (folder / "extra.txt").write_text("x")


def rename(folder: Path) -> None:
    path = folder / "data/documents/1-管理手册.pdf"
    path.rename(path.with_name("1-手册.pdf"))


def link(folder: Path) -> None:
    path = folder / "data/journal.jsonl"
    data = folder.parent / "elsewhere"
    data.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(data)


def point_outside(folder: Path) -> None:
    path = folder / "manifest-sha256.txt"
    path.write_text(path.read_text() + f"{'0' * 64}  ../elsewhere\n")


def drop_a_line(folder: Path) -> None:
    path = folder / "manifest-sha512.txt"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))


def mark_byte_order(folder: Path) -> None:
    path = folder / "bagit.txt"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


@pytest.mark.parametrize(
    ("break_it", "named"),
    [
        (change_a_byte, "data/dossier.json: changed"),
        (change_a_tag_file, "bag-info.txt: changed"),
        (remove, "data/documents/1-管理手册.pdf: missing"),
        (add, "data/extra.txt: not listed"),
        (add_a_tag_file, "extra.txt: not listed"),
        (rename, "data/documents/1-手册.pdf: not listed"),
        (link, "data/journal.jsonl: is a link"),
        (point_outside, "does not name a file within the bag"),
        (drop_a_line, "not listed in manifest-sha512.txt"),
        (mark_byte_order, "byte order mark"),
    ],
)
def test_D4_a_broken_package_is_refused_and_the_place_named(
    filed: FiledCase, tmp_path: Path, break_it: Callable[[Path], None], named: str
) -> None:
    folder = export_folder(filed, tmp_path)
    break_it(folder)
    assert named in "; ".join(bag_problems(folder))


def test_a_document_is_handed_out_only_as_it_was_filed(filed: FiledCase) -> None:
    one, data = document_of(filed, 1)
    assert digest(data) == one["sha256"]
    for position in (0, -1, 99):
        with pytest.raises(NoSuchFile):
            document_of(filed, position)
    house().store._path(one["sha256"]).write_bytes(b"changed")  # type: ignore[attr-defined]
    with pytest.raises(NoSuchFile):
        document_of(filed, 1)
    assert document_path(1, one["filename"]) == "data/documents/1-管理手册.pdf"
