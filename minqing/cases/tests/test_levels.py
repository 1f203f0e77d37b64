"""由哪一级办结: the rung of the result, on the levels of the mechanism's own papers (WDM-27)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from minqing.cases import commands as c
from minqing.cases.facts import EXTRACTORS
from minqing.cases.levels import SETTLED, find_level, find_settling_level, list_levels
from minqing.cases.settled import tally_levels
from minqing.cases.state import CaseState
from minqing.cases.terms import Outcome, Status
from minqing.cases.tests.builders import VILLAGE, OnePack, Story, said
from minqing.mechanisms.loader import load_folder
from minqing.mechanisms.public import Pack

PACKS = Path(__file__).resolve().parents[3] / "packs"
REPLY = "已接通电源，水泵3月5日上午修好，责任单位水利局。"


def read_pack(key: str) -> Pack:
    loaded = load_folder(PACKS / key)
    assert loaded.pack is not None, loaded.problems
    return loaded.pack


DISTRICT, BANNER = (
    read_pack("minqing-fenxihui-wuda"), read_pack("siding-sandao-nongshi-huban"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("pack", "rung", "level"),
    [
        (DISTRICT, "community", "community"),
        (DISTRICT, "street", "street"),
        (DISTRICT, "district", "district"),
        (DISTRICT, "coordination_meeting", "district"),
        (BANNER, "village", "village"),
        (BANNER, "town", "town"),
        (BANNER, "department", "department"),
        (BANNER, "joint_meeting", "banner"),
    ],
)
def test_rung_stands_on_a_level_of_the_papers(pack: Pack, rung: str, level: str) -> None:
    found = find_level(pack, rung)
    assert found is not None and found.code == level


def test_rung_of_another_mechanism_stands_on_no_level() -> None:
    assert find_level(DISTRICT, "village") is None


def test_district_settles_on_three_levels_lowest_first() -> None:
    assert [level.code for level in list_levels(DISTRICT)] == ["community", "street", "district"]


def answered_in_town() -> CaseState:
    """A case that went up to the town and was answered there."""
    story = Story().received()
    story.must(
        c.RaiseToNextLevel, "cadre", tried=said("村里找人修过两次，配件买不到，请镇里协调。")
    )
    story.must(c.AcknowledgeCase, "clerk")
    return story.must(c.RecordResult, "clerk", outcome=Outcome.SOLVED, reply=said(REPLY))


def test_result_keeps_the_rung_on_which_it_was_written() -> None:
    state = answered_in_town()
    assert state.result is not None and state.result.rung == "town"
    pack = OnePack().get(state.pack, 1)
    assert find_settling_level(state, pack) is None  # not ended yet
    level = find_settling_level(replace(state, status=Status.CLOSED, rung="department"), pack)
    assert level is not None and level.code == "town"


def test_result_of_an_older_version_counts_where_the_case_ended() -> None:
    state = answered_in_town()
    assert state.result is not None
    old = replace(state, status=Status.CLOSED, result=replace(state.result, rung=""))
    level = find_settling_level(old, OnePack().get(state.pack, 1))
    assert level is not None and level.code == "town"


def test_what_was_not_settled_here_was_settled_by_no_level() -> None:
    state = answered_in_town()
    assert state.result is not None
    for outcome in set(Outcome) - set(SETTLED):
        ended = replace(state, status=Status.CLOSED, result=replace(state.result, outcome=outcome))
        assert find_settling_level(ended, OnePack().get(state.pack, 1)) is None


def test_answer_says_its_rung_to_figures() -> None:
    story = Story().received()
    story.must(
        c.SettleOnSpot, "cadre", outcome=Outcome.SOLVED, reply=said(REPLY), means="face_to_face"
    )
    (event, *_) = story.history[-1][2]
    row = EXTRACTORS[event.TYPE](event)[0]
    assert (row.kind, row.data) == (
        "case_answered", {"outcome": "solved", "ledger": "immediate", "rung": "village"},
    )  # fmt: skip
    assert story.case().place == VILLAGE


class TwoPacks:
    """Stands for `Packs` with both mechanisms."""

    def get(self, key: str, version: int) -> Pack:
        return {"d": DISTRICT, "b": BANNER}[key]


GROUPS = st.tuples(
    st.just("d"),
    st.just(1),
    st.sampled_from(["community", "street", "district", "coordination_meeting"]),
    st.sampled_from([str(one) for one in SETTLED]),
    st.integers(1, 9),
)


@given(st.lists(GROUPS, max_size=12))
def test_levels_add_up_to_what_was_settled(groups: list[tuple[str, int, str, str, int]]) -> None:
    found = tally_levels(groups, TwoPacks(), DISTRICT)  # type: ignore[arg-type]
    assert [one.level.code for one in found] == ["community", "street", "district"]
    assert sum(one.settled for one in found) == sum(group[-1] for group in groups)
    solved = sum(group[-1] for group in groups if group[3] in ("solved", "partly"))
    assert sum(one.solved for one in found) == solved
