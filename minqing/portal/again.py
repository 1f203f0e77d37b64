"""What a raiser is shown of a matter that came again, or whose sealed identity was opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.mechanisms.public import say_words


def show_first(first: c.FirstClock | None) -> dict[str, Any] | None:
    """Return the first promise of a reopened matter, None where it was never reopened."""
    return None if first is None else {"due_at": first.due.at, "missed": first.missed}


def show_opinion(opinion: c.OpinionShown | None) -> dict[str, Any] | None:
    """Return the final opinion with its legal channels, None where there is none."""
    if opinion is None:
        return None
    channels = [say_words(word.zh, word.en) for word in opinion.channels]
    return {"at": opinion.at, "by": opinion.by, "channels": channels}


def show_openings(openings: Iterable[c.Opening]) -> list[dict[str, Any]]:
    """Return when the raiser's sealed identity was opened, for whom and why."""
    return [
        {
            "at": one.at,
            "for_whom": one.for_whom,
            "consented": _("、").join(one.consented),
            "words": one.words,
        }
        for one in openings
    ]
