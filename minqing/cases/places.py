"""Where a unit stands: league, banner, town, village, as the columns and rules need it. Pure."""

from __future__ import annotations

from typing import NamedTuple

from minqing.org.public import Directory


class Levels(NamedTuple):
    """Codes of the units of the place axis above a unit; "" where it stands above them."""

    league: str
    banner: str
    town: str
    village: str


NOWHERE = Levels("", "", "", "")
_newest: tuple[Directory | None, dict[str, Levels]] = (None, {})


def find_levels(directory: Directory, unit: str) -> Levels:
    """Return league, banner, town and village of a unit.

    Kept for the newest directory only: a batch asks for the same few units.
    """
    global _newest
    known_for, known = _newest
    if known_for is not directory:
        known = {}
        _newest = (directory, known)
    found = known.get(unit)
    if found is None:
        found = known[unit] = _look_up(directory, unit)
    return found


def _look_up(directory: Directory, unit: str) -> Levels:
    if not directory.has(unit):
        return NOWHERE
    level = directory.levels(unit)
    return Levels(level["league"], level["banner"], level["town"], level["village"])
