import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

TINY = Path(__file__).parent / "tiny"

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def tiny() -> Path:
    return TINY


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the tiny scheme that a test may spoil."""
    return Path(shutil.copytree(TINY, tmp_path / "copy"))


@pytest.fixture
def edit(copy: Path) -> Edit:
    """Replace one passage of one file of the copy; the passage has to be there."""

    def replace(file: str, old: str, new: str) -> Path:
        target = copy / file
        text = target.read_text(encoding="utf-8")
        assert old in text
        target.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copy

    return replace
