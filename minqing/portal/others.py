"""What else stands beside a receipt: other households with the same matter, other matters of
the same text. Numbers and statuses only; nobody is named."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minqing.cases import public as c
from minqing.mechanisms.public import say_words
from minqing.org.public import system_actor

FIRST_WORDS = 16
"""Signs of a matter by which its raiser knows it again."""


def cite_part(receipt: str, part: str) -> str:
    """Return how a matter under a receipt is cited; the receipt itself for the first."""
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 3 else 1
    return f"{receipt}-{number}" if number > 1 else receipt


def show_others(receipt: str, *, opened: bool, now: datetime) -> dict[str, Any]:
    """Return what the tracking page says of others: `together` a sentence or "", `matters` one
    row a matter of a split text, `part` the number of the one that is shown.

    Without the second sign (`opened`) only how far each matter is.
    """
    page = c.find_case(system_actor("portal"), receipt, now=now)
    if page is None or page.state.sealed:
        return {}
    state: c.CaseState = page.state
    parts = c.list_parts(state)
    return {
        "together": _say_together(c.count_others(state)) if opened else "",
        "part": next((n for n, one in enumerate(parts, 1) if one.id == state.id), 0),
        "receipt": parts[0].receipt if parts else state.receipt,
        "matters": [
            {
                "number": number,
                "status": one.status,
                "about": _say_about(one.id, now) if opened else "",
                "shown": one.id == state.id,
            }
            for number, one in enumerate(parts, 1)
        ],
    }


def _say_together(others: c.Weight | None) -> str:
    if others is None:
        return ""
    if others.households:
        return ngettext(
            "与其他{count}户反映的同一件事一并办理。",
            "与其他{count}户反映的同一件事一并办理。",
            others.households,
        ).format(count=others.households)
    return _("与其他群众反映的同一件事一并办理。")


def _say_about(case: str, now: datetime) -> str:
    """Return the category of a matter; before it is sorted, its first words."""
    page = c.find_case(system_actor("portal"), case, now=now)
    if page is None:
        return ""
    line = page.line
    named = say_words(line.category_zh, line.category_en)
    return named or line.summary[:FIRST_WORDS]
