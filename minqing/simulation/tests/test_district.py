"""The second place: its needs in their period and proportion, its words its own."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from minqing.kernel.calendar import load_default_calendar
from minqing.mechanisms.loader import load_folder
from minqing.mechanisms.public import Pack
from minqing.simulation.district import (
    DISTRICT,
    NEEDED,
    ORGANS,
    ROUND_DAYS,
    SHARES,
    draw_district_dwellings,
)
from minqing.simulation.needs import CHANNELS, Need, iterate_days, list_needs
from minqing.simulation.past_district import (
    EXPLAINED,
    FIRST,
    LAST,
    LEVELS,
    count_district,
    list_district_past,
)
from minqing.simulation.people import Slice
from minqing.simulation.projects import WORKS
from minqing.simulation.staffing import Posting
from minqing.simulation.texts import load_matters, load_replies
from minqing.simulation.world import index_codes

COMMUNITIES = ("150304002001", "150304002002", "150304003007")
PART = Slice(
    DISTRICT,
    ("150304002", "150304003"),
    COMMUNITIES,
    tuple(Posting(f"{code}-cadre", code, 1, 30) for code in COMMUNITIES),
)
DWELLINGS = draw_district_dwellings(PART, "seed")
CALENDAR = load_default_calendar()
URBAN = [matter for matter in load_matters() if "u" in matter.at]


def read_pack() -> Pack:
    folder = Path(__file__).resolve().parents[3] / "packs" / "minqing-fenxihui-wuda"
    loaded = load_folder(folder)
    assert loaded.pack is not None, loaded.problems
    return loaded.pack


PACK = read_pack()


def past() -> dict[date, list[Need]]:
    return list_district_past(
        DWELLINGS,
        seed="seed",
        kind_of=lambda unit: "u",
        name_of=lambda unit: "某社区",
        is_workday=CALENDAR.is_workday,
    )


def test_past_has_the_numbers_of_the_papers() -> None:
    figures = {one.id: one.value for one in PACK.identity.figures}
    assert count_district() == {
        "community": figures["WDM-F03"], "street": figures["WDM-F04"],
        "district": figures["WDM-F05"],
    }  # fmt: skip
    assert sum(count_district().values()) == 82 > figures["WDM-F02"]


def test_past_is_raised_in_its_half_year_on_working_days() -> None:
    by_day = past()
    assert sum(map(len, by_day.values())) == 82
    assert FIRST <= min(by_day) and max(by_day) < LAST
    assert all(CALENDAR.is_workday(day) for day in by_day)
    until = {level.name: level.until for level in LEVELS}
    for day, needs in by_day.items():
        for need in needs:
            assert day <= until[need.key.split("-")[4]]
            assert need.kind not in EXPLAINED
            assert need.anonymity == "named" and need.dwelling.presence != "away"


def test_past_is_the_same_again() -> None:
    assert past() == past()


def test_year_keeps_the_channels_of_a_district() -> None:
    drawn = [
        need
        for day in iterate_days(date(2026, 1, 1), date(2026, 12, 30))
        for need in list_needs(
            day,
            DWELLINGS,
            seed="seed",
            per_month=300,
            kind_of=lambda unit: "u",
            name_of=lambda unit: "某社区",
            is_workday=CALENDAR.is_workday,
            shares=SHARES,
        )
    ]
    found = Counter(need.channel for need in drawn)
    assert len(SHARES) == len(CHANNELS) and sum(SHARES) == 100
    by_line = (found["phone"] + found["hotline"]) / len(drawn)
    assert 0.42 < by_line < 0.52 and 0.15 < found["portal"] / len(drawn) < 0.21
    assert {need.matter.at for need in drawn} == {"u"}


@pytest.mark.parametrize("matter", URBAN, ids=lambda one: one.texts[0][:12])
def test_matter_is_known_to_the_mechanism_and_the_departments(matter) -> None:
    codes = index_codes(PACK.section("categories").tree)
    assert (matter.topic, matter.sub) in codes
    assert matter.office in NEEDED
    words = "".join((*matter.texts, matter.spot, matter.found, matter.done, matter.plan))
    for rural in ("旗", "嘎查", "苏木", "村", "镇里"):
        assert rural not in words
    assert not any(work.need in matter.plan for work in WORKS)  # founds no project of the banner


def test_answers_of_a_district_speak_of_streets_and_communities() -> None:
    for style, written in load_replies()["urban"].items():
        assert style in load_replies()
        for words in written:
            assert "村" not in words and "镇" not in words and "旗" not in words
    assert not any("旗" in organ for organ in ORGANS)


def test_households_stand_in_their_communities() -> None:
    assert Counter(one.village for one in DWELLINGS) == dict.fromkeys(COMMUNITIES, 30)
    assert all(one.phone.startswith("100-") and "号楼" in one.spot for one in DWELLINGS)


def test_everybody_is_seen_once_in_a_round() -> None:
    days = iterate_days(date(2026, 5, 1), date(2026, 5, 1) + timedelta(days=ROUND_DAYS - 1))
    places = [day.toordinal() % ROUND_DAYS for day in days]
    assert sorted(places) == list(range(ROUND_DAYS))
