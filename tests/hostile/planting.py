"""Hostile words in every text of every command, wherever the rules let them through.

Planted at the one door: a command comes in, its texts are changed for hostile ones, and where
the rules refuse that (a text too long, a word that must be one of a list) field by field for
shorter ones. So everything that may stand in the log with such words stands there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any
from zlib import crc32

import msgspec
import pytest

from minqing.kernel.messages import Command, Decided, Personal, Refusal
from minqing.kernel.money import Money
from minqing.log import submit

TAG = "x-planted"
"""An element that no page of the house has: where it is found, a text became a page."""

STARTS = (
    "=cmd|' /C calc'!A0",
    "javascript:planted()//",
    "@SUM(1+1)*cmd|",
    "x\r\nX-Planted: 1\r\n\r\n",
)
ENDS = (
    f"\"'><{TAG} onclick=planted() planted=1></script></style></title></textarea><script>planted()"
    "</script><img src=x onerror=planted()>{{7|add:7}}{% now %}\u202e\u2066\r\nX-Planted: 1",
    f"'\"><{TAG} planted=1>\u202e",
    f'"><{TAG}>',
    "<b>",
)
"""From the most to the least that fits; none begins or ends with what the rules cut off."""

_CHINESE = re.compile("[\u4e00-\u9fff]")
_PLANTED = re.compile("|".join(map(re.escape, (*STARTS, *ENDS))))
LEFT_ALONE = ("mechanism.", "pack.", "unit.establish")
"""Mechanisms are data files that the house checks as a whole, with examples; units are looked up
by their names while a demonstration is made, and are renamed after that."""


def is_planted(text: str) -> bool:
    """Return whether a text holds planted words."""
    return f"<{TAG}" in text


def make_hostile(text: str, end: str, seed: str) -> str:
    """Return a text with hostile words before and after; what was planted before goes.

    Only what somebody wrote, told by its Chinese: codes and numbers stay as they are.
    """
    text = _PLANTED.sub("", text)
    if not _CHINESE.search(text):
        return text
    start = STARTS[crc32(seed.encode()) % len(STARTS)] if len(end) > 60 else ""
    return f"{start}{text}{end}"


def _plant(value: Any, end: str, seed: str) -> Any:
    if isinstance(value, (Money, Enum)):
        return value  # its words are a closed list: another cannot even be made
    if isinstance(value, str):
        return make_hostile(value, end, seed)
    if isinstance(value, tuple):
        return tuple(_plant(one, end, seed) for one in value)
    if isinstance(value, dict):
        return {name: _plant(one, end, seed) for name, one in value.items()}
    if isinstance(value, Personal):
        return Personal(_plant(value.value, end, seed), value.subject, value.ref)
    if isinstance(value, msgspec.Struct):
        changed = {
            name: _plant(getattr(value, name), end, seed) for name in value.__struct_fields__
        }
        return msgspec.structs.replace(value, **changed)
    return value


class Planter:
    """Changes the texts of commands at the door, and remembers which it could change."""

    def __init__(self) -> None:
        self.planted: set[str] = set()
        """Commands and fields that hold hostile words now, as `case.receive.matter`."""
        self.kept_out: set[str] = set()
        """Those with a text that the rules keep free of such words."""

    def install(self, patch: pytest.MonkeyPatch) -> None:
        decide = submit._decide

        def decide_planted(item: Any, working: Any, frame: Any) -> Any:
            if submit.check_permission(type(item.command), frame.by) is None:
                self._change(item, working, frame)
            return decide(item, working, frame)

        patch.setattr(submit, "_decide", decide_planted)

    def _change(self, item: submit.Prepared, working: Any, frame: Any) -> None:
        command = item.command
        if command.TYPE.startswith(LEFT_ALONE):
            return

        def allows(wanted: Command) -> bool:
            if item.kind.needs(wanted) != item.streams:
                return False
            decided = item.kind.decide(wanted, working.view(item.streams), frame)
            return not isinstance(decided, Refusal) and _reads_back(decided)

        for name in _list_texts(command):
            wanted = self._change_field(command, name, allows)
            fits = wanted is not command and _plant(getattr(wanted, name), "", "") != getattr(
                wanted, name
            )
            (self.planted if fits else self.kept_out).add(f"{command.TYPE}.{name}")
            command = wanted
        if command is not item.command:
            # what is sealed is what the command says now
            item.command, item.sealed = submit.bind_personal(command, item.origin.by.scope)

    @staticmethod
    def _change_field(command: Command, name: str, allows: Callable[[Command], bool]) -> Command:
        for end in (*ENDS, ""):  # where no words fit, a text taken from a planted one is cleaned
            value = _plant(getattr(command, name), end, f"{command.TYPE}.{name}{command.id}")
            wanted = msgspec.structs.replace(command, **{name: value})
            if allows(wanted):
                return wanted
        return command


def _reads_back(decided: Any) -> bool:
    return all(isinstance(one, Decided) for one in decided)


def _list_texts(command: Command) -> Iterator[str]:
    """Yield the fields with a text that somebody wrote."""
    for name in command.__struct_fields__:
        value = getattr(command, name)
        if name != "id" and _plant(value, "<b>", "") != value:
            yield name
