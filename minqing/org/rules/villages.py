"""Rules of handing a whole village over: several posts of it to several people, in one act. Pure.

Everybody leaves before anybody comes, so two may change places; one refusal refuses all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minqing.kernel.messages import Decided, Decision, Frame, Refusal, RefusalKind, States
from minqing.kernel.periods import local_day
from minqing.org.commands import AppointPerson, HandOverVillage, RelievePerson
from minqing.org.events import HandOverRecorded
from minqing.org.rules import posts, staffing
from minqing.org.rules.posts import AHEAD, NO_POSTS, RECORDED, SAME_PERSON
from minqing.org.terms import Hand

MOST = 40
TWICE = RefusalKind(
    "hand-over-twice", "不能办理整村交接：同一个岗位写了两次，或者一次超过{most}项。请核对岗位。"
)
ELSEWHERE = RefusalKind(
    "hand-over-elsewhere",
    "不能办理整村交接：岗位“{title}”不是这个村的岗位。请到它所在的单位办理交接。",
)


def needs(command: Any) -> tuple[str, ...]:
    """Return the posts, the people and the records of a village's hand-over."""
    if not isinstance(command, HandOverVillage):
        return staffing.needs(command)
    named: list[str] = []
    for hand in command.hands:
        named += (f"post:{post}" for post in hand.posts)
        named += (f"person:{person}" for person in (hand.giver, hand.taker))
        named += [f"handover:{hand.record}"] if hand.record else []
    # an act without a post is refused in words: it still needs a stream to be asked about
    return tuple(dict.fromkeys(named)) or ("post:-",)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a post command, or its refusal."""
    if isinstance(command, HandOverVillage):
        return _hand_over(command, states, frame)
    return staffing.decide(command, states, frame)


def _hand_over(command: HandOverVillage, states: States, frame: Frame) -> Decision:
    refused = _check(command, states, frame)
    if refused is not None:
        return refused
    made: list[Decided] = []
    for wish in _list_wishes(command):
        decided = posts.decide(wish, staffing.fold(states, made), frame)
        if isinstance(decided, Refusal):
            return decided
        made += decided
    return made + [
        Decided(f"handover:{hand.record}", _record(command, hand, states))
        for hand in command.hands
        if hand.record
    ]


def _check(command: HandOverVillage, states: States, frame: Frame) -> Refusal | None:
    named = [post for hand in command.hands for post in hand.posts]
    if not named or not all(hand.posts for hand in command.hands):
        return NO_POSTS()
    records = [hand.record for hand in command.hands if hand.record]
    twice = len(set(named)) != len(named) or len(set(records)) != len(records)
    if twice or len(command.hands) > MOST:
        return TWICE(most=MOST)
    if command.on > local_day(frame.now):
        return AHEAD(on=command.on.isoformat())
    for post in named:
        state = posts.check_post("交接", post, states, frame)
        if isinstance(state, Refusal):
            return state
        if state.unit != command.unit:
            return ELSEWHERE(title=state.title)
    return next((wrong for hand in command.hands if (wrong := _check_hand(hand, states))), None)


def _check_hand(hand: Hand, states: States) -> Refusal | None:
    if hand.giver == hand.taker:
        return SAME_PERSON()
    if hand.record and states.get(f"handover:{hand.record}") is not None:
        return RECORDED()
    return None


def _list_wishes(command: HandOverVillage) -> Iterator[RelievePerson | AppointPerson]:
    """Yield what is done with each post: first everybody leaves, then everybody comes."""
    pairs = [(post, hand) for hand in command.hands for post in hand.posts]
    for post, hand in pairs:
        yield RelievePerson(
            id=command.id, post=post, person=hand.giver, on=command.on, reason=command.reason
        )
    for post, hand in pairs:
        yield AppointPerson(
            id=command.id,
            post=post,
            person=hand.taker,
            since=command.on,
            until=command.until,
            posting=command.posting,
        )


def _record(command: HandOverVillage, hand: Hand, states: States) -> HandOverRecorded:
    return HandOverRecorded(
        posts=hand.posts,
        giver=hand.giver,
        taker=hand.taker,
        on=command.on,
        home=states[f"post:{hand.posts[0]}"].home,
        reason=command.reason,
        sheet=hand.sheet,
        village=command.unit,
    )


evolve = staffing.evolve
