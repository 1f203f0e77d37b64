"""办理情况: what was found in a place and a period, and how it was settled (SDN-29).

Found = on the spot + by agent + jointly + in progress. What does not belong to a denominator
(anonymous, not accepted, passed on, withdrawn, history of another system) is counted apart and
shown. Counted from the cases as they now stand; found is counted by a question of its own, so
that the difference says something.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from django.db.models import Count, F, Max, Q, QuerySet

from minqing.cases.drawing import Drawing
from minqing.cases.levels import SETTLED
from minqing.cases.listing import PAGE
from minqing.cases.models import Case
from minqing.cases.reach import PLACE_COLUMNS, place_condition, visible
from minqing.cases.settled import LevelCount, narrow_to_level, tally_levels
from minqing.cases.shown import CaseLine
from minqing.cases.terms import Anonymity, CloseReason, Ledger, Outcome, Status
from minqing.kernel.messages import Actor
from minqing.kernel.periods import FIRST_YEAR, DayPeriod, local_day
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs
from minqing.org.public import Axis, Directory

MODES: Mapping[str, Ledger] = {
    "on_the_spot": Ledger.IMMEDIATE,
    "agent": Ledger.AGENT,
    "joint": Ledger.REPORT_UP,
}
"""How it was settled, by the ledger in which it ended (SDN-22 to SDN-26)."""

BY_LEVEL = "level"
"""How a cell begins that counts what one level settled (WDM-27)."""

OUTSIDE = (Outcome.NOT_ACCEPTED, Outcome.PASSED_ON, Outcome.WITHDRAWN)
APART = ("anonymous", "not_accepted", "passed_on", "withdrawn", "history")
HISTORY = Q(living=False, close_reason=CloseReason.HISTORY.value)
NAMED = ~Q(anonymity=Anonymity.ANONYMOUS.value)
IN_SCOPE = NAMED & ~Q(
    Q(living=False)
    & (
        Q(outcome__in=[one.value for one in OUTSIDE])
        | Q(close_reason=CloseReason.WITHDRAWN.value)
        | HISTORY
    )
)


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of one place. `by`: (mode, outcome) → cases that ended so.

    `planned` is a part of `in_progress`.
    """

    unit: str
    found: int = 0
    by: Mapping[tuple[str, str], int] = {}
    in_progress: int = 0
    planned: int = 0
    apart: Mapping[str, int] = {}

    def count(self, mode: str) -> int:
        """Return how many were settled in one mode, whatever came of them."""
        return sum(count for (own, _), count in self.by.items() if own == mode)

    @property
    def solved(self) -> int:
        """How many were solved, in part or in full."""
        solved = (Outcome.SOLVED, Outcome.PARTLY)
        return sum(count for (_, outcome), count in self.by.items() if outcome in solved)

    @property
    def difference(self) -> int:
        """Found less its parts: anything but 0 is a fault, and shown."""
        return self.found - self.in_progress - sum(self.count(mode) for mode in MODES)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place with the places right below it, and what each level settled in it.

    `levels_below`: the same of each place below, by its code.
    """

    whole: Results
    below: tuple[Results, ...] = ()
    levels: tuple[LevelCount, ...] = ()
    levels_below: Mapping[str, tuple[LevelCount, ...]] = {}


Group = tuple[str, bool, str, str, str, str, str, int]
"""Place, living, status, ledger, anonymity, outcome, reason of ending, how many."""


def see_results(viewer: Actor, unit: str, period: DayPeriod) -> Place | None:
    """Return the results of a unit in reach and of what is below it, None out of reach.

    `period`: half-open days on which the needs were raised, as happened. Two questions.
    """
    directory = get_snapshot(Directory)
    if not directory.has(unit) or not directory.reaches(viewer, unit):
        return None
    rows = _raised(viewer, directory, unit, period)
    column = _column_below(directory, unit)
    place = F(column) if column else F("holder_unit")
    fields = ("living", "status", "ledger", "anonymity", "outcome", "close_reason")
    finer: list[Any] = list(
        rows.order_by()
        .annotate(under=place)
        .values_list("under", *fields, "pack", "pack_version", "rung")
        .annotate(number=Count("id"))
    )
    groups: list[Group] = [(*row[:7], row[-1]) for row in finer]
    counted = rows.filter(IN_SCOPE).order_by().values("id")
    found = Counter(dict(counted.annotate(under=place).values_list("under").annotate(Count("id"))))
    whole = tally(unit, groups, sum(found.values()))
    packs = get_snapshot(Packs)
    own = packs.for_unit(directory.path(unit), directory.banner_of(unit), section="cases")
    settled = [row for row in finer if _is_settled(row)]
    levels = tally_levels(map(_by_level, settled), packs, own)
    if not column:
        return Place(whole=whole, levels=levels)
    below = [
        tally(code, [group for group in groups if group[0] == code], found[code])
        for code in sorted({group[0] for group in groups} | set(directory.children(unit)))
        if code and directory.has(code) and directory.unit(code).axis is Axis.PLACE
    ]
    parts = {one.unit: [row for row in settled if row[0] == one.unit] for one in below}
    levels_below = {
        code: tally_levels(map(_by_level, part), packs, own) for code, part in parts.items()
    }
    return Place(whole=whole, below=tuple(below), levels=levels, levels_below=levels_below)


def _by_level(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return pack, its version, rung, outcome and number of a group."""
    return (*row[7:10], row[5], row[-1])


def _is_settled(row: Sequence[Any]) -> bool:
    """Return whether a group ended here with something that one level settled."""
    _, living, _, ledger, anonymity, outcome, reason = row[:7]
    apart = classify(living, ledger, anonymity, outcome, reason) in ("in_progress", *APART)
    return not apart and outcome in SETTLED


def _raised(viewer: Actor, directory: Directory, unit: str, period: DayPeriod) -> QuerySet[Case]:
    within = period.moments()
    return (
        visible(viewer)
        .filter(
            **place_condition(directory, unit),
            sealed=False,
            raised_at__gte=within.start,
            raised_at__lt=within.end,
        )
        .exclude(close_reason=CloseReason.IMPORT_UNDONE.value)
    )


def find_year_before(viewer: Actor, unit: str, day: date) -> int | None:
    """Return the last year before that of a day in which something was raised at a unit in
    reach, None when there is none."""
    directory = get_snapshot(Directory)
    if not directory.has(unit) or not directory.reaches(viewer, unit):
        return None
    earlier = DayPeriod(date(FIRST_YEAR, 1, 1), date(day.year, 1, 1))
    last = _raised(viewer, directory, unit, earlier).aggregate(last=Max("raised_at"))["last"]
    return None if last is None else local_day(last).year


def _column_below(directory: Directory, unit: str) -> str:
    """Return the column of the level right below a place, "" where there is none."""
    levels = [name for name, code in directory.levels(unit).items() if code == unit]
    order = list(PLACE_COLUMNS)
    if not levels or levels[0] not in order[:-1] or directory.unit(unit).axis is not Axis.PLACE:
        return ""
    return PLACE_COLUMNS[order[order.index(levels[0]) + 1]]


def tally(unit: str, groups: Iterable[Group], found: int) -> Results:
    """Return the numbers of groups of cases. Pure."""
    by: Counter[tuple[str, str]] = Counter()
    apart: Counter[str] = Counter()
    in_progress = planned = 0
    for _, living, status, ledger, anonymity, outcome, reason, number in groups:
        cell = classify(living, ledger, anonymity, outcome, reason)
        if cell == "in_progress":
            in_progress += number
            planned += number if status == Status.PLANNED else 0
        elif cell in MODES:
            by[cell, outcome] += number
        elif cell:
            apart[cell] += number
    return Results(
        unit=unit,
        found=found,
        by=dict(by),
        in_progress=in_progress,
        planned=planned,
        apart={name: apart[name] for name in APART},
    )


def classify(living: bool, ledger: str, anonymity: str, outcome: str, reason: str) -> str:
    """Return the line that a case belongs to: a mode, in_progress, or one of APART.

    Empty for one that ended in no ledger: it then shows as the difference.
    """
    if not living and reason == CloseReason.HISTORY:
        return "history"  # settled elsewhere: neither found nor settled here
    if anonymity == Anonymity.ANONYMOUS:
        return "anonymous"
    if living:
        return "in_progress"
    if reason == CloseReason.WITHDRAWN:
        return "withdrawn"
    if outcome in OUTSIDE:
        return outcome
    return next((mode for mode, own in MODES.items() if own == ledger), "")


def _narrow(rows: QuerySet[Case], cell: str) -> QuerySet[Case]:
    if cell == "found":
        return rows.filter(IN_SCOPE)
    if cell == "history":
        return rows.filter(HISTORY)
    rows = rows.exclude(HISTORY)
    if cell == "anonymous":
        return rows.exclude(NAMED)
    withdrawn = Q(close_reason=CloseReason.WITHDRAWN.value) | Q(outcome=Outcome.WITHDRAWN.value)
    if cell == "withdrawn":
        return rows.filter(NAMED & withdrawn, living=False)
    if cell in APART:
        return rows.filter(NAMED & ~withdrawn, living=False, outcome=cell)
    rows = rows.filter(IN_SCOPE)
    if cell == "in_progress":
        return rows.filter(living=True)
    if cell == "planned":
        return rows.filter(living=True, status=Status.PLANNED.value)
    mode, _, outcome = cell.partition(".")
    if mode == BY_LEVEL:
        level, _, outcome = outcome.partition(".")
        return narrow_to_level(rows, get_snapshot(Packs), level, outcome)
    if mode not in MODES:
        return rows.none()
    ended = rows.filter(living=False, ledger=MODES[mode].value)
    return ended.filter(outcome=outcome) if outcome else ended


class ResultRows(msgspec.Struct, frozen=True, kw_only=True):
    """The cases behind one number; `after`: key of the next page, "" at the end."""

    lines: tuple[CaseLine, ...]
    count: int
    after: str = ""


def list_results(
    viewer: Actor, unit: str, period: DayPeriod, cell: str, *, now: datetime, after: str = ""
) -> ResultRows | None:
    """Return the cases that one number of `see_results` counts, by id; None out of reach.

    `cell`: found, in_progress, planned, a mode, `<mode>.<outcome>`, `level.<level>`,
    `level.<level>.<outcome>`, or one of APART.
    """
    directory = get_snapshot(Directory)
    if not directory.has(unit) or not directory.reaches(viewer, unit):
        return None
    rows = _narrow(_raised(viewer, directory, unit, period), cell)
    page: list[Any] = list(
        rows.filter(id__gt=after).order_by("id").values_list("id", flat=True)[: PAGE + 1]
    )
    return ResultRows(
        lines=Drawing(viewer, now).lines(page[:PAGE]),
        count=rows.count(),
        after=page[PAGE - 1] if len(page) > PAGE else "",
    )
