"""A million cases in minutes: copies of really submitted ones, row by row.

A copy has an id, a receipt and command ids of its own in every row and every byte of its
entries and fold, words encrypted anew under a key of its own, and positions at the end of the
log; so `verify` folds it like any other. Place, category and times are those of its pattern.
Rows are written in bulk with the secondary indexes of the case table taken off and put back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, cycle
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from bench.storage import loading, tidy
from bench.world import DEVICES
from minqing.cases.models import Case
from minqing.cases.streams import CASE
from minqing.kernel.ids import new_id
from minqing.kernel.receipts import new_receipt, place_tag
from minqing.log.append import ENTRY_COLUMNS, HEAD_COLUMNS, VAULT_COLUMNS
from minqing.log.models import Entry, Head
from minqing.log.reading import get_last_position
from minqing.log.rows import Row, get_writer
from minqing.vault import crypto, store
from minqing.vault.keystore.models import SubjectKey
from minqing.vault.models import VaultItem

BLOCK = 5_000
STREAM, VERSION, STATE = (HEAD_COLUMNS.index(name) for name in ("stream", "version", "state"))
AT, COMMAND, BODY = (ENTRY_COLUMNS.index(n) for n in ("recorded_at", "command_id", "body"))
ID, RECEIPT, PLACE = (CASE.columns.index(name) for name in ("id", "receipt", "place"))


@dataclass
class Pattern:
    """The rows of one really submitted case, its words in the clear."""

    case: Row
    head: Row
    entries: list[Row] = field(default_factory=list)
    words: list[tuple[str, bytes]] = field(default_factory=list)


def load_patterns(most: int) -> list[Pattern]:
    """Return the first cases of the log with everything that belongs to them."""
    rows = Case.objects.order_by("id").values_list(*CASE.columns)[:most]
    cases = {f"case:{row[ID]}": row for row in rows}
    patterns: dict[str, Pattern] = {}
    names = sorted(cases)
    for start in range(0, len(names), 500):
        part = names[start : start + 500]
        for head in Head.objects.filter(stream__in=part).values_list(*HEAD_COLUMNS):
            patterns[head[STREAM]] = Pattern(cases[head[STREAM]], head)
        entries = Entry.objects.filter(stream__in=part).order_by("position")
        for entry in entries.values_list(*ENTRY_COLUMNS):
            patterns[entry[1]].entries.append(entry)
        _load_words(patterns, part)
    return list(patterns.values())


def _load_words(patterns: dict[str, Pattern], subjects: Sequence[str]) -> None:
    keys = store.load_keys(subjects)
    rows = VaultItem.objects.filter(subject__in=subjects)
    for ref, subject, cipher in rows.values_list(*VAULT_COLUMNS):
        plain = crypto.decrypt(keys[subject], bytes(cipher), ref)
        patterns[subject].words.append((ref, plain))


class Copier:
    """Makes the rows of copies; positions go on from the end of the log."""

    def __init__(self, now: datetime, *, words: bool) -> None:
        self.now = now
        self.words = words
        self.family = new_id()[:16]
        self.tags: dict[str, str] = {}
        self.numbers = count()
        self.position = get_last_position()
        self.chance = crypto.RandomBytes(1 << 16)
        self.master = store.master()
        self.made = 0

    def copy(self, pattern: Pattern, rows: dict[Any, list[Row]]) -> None:
        """Add one copy's rows to the lists of their tables."""
        self.made += 1
        old, case, place = pattern.case[ID], self._new_id(), pattern.case[PLACE]
        tag = self.tags.get(place) or self.tags.setdefault(place, place_tag(place))
        receipt = new_receipt(tag, DEVICES[self.made % len(DEVICES)])
        commands = {entry[COMMAND]: self._new_id() for entry in pattern.entries}
        names = {old: case, pattern.case[RECEIPT]: receipt, **commands}
        pairs = [(was.encode(), now.encode()) for was, now in names.items()]
        stream = f"case:{case}"
        row = list(pattern.case)
        row[ID], row[RECEIPT] = case, receipt
        rows[Case].append(tuple(row))
        head = list(pattern.head)
        head[STREAM], head[STATE] = stream, _rename(pattern.head[STATE], pairs)
        rows[Head].append(tuple(head))
        for entry in pattern.entries:
            self.position += 1
            written = list(entry)
            written[0], written[1], written[AT] = self.position, stream, self.now
            written[COMMAND] = commands[entry[COMMAND]]
            written[BODY] = _rename(entry[BODY], pairs)
            rows[Entry].append(tuple(written))
        if self.words:
            self._seal(pattern, stream, commands, rows)

    def _new_id(self) -> str:
        return f"{self.family}{next(self.numbers):010d}"  # time-ordered, as real ones

    def _seal(
        self, pattern: Pattern, subject: str, commands: dict[str, str], rows: dict[Any, list[Row]]
    ) -> None:
        plain = self.chance.take(crypto.KEY)
        wrapped = crypto.wrap_key(self.master, plain, subject, self.chance)
        rows[SubjectKey].append((subject, wrapped, self.now))
        key = AESGCM(plain)
        for ref, words in pattern.words:
            command, _, name = ref.partition(".")
            own = f"{commands[command]}.{name}"
            rows[VaultItem].append((own, subject, crypto.encrypt(key, words, own, self.chance)))


def _rename(body: Any, pairs: Sequence[tuple[bytes, bytes]]) -> bytes:
    found = bytes(body)
    for was, now in pairs:
        found = found.replace(was, now)
    return found


COLUMNS = {
    Case: CASE.columns,
    Head: HEAD_COLUMNS,
    Entry: ENTRY_COLUMNS,
    VaultItem: VAULT_COLUMNS,
    SubjectKey: ("subject", "wrapped", "created_at"),
}


def multiply(
    patterns: Sequence[Pattern], copies: int, now: datetime, *, words: bool = True
) -> None:
    """Write that many copies of the patterns, in turn; without words where nobody reads them."""
    copier, turn = Copier(now, words=words), cycle(patterns)
    with loading():
        for start in range(0, copies, BLOCK):
            rows: dict[Any, list[Row]] = defaultdict(list)
            for _ in range(min(BLOCK, copies - start)):
                copier.copy(next(turn), rows)
            with transaction.atomic(using="keys"), transaction.atomic():
                for model, columns in COLUMNS.items():
                    alias = "keys" if model is SubjectKey else "default"
                    get_writer(model, columns, alias).insert(rows[model])
            rows.clear()
    tidy()
