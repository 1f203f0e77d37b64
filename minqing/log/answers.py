"""Answers of `submit`, and how they are found again when a command comes twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from django.db import connection

from minqing.kernel.messages import Command, Refusal, RefusalKind
from minqing.log.fingerprints import derive_key, was_made_before
from minqing.log.models import StoredRefusal
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


def _rows(sql: str, scope: str, ids: Sequence[str]) -> list[tuple]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(sql.format("= ANY(%s)"), [list(ids), scope])
        else:
            marks = ",".join(["%s"] * len(ids))
            cursor.execute(sql.format(f"IN ({marks})"), [*ids, scope])
        return cursor.fetchall()


def load_seen(scope: str, ids: Sequence[str]) -> dict[str, Seen]:
    """Return what this scope was answered before to any of these command ids."""
    seen: dict[str, Seen] = {}
    grouped: dict[str, tuple[bytes, list[EntryRef]]] = {}
    for command_id, digest, stream, version, kind in _rows(
        "SELECT command_id, command_hash, stream, version, type FROM log_entry"
        " WHERE command_id {} AND scope = %s ORDER BY command_id, command_seq",
        scope,
        ids,
    ):
        grouped.setdefault(command_id, (bytes(digest), []))[1].append(
            EntryRef(stream, version, kind)
        )
    for command_id, (digest, entries) in grouped.items():
        answer = Answer(status="accepted", command_id=command_id, entries=tuple(entries))
        seen[command_id] = Seen(digest, answer)
    for command_id, digest, status, code, sentence, params in _rows(
        "SELECT command_id, command_hash, status, code, sentence, params FROM log_refusal"
        " WHERE command_id {} AND scope = %s",
        scope,
        ids,
    ):
        refusal = Refusal(code, sentence, msgspec.json.decode(params))
        answer = Answer(status=status, command_id=command_id, refusal=refusal)
        seen[command_id] = Seen(bytes(digest), answer)
    return seen


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
