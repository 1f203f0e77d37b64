import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.households.masking import mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [("户主甲乙", "户***"), ("张三", "张*"), ("额", "*"), ("", ""), (" 王五 ", "王*")],
)
def test_mask_name_keeps_the_first_sign(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("100-0001-0012", "100****0012"), ("8612345", "*******"), ("", ""), ("12345678", "123*5678")],
)
def test_mask_phone_covers_the_middle(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@given(st.text(alphabet="0123456789", min_size=8, max_size=20))
def test_mask_phone_shows_seven_digits_at_most(phone: str) -> None:
    shown = mask_phone(phone)
    assert len(shown) == len(phone)
    assert sum(sign.isdigit() for sign in shown) == 7
