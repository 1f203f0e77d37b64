"""每日存证 of a receipt: anybody can follow the proof up to the root of the day."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from minqing.cases import commands as c
from minqing.cases.public import prove_receipt
from minqing.cases.terms import MatterKind
from minqing.cases.tests.builders import RESIDENT
from minqing.log.public import find_day, house_keeping, list_days

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def climb(leaf: str, steps) -> str:
    """Follow a proof with nothing but the hash function."""
    node = bytes.fromhex(leaf)
    for side, sister in steps:
        other = bytes.fromhex(sister)
        pair = other + node if side == "left" else node + other
        node = hashlib.sha256(b"\x01" + pair).digest()
    return node.hex()


def test_proof_leads_from_the_entry_to_the_published_root(house):
    for number in range(5):
        house.received(f"A{number}", RESIDENT)
    house_keeping(house.now + timedelta(days=1))
    for number in range(5):
        (proof,) = prove_receipt(f"RA{number}", in_full=True)
        assert hashlib.sha256(b"\x00" + proof.entry.encode()).hexdigest() == proof.leaf
        assert climb(proof.leaf, proof.steps) == proof.root
        assert find_day(proof.day).root.hex() == proof.root


def test_open_day_has_no_proof_yet_and_says_so(house):
    house.received("A1", RESIDENT)
    (proof,) = prove_receipt("RA1", in_full=False)
    assert (proof.day, proof.root, proof.entry) == (None, "", "")


def test_whoever_has_only_the_number_sees_public_steps_without_entries(house):
    house.received("A1")
    house.must(c.UnmaskRaiser, "cadre", "A1", reason="约时间")
    house_keeping(house.now + timedelta(days=1))
    assert [proof.entry for proof in prove_receipt("RA1", in_full=False)] == [""]
    assert len(prove_receipt("RA1", in_full=True)) == 2


def test_complaint_shows_no_more_than_that_it_came(house):
    house.received("A1", RESIDENT, kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL)
    (proof,) = prove_receipt("RA1", in_full=True)
    assert proof.zh == "登记"


def test_unknown_receipt_has_no_proof(house):
    assert prove_receipt("NOTHING", in_full=True) is None


def test_days_are_chained_to_the_day_before(house):
    for day in range(3):
        house.received(f"A{day}", RESIDENT)
        house.now += timedelta(days=1)
    house_keeping(house.now + timedelta(days=1))
    days = list_days(size=2)
    assert len(days) == 2
    for one in days:
        link = one.previous + one.day.isoformat().encode() + one.root
        assert hashlib.sha256(link).digest() == one.chain
    assert days[0].previous == days[1].chain
    assert [one.day for one in list_days(before=days[1].day)] == [list_days()[2].day]
