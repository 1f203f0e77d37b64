"""A village with households for tests of visits: the rules only, no database."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from minqing.activities.pack import ActivitiesSection, KindWord, ResultWord
from minqing.kernel.messages import Actor, Frame, Refusal
from minqing.mechanisms.public import Packs
from minqing.org.public import CreatePost, Directory
from minqing.org.tests.builders import NOW, SYSTEM, VILLAGE, new_command, small_banner

BANNER = "150627"
KINDS = ActivitiesSection(
    kinds=(
        KindWord(
            code="visit", zh="走访", en="visit", source="SDN-11",
            results=(
                ResultWord(code="met", zh="已见面", en="met", contact=True),
                ResultWord(code="not-met", zh="未遇", en="not met", contact=False),
            ),
        ),
        KindWord(
            code="phone", zh="电话", en="phone", source="SDN-12",
            results=(ResultWord(code="reached", zh="已联系上", en="reached", contact=True),),
        ),
    ),
    back_days=31,
    again_days=60,
    source="ours",
)  # fmt: skip


def make_directory() -> Directory:
    house = small_banner()
    post = new_command(CreatePost, post="P-cadre", unit=VILLAGE, role="village_cadre", title="岗")
    house.ok(post)
    return house.directory()


DIRECTORY = make_directory()
CADRE = Actor(scope="account:1", post="P-cadre", units=(VILLAGE,), permissions=SYSTEM.permissions)
ELSEWHERE = Actor(scope="account:2", post="P-2", units=("150627103201",))


class OnePack:
    """Stands for the published mechanisms: one of them, with these sections."""

    def __init__(self, **sections: Any) -> None:
        self.sections = sections

    def for_unit(self, path: object, banner: str, section: str = "") -> Any:
        if section not in self.sections:
            return None
        return SimpleNamespace(section=self.sections.get)


class Book:
    """States of streams, written by the rules of one context only."""

    def __init__(self, rules: Any, evolves: dict[str, Any], **sections: Any) -> None:
        self.rules, self.evolves = rules, evolves
        self.packs = OnePack(**sections)
        home = SimpleNamespace(unit=VILLAGE, home=BANNER, closed=None)
        gone = SimpleNamespace(unit=VILLAGE, home=BANNER, closed="moved_away")
        self.states: dict[str, Any] = {"household:H1": home, "household:gone": gone}

    def do(self, command: Any, by: Actor = CADRE, days: int = 0) -> Refusal | None:
        """Carry out a command so many days later; returns the refusal, None when accepted."""
        snapshots = {Directory: DIRECTORY, Packs: self.packs}
        frame = Frame(now=NOW + timedelta(days=days), by=by, snapshots=snapshots)
        streams = self.rules.needs(command)
        seen = {stream: self.states.get(stream) for stream in streams}
        decided = self.rules.decide(command, seen, frame)
        if isinstance(decided, Refusal):
            return decided
        for item in decided:
            assert item.stream in streams
            evolve = self.evolves[item.stream.partition(":")[0]]
            self.states[item.stream] = evolve(self.states.get(item.stream), item.event)
        return None

    def code(self, command: Any, by: Actor = CADRE, days: int = 0) -> str:
        refusal = self.do(command, by, days)
        return "" if refusal is None else refusal.code
