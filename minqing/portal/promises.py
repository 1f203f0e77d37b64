"""Public commitments in the words of the public pages; facts come from `meetings`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from minqing.mechanisms.public import say_words
from minqing.meetings.public import commitments as p

TONES = {
    p.Line.RUNNING: "neutral", p.Line.RESCHEDULED: "soon", p.Line.OVERDUE: "late",
    p.Line.PARTLY: "soon", p.Line.KEPT: "well",
    p.Line.DROPPED: "neutral",
}  # fmt: skip


def show_promise(one: p.PublicCommitment) -> dict[str, Any]:
    """Return one promise as the pages draw it."""
    return {
        "view": one,
        "word": _(p.LINE_ZH[one.line]),
        "tone": TONES[one.line],
        "category": say_words(one.category_zh, one.category_en),
        "withheld": say_words(one.withheld_zh, one.withheld_en),
        "visits": [
            (_(p.MODE_ZH[v.mode]), _(p.FINDING_ZH[v.finding]), v.on) for v in one.follow_ups
        ],
        "answer": _(p.ANSWER_ZH[one.answer]) if one.answer else "",
    }


def list_own_promises(case: str, *, now: datetime) -> list[dict[str, Any]]:
    """Return what was promised about a matter, for its proven raiser."""
    return [show_promise(one) for one in p.list_for_raiser(case, now=now)]


def list_lines() -> list[tuple[str, str]]:
    return [(str(code), _(word)) for code, word in p.LINE_ZH.items()]
