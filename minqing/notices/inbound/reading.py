"""Reads of texts that came in: those that a rule is to answer, those that a person is to read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, get_state, get_states
from minqing.notices.inbound.state import TextState
from minqing.notices.inbound.terms import Meaning, Settled
from minqing.notices.models import TextIn, TextParty
from minqing.org.public import Directory
from minqing.vault.public import open_values

MOST_SHOWN = 100


class TextShown(msgspec.Struct, frozen=True):
    """A text as the one on duty reads it; words and number are "" once erased."""

    id: str
    at: datetime
    unit: str
    words: str
    phone: str
    meaning: Meaning
    subject: str


def list_new_texts(limit: int) -> list[tuple[str, TextState]]:
    """Return the texts that no rule has looked at yet, oldest first."""
    ids = TextIn.objects.filter(settled=Settled.NEW.value).order_by("at", "id")
    streams = [f"sms:{one}" for one in ids.values_list("id", flat=True)[:limit]]
    states = get_states(streams)
    return [(stream.partition(":")[2], states[stream]) for stream in streams]


def find_party(text: str) -> str | None:
    """Return whose text it is as a keyed number; None where that is not known (yet)."""
    return TextParty.objects.filter(text=text).values_list("party", flat=True).first()


def open_text(text: str) -> tuple[str, str]:
    """Return words and number of a text, "" once erased. The caller answers for the right."""
    state: TextState | None = get_state(f"sms:{text}")
    if state is None:
        return "", ""
    found = open_values((state.words, state.phone))
    return str(found.get(state.words, "")), str(found.get(state.phone, ""))


def list_waiting_texts(viewer: Actor) -> Sequence[TextShown]:
    """Return the texts that wait for a person in the viewer's reach, oldest first."""
    ids = _waiting(viewer)
    states: dict[str, TextState] = get_states(f"sms:{one}" for one in ids)
    values = open_values(ref for one in states.values() for ref in (one.words, one.phone))
    return [
        TextShown(
            id=one,
            at=state.at,
            unit=state.unit,
            words=str(values.get(state.words, "")),
            phone=str(values.get(state.phone, "")),
            meaning=state.meaning,
            subject=state.subject,
        )
        for one in ids
        if (state := states.get(f"sms:{one}")) is not None
    ]


def count_waiting_texts(viewer: Actor) -> int:
    """Return how many texts wait for a person in the viewer's reach, at most a page of them."""
    return len(_waiting(viewer))


def _waiting(viewer: Actor) -> list[str]:
    if "CASE_RECEIVE" not in viewer.permissions:
        return []
    directory = get_snapshot(Directory)
    rows = TextIn.objects.filter(settled=Settled.WAITS.value).order_by("at", "id")
    found = rows.values_list("id", "unit").iterator(chunk_size=200)
    reached = (one for one, unit in found if directory.reaches(viewer, unit))
    return [one for one, _ in zip(reached, range(MOST_SHOWN), strict=False)]
