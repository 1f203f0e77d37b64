"""Beginnings and fields for what happens beside the main line of a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from minqing.cases import commands as c
from minqing.cases import commands_beside as b
from minqing.cases.pack import CasesSection
from minqing.cases.papers import PaperForm, PaperTaken
from minqing.cases.rules.ground import Packs
from minqing.cases.terms import Channel
from minqing.cases.tests.builders import OnePack, Story, said, sections
from minqing.kernel.clocks import Span

HOTLINE = "hotline_12345"
NUMBER = "GD20260302001"
REGISTER = PaperTaken("户口本")
COPY = PaperTaken("身份证复印件", PaperForm.COPY, 2)


def fill_beside(n: int, story: Story) -> dict[type, dict[str, Any]]:
    """Return fields for random histories: mostly sensible, sometimes not."""
    names = ("残疾人证", "收据", "身份证号150627196501012345")
    return {
        b.TakeMorePapers: {"taken": (PaperTaken(names[n % 3], pages=1 + n % 4),)},
        b.ListNeededPapers: {"needed": ("户口本", names[n % 2])},
        b.HandInPapers: {"office": ("民政窗口", "")[n % 7 == 0], "papers": ((), (1,), (9,))[n % 3]},
        b.NoteExternal: {
            "source": (HOTLINE, HOTLINE, "nobody")[n % 3],
            "number": NUMBER,
            "due_at": story.now + timedelta(days=(5, 30, -2)[n % 3]),
            "reason": ("", "来件单位改期")[n % 2],
        },
        b.UrgeCase: {"words": said("请本周内办结。")},
        b.AnswerUrging: {"words": said("周四到场。")},
        b.MoveToVersion: {"version": 2, "reason": "新版缩短时限"},
    }


def on_errand(*taken: PaperTaken, **fields: Any) -> Story:
    story = Story().received(category="relief-allowance")
    story.must(c.TakeOnErrand, "cadre", taken=taken or (REGISTER, COPY), **fields)
    return story


def from_hotline(days: int = 10, **changes: Any) -> Story:
    story = Story()
    facts = {
        "external_source": HOTLINE,
        "external_number": NUMBER,
        "external_due_at": story.now + timedelta(days=days),
    }
    return story.received("clerk", channel=Channel.HOTLINE, **{**facts, **changes})


def told_on_errand(*taken: PaperTaken, outcome: Any = "solved", **fields: Any) -> Story:
    story = on_errand(*taken)
    facts = {"outcome": c.Outcome(outcome), "reply": said("材料已送民政窗口，3月20日出结果。")}
    story.must(c.RecordResult, "cadre", **facts, **fields)
    story.must(c.RecordTelling, "cadre", means=c.Means.FACE_TO_FACE)
    return story


def newer_section(handle: int = 3, promise: int = 5) -> CasesSection:
    """Return the section with other limits for handling and for the resident (working days)."""
    section: CasesSection = sections()["cases"]
    change = msgspec.structs.replace
    ledgers = []
    for rule in section.ledgers:
        clocks = change(
            rule.clocks,
            handle=change(rule.clocks.handle, span=Span(handle, "working_days")),
            promise=change(rule.clocks.promise, span=Span(promise, "working_days")),
        )
        ledgers.append(change(rule, clocks=clocks))
    return change(section, ledgers=tuple(ledgers))


def with_newer(story: Story, **limits: int) -> Story:
    """Publish a second version under the story's feet."""
    story.snapshots[Packs] = OnePack(newer_section(**limits))
    return story
