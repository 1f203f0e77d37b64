"""Reading and writing of personal values; called by `submit` and by readers with a right.

Keys are written before the transaction that uses them commits: an orphan key is harmless,
a value without a key is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction

from minqing.vault import crypto, keyring
from minqing.vault.keystore.models import ErasedSubject, SubjectKey
from minqing.vault.models import SealedSubject, VaultItem

try:
    import psycopg
except ImportError:  # SQLite needs no driver
    psycopg = None  # type: ignore[assignment]

KEYS = "keys"
WRAPPED = "SELECT subject, wrapped FROM keystore_subject_key WHERE subject"
ITEMS = "SELECT ref, subject, cipher FROM vault_item WHERE ref"
SEALED = "SELECT subject FROM vault_sealed_subject WHERE subject"
master = keyring.load_current
forget_master = keyring.forget
_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.decode


class Sealed(msgspec.Struct, frozen=True):
    """One value ready for the vault: ref, subject, plain bytes."""

    ref: str
    subject: str
    plain: bytes


def seal(ref: str, subject: str, value: Any) -> Sealed:
    """Encode a value for the vault; refuses nothing, encrypts later in bulk."""
    return Sealed(ref, subject, _encode(value))


def load_keys(subjects: Iterable[str]) -> dict[str, AESGCM]:
    """Return the data keys of those subjects that have one."""
    wanted = list(set(subjects))
    if not wanted:
        return {}
    found: dict[str, AESGCM] = {}
    ring = keyring.load_ring()  # once: it looks whether the key files changed
    for start in range(0, len(wanted), 500):
        for subject, wrapped in _read_among(KEYS, WRAPPED, wanted[start : start + 500]):
            found[subject] = AESGCM(keyring.unwrap(bytes(wrapped), subject, ring))
    return found


def _read_among(alias: str, select: str, wanted: list[str]) -> list[tuple[Any, ...]]:
    """Return the rows whose key, with which the statement ends, is among these, at most 500.

    At driver level: every writing and every opening of personal values asks. The statement is
    a constant of this module.
    """
    marks = ", ".join(["%s"] * len(wanted))
    with connections[alias].cursor() as cursor:
        cursor.execute(f"{select} IN ({marks})", wanted)
        return list(cursor.fetchall())


AT_ONCE = (
    "INSERT INTO keystore_subject_key (subject, wrapped, created_at, generation)"
    " SELECT new.subject, new.wrapped, %s, in_force.generation"
    " FROM unnest(%s::text[], %s::bytea[]) AS new (subject, wrapped),"
    " (SELECT generation FROM keystore_wrapping"
    " WHERE superseded_at IS NULL AND fingerprint = %s FOR SHARE) AS in_force"
)
LAZILY = f"{AT_ONCE} WHERE set_config('synchronous_commit', 'off', true) = 'off'"
ONE_BY_ONE = (
    "INSERT INTO keystore_subject_key (subject, wrapped, created_at, generation)"
    " SELECT ?, ?, ?, generation FROM keystore_wrapping"
    " WHERE superseded_at IS NULL AND fingerprint = ?"
)


def _share_journal() -> bool:
    """Return whether both stores lie on one PostgreSQL server.

    Then a key needs no wait for the disk of its own: whatever uses it is committed later in the
    same journal, and takes the key along. A key that nothing uses may be lost.
    """
    ours, keys = (connections[alias].settings_dict for alias in (DEFAULT_DB_ALIAS, KEYS))
    return all(ours[name] == keys[name] for name in ("ENGINE", "HOST", "PORT"))


def _insert_at_once(plain: Mapping[str, bytes], now: datetime) -> bool:
    """Store new data keys in one statement; False when another master key is in force."""
    chance = crypto.RandomBytes()
    fingerprint, cipher = next(iter(keyring.load_ring().items()))
    wrapped = [crypto.wrap_key(cipher, key, subject, chance) for subject, key in plain.items()]
    connection: Any = connections[KEYS]
    if connection.vendor == "sqlite":
        return _insert_alone(next(iter(plain)), wrapped[0], now, fingerprint)
    whole = transaction.atomic(using=KEYS) if connection.in_atomic_block else nullcontext()
    statement = LAZILY if _share_journal() else AT_ONCE
    connection.ensure_connection()
    # the driver's own cursor: the server keeps the statement prepared
    with whole, connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, [now, list(plain), wrapped, fingerprint])
        return cursor.rowcount == len(plain)


def _insert_alone(subject: str, wrapped: bytes, now: datetime, fingerprint: str) -> bool:
    """Store one key on SQLite, as most writings need: the statement is its own transaction."""
    connection: Any = connections[KEYS]
    connection.ensure_connection()
    made_at = connection.ops.adapt_datetimefield_value(now)
    with connection.wrap_database_errors:
        values = (subject, wrapped, made_at, fingerprint)
        return bool(connection.connection.execute(ONE_BY_ONE, values).rowcount == 1)


def _insert_keys(plain: Mapping[str, bytes], now: datetime) -> None:
    """Wrap and store new data keys under the master key that is in force in this transaction."""
    alone = len(plain) == 1 or connections[KEYS].vendor == "postgresql"
    if alone and _insert_at_once(plain, now):
        return
    connection, chance = connections[KEYS], crypto.RandomBytes()
    made_at = connection.ops.adapt_datetimefield_value(now)
    with transaction.atomic(using=KEYS), connection.cursor() as cursor:
        generation, cipher = keyring.lock_current(now)
        rows = [
            (subject, crypto.wrap_key(cipher, key, subject, chance), made_at, generation)
            for subject, key in plain.items()
        ]
        cursor.executemany(
            "INSERT INTO keystore_subject_key (subject, wrapped, created_at, generation)"
            " VALUES (%s, %s, %s, %s)",
            rows,
        )


def ensure_keys(
    subjects: Iterable[str], now: datetime, fresh: Set[str] = frozenset()
) -> dict[str, AESGCM]:
    """Return a data key for each subject, making and committing those that are missing.

    `fresh`: subjects that most likely have none, since what they belong to is being made; they
    are not looked up before.
    """
    wanted = set(subjects)
    keys = load_keys(wanted - fresh)
    missing = sorted(wanted - keys.keys())
    if not missing:
        return keys
    chance = crypto.RandomBytes()
    plain = {subject: chance.take(crypto.KEY) for subject in missing}
    try:
        _insert_keys(plain, now)
    except IntegrityError:  # another process made one of them just now
        return ensure_keys(wanted, now)
    keys.update((subject, AESGCM(key)) for subject, key in plain.items())
    return keys


def get_index_key(name: str, now: datetime) -> bytes:
    """Return the secret of an index over personal values, made on first use.

    It lies in the key store like the data keys: rotated with them, and without it the index
    says nothing.
    """
    subject = f"index:{name}"
    rows = SubjectKey.objects.using(KEYS).filter(subject=subject)
    wrapped = rows.values_list("wrapped", flat=True).first()
    if wrapped is None:
        ensure_keys([subject], now)
        wrapped = rows.values_list("wrapped", flat=True).get()
    return keyring.unwrap(bytes(wrapped), subject)


def find_subjects(refs: Iterable[str]) -> dict[str, str]:
    """Return whose value each ref is; erased or unknown refs are absent."""
    rows = VaultItem.objects.filter(ref__in=[ref for ref in refs if ref])
    return dict(rows.values_list("ref", "subject"))


def encrypt_rows(sealed: Sequence[Sealed], keys: dict[str, AESGCM]) -> list[tuple[str, str, bytes]]:
    """Return rows (ref, subject, cipher) for the vault table."""
    chance = crypto.RandomBytes()
    encrypt = crypto.encrypt
    return [
        (item.ref, item.subject, encrypt(keys[item.subject], item.plain, item.ref, chance))
        for item in sealed
    ]


def open_values(refs: Iterable[str]) -> dict[str, Any]:
    """Return the plain values of refs; erased, sealed or unknown refs are absent.

    The caller answers for the viewer's right; faces go through a context's `queries.py`.
    """
    wanted = [ref for ref in set(refs) if ref]
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(wanted), 500):
        rows.extend(_read_among(DEFAULT_DB_ALIAS, ITEMS, wanted[start : start + 500]))
    subjects = {subject for _, subject, _ in rows}
    keys = load_keys(subjects - _list_sealed(subjects))
    return {
        ref: _decode(crypto.decrypt(keys[subject], bytes(cipher), ref))
        for ref, subject, cipher in rows
        if subject in keys
    }


def _list_sealed(subjects: set[str]) -> set[str]:
    wanted, found = list(subjects), set()
    for start in range(0, len(wanted), 500):
        rows = _read_among(DEFAULT_DB_ALIAS, SEALED, wanted[start : start + 500])
        found |= {subject for (subject,) in rows}
    return found


def is_sealed(subject: str) -> bool:
    """Return whether a subject's values and files are out of reach."""
    return SealedSubject.objects.filter(subject=subject).exists()


def seal_subject(subject: str) -> None:
    """Put a subject's values out of reach, in the current transaction. Repeatable."""
    SealedSubject.objects.bulk_create([SealedSubject(subject=subject)], ignore_conflicts=True)


def unseal_subject(subject: str) -> None:
    """Bring a sealed subject's values back into reach, in the current transaction."""
    SealedSubject.objects.filter(subject=subject).delete()


def open_value(ref: str, default: Any = None) -> Any:
    """Return one plain value, or the default when it was erased."""
    return open_values([ref]).get(ref, default)


def delete_value(ref: str) -> None:
    """Delete one value that another has replaced, in the current transaction."""
    VaultItem.objects.filter(ref=ref).delete()


def delete_subject(subject: str) -> int:
    """Delete every value of a subject in the current transaction; returns how many.

    Files are deleted beside it (`files.delete_files_of`).
    """
    unseal_subject(subject)  # nothing is left to be sealed
    return VaultItem.objects.filter(subject=subject).delete()[0]


def delete_key(subject: str) -> None:
    """Delete a subject's data key and wipe it from the key store's journal. Repeatable."""
    erased = [ErasedSubject(subject=subject)]
    ErasedSubject.objects.using(KEYS).bulk_create(erased, ignore_conflicts=True)
    SubjectKey.objects.using(KEYS).filter(subject=subject).delete()
    if not _wiped_later.get():
        _wipe_journal()


def _wipe_journal() -> None:
    connection = connections[KEYS]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


_wiped_later: ContextVar[bool] = ContextVar("wiped_later", default=False)


@contextmanager
def wiping_once() -> Iterator[None]:
    """Wipe the journal of the keys that are deleted meanwhile at the end, not key by key.

    Only for a load that can be repeated: each wiping waits for the disk.
    """
    token = _wiped_later.set(True)
    try:
        yield
    finally:
        _wiped_later.reset(token)
        _wipe_journal()


def list_erased() -> list[str]:
    """Return the subjects whose keys were erased here, so that a restore erases them again."""
    return sorted(ErasedSubject.objects.using(KEYS).values_list("subject", flat=True))


def check_master_key() -> None:
    """Raise KeyWrong when the master key does not open what is stored (at start, restore)."""
    row = SubjectKey.objects.using(KEYS).values_list("subject", "wrapped").first()
    if row is not None:
        keyring.unwrap(bytes(row[1]), row[0])
