"""The sections of a pack: strict, complete, and sound."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import yaml

from minqing.cases.pack import (
    CasesSection,
    find_ledger,
    find_next_rung,
    find_rung_of_kind,
    index_categories,
)
from minqing.cases.soundness import check_cases, check_categories
from minqing.cases.terms import Ledger
from minqing.cases.tests.builders import PACK, sections

IDENTITY: Any = None


def section() -> CasesSection:
    return sections()["cases"]


def changed(**fields: Any) -> CasesSection:
    return msgspec.structs.replace(section(), **fields)


def codes(section: CasesSection) -> set[str]:
    return {problem.code for problem in check_cases(section, IDENTITY)}


def test_pack_of_the_spine_is_sound():
    assert list(check_cases(section(), IDENTITY)) == []
    assert list(check_categories(sections()["categories"], IDENTITY)) == []


def test_every_number_left_open_by_the_papers_is_ours():
    plain = yaml.safe_load((PACK / "cases.yaml").read_text())
    sources = [
        clock["source"] for ledger in plain["ledgers"] for clock in ledger["clocks"].values()
    ]
    assert len(sources) == 15 and set(sources) <= {"ours", "SDN-15", "SDN-24"}


def test_a_ledger_that_is_missing_is_told():
    assert codes(changed(ledgers=section().ledgers[:2])) == {"pack-ledger-missing"}


def test_ladder_ends_with_the_joint_meeting():
    assert codes(changed(ladder=section().ladder[:3])) == {"pack-ladder-broken"}


def test_codes_written_twice_are_told():
    double = (*section().return_reasons, section().return_reasons[0])
    assert codes(changed(return_reasons=double)) == {"pack-code-twice"}


def test_legal_channels_of_reasons_exist():
    assert codes(changed(legal_channels=section().legal_channels[:1])) == {"pack-code-unknown"}


def test_unknown_key_is_refused():
    plain = yaml.safe_load((PACK / "cases.yaml").read_text()) | {"points": 1}
    with pytest.raises(msgspec.ValidationError, match="points"):
        msgspec.convert(plain, CasesSection)


def test_ladder_leads_upwards():
    first = find_rung_of_kind(section(), "gacha")
    found = [first.code]
    while (above := find_next_rung(section(), found[-1])) is not None:
        found.append(above.code)
    assert found == ["village", "town", "department", "joint_meeting"]


def test_on_the_spot_is_confirmed_by_the_resident_and_called_by_lot():
    rule = find_ledger(section(), Ledger.IMMEDIATE).confirmation
    assert "screen" in rule.ways and 5 <= rule.call_back_percent <= 10


def test_reported_up_is_never_confirmed_on_the_handlers_screen():
    ways = set(find_ledger(section(), Ledger.REPORT_UP).confirmation.ways)
    assert not ways & {"screen", "papers"}


def test_categories_are_two_levels_for_farming_herding_and_town():
    tree = sections()["categories"].tree
    assert 16 <= len(tree) <= 18 and all(len(first.children) == 5 for first in tree)
    assert len(index_categories(sections()["categories"])) == len(tree) * 6
    for kind in ("farming", "herding", "urban"):
        assert sum(getattr(first.weights, kind) for first in tree) == pytest.approx(100, abs=4)


def test_every_category_is_mapped_to_the_shared_list():
    shared = {name for first in sections()["categories"].tree for name in first.shared}
    assert len(shared) >= 13
    assert all(first.shared for first in sections()["categories"].tree)
