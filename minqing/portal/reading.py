"""Adapter between the public pages and the queries of the contexts below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from minqing.cases import public as c
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs, compute_coverage, say_words
from minqing.org.public import Directory
from minqing.portal.places import (
    find_town,
    get_place_name,
    list_banners,
    list_towns,
    list_villages,
    name_place,
    search_villages,
)

__all__ = [
    "find_town",
    "get_place_name",
    "is_emergency",
    "list_banners",
    "list_mechanisms",
    "list_towns",
    "list_villages",
    "name_place",
    "search_villages",
    "show_given",
]


def is_emergency(answers: Mapping[str, str]) -> bool:
    """Return whether the matter has a word that puts 110/119/120 first."""
    directory = get_snapshot(Directory)
    unit = answers.get("village", "")
    if not unit or not directory.has(unit):
        return False
    pack = get_snapshot(Packs).for_unit(
        directory.path(unit), directory.banner_of(unit), section="cases"
    )
    section = pack.section("cases") if pack is not None else None
    return section is not None and bool(c.find_emergency_word(answers["matter"], section))


def show_given(given: Mapping[str, str], *, now: datetime) -> dict[str, Any]:
    """Return what the page says that follows a raising."""
    receipt = given["receipt"]
    tracked = c.track(receipt, now=now)
    return {
        "receipt": receipt,
        "pin": c.make_pin(receipt),
        "due_at": tracked.due.at if tracked and tracked.due else None,
    }


def list_mechanisms() -> dict[str, Any]:
    """Return all mechanisms in force with how many of their rules run."""
    packs = get_snapshot(Packs).all()
    found = [compute_coverage(pack) for pack in packs if pack.kind == "mechanism"]
    return {
        "packs": [
            {
                "title": say_words(one.pack.title, one.pack.title_en),
                "place": one.pack.place.printed,
                "running": one.running,
                "partly": one.partly,
                "coming": one.coming,
            }
            for one in found
        ],
        "rules": sum(one.total for one in found),
        "running": sum(one.running for one in found),
    }
