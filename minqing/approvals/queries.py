"""Reads of requests. The viewer comes first; what he may not see is not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from minqing.approvals import events as e
from minqing.approvals.commands import GiveConsent
from minqing.approvals.kinds import get_kind, list_decidable
from minqing.approvals.models import Approval
from minqing.approvals.rules import available, can
from minqing.approvals.state import ApprovalState
from minqing.approvals.terms import (
    APPROVAL_STATUS_ZH,
    ApprovalStatus,
    Hand,
    Step,
    Terms,
)
from minqing.approvals.terms import (
    gettext_noop as _,
)
from minqing.kernel.messages import Actor, Frame
from minqing.log.public import LogEntry, get_snapshot, get_states, make_frame, read_stream
from minqing.org.public import Directory, say_post
from minqing.vault.public import open_values

LOOKED_AT = 500
"""Waiting requests of a banner that are looked through for one viewer, oldest first. A banner
has some dozens at a time; whatever stands behind these waits until they are answered."""

SHOWN = 50
"""Own requests shown, newest first."""

STEP_ZH = {
    "asked": _("提出申请"),
    Step.ASKED_AGAIN.value: _("修改后再次申请"),
    Step.AGREED.value: _("同意"),
    Step.SENT_BACK.value: _("退回修改"),
    Step.GRANTED.value: _("核准生效"),
    Step.WITHDRAWN.value: _("撤回申请"),
    Step.LAPSED.value: _("事项已变化，申请失效"),
}


class ApprovalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One request in a list: what is asked (message id), about what, since when, by whom."""

    id: str
    kind: str
    zh: str
    subject: str
    status: ApprovalStatus
    status_zh: str
    asked_at: datetime
    asker: str
    terms: Terms
    persons: int
    agreed: int
    round: int


class RoundStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a request with its words, opened for this viewer."""

    code: str
    zh: str
    at: datetime
    by: str
    words: str
    round: int


class ApprovalPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on one request. `acts`: names of the commands the viewer may send now."""

    line: ApprovalLine
    state: ApprovalState
    words: str
    steps: tuple[RoundStep, ...]
    acts: tuple[str, ...]
    version: int


def list_waiting(viewer: Actor, *, now: datetime) -> tuple[ApprovalLine, ...]:
    """Return the requests on which this viewer may decide now, oldest first."""
    kinds = list_decidable(viewer)
    if not kinds or not viewer.unit:
        return ()
    rows = Approval.objects.filter(waits=True, kind__in=kinds)
    banner = get_snapshot(Directory).banner_of(viewer.unit)
    if banner:
        rows = rows.filter(home=banner)
    frame = make_frame(viewer, now)
    found = _load(rows.order_by("asked_at", "id").values_list("id", flat=True)[:LOOKED_AT])
    return _lines(
        (state for state, subject in found if can(GiveConsent, state, subject, frame)), frame
    )


def list_asked(viewer: Actor, *, now: datetime) -> tuple[ApprovalLine, ...]:
    """Return what the viewer's post asked for, newest first."""
    if not viewer.post:
        return ()
    rows = Approval.objects.filter(asker_post=viewer.post).order_by("-asked_at", "-id")
    frame = make_frame(viewer, now)
    found = _load(rows.values_list("id", flat=True)[:SHOWN])
    return _lines((state for state, subject in found if _sees(state, subject, frame)), frame)


def list_of_subject(viewer: Actor, subject: str, *, now: datetime) -> tuple[ApprovalPage, ...]:
    """Return the requests about one stream that the viewer may see, newest first."""
    rows = Approval.objects.filter(subject=subject).order_by("-asked_at", "-id")
    pages = (
        find_approval(viewer, approval, now=now)
        for approval in rows.values_list("id", flat=True)[:SHOWN]
    )
    return tuple(page for page in pages if page is not None)


def find_approval(viewer: Actor, approval: str, *, now: datetime) -> ApprovalPage | None:
    """Return one request for this viewer; None when he may not see it or it does not exist."""
    found = _load([approval])
    frame = make_frame(viewer, now)
    if not found or not _sees(*found[0], frame):
        return None
    state, subject = found[0]
    entries = read_stream(f"approval:{approval}")
    texts = open_values([ref for entry in entries if (ref := _ref(entry))])
    directory = frame.view(Directory)
    return ApprovalPage(
        line=_line(state, directory),
        state=state,
        words=str(texts.get(state.words, "")),
        steps=tuple(_steps(entries, texts, directory)),
        acts=available(state, subject, frame),
        version=entries[-1].version if entries else 0,
    )


def _sees(state: ApprovalState, subject: Any, frame: Frame) -> bool:
    return get_kind(state.kind).sees(subject, state, frame)


def _load(approvals: Iterable[str]) -> list[tuple[ApprovalState, Any]]:
    wanted = [f"approval:{approval}" for approval in approvals]
    states = get_states(wanted)
    subjects = get_states({state.subject for state in states.values()})
    return [
        (states[stream], subjects.get(states[stream].subject))
        for stream in wanted
        if stream in states
    ]


def _lines(states: Iterable[ApprovalState], frame: Frame) -> tuple[ApprovalLine, ...]:
    directory = frame.view(Directory)
    return tuple(_line(state, directory) for state in states)


def _line(state: ApprovalState, directory: Directory) -> ApprovalLine:
    return ApprovalLine(
        id=state.id,
        kind=state.kind,
        zh=get_kind(state.kind).zh,
        subject=state.subject,
        status=state.status,
        status_zh=APPROVAL_STATUS_ZH[state.status],
        asked_at=state.round_began_at or state.asked_at,
        asker=name_hand(state.asker, directory),
        terms=state.terms,
        persons=state.persons,
        agreed=len(state.consents),
        round=state.round,
    )


def name_hand(hand: Hand, directory: Directory) -> str:
    """Return unit and title of a hand's post, "" when there is none."""
    return say_post(directory, hand.post)


def _ref(entry: LogEntry) -> str:
    event = entry.event
    return str(getattr(event, "words", "") or getattr(event, "remarks", "") or "")


_CODES: dict[type, str] = {
    e.ApprovalAsked: "asked",
    e.ApprovalAskedAgain: Step.ASKED_AGAIN.value,
    e.ConsentGiven: Step.AGREED.value,
    e.RequestSentBack: Step.SENT_BACK.value,
    e.ApprovalGranted: Step.GRANTED.value,
    e.RequestWithdrawn: Step.WITHDRAWN.value,
    e.RequestLapsed: Step.LAPSED.value,
}


def _steps(
    entries: Sequence[LogEntry], texts: dict[str, Any], directory: Directory
) -> Iterable[RoundStep]:
    number = 1
    for entry in entries:
        event = entry.event
        assert isinstance(event, e.ApprovalEvent), "a request's stream holds its own events"
        code = _CODES[type(event)]
        number += code == Step.ASKED_AGAIN.value
        yield RoundStep(
            code=code,
            zh=STEP_ZH[code],
            at=event.at,
            by=name_hand(event.by, directory),
            words=str(texts.get(_ref(entry), "")),
            round=number,
        )


def find_undecided_subjects(subjects: Iterable[str]) -> set[str]:
    """Return which of these streams have a request that has not ended, sent back or waiting."""
    undecided = Approval.objects.filter(subject__in=list(subjects), ended_at=None)
    return set(undecided.values_list("subject", flat=True))
