"""Rows of the projection tables from states, and the snapshot from the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from minqing.org.directory import Directory, PostView, TeamView, UnitView
from minqing.org.models import Person, Post, Team, Unit
from minqing.org.state import (
    HandOverState,
    PersonState,
    PostState,
    RemitState,
    TeamState,
    UnitState,
)
from minqing.org.terms import LEVEL_NAMES, Axis, FormerName, Grant, Posting, UnitKind
from minqing.vault.public import open_values

LEVEL_COLUMNS = tuple(LEVEL_NAMES.values())
UNIT_COLUMNS = (
    "code", "name", "short_name", "kind", "level", "parent", "axis", "serves", "closed",
    "successor", "names", *LEVEL_COLUMNS,
)  # fmt: skip
POST_COLUMNS = (
    "id", "unit", "role", "title", "reach", "person", "since", "until", "concurrent", "abolished",
    "posting", "origin", "grants",
)  # fmt: skip
PERSON_COLUMNS = ("id", "name_ref", "home", "left_on")
TEAM_COLUMNS = (
    "id", "kind", "unit", "name", "leader", "deputy", "village", "members", "dissolved_on",
)  # fmt: skip
REMIT_COLUMNS = ("id", "level", "unit", "title", "number", "issued_on", "withdrawn_on")
HAND_OVER_COLUMNS = ("id", "posts", "giver", "taker", "done_on", "reason")

_write = msgspec.json.Encoder().encode
_read_names = msgspec.json.Decoder(tuple[FormerName, ...]).decode
_read_grants = msgspec.json.Decoder(tuple[Grant, ...]).decode
_read_posting = msgspec.json.Decoder(Posting).decode


def _as_text(value: Any) -> str:
    return _write(value).decode()


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
        state.axis.value, state.serves, state.closed, state.successor, _as_text(state.names),
        *compute_levels(code, state, snapshots),
    )  # fmt: skip


def post_row(post: str, state: PostState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a post in the order of POST_COLUMNS."""
    current = state.current
    posting = current.posting if current else None
    return (
        post, state.unit, state.role, state.title, " ".join(state.reach),
        current.person if current else "",
        current.since if current else None,
        current.until if current else None,
        current.concurrent if current else False,
        state.abolished,
        _as_text(posting) if posting else "",
        posting.origin if posting else "",
        _as_text(state.grants),
    )  # fmt: skip


def person_row(person: str, state: PersonState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a person in the order of PERSON_COLUMNS."""
    return person, state.name, state.home, state.left


def team_row(team: str, state: TeamState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a team in the order of TEAM_COLUMNS."""
    return (
        team, state.kind, state.unit, state.name, state.leader, state.deputy, state.village,
        " ".join(state.members), state.dissolved,
    )  # fmt: skip


def remit_row(remit: str, state: RemitState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a paper of responsibilities in the order of REMIT_COLUMNS."""
    return (
        remit, state.level, state.unit, state.title, state.number, state.on, state.withdrawn,
    )  # fmt: skip


def hand_over_row(
    record: str, state: HandOverState, snapshots: Mapping[type, Any]
) -> tuple[Any, ...]:
    """Return the row of a hand-over in the order of HAND_OVER_COLUMNS."""
    return (
        record, " ".join(state.posts), state.giver, state.taker, state.on, state.reason[:200],
    )  # fmt: skip


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
            _read_names(names),
        )  # fmt: skip
        for code, name, short, kind, level, parent, axis, serves, closed, successor, names in rows
    ]


def _load_posts(names: Mapping[str, str]) -> list[PostView]:
    return [
        PostView(
            id=post, unit=unit, role=role, title=title, reach=tuple(reach.split()),
            person=person or None, person_name=names.get(person, ""),
            since=since, until=until, concurrent=concurrent, abolished=abolished,
            posting=_read_posting(posting) if posting else None, grants=_read_grants(grants),
        )  # fmt: skip
        for post, unit, role, title, reach, person, since, until, concurrent, abolished, posting,
            _origin, grants
        in Post.objects.values_list(*POST_COLUMNS)
    ]  # fmt: skip


def load_directory() -> Directory:
    """Return the directory as the tables now say; names of officials come from the vault.

    Names of staff are not masked: a resident may know who answers. An erased name is "".
    """
    refs = dict(Person.objects.values_list("id", "name_ref"))
    values = open_values(refs.values())
    names = {person: values[ref] for person, ref in refs.items() if ref in values}
    return Directory(_load_units(), _load_posts(names), names, _load_teams())


def _load_teams() -> list[TeamView]:
    rows = Team.objects.filter(dissolved_on=None).values_list(*TEAM_COLUMNS[:-1])
    return [
        TeamView(team, kind, unit, name, leader, deputy, village, tuple(members.split()))
        for team, kind, unit, name, leader, deputy, village, members in rows
    ]
