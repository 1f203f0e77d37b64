"""The commands that care for an installation, on a database that an earlier version left behind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.harness.server import make_environment, run_minqing
from tests.upgrade.conftest import CopyUpgraded

NAME = "2-spine"


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, copy_upgraded: CopyUpgraded
) -> Mapping[str, str]:
    var: Path = tmp_path_factory.mktemp("care")
    copy_upgraded(NAME, var)
    return make_environment(var)


def diagnose(environment: Mapping[str, str]) -> dict[str, Any]:
    found = json.loads(run_minqing("doctor", "--json", environment=environment).stdout)
    return {one["name"]: one["tone"] for one in found}


def test_backup_is_tried_and_found_good_or_bad(
    installation: Mapping[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    assert diagnose(installation)["backup"] == "soon"
    run_minqing("backup", str(folder), environment=installation)
    tried = run_minqing("drill", str(folder), environment=installation)
    assert (tried.returncode, "演练通过" in tried.stdout) == (0, True), tried.stderr
    told = diagnose(installation)
    assert (told["backup"], told["drill"]) == ("well", "well")
    # a backup from before a rotation opens with its own key, not with the new one
    rotated = run_minqing("keys", "rotate", environment=installation)
    assert "第2代" in rotated.stdout
    assert run_minqing("drill", str(folder), environment=installation).returncode == 0
    damaged = folder / "keys.sqlite3"
    damaged.write_bytes(damaged.read_bytes()[:-100])
    tried = run_minqing("drill", str(folder), environment=installation)
    assert (tried.returncode, "keys.sqlite3" in tried.stdout) == (1, True)
    assert diagnose(installation)["drill"] == "late"


def test_doctor_says_what_is_wrong_and_exits_with_it(installation: Mapping[str, str]) -> None:
    told = run_minqing("doctor", environment=installation)
    # nobody ran this installation since May: its days have no root
    assert (told.returncode, "每日存证" in told.stdout) == (1, True)
    assert "打印PDF" in told.stdout
    assert run_minqing("log", "verify", environment=installation).returncode == 0
    assert diagnose(installation)["proof"] == "well"


def test_rebuild_and_recompute_change_nothing_that_is_right(
    installation: Mapping[str, str],
) -> None:
    recomputed = run_minqing("log", "recompute", environment=installation)
    assert (recomputed.returncode, recomputed.stdout) == (0, "已重算，变动0处。\n")
    assert run_minqing("log", "rebuild", environment=installation).returncode == 0
    assert run_minqing("log", "verify", environment=installation).returncode == 0
