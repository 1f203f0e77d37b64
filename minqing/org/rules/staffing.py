"""Rules of setting a post up with the one who is in it, as a list of posts says; and of taking
that back. Pure.

Each is one command over a post and a person: a list never leaves a post without the person
whom its row names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minqing.kernel.messages import Decided, Decision, Frame, Refusal, RefusalKind, States
from minqing.org.commands import (
    AppointPerson,
    CreatePost,
    RegisterPerson,
    SetUpPost,
    TakeBackPost,
)
from minqing.org.events import PersonLeft, PostAbolished
from minqing.org.rules import persons, posts
from minqing.org.state import PersonState

NAME_MISSING = RefusalKind(
    "post-set-up-name-missing", "不能设置岗位“{title}”：写了任职人，没有姓名。请补上姓名。"
)
SINCE_MISSING = RefusalKind(
    "post-set-up-since-missing", "不能设置岗位“{title}”：有任职人，没有任职起日。请补上日期。"
)
CHANGED_SINCE = RefusalKind(
    "post-take-back-changed", "不能撤回岗位“{title}”：设置以后已有变动。请逐项办理。"
)


def needs(command: Any) -> tuple[str, ...]:
    """Return the post's stream first, then the units or people it touches."""
    if not isinstance(command, SetUpPost | TakeBackPost):
        return posts.needs(command)
    named = [f"post:{command.post}"]
    if isinstance(command, SetUpPost):
        named += [f"unit:{unit}" for unit in (command.unit, *command.reach)]
    if command.person:
        named.append(f"person:{command.person}")
    return tuple(dict.fromkeys(named))


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a post command, or its refusal."""
    if isinstance(command, TakeBackPost):
        return _take_back(command, states, frame)
    if isinstance(command, SetUpPost):
        return _set_up(command, states, frame)
    return posts.decide(command, states, frame)


def _set_up(command: SetUpPost, states: States, frame: Frame) -> Decision:
    created = posts.decide(
        CreatePost(
            id=command.id,
            post=command.post,
            unit=command.unit,
            role=command.role,
            title=command.title,
            reach=command.reach,
        ),
        states,
        frame,
    )
    if isinstance(created, Refusal) or not command.person:
        return created
    if command.since is None:
        return SINCE_MISSING(title=command.title)
    registered = _register(command, states, frame)
    if isinstance(registered, Refusal):
        return registered
    made = [*created, *registered]
    appointment = AppointPerson(
        id=command.id,
        post=command.post,
        person=command.person,
        since=command.since,
        until=command.until,
    )
    appointed = posts.decide(appointment, fold(states, made), frame)
    return appointed if isinstance(appointed, Refusal) else [*made, *appointed]


def _register(command: SetUpPost, states: States, frame: Frame) -> Decision:
    """Register the one who is named; one who is known already keeps the name they have."""
    if states.get(f"person:{command.person}") is not None:
        return []
    if command.name is None:
        return NAME_MISSING(title=command.title)
    wish = RegisterPerson(
        id=command.id, person=command.person, name=command.name, home=command.unit
    )
    return persons.decide(wish, states, frame)


def fold(states: States, made: Sequence[Decided]) -> dict[str, Any]:
    """Return the states of posts and people after what was decided so far."""
    found = dict(states)
    for one in made:
        evolve = persons.evolve if one.stream.startswith("person:") else posts.evolve
        found[one.stream] = evolve(found.get(one.stream), one.event)
    return found


def _take_back(command: TakeBackPost, states: States, frame: Frame) -> Decision:
    """Empty the post on the day it was filled, abolish it, and let the person go again."""
    state = posts.check_post("撤回", command.post, states, frame)
    if isinstance(state, Refusal):
        return state
    current = state.current
    if len(state.tenures) > 1 or (current.person if current else "") != command.person:
        return CHANGED_SINCE(title=state.title)
    decided: list[Decided] = []
    if current is not None:
        decided += posts.relieve_from(command.post, current.person, current.since, command.reason)
    decided.append(Decided(f"post:{command.post}", PostAbolished()))
    person: PersonState | None = states.get(f"person:{command.person}")
    alone = person is not None and len(person.posts) == 1 and person.left is None
    if command.with_person and alone and current is not None:
        decided.append(Decided(f"person:{command.person}", PersonLeft(on=current.since)))
    return decided


evolve = posts.evolve
