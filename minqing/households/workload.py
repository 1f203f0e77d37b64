"""The load of visits: days that each cadre of a village needs a month, against working days.

Section `workload` of a pack, and the load test that runs when a version is published
(domain.md §3: “每人每月需×天”). How often a visit is owed stands in the rule it names, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any

import msgspec
from django.db.models import Count as CountRows
from msgspec import Meta

from minqing.households.models import Household
from minqing.households.pack import CaseloadsSection
from minqing.households.terms import Presence
from minqing.kernel.calendar import CalendarYearMissing, WorkCalendar
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import (
    Identity,
    LoadLine,
    LoadReport,
    Pack,
    Problem,
    ProblemKind,
    covers,
)
from minqing.org.public import VILLAGE_KINDS, Directory

Source = Annotated[str, Meta(pattern=r"^(ours|[A-Z][A-Z0-9]*-\d{2})$")]
TIMES_A_MONTH: Mapping[str, float] = {
    "week": 52 / 12, "half_month": 2, "month": 1, "quarter": 1 / 3, "half_year": 1 / 6,
    "year": 1 / 12,
}  # fmt: skip
"""How many times a month a cadence word comes."""

_AT = "不能采用工作机制文件“{file}”第{line}行 {path}："
CADENCE_MISSING = ProblemKind(
    "pack-workload-cadence",
    _AT + "规则“{value}”没有写多久一次（every）。请在规则的设定里写明，可用：{allowed}。",
)


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in the section: frozen, named fields only, nothing unknown."""


class VisitRule(_Part, frozen=True):
    """Households of this presence are visited as often as `rule` says; `minutes` each time,
    on top of the way where somebody `travels`."""

    rule: Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]*-\d{2}$")]
    presence: Presence
    minutes: Annotated[int, Meta(ge=1, le=480)]
    travels: bool
    source: Source


class TravelRule(_Part, frozen=True):
    """Ways in villages of these kinds: `km` there and back to one household at `kmh`;
    `together`: households seen on one way."""

    kinds: tuple[str, ...]
    km: Annotated[float, Meta(ge=0, le=500)]
    kmh: Annotated[float, Meta(gt=0, le=120)]
    together: Annotated[int, Meta(ge=1, le=100)]
    source: Source


class WorkloadSection(_Part, frozen=True):
    """Section `workload`. `most_share`: of the working time that visits may take."""

    visits: tuple[VisitRule, ...]
    travel: tuple[TravelRule, ...]
    hours_a_day: Annotated[float, Meta(gt=0, le=12)]
    most_share: Annotated[float, Meta(gt=0, le=1)]
    source: Source
    reason_zh: str = ""
    reason_en: str = ""


def check_workload(section: WorkloadSection, identity: Identity) -> Iterable[Problem]:
    """List the visits whose rule does not say how often."""
    return _list_problems(section, identity)


def _list_problems(section: WorkloadSection, identity: Identity) -> Iterator[Problem]:
    for at, visit in enumerate(section.visits):
        if not read_times(identity, visit.rule):
            where = f"$.workload.visits[{at}].rule"
            yield CADENCE_MISSING(where, visit.rule, allowed=tuple(TIMES_A_MONTH))


def read_times(identity: Identity, rule: str) -> float:
    """Return how many times a month a rule asks for, 0 when it does not say."""
    found = next((one for one in identity.rules if one.id == rule), None)
    settings = {one.key: one.value for one in found.settings} if found is not None else {}
    least = settings.get("min", 1)
    times = TIMES_A_MONTH.get(str(settings.get("every", "")), 0)
    return times * (least if isinstance(least, int | float) else 1)


# ---------------------------------------------------------------- the sum
class Village(msgspec.Struct, frozen=True):
    """What the load of a village depends on: its kind, households by presence, cadres."""

    kind: str
    households: Mapping[Presence, int]
    persons: int


def compute_days(identity: Identity, section: WorkloadSection, village: Village) -> float:
    """Return the days a month that visits of a village take, of all its cadres together. Pure."""
    way = next((one for one in section.travel if village.kind in one.kinds), None)
    hours = 0.0
    for visit in section.visits:
        times = read_times(identity, visit.rule) * village.households.get(visit.presence, 0)
        hours += times * visit.minutes / 60
        if visit.travels and way is not None:
            hours += times / way.together * way.km / way.kmh
    return hours / section.hours_a_day


def measure_load(pack: Pack, today: date) -> LoadReport | None:
    """Return the load of every village where the pack would hold; None when it asks for none."""
    section = pack.section("workload")
    if not isinstance(section, WorkloadSection):
        return None
    directory = get_snapshot(Directory)
    available = count_working_days(get_snapshot(WorkCalendar), today)
    lines = []
    for unit, households in sorted(_count_households(pack).items()):
        found = directory.unit(unit)
        persons = _count_persons(pack, directory, unit)
        village = Village(found.kind.value, households, persons)
        days = compute_days(pack.identity, section, village)
        needed = days / persons if persons else days
        lines.append(
            LoadLine(
                unit=unit,
                name=directory.full_name(unit),
                persons=persons,
                visited=sum(households.values()),
                needed=needed,
                over=not persons or needed > available * section.most_share,
            )
        )
    return LoadReport(
        lines=tuple(lines), available=available, most=available * section.most_share
    )  # fmt: skip


def count_working_days(calendar: WorkCalendar, today: date) -> float:
    """Return the working days of an average month of this year."""
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    try:
        return calendar.count_workdays(first, last) / 12
    except CalendarYearMissing:
        return 250 / 12  # until the notice of the year is loaded


def _count_households(pack: Pack) -> dict[str, dict[Presence, int]]:
    rows = Household.objects.filter(closed="").values_list("unit", "presence")
    counted: dict[str, dict[Presence, int]] = defaultdict(dict)
    directory = get_snapshot(Directory)
    for unit, presence, count in rows.annotate(n=CountRows("id")):
        if covers(pack.place.code, unit) and directory.has(unit):
            if directory.unit(unit).kind in VILLAGE_KINDS:
                counted[unit][Presence(presence)] = count
    return counted


def _count_persons(pack: Pack, directory: Directory, unit: str) -> int:
    caseloads: Any = pack.section("caseloads")
    roles = caseloads.measure.roles if isinstance(caseloads, CaseloadsSection) else ()
    posts = {post for role in roles for post in directory.posts_at(unit, role)}
    return sum(bool(directory.post(post).person) for post in posts)
