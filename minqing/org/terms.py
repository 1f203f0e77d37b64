"""Words of the organisation: kinds of units, axes, levels, parties, tenures. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec


class UnitKind(StrEnum):
    """What a unit is. Units outside the table of divisions are departments or other."""

    REGION = "region"  # 自治区
    LEAGUE = "league"  # 盟市
    BANNER = "banner"  # 旗县区市
    TOWN = "town"  # 镇
    SUMU = "sumu"  # 苏木
    TOWNSHIP = "township"  # 乡
    SUBDISTRICT = "subdistrict"  # 街道
    VILLAGE = "village"  # 村
    GACHA = "gacha"  # 嘎查
    COMMUNITY = "community"  # 社区
    DEPARTMENT = "department"  # 部门
    OTHER = "other"  # 农牧场、园区、站所等


UNIT_KIND_ZH: dict[UnitKind, str] = {
    UnitKind.REGION: "自治区",
    UnitKind.LEAGUE: "盟市",
    UnitKind.BANNER: "旗县区",
    UnitKind.TOWN: "镇",
    UnitKind.SUMU: "苏木",
    UnitKind.TOWNSHIP: "乡",
    UnitKind.SUBDISTRICT: "街道",
    UnitKind.VILLAGE: "村",
    UnitKind.GACHA: "嘎查",
    UnitKind.COMMUNITY: "社区",
    UnitKind.DEPARTMENT: "部门",
    UnitKind.OTHER: "其他单位",
}


class Axis(StrEnum):
    """Which tree a unit stands in: 块 (places), 条 (lines of departments), the police tree."""

    PLACE = "place"
    LINE = "line"
    POLICE = "police"


LEVEL_OF_KIND: dict[UnitKind, int] = {
    UnitKind.REGION: 1,
    UnitKind.LEAGUE: 2,
    UnitKind.BANNER: 3,
    UnitKind.TOWN: 4,
    UnitKind.SUMU: 4,
    UnitKind.TOWNSHIP: 4,
    UnitKind.SUBDISTRICT: 4,
    UnitKind.VILLAGE: 5,
    UnitKind.GACHA: 5,
    UnitKind.COMMUNITY: 5,
}
"""Fixed levels; a unit of another kind stands one level below its parent."""

TOWN_KINDS = frozenset({UnitKind.TOWN, UnitKind.SUMU, UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT})
VILLAGE_KINDS = frozenset({UnitKind.VILLAGE, UnitKind.GACHA, UnitKind.COMMUNITY})
LEVEL_NAMES: dict[int, str] = {1: "region", 2: "league", 3: "banner", 4: "town", 5: "village"}
"""Names of the level columns, by level of the place axis."""


class PartyKind(StrEnum):
    """Who may hold, co-hold, promise, give or receive."""

    POST = "post"
    UNIT = "unit"
    PERSON = "person"
    HOUSEHOLD = "household"
    ENTERPRISE = "enterprise"
    BODY = "body"


class Party(msgspec.Struct, frozen=True):
    """One who takes part, with or without an account.

    `id`: id of the post, unit, person or household; a registration number or a made id for
    an enterprise or body. `name`: display name of an enterprise or body only; the names of
    persons and households are read from the vault for the viewer, never kept here.
    """

    kind: PartyKind
    id: str
    name: str = ""


class PostingKind(StrEnum):
    """From which strength a stationed cadre comes (SDN-02, SDN-05, SDN-07)."""

    RESERVE = "reserve"  # 后备干部，脱岗驻村
    TOWN = "town"  # 苏木镇下派
    DEPARTMENT = "department"  # 旗直部门选派


class Posting(msgspec.Struct, frozen=True):
    """派驻: the one in a post was sent there for a time and still belongs to another unit.

    `origin`: the unit that sent them and that they return to. `full_time`: 脱岗, released from
    the work at home.
    """

    kind: PostingKind
    origin: str
    full_time: bool = True


class FormerName(msgspec.Struct, frozen=True):
    """A name that a unit had. `until`: the day it ended; None where nobody wrote it down."""

    name: str
    short_name: str
    until: date | None = None


class Grant(msgspec.Struct, frozen=True):
    """One permission that a post has besides its role's, until a day (not included)."""

    permission: str
    until: date
    reason: str


class RemitPart(msgspec.Struct, frozen=True):
    """One part of a paper of responsibilities: the code of the part, and its text."""

    code: str
    words: str


class Tenure(msgspec.Struct, frozen=True):
    """One person in one post for a half-open period: `since` included, `until` not.

    `until`: the agreed end of the term (None: open). `ended`: the day it really ended; a term
    that has run out leaves the person answerable until somebody relieves them. `concurrent`:
    兼任, the person has another main post. `posting`: set where they were sent for a time.
    """

    person: str
    since: date
    until: date | None = None
    ended: date | None = None
    concurrent: bool = False
    posting: Posting | None = None


class Handed(msgspec.Struct, frozen=True):
    """One thing on a hand-over sheet: what it is, and its id. No words, no names.

    `kind`: case (open matter), household, paper (case whose papers are held), planned.
    """

    kind: str
    id: str


class Hand(msgspec.Struct, frozen=True, omit_defaults=True):
    """Posts that go from one person to another in the hand-over of a whole village.

    With a `record` id the `sheet` of these two is kept.
    """

    posts: tuple[str, ...]
    giver: str
    taker: str
    record: str = ""
    sheet: tuple[Handed, ...] = ()
