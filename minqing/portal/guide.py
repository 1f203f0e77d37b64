"""办事指南: what may be raised and how long an answer takes, read from the mechanism in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.kernel.clocks import Span
from minqing.kernel.due_sentences import agree
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs, say_words
from minqing.org.public import Directory
from minqing.portal.places import list_banners


def _say(word: Any) -> str:
    return say_words(word.zh, word.en)


def say_span(span: Span) -> str:
    """Say a length of time as people say it."""
    words = {
        "minutes": _("{amount}分钟"),
        "hours": _("{amount}小时"),
        "working_hours": _("{amount}个工作小时"),
        "calendar_days": _("{amount}天"),
        "working_days": _("{amount}个工作日"),
        "months": _("{amount}个月"),
    }
    return agree(words[span.unit].format(amount=span.amount))


def list_guide(*, now: datetime) -> list[dict[str, Any]]:
    """Return the first-level categories with what belongs to each."""
    return [
        {"code": top.code, "name": _say(top), "children": [_say(one) for one in top.children]}
        for top in c.list_board_categories(list_banners(), now=now)
    ]


def find_part(category: str, *, now: datetime) -> dict[str, Any] | None:
    """Return one category: its matters, and which of them need a name."""
    for top in c.list_board_categories(list_banners(), now=now):
        if top.code == category:
            matters = [{"name": _say(one), "needs_name": one.needs_name} for one in top.children]
            return {"code": top.code, "name": _say(top), "matters": matters}
    return None


def _find_sections() -> dict[str, c.CasesSection]:
    """Return what the mechanism in force says of cases, by banner; empty before one is
    published."""
    directory, packs = get_snapshot(Directory), get_snapshot(Packs)
    found = {}
    for banner in list_banners():
        pack = packs.for_unit(directory.path(banner), banner, section="cases")
        section = None if pack is None else pack.section("cases")
        if isinstance(section, c.CasesSection):
            found[banner] = section
    return found


def list_within() -> list[dict[str, Any]]:
    """Return within what time each ledger owes an answer, as the mechanisms in force say.

    One group for all places that promise the same; `place` is "" where there is one group.
    """
    directory = get_snapshot(Directory)
    groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for banner, section in _find_sections().items():
        said = tuple((_say(rule), say_span(rule.clocks.promise.span)) for rule in section.ledgers)
        groups.setdefault(said, []).append(directory.unit(banner).short_name)
    return [
        {
            "place": _("、").join(places) if len(groups) > 1 else "",
            "ledgers": [{"name": name, "within": within} for name, within in said],
        }
        for said, places in groups.items()
    ]


def get_complaints_phone() -> str:
    """Return where complaints against officials are taken by telephone; empty when unknown."""
    sections = list(_find_sections().values())
    return sections[0].complaints.phone if sections else ""
