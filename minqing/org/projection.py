"""Rows of the projection tables from states, and the snapshot from the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.org.directory import Directory, PostView, UnitView
from minqing.org.models import Person, Post, Unit
from minqing.org.state import PersonState, PostState, UnitState
from minqing.org.terms import LEVEL_NAMES, Axis, UnitKind
from minqing.vault.public import open_values

LEVEL_COLUMNS = tuple(LEVEL_NAMES.values())
UNIT_COLUMNS = (
    "code", "name", "short_name", "kind", "level", "parent", "axis", "serves", "closed",
    "successor", *LEVEL_COLUMNS,
)  # fmt: skip
POST_COLUMNS = (
    "id", "unit", "role", "title", "reach", "person", "since", "until", "concurrent", "abolished",
)  # fmt: skip
PERSON_COLUMNS = ("id", "name_ref", "home", "left_on")


def compute_levels(code: str, state: UnitState, snapshots: Mapping[type, Any]) -> tuple[str, ...]:
    """Return the level columns of a unit, from where its parent stands today.

    A parent made in the same batch is not in the directory yet; then the places written
    into the unit's own events are used.
    """
    directory: Directory | None = snapshots.get(Directory)
    place = state.serves or state.parent
    if directory is not None and directory.has(place):
        found = directory.levels(place)
    else:
        found = dict.fromkeys(LEVEL_COLUMNS, "")
        found.update((LEVEL_NAMES[level], above) for level, above in state.above)
    if state.axis is Axis.PLACE and state.level in LEVEL_NAMES:
        found[LEVEL_NAMES[state.level]] = code
    return tuple(found[name] for name in LEVEL_COLUMNS)


def unit_row(code: str, state: UnitState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a unit in the order of UNIT_COLUMNS."""
    return (
        code, state.name, state.short_name, state.kind.value, state.level, state.parent,
        state.axis.value, state.serves, state.closed, state.successor,
        *compute_levels(code, state, snapshots),
    )  # fmt: skip


def post_row(post: str, state: PostState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a post in the order of POST_COLUMNS."""
    current = state.current
    return (
        post, state.unit, state.role, state.title, " ".join(state.reach),
        current.person if current else "",
        current.since if current else None,
        current.until if current else None,
        current.concurrent if current else False,
        state.abolished,
    )  # fmt: skip


def person_row(person: str, state: PersonState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a person in the order of PERSON_COLUMNS."""
    return person, state.name, state.home, state.left


def _load_units() -> list[UnitView]:
    rows = Unit.objects.values_list(*UNIT_COLUMNS[: -len(LEVEL_COLUMNS)])
    kinds = {kind.value: kind for kind in UnitKind}
    axes = {axis.value: axis for axis in Axis}
    return [
        UnitView(
            code,
            name,
            short,
            kinds[kind],
            level,
            parent or None,
            axes[axis],
            serves,
            closed,
            successor,
        )  # fmt: skip
        for code, name, short, kind, level, parent, axis, serves, closed, successor in rows
    ]


def _load_posts(names: Mapping[str, str]) -> list[PostView]:
    return [
        PostView(
            id=post, unit=unit, role=role, title=title, reach=tuple(reach.split()),
            person=person or None, person_name=names.get(person, ""),
            since=since, until=until, concurrent=concurrent, abolished=abolished,
        )  # fmt: skip
        for post, unit, role, title, reach, person, since, until, concurrent, abolished
        in Post.objects.values_list(*POST_COLUMNS)
    ]  # fmt: skip


def load_directory() -> Directory:
    """Return the directory as the tables now say; names of officials come from the vault.

    Names of staff are not masked: a resident may know who answers. An erased name is "".
    """
    refs = dict(Person.objects.values_list("id", "name_ref"))
    values = open_values(refs.values())
    names = {person: values[ref] for person, ref in refs.items() if ref in values}
    return Directory(_load_units(), _load_posts(names), names)
