"""Words for a made-up year: what residents say, what offices answer. Pure and repeatable.

Templates are data (`words/*.yaml`); the same random source gives the same words.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

WORDS = Path(__file__).parent / "words"

VillageKind = Literal["f", "h", "u"]
LedgerSign = Literal["i", "a", "r"]

TOPIC_WEIGHTS: Mapping[str, tuple[float, float, float]] = {
    # farming, herding, urban (domain.md section 4)
    "农牧业生产与补贴": (22, 18, 1),
    "草牧场与土地承包": (8, 20, 1),
    "水利饮水": (11, 13, 3),
    "道路交通": (10, 9, 9),
    "供电通讯": (5, 7, 3),
    "住房与危房": (6, 4, 7),
    "社会救助与低保": (10, 8, 6),
    "医保养老残疾": (11, 9, 8),
    "教育就学": (3, 3, 7),
    "就业与欠薪": (4, 2, 7),
    "邻里与家庭纠纷": (4, 4, 7),
    "环境卫生与扰民": (2, 1, 15),
    "物业供暖供水": (0, 0, 19),
    "证照办理": (2, 1, 3),
    "村（居）务公开": (2, 1, 2),
    "灾害与应急": (0.4, 2, 1),
    "其他": (1, 1, 1),
    # what a district calls by other names
    "农业与补贴": (0, 0, 1),
    "土地与征收": (0, 0, 1),
    "供排水与防汛": (0, 0, 3),
    "居务公开": (0, 0, 2),
}
_COLUMN: Mapping[VillageKind, int] = {"f": 0, "h": 1, "u": 2}
SEASON = 3.0
"""How much more often a matter is heard in its own months."""


class Matter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One pattern of a matter with what can come of it (fields: words/matters.yaml)."""

    topic: str
    sub: str
    at: str
    ledger: str
    office: str
    texts: tuple[str, ...]
    kind: str = "appeal"
    months: tuple[int, ...] = ()
    spot: str = ""
    papers: tuple[str, ...] = ()
    found: str = ""
    done: str = ""
    rule: str = ""
    plan: str = ""


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paper of responsibilities of one level (words/remits.yaml)."""

    level: str
    title: str
    number: str
    parts: Mapping[str, str]


class Edge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text that must meet its own path (fields: words/edges.yaml)."""

    key: str
    topic: str
    kind: str
    channel: str
    sub: str = ""
    text: str = ""
    texts: tuple[str, ...] = ()
    language: str = "zh"
    households: int = 1
    length: int = 0
    matters: int = 1


def _load(name: str) -> Any:
    return yaml.safe_load((WORDS / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load_matters() -> tuple[Matter, ...]:
    """Return the patterns of matters: of the banner's villages, then of the district."""
    return msgspec.convert([*_load("matters.yaml"), *_load("urban.yaml")], tuple[Matter, ...])


@lru_cache(maxsize=1)
def load_edges() -> Mapping[str, Edge]:
    """Return the edge texts by key."""
    edges = msgspec.convert(_load("edges.yaml"), tuple[Edge, ...])
    return {edge.key: edge for edge in edges}


def list_papers() -> tuple[Paper, ...]:
    """Return the papers of responsibilities."""
    return msgspec.convert(_load("remits.yaml"), tuple[Paper, ...])


@lru_cache(maxsize=1)
def load_replies() -> Mapping[str, Any]:
    """Return reply templates by style; "bad" holds those that a review must catch, by fault."""
    found: Mapping[str, Any] = _load("replies.yaml")
    return found


@cache
def load_sittings(place: str = "") -> Mapping[str, Any]:
    """Return what is said at meetings and promised there, by kind (words/sittings.yaml).

    `place`: whose own words stand before the common ones, "" for none.
    """
    found: Mapping[str, Any] = _load("sittings.yaml")
    return {**found, **found[place]} if place else found


@cache
def load_occasions() -> Mapping[str, Any]:
    """Return what is said on the seldom occasions (words/occasions.yaml)."""
    found: Mapping[str, Any] = _load("occasions.yaml")
    return found


def draw_matter(rng: random.Random, *, kind: VillageKind, month: int, ledger: LedgerSign) -> Matter:
    """Return a pattern that fits village, month and ledger, by the topics' weights."""
    fitting, weights = _list_fitting(kind, month, ledger)
    return rng.choices(fitting, cum_weights=weights)[0]


@cache
def _list_fitting(
    kind: VillageKind, month: int, ledger: LedgerSign
) -> tuple[tuple[Matter, ...], tuple[float, ...]]:
    """Return the fitting patterns with their weights added up."""
    fitting = tuple(m for m in load_matters() if kind in m.at and ledger in m.ledger)
    weights = [_weigh(matter, kind, month, fitting) for matter in fitting]
    return fitting, tuple(accumulate(weights))


def _weigh(matter: Matter, kind: VillageKind, month: int, fitting: Sequence[Matter]) -> float:
    of_topic = sum(other.topic == matter.topic for other in fitting)
    season = SEASON if month in matter.months else 1.0
    return TOPIC_WEIGHTS[matter.topic][_COLUMN[kind]] * season / of_topic


TEAMS = ("一社", "二社", "三社", "四社", "五社", "六社")
SPOTS = ("村东头", "村西", "沟北", "梁上", "河湾", "南滩", "北圪旦")
HOUSES = ("一号楼", "二号楼", "三号楼", "五号楼", "七号楼", "十二号楼")
CORNERS = ("小区东门", "小区西门", "后巷", "幼儿园门口", "广场北边", "公交站旁", "菜市场口")


def draw_slots(
    rng: random.Random, *, place: str, month: int, kind: VillageKind = "f"
) -> dict[str, str]:
    """Return the values of all slots that a template may use; none can point at a person.

    Telephone numbers begin with 100 and are too short to exist.
    """
    return {
        "place": place,
        "team": rng.choice(HOUSES if kind == "u" else TEAMS),
        "spot": rng.choice(CORNERS if kind == "u" else SPOTS),
        "few": str(rng.randint(2, 9)),
        "nn": str(rng.randint(11, 48)),
        "mu": str(rng.randint(6, 60)),
        "li": str(rng.randint(4, 22)),
        "days": str(rng.randint(3, 20)),
        "yuan": str(rng.randint(4, 120) * 100),
        "age": str(rng.randint(66, 88)),
        "deg": str(rng.randint(11, 16)),
        "deg2": str(rng.randint(18, 22)),
        "month": str(month % 12 + 1),
        "day": str(rng.randint(1, 28)),
        "year": str(rng.choice([2027, 2028])),
        "ticket": f"{rng.randint(10000, 99999)}",
        "phone": f"{rng.randint(1000, 9999)}",
        "telephone": f"100-{rng.randint(1000, 9999)}",
        "child": rng.choice(["小甲", "小乙", "小丙"]),
    }


def fill(template: str, slots: Mapping[str, str]) -> str:
    """Return a template with its slots filled; a slot that nobody knows is an error."""
    return template.format_map(slots)


def say(rng: random.Random, matter: Matter, slots: Mapping[str, str]) -> str:
    """Return what a resident says of a matter."""
    return fill(rng.choice(matter.texts), slots)


def answer(
    rng: random.Random,
    style: str,
    matter: Matter,
    slots: Mapping[str, str],
) -> str:
    """Return a reply to a matter in one of the styles of words/replies.yaml."""
    parts = {
        name: fill(getattr(matter, name), slots) or default
        for name, default in (
            ("spot", "把政策和办法讲明白了"),
            ("found", "情况与反映一致"),
            ("done", "已按规定办理到位"),
            ("rule", "群众工作办理办法"),
            ("plan", "需要专项资金"),
            ("office", ""),
        )
    }
    urban = load_replies()["urban"].get(style) if matter.at == "u" else None
    return fill(rng.choice(urban or load_replies()[style]), {**slots, **parts})


def bad_reply(fault: str, *, matter_text: str) -> str:
    """Return a reply with one fault that a reviewer must see; for tests of the review."""
    facts = {
        "matter": matter_text,
        "name": "户主甲",
        "telephone": "100-0000-0000",
        "identity": "000000190001010000",
    }
    return fill(load_replies()["bad"][fault], facts)


def write_long_text(rng: random.Random, edge: Edge, *, place: str, month: int) -> str:
    """Return one text with several matters and at least the edge's number of characters."""
    chosen = rng.sample([m for m in load_matters() if "f" in m.at], edge.matters)
    parts = [f"我是{place}的村民，有{edge.matters}件事一并反映，请逐件答复。"]
    number = 0
    while sum(map(len, parts)) < edge.length:
        matter = chosen[number % edge.matters]
        slots = draw_slots(rng, place=place, month=month)
        words = say(rng, matter, slots)
        lead = f"第{number + 1}件，" if number < edge.matters else "再补充前面说的，"
        parts.append(f"{lead}关于{matter.topic}：{words}")
        number += 1
    return "\n".join(parts)
