"""Where a text counts its matters itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.cases.telling_apart import SHORTEST, list_matters


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        (
            "有两件事一并反映。第1件，机井水泵坏了半个月。第2件，进村的路冲了大坑。",
            ("机井水泵坏了半个月", "进村的路冲了大坑"),
        ),
        (
            "一是低保年审想请人代办；二是村里的账两年没有上墙。",
            ("低保年审想请人代办", "村里的账两年没有上墙"),
        ),
        (
            "变压器太小，晚上抽水就跳闸。另外卫生室冬天没有大夫。",
            ("变压器太小，晚上抽水就跳闸", "卫生室冬天没有大夫"),
        ),
        (
            "1、草场围栏被撞开了，2、奖补的钱没有到卡上。",
            ("草场围栏被撞开了", "奖补的钱没有到卡上"),
        ),
        ("机井水泵坏了半个月，三十多亩玉米旱得打卷。", ()),
        ("三号楼暖气不热，室内只有15.5度。", ()),
        ("第二件，坏了。", ()),
        ("", ()),
    ],
)
def test_matters_are_cut_where_the_teller_counts_them(text, matters):
    assert list_matters(text) == matters


@given(st.text(alphabet="第一二件是、，。；12另外还有事井路水", max_size=80))
def test_pieces_stand_in_the_text_in_order_and_are_never_single(text):
    found = list_matters(text)
    assert len(found) != 1
    place = 0
    for piece in found:
        assert len(piece) >= SHORTEST
        place = text.index(piece, place) + len(piece)
