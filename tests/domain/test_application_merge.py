"""Two people at one part of the form: nothing is overwritten in silence, nothing typed is lost."""

from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.application_merge import Touched, changes_after, merged

SAVED = {"scope": "甲", "manual": "A/1", "notes": ""}
BY_OTHERS = {"scope": 2, "manual": 1, "notes": 1}


def test_a_field_that_only_i_touched_is_kept_as_i_typed_it() -> None:
    found = merged(SAVED, BY_OTHERS, {**SAVED, "notes": "丙"}, Touched(1, frozenset({"notes"})))
    assert found.content["notes"] == "丙"
    assert found.conflicts == ()


def test_a_field_that_only_another_changed_stays_as_they_left_it_and_is_shown() -> None:
    mine = {**SAVED, "scope": "旧", "notes": "丙"}
    found = merged(SAVED, BY_OTHERS, mine, Touched(1, frozenset({"notes"})))
    assert found.content == {**SAVED, "notes": "丙"}
    assert found.theirs == ("scope",)


def test_a_field_that_both_changed_is_in_conflict_and_theirs_stays() -> None:
    found = merged(SAVED, BY_OTHERS, {**SAVED, "scope": "乙"}, Touched(1, frozenset({"scope"})))
    assert found.conflicts == ("scope",)
    assert found.content["scope"] == "甲"


def test_who_has_seen_the_other_text_may_change_it() -> None:
    found = merged(SAVED, BY_OTHERS, {**SAVED, "scope": "乙"}, Touched(2, frozenset({"scope"})))
    assert found.content["scope"] == "乙"


def test_who_insists_has_their_way() -> None:
    touched = Touched(1, frozenset({"scope"}), frozenset({"scope"}))
    assert merged(SAVED, BY_OTHERS, {**SAVED, "scope": "乙"}, touched).content["scope"] == "乙"


def test_the_same_text_from_both_is_no_conflict() -> None:
    found = merged(SAVED, BY_OTHERS, dict(SAVED), Touched(1, frozenset(SAVED)))
    assert found.conflicts == ()


FIELDS = st.sampled_from(["a", "b", "c"])
CONTENTS = st.fixed_dictionaries(dict.fromkeys("abc", st.sampled_from(["", "x", "y"])))


@given(base=CONTENTS, first=CONTENTS, second=CONTENTS)
def test_whatever_two_people_type_each_text_is_kept_or_told_of(
    base: dict[str, str], first: dict[str, str], second: dict[str, str]
) -> None:
    """Both begin with version 1; the first saves, then the second."""
    changed = changes_after(base, first, dict.fromkeys(base, 1), 2)
    touched = frozenset(code for code in base if base[code] != second[code])
    found = merged(first, changed, second, Touched(1, touched))
    for code in base:
        if code in touched and code not in found.conflicts:
            assert found.content[code] == second[code]
        else:
            assert found.content[code] == first[code]
    assert set(found.conflicts) == {
        code for code in touched if base[code] != first[code] != second[code]
    }
