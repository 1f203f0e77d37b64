"""Made-up matters of four categories, each said in many ways; seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator

from minqing.suggestions.lessons import Lesson

PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "water-wells": (
        ("村东头的机井", "地里的机井", "滩上那眼机井"),
        ("水泵坏了", "抽不上水", "电机烧了", "井管裂了"),
        ("玉米旱了", "三十亩地浇不上水", "牲畜没水喝"),
    ),
    "roads-village": (
        ("进村的路", "通往地里的土路", "村西的砂石路"),
        ("冲了一个大坑", "路基塌了一半", "坑坑洼洼", "雨后全是泥"),
        ("拖拉机过不去", "孩子上学绕远", "车子陷在里面"),
    ),
    "power-outage": (
        ("村里的变压器", "我们社的电线", "三社的电杆"),
        ("一到晚上跳闸", "电压太低", "歪倒了", "老停电"),
        ("电视看不成", "冰柜化了", "怕漏电伤人"),
    ),
    "relief-allowance": (
        ("家里老人的低保", "今年的低保年审", "孩子的低保"),
        ("没有批下来", "停发了两个月", "不知道要交什么材料", "比去年少了"),
        ("看病花钱多", "一个人过日子难", "腿脚不好跑不动"),
    ),
}
TAILS = ("请帮忙看看。", "想问啥时候能解决。", "盼着早点办。", "跟队里说过一次。", "希望有人来管。")


def tell(rng: random.Random, category: str) -> str:
    """Say one matter of a category."""
    what, wrong, so = PARTS[category]
    return f"{rng.choice(what)}{rng.choice(wrong)}，{rng.choice(so)}，{rng.choice(TAILS)}"


def tell_many(number: int, *, seed: str = "told") -> Iterator[tuple[str, str]]:
    """Yield (text, category), category by category in turn."""
    rng = random.Random(seed)
    categories = sorted(PARTS)
    for place in range(number):
        category = categories[place % len(categories)]
        yield tell(rng, category), category


def list_lessons(number: int, *, seed: str = "told") -> list[Lesson]:
    units = {"water-wells": "own-town", "roads-village": "own-village"}
    return [
        Lesson(text, category, units.get(category, "own-banner"))
        for text, category in tell_many(number, seed=seed)
    ]
