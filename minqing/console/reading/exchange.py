"""Peers, held work orders and the books of days as the desk shows them; never a key."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.console.reading.choices import list_categories
from minqing.exchange import public as x
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, is_demonstration
from minqing.mechanisms.public import Pack, Packs, say_words
from minqing.org.public import VILLAGE_KINDS, Directory

TONES = {x.SendState.TAKEN: "well", x.SendState.DEAD: "late", x.SendState.DROPPED: "soon"}
MOST_UNITS = 400


def say_cause(code: str) -> str:
    """Return a class of cause in words; an answer of the other side by its number."""
    if code.startswith("http-"):
        return _("对方回答 %(status)s") % {"status": code.removeprefix("http-")}
    return _(x.CAUSE_ZH[code]) if code in x.CAUSE_ZH else code


def _find_pack(unit: str, directory: Directory) -> Pack | None:
    path, banner = directory.path(unit), directory.banner_of(unit)
    return get_snapshot(Packs).for_unit(path, banner, section="cases")


def _name(unit: str, directory: Directory) -> str:
    return directory.unit(unit).short_name if directory.has(unit) else unit


# ---------------------------------------------------------------- held work orders
def describe_orders(viewer: Actor) -> dict[str, Any]:
    """Return the work orders that wait for this viewer, with what may be chosen for each."""
    directory = get_snapshot(Directory)
    held = x.list_held(viewer)
    roots = {one.root for one in held}
    return {
        "orders": [_draw_order(one) for one in held],
        "places": {root: _list_places(root, directory) for root in roots},
        "categories": {root: list_categories(_find_pack(root, directory)) for root in roots},
    }


def _draw_order(one: x.HeldOrder) -> dict[str, Any]:
    return {
        "held": one,
        "open": [_(x.OPEN_ZH[what]) for what in one.open],
        "command": new_id(),
    }


def _list_places(root: str, directory: Directory) -> list[dict[str, Any]]:
    """Villages and communities below a unit, by the unit above them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code in directory.below(root):
        unit = directory.unit(code)
        if unit.kind in VILLAGE_KINDS and not unit.closed:
            above = directory.parent(code) or root
            found.setdefault(_name(above, directory), []).append((code, unit.short_name))
    return [{"group": group, "options": options} for group, options in found.items()]


# ---------------------------------------------------------------- peers
def describe_peers(viewer: Actor) -> dict[str, Any]:
    """Return the peers in reach and what a new one is chosen from."""
    directory = get_snapshot(Directory)
    return {
        "peers": [_draw_peer(one, directory) for one in x.list_peers(viewer)],
        "kinds": [(str(kind), _(words)) for kind, words in x.PEER_KIND_ZH.items()],
        "units": _list_units(viewer, directory),
        "sources": _list_sources(viewer, directory),
        "undelivered": list_undelivered(viewer, "peer"),
        "demonstration": is_demonstration(),
        "command": new_id(),
        "peer": new_id(),
    }


def _draw_peer(one: x.PeerState, directory: Directory) -> dict[str, Any]:
    mapping = one.mapping
    return {
        "peer": one,
        "kind": _(x.PEER_KIND_ZH[one.kind]),
        "unit": _name(one.unit, directory),
        "orders": reverse("exchange:orders", args=[one.id]),
        "books": reverse("exchange:reconcile", args=[one.id]),
        "words": len(mapping.categories) + len(mapping.places) + len(mapping.kinds),
        "command": new_id(),
    }


def _list_units(viewer: Actor, directory: Directory) -> list[tuple[str, str]]:
    roots = [unit for unit in dict.fromkeys(viewer.units) if directory.has(unit)]
    codes = [code for root in roots for code in (root, *directory.children(root))]
    return [(code, _name(code, directory)) for code in codes[:MOST_UNITS]]


def _list_sources(viewer: Actor, directory: Directory) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for unit in viewer.units:
        pack = _find_pack(unit, directory) if directory.has(unit) else None
        section = None if pack is None else pack.section("sources")
        for one in () if section is None else section.sources:
            found.setdefault(one.code, say_words(one.zh, one.en))
    return list(found.items())


def list_undelivered(viewer: Actor, kind: str) -> list[dict[str, Any]]:
    """Return how many messages stand where, by target and cause."""
    titles = {f"peer:{one.id}": one.title for one in x.list_peers(viewer)}
    titles |= {f"hook:{one.id}": one.title for one in x.list_hooks(viewer)}
    return [
        {
            "title": titles.get(one.target, _("已停用的")),
            "target": one.target,
            "state": _(x.SEND_STATE_ZH[one.state]),
            "tone": TONES.get(one.state, "neutral"),
            "code": one.code,
            "cause": say_cause(one.code),
            "count": one.count,
            "is_dead": one.state is x.SendState.DEAD,
        }
        for one in x.list_undelivered(viewer, kind)
    ]


# ---------------------------------------------------------------- hooks
def describe_hooks(viewer: Actor) -> dict[str, Any]:
    """Return the hooks in reach and what a new one is chosen from."""
    directory = get_snapshot(Directory)
    return {
        "hooks": [
            {
                "hook": one,
                "unit": _name(one.unit, directory),
                "types": [_say_type(kind) for kind in one.types],
                "command": new_id(),
            }
            for one in x.list_hooks(viewer)
        ],
        "types": [(kind, _say_type(kind)) for kind in x.list_types()],
        "units": _list_units(viewer, directory),
        "undelivered": list_undelivered(viewer, "hook"),
        "command": new_id(),
        "hook": new_id(),
    }


def _say_type(kind: str) -> str:
    return _(c.STEP_ZH[c.Step(kind.removeprefix(x.HOOK_PREFIX))])


# ---------------------------------------------------------------- books of days
def describe_books(viewer: Actor) -> dict[str, Any]:
    """Return the compared days, newest first, and the peers that can be asked."""
    return {
        "days": [_draw_day(one) for one in x.list_days(viewer)],
        "peers": [one for one in x.list_peers(viewer) if one.host],
    }


def _draw_day(one: x.DayShown) -> dict[str, Any]:
    state = one.state
    return {
        "peer": one.peer,
        "title": one.title,
        "state": state,
        "day": state.day.isoformat(),
        "count": len(state.differences) + state.more,
        "tone": "well" if state.agrees else "late",
    }


def describe_day(viewer: Actor, peer: str, day: date) -> dict[str, Any] | None:
    """Return one day of one peer with every difference, None when there is none."""
    found = x.find_day(viewer, peer, day)
    if found is None:
        return None
    differences = found.state.differences
    cases = x.find_orders(peer, [one.number for one in differences])
    may_see = "CASE_VIEW" in viewer.permissions
    return {
        **_draw_day(found),
        "lines": [
            {
                "number": one.number,
                "how": _(x.DIFFERS_ZH[one.how]),
                "ours": _say_side(one.ours),
                "theirs": _say_side(one.theirs),
                "case": cases.get(one.number, "") if may_see else "",
            }
            for one in differences
        ],
    }


def _say_side(said: str) -> str:
    if said in set(x.Standing):
        return _(x.STANDING_ZH[x.Standing(said)])
    return _(x.TOLD_ZH[x.Told(said)]) if said in set(x.Told) else said
