"""Answers of `submit`, and how they are found again when a command comes twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Literal

import msgspec
from django.db import connection

from minqing.kernel.messages import Command, Refusal, RefusalKind
from minqing.log.fingerprints import derive_key, was_made_before
from minqing.log.models import StoredRefusal
from minqing.log.pipeline import Asked, ask
from minqing.log.rows import get_writer

KEPT_FOR = timedelta(days=90)
Status = Literal["accepted", "already-done", "refused", "conflict"]
_encode = msgspec.json.Encoder(order="deterministic").encode


class EntryRef(msgspec.Struct, frozen=True):
    """Which entry an accepted command made: stream, version in it, event type."""

    stream: str
    version: int
    type: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one command. `ok` covers a repeat of an accepted command."""

    status: Status
    command_id: str
    refusal: Refusal | None = None
    entries: tuple[EntryRef, ...] = ()

    @property
    def ok(self) -> bool:
        return self.status in ("accepted", "already-done")


class Seen(msgspec.Struct, frozen=True):
    """An answer given before, with the fingerprint of the body it was given to."""

    digest: bytes
    answer: Answer

    def repeat(self, command: Command, digest: bytes, taken: RefusalKind) -> Answer:
        """Return the same answer again, or a refusal when the body is another one.

        `digest`: the command's fingerprint as it would be given today.
        """
        stored = bytes(self.digest)
        if stored != digest and not was_made_before(stored, command, derive_key()):
            return Answer(status="refused", command_id=command.id, refusal=taken())
        if self.answer.status == "accepted":
            return msgspec.structs.replace(self.answer, status="already-done")
        return self.answer


_KEPT = (
    "SELECT scope, command_id, command_seq, command_hash, stream, version, type, '', ''"
    " FROM log_entry WHERE command_id {ids} AND scope {scopes}"
    " UNION ALL SELECT scope, command_id, -1, command_hash, status, 0, code, sentence, params"
    " FROM log_refusal WHERE command_id {ids} AND scope {scopes}"
)
_BY_ARRAYS = _KEPT.format(ids="= ANY(%s)", scopes="= ANY(%s)")
Known = dict[str, dict[str, "Seen"]]
"""What was answered before: by scope, then by the command's id."""


PROBES = 1_000
"""Pairs of scope and id that one statement may look for."""


def ask_seen(asked: Sequence[tuple[str, str]]) -> list[Asked]:
    """Ask what was answered before to any of these (scope, command id).

    Few are asked in one statement, every id with every scope; many scope by scope. Not by pairs:
    SQLite would then read the whole log for a few hundred of them.
    """
    scopes, ids = ([*dict.fromkeys(part)] for part in zip(*asked, strict=True))
    if len(scopes) == 1 or len(scopes) * len(ids) <= PROBES:
        return [_ask_seen(scopes, ids)]
    by_scope: dict[str, list[str]] = {}
    for scope, one in asked:
        by_scope.setdefault(scope, []).append(one)
    return [_ask_seen([scope], some) for scope, some in by_scope.items()]


def _ask_seen(scopes: list[str], ids: list[str]) -> Asked:
    if connection.vendor == "postgresql":
        return ask(_BY_ARRAYS, [ids, scopes] * 2)
    among = {"ids": _among(ids), "scopes": _among(scopes)}
    return ask(_KEPT.format(**among), [*ids, *scopes] * 2)


def _among(values: Sequence[str]) -> str:
    return f"IN ({','.join(['%s'] * len(values))})"


def read_seen(asked: Sequence[tuple[str, str]], found: Iterable[Asked]) -> Known:
    """Return what each scope was answered before; a scope that was not, has an empty table."""
    seen: Known = {scope: {} for scope, _ in asked}
    rows = [row for one in found for row in one.rows()]
    rows.sort(key=itemgetter(0, 1, 2))  # what one command made stands together, in order
    wanted = set(asked)
    for (scope, command_id), parts in groupby(rows, key=itemgetter(0, 1)):
        if (scope, command_id) not in wanted:
            continue  # the same id from another's hand
        made = list(parts)
        digest = bytes(made[0][3])
        refused = [row for row in made if row[2] < 0]
        if refused:
            answer = _read_refusal(command_id, *refused[0][4:])
        else:
            entries = tuple(EntryRef(*row[4:7]) for row in made)
            answer = Answer(status="accepted", command_id=command_id, entries=entries)
        seen[scope][command_id] = Seen(digest, answer)
    return seen


def _read_refusal(
    command_id: str, status: Status, version: int, code: str, sentence: str, params: str
) -> Answer:
    refusal = Refusal(code, sentence, msgspec.json.decode(params))
    return Answer(status=status, command_id=command_id, refusal=refusal)


def load_seen(asked: Sequence[tuple[str, str]]) -> Known:
    """Return what was answered before to any of these (scope, command id)."""
    return read_seen(asked, ask_seen(asked)) if asked else {}


_COLUMNS = (
    "scope", "command_id", "command_hash", "status", "code", "sentence", "params", "at",
)  # fmt: skip


def store_refusals(scope: str, items: Sequence[tuple[str, bytes, Answer]], now: datetime) -> None:
    """Keep refusals and conflicts so that a repeat gets the same answer."""
    rows = []
    for command_id, digest, answer in items:
        refusal = answer.refusal
        assert refusal is not None, "only refusals are stored"
        params: Mapping[str, object] = refusal.params
        rows.append(
            (
                scope,
                command_id,
                digest,
                answer.status,
                refusal.code,
                refusal.sentence,
                _encode(
                    params,
                ).decode(),
                now,
            )
        )
    get_writer(StoredRefusal, _COLUMNS).insert(rows)


def forget_old_refusals(now: datetime) -> int:
    """Delete refusals older than 90 days; returns how many."""
    return StoredRefusal.objects.filter(at__lt=now - KEPT_FOR).delete()[0]
