"""The record of a case says from which day to which an act moved a date."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from minqing.approvals.public import GiveConsent
from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases.clocks_of_case import due_moment
from minqing.cases.moved_dates import tell_moved_dates
from minqing.cases.rules.ground import WorkCalendar
from minqing.cases.terms import Means, Outcome, Plan
from minqing.cases.tests.builders import MONDAY, WATER, Story, said
from minqing.cases.tests.stories import raised_to_department


def entries(story: Story) -> list[Any]:
    events = [event for _, _, found, _ in story.history for event in found]
    return [SimpleNamespace(event=event, position=n) for n, event in enumerate(events)]


def tell(story: Story) -> dict[type, dict[str, Any]]:
    """Return what is told of each kind of entry."""
    listed = entries(story)
    told = tell_moved_dates(listed, story.snapshots[WorkCalendar])
    return {type(listed[position].event): facts for position, facts in told.items()}


def test_granted_extension_tells_the_day_before_and_after() -> None:
    story = raised_to_department()
    story.must(c.AskExtension, "handler", approval="A1", amount=5, words=said("等配件到货"))
    calendar = story.snapshots[WorkCalendar]
    before = due_moment(story.case().clock, calendar)  # type: ignore[arg-type]
    story.answer(GiveConsent, "reviewer")
    after = due_moment(story.case().clock, calendar)  # type: ignore[arg-type]
    assert before < after
    assert tell(story)[e.DeadlineExtended] == {"old_due": before, "new_due": after}


def test_plan_with_a_new_date_tells_the_one_before() -> None:
    story, day = raised_to_department(), MONDAY + timedelta(days=100)
    plan = Plan(unit=WATER, date=day, reason="需投资")
    story.must(
        c.RecordResult, "handler", outcome=Outcome.PLANNED, reply=said("列入计划。"), plan=plan
    )
    story.must(c.ReviewResult, "reviewer", approved=True)
    story.must(c.RecordTelling, "cadre", means=Means.FACE_TO_FACE)
    later = {"new_date": day + timedelta(days=100), "raiser_told": Means.PHONE}
    story.must(c.LookAtPlanned, "handler", note=said("招标未成。"), reason="顺延", **later)
    assert tell(story)[e.PlannedLookedAt] == {"old_date": day}


def test_case_without_such_an_act_is_not_folded_again() -> None:
    assert tell_moved_dates(entries(Story().received()), None) == {}  # type: ignore[arg-type]
