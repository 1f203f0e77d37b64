"""Where matters may be raised: the towns and villages of the banners that have posts."""

from __future__ import annotations

from functools import lru_cache

from minqing.log.public import get_snapshot
from minqing.org.public import TOWN_KINDS, VILLAGE_KINDS, Directory

Pairs = tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)  # of one directory: it is replaced as a whole when units or posts change
def _banners(directory: Directory) -> tuple[str, ...]:
    return tuple(sorted({directory.banner_of(post.unit) for post in directory.posts()} - {""}))


def list_banners() -> tuple[str, ...]:
    """Return the codes of the banners that are served."""
    return _banners(get_snapshot(Directory))


def get_place_name() -> str:
    """Return the name of the one banner that is served; empty when there are several or none."""
    directory = get_snapshot(Directory)
    banners = _banners(directory)
    return directory.unit(banners[0]).name if len(banners) == 1 else ""


def list_towns() -> Pairs:
    """Return towns, sumus, townships and streets, with the banner where several are served."""
    directory = get_snapshot(Directory)
    banners = _banners(directory)
    return tuple(
        (code, directory.full_name(code, directory.parent(banner) or "")
         if len(banners) > 1 else directory.unit(code).name)
        for banner in banners
        for code in directory.children(banner)
        if directory.unit(code).kind in TOWN_KINDS and list_villages(code)
    )  # fmt: skip


def list_villages(town: str) -> Pairs:
    """Return the villages, gachas and communities of a town; empty for an unknown one."""
    directory = get_snapshot(Directory)
    if not town or not directory.has(town):
        return ()
    return tuple(
        (code, directory.unit(code).short_name)
        for code in directory.children(town)
        if directory.unit(code).kind in VILLAGE_KINDS
    )


def find_town(village: str) -> str:
    """Return the town of a village that is served; empty for anything else."""
    directory = get_snapshot(Directory)
    town = directory.parent(village) if village and directory.has(village) else ""
    served = town and directory.unit(village).kind in VILLAGE_KINDS
    return town if town and served and directory.banner_of(town) in _banners(directory) else ""


MOST_FOUND = 12


def search_villages(words: str) -> Pairs:
    """Return villages whose name, or whose town's name, has these words; the closest first."""
    wanted = words.strip()
    if not wanted:
        return ()
    found = [
        (name.find(wanted), len(name), code, f"{town_name} · {name}")
        for town, town_name in list_towns()
        for code, name in list_villages(town)
        if wanted in name or wanted in town_name
    ]
    best = sorted(found, key=lambda one: (one[0] < 0, one[0], one[1], one[2]))
    return tuple((code, name) for _, _, code, name in best[:MOST_FOUND])


def name_place(code: str) -> str:
    """Return town and village as one name."""
    directory = get_snapshot(Directory)
    return directory.full_name(code) if code and directory.has(code) else ""
