"""Builders in field words: a small place with its people, the real pack, a driver for rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import yaml

from minqing.approvals import public as approvals
from minqing.cases import arrivals, rules
from minqing.cases import commands as c
from minqing.cases.pack import CasesSection, CategoriesSection
from minqing.cases.pack_beside import MaterialsSection, RepliesSection, SourcesSection
from minqing.cases.pack_dispatch import ResponsibilitiesSection
from minqing.cases.raiser import Attachment
from minqing.cases.rules.ground import Directory, Packs, WorkCalendar
from minqing.cases.state import CaseState
from minqing.cases.terms import Channel, MatterKind, RaiserDetails
from minqing.kernel.calendar import load_default_calendar
from minqing.kernel.messages import (
    Actor,
    Command,
    Decided,
    Frame,
    Personal,
    Refusal,
    VaultRef,
)
from minqing.mechanisms.pack import Level
from minqing.notices.public import NoticesSection
from minqing.org.public import Axis, PostView, UnitKind, UnitView, compute_permissions

PACK = Path(__file__).resolve().parents[3] / "packs" / "siding-sandao-nongshi-huban"
PACK_KEY = "siding-sandao-nongshi-huban"
BANNER, TOWN, VILLAGE, OTHER_VILLAGE = "150627", "150627100", "150627100201", "150627100202"
WATER = "150627-D01"
DISCIPLINE = "150627-D02"

# A Monday without holidays near it: 2 March 2026, 10:00 in Inner Mongolia.
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def read_section(name: str, schema: type[Any]) -> Any:
    return msgspec.convert(yaml.safe_load((PACK / f"{name}.yaml").read_text()), schema)


@cache
def sections() -> dict[str, Any]:
    return {
        "cases": read_section("cases", CasesSection),
        "categories": read_section("categories", CategoriesSection),
        "materials": read_section("materials", MaterialsSection),
        "sources": read_section("sources", SourcesSection),
        "replies": read_section("replies", RepliesSection),
        "notices": read_section("notices", NoticesSection),
        "responsibilities": read_section("responsibilities", ResponsibilitiesSection),
    }


@cache
def levels() -> tuple[Level, ...]:
    written = yaml.safe_load((PACK / "pack.yaml").read_text())["levels"]
    return msgspec.convert(written, tuple[Level, ...])


class OnePack:
    """Stands for `Packs` with one version of one pack; with `newer` a second one is in force."""

    def __init__(self, newer: CasesSection | None = None, **parts: Any) -> None:
        self.packs = {1: self._make(1, {**sections(), **parts})}
        if newer is not None:
            self.packs[2] = self._make(2, {**sections(), "cases": newer})

    def _make(self, version: int, parts: dict[str, Any]) -> Any:
        return SimpleNamespace(
            key=PACK_KEY, title="四定三到", version=version, section=parts.get, levels=levels()
        )

    def get(self, key: str, version: int) -> Any:
        return self.packs[version]

    def find_current(self, key: str) -> Any:
        return self.packs[max(self.packs)] if key == PACK_KEY else None

    def all(self) -> tuple[Any, ...]:
        return (self.packs[max(self.packs)],)

    def for_unit(self, path: Iterable[str], banner: str, section: str = "") -> Any:
        return self.packs[1] if banner == BANNER else None


def _unit(code: str, kind: UnitKind, level: int, parent: str | None, **more: Any) -> UnitView:
    axis = Axis.LINE if kind is UnitKind.DEPARTMENT else Axis.PLACE
    return UnitView(
        code=code, name=code, short_name=code, kind=kind, level=level, parent=parent, axis=axis
    )


UNITS = (
    _unit("15", UnitKind.REGION, 1, None),
    _unit("1506", UnitKind.LEAGUE, 2, "15"),
    _unit(BANNER, UnitKind.BANNER, 3, "1506"),
    _unit(TOWN, UnitKind.TOWN, 4, BANNER),
    _unit(VILLAGE, UnitKind.VILLAGE, 5, TOWN),
    _unit(OTHER_VILLAGE, UnitKind.GACHA, 5, TOWN),
    _unit(WATER, UnitKind.DEPARTMENT, 4, BANNER),
    _unit(DISCIPLINE, UnitKind.DEPARTMENT, 4, BANNER),
)

STAFF: dict[str, tuple[str, str]] = {
    "cadre": (VILLAGE, "village_cadre"),
    "secretary": (VILLAGE, "village_secretary"),
    "neighbour": (OTHER_VILLAGE, "village_cadre"),
    "clerk": (TOWN, "township_clerk"),
    "leader": (TOWN, "township_leader"),
    "handler": (WATER, "department_handler"),
    "reviewer": (WATER, "department_reviewer"),
    "caller": (BANNER, "independent_caller"),
    "supervisor": (TOWN, "supervisor"),
    "office": (BANNER, "banner_clerk"),
    "chief": (BANNER, "banner_leader"),
    "deputy": (BANNER, "banner_leader"),
    "recipient": (DISCIPLINE, "discipline_recipient"),
}


def directory(vacant: Iterable[str] = (), abolished: Iterable[str] = ()) -> Directory:
    posts = [
        PostView(
            id=f"post-{name}",
            unit=unit,
            role=role,
            title=role,
            person=None if name in (*vacant, *abolished) else f"person-{name}",
            person_name="",
            abolished=name in abolished,
        )
        for name, (unit, role) in STAFF.items()
    ]
    return Directory(UNITS, posts)


def staff(name: str) -> Actor:
    """Return an actor by the name of his post in STAFF."""
    unit, role = STAFF[name]
    return Actor(
        scope=f"account:{name}",
        person=f"person-{name}",
        post=f"post-{name}",
        unit=unit,
        roles=(role,),
        units=(unit,),
        permissions=compute_permissions((role,)),
    )


RESIDENT = Actor(scope="public:1", kind="resident", permissions=compute_permissions(("resident",)))
SYSTEM = Actor(scope="system:cases", kind="system", permissions=compute_permissions(("system",)))


def said(text: str, subject: str = "case:1") -> Personal[str]:
    return Personal(value=text, subject=subject, ref=VaultRef(f"ref-{abs(hash(text)) % 997}"))


def photo(number: int, subject: str = "case:1") -> Personal[Attachment]:
    value = Attachment(f"file-{number}", "image/jpeg", 1000, thumb=f"thumb-{number}")
    return Personal(value=value, subject=subject, ref=VaultRef(f"ref-photo-{number}"))


def raiser(name: str = "某户主") -> Personal[RaiserDetails]:
    value = RaiserDetails(name=name, phone="100-0000")
    return Personal(value=value, subject="person:1", ref=VaultRef("ref-raiser"))


def receive(case: str = "1", **changes: Any) -> c.ReceiveCase:
    facts: dict[str, Any] = {
        "id": f"receive-{case}",
        "case": case,
        "receipt": f"R{case}",
        "unit": VILLAGE,
        "channel": Channel.VISIT,
        "kind": MatterKind.HELP,
        "matter": said("机井水泵坏了半个月，想问啥时候能修。"),
        "raiser": raiser(),
        "category": "water-wells",
        "household": "H1",
    }
    return c.ReceiveCase(**{**facts, **changes})


FOLDS: dict[str, Any] = {
    "case": rules.evolve,
    "arrival": arrivals.evolve,
    "approval": approvals.evolve,
}


class Story:
    """Carries commands out on the pure rules, as `submit` would, and keeps every state."""

    def __init__(self, at: datetime = MONDAY, vacant: Iterable[str] = ()) -> None:
        self.now = at
        self.states: dict[str, Any] = {}
        self.history: list[tuple[Command, CaseState | None, list[Any], CaseState]] = []
        self.numbers = 0
        self.snapshots = {
            Directory: directory(vacant),
            Packs: OnePack(),
            WorkCalendar: load_default_calendar(),
        }

    def frame(self, by: Actor) -> Frame:
        return Frame(now=self.now, by=by, snapshots=self.snapshots)

    def wait(self, **span: Any) -> Story:
        self.now += timedelta(**span)
        return self

    def tell(self, command: Command, by: Actor) -> Refusal | list[Any]:
        """Carry out a command; returns its events, or the refusal."""
        permission = type(command).PERMISSION
        if permission and permission not in by.permissions:
            return Refusal("not-allowed", "不能执行。")
        room: Any = rules if isinstance(command, c.CaseCommand) else approvals
        streams = room.needs(command)
        states = {stream: self.states.get(stream) for stream in streams}
        decided = room.decide(command, states, self.frame(by))
        if isinstance(decided, Refusal):
            return decided
        before = {stream: self.states.get(stream) for stream in streams}
        for item in decided:
            assert isinstance(item, Decided) and item.stream in streams
            fold = FOLDS[item.stream.partition(":")[0]]
            self.states[item.stream] = fold(self.states.get(item.stream), item.event)
        stream = next(one for one in streams if one.startswith("case:"))
        events = [item.event for item in decided if item.stream == stream]
        if events:
            self.history.append((command, before[stream], events, self.states[stream]))
        return [item.event for item in decided]

    def answer(
        self, kind: type[Any], by: str | Actor, /, request: str = "A1", case: str = "1", **more: Any
    ) -> Any:
        """Agree to a request, send it back, ask again or withdraw it; the actor by name."""
        self.numbers += 1
        command = kind(
            id=f"command-{self.numbers}", approval=request, subject=f"case:{case}", **more
        )
        return self.tell(command, staff(by) if isinstance(by, str) else by)

    def request(self, request: str = "A1") -> Any:
        return self.states[f"approval:{request}"]

    def do(self, kind: type[Any], by: str | Actor, /, case: str = "1", **fields: Any) -> Any:
        """Make and carry out a command; the actor by name."""
        self.numbers += 1
        command = kind(id=f"command-{self.numbers}", case=case, **fields)
        return self.tell(command, staff(by) if isinstance(by, str) else by)

    def must(
        self, kind: type[Any], by: str | Actor, /, case: str = "1", **fields: Any
    ) -> CaseState:
        """Carry out a command that has to be accepted; returns the state."""
        answer = self.do(kind, by, case, **fields)
        assert not isinstance(answer, Refusal), f"{answer.code}: {answer}"
        return self.case(case)

    def refused(self, kind: type[Any], by: str | Actor, /, case: str = "1", **fields: Any) -> str:
        """Carry out a command that has to be refused; returns the code, the sentence whole."""
        answer = self.do(kind, by, case, **fields)
        assert isinstance(answer, Refusal), f"{kind.__name__} was accepted"
        assert "{" not in str(answer)
        return answer.code

    def case(self, case: str = "1") -> CaseState:
        state = self.states[f"case:{case}"]
        assert state is not None
        return state

    def received(self, by: str | Actor = "cadre", **changes: Any) -> Story:
        """Begin with a received case."""
        actor = staff(by) if isinstance(by, str) else by
        answer = self.tell(receive(**changes), actor)
        assert not isinstance(answer, Refusal), f"{answer.code}: {answer}"
        return self
