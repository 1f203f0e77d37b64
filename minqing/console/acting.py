"""What an act of the desk is: its words, its questions, and how its command is made."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from minqing.cases.public import Attachment
from minqing.console.forms import Field, Text, Typed
from minqing.kernel.messages import Command, Personal

Build = Callable[["Making"], Command | None]


class Making(msgspec.Struct, frozen=True):
    """What a command is made of: its id, the case, the version seen, what was typed."""

    command: str
    case: str
    version: int
    typed: Typed
    files: tuple[Personal[Attachment], ...] = ()

    def personal(self, name: str) -> Personal[str]:
        return Personal(self.typed.text(name), subject=f"case:{self.case}")


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One act: `verb` is the registered name of its command.

    `will`: what happens when it is pressed. `build` returns None when something typed cannot
    be read; the faults are then in `Making.typed`. `page`: url name of a page of its own where
    a few fields do not do.
    """

    key: str
    verb: str
    title: Text
    will: Text
    build: Build
    fields: tuple[Field, ...] = ()
    done: Text = ""
    page: str = ""
    takes_files: bool = False
