"""A database with the small place of the builders in front of `submit`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from minqing.cases import commands as c
from minqing.cases.rules.ground import Directory, Packs
from minqing.cases.tests.builders import MONDAY, OnePack, directory, receive, staff
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import Answer, submit
from minqing.log.registry import LazySnapshots, Snapshot, registry


class House:
    """Submits to the real door, as named staff."""

    def __init__(self) -> None:
        self.now: datetime = MONDAY

    def send(self, command: Any, by: str | Actor) -> Answer:
        actor = staff(by) if isinstance(by, str) else by
        return submit([command], by=actor, now=self.now)[0]

    def received(self, case: str, by: str | Actor = "cadre", **changes: Any) -> str:
        """Receive a case whose id is `case`; texts belong to the case's own subject."""
        text = changes.pop("text", "机井水泵坏了半个月，想问啥时候能修。")
        changes.setdefault("matter", Personal(text, f"case:{case}"))
        answer = self.send(receive(case, **changes), by)
        assert answer.refusal is None, str(answer.refusal)
        return case

    def must(
        self, kind: type[c.CaseCommand], by: str | Actor, case: str, /, **fields: Any
    ) -> Answer:
        answer = self.send(kind(id=new_id(), case=case, **fields), by)
        assert answer.refusal is None, f"{answer.refusal.code}: {answer.refusal}"
        return answer


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    # patched by the same means as tests patch them further: taken back in the right order
    pack, place = OnePack(), directory()
    monkeypatch.setitem(registry.snapshots, Directory, Snapshot(lambda: place, ()))
    monkeypatch.setitem(registry.snapshots, Packs, Snapshot(lambda: pack, ()))
    LazySnapshots.forget()
    yield House()
    LazySnapshots.forget()


Words = Callable[[str, str], Personal[str]]


@pytest.fixture
def words() -> Words:
    return lambda case, text: Personal(text, f"case:{case}")
