"""What the simulation knows of the house while it runs: who acts, which codes the pack uses."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec

from minqing.cases.public import CasesSection, dispatch
from minqing.kernel.calendar import CalendarYearMissing, WorkCalendar
from minqing.kernel.messages import Actor
from minqing.org.public import Directory, resident_actor
from minqing.simulation.needs import LOCAL
from minqing.simulation.texts import VillageKind

SCOPE = "system:demo"
RESIDENT = "resident"
"""Stands where a post id stands when the raiser acts in person, on the public pages."""

ORGANS = ("旗税务局", "旗供电公司", "旗烟草专卖局", "邻旗人民政府", "市住房公积金中心")
"""Competent organs outside of the banner's departments."""

_KINDS: Mapping[str, VillageKind] = {"gacha": "h", "community": "u"}


class World(msgspec.Struct, frozen=True):
    """The organisation, the calendar, and the pack's words that the simulation uses.

    `categories`: code by (first-level word, second-level word) and by (first-level word, "").
    `organs`: competent organs outside of the place.
    """

    seed: str
    banner: str
    directory: Directory
    calendar: WorkCalendar
    section: CasesSection
    categories: Mapping[tuple[str, str], str]
    offices: Mapping[str, str]
    organs: tuple[str, ...] = ORGANS
    edition: Any = None
    """The mechanism with the responsibility catalogue that dispatches go by, None without one."""

    def category(self, topic: str, sub: str) -> str:
        """Return the pack's code of a topic; "" when the pack has none of that name."""
        return self.categories.get((topic, sub)) or self.categories.get((topic, ""), "")

    def village_kind(self, village: str) -> VillageKind:
        """Return whether a village farms, herds or is urban."""
        return _KINDS.get(self.directory.unit(village).kind, "f")

    def name(self, unit: str) -> str:
        """Return the daily name of a unit."""
        return self.directory.unit(unit).short_name

    def town(self, village: str) -> str:
        """Return the town of a village."""
        return self.directory.parent(village) or self.banner

    def office(self, name: str) -> str:
        """Return the unit code of a department; the banner's first one for an unknown name."""
        return self.offices.get(name) or next(iter(self.offices.values()))

    def find_line(self, category: str, place: str, moment: datetime) -> Any:
        """Return what the catalogue proposes for a category at a place, None without a line."""
        day = moment.astimezone(LOCAL).date()
        return dispatch.propose(self.edition, category, place, self.directory, day)

    def is_guarded(self, category: str) -> bool:
        """Return whether a category is a duty that may not be pushed down to a village."""
        if self.edition is None:
            return False
        guards = self.edition.section("responsibilities").not_below
        return any(category in one.categories for one in guards)

    def post(self, unit: str, *roles: str) -> str:
        """Return the post of the first role that is at the unit or above; KeyError for none."""
        for role in roles:
            found = self.directory.nearest(unit, role)
            if found is not None:
                return found
        raise KeyError(roles)

    def pick(self, role: str, rng: random.Random) -> str:
        """Return one of the banner's posts of a role."""
        return rng.choice(self.directory.posts_at(self.banner, role))

    def is_held(self, post: str) -> bool:
        """Return whether somebody is in a post."""
        return self.directory.has_post(post) and bool(self.directory.post(post).person)

    def actor(self, post: str) -> Actor:
        """Return who acts from a post, or the raiser in person."""
        if post == RESIDENT:
            return resident_actor(SCOPE)
        return self.directory.actor(post, scope=SCOPE)

    def is_workday(self, day: date) -> bool:
        """Return whether it is a working day; by weekday in a year the calendar lacks."""
        try:
            return self.calendar.is_workday(day)
        except CalendarYearMissing:
            return day.weekday() < 5

    def snap(self, moment: datetime) -> datetime:
        """Return the moment itself in office hours, else a while into the next ones."""
        day = moment.astimezone(LOCAL).date()
        for _ in range(30):
            for start, end in self.calendar.sessions(day):
                if moment < start:
                    # anywhere in the session, always the same for the same moment
                    share = int(moment.timestamp() * 7919) % 997 / 997
                    return start + (end - start) * (0.03 + 0.94 * share)
                if moment < end:
                    return moment
            day += timedelta(days=1)
            midnight = datetime.combine(day, time(0), LOCAL).astimezone(UTC)
            moment = midnight + timedelta(seconds=moment.timestamp() % 3600)
        return moment


def index_codes(tree: Any) -> dict[tuple[str, str], str]:
    """Return category codes of a pack's tree by their words."""
    found: dict[tuple[str, str], str] = {}
    for first in tree:
        found[first.zh, ""] = first.code
        for second in first.children:
            found[first.zh, second.zh] = second.code
    return found
