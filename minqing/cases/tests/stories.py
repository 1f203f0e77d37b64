"""Beginnings of stories that several test files share."""

from __future__ import annotations

from minqing.cases import commands as c
from minqing.cases.terms import (
    GivenOn,
    Means,
    Outcome,
)
from minqing.cases.tests.builders import (
    WATER,
    Story,
    said,
)

TRIED = said("村里请来水管员看过，泵轴断裂，村集体没有资金更换。")


def settled() -> Story:
    story = Story().received()
    story.must(c.SettleOnSpot, "cadre", outcome=Outcome.EXPLAINED, reply=said("当面说清。"))
    return story


def tapped(story: Story, **changes: object) -> list[object]:
    fields = {"answered": True, "solved": True, "given_on": GivenOn.SCREEN, **changes}
    return story.do(c.RecordConfirmation, "cadre", in_resident_mode=True, **fields)


def raised_to_department() -> Story:
    story = Story().received()
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    story.must(c.AcknowledgeCase, "clerk")
    story.must(c.RaiseToNextLevel, "clerk", tried=TRIED, unit=WATER)
    story.must(c.AcknowledgeCase, "handler")
    return story


def reported_and_told(outcome: Outcome = Outcome.SOLVED, **fields: object) -> Story:
    story = raised_to_department()
    story.must(c.RecordResult, "handler", outcome=outcome, reply=said("已更换水泵。"), **fields)
    story.must(c.ReviewResult, "reviewer", approved=True)
    story.must(c.RecordTelling, "cadre", means=Means.FACE_TO_FACE)
    return story
