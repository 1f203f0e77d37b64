"""One deed: offered, read, carried out. The same for every kind of thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import msgspec

from minqing.console.forms import (
    DATE_WRONG,
    Fault,
    Field,
    Options,
    Shown,
    Text,
    Typed,
    say_refusal,
    show_field,
)
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command
from minqing.kernel.periods import local_day, read_day
from minqing.log.public import get_now, submit

Build = Callable[["Wish"], Command | None]


class Wish(msgspec.Struct, frozen=True):
    """What a command is made of: its id, what it is about, what was typed, today."""

    command: str
    subject: str
    typed: Typed
    today: date

    def text(self, name: str) -> str:
        return self.typed.text(name)

    def day(self, field: Field) -> date | None:
        """Return the day that was typed; None when it is empty or no day (then a fault)."""
        value = self.typed.text(field.name)
        if not value:
            return None
        day = read_day(value)
        if day is None:
            self.typed.blame(field, str(DATE_WRONG))
        return day


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """One deed. `will`: what happens when it is pressed. `danger`: it is not undone lightly."""

    key: str
    permission: str
    title: Text
    will: Text
    build: Build
    fields: tuple[Field, ...] = ()
    done: Text = ""
    danger: bool = False


class Offer(msgspec.Struct, kw_only=True):
    """A deed ready to be drawn: its address, its questions, what went wrong last time."""

    key: str
    title: Text
    will: Text
    command: str
    fields: list[Shown]
    faults: list[Fault]
    danger: bool
    url: str = ""


def find_deed(deeds: Iterable[Deed], key: str, viewer: Actor) -> Deed | None:
    """Return the deed of that key that the viewer may do, None when there is none."""
    for deed in deeds:
        if deed.key == key and deed.permission in viewer.permissions:
            return deed
    return None


def offer(
    deeds: Iterable[Deed],
    viewer: Actor,
    options: Options,
    address: Callable[[str], str],
    *,
    tried: str = "",
    typed: Typed | None = None,
) -> list[Offer]:
    """Return the deeds that the viewer may do, the one that was tried with what was typed."""
    return [
        Offer(
            key=deed.key,
            title=deed.title,
            will=deed.will,
            # A new id also after a refusal: what is sent next is another wish, not a repeat.
            command=new_id(),
            fields=_show(deed.fields, typed if deed.key == tried else None, options, deed.key),
            faults=typed.faults if typed is not None and deed.key == tried else [],
            danger=deed.danger,
            url=address(deed.key),
        )
        for deed in deeds
        if deed.permission in viewer.permissions
    ]


def _show(fields: Sequence[Field], typed: Typed | None, options: Options, key: str) -> list[Shown]:
    return [show_field(field, typed, options, f"{key}-") for field in fields]


def carry_out(viewer: Actor, deed: Deed, subject: str, typed: Typed, options: Options) -> bool:
    """Read, make and submit a deed; False when something is wrong, which `typed` then says."""
    typed.check(deed.fields, options)
    if typed.faults:
        return False
    now = get_now()
    wish = Wish(typed.text("command") or new_id(), subject, typed, local_day(now))
    command = deed.build(wish)
    if command is None or typed.faults:
        return False
    (answer,) = submit([command], by=viewer, now=now)
    if answer.refusal is not None:
        typed.faults.append(Fault(say_refusal(answer.refusal)))
    return answer.refusal is None
