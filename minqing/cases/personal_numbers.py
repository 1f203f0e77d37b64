"""Numbers that name a person: identity cards, bank cards, mobile phones. Pure.

Where only the name of a paper belongs, or in a reply that goes out, none of them may stand. An
office's own telephone or file number is no such number.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

import msgspec
import phonenumbers
from stdnum import luhn
from stdnum.cn import ric


class NumberKind(StrEnum):
    """What a number names."""

    IDENTITY_CARD = "identity_card"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"


class PersonalNumber(msgspec.Struct, frozen=True):
    """One number found in a text. `masked`: enough to find it again, not to use it."""

    kind: NumberKind
    masked: str


_EDGE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
_FORMS = (
    # as people write them: in one piece, or in the groups printed on the card; two office
    # telephones beside each other ("0000-00000000 0000-000000") are neither
    r"\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx]",
    r"[3-69]\d{15,18}",
    r"[3-69]\d{3}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?",
    r"(?:\+?86[ -]?)?1[3-9]\d([ -]?)\d{4}\2\d{4}",
)
_RUN = re.compile(_EDGE.format("(?:" + "|".join(_FORMS) + ")"))
_BANK_LENGTHS = range(16, 20)
_MOBILE = re.compile(r"1[3-9]\d{9}")


def find_personal_numbers(text: str) -> tuple[PersonalNumber, ...]:
    """Return the numbers of persons in a text, in order.

    Full-width digits and grouped ones count. Eighteen digits in the form of an identity number
    count even where a digit was mistyped: the date inside gives the person away.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = []
    for match in _RUN.finditer(plain):
        number = re.sub(r"[ +-]", "", match.group()).upper()
        kind = _kind_of(number)
        if kind is not None:
            found.append(PersonalNumber(kind, mask_number(number)))
    return tuple(found)


def holds_number(text: str) -> bool:
    """Return whether a text has a number of a person."""
    return bool(find_personal_numbers(text))


def cover_personal_numbers(text: str) -> str:
    """Return a text with the middle of each personal number covered, all else as it was."""
    # sign by sign, so that places in the plain form are places in the text
    plain = "".join(_make_plain(sign) for sign in text)
    found, end = [], 0
    for match in _RUN.finditer(plain):
        number = re.sub(r"[ +-]", "", match.group()).upper()
        covered = (
            text[match.start() : match.end()] if _kind_of(number) is None else mask_number(number)
        )
        found += [text[end : match.start()], covered]
        end = match.end()
    return "".join((*found, text[end:]))


def _make_plain(sign: str) -> str:
    normal = unicodedata.normalize("NFKC", sign)
    return normal if len(normal) == 1 else sign


def mask_number(number: str) -> str:
    """Return a number with its middle covered."""
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


def _kind_of(number: str) -> NumberKind | None:
    if len(number) == 18 and _is_identity(number):
        return NumberKind.IDENTITY_CARD
    if len(number) in _BANK_LENGTHS and luhn.is_valid(number):
        return NumberKind.BANK_CARD
    return NumberKind.MOBILE if _is_mobile(number) else None


def _is_identity(number: str) -> bool:
    if ric.is_valid(number):
        return True
    return (
        re.fullmatch(r"[1-8]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])[0-3]\d\d{3}[\dX]", number) is not None
    )


def _is_mobile(number: str) -> bool:
    local = number[2:] if len(number) == 13 and number.startswith("86") else number
    if not _MOBILE.fullmatch(local):
        return False
    return phonenumbers.is_possible_number(phonenumbers.parse(local, "CN"))
