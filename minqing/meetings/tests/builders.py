"""A small place with cases and meetings, in memory: states written by the rules only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import yaml

from minqing.cases import public as cases
from minqing.cases import rules as case_rules
from minqing.cases.tests import builders as place
from minqing.kernel.cadences import find_window
from minqing.kernel.calendar import WorkCalendar, load_default_calendar
from minqing.kernel.messages import Frame, Personal, Refusal, VaultRef
from minqing.kernel.periods import local_day
from minqing.mechanisms.public import Packs
from minqing.meetings import commands as c
from minqing.meetings import rules
from minqing.meetings.agenda import find_place
from minqing.meetings.commitments.pack import CommitmentsSection
from minqing.meetings.commitments.rules import evolve as evolve_commitment
from minqing.meetings.pack import MeetingsSection
from minqing.meetings.rules.closing import make_closing
from minqing.meetings.standing import Standing, follow_meeting
from minqing.meetings.standing import place as place_standing
from minqing.meetings.state import MeetingState
from minqing.org.public import PERMISSIONS, Directory, system_actor

BANNER, TOWN, VILLAGE, OTHER, WATER = (
    place.BANNER, place.TOWN, place.VILLAGE, place.OTHER_VILLAGE, place.WATER,
)  # fmt: skip
MONDAY = place.MONDAY
PACKS_DIR = Path(__file__).resolve().parents[3] / "packs"
PACK_KEY = place.PACK_KEY
WEEKLY, HALF_MONTH, MONTHLY = "community_weekly", "street_half_month", "district_monthly"
SYSTEM = system_actor("test")
_ids = count(1)


@cache
def meetings_section() -> MeetingsSection:
    """Return the meetings of the mechanism that holds them on three levels."""
    for path in sorted(PACKS_DIR.glob("*/meetings.yaml")):
        section = msgspec.convert(yaml.safe_load(path.read_text()), MeetingsSection)
        if section.find_kind(WEEKLY) is not None:
            return section
    raise LookupError(WEEKLY)


@cache
def commitments_section() -> CommitmentsSection:
    """Return what the place's mechanism says of commitments."""
    path = place.PACK / "commitments.yaml"
    return msgspec.convert(yaml.safe_load(path.read_text()), CommitmentsSection)


class OnePack(place.OnePack):
    """One pack with cases of the one mechanism and meetings of the other."""

    def _make(self, version: int, parts: dict[str, Any]) -> Any:
        parts = {
            **parts,
            "meetings": meetings_section(),
            "commitments": commitments_section(),
        }
        return SimpleNamespace(
            key=PACK_KEY,
            title="四定三到",
            version=version,
            section=parts.get,
            kind="mechanism",
            place=SimpleNamespace(code=BANNER),
            identity=SimpleNamespace(valid_from=date(2014, 1, 1)),
        )

    def current(self, key: str) -> Any:
        return self.find_current(key)

    def all(self, on: date | None = None) -> tuple[Any, ...]:
        return (self.packs[max(self.packs)],)


@cache
def calendar() -> WorkCalendar:
    return load_default_calendar()


class Book:
    """States of cases, meetings and commitments, and the records of who stands where."""

    def __init__(self) -> None:
        self.states: dict[str, Any] = {}
        self.now = MONDAY
        self.directory = place.directory()
        self.packs = OnePack()
        self.records: dict[str, Standing] = {}

    def frame(self, by: Any) -> Frame:
        return Frame(
            now=self.now,
            by=by,
            snapshots={Directory: self.directory, Packs: self.packs, WorkCalendar: calendar()},
        )

    def do(self, command: Any, by: Any = SYSTEM) -> str:
        """Carry out a command; returns the code of its refusal, "" when it was accepted."""
        room = rules if isinstance(command, c.MeetingCommand) else case_rules
        streams = room.needs(command)
        states = {stream: self.states.get(stream) for stream in streams}
        assert command.PERMISSION in by.permissions or not command.PERMISSION, command.TYPE
        decided = room.decide(command, states, self.frame(by))  # type: ignore[operator]
        if isinstance(decided, Refusal):
            return decided.code
        for item in decided:
            assert item.stream in streams, item.stream
            evolve = _EVOLVE[item.stream.partition(":")[0]]
            self.states[item.stream] = evolve(self.states.get(item.stream), item.event)
        for item in decided:
            self._follow(item.stream, item.event)
        return ""

    def ok(self, command: Any, by: Any = SYSTEM) -> None:
        assert self.do(command, by) == ""

    # ------------------------------------------------------------ who stands where
    def _follow(self, stream: str, event: Any) -> None:
        state = self.states[stream]
        if stream.startswith("case:"):
            found = find_place(stream, state, self.directory, self.packs)
            if found is not None or stream in self.records:
                row = self.records.get(stream) or Standing(subject=stream)
                self.records[stream] = place_standing(row, found, self.directory)
        elif stream.startswith("meeting:"):
            follow_meeting(self, event, state)

    def list_claimed(self, meeting: str) -> list[str]:
        return [subject for subject, row in self.records.items() if row.claim == meeting]

    def change(self, subject: str, turn: Callable[[Standing], Standing]) -> None:
        if subject in self.records:
            self.records[subject] = turn(self.records[subject])

    def list_agendas(self, subject: str) -> list[str]:
        """Return the open meetings on whose agenda a subject stands, fixed or waiting."""
        row = self.records.get(subject)
        if row is None or not row.is_stuck:
            return []
        return [
            meeting.id
            for meeting in self.meetings()
            if meeting.is_open
            and (meeting.unit, meeting.kind) == (row.unit, row.kind)
            and row.claimed in ("", meeting.id)
        ]

    # ------------------------------------------------------------ meetings
    def meetings(self) -> list[MeetingState]:
        return [state for key, state in self.states.items() if key.startswith("meeting:")]

    def meeting(self, unit: str, kind: str) -> MeetingState:
        """Return the newest meeting of a unit."""
        return max(
            (one for one in self.meetings() if (one.unit, one.kind) == (unit, kind)),
            key=lambda one: one.first,
        )

    def case(self, case: str) -> Any:
        return self.states[f"case:{case}"]

    def call(self, unit: str, kind: str) -> str:
        """Call the next meeting of a unit, as the clock does; returns its id."""
        mine = [one for one in self.meetings() if (one.unit, one.kind) == (unit, kind)]
        last = max(mine, key=lambda one: one.first, default=None)
        found = meetings_section().find_kind(kind)
        assert found is not None
        day = local_day(self.now) if last is None else last.last + timedelta(days=1)
        window = find_window(found.every, day)
        assert window is not None
        meeting = f"{kind}-{unit}-{window.start.isoformat()}"
        self.ok(
            new(
                c.OpenMeeting,
                meeting=meeting,
                pack=PACK_KEY,
                kind=kind,
                unit=unit,
                first=window.start,
                before=last.id if last else "",
            )
        )
        return meeting

    def look(self, meeting: str, *waiting: str) -> str:
        return self.do(new(c.LookAtMeeting, meeting=meeting, waiting=waiting))

    def hold(self, unit: str, kind: str, topics: Iterable[c.Topic], by: Any) -> str:
        """Sit at once without plan or notice; returns the meeting's id."""
        meeting = self.meeting(unit, kind).id
        self.ok(new(c.BeginMeeting, meeting=meeting, topics=tuple(topics)), by)
        return meeting

    def close(self, meeting: str, by: Any, minutes: str = "") -> str:
        state = self.states[f"meeting:{meeting}"]
        words = sealed(minutes, f"meeting:{meeting}") if minutes else None
        return self.do(make_closing(state, f"C{next(_ids)}", words), by)

    # ------------------------------------------------------------ cases
    def receive(self, case: str, unit: str = VILLAGE) -> str:
        """Take in a case that its cadre holds and works on; returns its stream."""
        who = place.staff("cadre" if unit == VILLAGE else "neighbour")
        self.ok(place.receive(case=case, unit=unit), who)
        return f"case:{case}"


def _evolve_case(state: Any, event: Any) -> Any:
    return case_rules.evolve(state, event)


_EVOLVE: dict[str, Callable[[Any, Any], Any]] = {
    "case": _evolve_case,
    "meeting": rules.evolve,
    "commitment": evolve_commitment,
}


def new(kind: type[Any], /, **fields: Any) -> Any:
    """Return a command with an id of its own."""
    return kind(id=f"C{next(_ids)}", **fields)


def sealed(words: str, subject: str = "case:C1") -> Personal[str]:
    """Return a text on its way to the vault, with its name there."""
    return Personal(words, subject, VaultRef(f"text-{next(_ids)}.words"))


def at(day: int, hour: int = 2, month: int = 3) -> datetime:
    """Return a moment of March 2026, 10:00 in Inner Mongolia unless said otherwise."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


__all__ = ["PERMISSIONS", "Book", "at", "cases", "new", "sealed"]
