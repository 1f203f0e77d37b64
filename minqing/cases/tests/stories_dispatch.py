"""A small catalogue for the place of the builders, and beginnings of stories about dispatch."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from minqing.cases import commands as c
from minqing.cases import dispatch_commands as d
from minqing.cases.dispatch_terms import PieceAsked
from minqing.cases.pack_dispatch import (
    Citation,
    NotBelow,
    ResponsibilitiesSection,
    Responsibility,
    ThirdParty,
)
from minqing.cases.rules.ground import Packs
from minqing.cases.terms import Ledger, MatterKind
from minqing.cases.tests.builders import (
    BANNER,
    DISCIPLINE,
    TOWN,
    VILLAGE,
    WATER,
    OnePack,
    Story,
    said,
    sections,
)
from minqing.cases.tests.stories import TRIED

PAPER = Citation(paper="水利局职能配置规定", item="第三条第二项", dated=date(2024, 5, 1))
OTHER_PAPER = Citation(paper="纪委监委机关职能配置规定")
NOT_OURS = said("这口井是集体的，不在名录里。")
RULED = said("按第三条第二项，由水利局承办。")
SORTED = {"kind": MatterKind.HELP, "ledger": Ledger.REPORT_UP, "category": "water-wells"}


def catalogue(**changes: Any) -> ResponsibilitiesSection:
    """Wells are the water department's, pasture lines of a gacha the town's; licences may not
    be pushed down."""
    real: ResponsibilitiesSection = sections()["responsibilities"]
    entries = (
        Responsibility(
            code="wells",
            category="water-wells",
            unit="D01",
            co_units=("D02",),
            cites=(PAPER,),
            source="ours",
        ),
        Responsibility(
            code="water", category="water", unit="D02", cites=(OTHER_PAPER,), source="ours"
        ),
        Responsibility(code="lines", category="land", unit="town", cites=(PAPER,), source="ours"),
    )
    guards = (
        NotBelow(
            code="licences",
            unit="D01",
            zh="取水许可",
            en="Water licences",
            categories=("water-canals",),
            cites=(PAPER,),
            source="ours",
        ),
    )
    third = (
        ThirdParty(role="banner_clerk"),
        ThirdParty(role="discipline_recipient", unit="D02"),
        ThirdParty(role="department_reviewer", unit="D01"),
    )
    rule = msgspec.structs.replace(real.objections, ruled_by=third)
    facts = {"entries": entries, "not_below": guards, "objections": rule, **changes}
    return msgspec.structs.replace(real, **facts)


def with_catalogue(story: Story, **changes: Any) -> Story:
    """Let a story's mechanism have the small catalogue."""
    story.snapshots[Packs] = OnePack(responsibilities=catalogue(**changes))
    return story


def raised_to(unit: str = WATER, **fields: Any) -> Story:
    """A case that the town raised to a department, which has not acknowledged it."""
    story = with_catalogue(Story()).received()
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    story.must(c.AcknowledgeCase, "clerk")
    story.must(c.RaiseToNextLevel, "clerk", tried=TRIED, unit=unit, **fields)
    return story


def objected(**fields: Any) -> Story:
    """A case whose department objects to it."""
    story = raised_to()
    facts = {"words": NOT_OURS, "proposes": DISCIPLINE, "entry": "water"}
    story.must(d.ObjectToDispatch, "handler", **{**facts, **fields})
    return story


def in_department() -> Story:
    story = raised_to()
    story.must(c.AcknowledgeCase, "handler")
    return story


def asked(story: Story, *units: str, days: float = 10) -> dict[str, Any]:
    """Return the fields of a command that convenes units."""
    due = story.now + timedelta(days=days)
    return {
        "pieces": tuple(PieceAsked(unit, due) for unit in units),
        "whats": tuple(said(f"{unit}提出意见") for unit in units),
    }


def convened(*units: str, days: float = 10) -> Story:
    """A case that its department handles together with others."""
    story = in_department()
    story.must(d.ConveneUnits, "reviewer", **asked(story, *(units or (TOWN,)), days=days))
    return story


def fill_dispatch(n: int, story: Story) -> dict[type, dict[str, Any]]:
    """Return fields for random histories: mostly sensible, sometimes not."""
    units = ((TOWN,), (WATER,), (TOWN, WATER), (VILLAGE, "nobody"))[n % 4]
    words = said(("有依据。", "")[n % 9 == 0])
    return {
        d.ObjectToDispatch: {
            "words": words,
            "proposes": (TOWN, WATER, BANNER, "nobody")[n % 4],
            "entry": ("line-water-wells", "", "nothing")[n % 3],
            "cite": ("水利局规定第三条", "")[n % 2],
        },
        d.RuleObjection: {
            "upheld": bool(n % 3),
            "words": words,
            "unit": ("", WATER, TOWN, VILLAGE)[n % 4],
        },
        d.ConveneUnits: asked(story, *units, days=(2, 9, 25, 90)[n % 4]),
        d.AcknowledgePiece: {"number": 1 + n % 3},
        d.AnswerPiece: {"number": 1 + n % 3, "words": words},
        d.ChasePiece: {"number": 1 + n % 3, "words": words},
        d.DropPiece: {"number": 1 + n % 3, "words": words},
    }
