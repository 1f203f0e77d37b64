"""公开栏: what anybody may see of cases. Structured fields only; no words, names or numbers.

Category, village, unit, state, dates (domain.md section 3). Where fewer than five households
of a village have raised a matter of that category within a year, a line could point at one of
them: it is then shown one level up, for the town, and where the town has fewer, for the banner.
A filter never undoes that: asked for one village, only the lines that may name it are given.
Sealed complaints, withdrawn matters, merged members and what is not sorted yet are not on it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import msgspec
from django.core.cache import cache
from django.db.models import Q, QuerySet

from minqing.cases.listing import LOCAL
from minqing.cases.models import Case
from minqing.cases.pack import CategoriesSection, Category
from minqing.cases.terms import CloseReason, Status
from minqing.cases.terms import gettext_noop as _
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs
from minqing.org.public import Axis, Directory

LEAST_HOUSEHOLDS = 5
LOOKED_BACK = timedelta(days=365)
"""How far back households of a kind are counted. Source: ours."""
COUNTED_FOR = 600
"""Seconds for which a count of households may be used again."""
PAGE = 20


class BoardState(StrEnum):
    """How a matter stands, in the public's words."""

    RECEIVED = "received"
    HANDLING = "handling"
    ANSWERED = "answered"
    PLANNED = "planned"
    ENDED = "ended"


BOARD_STATE_ZH = {
    BoardState.RECEIVED: _("已受理"),
    BoardState.HANDLING: _("办理中"),
    BoardState.ANSWERED: _("已答复，待群众确认"),
    BoardState.PLANNED: _("列入计划"),
    BoardState.ENDED: _("已办结"),
}
STATUSES = {
    BoardState.RECEIVED: (Status.AWAITING_TRIAGE, Status.AWAITING_ACKNOWLEDGEMENT),
    BoardState.HANDLING: (
        Status.HANDLING,
        Status.JOINT_HANDLING,
        Status.PAUSED,
        Status.AWAITING_REVIEW,
        Status.AWAITING_TELLING,
        Status.REOPENED,
    ),
    BoardState.ANSWERED: (Status.AWAITING_CONFIRMATION,),
    BoardState.PLANNED: (Status.PLANNED,),
    BoardState.ENDED: (Status.CLOSED,),
}
STATE_OF = {status: state for state, statuses in STATUSES.items() for status in statuses}


class BoardFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the board is narrowed to; empty means any. `category`: code of the first level."""

    place: str = ""
    category: str = ""
    state: str = ""


class BoardLine(msgspec.Struct, frozen=True, kw_only=True):
    """One matter on the board. `place_name`, `unit_name`: at the level that may be told;
    `is_lifted`: that is not the village itself. Days are local."""

    category_zh: str
    category_en: str
    place_name: str
    unit_name: str
    state: BoardState
    is_lifted: bool
    is_late: bool
    raised_on: date
    due_on: date | None
    ended_on: date | None


class BoardPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the board, newest first; `next`: pass as `after`, empty at the end."""

    lines: tuple[BoardLine, ...]
    next: str


def list_board(
    banners: Sequence[str], wanted: BoardFilter, *, now: datetime, after: str = "", size: int = PAGE
) -> BoardPage:
    """Return one page of the board of these banners. For anybody."""
    board = Board(banners, now)
    rows = board.select(wanted)
    key = _read_key(after)
    if key is not None:
        at, case = key
        rows = rows.filter(Q(recorded_at__lt=at) | Q(recorded_at=at, id__lt=case))
    found = list(rows.order_by("-recorded_at", "-id")[: size + 1])
    following = _write_key(found[size - 1]) if len(found) > size else ""
    return BoardPage(lines=tuple(board.draw(row) for row in found[:size]), next=following)


def list_board_categories(banners: Sequence[str], *, now: datetime) -> tuple[Category, ...]:
    """Return the first-level categories that the board of these banners uses."""
    return Board(banners, now).tree


def find_told_places(
    banners: Sequence[str], asked: Iterable[tuple[str, str]], *, now: datetime
) -> dict[tuple[str, str], str]:
    """Return the place that may be told of a matter, by its own place and category.

    The same rule as on the board: where too few households of a place raised such matters, the
    town, else the banner. A place without a category stays as it is. For anybody.
    """
    board = Board(banners, now)
    return {key: board.find_told(*key) for key in set(asked)}


class Board:
    """The board at one moment; snapshots are taken once."""

    def __init__(self, banners: Sequence[str], now: datetime) -> None:
        self.now = now
        self.banners = list(banners)
        self._told: dict[tuple[str, str], bool] = {}
        self.directory = get_snapshot(Directory)
        trees = self._read_trees()
        self.tree = merge_trees(trees.values())
        self._top_of = {
            banner: {code: top for top in tree for code in _codes(top)}
            for banner, tree in trees.items()
        }

    def _read_trees(self) -> dict[str, tuple[Category, ...]]:
        """Return the categories of each banner: every place has a mechanism of its own."""
        packs = get_snapshot(Packs)
        found: dict[str, tuple[Category, ...]] = {}
        for banner in self.banners:
            path = self.directory.path(banner)
            pack = packs.for_unit(path, banner, section="categories")
            section = None if pack is None else pack.section("categories")
            if isinstance(section, CategoriesSection):
                found[banner] = section.tree
        return found

    def find_top(self, row: Case) -> Category | None:
        """Return the first-level category of a row in the words of its own place."""
        return self._top_of.get(row.place_banner, {}).get(row.category)

    # ------------------------------------------------------------ which lines
    def select(self, wanted: BoardFilter) -> QuerySet[Case]:
        rows = Case.objects.filter(sealed=False, lead="").exclude(status=Status.TRANSFERRED)
        gone = (CloseReason.WITHDRAWN, CloseReason.IMPORT_UNDONE)
        rows = rows.exclude(close_reason__in=gone).exclude(category="")
        if wanted.state in set(BoardState):
            rows = rows.filter(status__in=STATUSES[BoardState(wanted.state)])
        tops = [top for top in self.tree if wanted.category in ("", top.code)]
        if wanted.category:
            rows = rows.filter(category__in=[code for top in tops for code in _codes(top)])
        return self._narrow(rows, wanted.place, tops)

    def list_codes(self, tops: Iterable[str]) -> list[str]:
        """Return the codes of these first-level categories and of all below them."""
        wanted = set(tops)
        return [code for top in self.tree if top.code in wanted for code in _codes(top)]

    def _narrow(self, rows: QuerySet[Case], place: str, tops: Sequence[Category]) -> QuerySet[Case]:
        if not place or not self._serves(place):
            return rows.filter(place_banner__in=self.banners)
        told = [top for top in tops if self._is_told(place, top)]
        codes = [code for top in told for code in _codes(top)]
        level = "place_village" if self._level(place) == "village" else "place_town"
        return rows.filter(**{level: place}, category__in=codes)

    def _serves(self, place: str) -> bool:
        return self.directory.has(place) and self._level(place) in ("village", "town")

    def _level(self, place: str) -> str:
        levels = self.directory.levels(place)
        return next((name for name, code in levels.items() if code == place), "")

    # ------------------------------------------------------------ how much may be told
    def _is_told(self, place: str, top: Category) -> bool:
        """Return whether enough households of the place have raised a matter of this kind."""
        asked = (place, top.code)
        if asked not in self._told:  # a page asks for the same few again and again
            key = f"minqing.board.{place}.{top.code}"
            known = cache.get(key)
            if known is None:
                known = self._count(place, top) >= LEAST_HOUSEHOLDS
                cache.set(key, known, COUNTED_FOR)
            self._told[asked] = bool(known)
        return self._told[asked]

    def _count(self, place: str, top: Category) -> int:
        """Count distinct households, up to the least; unknown ones together count as one."""
        seen: set[str] = set()
        for part in (place, *self.directory.children(place)):
            rows = Case.objects.filter(
                place=part,
                category__in=_codes(top),
                recorded_at__gte=self.now - LOOKED_BACK,
                sealed=False,
            )
            houses = rows.order_by().values_list("household", flat=True).distinct()
            seen |= set(houses[:LEAST_HOUSEHOLDS])
            if len(seen) >= LEAST_HOUSEHOLDS:
                break
        return len(seen)

    def lift(self, row: Case) -> str:
        """Return the place that a line may name."""
        return self._lift_from((row.place_village, row.place_town), row.category, row.place_banner)

    def _lift_from(self, places: Sequence[str], category: str, banner: str) -> str:
        top = self._top_of.get(banner, {}).get(category)
        for place in places:
            if place and top is not None and self._is_told(place, top):
                return place
        return banner

    def find_told(self, place: str, category: str) -> str:
        """Return the place that may be told of a matter of this category raised at a place."""
        if not category or not self.directory.has(place):
            return place
        levels = self.directory.levels(place)
        below = [levels.get(name, "") for name in ("village", "town")]
        return self._lift_from(below, category, levels.get("banner", place))

    # ------------------------------------------------------------ lines
    def draw(self, row: Case) -> BoardLine:
        place = self.lift(row)
        top = self.find_top(row)
        due = row.promise_due_at if row.living else None
        return BoardLine(
            category_zh="" if top is None else top.zh,
            category_en="" if top is None else top.en,
            place_name=self._name(place),
            unit_name=self._name_unit(row.holder_unit, place),
            state=STATE_OF[Status(row.status)],
            is_lifted=place != row.place_village,
            is_late=due is not None and due < self.now,
            raised_on=_day(row.raised_at),
            due_on=None if due is None else _last_day(due),
            ended_on=None if row.closed_at is None else _day(row.closed_at),
        )

    def _name(self, place: str) -> str:
        return self.directory.full_name(place) if self.directory.has(place) else ""

    def _name_unit(self, unit: str, place: str) -> str:
        """Name the unit; one that stands below the told place would give the village away."""
        directory = self.directory
        if not directory.has(unit):
            return ""
        below = directory.unit(unit).axis is Axis.PLACE and directory.within(unit, place)
        return self._name(place if below else unit)


def merge_trees(trees: Iterable[Sequence[Category]]) -> tuple[Category, ...]:
    """Return one tree of several places: the same code is one category, by both its names,
    with the matters of both. Pure."""
    found: dict[str, Category] = {}
    for tree in trees:
        for top in tree:
            known = found.get(top.code)
            found[top.code] = top if known is None else _merge(known, top)
    return tuple(found.values())


def _merge(one: Category, other: Category) -> Category:
    known = {child.code for child in one.children}
    more = tuple(child for child in other.children if child.code not in known)
    same = one.zh == other.zh
    return msgspec.structs.replace(
        one,
        zh=one.zh if same else f"{one.zh}、{other.zh}",
        en=one.en if same else f"{one.en}; {other.en}",
        children=(*one.children, *more),
    )


def _codes(top: Category) -> tuple[str, ...]:
    return (top.code, *(child.code for child in top.children))


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def _last_day(due: datetime) -> date:
    return _day(due - timedelta(seconds=1))  # midnight belongs to the day before


def _write_key(row: Case) -> str:
    text = f"{row.recorded_at.astimezone(UTC).isoformat()} {row.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_key(text: str) -> tuple[datetime, str] | None:
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        at, _, case = plain.partition(" ")
        return datetime.fromisoformat(at).astimezone(UTC), case
    except (ValueError, binascii.Error):
        return None
