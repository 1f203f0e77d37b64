"""The master keys of this installation: the current one, and the old one while it is rotated.

They stand in files: `master.key` (MINQING_MASTER_KEY_FILE), and beside it `master.key.old`
from the start of a rotation until its end. The table `Wrapping` says which of them is in force,
so that several processes agree; a process notices a changed file by itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connections, transaction

from minqing.vault import crypto
from minqing.vault.keystore.models import SubjectKey, Wrapping

KEYS = "keys"
Stamp = tuple[tuple[str, int, int], ...]


def current_path() -> Path:
    """Return where the current master key stands."""
    return Path(settings.MINQING_MASTER_KEY_FILE)


def old_path() -> Path:
    """Return where the key stands that a rotation is replacing."""
    path = current_path()
    return path.with_name(path.name + ".old")


def new_path() -> Path:
    """Return where the next key stands before it takes its place."""
    path = current_path()
    return path.with_name(path.name + ".new")


def read_keys() -> dict[str, bytes]:
    """Return the master keys by fingerprint, the current one first; makes the first one."""
    keys = [crypto.load_master_key(current_path())]
    if old_path().exists():
        keys.append(crypto.load_master_key(old_path()))
    return {crypto.compute_fingerprint(key): key for key in keys}


def _stamp() -> Stamp:
    found = []
    current = os.fspath(settings.MINQING_MASTER_KEY_FILE)  # every write asks: no Path is made
    for path in (current, f"{current}.old"):
        try:
            seen = os.stat(path)
        except FileNotFoundError:
            continue
        found.append((path, seen.st_mtime_ns, seen.st_ino))
    return tuple(found)


@lru_cache(maxsize=4)
def _load(stamp: Stamp, path: str | Path) -> dict[str, AESGCM]:
    return {name: AESGCM(key) for name, key in read_keys().items()}


def load_ring() -> dict[str, AESGCM]:
    """Return the ciphers by fingerprint, the current one first; rereads changed files."""
    return _load(_stamp(), settings.MINQING_MASTER_KEY_FILE)


def load_current() -> AESGCM:
    """Return the cipher of the current master key."""
    return next(iter(load_ring().values()))


def forget() -> None:
    """Drop cached keys (after a restore or a rotation)."""
    _load.cache_clear()


def unwrap(wrapped: bytes, subject: str, ring: Mapping[str, AESGCM] | None = None) -> bytes:
    """Return a data key; raises KeyWrong when no master key here opens it.

    `ring`: what `load_ring` gave, for whoever opens many at once.
    """
    for cipher in (load_ring() if ring is None else ring).values():
        try:
            return crypto.unwrap_key(cipher, wrapped, subject)
        except crypto.KeyWrong:
            continue
    raise crypto.KeyWrong


def lock_current(now: datetime) -> tuple[int, AESGCM]:
    """Return the generation in force and its cipher, held until the transaction ends.

    A rotation waits for those who hold it, so that no data key is wrapped by a key on its way
    out. Raises KeyWrong when the key in force is not among the files here.
    """
    for _ in range(3):
        row = _read_in_force()
        if row is None:
            _record_first(now)
            continue
        generation, fingerprint = row
        cipher = load_ring().get(fingerprint)
        if cipher is None:
            break
        return generation, cipher
    raise crypto.KeyWrong


def _read_in_force() -> tuple[int, str] | None:
    connection = connections[KEYS]
    look = "SELECT generation, fingerprint FROM keystore_wrapping WHERE superseded_at IS NULL"
    with connection.cursor() as cursor:
        cursor.execute(look + (" FOR SHARE" if connection.vendor == "postgresql" else ""))
        found: tuple[int, str] | None = cursor.fetchone()
    return found


def _record_first(now: datetime) -> None:
    """Write down the key of an installation that has never been rotated.

    Another process may do the same at the same moment; a rotation that just began shows no
    row in force for an instant, and then one of a higher generation.
    """
    if Wrapping.objects.using(KEYS).exists():
        return
    row = SubjectKey.objects.using(KEYS).values_list("subject", "wrapped").first()
    fingerprint, cipher = next(iter(load_ring().items()))
    if row is not None:
        crypto.unwrap_key(cipher, bytes(row[1]), row[0])
    with transaction.atomic(using=KEYS):
        Wrapping.objects.using(KEYS).get_or_create(
            generation=1, defaults={"fingerprint": fingerprint, "made_at": now}
        )
