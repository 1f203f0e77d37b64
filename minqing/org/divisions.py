"""The real divisions of the region, typed and named for daily use. Pure.

Source: `data/LICENSE-divisions.md`. A structural filter (kind of unit, no virtual rows)
reproduces the numbers of villages that the mechanisms report (domain.md section 0).
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from minqing.org.terms import UnitKind

SOURCE = Path(__file__).parent / "data" / "divisions.csv.gz"
PARENT_LENGTH = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
LEVEL_OF_LENGTH = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}
VIRTUAL = "虚拟"


class DivisionUnknown(KeyError):
    """A code is not in the packaged table, or its row is virtual."""

    code = "division-unknown"

    def __init__(self, division: str) -> None:
        super().__init__(f"不能读取区划{division}：区划表中没有这个代码。请核对代码。")
        self.division = division


class Division(msgspec.Struct, frozen=True):
    """One row: code, printed name, name for daily use, kind, level 1 to 5, parent's code."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    level: int
    parent: str


_COMMITTEE = re.compile(r"(?:人民委员会|民委员会|委员会|民委会|委会|委)$")
_RESIDENTS = re.compile(r"居(?:民)?(?:委员会|委会)$")
_TOWN_ENDS = (
    ("街道办事处", UnitKind.SUBDISTRICT),
    ("街道", UnitKind.SUBDISTRICT),
    ("苏木", UnitKind.SUMU),
    ("镇", UnitKind.TOWN),
    ("乡", UnitKind.TOWNSHIP),
)


def find_town_kind(name: str) -> UnitKind:
    """Return 镇, 苏木, 乡 or 街道 by the printed name; zones, farms and forests are other."""
    return next((kind for end, kind in _TOWN_ENDS if name.endswith(end)), UnitKind.OTHER)


def type_village(name: str) -> tuple[UnitKind, str]:
    """Return kind and daily name of a village-level unit by its printed name.

    嘎查 in any spelling (嘎查, 嘎查村, 嘎查村民委员会) is a gacha; a committee of residents
    or 社区 is a community; a committee of villagers or 村 is a village; production teams,
    sections and living quarters of farms and forests are other.
    """
    if _RESIDENTS.search(name):
        body = _RESIDENTS.sub("", name)
        return UnitKind.COMMUNITY, body if body.endswith("社区") else f"{body}居委会"
    body = _COMMITTEE.sub("", name)  # 五家村村民委员会 → 五家村村, 某某嘎查委会 → 某某嘎查
    if body.endswith("社区"):
        return UnitKind.COMMUNITY, body
    if body.endswith("嘎查"):
        return UnitKind.GACHA, body
    if body.endswith("嘎查村"):
        return UnitKind.GACHA, body.removesuffix("村")
    if not body.endswith("村"):
        return UnitKind.OTHER, name
    stem = body.removesuffix("村") if body != name else body
    return UnitKind.VILLAGE, stem if stem.endswith("村") else f"{stem}村"


def strip_ancestors(name: str, ancestors: Iterable[str]) -> str:
    """Drop the names of the ancestors, topmost first, from the head of a long name.

    A name that would lose all but its kind (新开地乡 in 新开地乡直属社区) keeps it.
    """
    for above in ancestors:
        rest = name.removeprefix(above)
        if len(rest) >= 4 and not rest.startswith(("直属", "虚拟")):
            name = rest
    return name


def shorten_town(name: str, ancestors: Iterable[str]) -> str:
    """Return the daily name of a township-level unit: 宁城县铁西街道办事处 → 铁西街道."""
    short = strip_ancestors(name, ancestors).removeprefix("人民政府")
    return short.removesuffix("办事处") if short.endswith("街道办事处") else short


def _read_rows(path: Path) -> dict[str, str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        next(lines)
        pairs = (line.rstrip("\n").split(",", 1) for line in lines)
        return {code: name for code, name in pairs if VIRTUAL not in name}


def _ancestors(code: str) -> list[str]:
    lengths = [length for length in PARENT_LENGTH if length < len(code)]
    return [code[:length] for length in lengths]


def _type_row(code: str, name: str, names: Mapping[str, str]) -> Division:
    level = LEVEL_OF_LENGTH[len(code)]
    above = [names[ancestor] for ancestor in _ancestors(code)]
    match level:
        case 1 | 2 | 3:
            kinds = (UnitKind.REGION, UnitKind.LEAGUE, UnitKind.BANNER)
            kind, short = kinds[level - 1], name
        case 4:
            kind, short = find_town_kind(name), shorten_town(name, above)
        case _:
            kind, short = type_village(name)
            short = strip_ancestors(short, above)
    return Division(code, name, short, kind, level, code[: PARENT_LENGTH[len(code)]])


class Divisions:
    """The table in memory: look up by code, children, path, names with their parent."""

    def __init__(self, rows: Iterable[Division]) -> None:
        self._rows = {row.code: row for row in rows}
        self._children: dict[str, list[str]] = {}
        for row in self._rows.values():
            self._children.setdefault(row.parent, []).append(row.code)

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, code: str) -> Division:
        """Return one row; raises DivisionUnknown."""
        try:
            return self._rows[code]
        except KeyError:
            raise DivisionUnknown(code) from None

    def path(self, code: str) -> tuple[Division, ...]:
        """Return the rows from the region down to the row itself."""
        return tuple(self.get(part) for part in (*_ancestors(code), code))

    def children(self, code: str) -> tuple[Division, ...]:
        """Return the rows right below, by code."""
        return tuple(self._rows[child] for child in self._children.get(code, ()))

    def below(self, code: str) -> tuple[Division, ...]:
        """Return all rows below, parents before children."""
        found: list[Division] = []
        level = self.children(code)
        while level:
            found.extend(level)
            level = tuple(child for row in level for child in self.children(row.code))
        return tuple(found)

    def count_kind(self, code: str, kind: UnitKind) -> int:
        """Return how many units of a kind stand below a code."""
        return sum(row.kind is kind for row in self.below(code))

    def all(self) -> tuple[Division, ...]:
        """Return every row, by code."""
        return tuple(self._rows.values())


@lru_cache(maxsize=1)
def load_divisions() -> Divisions:
    """Return the packaged table (15,938 rows less the virtual ones), read once a process."""
    names = _read_rows(SOURCE)
    return Divisions(_type_row(code, name, names) for code, name in names.items())
