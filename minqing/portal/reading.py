"""Adapter between the public pages and the queries of the contexts below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.log.public import get_snapshot, make_frame
from minqing.mechanisms.public import Packs, compute_coverage
from minqing.org.public import Directory, resident_actor, system_actor
from minqing.portal.again import show_first, show_openings, show_opinion
from minqing.portal.others import show_others
from minqing.portal.places import get_place_name, list_towns, list_villages, name_place

__all__ = [
    "Found",
    "get_place_name",
    "is_emergency",
    "is_key_right",
    "list_mechanisms",
    "list_towns",
    "list_villages",
    "make_slip",
    "name_place",
    "find_progress",
    "show_progress",
]


class Found(msgspec.Struct, frozen=True):
    """A receipt that exists: its case, and whether its content may ever be opened here."""

    id: str
    receipt: str
    is_sealed: bool


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


def make_slip(given: Mapping[str, str], *, address: str, now: datetime) -> dict[str, Any]:
    """Return what the receipt page and the printed slip show."""
    receipt, village = given["receipt"], given["village"]
    tracked = c.track(receipt, now=now)
    return {
        "office": get_place_name() or name_place(village),
        "receipt": receipt,
        "pin": c.make_pin(receipt),
        "raised_at": tracked.raised_at if tracked else now,
        "place": name_place(village),
        "category": "",
        "due_at": tracked.due.at if tracked and tracked.due else None,
        "address": address,
    }


def find_progress(receipt: str, *, now: datetime) -> Found | None:
    """Return what a receipt number stands for, None when there is none."""
    page = c.find_case(system_actor("portal"), receipt, now=now)
    if page is None or page.state.receipt != receipt:
        return None
    return Found(page.state.id, receipt, page.state.sealed)


def is_key_right(found: Found, key: str, *, now: datetime) -> bool:
    """Return whether the slip's PIN or the last four digits of the raiser's phone were given.

    Complaints against officials are never opened here.
    """
    by = resident_actor(f"public:{found.id}")
    return c.open_tracked(by, found.receipt, key, now=now) is not None


def show_progress(receipt: str, *, opened: bool, now: datetime) -> dict[str, Any]:
    """Return status and dates; with `opened` also the words, and what may be asked now."""
    tracked = c.track(receipt, now=now)
    assert tracked is not None, "the receipt was found before"
    shown: dict[str, Any] = {
        "receipt": tracked.receipt,
        "status": tracked.status,
        "raised_at": tracked.raised_at,
        "closed_at": tracked.closed_at,
        "steps": [{"title": _(step.zh), "at": step.at} for step in reversed(tracked.steps)],
        "first": show_first(tracked.first),
    }
    shown |= show_others(receipt, opened=opened, now=now)
    return shown | (_open(receipt, now) if opened else {})


def _open(receipt: str, now: datetime) -> dict[str, Any]:
    page = c.find_case(system_actor("portal"), receipt, now=now)
    assert page is not None, "the receipt was found before"
    state = page.state
    frame = make_frame(resident_actor(f"public:{state.id}"), now)
    told = state.told_at is not None
    promise = c.CLOCK_ZH[c.ClockName.PROMISE]
    return {
        "opened": True,
        "matter": page.matter,
        "reply": page.reply if told else "",
        "outcome": state.result.outcome if told and state.result else "",
        "holder": page.line.holder_unit_name,
        "due": next((clock for clock in page.clocks if clock.zh == promise), None),
        "may_confirm": state.status is c.Status.AWAITING_CONFIRMATION
        and c.can(c.RecordConfirmation, state, frame),
        "may_reopen": c.can(c.ReopenCase, state, frame),
        "needs_facts": not c.is_window_open(state, frame),
        "opinion": show_opinion(page.opinion) if told else None,
        "openings": show_openings(page.openings),
    }


def list_mechanisms() -> dict[str, Any]:
    """Return all mechanisms in force with how many of their rules run."""
    packs = get_snapshot(Packs).all()
    found = [compute_coverage(pack) for pack in packs if pack.kind == "mechanism"]
    english = get_language() == "en"
    return {
        "packs": [
            {
                "title": one.pack.title_en if english else one.pack.title,
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
