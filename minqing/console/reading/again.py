"""What stays visible of a case that came again, worded; both faces read it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.console.shown import FirstClockView, OpeningView, OpinionView
from minqing.mechanisms.public import say_words


def show_first(first: c.FirstClock | None) -> FirstClockView | None:
    """Return the first clock as the pages say it."""
    if first is None:
        return None
    return FirstClockView(
        started_at=first.started_at,
        due_at=first.due.at,
        missed=first.missed,
        told_at=first.told_at,
        reopened=first.reopened,
    )


def show_opinion(opinion: c.OpinionShown | None) -> OpinionView | None:
    """Return the final opinion as the pages say it."""
    if opinion is None:
        return None
    return OpinionView(
        at=opinion.at,
        by=opinion.by,
        outcome=opinion.outcome,
        words=opinion.words,
        channels=tuple(say_words(word.zh, word.en) for word in opinion.channels),
    )


def show_openings(openings: Iterable[c.Opening]) -> tuple[OpeningView, ...]:
    """Return the openings of a sealed identity as the pages say them."""
    return tuple(
        OpeningView(
            at=one.at,
            until=one.until,
            for_whom=one.for_whom,
            consented=_("、").join(one.consented),
            words=one.words,
        )
        for one in openings
    )
