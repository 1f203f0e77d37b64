"""A promise in field words: a book of states written by the rules only. No database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import yaml

from minqing.cases.public import Outcome
from minqing.kernel.calendar import LOCAL, WorkCalendar, load_default_calendar
from minqing.kernel.messages import Actor, Frame, Personal, Refusal, VaultRef
from minqing.mechanisms.public import Packs
from minqing.meetings.commitments import commands as c
from minqing.meetings.commitments import rules
from minqing.meetings.commitments.pack import CommitmentsSection
from minqing.meetings.commitments.state import CommitmentState
from minqing.org.public import (
    Axis,
    Directory,
    PostView,
    UnitKind,
    UnitView,
    compute_permissions,
)

PACKS = Path(__file__).resolve().parents[4] / "packs"
FOLDER = next(folder for folder in sorted(PACKS.iterdir()) if (folder / "duties.yaml").is_file())
SECTION = msgspec.convert(
    yaml.safe_load((FOLDER / "commitments.yaml").read_text(encoding="utf-8")), CommitmentsSection
)
BANNER, TOWN, VILLAGE, OTHER, WATER = (
    "150627", "150627100", "150627100201", "150627101", "150627-D01",
)  # fmt: skip
MONDAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 13)
CALENDAR = load_default_calendar()
_ids = count(1)


def _unit(code: str, kind: UnitKind, level: int, parent: str | None) -> UnitView:
    axis = Axis.LINE if kind is UnitKind.DEPARTMENT else Axis.PLACE
    return UnitView(
        code=code, name=code, short_name=code, kind=kind, level=level, parent=parent, axis=axis
    )


UNITS = (
    _unit("15", UnitKind.REGION, 1, None),
    _unit("1506", UnitKind.LEAGUE, 2, "15"),
    _unit(BANNER, UnitKind.BANNER, 3, "1506"),
    _unit(TOWN, UnitKind.TOWN, 4, BANNER),
    _unit(OTHER, UnitKind.TOWN, 4, BANNER),
    _unit(VILLAGE, UnitKind.VILLAGE, 5, TOWN),
    _unit(WATER, UnitKind.DEPARTMENT, 4, BANNER),
)
STAFF = {
    "secretary": (VILLAGE, "village_secretary"),
    "clerk": (TOWN, "township_clerk"),
    "leader": (TOWN, "township_leader"),
    "elsewhere": (OTHER, "township_leader"),
    "handler": (WATER, "department_handler"),
    "reviewer": (WATER, "department_reviewer"),
    "supervisor": (TOWN, "supervisor"),
    "chief": (BANNER, "banner_leader"),
}
DIRECTORY = Directory(
    UNITS,
    [PostView(post, unit, role, role, f"N-{post}", "乙某") for post, (unit, role) in STAFF.items()],
    None,
    [],
)


def join_water_to(code: str) -> Directory:
    """Return the directory after the water department was joined to another, its posts gone."""
    units = [one for one in UNITS if one.code != WATER]
    gone = msgspec.structs.replace(UNITS[-1], closed=True, successor=code)
    posts = [
        PostView(post, unit, role, role, "" if unit == WATER else f"N-{post}", "",
                 abolished=unit == WATER)
        for post, (unit, role) in STAFF.items()
    ]  # fmt: skip
    return Directory([*units, gone, _unit(code, UnitKind.DEPARTMENT, 4, BANNER)], posts, None, [])


SYSTEM = Actor(scope="system:test", kind="system", permissions=compute_permissions(("system",)))


def staff(post: str) -> Actor:
    unit, role = STAFF[post]
    return Actor(
        scope=f"account:{post}",
        post=post,
        unit=unit,
        roles=(role,),
        units=(unit,),
        permissions=compute_permissions((role,)),
    )


def raiser(case: str = "K1") -> Actor:
    return Actor(
        scope=f"public:{case}", kind="resident", permissions=compute_permissions(("resident",))
    )


class OnePack:
    """Stands for `Packs`: one mechanism with the real section, for one banner."""

    def for_unit(self, path: Any, banner: str, section: str = "") -> Any:
        known = {"commitments": SECTION}
        return SimpleNamespace(section=known.get) if banner == BANNER else None


def at(day: date, hour: int = 10) -> datetime:
    """Return a moment of a local day."""
    return datetime.combine(day, datetime.min.time(), LOCAL) + timedelta(hours=hour)


def words(text: str, subject: str = "case:K1", ref: str = "") -> Personal[str]:
    return Personal(text, subject, VaultRef(ref or f"C{next(_ids)}.words"))


def public_words(text: str) -> Personal[str]:
    return words(text, "commitment:P1")


class Book:
    """States of one promise and what it rests on; days pass by `day`."""

    def __init__(self, day: date = MONDAY) -> None:
        self.day = day
        self.directory = DIRECTORY
        result = SimpleNamespace(outcome="solved")
        case = SimpleNamespace(
            place=VILLAGE, holder_unit=WATER, sealed=False, category="water", result=None
        )
        self.states: dict[str, Any] = {
            "case:K1": case,
            "case:done": SimpleNamespace(**{**vars(case), "result": result}),
            "case:withdrawn": SimpleNamespace(
                **{**vars(case), "result": SimpleNamespace(outcome=Outcome.WITHDRAWN)}
            ),
            "case:sealed": SimpleNamespace(**{**vars(case), "sealed": True}),
        }
        self.log: list[Any] = []

    def frame(self, by: Actor) -> Frame:
        snapshots = {Directory: self.directory, Packs: OnePack(), WorkCalendar: CALENDAR}
        return Frame(now=at(self.day), by=by, snapshots=snapshots)

    def code(self, command: Any, by: Actor) -> str:
        """Send a command; returns the code of its refusal, empty when it was accepted."""
        streams = rules.needs(command)
        seen = {stream: self.states.get(stream) for stream in streams}
        decided = rules.decide(command, seen, self.frame(by))
        if isinstance(decided, Refusal):
            return decided.code
        for item in decided:
            assert item.stream in streams
            self.log.append(item.event)
            self.states[item.stream] = rules.evolve(self.states.get(item.stream), item.event)
        return ""

    def ok(self, command: Any, by: Actor) -> CommitmentState:
        code = self.code(command, by)
        assert code == "", code
        return self.promise

    @property
    def promise(self) -> CommitmentState:
        state: CommitmentState = self.states["commitment:P1"]
        return state

    def made(self, **changed: Any) -> Book:
        """Return the book with a promise of the water department in it, due on FRIDAY."""
        self.ok(make(**changed), staff("chief"))
        return self


def send(kind: type[Any], /, **fields: Any) -> Any:
    return kind(id=f"C{next(_ids)}", commitment="P1", **fields)


def make(**changed: Any) -> c.MakeCommitment:
    fields = {
        "subject": "case:K1",
        "measure": words("更换三社机井水泵，恢复供水"),
        "due": FRIDAY,
        "unit": WATER,
        "post": "handler",
    }
    return send(c.MakeCommitment, **{**fields, **changed})
