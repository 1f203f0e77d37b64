"""`Packs`: the published mechanisms as an immutable snapshot for rules and reads. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from minqing.mechanisms import normal
from minqing.mechanisms.pack import Pack, covers
from minqing.mechanisms.state import PackState


class PackUnknown(KeyError):
    """No such mechanism, version, or nothing in force."""


@lru_cache(maxsize=256)
def _read(digest: str, body: str) -> Pack:
    # a body never changes, so one reading per process is enough; digest only speeds the hash
    return normal.decode_body(body)


class Packs:
    """Every version of every published mechanism. Bodies are read when first asked for."""

    def __init__(self, states: Mapping[str, PackState]) -> None:
        self._states = dict(states)
        self._found: dict[tuple[str, int], Pack] = {}
        self._of_places: dict[tuple[tuple[str, ...], str, str], Pack | None] = {}

    def get(self, key: str, version: int) -> Pack:
        """Return one version, retired or not; raises PackUnknown."""
        pack = self._found.get((key, version))
        if pack is None:
            state = self._states.get(key)
            published = state.find(version) if state is not None else None
            if published is None:
                raise PackUnknown(f"{key} version {version}")
            pack = self._found[key, version] = _read(published.digest, published.body)
        return pack

    def find_current(self, key: str, on: date | None = None) -> Pack | None:
        """Return the newest version in force (on that day), None when there is none."""
        state = self._states.get(key)
        for item in reversed(state.versions if state is not None else ()):
            if item.in_force:
                pack = self.get(key, item.version)
                if on is None or pack.is_valid_on(on):
                    return pack
        return None

    def current(self, key: str, on: date | None = None) -> Pack:
        """Return the newest version in force; raises PackUnknown."""
        pack = self.find_current(key, on)
        if pack is None:
            raise PackUnknown(key)
        return pack

    def for_unit(
        self, path: Sequence[str], banner: str, section: str = "", on: date | None = None
    ) -> Pack | None:
        """Return the mechanism in force for a unit, the one of the smallest place first.

        `path`: codes from the root to the unit. `section`: only mechanisms that steer it.
        """
        if on is not None:
            return self._find_for(path, banner, section, on)
        place = (tuple(path), banner, section)
        if place not in self._of_places:  # asked for every visit of a village, and the same
            self._of_places[place] = self._find_for(path, banner, section, None)
        return self._of_places[place]

    def _find_for(
        self, path: Sequence[str], banner: str, section: str, on: date | None
    ) -> Pack | None:
        def fits(pack: Pack) -> bool:
            if pack.kind != "mechanism" or (section and pack.section(section) is None):
                return False
            code = pack.place.code
            return code in path or covers(code, banner)

        found = self._choose(fits, on)
        return max(found, key=lambda pack: (len(pack.place.code), pack.key), default=None)

    def all(self, on: date | None = None) -> tuple[Pack, ...]:
        """Return the newest version in force of every mechanism, by key."""
        return tuple(self._choose(lambda pack: True, on))

    def _choose(self, fits: Callable[[Pack], bool], on: date | None) -> list[Pack]:
        current = (self.find_current(key, on) for key in sorted(self._states))
        return [pack for pack in current if pack is not None and fits(pack)]
