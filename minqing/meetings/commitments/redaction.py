"""Proposing what of a text may be public. A person reads it and decides; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from minqing.cases.public import cover_personal_numbers

DOOR = re.compile(r"\d{1,4}\s*(?=(?:号楼|栋|幢|单元|室|号院))")
SOMEBODY = "某某"


class Proposal(msgspec.Struct, frozen=True):
    """A text as proposed for the public; `is_changed`: something was covered in it."""

    text: str
    is_changed: bool


def propose(text: str, names: Iterable[str] = ()) -> Proposal:
    """Cover numbers of persons, known names and doors in a text.

    What only a reader can know (a nickname, “村东头那家”) stays: that is why a person confirms.
    """
    found = cover_personal_numbers(text)
    for name in sorted((one for one in names if len(one) > 1), key=len, reverse=True):
        found = found.replace(name, name[0] + SOMEBODY)
    found = DOOR.sub("×", found)
    return Proposal(found, found != text)
