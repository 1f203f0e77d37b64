"""A database with the small place of the builders in front of `submit`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from minqing.cases.tests.builders import MONDAY, receive, staff
from minqing.cases.tests.builders import directory as make_directory
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import Answer, submit
from minqing.log.registry import LazySnapshots, Snapshot, registry
from minqing.log.worker import run_until_idle
from minqing.mechanisms.public import Packs
from minqing.meetings.models import Meeting
from minqing.meetings.tests.builders import OnePack
from minqing.org.public import Directory


class Town:
    """Submits to the real door, as named staff, and lets the worker run."""

    def __init__(self) -> None:
        self.now: datetime = MONDAY

    def send(self, kind: type[Any], by: str | Actor, /, **fields: Any) -> Answer:
        actor = staff(by) if isinstance(by, str) else by
        return submit([kind(id=new_id(), **fields)], by=actor, now=self.now)[0]

    def must(self, kind: type[Any], by: str | Actor, /, **fields: Any) -> None:
        answer = self.send(kind, by, **fields)
        assert answer.refusal is None, f"{answer.refusal.code}: {answer.refusal}"

    def receive(self, case: str, **changes: Any) -> str:
        """Take in a case at the village; returns its stream."""
        matter = Personal("机井水泵坏了半个月，想问啥时候能修。", f"case:{case}")
        command = receive(case, matter=matter, **changes)
        answer = submit([command], by=staff("cadre"), now=self.now)[0]
        assert answer.refusal is None, str(answer.refusal)
        return f"case:{case}"

    def run(self) -> None:
        """Let followers, reactions and clocks run until nothing is left."""
        run_until_idle(self.now)

    def meeting(self, unit: str, kind: str) -> Meeting:
        return Meeting.objects.get(unit=unit, kind=kind, is_open=True)


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    pack, place = OnePack(), make_directory()
    monkeypatch.setitem(registry.snapshots, Directory, Snapshot(lambda: place, ()))
    monkeypatch.setitem(registry.snapshots, Packs, Snapshot(lambda: pack, ()))
    LazySnapshots.forget()
    yield Town()
    LazySnapshots.forget()
