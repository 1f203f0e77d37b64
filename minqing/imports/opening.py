"""A batch's file as rows, from the vault; what the words of its columns may mean."""

from __future__ import annotations

from collections.abc import Iterator

from minqing.imports.reading import Source, count_about, open_source
from minqing.imports.state import BatchState
from minqing.imports.terms import FILE_GONE, FileRefused, RawRow
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory
from minqing.vault.public import open_file, open_value


def read_source(state: BatchState) -> Source:
    """Return the file of a batch; raises FileRefused when its term is over."""
    data = open_file(state.file)
    if data is None:
        raise FileRefused(FILE_GONE())
    name = str(open_value(state.name, ""))
    return Source(data, name, sheet=state.sheet, heading=state.heading)


def open_batch(state: BatchState) -> Iterator[RawRow]:
    """Yield the rows of a batch's file, heading first."""
    return open_source(read_source(state))


def count_rows(state: BatchState) -> int:
    """Return about how many rows a batch's file has, for a progress bar."""
    return count_about(read_source(state))


def list_categories(unit: str) -> dict[str, str]:
    """Return the codes of matters by the words that the mechanism of a unit has for them."""
    directory = get_snapshot(Directory)
    pack = get_snapshot(Packs).for_unit(
        directory.path(unit), directory.banner_of(unit), section="categories"
    )
    section = None if pack is None else pack.section("categories")
    if section is None:
        return {}
    found: dict[str, str] = {}
    for first in section.tree:
        found[first.zh] = found[first.code] = first.code
        for one in first.children:
            found.setdefault(one.zh, one.code)
            found[one.code] = one.code
    return found
