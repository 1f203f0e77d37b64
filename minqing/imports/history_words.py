"""What the words of another system's history mean here: the mapping beside its table. Pure.

The words of a mapping are structure, not content: statuses, kinds of matters, names of places
and units. They stand in the batch's event, so they are few, short, and hold nothing of a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from minqing.cases.public import Ended, Outcome
from minqing.imports.terms import Field
from minqing.imports.times import LOCAL

MOST_WORDS = 3_000
"""Of one mapping in all; the largest public set known here tells 231 kinds of matters apart."""
LONGEST_WORD = 100
REST = "*"
"""Stands for every word that a list does not name; without it such a row is refused."""


class Meaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a status of the other system says: how the case ended, and what came of it."""

    ended: Ended
    outcome: Outcome | None = None


class HistoryWords(msgspec.Struct, frozen=True, omit_defaults=True):
    """Lists of words, each to a code here. `zone`: where the table's clock stood (IANA)."""

    statuses: dict[str, Meaning] = {}
    categories: dict[str, str] = {}
    places: dict[str, str] = {}
    units: dict[str, str] = {}
    zone: str = ""

    def lists(self) -> Iterator[Mapping[str, object]]:
        """Yield every list."""
        yield from (self.statuses, self.categories, self.places, self.units)


class HistoryFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a mapping file of history may say. `source`: the other system's name; its numbers
    are told apart by it. `columns`: heading → field; several headings may be `body`.
    `statuses`: its words → `settled`, `duplicate`, `transferred`, `unfinished`, or one of these
    with an `outcome`."""

    source: str
    columns: dict[str, Field]
    time_formats: tuple[str, ...] = ()
    zone: str = ""
    statuses: dict[str, Ended | Meaning] = {}
    categories: dict[str, str] = {}
    places: dict[str, str] = {}
    units: dict[str, str] = {}

    @property
    def words(self) -> HistoryWords:
        """Its lists as a batch keeps them."""
        return HistoryWords(
            statuses={
                word: meaning if isinstance(meaning, Meaning) else Meaning(meaning)
                for word, meaning in self.statuses.items()
            },
            categories=self.categories,
            places=self.places,
            units=self.units,
            zone=self.zone,
        )


KNOWN_STATUSES: Mapping[str, Meaning] = {
    **dict.fromkeys(("已办结", "办结", "已结", "已完成", "已归档"), Meaning(Ended.SETTLED)),
    **dict.fromkeys(("重复", "重复件", "重复来件"), Meaning(Ended.DUPLICATE)),
    **dict.fromkeys(("已转办", "转办", "已转出", "转出"), Meaning(Ended.TRANSFERRED)),
    **dict.fromkeys(("办理中", "未办结", "待办", "挂起"), Meaning(Ended.UNFINISHED)),
}
"""Words that mean the same everywhere; a mapping that lists statuses stands alone."""


def find_zone(name: str) -> tzinfo | None:
    """Return a time zone, None where there is none of that name; none named: here."""
    if not name:
        return LOCAL
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def find_trouble(words: HistoryWords) -> str:
    """Return what is wrong with a mapping's words, in words, "" when nothing is."""
    if sum(len(one) for one in words.lists()) > MOST_WORDS:
        return f"各表合计超过{MOST_WORDS}个词"
    texts = [word for one in words.lists() for word in one]
    texts += [
        code for one in (words.categories, words.places, words.units) for code in one.values()
    ]
    if any(len(text) > LONGEST_WORD for text in texts):
        return f"有的词超过{LONGEST_WORD}个字"
    if len(words.zone) > LONGEST_WORD or find_zone(words.zone) is None:
        return f"没有“{words.zone[:40]}”这个时区"
    return ""
