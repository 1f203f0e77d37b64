"""Lists to choose from: they depend on the case, its mechanism, and who is choosing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.console.forms import Choices, Options
from minqing.console.reading.dispatching import offer_dispatch
from minqing.console.reading.onecase import find_state, get_section
from minqing.console.shown import CaseView
from minqing.households.public import HouseholdView, find_households, get_household
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, get_snapshot
from minqing.mechanisms.public import Pack, Packs, say_words
from minqing.org.public import VILLAGE_KINDS, Directory, UnitKind, say_title

HOUSEHOLDS_SHOWN = 200


def _words(items: Any) -> Choices:
    return tuple((item.code, say_words(item.zh, item.en)) for item in items)


def list_categories(pack: Pack | None) -> tuple[dict[str, Any], ...]:
    """Return the tree of matters as groups of pairs."""
    section = pack.section("categories") if pack is not None else None
    if section is None:
        return ()
    return tuple(
        {
            "group": say_words(first.zh, first.en),
            "options": ((first.code, _("{category}（其他）").format(
                category=say_words(first.zh, first.en))), *_words(first.children)),
        }
        for first in section.tree
    )  # fmt: skip


def list_first_categories(viewer: Actor) -> list[tuple[str, str]]:
    """Return the first level of the tree of matters, to filter by."""
    pack = find_pack(viewer)
    section = pack.section("categories") if pack is not None else None
    return list(_words(section.tree)) if section is not None else []


def list_options(viewer: Actor, case: CaseView) -> Options:
    """Return what may be chosen on the page of a case."""
    state = find_state(case.id)
    if state is None:
        return Options()
    section = get_section(state)
    directory = get_snapshot(Directory)
    pack = get_snapshot(Packs).get(state.pack, state.pack_version)
    offered = offer_dispatch(viewer, state, now=get_now())
    return Options(
        categories=list_categories(pack),
        units=offered.put_first(_units_below(viewer, directory, first=state.place)),
        next_units=offered.put_first(_units_above(state, section, directory)),
        posts=_posts(state.holder_unit, directory),
        ledgers=tuple((str(one.code), say_words(one.zh, one.en)) for one in section.ledgers),
        return_reasons=_words(section.return_reasons),
        pause_reasons=_words(section.pauses.reasons),
        non_acceptance=_words(section.non_acceptance),
        legal_channels=_words(section.legal_channels),
        sources=_words(getattr(pack.section("sources"), "sources", ())),
        final_channels=_final_channels(section),
        final_outcomes=_final_outcomes(state, section),
        hidden=offered.hidden,
        every_unit=offered.every_unit,
        dispatch_items=offered.items,
        own_pieces=offered.own_pieces,
        fresh_pieces=offered.fresh_pieces,
        open_pieces=offered.open_pieces,
        defaults={
            **offered.defaults,
            "kind": str(state.kind),
            "category": state.category,
            "ledger": str(state.ledger or section.default_ledger),
            "organ": _organ(state, section),
            **_external(state),
        },
    )


def list_bulk_options(viewer: Actor) -> Options:
    """Return what may be chosen for many cases at once: of the viewer's own unit and pack."""
    directory = get_snapshot(Directory)
    pack = find_pack(viewer)
    section = pack.section("cases") if pack is not None else None
    ledgers = () if section is None else section.ledgers
    return Options(
        units=_units_below(viewer, directory),
        posts=_posts(viewer.unit, directory) if directory.has(viewer.unit) else (),
        ledgers=tuple((str(one.code), say_words(one.zh, one.en)) for one in ledgers),
    )


def _external(state: c.CaseState) -> dict[str, str]:
    if state.external is None:
        return {"number": state.external_number}
    return {"source": state.external.source, "number": state.external.number}


def _final_channels(section: c.CasesSection) -> Choices:
    codes = section.final_channels
    words = [one for one in section.legal_channels if not codes or one.code in codes]
    return tuple(_words(words))


def _final_outcomes(state: c.CaseState, section: c.CasesSection) -> Choices:
    rule = c.find_ledger(section, state.ledger or section.default_ledger)
    return tuple(
        (str(one), c.OUTCOME_ZH[one]) for one in rule.outcomes if one is not c.Outcome.PLANNED
    )


def _organ(state: c.CaseState, section: c.CasesSection) -> str:
    if state.kind is not c.MatterKind.COMPLAINT_AGAINST_OFFICIAL:
        return ""
    complaints = section.complaints
    return say_words(complaints.organ_zh, complaints.organ_en)


def _units_below(viewer: Actor, directory: Directory, *, first: str = "") -> Choices:
    """Return the units a viewer may hand a case to: their own and those right below.

    `first`: where the matter is; its unit stands on top when it is one of them.
    """
    found = [viewer.unit] if viewer.unit and directory.has(viewer.unit) else []
    for root in dict.fromkeys((viewer.unit, *viewer.units)):
        if root and directory.has(root):
            found += directory.children(root)
    found.sort(key=lambda code: code != first)
    return tuple((code, directory.unit(code).short_name) for code in dict.fromkeys(found))


def _units_above(state: c.CaseState, section: c.CasesSection, directory: Directory) -> Choices:
    """Return the units of the next rung that can be named: departments of the banner."""
    rungs = section.ladder
    at = next((place for place, rung in enumerate(rungs) if rung.code == state.rung), 0)
    if at + 1 >= len(rungs) or UnitKind.DEPARTMENT not in rungs[at + 1].unit_kinds:
        return ()
    banner = directory.banner_of(state.place)
    return tuple(
        (code, directory.unit(code).short_name)
        for code in (directory.children(banner) if banner else ())
        if directory.unit(code).kind is UnitKind.DEPARTMENT
    )


def _posts(unit: str, directory: Directory) -> Choices:
    posts = (directory.post(post) for post in directory.posts_at(unit))
    return tuple((post.id, _name_post(post)) for post in posts if post.person)


def _name_post(post: Any) -> str:
    return f"{say_title(post)} · {post.person_name}" if post.person_name else say_title(post)


def list_intake_options(viewer: Actor, household: str = "") -> Options:
    """Return what may be chosen at intake: villages in reach, matters, households.

    `household`: the one that is asked about, when one comes from its page or from a visit.
    """
    directory = get_snapshot(Directory)
    units = [
        code
        for root in viewer.units
        if directory.has(root)
        for code in (root, *directory.below(root))
        if directory.unit(code).kind in VILLAGE_KINDS
    ]
    if viewer.unit and viewer.unit not in units:
        units.insert(0, viewer.unit)
    own = viewer.unit if viewer.unit in units else ""
    asked = get_household(viewer, household) if household else None
    return Options(
        categories=list_categories(find_pack(viewer)),
        units=tuple((code, directory.full_name(code)) for code in dict.fromkeys(units)),
        households=_households(viewer, own, directory, asked),
        defaults={
            "unit": own if len(units) == 1 or _is_village(own, directory) else "",
            **({"unit": asked.unit, "household": asked.id} if asked else {}),
        },
    )


def _is_village(code: str, directory: Directory) -> bool:
    return bool(code) and directory.unit(code).kind in VILLAGE_KINDS


def _households(
    viewer: Actor, unit: str, directory: Directory, asked: HouseholdView | None
) -> Choices:
    found = [asked] if asked else []
    if _is_village(unit, directory):
        listed = find_households(viewer, unit=unit, limit=HOUSEHOLDS_SHOWN)
        found += [one for one in listed if asked is None or one.id != asked.id]
    return tuple((one.id, f"{one.head.name} · {one.id[-4:]}") for one in found)


def find_pack(viewer: Actor) -> Pack | None:
    """Return the mechanism that serves the viewer's own place, None when there is none."""
    directory = get_snapshot(Directory)
    unit = viewer.unit or next(iter(viewer.units), "")
    if not directory.has(unit):
        return None
    packs = get_snapshot(Packs)
    return packs.for_unit(directory.path(unit), directory.banner_of(unit), section="cases")


def is_emergency(viewer: Actor, text: str) -> bool:
    """Return whether the text has a word that puts 110/119/120 first."""
    pack = find_pack(viewer)
    section = pack.section("cases") if pack is not None else None
    return section is not None and bool(c.find_emergency_word(text, section))
