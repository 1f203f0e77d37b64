"""From SQLite to PostgreSQL by replaying the log, broken off once on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.harness.postgres import throw_away_cluster
from tests.harness.server import make_environment, run_minqing
from tests.upgrade import fixture
from tests.upgrade.conftest import CopyUpgraded
from tests.upgrade.moved import DIED

NAME = "2-spine"


@dataclass(frozen=True)
class Moved:
    """A move: both environments, the description of the source, what each attempt said."""

    source: Mapping[str, str]
    target: Mapping[str, str]
    described: str
    killed: int
    resumed: subprocess.CompletedProcess[str]
    position_when_killed: int


def run_module(
    module: str, *words: str, environment: Mapping[str, str], text: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        env=dict(environment),
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory, copy_upgraded: CopyUpgraded) -> Iterator[Moved]:
    var: Path = tmp_path_factory.mktemp("moved")
    copy_upgraded(NAME, var)
    source = make_environment(var, DJANGO_SETTINGS_MODULE="config.settings")
    with throw_away_cluster() as address:
        target = {**source, "DATABASE_URL": address}
        migrated = run_module("tests.upgrade.moved", "migrate", environment=target)
        assert migrated.returncode == 0, migrated.stderr
        described = run_module("tests.upgrade.moved", "describe", environment=source).stdout
        killed = run_module("tests.upgrade.moved", "die", environment=target, text=described)
        with psycopg.connect(address) as connection:
            (count,) = connection.execute("SELECT count(*) FROM log_entry").fetchone() or (0,)
        resumed = run_minqing("move", "--to", address, environment=source)
        yield Moved(source, target, described, killed.returncode, resumed, count)


def test_move_killed_in_the_middle_goes_on_and_ends_equal(moved: Moved) -> None:
    assert moved.killed == DIED
    assert moved.position_when_killed == fixture.load_expectation(NAME)["log"]["entries"]
    assert moved.resumed.returncode == 0, moved.resumed.stdout + moved.resumed.stderr
    lines = moved.resumed.stdout.splitlines()
    assert [line for line in lines if line.startswith("不一致")] == []
    assert "log_entry：0" in moved.resumed.stderr.splitlines(), "the log was not copied twice"


def test_every_table_is_compared_row_by_row(moved: Moved) -> None:
    told = json.loads(
        run_module(
            "tests.upgrade.moved", "spoil", environment=moved.target, text=moved.described
        ).stdout
    )
    assert told == ["cases_case True"]


def test_moved_database_shows_what_the_source_showed(moved: Moved) -> None:
    here = json.loads(run_module("tests.upgrade.observe", environment=moved.target).stdout)
    there = json.loads(run_module("tests.upgrade.observe", environment=moved.source).stdout)
    assert here == there


def test_moved_database_is_proved_and_lives_on(moved: Moved) -> None:
    asked = run_module("tests.upgrade.ask", "live_on", environment=moved.target)
    told: dict[str, Any] = json.loads(asked.stdout.splitlines()[-1])
    assert (told["refused"], told["accepted"]) == ({}, 4)
    verified = run_minqing("log", "verify", environment=moved.target)
    assert verified.returncode == 0, verified.stdout


def test_move_refused_when_the_target_holds_data(moved: Moved) -> None:
    again = run_minqing("move", "--to", moved.target["DATABASE_URL"], environment=moved.source)
    assert (again.returncode, "目标数据库中已有数据" in again.stdout) == (2, True)


def test_move_refused_without_a_usable_target(moved: Moved) -> None:
    for words in ((), ("--to", "mysql://somewhere/db")):
        refused = run_minqing("move", *words, environment=moved.source)
        assert refused.returncode == 2
        assert refused.stderr.startswith("不能")


def test_backup_of_the_moved_database_is_tried_beside_it(moved: Moved, tmp_path: Path) -> None:
    folder = str(tmp_path / "backup")
    assert run_minqing("backup", folder, environment=moved.target).returncode == 0
    tried = run_minqing("drill", folder, environment=moved.target)
    assert (tried.returncode, "演练通过" in tried.stdout) == (0, True), tried.stderr
