"""Receipt numbers: made offline, read from paper, each slip of the hand found."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.kernel.receipts import (
    ALPHABET,
    LOOK_ALIKES,
    ReceiptInvalid,
    check_receipt,
    device_tag,
    format_receipt,
    is_receipt,
    list_device_tags,
    new_receipt,
    place_tag,
)

PLACE = place_tag("150627100201")
TAG_OF_BANNER, TAG_OF_PHONE = "11WX", "DP"
tags = st.text(ALPHABET, min_size=4, max_size=4)
receipts = st.builds(
    new_receipt, tags, st.text(ALPHABET, min_size=2, max_size=2), st.randoms(use_true_random=False)
)


def test_alphabet_has_28_signs_and_one_of_each_look_alike_group():
    assert len(set(ALPHABET)) == 28
    for group in ("0OQ", "1IL", "2Z", "5S", "8B", "UV"):
        assert len(set(group) & set(ALPHABET)) == 1
    assert set(LOOK_ALIKES) == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(ALPHABET)


@given(receipt=receipts)
def test_new_receipt_passes_its_own_check(receipt):
    assert len(receipt) == 13
    assert check_receipt(receipt) == receipt


@settings(max_examples=60, deadline=None)
@given(receipt=receipts)
def test_every_wrong_sign_is_found(receipt):
    for place in range(13):
        for sign in ALPHABET.replace(receipt[place], ""):
            assert not is_receipt(receipt[:place] + sign + receipt[place + 1 :])


@given(receipt=receipts)
def test_every_swap_of_neighbours_is_found(receipt):
    for n in range(12):
        swapped = receipt[:n] + receipt[n + 1] + receipt[n] + receipt[n + 2 :]
        assert is_receipt(swapped) == (receipt[n] == receipt[n + 1])


@given(receipt=receipts)
def test_every_swap_over_one_sign_is_found(receipt):
    for n in range(11):
        signs = list(receipt)
        signs[n], signs[n + 2] = signs[n + 2], signs[n]
        assert is_receipt("".join(signs)) == (receipt[n] == receipt[n + 2])


@given(receipt=receipts, data=st.data())
def test_twin_written_wrongly_is_found(receipt, data):
    n = data.draw(st.integers(0, 10))
    sign, other = data.draw(st.permutations(ALPHABET))[:2]
    body = receipt[:n] + sign * 2 + receipt[n + 2 : 12]
    twin = next(body + check for check in ALPHABET if is_receipt(body + check))
    assert not is_receipt(twin[:n] + other * 2 + twin[n + 2 :])


@given(receipt=receipts)
def test_any_notation_is_read(receipt):
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in receipt)
    for text in (
        receipt.lower(),
        format_receipt(receipt),
        format_receipt(receipt).replace("-", " — "),
        full_width,
        f"\u3000{full_width[:4]}－{full_width[4:]} \n",
    ):
        assert check_receipt(text) == receipt


@given(receipt=receipts)
def test_look_alikes_are_put_right(receipt):
    written = receipt
    for wrong, right in LOOK_ALIKES.items():
        written = written.replace(right, wrong.lower())
    assert check_receipt(written) == receipt


def test_printed_form_has_four_groups():
    receipt = new_receipt("3F7K", "0A", random.Random(7))
    assert [len(part) for part in format_receipt(receipt).split("-")] == [4, 2, 6, 1]
    assert format_receipt(receipt).startswith("3F7K-0A-")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "编号应为13位，输入了0位"),
        ("3F7K-0A-123", "输入了9位"),
        ("3F7K-0A-12345-民", "没有“民”这个字符"),
        ("3F7K-0A-123456-*", "没有“*”这个字符"),
    ],
)
def test_text_that_is_no_receipt_is_refused_with_reason(text, reason):
    with pytest.raises(ReceiptInvalid, match="不能查询受理编号") as caught:
        check_receipt(text)
    assert caught.value.code == "receipt-invalid"
    assert reason in str(caught.value)


def test_mistyped_receipt_is_refused_by_its_check_sign():
    receipt = new_receipt("3F7K", "0A", random.Random(7))
    wrong = receipt[:-1] + ("0" if receipt[-1] != "0" else "1")
    with pytest.raises(ReceiptInvalid, match="校验位不符"):
        check_receipt(wrong)


@pytest.mark.parametrize(
    ("place", "device"), [("150627", "0A"), ("3F7K", "A"), ("3F7O", "0A"), ("3f7k", "0A"), ("", "")]
)
def test_tag_of_wrong_form_is_refused(place, device):
    with pytest.raises(ReceiptInvalid):
        new_receipt(place, device)


def test_hostile_text_is_cut_in_the_sentence():
    with pytest.raises(ReceiptInvalid) as caught:
        check_receipt("<script>" * 10_000)
    assert len(str(caught.value)) < 200


def test_tags_follow_from_the_code_alone():
    """Phones and servers derive the same tag; these values are printed on paper."""
    assert place_tag("150627100201") == PLACE
    assert (place_tag("150627"), device_tag("phone-1")) == (TAG_OF_BANNER, TAG_OF_PHONE)
    assert place_tag("150627") != place_tag("150627-D01")


def test_part_of_a_matter_is_printed_behind_the_number():
    receipt = new_receipt(PLACE, TAG_OF_PHONE, random.Random(5))
    assert format_receipt(f"{receipt}-2") == f"{format_receipt(receipt)}-2"
    with pytest.raises(ReceiptInvalid):
        format_receipt(f"{receipt}-b")


@pytest.mark.parametrize("printed", ["11WX-00-X9GKTP-4", "H3HN-0A-45A2FR-4", "2NF8-YX-XWVMNM-5"])
def test_receipt_on_paper_stays_valid_for_ever(printed):
    assert format_receipt(printed) == printed


def test_chance_does_not_repeat():
    made = {new_receipt(PLACE, "00") for _ in range(20_000)}
    assert len(made) >= 19_998  # 20,000 of 481 million: 0.4 doubles expected


def test_all_device_tags_are_distinct():
    assert len(set(list_device_tags())) == 784
