"""What the office decided of matters, for the model that learns from it: text, category, unit.

Only what a person decided and nobody protects otherwise: no complaints against officials, no
raiser who stays unnamed (匿名、隐名), nothing sealed (封存), nothing erased. Texts are opened in
small chunks, for the moment; the caller keeps none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from django.db.models import QuerySet

from minqing.cases.events import CaseRaised, CaseTriaged
from minqing.cases.models import Case
from minqing.cases.state import CaseState
from minqing.cases.terms import Anonymity, Channel, MatterKind, Status
from minqing.log.public import get_states, read_entries
from minqing.vault.public import open_values

CHUNK = 200
MOST = 20_000
"""Newest decisions that are looked at. Source: ours."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One matter as it was decided. `unit`: where a person sent it at last, "" when nobody
    did; `place`: where the matter is."""

    text: str
    category: str
    unit: str
    place: str


def _list_decided() -> QuerySet[Case]:
    """Rows that may be learned from; the states decide the rest."""
    found = Case.objects.filter(sealed=False, anonymity=Anonymity.NAMED).exclude(category="")
    return found.exclude(kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL).exclude(
        status__in=(Status.AWAITING_TRIAGE, Status.TRANSFERRED)
    )


def count_decisions(*, after: datetime | None = None, most: int = MOST) -> int:
    """Return how many decided matters there are, told since a moment; counts up to `most`."""
    found = _list_decided()
    if after is not None:
        found = found.filter(recorded_at__gt=after)
    return found[:most].count()


def iterate_decisions(*, most: int = MOST) -> Iterator[Decision]:
    """Yield the newest decisions with their texts, newest first."""
    sent = _find_sent()
    ids = list(_list_decided().order_by("-recorded_at", "-id").values_list("id", flat=True)[:most])
    for start in range(0, len(ids), CHUNK):
        yield from _open(ids[start : start + CHUNK], sent)


def _find_sent() -> dict[str, str]:
    """Return the unit that each case was sent to by a person: sorted, or reported up. The
    last sending counts: what came back had gone to the wrong one."""
    sent: dict[str, str] = {}
    after = 0
    while page := read_entries(after, types=(CaseTriaged.TYPE, CaseRaised.TYPE)):
        for entry in page:
            event = entry.event
            assert isinstance(event, CaseTriaged | CaseRaised), "only these were asked for"
            if not isinstance(event, CaseRaised) or not event.by_clock:
                sent[entry.key] = event.holder_unit
        after = page[-1].position
    return sent


def _open(ids: Sequence[str], sent: dict[str, str]) -> Iterator[Decision]:
    states = [one for one in get_states(f"case:{case}" for case in ids).values() if one is not None]
    wanted = [one for one in states if is_learned_from(one)]
    texts = open_values(one.matter for one in wanted)
    for one in wanted:
        text = texts.get(one.matter)
        if isinstance(text, str) and text.strip():
            yield Decision(
                text=text, category=one.category, unit=sent.get(one.id, ""), place=one.place
            )


def is_learned_from(state: CaseState) -> bool:
    """Return whether a case may teach: decided by a person here, and protected by no rule.

    What a resident chose as category on the service desk counts only once it was sorted.
    """
    if state.sealed or state.restricted or state.history:
        return False
    if state.kind is MatterKind.COMPLAINT_AGAINST_OFFICIAL:
        return False
    if state.anonymity is not Anonymity.NAMED or not state.category:
        return False
    unsorted = state.channel is Channel.PORTAL and not state.dispatcher_post
    return state.status is not Status.AWAITING_TRIAGE and not unsorted
