"""The index in the database: number and tokens of each case, blocks of each token.

Writers take the row of the mark first, so that there is one at a time. A case is written by
the difference of its tokens, so erased words leave the index with the next round.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Max, QuerySet

from minqing.cases.models import Case, SearchBlock, SearchText
from minqing.cases.search import bitmaps
from minqing.cases.search.documents import Document, make_documents
from minqing.cases.search.tokens import fingerprint
from minqing.log.public import (
    get_lag,
    get_positions,
    get_row_writer,
    read_bytes,
    write_transaction,
)
from minqing.vault.public import get_index_key

NAME = "cases"
FOLLOWER = "cases-search"
TRUSTED = 2_000
"""Entries that the index may be behind while lists still lean on it: a few seconds of work."""

MARK = 0
PAGE = 500
READ_AT_ONCE = 5_000
TABLE = SearchBlock._meta.db_table
REBUILT_AT_ONCE = 20_000
"""Cases that the worker indexes anew by itself; more are left to the command."""

COLUMNS = ("number", "case", "moved", "subject", "tokens")


class SearchIndexStale(Exception):
    """The index was made with another key or in another way: `minqing prepare` makes it anew."""


def get_key(now: datetime) -> bytes:
    return get_index_key(NAME, now)


def is_current(key: bytes) -> bool:
    """Return whether there is an index and it was made with this key."""
    mark = SearchText.objects.filter(number=MARK).values_list("tokens", flat=True).first()
    return mark is not None and bytes(mark) == fingerprint(key)


def is_near() -> bool:
    """Return whether the index is so close to the log that a list may lean on it."""
    return get_lag(FOLLOWER) <= TRUSTED


def begin(key: bytes) -> None:
    """Empty the index and mark it as one of this key."""
    SearchBlock.objects.all().delete()
    SearchText.objects.all().delete()
    SearchText.objects.create(number=MARK, case="", moved=0, subject="", tokens=fingerprint(key))


def lock() -> None:
    """Let no other writer of the index in until this transaction ends."""
    SearchText.objects.select_for_update().filter(number=MARK).first()


def write_cases(
    key: bytes, moved: Mapping[str, int], documents: Iterable[Document] | None = None
) -> None:
    """Write those cases as they are now; `moved`: the position of each one's last entry, 0
    where that did not change. `documents`: made of them just before."""
    lock()
    known = _load(moved)
    fresh = get_positions(f"case:{case}" for case in moved if case not in known)
    changes: Changes = defaultdict(lambda: (set(), set()))
    rows, gone = [], []
    for document in make_documents(key, moved) if documents is None else documents:
        number, before, last = known.get(document.case, (0, frozenset(), 0))
        if not document.tokens:
            if number:
                _collect(changes, number, before, frozenset())
                gone.append(number)
            continue
        if not number:
            number, last = fresh[f"case:{document.case}"]
        _collect(changes, number, before, document.tokens)
        rows.append(_row(number, document, max(moved[document.case], last)))
    _write_blocks(changes)
    get_row_writer(SearchText, COLUMNS).upsert(rows)
    SearchText.objects.filter(number__in=gone).delete()


def _row(number: int, document: Document, moved: int) -> tuple[object, ...]:
    tokens = array("I", sorted(document.tokens)).tobytes()
    return (number, document.case, moved, document.subject, tokens)


def _load(cases: Iterable[str]) -> dict[str, tuple[int, frozenset[int], int]]:
    found = SearchText.objects.filter(case__in=list(cases))
    return {
        case: (number, read_tokens(tokens), moved)
        for number, case, tokens, moved in found.values_list("number", "case", "tokens", "moved")
    }


def find_rows_of(subjects: Sequence[str]) -> QuerySet[SearchText]:
    """Return the rows of the cases that hold the name of one of these subjects."""
    # said in the words of the index: SQLite else reads every row, once for each subject
    rows = SearchText.objects.extra(where=["NOT (subject = '')"])
    return rows.filter(subject__in=subjects)


def read_tokens(stored: bytes | memoryview) -> frozenset[int]:
    listed = array("I")
    listed.frombytes(bytes(stored))
    return frozenset(listed)


Changes = dict[int, tuple[set[int], set[int]]]
"""Places that a block gains and loses, by its key."""


def _collect(changes: Changes, number: int, before: frozenset[int], after: frozenset[int]) -> None:
    block, place = bitmaps.split(number)
    for token in after - before:
        changes[bitmaps.make_key(token, block)][0].add(place)
    for token in before - after:
        changes[bitmaps.make_key(token, block)][1].add(place)


def _write_blocks(changes: Changes) -> None:
    stored = read_blocks(changes)
    rows, empty = [], []
    for key, (gained, lost) in changes.items():
        block = bitmaps.change(stored.get(key, b""), gained, lost)
        if block:
            rows.append((key, block))
        else:
            empty.append(key)
    rows.sort()
    get_row_writer(SearchBlock, ("key", "cases")).upsert(rows)
    for start in range(0, len(empty), PAGE):
        SearchBlock.objects.filter(key__in=empty[start : start + PAGE]).delete()


def read_blocks(keys: Iterable[int]) -> dict[int, bytes]:
    """Return the stored forms of the blocks that there are, by key."""
    wanted = list(keys)
    found: dict[int, bytes] = {}
    for start in range(0, len(wanted), READ_AT_ONCE):
        some = wanted[start : start + READ_AT_ONCE]
        found.update(read_bytes(TABLE, "key", "cases", some))
    return found


def count_blocks() -> int:
    """Return how many blocks of numbers there are."""
    last = SearchText.objects.aggregate(last=Max("number"))["last"] or MARK
    return bitmaps.split(last)[0] + 1


def renew(now: datetime) -> int:
    """Make an index anew that was made in another way, as after an upgrade; returns how many."""
    made = SearchText.objects.filter(number=MARK).exists()
    return rebuild(now) if made and not is_current(get_key(now)) else 0


def rebuild(now: datetime) -> int:
    """Make the index anew from the cases; returns how many. Each page is a transaction."""
    key = get_key(now)
    with write_transaction():
        begin(key)
    done, after = 0, ""
    while True:
        page = list(
            Case.objects.filter(id__gt=after).order_by("id").values_list("id", flat=True)[:PAGE]
        )
        if not page:
            return done
        with write_transaction():
            write_cases(key, dict.fromkeys(page, 0))
        done, after = done + len(page), page[-1]
