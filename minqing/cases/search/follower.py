"""Keeps the index in step with the log, seconds behind `submit`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from minqing.cases.models import Case, SearchText
from minqing.cases.search import index
from minqing.cases.search.documents import Document, make_documents
from minqing.log.public import (
    Erased,
    LogEntry,
    PersonalDataChanged,
    SubjectSealed,
    SubjectUnsealed,
)

SUBJECTS = frozenset(
    {Erased.TYPE, PersonalDataChanged.TYPE, SubjectSealed.TYPE, SubjectUnsealed.TYPE}
)


class Prepared(msgspec.Struct, frozen=True):
    """What a batch writes. `moved`: the last position of each case, 0 where it did not move."""

    key: bytes
    moved: dict[str, int]
    documents: list[Document]


def prepare(entries: Sequence[LogEntry]) -> Prepared:
    """Make the documents of the cases of these entries, and of those of whom something was
    erased, sealed or corrected.

    Cases are read as they are now, before the lock: whatever changes meanwhile has an entry of
    its own, which comes later.
    """
    key = index.get_key(entries[-1].recorded_at)
    moved: dict[str, int] = {}
    subjects = set()
    for entry in entries:
        kind, _, name = entry.stream.partition(":")
        if kind == "case":
            moved[name] = entry.position
        elif kind == "subject" and entry.type in SUBJECTS:
            subjects.add(name)
    for case in _find_cases(subjects):
        moved.setdefault(case, 0)
    return Prepared(key, moved, make_documents(key, moved) if moved else [])


def follow(entries: Sequence[LogEntry], prepared: Prepared) -> None:
    """Write what was prepared; a repeat changes nothing."""
    if not index.is_current(prepared.key):
        _begin(prepared.key)
    if prepared.moved:
        index.write_cases(prepared.key, prepared.moved, prepared.documents)


def _begin(key: bytes) -> None:
    """Begin an empty index; one made with a lost key is made anew if that is quickly done."""
    stale = SearchText.objects.filter(number=index.MARK).exists()
    if stale and Case.objects.count() > index.REBUILT_AT_ONCE:
        raise index.SearchIndexStale
    index.begin(key)
    if stale:
        for page in _pages():
            index.write_cases(key, dict.fromkeys(page, 0))


def _pages() -> Sequence[list[str]]:
    ids = list(Case.objects.order_by("id").values_list("id", flat=True))
    return [ids[start : start + index.PAGE] for start in range(0, len(ids), index.PAGE)]


def _find_cases(subjects: Iterable[str]) -> set[str]:
    """Return the cases that hold something of these subjects."""
    wanted = sorted(subjects)
    found = {name for kind, _, name in (one.partition(":") for one in wanted) if kind == "case"}
    for start in range(0, len(wanted), index.PAGE):
        rows = index.find_rows_of(wanted[start : start + index.PAGE])
        found.update(rows.values_list("case", flat=True))
    return found
