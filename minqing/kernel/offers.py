"""What contexts offer to programs: reads, and what has to be done to a command at the edge. Pure.

A context registers its reads when it starts (`apps.py`); the API is made of what is registered,
with its documentation. Shapes are structs, so that what is documented is what is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec

from minqing.kernel.messages import Actor, Command, Refusal


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a read is asked: `wanted` (the filter, of the type the read names), the ids that stand
    in its address, the moment, and for lists the place to go on from and the size of a page."""

    wanted: Any
    key: str = ""
    now: datetime
    after: str = ""
    size: int = 50


class Part(msgspec.Struct, frozen=True):
    """One page of a list; `next`: the place to go on from, "" at the end. A place is a text of
    the read's own that sorts a row (an id, say): there is no ceiling to how far one may go."""

    lines: Sequence[Any]
    next: str = ""


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """One read. `path`: under the API's root, with at most one `{key}`. `permission`: what the
    viewer must hold, "" for any. `is_public`: for anybody, without a token. `answers`: the struct
    of a line, or of the one thing that has this key. `find` returns a `Part` for a list, else the
    thing or None. `says`: one English sentence for the documentation.
    """

    name: str
    path: str
    says: str
    answers: type
    find: Callable[[Actor, Asked], Any]
    permission: str = ""
    wanted: type | None = None
    is_list: bool = True
    is_public: bool = False


Finish = Callable[[Any, Actor, datetime], Command | Refusal]
"""Fills in what is made at the edge (a receipt), and refuses what only a face may send. Ids are
made of the sender's scope too: two programs may number their commands alike."""

See = Callable[[Actor, Collection[str]], Collection[str]]
"""Returns those of these keys (ids after the colon of a stream) that the viewer may see."""


class Offers:
    """One place per process."""

    def __init__(self) -> None:
        self.reads: dict[str, Read] = {}
        self.finishes: dict[str, Finish] = {}
        self.made: dict[str, frozenset[str]] = {}
        self.held_back: dict[str, str] = {}
        self.subjects: dict[str, Callable[[Any], str]] = {}
        self.sights: dict[str, See] = {}


offers = Offers()


def register_read(read: Read) -> None:
    """Offer a read; its name and path are its own."""
    taken = {(one.path, one.name) for one in offers.reads.values()}
    if read.name in offers.reads or any(path == read.path for path, _ in taken):
        raise ValueError(f"read {read.name} at {read.path} is registered twice")
    offers.reads[read.name] = read


def register_finish(command: str, finish: Finish, *, made: Sequence[str] = ()) -> None:
    """Say how a command of a program is finished at the edge; `made`: fields it need not send."""
    if command in offers.finishes:
        raise ValueError(f"the edge of {command} is registered twice")
    offers.finishes[command] = finish
    offers.made[command] = frozenset(made)


def register_subject(command: str, name: Callable[[Any], str]) -> None:
    """Say whose personal data a command brings, where it is not what its own stream is about."""
    if command in offers.subjects:
        raise ValueError(f"the subject of {command} is registered twice")
    offers.subjects[command] = name


def hold_back(why: str, *commands: str) -> None:
    """Keep commands from programs: those that only reactions, clocks and jobs send."""
    for command in commands:
        offers.held_back[command] = why


def register_sight(kind: str, see: See) -> None:
    """Say whose changes of one kind of stream a viewer may follow."""
    if kind in offers.sights:
        raise ValueError(f"the sight of {kind} is registered twice")
    offers.sights[kind] = see
