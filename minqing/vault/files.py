"""Files of residents (photos, papers): encrypted under the key of their subject, like values.

The bytes stand under `FILES_DIR/vault/`, named by the digest of what is stored (the cipher), so
that a copy proves itself without any key. The row says whose they are. Order of writing: key,
bytes (flushed to the disk), row; of deleting: row, then bytes. Bytes without a row are swept.

A file is *staged* until an event names it (`claim_files`, in the transaction of the event):
what was added to a form that was never sent is gone after a day.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from minqing.vault import crypto, store
from minqing.vault.models import VaultFile

FOLDER = "vault"
STAGED_FOR = timedelta(hours=24)
"""How long a file that no event names is kept. Source: ours."""


class FileKept(msgspec.Struct, frozen=True):
    """One file in the vault: its id, whose it is, plain size in bytes."""

    id: str
    subject: str
    size: int


def find_folder() -> Path:
    """Return where encrypted files stand."""
    return Path(settings.FILES_DIR) / FOLDER


def _path(digest: str) -> Path:
    return find_folder() / digest[:2] / digest


def keep_file(subject: str, plain: bytes, *, now: datetime) -> FileKept:
    """Encrypt and keep a file, staged; durable when this returns.

    The id derives from subject and content by a keyed digest: the same form sent twice names
    the same file, and nobody can find out by trying whether a picture is here.
    """
    name = salted_hmac("minqing.vault-file", subject, algorithm="sha256")
    name.update(b"\x00" + plain)
    return _keep(name.hexdigest()[:32], subject, plain, now)


def _keep(name: str, subject: str, plain: bytes, now: datetime) -> FileKept:
    if VaultFile.objects.filter(id=name).update(kept_at=now):
        return FileKept(name, subject, len(plain))
    key = store.ensure_keys([subject], now)[subject]
    cipher = crypto.encrypt(key, plain, _bind(name), crypto.RandomBytes(crypto.NONCE))
    digest = hashlib.sha256(cipher).hexdigest()
    _write(_path(digest), cipher)
    VaultFile.objects.bulk_create(
        [
            VaultFile(
                id=name, subject=subject, digest=digest, size=len(plain), kept_at=now, staged=True
            )
        ],
        ignore_conflicts=True,  # the same form sent twice at once: the first stands
    )
    return FileKept(name, subject, len(plain))


def _bind(name: str) -> str:
    # bound to its name, so that one file's cipher cannot be put in place of another's
    return f"file:{name}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def find_files(ids: Iterable[str], *, subject: str) -> dict[str, FileKept]:
    """Return those of the files that are kept for this subject, by id."""
    rows = VaultFile.objects.filter(id__in=list(ids), subject=subject)
    return {row.id: FileKept(row.id, row.subject, row.size) for row in rows}


def claim_files(ids: Iterable[str]) -> None:
    """Keep staged files for good; called in the transaction of the event that names them."""
    VaultFile.objects.filter(id__in=list(ids)).update(staged=False)


def open_file(name: str) -> bytes | None:
    """Return the plain bytes; None when erased, sealed, unknown, or lost from the disk.

    The caller answers for the viewer's right.
    """
    row = VaultFile.objects.filter(id=name).first()
    if row is None or store.is_sealed(row.subject):
        return None
    key = store.load_keys([row.subject]).get(row.subject)
    path = _path(row.digest)
    if key is None or not path.is_file():
        return None
    return crypto.decrypt(key, path.read_bytes(), _bind(name))


def drop_staged(name: str, *, subject: str) -> bool:
    """Delete one staged file; False when there is none, or an event names it already."""
    return _delete(VaultFile.objects.filter(id=name, subject=subject, staged=True)) > 0


def delete_files_of(subject: str) -> int:
    """Delete every file of a subject: rows now, bytes when the transaction commits."""
    return _delete(VaultFile.objects.filter(subject=subject))


def _delete(rows: Any) -> int:
    digests = list(rows.values_list("digest", flat=True))
    deleted: int = rows.delete()[0]
    transaction.on_commit(lambda: _unlink(digests))
    return deleted


def _unlink(digests: Iterable[str]) -> None:
    for digest in digests:
        _path(digest).unlink(missing_ok=True)


# ---------------------------------------------------------------- keeping house
def sweep(now: datetime) -> int:
    """Delete what nobody sent within a day, and bytes without a row; returns how many.

    Bytes are older than their row for a moment: only what is a day old is swept. One of the
    256 folders a minute, so that a hundred thousand photos are not walked each time.
    """
    old = now - STAGED_FOR
    swept = _delete(VaultFile.objects.filter(staged=True, kept_at__lt=old))
    turn = int(now.timestamp()) // 60 % 256
    for path in _list_old(find_folder() / f"{turn:02x}", old):
        if not VaultFile.objects.filter(digest=path.name).exists():
            path.unlink(missing_ok=True)
            swept += 1
    return swept


def _list_old(folder: Path, before: datetime) -> Iterator[Path]:
    for path in folder.glob("*"):
        try:
            if path.stat().st_mtime < before.timestamp():
                yield path
        except FileNotFoundError:  # deleted by another process meanwhile
            continue


def list_damaged(folder: Path) -> list[str]:
    """Return the names of files in a copy (`<folder>/vault`) that are not what they say."""
    return sorted(
        path.name
        for path in (folder / FOLDER).glob("??/*")
        if path.suffix != ".part" and hashlib.sha256(path.read_bytes()).hexdigest() != path.name
    )
