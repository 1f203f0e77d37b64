"""Wishes about pairs. Which stream: `name_pair`."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command


class PairCommand(Command, frozen=True, kw_only=True):
    pair: str


class MakePair(PairCommand, frozen=True, kw_only=True):
    """Link a post or an organisation with a unit from a day on (WDM-05, WDM-19).

    `pair`: as `name_pair` says. `post`: where the kind links posts; `partner`: else the public
    name of an organisation, never of a person.
    """

    TYPE: ClassVar[str] = "pair.make"
    PERMISSION: ClassVar[str] = "PAIR_EDIT"

    kind: str
    unit: str
    since: date
    post: str = ""
    partner: str = ""


class EndPair(PairCommand, frozen=True, kw_only=True):
    """End the present link, with a reason; it stays in the register with its days."""

    TYPE: ClassVar[str] = "pair.end"
    PERMISSION: ClassVar[str] = "PAIR_EDIT"

    on: date
    reason: str


COMMANDS: tuple[type[PairCommand], ...] = (MakePair, EndPair)


def name_pair(kind: str, *, post: str = "", partner: str = "", unit: str = "") -> str:
    """Return the id of a pair: one register a linked post, one an organisation and unit."""
    who = (post,) if post else (partner.strip(), unit)
    return derived_id("pair", kind, *who)
