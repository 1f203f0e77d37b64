"""Folds into lines: names of places and posts, deadlines as they stand, masked words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from minqing.cases.calls import show_asking
from minqing.cases.clocks_of_case import Clock, compute_clock_due
from minqing.cases.group_terms import weigh
from minqing.cases.pack import index_categories
from minqing.cases.projection import find_call
from minqing.cases.rules.group import make_member
from minqing.cases.shown import CaseLine, ClockShown
from minqing.cases.state import CaseState
from minqing.cases.terms import CLOCK_ZH, STATUS_ZH, RaiserDetails
from minqing.cases.timeline import name_post
from minqing.households.public import mask_name, mask_phone
from minqing.kernel.calendar import CalendarYearMissing, WorkCalendar
from minqing.kernel.clocks import Remaining, compute_remaining
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, get_states
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory
from minqing.vault.public import open_values

SUMMARY = 60
"""Signs of the matter that a list shows."""


def make_clock(clock: Clock, calendar: WorkCalendar, now: datetime) -> ClockShown:
    """Return a deadline as it stands now."""
    due = compute_clock_due(clock, calendar)
    try:
        remaining = compute_remaining(
            clock.rule, due, now=now, calendar=calendar, pauses=clock.pauses
        )
    except CalendarYearMissing:
        days = max(0, (due.at - now).days)
        remaining = Remaining("on_time", days, "calendar_days")
    return ClockShown(
        name=clock.name.value,
        zh=CLOCK_ZH[clock.name],
        due=due,
        remaining=remaining,
        source=clock.rule.source,
        provisional=due.calendar != calendar.fingerprint(),
    )


def mask_raiser(raiser: RaiserDetails) -> RaiserDetails:
    """Return the raiser as shown by default."""
    return RaiserDetails(name=mask_name(raiser.name), phone=mask_phone(raiser.phone), address="")


class Drawing:
    """Draws cases for one viewer at one moment; snapshots are taken once."""

    def __init__(self, viewer: Actor, now: datetime) -> None:
        self.viewer = viewer
        self.now = now
        self.directory = get_snapshot(Directory)
        self.calendar = get_snapshot(WorkCalendar)
        self.packs = get_snapshot(Packs)
        self._states: dict[str, CaseState] = {}
        self._texts: dict[str, Any] = {}

    def open(self, ids: Iterable[str]) -> None:
        """Open these cases at once; drawing them afterwards asks the database no more."""
        states = get_states(f"case:{case}" for case in ids)
        self._states |= states
        self._texts |= open_values(s.matter for s in states.values() if not s.restricted)

    def forget(self) -> None:
        """Let go of the opened cases: whoever draws a whole list holds one part of it at a time."""
        self._states.clear()
        self._texts.clear()

    def lines(self, ids: Iterable[str], *, words: bool = True) -> tuple[CaseLine, ...]:
        """Return the lines of these cases in this order; without `words` no matter is opened."""
        wanted = list(ids)
        if words:
            self.open(case for case in wanted if f"case:{case}" not in self._states)
        states = self._states if words else get_states(f"case:{case}" for case in wanted)
        found = (states.get(f"case:{case}") for case in wanted)
        return tuple(self.line(state, self._texts) for state in found if state is not None)

    def line(self, state: CaseState, texts: Mapping[str, Any]) -> CaseLine:
        """Return the line of one case; `texts` holds its opened matter, if any."""
        zh, en = self._name_category(state)
        living = state.is_living
        running = state.clock if living else state.call_back_clock
        call = find_call(state)
        summary = " ".join(str(texts.get(state.matter, "")).split())[:SUMMARY]
        return CaseLine(
            id=state.id,
            receipt=state.receipt,
            status=state.status,
            status_zh=STATUS_ZH[state.status],
            ledger=state.ledger,
            kind=state.kind,
            channel=state.channel,
            category=state.category,
            category_zh=zh,
            category_en=en,
            summary=summary,
            place=state.place,
            place_name=self._name_unit(state.place),
            household=state.household,
            holder_post=state.holder_post,
            holder=name_post(self.directory, state.holder_post),
            holder_unit_name=self._name_unit(state.holder_unit),
            raised_at=state.raised_at,
            closed_at=state.closed_at,
            outcome=None if state.result is None else state.result.outcome,
            clock=self._clock(running),
            promise=self._clock(state.promise if living else None),
            reopened=state.reopened,
            returns=state.returns,
            breached=state.breach is not None,
            emergency=state.emergency,
            sealed=state.sealed,
            call=call,
            asking=show_asking(state, self.now) if call else None,
            weight=weigh((make_member(state), *state.members)) if state.members else None,
        )

    def _clock(self, clock: Clock | None) -> ClockShown | None:
        return None if clock is None else make_clock(clock, self.calendar, self.now)

    def _name_category(self, state: CaseState) -> tuple[str, str]:
        if not state.category:
            return "", ""
        section = self.packs.get(state.pack, state.pack_version).section("categories")
        found = None if section is None else index_categories(section).get(state.category)
        if found is None:
            return state.category, state.category
        word = found[1] or found[0]
        return word.zh, word.en

    def _name_unit(self, code: str) -> str:
        return self.directory.full_name(code) if self.directory.has(code) else code
