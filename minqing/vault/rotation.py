"""Replacing the master key while the service runs; goes on after being broken off anywhere.

1. `master.key.new` is written; the current key is copied to `master.key.old`; the new one
   takes its place in one step. Every process reads both from then on.
2. The new generation is put in force: from its commit on, new data keys are wrapped by it.
3. Data keys are unwrapped by the old and wrapped by the new master key, in chunks.
4. When no data key is left with an older generation, the old file is removed.

The data keys themselves stay: whoever copied the key store and the old master key keeps what
they could read then. Against that only erasure helps, or moving to a new installation.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
from django.db import connections, transaction

from minqing.vault import crypto, keyring
from minqing.vault.keystore.models import SubjectKey, Wrapping

KEYS = "keys"
CHUNK = 500


class RotationRunning(Exception):
    """Another process is rotating now."""

    code = "rotation-running"

    def __str__(self) -> str:
        return "不能更换主密钥：另一个更换正在进行。请等它完成。"


class Rotated(msgspec.Struct, frozen=True):
    """What a rotation did: its generation, how many data keys it wrapped anew in this run."""

    generation: int
    wrapped: int


def rotate(now: datetime, report: Callable[[int], None] = lambda done: None) -> Rotated:
    """Begin a rotation, or finish the one that was broken off; raises RotationRunning."""
    with _alone():
        generation = _put_in_force(now)
        wrapped = _wrap_anew(generation, report)
        _retire_older(generation, now)
    return Rotated(generation, wrapped)


@contextmanager
def _alone() -> Iterator[None]:
    """Keep a second rotation out: both would put a key of their own in place."""
    path = keyring.current_path()
    with open(path.with_name(path.name + ".lock"), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RotationRunning from None
        yield


def is_unfinished() -> bool:
    """Return whether a rotation was begun and not finished."""
    return (
        keyring.old_path().exists()
        or Wrapping.objects.using(KEYS)
        .filter(superseded_at__isnull=False, retired_at__isnull=True)
        .exists()
    )


def _put_in_force(now: datetime) -> int:
    """Return the generation that data keys are to be wrapped by, with its key in place."""
    with transaction.atomic(using=KEYS):
        generation, _ = keyring.lock_current(now)
    open_ = Wrapping.objects.using(KEYS).filter(superseded_at__isnull=False, retired_at=None)
    if open_.exists():
        return generation  # broken off after step 2
    in_force = Wrapping.objects.using(KEYS).get(generation=generation)
    if in_force.fingerprint == _name(keyring.current_path().read_bytes()):
        _place_new_key()
    # else: broken off between the files and the table; the new key is in its place already
    return _supersede(generation, now)


def _name(key: bytes) -> str:
    return crypto.compute_fingerprint(key)


def _place_new_key() -> None:
    new, old, current = keyring.new_path(), keyring.old_path(), keyring.current_path()
    new.unlink(missing_ok=True)  # left by a run that died here: never in force
    old.unlink(missing_ok=True)
    crypto.write_key_file(new, os.urandom(crypto.KEY))
    shutil.copyfile(current, half := old.with_name(old.name + ".part"))
    os.chmod(half, 0o600)
    os.replace(half, old)
    os.replace(new, current)
    _sync_folder()
    keyring.forget()


def _sync_folder() -> None:
    folder = os.open(keyring.current_path().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _supersede(generation: int, now: datetime) -> int:
    """Put the key file's generation in force; waits for those who wrap by the older one."""
    fingerprint = _name(keyring.current_path().read_bytes())
    rows = Wrapping.objects.using(KEYS)
    with transaction.atomic(using=KEYS):
        rows.filter(generation=generation).update(superseded_at=now)
        rows.create(generation=generation + 1, fingerprint=fingerprint, made_at=now)
    return generation + 1


def _wrap_anew(generation: int, report: Callable[[int], None]) -> int:
    cipher, chance = keyring.load_current(), crypto.RandomBytes()
    done, after = 0, ""
    while page := _read_page(generation, after):
        rows = [
            (crypto.wrap_key(cipher, keyring.unwrap(wrapped, subject), subject, chance), subject)
            for subject, wrapped in page
        ]
        with transaction.atomic(using=KEYS), connections[KEYS].cursor() as cursor:
            # only where it still is the older one: the subject may have been erased meanwhile
            cursor.executemany(
                "UPDATE keystore_subject_key SET wrapped = %s, generation = %s"
                " WHERE subject = %s AND generation < %s",
                [(wrapped, generation, subject, generation) for wrapped, subject in rows],
            )
        done, after = done + len(page), page[-1][0]
        report(done)
    return done


def _read_page(generation: int, after: str) -> list[tuple[str, bytes]]:
    rows = SubjectKey.objects.using(KEYS).filter(generation__lt=generation, subject__gt=after)
    page = rows.order_by("subject").values_list("subject", "wrapped")[:CHUNK]
    return [(subject, bytes(wrapped)) for subject, wrapped in page]


def _retire_older(generation: int, now: datetime) -> None:
    left = SubjectKey.objects.using(KEYS).filter(generation__lt=generation).count()
    assert not left, f"{left} data keys were not wrapped anew"
    keyring.old_path().unlink(missing_ok=True)
    _sync_folder()
    keyring.forget()
    Wrapping.objects.using(KEYS).filter(generation__lt=generation, retired_at=None).update(
        retired_at=now
    )
    connection = connections[KEYS]
    with connection.cursor() as cursor:  # what the old key wrapped is in no file any more
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM keystore_subject_key")


def main() -> int:
    """Rotate and say what was done; 1 while another process does it."""

    def report(done: int) -> None:
        sys.stderr.write(f"\r已重新包封 {done}")
        sys.stderr.flush()

    goes_on = is_unfinished()
    try:
        result = rotate(datetime.now(UTC), report)
    except RotationRunning as refused:
        sys.stdout.write(f"{refused}\n")
        return 1
    sys.stderr.write("\n" if result.wrapped else "")
    sys.stdout.write(
        f"{'已接着上次完成' if goes_on else '已完成'}主密钥更换：第{result.generation}代，"
        f"重新包封{result.wrapped}个数据密钥，旧主密钥已删除。\n"
        "请立即备份，并把新的主密钥另存一处；以前的备份须用其自带的旧密钥恢复。\n"
    )
    return 0
