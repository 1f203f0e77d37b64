"""What is printed on a slip: a PIN that opens it, and one receipt for a form sent twice."""

from __future__ import annotations

import pytest

from minqing.cases import slips
from minqing.kernel.receipts import is_receipt

RECEIPT = "7CHA00X9GKTPM"


def test_pin_is_six_digits() -> None:
    pin = slips.make_pin(RECEIPT)
    assert len(pin) == 6
    assert pin.isdigit()


def test_pins_of_two_receipts_differ() -> None:
    assert slips.make_pin(RECEIPT) != slips.make_pin("7CHA00X9GKTPN")


def test_pin_depends_on_the_installations_secret(settings) -> None:  # type: ignore[no-untyped-def]
    before = slips.make_pin(RECEIPT)
    settings.SECRET_KEY = "another"
    assert slips.make_pin(RECEIPT) != before


def test_receipt_of_the_same_form_is_the_same() -> None:
    first = slips.make_receipt("150627100201", "CASE1")
    assert is_receipt(first)
    assert first == slips.make_receipt("150627100201", "CASE1")
    assert first != slips.make_receipt("150627100201", "CASE2")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("１２３４", "1234"), ("12 34", "1234"), ("١٢٣٤", ""), ("²³", "23"), ("张三", "")],
)
def test_full_width_digits_are_read_and_foreign_ones_do_not_break(typed: str, digits: str) -> None:
    assert slips.read_digits(typed) == digits
    assert not slips.is_same(typed, "9999")
