"""How the log knows units, posts and people."""

from __future__ import annotations

from minqing.log.registry import StreamKind
from minqing.org import accounts, commands, events, projection
from minqing.org.models import HandOver, Person, Post, Remit, Team, Unit
from minqing.org.rules import persons, posts, remits, teams, units, villages
from minqing.org.state import (
    HandOverState,
    PersonState,
    PostState,
    RemitState,
    TeamState,
    UnitState,
)


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
    version=2,
)

POST = StreamKind(
    name="post",
    state=PostState,
    evolve=villages.evolve,
    decide=villages.decide,
    needs=villages.needs,
    commands=commands.POST_COMMANDS,
    events=events.POST_EVENTS,
    table=Post,
    columns=projection.POST_COLUMNS,
    row=projection.post_row,
    home=lambda state: state.home,
    version=2,
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
    effects=accounts.EFFECTS,
)

TEAM = StreamKind(
    name="team",
    state=TeamState,
    evolve=teams.evolve,
    decide=teams.decide,
    needs=teams.needs,
    commands=commands.TEAM_COMMANDS,
    events=events.TEAM_EVENTS,
    table=Team,
    columns=projection.TEAM_COLUMNS,
    row=projection.team_row,
    home=lambda state: state.home,
)

REMIT = StreamKind(
    name="remit",
    state=RemitState,
    evolve=remits.evolve,
    decide=remits.decide,
    needs=remits.needs,
    commands=commands.REMIT_COMMANDS,
    events=events.REMIT_EVENTS,
    table=Remit,
    columns=projection.REMIT_COLUMNS,
    row=projection.remit_row,
    home=lambda state: state.home,
)

HAND_OVER = StreamKind(
    name="handover",
    state=HandOverState,
    evolve=posts.evolve_hand_over,
    decide=posts.decide,
    needs=posts.needs,
    commands=(),
    events=events.HAND_OVER_EVENTS,
    table=HandOver,
    columns=projection.HAND_OVER_COLUMNS,
    row=projection.hand_over_row,
    home=lambda state: state.home,
)
"""Written by the commands that hand posts over, together with the posts and the people."""

KINDS = (UNIT, POST, PERSON, TEAM, REMIT, HAND_OVER)
SNAPSHOT_KINDS = ("unit", "post", "person", "team", "subject:person")
"""Streams whose changes make the directory stale; the last: a name was erased or sealed."""
