"""How a duty stands: a function of the duty, what was done, the excuses and the day. Pure.

Nothing of it is stored. A contact counts in the window in which its day lies; in the days of
grace it makes good the window before as well, so that catching up costs no second journey.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from minqing.activities.public import Done
from minqing.duties.pack import DutiesSection, DutyRule
from minqing.duties.terms import Excuse, Owed, Standing, Variation
from minqing.households.public import Presence
from minqing.kernel.cadences import find_window, list_windows
from minqing.kernel.periods import DayPeriod


class Due(msgspec.Struct, frozen=True):
    """A duty with the windows that are asked about: the one before, and the one of today."""

    duty: DutyRule
    windows: tuple[DayPeriod, ...]


def list_duties(
    section: DutiesSection, presence: Presence, variation: Variation, today: date
) -> list[Due]:
    """Return the duties towards a household of this presence in a village, with their windows.

    Under a variation its own duties stand in place of those that it replaces; when one ended,
    the rule as printed is owed again from that day on.
    """
    found = section.find_variation(variation.code)
    replaced = found.replaces if found else ()
    # a duty that no variation ever touches has been owed all along
    touched = {code for one in section.variations for code in one.replaces}
    duties = []
    for duty in section.duties:
        holds = not duty.variation or duty.variation == variation.code
        if presence in duty.presences and holds and duty.code not in replaced:
            varied = bool(duty.variation) or duty.code in touched
            since = max(section.since, variation.since) if varied else section.since
            duties.append(Due(duty, tuple(find_windows(duty, since, today))))
    return duties


def compute_owed(
    duty: DutyRule,
    window: DayPeriod,
    *,
    done: Iterable[Done],
    excuses: Iterable[Excuse],
    today: date,
) -> Owed:
    """Return how a duty stands in one window that has begun, seen from a day.

    1. kept: enough contacts in the window, or `late` with those in the days of grace;
    2. excused: at least half of the window's days are excused;
    3. due while the window is open, overdue in the days of grace, missed after them.
    """
    until = window.end + timedelta(days=duty.grace_days)
    days = [one.on for one in done if one.contact and one.kind in duty.by and one.on <= today]
    within = sum(window.start <= day < window.end for day in days)
    with_grace = sum(window.start <= day < until for day in days)
    if with_grace >= duty.at_least:
        late = within < duty.at_least
        return Owed(
            duty=duty.code, window=window, standing=Standing.KEPT, done=with_grace, late=late
        )
    standing = _unkept(window, until, excuses, today)
    return Owed(duty=duty.code, window=window, standing=standing, done=within)


def _unkept(window: DayPeriod, until: date, excuses: Iterable[Excuse], today: date) -> Standing:
    if is_excused(window, excuses):
        return Standing.EXCUSED
    if today < window.end:
        return Standing.DUE
    return Standing.OVERDUE if today < until else Standing.MISSED


def is_excused(window: DayPeriod, excuses: Iterable[Excuse]) -> bool:
    """Return whether at least half of the window's days are excused."""
    days: set[date] = set()
    for excuse in excuses:
        start, end = max(window.start, excuse.first), min(window.last, excuse.last)
        days.update(start + timedelta(days=n) for n in range((end - start).days + 1))
    return 2 * len(days) >= window.count_days()


def find_windows(duty: DutyRule, since: date, today: date) -> list[DayPeriod]:
    """Return the window before and the one that holds today, as far as they are owed."""
    now = find_window(duty.every, today)
    start = now.start if now else today
    before = list_windows(duty.every, DayPeriod(start - timedelta(days=400), start))[-1:]
    return [window for window in (*before, *([now] if now else [])) if window.end > since]


def list_owed(
    duties: Sequence[Due],
    *,
    done: Sequence[Done],
    excuses: Sequence[Excuse],
    today: date,
) -> list[Owed]:
    """Return how every duty towards one household stands, the window before it first."""
    return [
        compute_owed(due.duty, window, done=done, excuses=excuses, today=today)
        for due in duties
        for window in due.windows
    ]


def summarise(owed: Iterable[Owed], today: date) -> Standing | None:
    """Return how a household stands in one word, the most pressing first; None owes nothing.

    What was missed for good is not pressing any more: it is counted, and the open window asks.
    """
    found = list(owed)
    standings = {one.standing for one in found}
    if Standing.OVERDUE in standings:
        return Standing.OVERDUE
    current = {one.standing for one in found if today in one.window}
    for standing in (Standing.DUE, Standing.EXCUSED, Standing.KEPT):
        if standing in current:
            return standing
    return None
