"""每日存证: the proof that a receipt's entries stand in the published digest of their days."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from minqing.cases.queries import find_by_receipt, list_public_steps
from minqing.cases.timeline import EVENT_ZH
from minqing.log.public import LogEntry, find_inclusion, read_stream


class EntryProof(msgspec.Struct, frozen=True, kw_only=True):
    """One entry and its way up to the root of its day; hashes in hexadecimal.

    `day` None: the day is not closed yet. `steps`: neighbours upwards, each with the side it
    stands on. `entry`: the bytes that were hashed, as text; for the raiser only, since they
    name the post that acted.
    """

    position: int
    zh: str
    recorded_at: datetime
    day: date | None = None
    leaf: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    root: str = ""
    entry: str = ""


def prove_receipt(receipt: str, *, in_full: bool) -> tuple[EntryProof, ...] | None:
    """Return the proofs for a receipt's entries in order; None when there is no such receipt.

    `in_full`: for the raiser, who gave the second sign: every entry, with what was hashed.
    Others get the steps that tracking shows.
    """
    state = find_by_receipt(receipt)
    if state is None:
        return None
    shown = list_public_steps(state)
    return tuple(
        _prove(entry, in_full=in_full)
        for entry in read_stream(f"case:{state.id}")
        if type(entry.event) in shown or in_full and not state.sealed
    )


def _prove(entry: LogEntry, *, in_full: bool) -> EntryProof:
    zh = EVENT_ZH[type(entry.event)]  # type: ignore[index]
    known = EntryProof(position=entry.position, zh=zh, recorded_at=entry.recorded_at)
    found = find_inclusion(entry.position)
    if found is None:
        return known
    return msgspec.structs.replace(
        known,
        day=found.day,
        leaf=found.leaf.hex(),
        steps=tuple(("left" if one.left else "right", one.hash.hex()) for one in found.proof),
        root=found.root.hex(),
        entry=entry.canonical().decode() if in_full else "",
    )
