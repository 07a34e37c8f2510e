"""One person, one record: how numbers and addresses are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.errors import Invalid
from certplatform.domain.one_person import (
    MAIL,
    NAME,
    PHONE,
    Likeness,
    likenesses,
    mail_key,
    mended_identity,
    merging_obstacles,
    phone_key,
    tail_of,
)

NUMBER = "11010519491231002X"


def _one(person: int, **more: object) -> Likeness:
    said = {"name": "赵评", "phone": "", "mail": "", "employers": frozenset(), **more}
    return Likeness(person, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("said", ["138 0013 8000", "+86 138-0013-8000", "0086 13800138000"])
def test_a_phone_number_is_its_digits(said: str) -> None:
    assert phone_key(said) == "13800138000"


def test_an_extension_is_nobody_s_number() -> None:
    assert phone_key("8001") == ""


@pytest.mark.parametrize(
    "said", ["Zhao.Ping@Gmail.com", "zhaoping+audit@googlemail.com", "ＺＨＡＯＰＩＮＧ@gmail.com"]
)
def test_a_mail_box_has_many_spellings(said: str) -> None:
    assert mail_key(said) == "zhaoping@gmail.com"


def test_elsewhere_a_dot_means_something() -> None:
    assert mail_key("zhao.ping@example.cn") != mail_key("zhaoping@example.cn")


@given(st.from_regex(r"[a-z0-9.]{1,20}(\+[a-z]{1,5})?@[a-z]{2,8}\.cn", fullmatch=True))
def test_comparing_what_was_compared_changes_nothing(address: str) -> None:
    assert mail_key(mail_key(address)) == mail_key(address)


@given(st.text(max_size=40))
def test_any_text_can_be_compared(text: str) -> None:
    assert phone_key(phone_key(text)) == phone_key(text)
    assert len(mail_key(text)) <= len(text) * 20 + 12


@pytest.mark.parametrize("said", [NUMBER, "110105 19491231 002x", "１１０１０５19491231002X"])
def test_an_identity_number_is_compared_without_its_spelling(said: str) -> None:
    assert mended_identity(said) == NUMBER
    assert tail_of(NUMBER) == "002X"


@pytest.mark.parametrize("said", ["", "110105194912310021", "11010519491331002X", "4" * 18])
def test_an_identity_number_that_does_not_exist_is_refused(said: str) -> None:
    with pytest.raises(Invalid):
        mended_identity(said)


def test_the_same_name_alone_says_nothing() -> None:
    assert likenesses(_one(1), _one(2)) == []
    at = frozenset({"organisation:7"})
    assert likenesses(_one(1, employers=at), _one(2, employers=at)) == [NAME]
    assert likenesses(_one(1, employers=at), _one(2, name="钱审", employers=at)) == []


def test_nothing_given_is_nothing_in_common() -> None:
    assert likenesses(_one(1, name="甲"), _one(2, name="乙")) == []
    same = {"phone": "13800138000", "mail": "a@b.cn"}
    assert likenesses(_one(1, name="甲", **same), _one(2, name="乙", **same)) == [PHONE, MAIL]
    assert likenesses(_one(1, **same), _one(1, **same)) == []


def test_R18_a_merge_across_one_case_is_refused() -> None:
    assert not merging_obstacles([])
    assert merging_obstacles([4, 4, 9])[0].params == {"count": 2}
