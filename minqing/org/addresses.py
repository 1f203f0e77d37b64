"""Which unit a text speaks of: names of places found in words, settled by their parents. Pure.

Names of villages repeat (团结村 stands in many towns), so a name alone never decides between
two places: either the text names a unit above one of them, or the answer is "ambiguous".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from minqing.org.directory import Directory
from minqing.org.terms import UnitKind

SHORTEST_STEM = 2
_ENDS = {
    UnitKind.VILLAGE: "村",
    UnitKind.GACHA: "嘎查",
    UnitKind.COMMUNITY: "社区",
    UnitKind.TOWN: "镇",
    UnitKind.SUMU: "苏木",
    UnitKind.TOWNSHIP: "乡",
    UnitKind.SUBDISTRICT: "街道",
}


class Place(msgspec.Struct, frozen=True):
    """What was found. `unit` is "" unless exactly one place fits; `candidates` in code order."""

    unit: str
    candidates: tuple[str, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """Whether several places fit and a person must choose."""
        return not self.unit and len(self.candidates) > 1


def _spellings(name: str, kind: UnitKind) -> Iterator[str]:
    """Yield how people write a unit's name: 台格嘎查, 台格嘎查村, 台格村; 红庆河镇, 红庆河."""
    yield name
    end = _ENDS.get(kind, "")
    stem = name.removesuffix(end)
    if not end or len(stem) < SHORTEST_STEM:
        return
    if kind is UnitKind.GACHA:
        yield f"{name}村"
        yield f"{stem}村"
    elif kind in (UnitKind.TOWN, UnitKind.SUMU, UnitKind.TOWNSHIP):
        yield stem


class AddressBook:
    """Finds places of one area in text. Make one per area and directory, use it often."""

    def __init__(self, directory: Directory, root: str) -> None:
        """`root`: only units below it are looked for (the banner)."""
        self._directory = directory
        self._codes: dict[str, list[str]] = {}
        for code in sorted(directory.below(root)):
            unit = directory.unit(code)
            for spelling in _spellings(unit.short_name, unit.kind):
                self._codes.setdefault(spelling, []).append(code)
        # longest first: 东平安社区 must not be read as 平安社区
        names = sorted(self._codes, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, names))) if names else None

    def find_place(self, text: str) -> Place:
        """Return the deepest unit that the text names, with what stands in the way."""
        mentions = self._read(text)
        if not mentions:
            return Place("")
        named = {code for codes in mentions for code in codes}
        deepest = max(self._directory.unit(code).level for code in named)
        fitting = {
            code
            for codes in mentions
            for code in self._settle(codes, named)
            if self._directory.unit(code).level == deepest
        }
        found = tuple(sorted(fitting))
        return Place(found[0] if len(found) == 1 else "", found)

    def _read(self, text: str) -> list[tuple[str, ...]]:
        if self._pattern is None:
            return []
        words = dict.fromkeys(self._pattern.findall(text))
        return [tuple(self._codes[word]) for word in words]

    def _settle(self, codes: Iterable[str], named: set[str]) -> list[str]:
        """Keep the codes with most units above them named; all when none has any."""
        weights = {code: self._weigh(code, named) for code in codes}
        most = max(weights.values())
        return [code for code, weight in weights.items() if weight == most]

    def _weigh(self, code: str, named: set[str]) -> int:
        return sum(above in named for above in self._directory.path(code)[:-1])
