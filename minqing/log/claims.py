"""Taking a row in hand, doing something with it that no transaction can hold, and noting the end.

For outboxes: a table with `state`, `claim`, `claimed_until`, `due_at` and `attempts`, whose rows
wait to be handed over to a machine that answers when it likes. Each step is a short transaction.
Two who want one row: the first has it. Killed with a row in hand, it is taken back when the
claim has run out, and done again under the same id.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from minqing.kernel.ids import new_id
from minqing.log.locks import write_transaction

CLAIMED_FOR = timedelta(minutes=2)
"""After this whoever had a row in hand has stopped: a gateway is waited for a few seconds only."""
WAITING, IN_HAND = "waiting", "sending"


def take_back(table: type[Model], now: datetime, **also: Any) -> int:
    """Let rows wait again whose claim has run out; `also`: columns to set. Returns how many."""
    stopped = table._default_manager.filter(state=IN_HAND, claimed_until__lte=now)
    if not stopped.exists():
        return 0
    with write_transaction():
        return stopped.update(state=WAITING, claim="", due_at=now, **also)


def take(row: Any, now: datetime, **also: Any) -> str:
    """Take a row in hand; returns the token of the claim, "" when another had it first."""
    token = new_id()
    with write_transaction():
        taken = (
            type(row)
            ._default_manager.filter(id=row.id, state=WAITING)
            .update(
                state=IN_HAND,
                claim=token,
                claimed_until=now + CLAIMED_FOR,
                attempts=row.attempts + 1,
                **also,
            )
        )
    return token if taken else ""


def let_go(table: type[Model], row: str, token: str, now: datetime, **columns: Any) -> int:
    """Note what became of a row in hand; 0 when the claim was lost meanwhile."""
    held = table._default_manager.filter(id=row, claim=token, state=IN_HAND)
    with write_transaction():
        return held.update(answered_at=now, claim="", **columns)
