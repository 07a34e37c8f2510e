"""Every character is drawn by an embedded face, or the printing stops."""

import hashlib
import json

import pytest

from certplatform.documents.fonts import (
    FILES,
    FOLDER,
    MissingGlyph,
    Style,
    face_of,
    missing,
    printable,
    runs,
    to_unicode_map,
)

RARE = "㛃𠮷龘喆堃犇燚赟翀䶮昇锳䢺𬱖𫖯曌"


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("character", RARE)
def test_rare_characters_of_names_have_a_face_in_every_hand(character: str, style: Style) -> None:
    assert face_of(character, style) in FILES


def test_a_bold_name_has_no_regular_character_in_it() -> None:
    assert all("Bold" in face for face, _ in runs(RARE + "株式會社ABC", Style.BOLD))


def test_latin_letters_stay_serif_inside_kai_text() -> None:
    faces = dict(runs("李ABC", Style.KAI))
    assert faces == {"LXGWWenKai": "李", "NotoSerifSC": "ABC"}


def test_a_character_that_no_face_draws_is_named() -> None:
    with pytest.raises(MissingGlyph, match=r"U\+1F600"):
        face_of("😀", Style.REGULAR)
    assert missing("好😀好😀") == ["😀"]
    assert missing("一行\n二行\t𠮷") == []


def test_in_records_such_a_character_is_spelled_out() -> None:
    assert printable("缺少记录😀") == "缺少记录[U+1F600]"


def test_codes_beyond_the_first_plane_are_mapped_back_as_surrogate_pairs() -> None:
    text = to_unicode_map("AAAAAA+Face", [0x4E00, ord("𠮷")])
    assert "<00> <4E00>" in text
    assert "<01> <D842DFB7>" in text


def test_no_block_of_the_map_has_more_than_a_hundred_entries() -> None:
    text = to_unicode_map("AAAAAA+Face", list(range(0x4E00, 0x4E00 + 256)))
    assert [line for line in text.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "100 beginbfchar",
        "56 beginbfchar",
    ]


def test_the_manifest_lists_every_face_with_its_digest_and_licence() -> None:
    entries = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["fonts"]
    assert {entry["file"] for entry in entries} == set(FILES.values())
    for entry in entries:
        digest = hashlib.sha256((FOLDER / entry["file"]).read_bytes()).hexdigest()
        assert digest == entry["sha256"]
        assert "SIL OPEN FONT LICENSE" in (FOLDER / entry["licence_file"]).read_text("utf-8")
