"""Backup and restore, as a drill: readers notice, nothing comes back that was erased."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.child import DIED
from tests.crash.test_kill import make_commands
from tests.harness.machine import Machine

pytestmark = pytest.mark.both_databases


def test_restore_brings_back_the_backup_and_readers_notice(
    machine: Machine,
    tmp_path: Path,
) -> None:
    folder = str(tmp_path / "backup")
    kept, later = make_commands(20), make_commands(7)
    erased = f"person:{kept[0]['id']}"
    machine.run(act="submit", commands=kept)
    machine.run(act="backup", folder=folder)
    machine.run(act="submit", commands=later)
    machine.run(act="erase", subject=erased)
    _, cursor = machine.run(act="cursor")
    assert machine.run(act="follow", cursor=cursor)[1] == "ok"

    _, (code, words) = machine.run(act="restore", folder=folder)
    assert code == 0, words
    _, totals = machine.run(act="totals")
    assert len([name for name in totals if name.startswith("tally:")]) == 20
    assert machine.run(act="follow", cursor=cursor)[1] == "log-epoch-changed"
    # what phones still hold is pushed again, and is new to the restored log
    _, statuses = machine.run(act="submit", commands=kept + later)
    assert statuses == ["already-done"] * 20 + ["accepted"] * 7
    _, names = machine.run(act="names")
    assert len(names) == 26, "the erased person stays erased"
    assert machine.run(act="verify")[1] is None


def test_damaged_backup_is_refused_and_changes_nothing(
    machine: Machine,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "backup"
    machine.run(act="submit", commands=make_commands(3))
    machine.run(act="backup", folder=str(folder))
    damaged = next(folder.glob("database.*"))
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    _, (code, words) = machine.run(act="restore", folder=str(folder))
    assert code == 1
    assert damaged.name in words
    (folder / "manifest.json").unlink()
    _, (code, words) = machine.run(act="restore", folder=str(folder))
    assert (code, "没有完整的备份" in words) == (1, True)
    _, totals = machine.run(act="totals")
    assert len(totals) == 3


@pytest.mark.soak  # some twenty processes each
def test_backup_from_before_a_rotation_is_restored_with_its_own_key(
    machine: Machine, tmp_path: Path
) -> None:
    folder = str(tmp_path / "backup")
    machine.run(act="submit", commands=make_commands(10))
    machine.run(act="backup", folder=folder)
    machine.run(act="rotate")
    machine.run(act="submit", commands=make_commands(3))
    assert len(machine.run(act="names")[1]) == 13
    _, (code, words) = machine.run(act="restore", folder=folder)
    assert (code, "keys rotate" in words) == (0, True)
    assert len(machine.run(act="names")[1]) == 10
    assert machine.run(act="rotate")[1] == 10
    assert len(machine.run(act="names")[1]) == 10


@pytest.mark.soak  # some twenty processes each
def test_backup_in_the_middle_of_a_rotation_opens_every_name(
    machine: Machine, tmp_path: Path
) -> None:
    folder = str(tmp_path / "backup")
    machine.run(act="submit", commands=make_commands(10))
    code, _ = machine.run(act="rotate", die="rotation, first chunk")
    assert code == DIED
    machine.run(act="submit", commands=make_commands(2))
    machine.run(act="backup", folder=folder)
    machine.run(act="rotate")
    machine.run(act="restore", folder=folder)
    assert len(machine.run(act="names")[1]) == 12
    assert machine.run(act="rotate")[1] == 6, (
        "four were wrapped before the kill, two by the new key"
    )
    assert len(machine.run(act="names")[1]) == 12
    assert machine.run(act="verify")[1] is None
