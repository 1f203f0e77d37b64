"""Who raised it: shown uncovered only after an act of this viewer, for a limited time.

A named raiser: after the viewer's own `UnmaskRaiser`. A sealed one: after a request of the
viewer to which as many others agreed as the pack says. Nothing here opens an anonymous case:
there is nobody to open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from minqing.cases import events as e
from minqing.cases.commands import UnmaskRaiser
from minqing.cases.rules import can, is_hidden, reaches
from minqing.cases.shown import Opening
from minqing.cases.state import CaseState
from minqing.cases.terms import Anonymity, RaiserDetails
from minqing.cases.timeline import name_post
from minqing.kernel.messages import Actor, Frame
from minqing.log.public import LogEntry, get_state, make_frame, read_stream
from minqing.org.public import Directory
from minqing.vault.public import open_values

UNMASKED_FOR = timedelta(minutes=10)
"""How long an uncovered name may be shown after the act. Source: ours."""


def open_raiser(viewer: Actor, case: str, *, now: datetime) -> RaiserDetails | None:
    """Return the raiser uncovered for this viewer, None unless an act of his opened it."""
    state: CaseState | None = get_state(f"case:{case}")
    if state is None or not state.raiser or state.restricted:
        return None
    frame = make_frame(viewer, now)
    if not (_looked_lately(state, frame) or is_unsealed_for(state, frame)):
        return None
    value = open_values([state.raiser]).get(state.raiser)
    return None if value is None else msgspec.convert(value, RaiserDetails)


def is_unsealed_for(state: CaseState, frame: Frame) -> bool:
    """Return whether the sealed identity stands open for this very viewer now: the session
    and the post that asked, until the moment that was granted, while the case is in reach."""
    by = frame.by
    if state.anonymity is not Anonymity.SEALED or is_hidden(state, by):
        return False
    opened = any(
        one.for_scope == by.scope and one.for_post == by.post and frame.now < one.until
        for one in state.unsealings
    )
    return opened and "CASE_UNMASK" in by.permissions and reaches(state, frame)


def _looked_lately(state: CaseState, frame: Frame) -> bool:
    if state.anonymity is not Anonymity.NAMED or not can(UnmaskRaiser, state, frame):
        return False
    lately = frame.now - UNMASKED_FOR
    return any(
        isinstance(entry.event, e.RaiserUnmasked)
        and entry.scope == frame.by.scope
        and entry.recorded_at >= lately
        for entry in reversed(read_stream(f"case:{state.id}"))
    )


def list_openings(
    entries: Sequence[LogEntry], texts: Mapping[str, Any], directory: Directory
) -> tuple[Opening, ...]:
    """Return when a sealed identity was opened, newest first; `texts`: opened words by ref."""
    found = [entry.event for entry in entries if isinstance(entry.event, e.IdentityUnsealed)]
    return tuple(
        Opening(
            at=event.at,
            until=event.until,
            for_whom=name_post(directory, event.for_post),
            consented=tuple(name_post(directory, post) for post in event.consented),
            words=str(texts.get(event.words, "")),
        )
        for event in reversed(found)
    )
