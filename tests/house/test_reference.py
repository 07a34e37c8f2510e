"""The reference pages tell the truth of today."""

import pytest

from tests.house.reference import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make access`"
