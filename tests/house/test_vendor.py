"""What comes from others is exactly what the manifest says; nothing is loaded from elsewhere."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from certplatform import paths

VENDOR = paths.STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
PACKAGES = MANIFEST["packages"]
LICENCES = {"MIT", "0BSD"}
ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)|url\(\s*['\"]?//")


def differences(folder: Path, digests: dict[str, str]) -> list[str]:
    """Files that are not in the manifest, are missing, or are not the recorded ones."""
    there = {
        str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in folder.rglob("*")
        if one.is_file() and one.name != "manifest.json"
    }
    names = sorted(there.keys() | digests.keys())
    return [name for name in names if there.get(name) != digests.get(name)]


def test_every_vendored_file_is_the_recorded_one() -> None:
    digests = {name: digest for one in PACKAGES for name, digest in one["files"].items()}

    assert differences(VENDOR, digests) == []


def test_a_changed_missing_or_additional_file_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "same.js").write_text("1")
    (tmp_path / "changed.js").write_text("2")
    (tmp_path / "additional.js").write_text("3")
    recorded = {
        "same.js": hashlib.sha256(b"1").hexdigest(),
        "changed.js": hashlib.sha256(b"x").hexdigest(),
        "missing.js": hashlib.sha256(b"y").hexdigest(),
    }

    assert differences(tmp_path, recorded) == ["additional.js", "changed.js", "missing.js"]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda one: str(one["name"]))
def test_every_package_has_its_version_and_its_licence_with_the_text(
    package: dict[str, object],
) -> None:
    files = package["files"]
    assert isinstance(files, dict)

    assert re.fullmatch(r"\d+\.\d+\.\d+", str(package["version"]))
    assert package["licence"] in LICENCES
    assert [name for name in files if name.endswith("/LICENSE")]


def test_the_manifest_names_no_addresses() -> None:
    assert not ADDRESS.search((VENDOR / "manifest.json").read_text(encoding="utf-8"))


def own_files() -> list[Path]:
    """Style sheets and scripts of our own, and all templates."""
    own = [
        one
        for kind in ("css", "js")
        for one in (paths.STATIC / kind).rglob("*")
        if one.suffix in {".css", ".js"}
    ]
    return [*own, *paths.TEMPLATES.rglob("*.html")]


@pytest.mark.parametrize("path", own_files(), ids=lambda one: str(one.relative_to(paths.ROOT)))
def test_nothing_is_loaded_from_another_site(path: Path) -> None:
    assert not ADDRESS.search(path.read_text(encoding="utf-8"))


def test_scripts_evaluate_no_text_as_code() -> None:
    risky = re.compile(r"\beval\(|new Function\(|document\.write\(|insertAdjacentHTML")
    found = [
        one.name for one in (paths.STATIC / "js").glob("*.js") if risky.search(one.read_text())
    ]

    assert found == []
