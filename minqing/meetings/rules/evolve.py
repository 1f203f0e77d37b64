"""The fold of a meeting. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from minqing.kernel.messages import Event
from minqing.meetings import events as e
from minqing.meetings.state import ItemState, MeetingState, Postponed
from minqing.meetings.terms import MeetingStatus

S = MeetingStatus


def evolve(state: MeetingState | None, event: Event) -> MeetingState:
    """Fold one event of a meeting. The stream's id is that of its first event's meeting."""
    if isinstance(event, e.MeetingOpened):
        return _opened(event)
    assert state is not None, "a meeting begins with being called"
    return _FOLD[type(event)](state, event)


def _opened(event: e.MeetingOpened) -> MeetingState:
    return MeetingState(
        id=event.meeting,
        pack=event.pack,
        pack_version=event.pack_version,
        kind=event.kind,
        unit=event.unit,
        home=event.home,
        first=event.first,
        last=event.last,
        due_on=event.due_on,
        turn=event.turn,
        opened_at=event.at,
        before=event.before,
        convenor_post=event.convenor_post,
    )


def _findings(state: MeetingState, event: e.FindingsLinked) -> MeetingState:
    return replace(state, findings=(*state.findings, *event.findings))


def _planned(state: MeetingState, event: e.MeetingPlanned) -> MeetingState:
    return replace(
        state,
        status=S.PLANNED,
        items=tuple(ItemState(item=item) for item in event.items),
        order=tuple(item.number for item in event.items),
        seats=event.seats,
        sits_at=event.sits_at,
        planned_at=event.at,
        chair_post=event.chair_post,
        chair_unit=event.chair_unit,
        theme=event.theme,
        place=event.place,
        size=event.size,
        also=event.also,
        drafts_due=event.drafts_due,
        urgent=event.urgent,
    )


def _added(state: MeetingState, event: e.ItemAdded) -> MeetingState:
    return replace(
        state,
        items=(*state.items, ItemState(item=event.item)),
        order=(*state.order, event.item.number),
        seats=event.seats,
    )


def _change(state: MeetingState, number: int, **fields: Any) -> MeetingState:
    items = tuple(
        replace(one, **fields) if one.item.number == number else one for one in state.items
    )
    return replace(state, items=items)


def _removed(state: MeetingState, event: e.ItemRemoved) -> MeetingState:
    return _change(state, event.number, removed=event.reason)


def _ordered(state: MeetingState, event: e.ItemsOrdered) -> MeetingState:
    rest = tuple(number for number in state.order if number not in event.order)
    return replace(state, order=(*event.order, *rest))


def _drafted(state: MeetingState, event: e.AnswerDrafted) -> MeetingState:
    item = next(one for one in state.items if one.item.number == event.number)
    others = tuple(one for one in item.drafts if one.unit != event.draft.unit)
    return _change(state, event.number, drafts=(*others, event.draft))


def _announced(state: MeetingState, event: e.MeetingAnnounced) -> MeetingState:
    return replace(
        state,
        status=S.ANNOUNCED,
        announced_at=event.at,
        short=event.short,
        urgent=event.urgent or state.urgent,
    )


def _postponed(state: MeetingState, event: e.MeetingPostponed) -> MeetingState:
    return replace(
        state,
        sits_at=event.sits_at,
        postponed=(*state.postponed, Postponed(event.was, event.why)),
        short=state.short or event.short,
        urgent=state.urgent or (event.why if event.short else ""),
    )


def _begun(state: MeetingState, event: e.MeetingBegun) -> MeetingState:
    return replace(state, status=S.SITTING, began_at=event.at, minutes_due=event.minutes_due)


def _passed(state: MeetingState, event: e.ChairPassed) -> MeetingState:
    return replace(
        state,
        passed=(*state.passed, event.note),
        chair_post=event.chair_post,
        chair_unit=event.chair_unit,
        seats=event.seats,
    )


def _spoken(state: MeetingState, event: e.ItemSpokenTo) -> MeetingState:
    item = next(one for one in state.items if one.item.number == event.number)
    return _change(state, event.number, spoken=(*item.spoken, event.spoken))


def _closed(state: MeetingState, event: e.MeetingClosed) -> MeetingState:
    return replace(
        state,
        status=S.CLOSED,
        ended_at=event.at,
        outcomes=event.outcomes,
        minutes=event.minutes,
    )


_FOLD: dict[type, Callable[[MeetingState, Any], MeetingState]] = {
    e.FindingsLinked: _findings,
    e.MeetingPlanned: _planned,
    e.ItemAdded: _added,
    e.ItemRemoved: _removed,
    e.ItemsOrdered: _ordered,
    e.AnswerDrafted: _drafted,
    e.MeetingAnnounced: _announced,
    e.MeetingPostponed: _postponed,
    e.MeetingBegun: _begun,
    e.ChairPassed: _passed,
    e.AttendanceMarked: lambda state, event: replace(state, seats=event.seats),
    e.ItemSpokenTo: _spoken,
    e.BallotsCounted: lambda state, event: _change(state, event.number, ballots=event.ballots),
    e.ItemResolved: lambda state, event: _change(state, event.number, resolved=event.resolved),
    e.MeetingClosed: _closed,
    e.MinutesRecorded: lambda state, event: replace(state, minutes=event.minutes),
    e.MinutesMissed: lambda state, event: replace(state, minutes_missed=True),
    e.MeetingKeptEmpty: lambda state, event: replace(state, status=S.KEPT_EMPTY, ended_at=event.at),
    e.MeetingMissed: lambda state, event: replace(
        state, status=S.MISSED, ended_at=event.at, waiting=event.waiting
    ),
}
