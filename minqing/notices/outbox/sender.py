"""The job that empties the outbox: plan, claim, hand over, note.

Each step is a short transaction of its own, none is open while a gateway is waited for:

1. what a stopped sender had in hand goes back, marked as a repeat;
2. what must wait is put off; many for one official become one digest;
3. a message is claimed: one row moves from waiting to sending, or another had it first;
4. it is handed over, with our id of it in every format that has room for one;
5. the answer is noted, if the claim still holds.

Killed anywhere, nothing is lost. Killed between 4 and 5 a message is handed over twice, with
the same id, so that a gateway can drop it; robots cannot. Nothing else is ever sent twice.
"""

from __future__ import annotations

import importlib
import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import msgspec
from django.db.models import Q

from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.ids import derived_id
from minqing.kernel.periods import local_day
from minqing.log.public import claims, get_snapshot, is_demonstration, write_transaction
from minqing.notices.channels.state import Channels, ChannelState
from minqing.notices.channels.terms import ROBOTS, ChannelKind, ChannelSecret
from minqing.notices.inbound.wishes import has_opted_out
from minqing.notices.models import Message
from minqing.notices.outbox.planning import Act, find_retry, plan
from minqing.notices.outbox.registry import find_addressee
from minqing.notices.outbox.terms import DIGEST, Addressee, MessageState, is_staff
from minqing.notices.outbox.texts import find_words_section, make_text
from minqing.notices.outbox.words import find_words
from minqing.notices.pack import NoticesSection
from minqing.org.public import Directory
from minqing.vault.public import open_value

S = MessageState
AT_ONCE = 50
SECONDS = 1.0
"""A step of the worker: its clocks must not wait long for gateways."""

PAUSE = timedelta(minutes=1)
"""After a gateway could not be reached, this process leaves its channel alone so long."""

logger = logging.getLogger("minqing.notices")
_paused: dict[str, datetime] = {}


class Way(msgspec.Struct, frozen=True):
    """By which channel and to which address."""

    channel: ChannelState
    address: str


def send_due(now: datetime) -> int:
    """Send what is due, about a second of it; returns how many messages moved."""
    done, began = take_back(now), monotonic()
    for message in _list_due(now):
        done += _advance_safely(message, now)
        if monotonic() - began > SECONDS:
            break
    return done


def take_back(now: datetime) -> int:
    """Put back what a stopped sender had in hand; it may have been handed over already."""
    return claims.take_back(Message, now, repeated=True)


def _list_due(now: datetime) -> Sequence[Message]:
    resting = [channel for channel, until in _paused.items() if until > now]
    due = Message.objects.filter(state=S.WAITING.value, due_at__lte=now)
    if resting:
        due = due.exclude(channel__in=resting)
    return list(due.order_by("-urgent", "due_at", "position", "id")[:AT_ONCE])


def _advance_safely(message: Message, now: datetime) -> int:
    """Do the next thing with one message; one that breaks is given up and shown, so that it
    does not stop the others."""
    try:
        return _advance(message, now)
    except Exception:
        logger.exception("message broken", extra={"message_id": message.id})
        return _end(message, S.DEAD, "broken", now)


def _advance(message: Message, now: datetime) -> int:
    """Do the next thing with one message; returns 1 when something moved."""
    section = find_words_section(message.unit)
    if section is None or find_words(section, message.key) is None:
        return _end(message, S.DROPPED, "no-words", now)
    if message.due_at + timedelta(days=section.lapse_days) < now:  # nobody sent for days
        return _end(message, S.LAPSED, "late", now)
    to = find_addressee(message.to, now)
    if not to.party:
        return _end(message, S.DROPPED, "no-address", now)
    if has_opted_out(to.party):
        return _end(message, S.DROPPED, "opted-out", now)
    way = find_way(message, to)
    if way is None:
        return _end(message, S.DROPPED, "no-channel", now)
    if _paused.get(way.channel.id, now) > now:
        return _put_off(message, _paused[way.channel.id], held=message.held)
    return _leave_or_wait(message, section, to, way, now)


def _leave_or_wait(
    message: Message, section: NoticesSection, to: Addressee, way: Way, now: datetime
) -> int:
    staff = is_staff(message.to)
    step = plan(
        section,
        now=now,
        calendar=get_snapshot(WorkCalendar),
        urgent=message.urgent,
        staff=staff,
        spent=count_spent(to.party, now, besides=message.id),
        exempt=message.key == DIGEST or (staff and message.held),
    )
    if step.act is not Act.SEND:
        assert step.until is not None, "to wait has an end"
        return _put_off(message, step.until, held=message.held or step.act is Act.HOLD)
    if staff and not message.urgent and message.key != DIGEST and section.find(DIGEST):
        folded = _fold(message, now)
        if folded:
            return folded
    text = make_text(message)
    token = claim(message, to.party, way.channel.id, now)
    return _send(message, token, section, to, way, text, now) if token else 0


# ---------------------------------------------------------------- by which way
def find_way(message: Message, to: Addressee) -> Way | None:
    """Return how a message reaches its addressee; None when nothing does.

    An official: where they asked to be told, else the group of the nearest unit, which hears
    nothing that is for a person alone. A raiser: by text message to the number they gave. Where
    nothing leaves, it is shown instead.
    """
    channels, directory = get_snapshot(Channels), get_snapshot(Directory)
    path = directory.path(message.unit)
    staff = is_staff(message.to)
    shown = channels.reach(path, (ChannelKind.SHOWN,))
    if shown:
        return Way(shown[0], "")
    addresses = [(ChannelKind.SMS, to.phone)]
    if staff:
        addresses = [(ChannelKind.MAIL, to.mail), *addresses]
    for kind, address in addresses:
        found = channels.reach(path, (kind,)) if address else ()
        if found:
            return Way(found[0], address)
    robots = channels.reach(path, ROBOTS) if message.to.startswith("post:") else ()
    return Way(robots[0], "") if robots else None


def count_spent(party: str, now: datetime, *, besides: str = "") -> int:
    """Return how often a person was interrupted today; what is urgent does not count."""
    rows = Message.objects.filter(party=party, sent_on=local_day(now), urgent=False)
    return rows.exclude(id=besides).exclude(state=S.FOLDED.value).count()


# ---------------------------------------------------------------- moving rows
def _end(message: Message, state: MessageState, code: str, now: datetime) -> int:
    with write_transaction():
        return Message.objects.filter(id=message.id, state=S.WAITING.value).update(
            state=state.value, code=code, answered_at=now
        )


def _put_off(message: Message, until: datetime, *, held: bool) -> int:
    with write_transaction():
        return Message.objects.filter(id=message.id, state=S.WAITING.value).update(
            due_at=until, held=held
        )


def _fold(message: Message, now: datetime) -> int:
    """Make one message of all that now wait for this official; 0 when it is the only one."""
    with write_transaction():
        waiting = Message.objects.filter(
            ~Q(key=DIGEST), to=message.to, state=S.WAITING.value, urgent=False, due_at__lte=now
        )
        ids = sorted(waiting.values_list("id", flat=True))
        if len(ids) < 2:
            return 0
        digest = derived_id("digest", *ids)
        Message.objects.bulk_create(
            [
                Message(
                    id=digest,
                    position=message.position,
                    key=DIGEST,
                    subject=message.to,
                    to=message.to,
                    unit=message.unit,
                    banner=message.banner,
                    params=json.dumps({"count": str(len(ids))}),
                    made_at=now,
                    due_at=now,
                    state=S.WAITING.value,
                )
            ],
            ignore_conflicts=True,
        )
        return Message.objects.filter(id__in=ids, state=S.WAITING.value).update(
            state=S.FOLDED.value, into=digest, answered_at=now
        )


def claim(message: Message, party: str, channel: str, now: datetime) -> str:
    """Take a message in hand; returns the token of the claim, "" when another had it first."""
    spent = {"party": party, "channel": channel, "sent_on": local_day(now)}
    return claims.take(message, now, **spent)


# ---------------------------------------------------------------- handing over
def _send(
    message: Message,
    token: str,
    section: NoticesSection,
    to: Addressee,
    way: Way,
    text: str,
    now: datetime,
) -> int:
    if way.channel.kind is ChannelKind.SHOWN or is_demonstration():
        return note(message.id, token, now, state=S.SHOWN)  # made-up people are never written to
    if not way.address and to.name:
        text = f"{to.name}：{text}"  # a group hears whom it concerns
    answer = _hand_over(message, way, text)
    if answer.ok:
        return note(message.id, token, now, state=S.ACCEPTED, number=answer.number)
    again = find_retry(section, now, message.attempts + 1) if answer.retry else None
    if answer.code == "unreachable":
        _paused[way.channel.id] = now + PAUSE
    if again is None:
        return note(message.id, token, now, state=S.DEAD, code=answer.code)
    return note(message.id, token, now, state=S.WAITING, code=answer.code, due_at=again)


def _hand_over(message: Message, way: Way, text: str) -> Any:
    # loaded when something is sent: Apprise takes half a second, which no command waits for
    sending = importlib.import_module("minqing.notices.channels.sending")
    value = open_value(way.channel.secret) if way.channel.secret else None
    if value is None:
        return sending.Answer(False, "secret-gone")
    secret = msgspec.convert(value, ChannelSecret)
    outgoing = sending.Outgoing(message.id, way.address, way.channel.title, text)
    return sending.deliver(way.channel.kind, way.channel.gateway, secret, outgoing)


def note(
    message: str,
    token: str,
    now: datetime,
    *,
    state: MessageState,
    code: str = "",
    number: str = "",
    due_at: datetime | None = None,
) -> int:
    """Note what became of a message in hand; 0 when the claim was lost meanwhile."""
    moved: dict[str, Any] = {"due_at": due_at} if due_at is not None else {}
    if state in (S.ACCEPTED, S.SHOWN):
        moved["sent_at"] = now
    columns = {"state": state.value, "code": code, "number": number, **moved}
    return claims.let_go(Message, message, token, now, **columns)
