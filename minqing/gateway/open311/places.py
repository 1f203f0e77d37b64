"""Jurisdictions and places: which banner or district is asked, which village a matter is of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from minqing.cases import public as c
from minqing.gateway.open311.troubles import (
    JURISDICTION_UNKNOWN,
    PLACE_MISSING,
    PLACE_SEVERAL,
    PLACE_UNCLEAR,
    POINT_ALONE,
    VALUE_WRONG,
)
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs
from minqing.org.public import VILLAGE_KINDS, AddressBook, Directory

MOST_NAMED = 5
"""Places named in a sentence that asks to choose."""


class Jurisdiction(msgspec.Struct, frozen=True):
    """One place that is served, with the sections of the mechanism in force there."""

    code: str
    cases: c.CasesSection
    categories: c.CategoriesSection


def list_jurisdictions() -> tuple[Jurisdiction, ...]:
    """Return the banners and districts that have posts and a mechanism, by code."""
    directory, packs = get_snapshot(Directory), get_snapshot(Packs)
    found = []
    for code in _list_banners(directory):
        pack = packs.for_unit(directory.path(code), code, section="cases")
        cases = None if pack is None else pack.section("cases")
        categories = None if pack is None else pack.section("categories")
        if isinstance(cases, c.CasesSection) and isinstance(categories, c.CategoriesSection):
            found.append(Jurisdiction(code, cases, categories))
    return tuple(found)


@lru_cache(maxsize=1)  # of one directory: it is replaced as a whole when units or posts change
def _list_banners(directory: Directory) -> tuple[str, ...]:
    return tuple(sorted({directory.banner_of(post.unit) for post in directory.posts()} - {""}))


def find_jurisdictions(query: Mapping[str, str]) -> tuple[Jurisdiction, ...]:
    """Return the one that is asked for, or all where none is; raises Refused for an unknown one."""
    served, given = list_jurisdictions(), query.get("jurisdiction_id", "")
    found = tuple(one for one in served if given in ("", one.code))
    if not found:
        known = "、".join(one.code for one in served)
        raise JURISDICTION_UNKNOWN(given=given[:40], known=known)
    return found


def find_jurisdiction(query: Mapping[str, str]) -> Jurisdiction:
    """Return the one that is asked for, or the first; raises Refused for an unknown one."""
    return find_jurisdictions(query)[0]


def list_villages(jurisdiction: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of its open villages, gachas and communities."""
    return _list_villages(get_snapshot(Directory), jurisdiction)


@lru_cache(maxsize=8)
def _list_villages(directory: Directory, root: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (code, directory.full_name(code, root))
        for code in sorted(directory.below(root))
        if directory.unit(code).kind in VILLAGE_KINDS and not directory.unit(code).closed
    )


@lru_cache(maxsize=8)
def _make_book(directory: Directory, root: str) -> AddressBook:
    return AddressBook(directory, root)


def find_place(form: Mapping[str, str], jurisdictions: tuple[Jurisdiction, ...]) -> str:
    """Return the village of a matter: as chosen, else as its address names it.

    Raises Refused with what is missing; coordinates alone name no village.
    """
    known = {code for one in jurisdictions for code, _ in list_villages(one.code)}
    for field in ("attribute[village]", "address_id"):
        chosen = form.get(field, "")
        if chosen and chosen not in known:
            raise VALUE_WRONG(name=field)
        if chosen:
            return chosen
    if form.get("address_string"):
        return _read_address(form["address_string"], jurisdictions, known)
    raise POINT_ALONE() if form.get("lat") else PLACE_MISSING()


def _read_address(text: str, jurisdictions: tuple[Jurisdiction, ...], known: set[str]) -> str:
    directory = get_snapshot(Directory)
    candidates: list[str] = []
    for one in jurisdictions:
        found = _make_book(directory, one.code).find_place(text)
        candidates += [found.unit] if found.unit else found.candidates
    villages = [code for code in candidates if code in known]
    if len(villages) == 1:
        return villages[0]
    if not villages:
        raise PLACE_UNCLEAR()
    names = [directory.full_name(code) for code in villages[:MOST_NAMED]]
    raise PLACE_SEVERAL(candidates="、".join(names))
