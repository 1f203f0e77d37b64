"""The job that empties the outbox to other systems: claim, sign, post, note.

Each step is a short transaction of its own, none is open while the other side is waited for:

1. what a stopped sender had in hand goes back;
2. a message is claimed: one row moves from waiting to sending, or another had it first;
3. it is signed and posted, with its id in the signature;
4. the answer is noted, if the claim still holds.

Killed anywhere nothing is lost. Killed between 3 and 4 a message is posted twice with the same
id, which the other side knows again. Messages of one subject go in order, unless one of them
waits for another try: then the later ones go first, and their position tells.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic

import msgspec

from minqing.exchange.models import Outgoing
from minqing.exchange.outbox.terms import SendState, find_retry, is_worth_trying
from minqing.exchange.wire.calling import Answered, post
from minqing.exchange.wire.signing import sign
from minqing.log.public import claims, is_demonstration

S = SendState
AT_ONCE = 50
SECONDS = 1.0
"""A step of the worker: its clocks must not wait long for others."""

PAUSE = timedelta(minutes=1)
"""After a target could not be reached, or was slow, this process leaves it alone so long."""

logger = logging.getLogger("minqing.exchange")
_paused: dict[str, datetime] = {}


class Ready(msgspec.Struct, frozen=True):
    """A message ready to go: where to, signed with what. `most`: bytes of the answer to read."""

    address: str
    key: str
    body: bytes
    most: int = 0


class NotReady(Exception):
    """A message that will never go; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Prepare = Callable[[Outgoing, datetime], Ready]
"""Returns a message of one kind of target ready to go; raises NotReady."""

Follow = Callable[[Outgoing, Answered, datetime], str]
"""What follows from an answer of 2xx; returns a code when the answer is no good, else ""."""

_prepare: dict[str, Prepare] = {}
_follow: dict[str, Follow] = {}


def register_target(kind: str, prepare: Prepare, follow: Follow | None = None) -> None:
    """Register how messages to a kind of target (`peer`, `hook`) are made ready."""
    _prepare[kind] = prepare
    if follow is not None:
        _follow[kind] = follow


def send_due(now: datetime) -> int:
    """Send what is due, about a second of it; returns how many messages moved."""
    done, began = take_back(now), monotonic()
    for message in _list_due(now):
        if message.target in _paused and _paused[message.target] > now:
            continue  # it was found unreachable a moment ago, by another message
        done += _send_safely(message, now)
        if monotonic() - began > SECONDS:
            break
    return done


def send_one(message: str, now: datetime) -> int:
    """Send one waiting message at once; 0 when it does not wait."""
    found = Outgoing.objects.filter(id=message, state=S.WAITING.value).first()
    return 0 if found is None else _send_safely(found, now)


def forget_pauses() -> None:
    """Forget what this process found unreachable: a person wants it tried now."""
    _paused.clear()


def take_back(now: datetime) -> int:
    """Put back what a stopped sender had in hand; it may have been posted already."""
    return claims.take_back(Outgoing, now)


def _list_due(now: datetime) -> Sequence[Outgoing]:
    resting = [target for target, until in _paused.items() if until > now]
    due = Outgoing.objects.filter(state=S.WAITING.value, due_at__lte=now)
    if resting:
        due = due.exclude(target__in=resting)
    return list(due.order_by("position", "id")[:AT_ONCE])


def _send_safely(message: Outgoing, now: datetime) -> int:
    token = claims.take(message, now)
    if not token:
        return 0
    try:
        return _send(message, token, now)
    except Exception:
        logger.exception("message broken", extra={"message_id": message.id})
        return note(message.id, token, now, state=S.DEAD, code="broken")


def _send(message: Outgoing, token: str, now: datetime) -> int:
    kind = message.target.partition(":")[0]
    if is_demonstration():
        return note(message.id, token, now, state=S.SHOWN)  # made-up matters leave no house
    try:
        ready = _prepare[kind](message, now)
    except NotReady as stopped:
        return note(message.id, token, now, state=S.DROPPED, code=stopped.code)
    headers = sign(ready.key, message.id, int(now.timestamp()), ready.body)
    began = monotonic()
    answer = post(ready.address, headers, ready.body, read_at_most=ready.most)
    if monotonic() - began > SECONDS:  # the worker has clocks to look at meanwhile
        _paused[message.target] = now + PAUSE
    code = answer.code or ("" if answer.ok else f"http-{answer.status}")
    if answer.ok:
        code = _follow[kind](message, answer, now) if kind in _follow else ""
        if not code:
            return note(message.id, token, now, state=S.TAKEN)
    if code == "unreachable":
        _paused[message.target] = now + PAUSE
    # a 2xx that is not what was asked for may be a page of somebody's maintenance
    worth = answer.ok or is_worth_trying(answer.status)
    again = find_retry(now, message.attempts + 1) if worth else None
    if again is None:
        return note(message.id, token, now, state=S.DEAD, code=code)
    return note(message.id, token, now, state=S.WAITING, code=code, due_at=again)


def note(
    message: str,
    token: str,
    now: datetime,
    *,
    state: SendState,
    code: str = "",
    due_at: datetime | None = None,
) -> int:
    """Note what became of a message in hand; 0 when the claim was lost meanwhile."""
    moved: Mapping[str, datetime] = {} if due_at is None else {"due_at": due_at}
    return claims.let_go(Outgoing, message, token, now, state=state.value, code=code, **moved)


def keep(messages: Sequence[Outgoing]) -> None:
    """Put messages into the outbox; a repeat changes nothing."""
    if messages:
        Outgoing.objects.bulk_create(messages, ignore_conflicts=True, batch_size=100)
