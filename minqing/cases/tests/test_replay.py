"""A draft tried on matters: the clocks that ran, who would be late, what would go up."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases import replay
from minqing.cases.clocks_of_case import Clock, derive
from minqing.cases.pack import CasesSection
from minqing.cases.rules.ground import WorkCalendar
from minqing.cases.terms import ClockName
from minqing.cases.tests.builders import MONDAY, SYSTEM, Story, sections
from minqing.cases.tests.stories import TRIED
from minqing.cases.tests.test_histories import ACTORS, Number, choose, fill
from minqing.kernel.calendar import load_default_calendar
from minqing.kernel.clocks import ClockRule, Pause, Span

RULE = ClockRule(span=Span(10, "working_days"), source="ours")
HANDLE = Clock(name=ClockName.HANDLE, rule=RULE, started_at=MONDAY)


def test_clock_goes_on_with_a_pause_credited_or_held() -> None:
    paused = Pause(
        MONDAY + timedelta(days=1), MONDAY + timedelta(days=3), cap=Span(30, "calendar_days")
    )
    credited = Clock(name=ClockName.HANDLE, rule=RULE, started_at=MONDAY, pauses=(paused,))
    assert replay._goes_on(HANDLE, (credited, None))
    assert replay._goes_on(HANDLE, (None, HANDLE))


def test_clock_ends_when_another_begins_or_none_runs() -> None:
    again = Clock(name=ClockName.HANDLE, rule=RULE, started_at=MONDAY + timedelta(days=30))
    telling = Clock(name=ClockName.TELL, rule=RULE, started_at=MONDAY)
    assert not replay._goes_on(HANDLE, (again, None))
    assert not replay._goes_on(HANDLE, (telling, None))
    assert not replay._goes_on(HANDLE, (None, None))


# ---------------------------------------------------------------- what would go up
SECTION: CasesSection = sections()["cases"]


def change_grace(days: int) -> CasesSection:
    """Return the mechanism with another grace on every rung."""
    span = Span(days, "working_days")
    ladder = tuple(msgspec.structs.replace(rung, grace=span) for rung in SECTION.ladder)
    return msgspec.structs.replace(SECTION, ladder=ladder)


def try_draft(story: Story, draft: CasesSection = SECTION) -> replay.Tally:
    """Return what a draft makes of the story's matter."""
    pack: Any = SimpleNamespace(section={"cases": draft}.get)
    tally = replay.Tally(SECTION, pack, load_default_calendar())
    entries = [(event, at) for at, event in list_events(story)]
    tally.add(replay.list_ran(entries, story.now))
    return tally


def list_events(story: Story) -> list[tuple[datetime, Any]]:
    return [(event.at, event) for _, _, events, _ in story.history for event in events]


def count_ups(tally: replay.Tally) -> tuple[int, int]:
    """Return how often matters went up by themselves: by the rules of then, by the draft's."""
    return sum(then for _, then, _ in tally.ups()), sum(now for _, _, now in tally.ups())


def raised_by_clock(story: Story) -> int:
    found = [event for _, event in list_events(story) if isinstance(event, e.CaseRaised)]
    return sum(event.by_clock for event in found)


def look(story: Story) -> bool:
    """Let the sweep look once; True when something followed."""
    before = len(story.history)
    story.do(c.LookAgain, SYSTEM)
    return len(story.history) > before


def sweep_to(story: Story, moment: datetime) -> None:
    """Let the sweep look whenever it is time, up to a moment."""
    while (state := story.states.get("case:1")) is not None:
        again = derive(state, story.snapshots[WorkCalendar]).look_again_at
        if again is None or again > moment:
            break
        story.now = max(story.now, again)
        if not look(story):
            break
    story.now = max(story.now, moment)


def dispatched() -> Story:
    story = Story().received()
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    return story


def test_miss_within_its_grace_sends_nothing_up() -> None:
    story = dispatched()
    sweep_to(story, find_due(story) + timedelta(hours=1))
    story.must(c.AcknowledgeCase, "clerk")
    tally = try_draft(story)
    (line,) = [one for one in tally.lines() if one.clock is ClockName.ACKNOWLEDGE]
    assert (line.late, line.would) == (1, 1)
    assert count_ups(tally) == (0, 0) == (raised_by_clock(story), 0)


def find_due(story: Story) -> datetime:
    due = derive(story.case(), story.snapshots[WorkCalendar]).due_at
    assert due is not None
    return due


def test_miss_after_its_grace_goes_up_as_it_did() -> None:
    story = dispatched()
    sweep_to(story, find_due(story) + timedelta(days=20))
    assert raised_by_clock(story) >= 1
    assert count_ups(try_draft(story)) == (raised_by_clock(story),) * 2


def test_miss_learned_late_has_its_grace_from_the_noticing() -> None:
    story = dispatched()
    story.now = find_due(story) + timedelta(days=30)  # the worker stood still meanwhile
    assert look(story) and story.case().breach.learned_late
    story.wait(hours=30)
    look(story)
    story.must(c.AcknowledgeCase, "clerk")  # within the two days after the noticing
    assert raised_by_clock(story) == 0
    assert count_ups(try_draft(story)) == (0, 0)


@pytest.mark.parametrize(("days", "would"), [(1, 1), (60, 0)])
def test_draft_with_another_grace_sends_up_at_another_time(days: int, would: int) -> None:
    story = dispatched()
    sweep_to(story, find_due(story) + timedelta(days=4))
    story.must(c.AcknowledgeCase, "clerk")
    assert raised_by_clock(story) == 0
    assert count_ups(try_draft(story, change_grace(days))) == (0, would)


Steps = st.lists(
    st.tuples(Number, Number, Number, st.sampled_from([0, 1, 20, 90, 200, 900])),
    min_size=3,
    max_size=25,
)


def live(steps: list[tuple[int, int, int, int]], *, stands_still: bool) -> Story:
    """Let anybody do anything; the sweep looks on time, or only before somebody acts."""
    story = Story().received()
    for who, act, n, hours in steps:
        moment = story.now + timedelta(hours=hours)
        if stands_still:
            story.now = moment
            look(story)
        else:
            sweep_to(story, moment)
        by = ACTORS[who % len(ACTORS)]
        kind = choose(story, by, act)
        story.do(kind, by, **fill(kind, n, story))
    return story


@settings(max_examples=60, deadline=None)
@given(Steps)
def test_same_rules_send_up_what_really_went_up(steps) -> None:
    story = live(steps, stands_still=False)
    tally = try_draft(story)
    assert count_ups(tally) == (raised_by_clock(story),) * 2
    assert all((line.newly, line.no_more) == (0, 0) for line in tally.lines())


@settings(max_examples=60, deadline=None)
@given(Steps)
def test_same_rules_send_up_no_less_when_the_worker_stood_still(steps) -> None:
    story = live(steps, stands_still=True)
    tally = try_draft(story)
    then, now = count_ups(tally)
    assert then == now >= raised_by_clock(story)
    assert all((line.newly, line.no_more) == (0, 0) for line in tally.lines())


@settings(max_examples=60, deadline=None)
@given(Steps, st.integers(1, 40))
def test_longer_grace_never_sends_more_up(steps, days: int) -> None:
    story = live(steps, stands_still=False)
    (_, sooner), (_, later) = (
        count_ups(try_draft(story, change_grace(many))) for many in (days, days + 5)
    )
    assert later <= sooner
