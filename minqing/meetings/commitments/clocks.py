"""What follows by itself: the clock of the promised days, the raiser's word, moved units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from minqing.cases.public import CONFIRMED_WHEN, find_confirmation
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Frame
from minqing.log.public import LogEntry, get_snapshot, get_states, recompute_some
from minqing.meetings.commitments.commands import AnswerFulfilment, LookAtCommitment
from minqing.meetings.commitments.models import Commitment
from minqing.meetings.commitments.shared import list_promised, list_subjects_promised
from minqing.meetings.commitments.terms import Answer
from minqing.org.public import LEVEL_NAMES, UNITS_MOVED, Directory


def look_when_due(now: datetime, limit: int) -> Sequence[Command]:
    """Return a look at every promise whose moment has come; the rule says what is due."""
    rows = (
        Commitment.objects.filter(look_at__isnull=False, look_at__lte=now)
        .order_by("look_at", "id")
        .values_list("id", "look_at")[:limit]
    )
    return [
        LookAtCommitment(id=derived_id("commitments-look", key, at), commitment=key)
        for key, at in rows
    ]


def keep_promised(entries: Sequence[LogEntry]) -> Sequence[LogEntry]:
    """Return those of a batch about whose matter something was promised: a few of all."""
    subjects = {f"case:{entry.key}" for entry in entries}
    rows = Commitment.objects.filter(subject__in=subjects, living=False)
    promised = {*rows.values_list("subject", flat=True), *list_subjects_promised(subjects)}
    return [entry for entry in entries if f"case:{entry.key}" in promised]


def relay_answer(entry: LogEntry, frame: Frame) -> Sequence[Command]:
    """Give the raiser's answer on his matter to what was promised about it and awaits his word."""
    solved = find_confirmation(entry.event)
    if solved is None:
        return []
    subject = f"case:{entry.key}"
    named = Q(subject=subject) | Q(id__in=list_promised([subject]))
    rows = Commitment.objects.filter(named, living=False)
    keys = list(rows.order_by("id").values_list("id", flat=True))
    states = get_states(f"commitment:{key}" for key in keys)
    waiting = [key for key in keys if states[f"commitment:{key}"].waits_for(entry.key)]
    return [
        AnswerFulfilment(
            id=derived_id(entry.position, "commitments-answer", number),
            commitment=key,
            answer=Answer.KEPT if solved else Answer.NOT_KEPT,
            case="" if states[f"commitment:{key}"].case == entry.key else entry.key,
        )
        for number, key in enumerate(waiting)
    ]


def follow_units(entries: Sequence[LogEntry]) -> None:
    """Write the level columns of the promises of these units again; harmless to repeat."""
    directory = get_snapshot(Directory)
    found: dict[str, None] = {}
    for entry in entries:
        if entry.type in UNITS_MOVED and directory.has(entry.key):
            found.update(dict.fromkeys(_list_touched(directory, entry.key)))
    recompute_some("commitment", found)


def _list_touched(directory: Directory, unit: str) -> list[str]:
    # by level and not by today's columns: those are what may be out of date
    column = LEVEL_NAMES.get(directory.unit(unit).level, "")
    asked = Q(place=unit)
    if column in ("league", "banner", "town", "village"):
        asked |= Q(**{column: unit})
    return list(Commitment.objects.filter(asked).order_by("id").values_list("id", flat=True))


def follow_packs(entries: Sequence[LogEntry]) -> None:
    """Reckon the days to report anew once another version of a mechanism is in force."""
    if entries:
        living = Commitment.objects.filter(living=True).order_by("id")
        recompute_some("commitment", living.values_list("id", flat=True))


CONFIRMED = CONFIRMED_WHEN
