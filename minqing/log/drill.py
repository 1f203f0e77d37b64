"""Bringing a backup back for a trial, beside the installation that goes on working.

The copy is restored into a folder (SQLite) or a database (PostgreSQL) of its own, the log is
verified there and personal values are opened with the backup's own key. Only then is a backup
known to be one. The trial is thrown away; its outcome is written down here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import connections

from minqing.kernel.ids import new_id
from minqing.log.backup import (
    PARTS,
    BackupBroken,
    Manifest,
    has_key_schema,
    load_manifest,
    pg_address,
    run_pg,
)
from minqing.log.condition import BackupNote, keep_note
from minqing.log.demonstration import get_now
from minqing.log.verify import verify
from minqing.vault.models import VaultItem
from minqing.vault.public import open_values

OPENED = 200
"""Personal values that are opened in a trial."""


class Trial(msgspec.Struct, frozen=True):
    """What was found in the copy: entries folded, values opened, the first fault or ""."""

    entries: int = 0
    opened: int = 0
    fault: str = ""


def inspect_main() -> int:
    """Look at the database this process was pointed at; prints a Trial. Run as a child."""
    found = verify()
    refs = list(VaultItem.objects.order_by("ref").values_list("ref", flat=True)[:OPENED])
    fault = found.difference.sentence if found.difference else ""
    trial = Trial(found.entries, len(open_values(refs)), fault)
    sys.stdout.write(msgspec.json.encode(trial).decode() + "\n")
    return 0


def drill(folder: Path) -> int:
    """Try a backup, write the outcome down, say it; 0 when the backup can be used."""
    try:
        manifest = load_manifest(folder)
        trial = _try(folder)
    except (BackupBroken, subprocess.CalledProcessError) as error:
        manifest = None
        trial = Trial(fault=str(error))
    note = BackupNote(get_now(), manifest.position if manifest else 0, not trial.fault)
    keep_note("drill", note)
    if trial.fault:
        sys.stdout.write(f"演练失败：{trial.fault}\n")
        return 1
    _say(manifest, trial)
    return 0


def _say(manifest: Manifest | None, trial: Trial) -> None:
    position = manifest.position if manifest else 0
    sys.stdout.write(
        f"演练通过：备份至总账第{position}条，核对{trial.entries}条，"
        f"试开{trial.opened}个个人信息。\n"
    )


def _try(folder: Path) -> Trial:
    with (
        tempfile.TemporaryDirectory(prefix="minqing-drill-") as place,
        _copy(folder, Path(place)) as environment,
    ):
        words = [sys.executable, "-m", "config", "drill", "--inspect", str(folder)]
        done = subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Trial)


@contextmanager
def _copy(folder: Path, place: Path) -> Iterator[dict[str, str]]:
    """Restore the copy; yields the environment of a process that works on it alone."""
    for name in ("master.key", "master.key.old"):
        if (folder / name).exists():
            shutil.copy2(folder / name, place / name)
    kept = {k: v for k, v in os.environ.items() if k != "MINQING_KEYS_URL"}
    environment = kept | {
        "MINQING_VAR": str(place),
        "MINQING_MASTER_KEY_FILE": str(place / "master.key"),
        "MINQING_SECRET_KEY": settings.SECRET_KEY,
    }
    if connections["default"].vendor == "sqlite":
        for alias, part in PARTS.items():
            shutil.copy2(folder / f"{part}.sqlite3", place / f"{alias}.sqlite3")
        yield environment | {
            "DATABASE_URL": f"sqlite:///{place / 'default.sqlite3'}",
            "MINQING_KEYS_URL": f"sqlite:///{place / 'keys.sqlite3'}",
        }
        return
    with _throw_away_databases(folder) as addresses:
        yield environment | addresses


@contextmanager
def _throw_away_databases(folder: Path) -> Iterator[dict[str, str]]:
    """Restore into new databases on the same servers, dropped afterwards.

    One for both parts where the key store is a schema of the same server, else one each.
    """
    name = f"minqing_drill_{new_id().lower()}"
    together = has_key_schema()
    try:
        for alias, part in PARTS.items():
            if alias == "default" or not together:
                run_pg("createdb", [name], alias, database="")
            dump = ["--no-owner", str(folder / f"{part}.dump")]
            run_pg("pg_restore", dump, alias, database=name)
        keys = {} if together else {"MINQING_KEYS_URL": pg_address("keys", name)}
        yield {"DATABASE_URL": pg_address("default", name), **keys}
    finally:
        for alias in ("default",) if together else PARTS:
            run_pg("dropdb", ["--if-exists", name], alias, database="")
