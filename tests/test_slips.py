"""The desk and the portal print the same slip, and a form sent twice gives one receipt."""

from __future__ import annotations

from minqing.console.reading import slips
from minqing.kernel.receipts import is_receipt
from minqing.portal import reading as portal

RECEIPT = "7CHA00X9GKTPM"


def test_pin_is_six_digits_and_the_same_on_both_faces() -> None:
    pin = slips.make_pin(RECEIPT)
    assert len(pin) == 6
    assert pin.isdigit()
    assert pin == portal.make_pin(RECEIPT)


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
    assert first == portal.make_receipt("150627100201", "CASE1")
    assert first != slips.make_receipt("150627100201", "CASE2")
