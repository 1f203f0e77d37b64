"""From a message to the commands that bring it into the house. Pure.

A message with its reply is history and keeps its own times; one without is a living case
whose clock runs from when it was raised. Everything in a command follows from the row
alone, so that a second import sends the very same commands.
"""

from __future__ import annotations

import random
from typing import Any

import msgspec

from minqing.cases.public import (
    Anonymity,
    Channel,
    LinkCase,
    MatterKind,
    Outcome,
    RaiserDetails,
    ReceiveCase,
    RecordHistory,
)
from minqing.imports.terms import Message
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Personal
from minqing.kernel.receipts import list_device_tags, new_receipt, place_tag

_TAGS = tuple(list_device_tags()[1:])  # the first one is the server's own

SAME_TEXT = "same-text-as"
"""Relation of a row to the first row with exactly the same body."""


class Destination(msgspec.Struct, frozen=True):
    """Where the rows go: unit of the matter, its banner (codes)."""

    unit: str
    banner: str


def make_command(message: Message, identity: str, to: Destination) -> ReceiveCase | RecordHistory:
    """Return the one command of a row; its case id derives from the row's identity."""
    case = find_case(identity)
    named = bool(message.user)
    shared: dict[str, Any] = {
        "id": derived_id(identity, "command"),
        "case": case,
        "receipt": make_receipt(identity, to.unit),
        "unit": to.unit,
        "channel": Channel.IMPORT,
        "kind": MatterKind.APPEAL,
        "matter": Personal(_compose_matter(message), f"case:{case}"),
        "raiser": Personal(RaiserDetails(name=message.user), f"case:{case}") if named else None,
        "anonymity": Anonymity.NAMED if named else Anonymity.ANONYMOUS,
        "category": message.category,
        "home_banner": to.banner,
        "external_number": message.number,
    }
    if not message.reply:
        return ReceiveCase(happened_at=message.raised_at, **shared)
    answered_at = message.replied_at or message.raised_at
    return RecordHistory(
        happened_at=answered_at,
        raised_at=message.raised_at,
        answered_at=answered_at,
        # What came of it the file does not say: an answer was given, no more is claimed.
        outcome=Outcome.EXPLAINED,
        reply=Personal(message.reply, f"case:{case}"),
        **shared,
    )


def find_case(identity: str) -> str:
    """Return the id of the case that a row becomes."""
    return derived_id(identity, "case")


def make_link(command: ReceiveCase | RecordHistory, earlier: str) -> Command:
    """Return the command that points a row's case at the first one with the same text.

    Its id names both, so that another order of rows in a later file links without clashing.
    """
    return LinkCase(
        id=derived_id(command.id, SAME_TEXT, earlier),
        case=command.case,
        relation=SAME_TEXT,
        target=f"case:{earlier}",
    )


def _compose_matter(message: Message) -> str:
    if not message.subject or message.body.startswith(message.subject):
        return message.body
    return f"{message.subject}\n\n{message.body}"


def make_receipt(identity: str, unit: str) -> str:
    """Return the receipt of a row's case, the same for the same row."""
    # 28^6 numbers of one tag would meet about ten times among 100,000 rows: spread over all
    rng = random.Random(f"receipt {identity}")  # noqa: S311 (repeatable, not secret)
    return new_receipt(place_tag(unit), rng.choice(_TAGS), rng)
