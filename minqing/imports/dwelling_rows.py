"""Rows of a register become households. A row is known by its village and its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.crypto import salted_hmac

from minqing.households.public import (
    PRESENCE_ZH,
    SUPPORT_ZH,
    HouseholdHead,
    Presence,
    RegisterHousehold,
    Support,
    find_taken_back,
)
from minqing.imports.answering import Made
from minqing.imports.mapping import Columns
from minqing.imports.messages import clean_row, fit
from minqing.imports.reading_rows import say_words
from minqing.imports.scratch import Scratch
from minqing.imports.terms import (
    DWELLING_TWICE,
    FIELD_MISSING,
    FIELD_ZH,
    NUMBER_UNREADABLE,
    REQUIRED_OF,
    ROW_RAGGED,
    VILLAGE_UNKNOWN,
    WORD_UNKNOWN,
    Field,
    Kind,
    RawRow,
)
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Personal, Refusal
from minqing.org.public import VILLAGE_KINDS, Directory

PRESENCE = {word: one for one, word in PRESENCE_ZH.items()} | {
    "常住": Presence.RESIDENT, "在家": Presence.RESIDENT, "外出": Presence.AWAY,
    "外出务工": Presence.AWAY, "暂住": Presence.TEMPORARY,
}  # fmt: skip
SUPPORT = {word: one for one, word in SUPPORT_ZH.items()} | {
    "低保": Support.MINIMUM_INCOME, "特困": Support.EXTREME_HARDSHIP, "脱贫": Support.LIFTED,
    "监测户": Support.MONITORED, "一般农户": Support.ORDINARY,
}  # fmt: skip
Texts = Mapping[Field, str]


class Villages:
    """The villages in a unit, by code, full name and short name; a name of two is none."""

    def __init__(self, directory: Directory, unit: str) -> None:
        self.root = unit if directory.unit(unit).kind in VILLAGE_KINDS else ""
        names: dict[str, set[str]] = {}
        for code in _list_below(directory, unit):
            found = directory.unit(code)
            if found.kind in VILLAGE_KINDS and not found.closed:
                for name in (code, found.name, found.short_name):
                    names.setdefault(name, set()).add(code)
        self._codes = {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1}

    def find(self, text: str) -> str:
        """Return the code of a village, "" when none or several have the name."""
        return self._codes.get(text, "") if text else self.root


def _list_below(directory: Directory, unit: str) -> list[str]:
    found = [unit]
    for code in found:  # grows while it is walked
        found += directory.children(code)
    return found


class DwellingRows:
    """Makes the command that registers each household."""

    def __init__(self, columns: Columns, villages: Villages, scratch: Scratch) -> None:
        self._columns, self._villages, self._scratch = columns, villages, scratch

    def take(self, chunk: Sequence[RawRow]) -> list[Refusal | Made]:
        read = [self._read(raw) for raw in chunk]
        again = find_again([one[0] for one in read if not isinstance(one, Refusal)])
        return [
            one if isinstance(one, Refusal) else _make(again.get(one[0], one[0]), one[1], one[2])
            for one in read
        ]

    def _read(self, raw: RawRow) -> Refusal | tuple[str, str, RegisterHousehold]:
        """Return identity, village, and the command still without its ids."""
        if raw.problem is not None:
            return raw.problem
        cells = fit(raw.cells, self._columns.width)
        if cells is None:
            return ROW_RAGGED(row=raw.number, cells=len(raw.cells), headings=self._columns.width)
        texts = clean_row(cells, self._columns, raw.number)
        if isinstance(texts, Refusal):
            return texts
        for field in REQUIRED_OF[Kind.HOUSEHOLDS]:
            if not texts.get(field):
                return FIELD_MISSING(row=raw.number, field=FIELD_ZH[field])
        village = self._villages.find(texts.get(Field.VILLAGE, ""))
        if not village:
            return VILLAGE_UNKNOWN(row=raw.number, text=texts.get(Field.VILLAGE, ""))
        identity = _identify(self._columns.source, village, texts[Field.HOUSE])
        if self._scratch.count_equal(identity):
            return DWELLING_TWICE(row=raw.number)
        command = _read_command(raw.number, village, texts)
        return command if isinstance(command, Refusal) else (identity, village, command)


def _identify(source: str, village: str, number: str) -> str:
    # keyed: a register's number may be an identity number, which a plain hash gives away
    key = salted_hmac("minqing.imports.dwelling", f"{source}\x1f{village}\x1f{number}")
    return derived_id("dwelling", key.hexdigest())


def _household(identity: str) -> str:
    return derived_id(identity, "household")


def _read_command(row: int, village: str, texts: Texts) -> RegisterHousehold | Refusal:
    members = texts.get(Field.MEMBERS, "") or "1"
    if not members.isascii() or not members.isdigit():
        return NUMBER_UNREADABLE(row=row, field=FIELD_ZH[Field.MEMBERS], text=members)
    presence = _read_word(row, Field.PRESENCE, texts, PRESENCE, Presence.RESIDENT)
    support = _read_word(row, Field.SUPPORT, texts, SUPPORT, Support.ORDINARY)
    if isinstance(presence, Refusal) or isinstance(support, Refusal):
        return presence if isinstance(presence, Refusal) else support
    head = HouseholdHead(name=texts[Field.HEAD], phone=texts.get(Field.PHONE, ""))
    address = texts.get(Field.ADDRESS, "")
    return RegisterHousehold(
        id="",
        household="",
        unit=village,
        presence=presence,
        head=Personal(head, ""),
        address=Personal(address, "") if address else None,
        members=int(members),
        support=support,
        group=texts.get(Field.GROUP, ""),
    )


def _read_word(row: int, field: Field, texts: Texts, words: Mapping[str, object], empty: object):  # type: ignore[no-untyped-def]
    text = texts.get(field, "")
    if not text:
        return empty
    if text not in words:
        return WORD_UNKNOWN(row=row, field=FIELD_ZH[field], text=text, known=say_words(words))
    return words[text]


def _make(identity: str, village: str, command: RegisterHousehold) -> Made:
    household = _household(identity)
    subject = f"household:{household}"
    named = RegisterHousehold(
        id=derived_id(identity, "command"),
        household=household,
        unit=village,
        presence=command.presence,
        head=Personal(command.head.value, subject),
        address=None if command.address is None else Personal(command.address.value, subject),
        members=command.members,
        support=command.support,
        group=command.group,
    )
    return Made(named, household)


def find_again(identities: Sequence[str]) -> dict[str, str]:
    """Return another identity for each row whose import was undone: it may come in again."""
    found: dict[str, str] = {}
    current = {identity: identity for identity in identities}
    turn = 0
    while current:
        turn += 1
        undone = find_taken_back(_household(name) for name in current.values())
        current = {
            identity: derived_id(identity, "again", turn)
            for identity, name in current.items()
            if _household(name) in undone
        }
        found.update(current)
    return found
