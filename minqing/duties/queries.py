"""Reads of what is owed, for a viewer: one caseload or village by household, a place in numbers.

Computed when asked for, from the register, the records and the excuses. There is no view of
one person beside another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from minqing.activities.public import (
    Done,
    find_kinds,
    find_last_contacts,
    list_done,
    list_done_at,
)
from minqing.duties.models import Cadence
from minqing.duties.models import Excuse as ExcuseRow
from minqing.duties.pack import DutiesSection
from minqing.duties.rules import find_section
from minqing.duties.rules.first import Call, Reason, order_calls
from minqing.duties.rules.standing import (
    find_windows,
    list_duties,
    list_owed,
    summarise,
)
from minqing.duties.terms import Excuse, Owed, Standing, Variation
from minqing.households.public import (
    HouseholdView,
    Presence,
    Present,
    count_caseload,
    find_households,
    get_household,
    list_present,
)
from minqing.kernel.messages import Actor
from minqing.kernel.periods import DayPeriod
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory

MOST = 500
UNVARIED = Variation()


class Owing(msgspec.Struct, frozen=True, kw_only=True):
    """A household with how its duties stand. `standing` None: nothing is owed to it."""

    household: HouseholdView
    owed: tuple[Owed, ...]
    standing: Standing | None
    reason: Reason
    last: date | None
    promised: date | None
    excuse: str = ""
    excuse_id: str = ""
    excused_until: date | None = None


class Rounds(msgspec.Struct, frozen=True, kw_only=True):
    """A caseload or village in the order of who first; `counts`: by standing."""

    rows: tuple[Owing, ...]
    counts: dict[Standing, int]
    section: DutiesSection | None
    missed: int = 0

    @property
    def owed(self) -> int:
        """How many households are owed something now."""
        return sum(self.counts.values())


class PlaceRounds(msgspec.Struct, frozen=True, kw_only=True):
    """One place in numbers: households by standing, how many got no contact last window."""

    unit: str
    households: int
    counts: dict[Standing, int]
    missed: int
    variation: str = ""

    @property
    def owed(self) -> int:
        return sum(self.counts.values())


def find_duties(unit: str) -> DutiesSection | None:
    """Return the duties of the mechanism in force at a unit, None without one."""
    return find_section(get_snapshot(Directory), get_snapshot(Packs), unit)


def find_variation(unit: str) -> Variation:
    """Return which variation holds in a village."""
    return find_variations([unit]).get(unit, Variation())


def find_variations(units: Iterable[str]) -> dict[str, Variation]:
    """Return the variations of villages that ever had one."""
    rows = Cadence.objects.filter(unit__in=list(units))
    return {row.unit: Variation(row.variation, row.since) for row in rows}


def is_recorded(viewer: Actor, unit: str) -> bool:
    """Return whether visits are recorded at a unit: it may owe them, or only learn by them."""
    return find_duties(unit) is not None or find_kinds(viewer, unit) is not None


def _look_back(section: DutiesSection | None, today: date) -> DayPeriod:
    """Return the days of which something counts today: the windows before, and the open ones."""
    windows = [
        window
        for duty in (section.duties if section else ())
        for window in find_windows(duty, section.since if section else today, today)
    ]
    start = min((window.start for window in windows), default=today)
    return DayPeriod(start, today + timedelta(days=1))


def see_rounds(viewer: Actor, *, unit: str = "", post: str = "", today: date) -> Rounds:
    """Return the households of a caseload or village, who first; empty out of reach.

    Where a mechanism records visits and owes none, they stand by how long ago somebody was
    spoken with. One question each for households, records, last contacts and excuses.
    """
    found = find_households(viewer, unit=unit, post=post or None, limit=MOST)
    directory = get_snapshot(Directory)
    place = unit or (directory.post(post).unit if directory.has_post(post) else viewer.unit)
    if not is_recorded(viewer, place):
        return Rounds(rows=(), counts={}, section=None)
    return _see(viewer, found, find_duties(place), today)


def see_household(viewer: Actor, household: str, *, today: date) -> Owing | None:
    """Return how the duties towards one household in reach stand, None where no visits are
    recorded."""
    found = get_household(viewer, household)
    if found is None or found.closed or not is_recorded(viewer, found.unit):
        return None
    return _see(viewer, [found], find_duties(found.unit), today).rows[0]


def _see(
    viewer: Actor, found: Sequence[HouseholdView], section: DutiesSection | None, today: date
) -> Rounds:
    ids = [one.id for one in found]
    by_id = {one.id: one for one in found}
    done = _group(list_done(viewer, ids, _look_back(section, today)))
    last = find_last_contacts(viewer, ids, today=today)
    excuses = _read_excuses(ids, today)
    variations = find_variations({one.unit for one in found})
    calls = []
    for one in found:
        varied = variations.get(one.unit, Variation())
        duties = list_duties(section, one.presence, varied, today) if section else []
        owed = list_owed(
            duties, done=done[one.id], excuses=[e for _, e in excuses[one.id]], today=today
        )
        seen = last[one.id]
        calls.append(Call(household=one.id, owed=tuple(owed), last=seen.on, promised=seen.promised))
    rows = []
    for call, reason in order_calls(calls, today):
        running = [(key, e) for key, e in excuses[call.household] if e.first <= today <= e.last]
        key, excuse = running[-1] if running else ("", None)
        rows.append(
            Owing(
                household=by_id[call.household],
                owed=call.owed,
                standing=summarise(call.owed, today),
                reason=reason,
                last=call.last,
                promised=call.promised,
                excuse=excuse.reason if excuse else "",
                excuse_id=key,
                excused_until=excuse.last if excuse else None,
            )
        )
    standings = Counter(row.standing for row in rows if row.standing is not None)
    missed = sum(_was_missed(row.owed) for row in rows)
    return Rounds(rows=tuple(rows), counts=dict(standings), section=section, missed=missed)


def _was_missed(owed: Iterable[Owed]) -> bool:
    return any(one.standing is Standing.MISSED for one in owed)


def _group(done: Iterable[Done]) -> dict[str, list[Done]]:
    found: dict[str, list[Done]] = defaultdict(list)
    for one in done:
        found[one.household].append(one)
    return found


def _read_excuses(households: Sequence[str], today: date) -> dict[str, list[tuple[str, Excuse]]]:
    found: dict[str, list[tuple[str, Excuse]]] = defaultdict(list)
    rows = ExcuseRow.objects.filter(last__gte=today - timedelta(days=800)).order_by("first", "id")
    for start in range(0, len(households), 400):
        for row in rows.filter(household__in=households[start : start + 400]):
            excuse = Excuse(row.reason, row.first, row.last)
            found[row.household].append((row.id, excuse))
    return found


def see_places(viewer: Actor, unit: str, *, today: date) -> list[PlaceRounds]:
    """Return the places right below a unit in reach, in numbers, by code.

    No names and no posts. Three questions, whatever the number of places.
    """
    directory = get_snapshot(Directory)
    section = find_duties(unit)
    present = list_present(viewer, unit) if is_recorded(viewer, unit) else []
    if not present:
        return []
    done = _group(list_done_at(viewer, unit, _look_back(section, today)))
    variations = find_variations({one.unit for one in present})
    excuses = _excuses_of(present, today)
    stands = _Standings(section, variations, today)
    tallies: dict[str, _Tally] = {}
    for one in present:
        place = one.village if directory.parent(one.village) == unit else one.town
        if (tally := tallies.get(place)) is None:
            tally = tallies[place] = _Tally()
        tally.add(*stands.find(one, done.get(one.id, []), excuses.get(one.id, [])))
    return [
        PlaceRounds(
            unit=place,
            households=tally.households,
            counts=dict(tally.counts),
            missed=tally.missed,
            variation=variations.get(place, Variation()).code,
        )
        for place, tally in sorted(tallies.items())
    ]


class _Standings:
    """How households stand, worked out once for all that owe alike and were met on the same days.

    Whole banners are counted when the page is opened, and most of their households were met once.
    """

    def __init__(
        self, section: DutiesSection | None, variations: Mapping[str, Variation], today: date
    ) -> None:
        self._section, self._variations, self._today = section, variations, today
        self._known: dict[Any, tuple[Standing | None, bool]] = {}

    def find(
        self, one: Present, done: Sequence[Done], excuses: Sequence[Excuse]
    ) -> tuple[Standing | None, bool]:
        """Return how a household stands, and whether something was missed for good."""
        varied = self._variations.get(one.unit, UNVARIED)
        met = tuple([(each.kind, each.contact, each.on) for each in done])
        key = (varied, one.presence, met, *excuses)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._work_out(one.presence, varied, done, excuses)
        return found

    def _work_out(
        self,
        presence: Presence,
        varied: Variation,
        done: Sequence[Done],
        excuses: Sequence[Excuse],
    ) -> tuple[Standing | None, bool]:
        section, today = self._section, self._today
        duties = list_duties(section, presence, varied, today) if section else []
        owed = list_owed(duties, done=done, excuses=excuses, today=today)
        return summarise(owed, today), _was_missed(owed)


class _Tally:
    """Households of one place, counted."""

    def __init__(self) -> None:
        self.households = self.missed = 0
        self.counts: Counter[Standing] = Counter()

    def add(self, standing: Standing | None, missed: bool) -> None:
        self.households += 1
        if standing is not None:
            self.counts[standing] += 1
        self.missed += missed


def _excuses_of(present: Iterable[Present], today: date) -> dict[str, list[Excuse]]:
    villages = {one.unit for one in present}
    rows = ExcuseRow.objects.filter(last__gte=today - timedelta(days=800)).order_by("first", "id")
    found: dict[str, list[Excuse]] = defaultdict(list)
    for row in rows.filter(unit__in=list(villages)):
        found[row.household].append(Excuse(row.reason, row.first, row.last))
    return found


class OwnRounds(msgspec.Struct, frozen=True):
    """The viewer's own caseload in numbers, for the first page."""

    households: int
    due: int
    overdue: int
    excused: int


def find_own(viewer: Actor, *, today: date) -> OwnRounds | None:
    """Return what the viewer's own post owes, None when it has no households."""
    if not viewer.post or not count_caseload(viewer, viewer.post):
        return None
    rounds = see_rounds(viewer, post=viewer.post, today=today)
    if rounds.section is None:
        return None
    return OwnRounds(
        households=rounds.owed,
        due=rounds.counts.get(Standing.DUE, 0),
        overdue=rounds.counts.get(Standing.OVERDUE, 0),
        excused=rounds.counts.get(Standing.EXCUSED, 0),
    )
