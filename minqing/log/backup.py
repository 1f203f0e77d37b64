"""Backup and restore: database, keys and files together, and a new epoch afterwards.

SQLite is copied by its own backup call on the open connection: reading the file any other
way in this process would drop its locks. The database is copied before the keys, so that
every value in the copy has its key. What was erased here stays erased after a restore.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from django.conf import settings
from django.db import connections

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor
from minqing.log.condition import BackupNote, keep_note
from minqing.log.locks import write_transaction
from minqing.log.reading import get_epoch, get_last_position, set_new_epoch
from minqing.log.registry import LazySnapshots
from minqing.log.subjects import EraseSubject
from minqing.log.submit import submit
from minqing.vault import crypto, keyring, store
from minqing.vault import files as vault_files

PARTS = {"default": "database", "keys": "keys"}
MANIFEST = "manifest.json"
MASTER_KEY, OLD_MASTER_KEY = "master.key", "master.key.old"


class BackupBroken(Exception):
    """The folder is not a whole backup; nothing was restored."""

    code = "backup-broken"


class Manifest(msgspec.Struct):
    """What a backup holds: when, of which log, and the fingerprint of every file."""

    made_at: datetime
    epoch: str
    position: int
    vendor: str
    files: dict[str, str]


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_sqlite(alias: str, target: Path) -> None:
    connection = connections[alias]
    connection.ensure_connection()
    target.unlink(missing_ok=True)
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy, pages=2000)
    finally:
        copy.close()


def _pg_arguments(alias: str) -> tuple[list[str], dict[str, str]]:
    params = connections[alias].settings_dict
    named = {"-h": params["HOST"], "-p": str(params["PORT"] or ""), "-U": params["USER"]}
    arguments = [part for name, value in named.items() if value for part in (name, value)]
    environment = {"PGPASSWORD": params["PASSWORD"]} if params["PASSWORD"] else {}
    return arguments, environment


def run_pg(program: str, arguments: list[str], alias: str, *, database: str | None = None) -> None:
    """Run a client program of PostgreSQL on an alias's server.

    `database`: another one than the alias's own; "" for none (createdb, dropdb).
    """
    where, environment = _pg_arguments(alias)
    name = connections[alias].settings_dict["NAME"] if database is None else database
    place = [*where, *(("-d", name) if name else ())]
    subprocess.run([program, *place, *arguments], check=True, env={**os.environ, **environment})


def pg_address(alias: str, database: str) -> str:
    """Return the address of another database on an alias's server."""
    params = connections[alias].settings_dict
    secret = f":{quote(params['PASSWORD'], safe='')}" if params["PASSWORD"] else ""
    owner = f"{quote(params['USER'], safe='')}{secret}@" if params["USER"] else ""
    port = f":{params['PORT']}" if params["PORT"] else ""
    socket = f"?host={quote(params['HOST'], safe='')}" if "/" in params["HOST"] else ""
    host = "" if socket else params["HOST"]
    return f"postgresql://{owner}{host}{port}/{database}{socket}"


def has_key_schema() -> bool:
    """Return whether the key store is a schema in the database of everything else."""
    options = connections["keys"].settings_dict["OPTIONS"].get("options", "")
    return settings.KEYS_SCHEMA in options


def _schema_arguments(alias: str) -> list[str]:
    schema = settings.KEYS_SCHEMA
    if not has_key_schema():
        return []
    return [f"--schema={schema}"] if alias == "keys" else [f"--exclude-schema={schema}"]


def _copy_database(alias: str, folder: Path) -> Path:
    if connections[alias].vendor == "sqlite":
        target = folder / f"{PARTS[alias]}.sqlite3"
        _copy_sqlite(alias, target)
        return target
    target = folder / f"{PARTS[alias]}.dump"
    run_pg("pg_dump", ["-Fc", "-f", str(target), *_schema_arguments(alias)], alias)
    return target


def _copy_master_keys(folder: Path, before: dict[str, bytes]) -> list[Path]:
    """Write the master keys that open the copied key store, the current one first.

    `before`: those read before the key store was copied. A rotation may have begun or ended
    meanwhile: together with those of now one of them opens every data key of the copy.
    """
    found = list({**keyring.read_keys(), **before}.values())
    files = []
    for name in (MASTER_KEY, OLD_MASTER_KEY):
        (folder / name).unlink(missing_ok=True)
    for name, key in zip((MASTER_KEY, OLD_MASTER_KEY), found, strict=False):
        crypto.write_key_file(folder / name, key)
        files.append(folder / name)
    return files


def _put_back_master_keys(folder: Path) -> bool:
    """Put the backup's master keys in place; returns whether they are other ones than before."""
    places = {MASTER_KEY: keyring.current_path(), OLD_MASTER_KEY: keyring.old_path()}
    before = places[MASTER_KEY].read_bytes() if places[MASTER_KEY].exists() else b""
    for name, place in places.items():
        place.unlink(missing_ok=True)
        if (folder / name).exists():
            crypto.write_key_file(place, (folder / name).read_bytes())
    store.forget_master()
    return before not in (b"", places[MASTER_KEY].read_bytes())


def backup(folder: Path) -> int:
    """Write a whole backup into a folder; the manifest comes last, so half a one shows."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    position, epoch = get_last_position(), get_epoch()
    keys = keyring.read_keys()  # makes the key on a new installation
    files = [_copy_database("default", folder), _copy_database("keys", folder)]
    files += _copy_master_keys(folder, keys)
    if Path(settings.FILES_DIR).exists():
        shutil.copytree(settings.FILES_DIR, folder / "files", dirs_exist_ok=True)
    manifest = Manifest(
        made_at=datetime.now(UTC),
        epoch=epoch,
        position=position,
        vendor=connections["default"].vendor,
        files={path.name: _fingerprint(path) for path in files},
    )
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    keep_note("backup", BackupNote(manifest.made_at, position))
    sys.stdout.write(f"已备份到 {folder}：总账至第{position}条。\n")
    return 0


def load_manifest(folder: Path) -> Manifest:
    """Return the manifest of a whole backup; raises BackupBroken with the file at fault."""
    path = folder / MANIFEST
    if not path.exists():
        raise BackupBroken(f"不能恢复：{folder} 中没有完整的备份（缺少 {MANIFEST}）。")
    manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    for name, wanted in manifest.files.items():
        file = folder / name
        if not file.exists() or _fingerprint(file) != wanted:
            raise BackupBroken(f"不能恢复：备份文件 {name} 缺失或已损坏。请换一份备份。")
    damaged = vault_files.list_damaged(folder / "files")
    if damaged:
        raise BackupBroken(f"不能恢复：附件 {damaged[0]} 已损坏。请换一份备份。")
    vendor = connections["default"].vendor
    if manifest.vendor != vendor:
        raise BackupBroken(f"不能恢复：备份来自 {manifest.vendor}，本机数据库为 {vendor}。")
    return manifest


def _restore_sqlite(alias: str, source: Path) -> None:
    connection = connections[alias]
    connection.ensure_connection()
    copy = sqlite3.connect(source)
    try:
        copy.backup(connection.connection)
    finally:
        copy.close()


def _restore_database(alias: str, folder: Path) -> None:
    if connections[alias].vendor == "sqlite":
        _restore_sqlite(alias, folder / f"{PARTS[alias]}.sqlite3")
        return
    dump = folder / f"{PARTS[alias]}.dump"
    connections[alias].close()
    run_pg("pg_restore", ["--clean", "--if-exists", "--no-owner", str(dump)], alias)


def _living_erasures() -> list[str]:
    # a new machine has no key store yet: nothing was erased there
    tables = connections["keys"].introspection.table_names()
    return store.list_erased() if "keystore_erased_subject" in tables else []


def restore(folder: Path) -> int:
    """Put a backup in place of what is here, begin a new epoch, repeat later erasures."""
    folder = Path(folder)
    try:
        manifest = load_manifest(folder)
    except BackupBroken as error:
        sys.stdout.write(f"{error}\n")
        return 1
    erased = _living_erasures()
    for alias in PARTS:
        _restore_database(alias, folder)
    other_key = _put_back_master_keys(folder)
    if (folder / "files").exists():
        shutil.copytree(folder / "files", settings.FILES_DIR, dirs_exist_ok=True)
    LazySnapshots.forget()
    with write_transaction():
        epoch = set_new_epoch()
    _erase_again(erased, epoch)
    sys.stdout.write(f"已恢复：总账至第{manifest.position}条；新纪元 {epoch}。\n")
    if other_key:
        sys.stdout.write(
            "备份所用的主密钥与更换后的不同，已一并恢复。请再执行 minqing keys rotate。\n"
        )
    return 0


def _erase_again(subjects: list[str], epoch: str) -> None:
    by: Any = Actor(scope="system:restore", kind="system", permissions=frozenset({"SUBJECT_ERASE"}))
    commands = [
        EraseSubject(id=derived_id(epoch, subject), subject=subject, reason="恢复后重做删除")
        for subject in subjects
    ]
    submit(commands, by=by, now=datetime.now(UTC))
