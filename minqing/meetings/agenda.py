"""What may stand on an agenda: sources of other contexts, and where a subject stands. Pure.

A source is registered by the context whose streams it speaks for (or, for `case`, here). The
rules, the index and the pages all ask the same functions, so that none of them can differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from minqing.kernel.messages import Event, Frame, VaultRef
from minqing.mechanisms.public import Pack, Packs
from minqing.meetings.pack import KindOfMeeting, MeetingsSection
from minqing.meetings.terms import Take
from minqing.org.public import Directory

Why = Callable[[Any, Directory, Packs], tuple[str, ...]]
Carry = Callable[[Any, str, VaultRef, Frame], Sequence[Event]]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of stream that may come before a meeting.

    `why(state, directory, packs)`: reasons, words of `Take`, nothing while it is not stuck.
    `unit_of(state)`: who holds it. `since(state)`: from when it is counted. `weigh(state)`:
    households behind it. `carry(state, meeting, words, frame)`: its own events when a meeting
    hands it to the level above. `iterate(banner)`: its streams that may be stuck now.
    `describe(state)`: place, category and home for the board. `when`: types of events after which to look again.
    """

    prefix: str
    zh: str
    why: Why
    unit_of: Callable[[Any], str]
    since: Callable[[Any], Any]
    weigh: Callable[[Any], int]
    carry: Carry
    iterate: Callable[[str], Iterable[str]]
    describe: Callable[[Any], dict[str, str]]
    when: tuple[str, ...]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Register what may come before meetings; a double prefix fails at start."""
    if source.prefix in _sources:
        raise ValueError(f"agenda source {source.prefix} is registered twice")
    _sources[source.prefix] = source


def find_source(subject: str) -> Source | None:
    """Return the source of a stream, None where its kind never comes before a meeting."""
    return _sources.get(subject.partition(":")[0])


def list_sources() -> tuple[Source, ...]:
    """Return every registered source."""
    return tuple(_sources.values())


class Placement(msgspec.Struct, frozen=True):
    """On whose agenda a subject stands by itself, and why."""

    unit: str
    kind: str
    why: tuple[str, ...]


def find_meetings(directory: Directory, packs: Packs, unit: str) -> Pack | None:
    """Return the mechanism whose meetings are held at a unit, None without one."""
    if not directory.has(unit):
        return None
    path, banner = directory.path(unit), directory.banner_of(unit)
    return packs.for_unit(path, banner, section="meetings")


def get_section(pack: Pack) -> MeetingsSection:
    """Return what a pack says of meetings."""
    section = pack.section("meetings")
    assert isinstance(section, MeetingsSection), f"pack {pack.key} has no section of meetings"
    return section


def find_place(subject: str, state: Any, directory: Directory, packs: Packs) -> Placement | None:
    """Return where a subject stands by itself; None while nothing about it is stuck."""
    source = find_source(subject)
    if source is None or state is None:
        return None
    holder = source.unit_of(state)
    pack = find_meetings(directory, packs, holder)
    if pack is None:
        return None
    kind = get_section(pack).find_gathering(directory.unit(holder).kind)
    if kind is None:
        return None
    why = tuple(word for word in source.why(state, directory, packs) if word in kind.takes)
    unit = find_holding_unit(directory, kind, holder)
    return Placement(unit, kind.code, why) if why and unit else None


def find_holding_unit(directory: Directory, kind: KindOfMeeting, unit: str) -> str:
    """Return the unit itself or the closest one above that holds meetings of a kind; ""."""
    for code in reversed(directory.path(directory.current(unit))):
        if directory.unit(code).kind in kind.held_at:
            return code
    return ""


def find_next(
    section: MeetingsSection, kind: KindOfMeeting, unit: str, directory: Directory
) -> tuple[str, str] | None:
    """Return unit and kind of the meeting of the next level, None on the top."""
    above = section.find_kind(kind.next) if kind.next else None
    if above is None:
        return None
    parent = directory.parent(unit)
    found = find_holding_unit(directory, above, parent) if parent else ""
    return (found, above.code) if found else None


def walk_up(
    section: MeetingsSection, kind: str, unit: str, directory: Directory
) -> Iterator[tuple[str, str]]:
    """Yield the agendas above one, nearest first."""
    seen = {kind}
    here = section.find_kind(kind)
    while here is not None:
        found = find_next(section, here, unit, directory)
        if found is None or found[1] in seen:
            return
        yield found
        unit, seen = found[0], seen | {found[1]}
        here = section.find_kind(found[1])


def may_stand(
    place: Placement | None, unit: str, kind: str, section: MeetingsSection, directory: Directory
) -> bool:
    """Return whether a subject may be dealt with by a meeting: it stands on its agenda, or on
    one below from which it is carried here."""
    if place is None:
        return False
    if (place.unit, place.kind) == (unit, kind):
        return True
    return (unit, kind) in walk_up(section, place.kind, place.unit, directory)


RANKS = {word: number for number, word in enumerate(Take)}


def rank(why: Sequence[str], households: int) -> int:
    """Return where a subject stands in the order of an agenda: final opinions, joint handling,
    late ones, raised ones; within these the more households first."""
    first = min((RANKS[Take(word)] for word in why), default=len(RANKS))
    return first * 10_000 + (9_999 - min(households, 9_999))
