"""How long what went out is kept: long enough for every comparison, then it is dropped."""

from __future__ import annotations

from datetime import datetime, timedelta

from minqing.exchange.models import Outgoing
from minqing.exchange.outbox.terms import SendState
from minqing.log.public import write_transaction

KEPT_FOR = timedelta(days=90)
"""Source: ours; refusals of the log are kept as long."""

SETTLED = (SendState.TAKEN, SendState.DROPPED, SendState.SHOWN)


def drop_old(now: datetime) -> int:
    """Drop settled messages after 90 days; what a person has to look at stays."""
    states = [one.value for one in SETTLED]
    old = Outgoing.objects.filter(state__in=states, made_at__lt=now - KEPT_FOR)
    if not old.exists():
        return 0
    with write_transaction():
        count, _kinds = old.delete()
    return count
