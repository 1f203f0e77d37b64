"""The packaged divisions reproduce the numbers that the mechanisms report (domain.md 0)."""

from __future__ import annotations

import pytest

from minqing.org.divisions import (
    DivisionUnknown,
    find_town_kind,
    load_divisions,
    strip_ancestors,
    type_village,
)
from minqing.org.terms import LEVEL_OF_KIND, TOWN_KINDS, UnitKind


@pytest.mark.parametrize(
    ("banner", "kind", "count"),
    [
        ("150627", UnitKind.VILLAGE, 129),  # 伊金霍洛旗: 129 + 9 = 138
        ("150627", UnitKind.GACHA, 9),
        ("150725", UnitKind.GACHA, 29),  # 陈巴尔虎旗
        ("150703", UnitKind.COMMUNITY, 21),  # 扎赉诺尔区
        ("152529", UnitKind.COMMUNITY, 7),  # 正镶白旗
        ("150125", UnitKind.VILLAGE, 93),  # 武川县: 27 + 61 + 5
        ("150304", UnitKind.COMMUNITY, 22),  # 乌达区
        ("150202", UnitKind.COMMUNITY, 66),  # 东河区
        ("150202", UnitKind.VILLAGE, 49),
    ],
)
def test_count_units_agrees_with_reported_number(banner: str, kind: UnitKind, count: int) -> None:
    assert load_divisions().count_kind(banner, kind) == count


def test_divisions_drop_virtual_rows_only() -> None:
    table = load_divisions()
    assert len(table) == 15_938 - 91
    assert not [row for row in table.all() if "虚拟" in row.name]


def test_divisions_have_no_orphan_after_dropping() -> None:
    table = load_divisions()
    codes = {row.code for row in table.all()}
    assert [row.code for row in table.all() if row.parent and row.parent not in codes] == []


def test_divisions_stand_on_the_level_of_their_kind() -> None:
    for row in load_divisions().all():
        assert LEVEL_OF_KIND.get(row.kind, row.level) == row.level, row
        assert row.level != 4 or row.kind in TOWN_KINDS or row.kind is UnitKind.OTHER, row


def test_short_names_are_unique_among_siblings() -> None:
    seen: set[tuple[str, str]] = set()
    for row in load_divisions().all():
        assert (row.parent, row.short_name) not in seen, row
        seen.add((row.parent, row.short_name))


@pytest.mark.parametrize(
    ("printed", "kind", "short"),
    [
        ("台格嘎查", UnitKind.GACHA, "台格嘎查"),
        ("布拉格嘎查村", UnitKind.GACHA, "布拉格嘎查"),
        ("阿日善嘎查村民委员会", UnitKind.GACHA, "阿日善嘎查"),
        ("乌审召嘎查村委员会", UnitKind.GACHA, "乌审召嘎查"),
        ("巴达尔胡嘎查委会", UnitKind.GACHA, "巴达尔胡嘎查"),
        ("三河嘎查人民委员会", UnitKind.GACHA, "三河嘎查"),
        ("嘎查甸子村委会", UnitKind.VILLAGE, "嘎查甸子村"),
        ("五家村村民委员会", UnitKind.VILLAGE, "五家村"),
        ("黑沙图村民委员会", UnitKind.VILLAGE, "黑沙图村"),
        ("查干庙村村委会", UnitKind.VILLAGE, "查干庙村"),
        ("二村委会", UnitKind.VILLAGE, "二村"),
        ("麻池村委", UnitKind.VILLAGE, "麻池村"),
        ("三黄宝村村民委会", UnitKind.VILLAGE, "三黄宝村"),
        ("大辛屯村", UnitKind.VILLAGE, "大辛屯村"),
        ("西五社区居委会", UnitKind.COMMUNITY, "西五社区"),
        ("佳和社区居民委会", UnitKind.COMMUNITY, "佳和社区"),
        ("万达社区委员会", UnitKind.COMMUNITY, "万达社区"),
        ("满都拉居委会", UnitKind.COMMUNITY, "满都拉居委会"),
        ("新华居民委员会", UnitKind.COMMUNITY, "新华居委会"),
        ("第一生产队", UnitKind.OTHER, "第一生产队"),
        ("三分场村生活区", UnitKind.OTHER, "三分场村生活区"),
    ],
)
def test_type_village_by_printed_name(printed: str, kind: UnitKind, short: str) -> None:
    assert type_village(printed) == (kind, short)


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("150627100015", "西苑社区"),  # printed with region, league, banner and town before it
        ("150627104", "苏布尔嘎镇"),
        ("150725501", "哈达图国营农牧场"),
    ],
)
def test_short_name_of_long_printed_name(code: str, short: str) -> None:
    table = load_divisions()
    found = [row for row in table.all() if row.short_name == short and row.code[:6] == code[:6]]
    assert [row.code[: len(code) - 3] for row in found] == [code[: len(code) - 3]]


def test_strip_ancestors_keeps_a_name_that_says_nothing_alone() -> None:
    assert strip_ancestors("新开地乡直属社区", ["新开地乡"]) == "新开地乡直属社区"
    assert strip_ancestors("新镇村", ["新镇"]) == "新镇村"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("札萨克镇", UnitKind.TOWN),
        ("伊和淖尔苏木", UnitKind.SUMU),
        ("二份子乡", UnitKind.TOWNSHIP),
        ("财神庙街道", UnitKind.SUBDISTRICT),
        ("保康街道办事处", UnitKind.SUBDISTRICT),
        ("铝业产业园区", UnitKind.OTHER),
        ("额里图种畜场", UnitKind.OTHER),
    ],
)
def test_find_town_kind_by_printed_name(name: str, kind: UnitKind) -> None:
    assert find_town_kind(name) is kind


def test_path_carries_every_parent() -> None:
    names = [row.short_name for row in load_divisions().path("150627101")]
    assert names == ["内蒙古自治区", "鄂尔多斯市", "伊金霍洛旗", "札萨克镇"]


def test_get_division_refused_when_virtual() -> None:
    with pytest.raises(DivisionUnknown, match="区划"):
        load_divisions().get("150627400498")
