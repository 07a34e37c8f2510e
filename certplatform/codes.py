"""Industries after GB/T 4754 and regions after GB/T 2260, as vendored in config/codes."""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from certplatform import paths
from certplatform.domain.scheme import Text

DIVISION_LENGTH = 3  # a section letter and two digits


def _table(path: Path, name: str) -> Mapping[str, Text]:
    rows = tomllib.loads(path.read_text("utf-8"))[name]
    return MappingProxyType({code: Text(zh, en) for code, (zh, en) in rows.items()})


@functools.cache
def sections() -> Mapping[str, Text]:
    """The sections A to T."""
    return _table(paths.CONFIG / "codes" / "industries.toml", "sections")


@functools.cache
def divisions() -> Mapping[str, Text]:
    """The divisions, such as C36."""
    return _table(paths.CONFIG / "codes" / "industries.toml", "divisions")


@functools.cache
def provinces() -> Mapping[str, Text]:
    """The provinces by their six-digit code."""
    return _table(paths.CONFIG / "codes" / "regions.toml", "provinces")


@functools.cache
def prefectures() -> Mapping[str, Text]:
    """The prefecture-level divisions by their six-digit code."""
    return _table(paths.CONFIG / "codes" / "regions.toml", "prefectures")


def industry_title(code: str) -> Text:
    """What an industry code means: its division with the code itself, or the code alone."""
    found = divisions().get(code[:DIVISION_LENGTH]) or sections().get(code[:1])
    return Text(f"{code} {found.zh}", f"{code} {found.en}") if found else Text(code, code)


def region_title(code: str) -> Text:
    """What a region code means: province and prefecture, or the code alone."""
    province = provinces().get(code[:2] + "0000")
    if province is None:
        return Text(code, code)
    prefecture = prefectures().get(code[:4] + "00")
    if prefecture is None:
        return province
    return Text(f"{province.zh}{prefecture.zh}", f"{prefecture.en}, {province.en}")


def industry_choices(present: str = "") -> list[tuple[str, Text]]:
    """All divisions, and a finer code that is already chosen."""
    found = [(code, industry_title(code)) for code in divisions()]
    return _with_present(found, present, industry_title(present))


def region_choices(present: str = "") -> list[tuple[str, Text]]:
    """All prefectures and provinces, each with its code, and a finer one already chosen."""
    codes = sorted([*provinces(), *prefectures()])
    found = [(code, _with_code(code)) for code in codes]
    return _with_present(found, present, _with_code(present))


def _with_code(code: str) -> Text:
    title = region_title(code)
    return Text(f"{code} {title.zh}", f"{code} {title.en}")


def _with_present(
    found: list[tuple[str, Text]], present: str, title: Text
) -> list[tuple[str, Text]]:
    if present and present not in {code for code, _ in found}:
        return [(present, title), *found]
    return found
