"""What a version of a mechanism would have done with the matters that really came: a load test
on the recorded life of a place, before the version is published.

The same needs, the same people, the same days: every clock that ran is reckoned again by the
draft's rule, from its own beginning, with its pauses and extensions, and held against the moment
at which it really ended. What people would have done otherwise under other rules nobody knows;
that is not guessed. Numbers only: whoever publishes sees no case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from minqing.cases.clocks_of_case import Breach, Clock, due_moment
from minqing.cases.models import Case
from minqing.cases.pack import (
    CasesSection,
    CategoriesSection,
    find_next_rung,
    index_categories,
)
from minqing.cases.rules.evolve import evolve
from minqing.cases.rules.ground import get_section
from minqing.cases.rules.sweep import RAISABLE, is_learned_late
from minqing.cases.rules.version import find_rule
from minqing.cases.state import CaseState
from minqing.cases.terms import ClockName, Ledger, OnMiss
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.clocks import ClockRule
from minqing.log.public import get_snapshot, read_stream
from minqing.mechanisms.public import Pack

LOOKED_BACK = timedelta(days=183)
"""How far back matters are looked at: half a year has each season's half. Source: ours."""
MOST = 600
"""Matters looked at: evenly over the time; a page waits for them about a second."""
RAISED_BY = frozenset(
    {ClockName.TRIAGE, ClockName.ACKNOWLEDGE, ClockName.HANDLE, ClockName.REOPENED}
)
"""Clocks that send a matter up by themselves where the rung says so."""


class ClockLine(msgspec.Struct, frozen=True, kw_only=True):
    """One clock of one ledger over all matters. `late`: by the rule it ran by, `would`: by the
    draft's; `newly`: in time then and late now, `no_more`: the other way round."""

    clock: ClockName
    ledger: Ledger | None
    ran: int
    late: int
    would: int
    newly: int
    no_more: int


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """Something that matters had and the draft does not know. `kind`: ledger, rung, category or
    channel; `code` as it was recorded."""

    kind: str
    code: str
    matters: int


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """`raised`: matters of the mechanism since `since`; `looked`: how many of them were taken.

    `up`: rung (its words) → how many times a missed clock would send a matter there by itself,
    once its grace had passed too, by the rules of then and by the draft's.
    """

    since: datetime
    raised: int
    looked: int
    lines: tuple[ClockLine, ...]
    up: tuple[tuple[str, int, int], ...]
    missing: tuple[Missing, ...]


class Ran(msgspec.Struct, frozen=True):
    """One clock that ran on a matter: the matter as it was at the end, when that was, and the
    matter as it was at the beginning, by whose ledger and rung the rule was chosen."""

    clock: Clock
    state: CaseState
    until: datetime
    begun: CaseState


def replay_cases(before: Pack, draft: Pack, *, now: datetime) -> Replay | None:
    """Return what the draft would have done with the mechanism's matters of the last half year;
    None where one of the two has no cases, or nothing was raised."""
    if before.section("cases") is None or draft.section("cases") is None:
        return None
    since = now - LOOKED_BACK
    rows = Case.objects.filter(pack=before.key, recorded_at__gte=since)
    ids = list(rows.order_by("recorded_at", "id").values_list("id", flat=True))
    if not ids:
        return None
    taken = ids[:: -(-len(ids) // MOST)]
    tally = Tally(get_section(before), draft, get_snapshot(WorkCalendar))
    for case in taken:
        entries = read_stream(f"case:{case}")
        tally.add(list_ran(((one.event, one.recorded_at) for one in entries), now))
    return Replay(
        since=since,
        raised=len(ids),
        looked=len(taken),
        lines=tally.lines(),
        up=tally.ups(),
        missing=tally.list_missing(),
    )


class Tally:
    """What was counted so far. Pure: calendar and matters are handed in."""

    def __init__(self, before: CasesSection, draft: Pack, calendar: WorkCalendar) -> None:
        self._before, self._draft = before, get_section(draft)
        categories = draft.section("categories")
        self._categories = (
            set(index_categories(categories)) if isinstance(categories, CategoriesSection) else None
        )
        self._calendar = calendar
        self._counts: Counter[tuple[ClockName, Ledger | None, str]] = Counter()
        self._ups: Counter[tuple[str, str]] = Counter()
        self._missing: Counter[tuple[str, str]] = Counter()

    def add(self, clocks: Iterable[Ran]) -> None:
        """Count the clocks of one matter."""
        last: CaseState | None = None
        unknown: set[tuple[str, str]] = set()
        for ran in clocks:
            last = ran.state
            unknown |= set(self._count(ran))
        if last is not None:
            self._missing.update(unknown | set(self._find_unknown(last)))

    def _count(self, ran: Ran) -> Iterator[tuple[str, str]]:
        clock, state, begun = ran.clock, ran.state, ran.begun
        ledger = begun.ledger or self._draft.default_ledger
        rung = next((one for one in self._draft.ladder if one.code == begun.rung), None)
        of_ledger = next((one for one in self._draft.ledgers if one.code == ledger), None)
        if rung is None:
            yield "rung", begun.rung
        if of_ledger is None:
            yield "ledger", ledger
        if rung is None or of_ledger is None:
            return
        rule = find_rule(clock.name, self._draft, of_ledger, rung, emergency=begun.emergency)
        if rule is None:
            return
        late, would = (self._is_late(ran, one) for one in (clock.rule, rule))
        key = (clock.name, state.ledger)
        self._counts.update(
            (*key, word)
            for word, is_so in (
                ("ran", True), ("late", late), ("would", would),
                ("newly", would and not late), ("no_more", late and not would),
            )
            if is_so
        )  # fmt: skip
        if clock.name in RAISED_BY and state.status in RAISABLE:
            by_draft = msgspec.structs.replace(
                clock, rule=rule, on_miss=OnMiss(rung.on_miss), grace=rung.grace
            )
            self._count_up("then", ran, clock, self._before)
            self._count_up("now", ran, by_draft, self._draft)

    def _is_late(self, ran: Ran, rule: ClockRule) -> bool:
        clock = msgspec.structs.replace(ran.clock, rule=rule)
        return ran.until > due_moment(clock, self._calendar)

    def _count_up(self, word: str, ran: Ran, clock: Clock, section: CasesSection) -> None:
        rung = ran.state.rung
        if clock.on_miss is not OnMiss.RAISE or rung not in [one.code for one in section.ladder]:
            return
        above = find_next_rung(section, rung)
        if above is not None and ran.until >= self._find_end_of_grace(ran, clock, section):
            self._ups[above.zh, word] += 1

    def _find_end_of_grace(self, ran: Ran, clock: Clock, section: CasesSection) -> datetime:
        """Return when a missed clock sends a matter up: after the grace of its rung, or, where
        the miss was learned late, after the grace that then runs from the noticing."""
        due = due_moment(clock, self._calendar)
        noticed = _find_noticed(ran.state.breach, due)
        late = is_learned_late(due, clock.started_at, noticed)
        span = section.late_grace if late or clock.grace is None else clock.grace
        rule = ClockRule(span=span, source=clock.rule.source)
        grace = Clock(name=clock.name, rule=rule, started_at=noticed if late else due)
        return due_moment(grace, self._calendar)

    def _find_unknown(self, state: CaseState) -> Iterator[tuple[str, str]]:
        if self._categories is not None and state.category:
            if state.category not in self._categories:
                yield "category", state.category
        if state.channel not in [one.code for one in self._draft.channels]:
            yield "channel", state.channel

    def lines(self) -> tuple[ClockLine, ...]:
        keys = sorted(
            {(clock, ledger) for clock, ledger, _ in self._counts},
            key=lambda key: (list(ClockName).index(key[0]), str(key[1] or "")),
        )
        return tuple(
            ClockLine(
                clock=clock,
                ledger=ledger,
                **{
                    word: self._counts[clock, ledger, word]
                    for word in ("ran", "late", "would", "newly", "no_more")
                },
            )
            for clock, ledger in keys
        )

    def ups(self) -> tuple[tuple[str, int, int], ...]:
        rungs = dict.fromkeys(rung for rung, _ in self._ups)
        return tuple((rung, self._ups[rung, "then"], self._ups[rung, "now"]) for rung in rungs)

    def list_missing(self) -> tuple[Missing, ...]:
        return tuple(
            Missing(kind=kind, code=str(code), matters=count)
            for (kind, code), count in sorted(self._missing.items())
        )


def _find_noticed(breach: Breach | None, due: datetime) -> datetime:
    """Return when a miss at `due` would have been noticed: at once, or, where the worker stood
    still over the real one, when it went on."""
    stood_still = breach is not None and breach.learned_late and due <= breach.noticed_at
    return breach.noticed_at if breach is not None and stood_still else due


def list_ran(entries: Iterable[tuple[Any, datetime]], now: datetime) -> Iterator[Ran]:
    """Yield the clocks that ran on a matter, each with the moment at which it ended, `now` for
    one that runs. A pause ends no clock: it goes on afterwards, with the pause credited.

    `entries`: the events of its stream, each with when it was recorded.
    """
    state: CaseState | None = None
    begun: dict[Begun, CaseState] = {}
    for event, recorded_at in entries:
        before, state = state, evolve(state, event)
        for clock in (state.clock, state.held_clock, state.promise):
            if clock is not None:
                begun.setdefault(_name_beginning(clock), state)
        if before is not None:
            yield from _list_ended(before, state, recorded_at, begun)
    if state is None or state.history:
        return
    if state.clock is not None:
        yield Ran(state.clock, state, now, begun[_name_beginning(state.clock)])
    if state.promise is not None:
        until = state.told_at or state.closed_at or now
        yield Ran(state.promise, state, until, begun[_name_beginning(state.promise)])


Begun = tuple[ClockName, datetime, ClockRule]


def _name_beginning(clock: Clock) -> Begun:
    """Return what stays the same as long as a clock runs by one rule."""
    return clock.name, clock.started_at, clock.rule


def _list_ended(
    before: CaseState, after: CaseState, at: datetime, begun: Mapping[Begun, CaseState]
) -> Iterator[Ran]:
    clock = before.clock
    if clock is not None and not _goes_on(clock, (after.clock, after.held_clock)):
        yield Ran(clock, before, at, begun[_name_beginning(clock)])


def _goes_on(clock: Clock, others: Iterable[Clock | None]) -> bool:
    return any(
        other is not None and (other.name, other.started_at) == (clock.name, clock.started_at)
        for other in others
    )
