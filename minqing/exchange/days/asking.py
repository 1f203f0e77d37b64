"""The job that asks every peer once a day for its book of the day before."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from minqing.exchange.days.rules import name_stream
from minqing.exchange.days.state import DayState
from minqing.exchange.models import Outgoing
from minqing.exchange.outbox.sending import forget_pauses, keep, send_one
from minqing.exchange.outbox.terms import RECONCILE, SendState
from minqing.exchange.peers.state import Peers, PeerState
from minqing.kernel.ids import derived_id
from minqing.kernel.periods import LOCAL, local_day
from minqing.log.public import get_last_position, get_snapshot, get_states, write_transaction

FIRST_HOUR = 2
"""Local hour from which the day before is asked for: what was on its way has come. Source: ours."""

_asked: dict[str, tuple[date, tuple[str, ...]]] = {}
"""What this process saw to last, so that a round of the worker costs it nothing."""

DAYS_BACK = 3
"""Days that are asked for when the worker stood still."""


def ask_yesterday(now: datetime) -> int:
    """Queue the books of the last days that were not asked for yet; returns how many."""
    peers = [one for one in get_snapshot(Peers).all() if one.host]
    if not peers or now.astimezone(LOCAL).hour < FIRST_HOUR:
        return 0
    today = local_day(now)
    asked = (today, tuple(one.id for one in peers))
    if _asked.get("last") == asked:
        return 0
    wanted = {
        _name(peer.id, day): (peer, day)
        for peer in peers
        for day in (today - timedelta(days=back) for back in range(1, DAYS_BACK + 1))
        if day >= local_day(peer.opened_at)
    }
    known = set(Outgoing.objects.filter(id__in=wanted).values_list("id", flat=True))
    missing = [make_asking(*wanted[one], now) for one in sorted(set(wanted) - known)]
    if missing:
        with write_transaction():
            keep(missing)
    _asked["last"] = asked
    return len(missing)


def ask_again(peer: PeerState, day: date, now: datetime) -> str:
    """Queue the book of a day once more; returns the id of the message."""
    message = make_asking(peer, day, now)
    with write_transaction():
        keep([message])
        Outgoing.objects.filter(id=message.id).exclude(state=SendState.SENDING.value).update(
            state=SendState.WAITING.value, attempts=0, due_at=now, code=""
        )
    return message.id


def make_asking(peer: PeerState, day: date, now: datetime) -> Outgoing:
    """Return the message that carries our book of a day and asks for theirs."""
    return Outgoing(
        id=_name(peer.id, day),
        target=f"peer:{peer.id}",
        unit=peer.unit,
        kind=RECONCILE,
        subject=f"peer:{peer.id}",
        position=get_last_position(),
        params=json.dumps({"day": day.isoformat()}),
        made_on=local_day(now),
        made_at=now,
        due_at=now,
        state=SendState.WAITING.value,
    )


def _name(peer: str, day: date) -> str:
    return derived_id("exchange-reconcile", peer, day)


def reconcile_now(peer: PeerState, day: date, *, now: datetime) -> DayState | None:
    """Exchange the books of a day with a peer at once; None when it gave no usable answer, and
    the worker goes on trying."""
    message = ask_again(peer, day, now)
    forget_pauses()
    send_one(message, now)
    settled = Outgoing.objects.filter(id=message, state=SendState.TAKEN.value).exists()
    found: DayState | None = get_states([name_stream(peer.id, day)]).get(name_stream(peer.id, day))
    return found if settled else None
