"""The responsibility catalogue as rules read it: who answers for a matter, and what may not be
pushed down. Pure.

The edition in force on the day of the dispatch counts; the case keeps the line it was sent by.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from minqing.cases.dispatch_terms import Route
from minqing.cases.pack import find_rung, index_categories
from minqing.cases.pack_dispatch import NotBelow, ResponsibilitiesSection, Responsibility
from minqing.cases.rules import dispatch_refusals as dr
from minqing.cases.rules.ground import Directory, Ground, Pack, Packs, choose_post, get_section
from minqing.cases.state import CaseState
from minqing.cases.terms import Ledger
from minqing.kernel.messages import Frame, Personal, Refusal, VaultRef
from minqing.kernel.periods import local_day
from minqing.org.public import VILLAGE_KINDS, PostView

LinesOf = dict[str, list[tuple[int, Responsibility]]]


class Proposal(msgspec.Struct, frozen=True):
    """What the catalogue says of a matter: its line, the unit, the rung it stands on, papers."""

    line: Responsibility
    unit: str
    rung: str
    co_units: tuple[str, ...]
    cites: tuple[str, ...]
    pack_version: int


class Guarded(msgspec.Struct, frozen=True):
    """A duty that may not be pushed down, with the department it is of."""

    duty: NotBelow
    unit: str


def find_edition(pack: str, version: int, frame: Frame) -> Pack | None:
    """Return the version of the mechanism whose catalogue is in force, None without one."""
    packs = frame.view(Packs)
    found = packs.find_current(pack) or packs.get(pack, version)
    return found if found.section("responsibilities") is not None else None


def get_catalogue(edition: Pack) -> ResponsibilitiesSection:
    """Return the catalogue of an edition, which is found for having one."""
    section = edition.section("responsibilities")
    assert section is not None, "an edition has a catalogue"
    return section


def find_catalogue(state: CaseState, frame: Frame) -> ResponsibilitiesSection | None:
    """Return the catalogue in force for a case, None where its mechanism has none."""
    edition = find_edition(state.pack, state.pack_version, frame)
    return None if edition is None else edition.section("responsibilities")


def propose(
    edition: Pack | None, category: str, place: str, directory: Directory, day: date
) -> Proposal | None:
    """Return what the catalogue proposes for a category at a place, None where it is silent.

    The second level goes before the first, a place's code before its kind, a kind before none;
    a line whose unit is not there is passed over.
    """
    if edition is None or not category or not directory.has(place):
        return None
    section = get_catalogue(edition)
    codes = _list_levels(edition, category)
    known = _index(section)
    ranked = sorted(
        (rank, number)
        for code in codes
        for number, line in known.get(code, ())
        if (rank := _rank(line, codes, place, directory, day)) is not None
    )
    for _, number in ranked:
        line = section.entries[number]
        unit = resolve(line.unit, place, edition, directory)
        if unit:
            others = (resolve(one, place, edition, directory) for one in line.co_units)
            return Proposal(
                line=line,
                unit=unit,
                rung=_rung_of(edition, unit, directory),
                co_units=tuple(one for one in others if one),
                cites=tuple(str(one) for one in line.cites),
                pack_version=edition.version,
            )
    return None


_indexes: dict[int, tuple[ResponsibilitiesSection, LinesOf]] = {}


def _index(section: ResponsibilitiesSection) -> LinesOf:
    """Return the lines of a catalogue by category, with their order; made once a section.

    Kept by identity, as categories are: every dispatch asks, of a hundred lines a few count.
    """
    known = _indexes.get(id(section))
    if known is not None and known[0] is section:
        return known[1]
    found: LinesOf = {}
    for number, line in enumerate(section.entries):
        found.setdefault(line.category, []).append((number, line))
    if len(_indexes) > 64:
        _indexes.clear()
    _indexes[id(section)] = (section, found)
    return found


def _list_levels(edition: Pack, category: str) -> tuple[str, ...]:
    section = edition.section("categories")
    known = {} if section is None else index_categories(section)
    first = known[category][0].code if category in known else category.partition("-")[0]
    return (category, first) if first != category else (category,)


def _rank(
    line: Responsibility, codes: tuple[str, ...], place: str, directory: Directory, day: date
) -> tuple[int, int] | None:
    if line.category not in codes or not is_in_force(line, day):
        return None
    nearness = 2
    if line.places:
        named = [code for code in line.places if code in directory.path(place)]
        if not named and directory.unit(place).kind not in line.places:
            return None
        nearness = 0 if named else 1
    return codes.index(line.category), nearness


def is_in_force(line: Responsibility, day: date) -> bool:
    """Return whether a line counts on a day; it ends the day before `valid_to`."""
    begun = line.valid_from is None or line.valid_from <= day
    return begun and (line.valid_to is None or day < line.valid_to)


def resolve(words: str, place: str, edition: Pack, directory: Directory) -> str:
    """Return the unit that a line means for a place, "" where there is none.

    A rung of the ladder means the unit of that rung above the place; else it is a department of
    the place's banner by number or daily name, or a unit by its code.
    """
    section = edition.section("cases")
    rung = next((one for one in getattr(section, "ladder", ()) if one.code == words), None)
    if rung is not None:
        above = reversed(directory.path(place))
        return next((code for code in above if directory.unit(code).kind in rung.unit_kinds), "")
    if directory.has(words):
        return directory.current(words)
    banner = directory.banner_of(place)
    numbered = f"{banner}-{words}"
    if directory.has(numbered):
        return directory.current(numbered)
    below = directory.children(banner) if banner else ()
    return next((code for code in below if directory.unit(code).short_name == words), "")


def _rung_of(edition: Pack, unit: str, directory: Directory) -> str:
    kind = directory.unit(unit).kind
    ladder = get_section(edition).ladder
    return next((one.code for one in ladder if kind in one.unit_kinds), ladder[0].code)


# ---------------------------------------------------------------- what a dispatch keeps
def make_route(
    state: CaseState,
    ground: Ground,
    category: str,
    holder: PostView,
    rung: str,
    why: Personal[str] | None,
    *,
    verb: str,
    raised: bool = False,
) -> Route | Refusal | None:
    """Return the line a dispatch goes by, or why it needs a reason.

    None where the catalogue is silent, or the case goes to a lower rung than the catalogue's:
    who can settle it below need not send it up. `raised`: nor does the catalogue hold back
    what goes a level up.
    """
    frame, directory = ground.frame, ground.directory
    edition = find_edition(state.pack, state.pack_version, frame)
    found = propose(edition, category, state.place, directory, local_day(frame.now))
    if edition is None or found is None:
        return None
    words = why is not None and bool(why.value.strip())
    unit = found.unit if _is_of(holder, found, edition, directory) else holder.unit
    if unit != found.unit:
        ladder = [one.code for one in get_section(edition).ladder]
        steps = ladder.index(rung) - ladder.index(found.rung)
        if steps < 0 or (raised and steps > 0):
            return None
        if not words:
            name = directory.unit(found.unit).short_name
            return dr.ROUTE_REASON(verb=verb, receipt=state.receipt, unit=name)
    return Route(
        entry=found.line.code,
        pack_version=found.pack_version,
        proposed=found.unit,
        unit=unit,
        cites=found.cites,
        co_units=found.co_units,
        why=why.ref if words and why is not None and unit != found.unit else VaultRef(""),
    )


def _is_of(holder: PostView, found: Proposal, edition: Pack, directory: Directory) -> bool:
    """Return whether a post takes what goes to the unit proposed, itself or from above it."""
    if holder.unit == found.unit:
        return True
    rung = find_rung(get_section(edition), found.rung)
    post = choose_post(directory, found.unit, rung.roles)
    return post is not None and post.id == holder.id


def check_not_below(
    state: CaseState,
    ground: Ground,
    category: str,
    unit: str,
    ledger: Ledger | None,
    *,
    start: str,
    verb: str,
) -> Refusal | None:
    """Refuse to push a department's listed duty down to a village from outside of it.

    Source: department duties may not be sent to the grass roots (anchors 66.*, bj.village_guard).
    """
    directory = ground.directory
    if unit == start or directory.unit(unit).kind not in VILLAGE_KINDS:
        return None
    found = find_guard(state, ground.frame, category, ledger, directory)
    if found is None:
        return None
    name = directory.unit(found.unit).short_name if found.unit else found.duty.unit
    cite = "；".join(str(one) for one in found.duty.cites)
    return dr.DUTY_NOT_BELOW(
        verb=verb, receipt=state.receipt, duty=found.duty.zh, unit=name, cite=cite
    )


def find_guard(
    state: CaseState, frame: Frame, category: str, ledger: Ledger | None, directory: Directory
) -> Guarded | None:
    """Return the listed duty a category falls under, None where a village may have it."""
    edition = find_edition(state.pack, state.pack_version, frame)
    if edition is None or not category:
        return None
    codes = _list_levels(edition, category)
    for duty in _guards(edition, codes):
        if not duty.ledgers or ledger in duty.ledgers:
            return Guarded(duty, resolve(duty.unit, state.place, edition, directory))
    return None


def _guards(edition: Pack, codes: tuple[str, ...]) -> Iterable[NotBelow]:
    section = get_catalogue(edition)
    return (one for one in section.not_below if set(codes) & set(one.categories))
