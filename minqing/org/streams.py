"""How the log knows units, posts and people."""

from __future__ import annotations

from minqing.log.registry import StreamKind
from minqing.org import commands, events, projection
from minqing.org.models import Person, Post, Unit
from minqing.org.rules import persons, posts, units
from minqing.org.state import PersonState, PostState, UnitState


def _unit_home(state: UnitState) -> str:
    return next((code for level, code in state.above if level == 3), "")


UNIT = StreamKind(
    name="unit",
    state=UnitState,
    evolve=units.evolve,
    decide=units.decide,
    needs=units.needs,
    commands=commands.UNIT_COMMANDS,
    events=events.UNIT_EVENTS,
    table=Unit,
    columns=projection.UNIT_COLUMNS,
    row=projection.unit_row,
    derived=projection.LEVEL_COLUMNS,
    home=_unit_home,
)

POST = StreamKind(
    name="post",
    state=PostState,
    evolve=posts.evolve,
    decide=posts.decide,
    needs=posts.needs,
    commands=commands.POST_COMMANDS,
    events=events.POST_EVENTS,
    table=Post,
    columns=projection.POST_COLUMNS,
    row=projection.post_row,
    home=lambda state: state.home,
)

PERSON = StreamKind(
    name="person",
    state=PersonState,
    evolve=persons.evolve,
    decide=persons.decide,
    needs=persons.needs,
    commands=commands.PERSON_COMMANDS,
    events=events.PERSON_EVENTS,
    table=Person,
    columns=projection.PERSON_COLUMNS,
    row=projection.person_row,
    home=lambda state: state.home,
)

SNAPSHOT_KINDS = ("unit", "post", "person", "subject")
"""Streams whose changes make the directory stale; `subject`: a name was erased."""
