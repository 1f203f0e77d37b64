"""Call-ups for a viewer: those of a case, those that await the viewer's unit, totals by unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.db.models import Count, Q

from minqing.cases.callups import commands as k
from minqing.cases.callups import rules
from minqing.cases.callups.terms import Called, CallUpState
from minqing.cases.models import CalledUnit
from minqing.cases.state import CaseState
from minqing.kernel.messages import Actor, Frame
from minqing.log.public import (
    LogEntry,
    StreamKind,
    get_row_writer,
    get_snapshot,
    get_state,
    get_states,
    make_frame,
)
from minqing.org.public import Directory
from minqing.vault.public import open_values

CALL_UP = StreamKind(
    name="call-up",
    state=CallUpState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=k.COMMANDS,
    events=k.EVENTS,
    home=lambda state: state.banner,
)
FOLLOWER = "cases-call-ups"
FOLLOWED = tuple(event.TYPE for event in k.EVENTS)
COLUMNS = (
    "id", "call_up", "case", "unit", "caller", "banner", "category", "at", "cancelled", "coming",
    "arrived", "of_unit", "of_call",
)  # fmt: skip


def follow(entries: Sequence[LogEntry]) -> None:
    """Write a row for each called unit; the same entries again change nothing."""
    states = get_states({entry.stream for entry in entries})
    rows = [row for state in states.values() if state is not None for row in _make_rows(state)]
    if rows:
        get_row_writer(CalledUnit, COLUMNS).upsert(rows)


def empty() -> None:
    """Clear the rows, to follow the log from its start again."""
    CalledUnit.objects.all().delete()


def _make_rows(state: CallUpState) -> Iterable[tuple[object, ...]]:
    for one in state.called:
        yield (
            f"{state.id}-{one.unit}",
            state.id,
            state.case,
            one.unit,
            state.unit,
            state.banner,
            state.category,
            state.at,
            state.cancelled_at is not None,
            one.coming,
            one.arrived,
            "" if one.of_unit is None else one.of_unit.value,
            "" if one.of_call is None else one.of_call.value,
        )


def may_call(viewer: Actor, case: CaseState) -> bool:
    """Return whether the viewer's post may call units for a case."""
    if "CASE_SUPERVISE" not in viewer.permissions or not case.is_living or case.sealed:
        return False
    return rules.calls_here(case, make_frame(viewer, case.recorded_at))


# ---------------------------------------------------------------- one call-up
class CalledShown(msgspec.Struct, frozen=True, kw_only=True):
    """One called unit in words; `mine`: the viewer speaks for it."""

    called: Called
    unit_name: str
    answer: str
    absence: str
    of_unit_reason: str
    of_call_reason: str
    mine: bool


class CallUpShown(msgspec.Struct, frozen=True, kw_only=True):
    """A call-up as one of its sides sees it."""

    state: CallUpState
    caller_name: str
    where: str
    what: str
    cancelled: str
    called: tuple[CalledShown, ...]
    is_caller: bool
    may_answer: bool
    may_record: bool
    may_appraise: bool
    may_cancel: bool


def find_call_up(viewer: Actor, call_up: str, *, now: datetime) -> CallUpShown | None:
    """Return a call-up for whoever called, was called, or reaches the place; None else."""
    state = get_state(f"call-up:{call_up}")
    if not isinstance(state, CallUpState) or "CASE_VIEW" not in viewer.permissions:
        return None
    frame = make_frame(viewer, now)
    own = rules.called_unit(state, frame)
    caller = rules.is_caller(state, frame)
    if not own and not caller and not get_snapshot(Directory).reaches(viewer, state.unit):
        return None
    return _show(state, frame, own, caller)


def _show(state: CallUpState, frame: Frame, own: str, caller: bool) -> CallUpShown:
    refs = [state.where, state.what, state.cancelled]
    for one in state.called:
        refs += [one.answer, one.absence, one.of_unit_reason, one.of_call_reason]
    texts = open_values(ref for ref in refs if ref)
    directory, permissions = frame.view(Directory), frame.by.permissions

    def say(ref: str) -> str:
        return str(texts.get(ref, "")) if ref else ""

    running = state.cancelled_at is None
    ahead = running and frame.now < state.at
    handles = "CASE_HANDLE" in permissions
    return CallUpShown(
        state=state,
        caller_name=_name(state.unit, directory),
        where=say(state.where),
        what=say(state.what),
        cancelled=say(state.cancelled),
        called=tuple(
            CalledShown(
                called=one,
                unit_name=_name(one.unit, directory),
                answer=say(one.answer),
                absence=say(one.absence),
                of_unit_reason=say(one.of_unit_reason),
                of_call_reason=say(one.of_call_reason),
                mine=one.unit == own,
            )
            for one in state.called
        ),
        is_caller=caller,
        may_answer=bool(own) and ahead and "CASE_ACKNOWLEDGE" in permissions,
        may_record=caller and running and not ahead and handles,
        may_appraise=bool(own or caller) and handles and rules.may_appraise(state, frame),
        may_cancel=caller and ahead and "CASE_SUPERVISE" in permissions,
    )


def _name(unit: str, directory: Directory) -> str:
    return directory.unit(unit).short_name if directory.has(unit) else unit


# ---------------------------------------------------------------- lists and totals
class CallUpLine(msgspec.Struct, frozen=True, kw_only=True):
    """One call-up in a list."""

    id: str
    receipt: str
    at: datetime
    caller_name: str
    unit_names: tuple[str, ...]
    arrived: int
    cancelled: bool


def list_call_ups(viewer: Actor, *, case: str = "", most: int = 50) -> tuple[CallUpLine, ...]:
    """Return the call-ups that the viewer's unit made or was called to, or of one case he was
    shown; newest first."""
    rows = CalledUnit.objects.all()
    rows = rows.filter(case=case) if case else rows.filter(_own(viewer))
    ids = list(dict.fromkeys(rows.order_by("-at", "id").values_list("call_up", flat=True)[:400]))
    states = get_states(f"call-up:{one}" for one in ids[:most])
    directory = get_snapshot(Directory)
    found = (states.get(f"call-up:{one}") for one in ids[:most])
    return tuple(_line(state, directory) for state in found if state is not None)


def _own(viewer: Actor) -> Q:
    directory = get_snapshot(Directory)
    units = [viewer.unit, *directory.joined(viewer.unit)] if viewer.unit else []
    return Q(caller__in=units) | Q(unit__in=units)


def _line(state: CallUpState, directory: Directory) -> CallUpLine:
    return CallUpLine(
        id=state.id,
        receipt=state.receipt,
        at=state.at,
        caller_name=_name(state.unit, directory),
        unit_names=tuple(_name(one.unit, directory) for one in state.called),
        arrived=sum(bool(one.arrived) for one in state.called),
        cancelled=state.cancelled_at is not None,
    )


class Awaiting(msgspec.Struct, frozen=True, kw_only=True):
    """How many call-ups await the viewer's unit: its answer, its record of who came."""

    to_answer: int
    to_record: int


def count_awaiting(viewer: Actor, *, now: datetime) -> Awaiting:
    """Return what of call-ups awaits the viewer's unit."""
    if not viewer.unit or "CASE_HANDLE" not in viewer.permissions:
        return Awaiting(to_answer=0, to_record=0)
    rows = CalledUnit.objects.filter(cancelled=False)
    asked = rows.filter(unit=viewer.unit, coming__isnull=True, at__gt=now)
    due = rows.filter(caller=viewer.unit, arrived__isnull=True, at__lte=now)
    return Awaiting(to_answer=asked.count(), to_record=due.values("call_up").distinct().count())


class UnitTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What call-ups say of one unit on one category of matters; never of a person."""

    unit: str
    unit_name: str
    category: str
    called: int
    arrived: int
    absent: int
    able: int
    fair: int
    poor: int


def sum_call_ups(viewer: Actor, *, since: datetime, until: datetime) -> tuple[UnitTotal, ...]:
    """Return totals by unit and category of the call-ups in a period, for the viewer's banner."""
    directory = get_snapshot(Directory)
    banner = directory.banner_of(viewer.unit) if directory.has(viewer.unit) else ""
    if "CASE_VIEW" not in viewer.permissions or not banner:
        return ()
    rows = (
        CalledUnit.objects.filter(banner=banner, cancelled=False, at__gte=since, at__lt=until)
        .values("unit", "category")
        .annotate(
            called=Count("id"),
            came=Count("id", filter=Q(arrived=True)),
            missing=Count("id", filter=Q(arrived=False)),
            able=Count("id", filter=Q(of_unit="able")),
            fair=Count("id", filter=Q(of_unit="fair")),
            poor=Count("id", filter=Q(of_unit="poor")),
        )
        .order_by("unit", "category")
    )
    return tuple(
        UnitTotal(
            unit=row["unit"],
            unit_name=_name(row["unit"], directory),
            category=row["category"],
            called=row["called"],
            arrived=row["came"],
            absent=row["missing"],
            able=row["able"],
            fair=row["fair"],
            poor=row["poor"],
        )
        for row in rows
    )
