"""What follows from a case by itself: the sweep of its clocks, the erasure of a complaint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from minqing.cases.commands import LookAgain
from minqing.cases.events import ComplaintTransferred
from minqing.cases.models import Case
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Frame
from minqing.log.public import EraseSubject, LogEntry

ERASED_WHEN = (ComplaintTransferred.TYPE,)
REASON = "检举控告已转送，本平台不留存内容"


def look_again_due(now: datetime, limit: int) -> Sequence[Command]:
    """Return a look for every case whose stored moment has come; the rule decides what is due.

    The id derives from case and moment, so two workers ask the same question once.
    """
    due = (
        Case.objects.filter(look_again_at__isnull=False, look_again_at__lte=now)
        .order_by("look_again_at", "id")
        .values_list("id", "look_again_at")[:limit]
    )
    return [LookAgain(id=derived_id("look-again", case, at), case=case) for case, at in due]


def erase_transferred(entry: LogEntry, frame: Frame) -> Sequence[Command]:
    """Erase what was in a transferred complaint: only “transferred” remains here."""
    return [
        EraseSubject(
            id=derived_id(entry.position, "cases-erase-transferred", 0),
            subject=f"case:{entry.key}",
            reason=REASON,
        )
    ]
