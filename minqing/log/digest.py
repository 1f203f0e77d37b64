"""Tamper evidence: one Merkle root a day over the day's entries, chained to the day before.

Leaves and nodes are hashed apart (first byte 0 and 1), so that a node can never pass for a
leaf. An odd node moves up unpaired. The proof for an entry is the list of sisters upwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

import msgspec

from minqing.log.days import LOCAL, day_end
from minqing.log.locks import take_append_lock, write_transaction
from minqing.log.models import DayRoot, Entry
from minqing.log.reading import get_last_position, iterate_entries, read_entries

START = b"minqing"


class Sister(msgspec.Struct, frozen=True):
    """One step of a proof: the neighbour's hash, and whether it stands on the left."""

    left: bool
    hash: bytes


def hash_leaf(data: bytes) -> bytes:
    """Return the hash of one entry's canonical bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def _hash_pair(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _raise_level(level: Sequence[bytes]) -> list[bytes]:
    pairs = [_hash_pair(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return pairs + ([level[-1]] if len(level) % 2 else [])


def compute_root(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle root of leaf hashes; at least one leaf."""
    level = list(leaves)
    while len(level) > 1:
        level = _raise_level(level)
    return level[0]


def compute_proof(leaves: Sequence[bytes], index: int) -> list[Sister]:
    """Return the sisters from a leaf up to the root."""
    proof, level = [], list(leaves)
    while len(level) > 1:
        sister = index ^ 1
        if sister < len(level):
            proof.append(Sister(sister < index, level[sister]))
        level, index = _raise_level(level), index // 2
    return proof


def check_proof(leaf: bytes, proof: Sequence[Sister], root: bytes) -> bool:
    """Return whether the leaf is under the root by this proof."""
    node = leaf
    for step in proof:
        node = _hash_pair(step.hash, node) if step.left else _hash_pair(node, step.hash)
    return node == root


def compute_chain(previous: bytes, day: date, root: bytes) -> bytes:
    """Return the link of a day to the day before."""
    return hashlib.sha256(previous + day.isoformat().encode() + root).digest()


def _leaves(first: int, last: int) -> list[bytes]:
    return [hash_leaf(entry.canonical()) for entry in iterate_entries(first - 1, last)]


def close_days(now: datetime) -> list[DayRoot]:
    """Make the roots of all days that have ended and have entries; returns the new ones."""
    made: list[DayRoot] = []
    previous = DayRoot.objects.order_by("-day").first()
    while (previous := _close_next(now, previous)) is not None:
        made.append(previous)
    return made


def _close_next(now: datetime, previous: DayRoot | None) -> DayRoot | None:
    # entries never change: only the row itself is written under the lock, so that a first
    # run over a year of days does not keep people from signing in
    after = previous.last if previous else 0
    opening = read_entries(after, 1)
    if not opening:
        return None
    day = opening[0].recorded_at.astimezone(LOCAL).date()
    if day_end(day) > now:
        return None
    last = _find_last_of(day, after)
    root = compute_root(_leaves(after + 1, last))
    chain = compute_chain(bytes(previous.chain) if previous else START, day, root)
    with write_transaction():
        take_append_lock()
        following = _recorded_at(last + 1)
        if following is not None and following < day_end(
            day
        ):  # one more of that day was written meanwhile: the next round takes it in
            return None
        made, _ = DayRoot.objects.get_or_create(
            day=day, defaults={"first": after + 1, "last": last, "root": root, "chain": chain}
        )
    return made


def _recorded_at(position: int) -> datetime | None:
    rows = Entry.objects.filter(position=position)
    return rows.values_list("recorded_at", flat=True).first()


def _find_last_of(day: date, after: int) -> int:
    """Return the last position of the day that begins after a position.

    Recorded times never fall along positions: the first entry of a later day ends the search,
    so that a day costs as much as it has entries.
    """
    following = Entry.objects.filter(position__gt=after, recorded_at__gte=day_end(day))
    first = following.order_by("position").values_list("position", flat=True).first()
    return get_last_position() if first is None else first - 1


class DayShown(msgspec.Struct, frozen=True):
    """One published day: its positions, its root, and its link to the day before."""

    day: date
    first: int
    last: int
    root: bytes
    chain: bytes
    previous: bytes


def list_days(*, before: date | None = None, size: int = 31) -> list[DayShown]:
    """Return closed days, newest first; `before`: only those earlier than this day."""
    rows = DayRoot.objects.order_by("-day")
    if before is not None:
        rows = rows.filter(day__lt=before)
    found = list(rows[: size + 1])
    links = [bytes(row.chain) for row in found[1:]] + [START]
    return [
        DayShown(row.day, row.first, row.last, bytes(row.root), bytes(row.chain), link)
        for row, link in zip(found[:size], links, strict=False)
    ]


def find_day(day: date) -> DayShown | None:
    """Return one closed day."""
    found = list_days(before=day + timedelta(days=1), size=1)
    return found[0] if found and found[0].day == day else None


KEPT_DAYS = 8
"""Days whose leaves are kept in memory: many receipts of one day are asked for together."""


@lru_cache(maxsize=KEPT_DAYS)
def _leaves_of_day(first: int, last: int, root: bytes) -> tuple[bytes, ...]:
    # a closed day never changes; the root names it, so that another log's day is another one
    return tuple(_leaves(first, last))


class Inclusion(msgspec.Struct, frozen=True):
    """Proof that one entry stands in the published root of its day."""

    day: date
    position: int
    leaf: bytes
    proof: tuple[Sister, ...]
    root: bytes


def find_inclusion(position: int) -> Inclusion | None:
    """Return the proof for an entry, None while its day is not closed."""
    day = DayRoot.objects.filter(first__lte=position, last__gte=position).first()
    if day is None:
        return None
    leaves = _leaves_of_day(day.first, day.last, bytes(day.root))
    index = position - day.first
    proof = tuple(compute_proof(leaves, index))
    return Inclusion(day.day, position, leaves[index], proof, bytes(day.root))
