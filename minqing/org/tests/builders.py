"""Small organisations for tests, in field words. No database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from minqing.kernel.messages import Actor, Command, Frame, Personal, Refusal, VaultRef
from minqing.mechanisms.public import Packs
from minqing.org.commands import EstablishUnit
from minqing.org.directory import Directory, PostView, TeamView, UnitView
from minqing.org.roles import PERMISSIONS
from minqing.org.rules import persons, posts, remits, teams, units, villages
from minqing.org.state import PersonState, PostState, TeamState, UnitState
from minqing.org.terms import Axis, UnitKind

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)
SYSTEM = Actor(scope="system:test", kind="system", permissions=frozenset(PERMISSIONS))
ROOMS = {"unit": units, "post": villages, "person": persons, "team": teams, "remit": remits}
EVOLVES = {
    **{name: room.evolve for name, room in ROOMS.items()},
    "handover": posts.evolve_hand_over,
}
_ids = count(1)


def new_command(kind: type[Command], /, **fields: Any) -> Any:
    """Return a command with an id of its own."""
    return kind(id=f"C{next(_ids)}", **fields)


def named(person: str, name: str = "王甲") -> Personal[str]:
    """Return an official's name on its way to the vault."""
    return Personal(name, f"person:{person}", VaultRef(f"{person}.name"))


class House:
    """States of an organisation, written only by the rules; the log in a dict."""

    def __init__(self, packs: Any = None) -> None:
        """`packs`: what stands for the published mechanisms, None for none."""
        self.states: dict[str, Any] = {}
        self.packs = packs or Packs({})

    def frame(self, by: Actor = SYSTEM) -> Frame:
        return Frame(now=NOW, by=by, snapshots={Directory: self.directory(), Packs: self.packs})

    def do(self, command: Any, by: Actor = SYSTEM) -> Refusal | None:
        """Carry out a command; returns the refusal, None when it was accepted."""
        kind = type(command).TYPE.partition(".")[0]
        room = ROOMS[kind]
        streams = room.needs(command)
        seen = {stream: self.states.get(stream) for stream in streams}
        decided = room.decide(command, seen, self.frame(by))
        if isinstance(decided, Refusal):
            return decided
        for item in decided:
            assert item.stream in streams
            evolve: Callable[[Any, Any], Any] = EVOLVES[item.stream.partition(":")[0]]
            self.states[item.stream] = evolve(self.states.get(item.stream), item.event)
        return None

    def ok(self, *commands: Any) -> None:
        for command in commands:
            refusal = self.do(command)
            assert refusal is None, str(refusal)

    def of(self, kind: type[Any]) -> Iterable[tuple[str, Any]]:
        return (
            (stream.partition(":")[2], state)
            for stream, state in self.states.items()
            if isinstance(state, kind)
        )

    def directory(self) -> Directory:
        views = [
            UnitView(
                code, s.name, s.short_name, s.kind, s.level, s.parent or None, s.axis, s.serves,
                s.closed, s.successor, s.names,
            )
            for code, s in self.of(UnitState)
        ]  # fmt: skip
        teams = [
            TeamView(code, t.kind, t.unit, t.name, t.leader, t.deputy, t.village, t.members)
            for code, t in self.of(TeamState)
            if t.dissolved is None
        ]
        return Directory(views, [self._post(*pair) for pair in self.of(PostState)], None, teams)

    @staticmethod
    def _post(post: str, state: PostState) -> PostView:
        now = state.current
        return PostView(
            post,
            state.unit,
            state.role,
            state.title,
            now.person if now else None,
            "",
            concurrent=now.concurrent if now else False,
            reach=state.reach,
            abolished=state.abolished,
            posting=now.posting if now else None,
            grants=state.grants,
        )

    def holders(self) -> dict[str, list[str]]:
        """Return post → people who believe that they hold it."""
        found: dict[str, list[str]] = {}
        for person, state in self.of(PersonState):
            for placing in state.posts:
                found.setdefault(placing.post, []).append(person)
        return found


PLACES: Sequence[tuple[str, str, UnitKind, str]] = (
    ("15", "内蒙古自治区", UnitKind.REGION, ""),
    ("1506", "鄂尔多斯市", UnitKind.LEAGUE, "15"),
    ("150627", "伊金霍洛旗", UnitKind.BANNER, "1506"),
    ("150627101", "札萨克镇", UnitKind.TOWN, "150627"),
    ("150627103", "纳林陶亥镇", UnitKind.TOWN, "150627"),
    ("150627101204", "台格嘎查", UnitKind.GACHA, "150627101"),
    ("150627101205", "新街村", UnitKind.VILLAGE, "150627101"),
    ("150627103201", "满赖村", UnitKind.VILLAGE, "150627103"),
)
VILLAGE, TOWN, BANNER, WATER = "150627101205", "150627101", "150627", "150627-D15"


def small_banner(packs: Any = None) -> House:
    """Return a banner of two towns, three villages and a water department."""
    house = House(packs)
    for code, name, kind, parent in PLACES:
        house.ok(new_command(EstablishUnit, unit=code, name=name, kind=kind, parent=parent))
    house.ok(
        new_command(
            EstablishUnit,
            unit=WATER,
            name="伊金霍洛旗水利局",
            short_name="水利局",
            kind=UnitKind.DEPARTMENT,
            parent=BANNER,
            axis=Axis.LINE,
        )
    )
    return house
