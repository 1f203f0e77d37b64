"""Processes on a database of their own, to be killed: `machine`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from minqing.kernel.ids import new_id
from tests.crash.child import DIED

ROOT = Path(__file__).resolve().parents[2]


class Machine:
    """Has children forked on one database and reads what they print (tests/crash/forks.py)."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = {**os.environ, **environment}
        self._forks: dict[str, subprocess.Popen[str]] = {}

    def run(self, program: str = "tests.crash.child", **plan: Any) -> tuple[int, Any]:
        """Carry out a plan in a process of its own; returns its exit code and its answer."""
        forks = self._forks.get(program) or self._start(program)
        assert forks.stdin and forks.stdout
        forks.stdin.write(json.dumps(plan) + "\n")
        forks.stdin.flush()
        code, said = json.loads(forks.stdout.readline())
        assert code in (0, DIED), f"{plan['act']} failed, see its traceback above"
        return code, json.loads(said) if said else None

    def _start(self, program: str) -> subprocess.Popen[str]:
        words = [sys.executable, "-m", "tests.crash.forks", program]
        self._forks[program] = subprocess.Popen(
            words,
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self._forks[program]

    def close(self) -> None:
        for forks in self._forks.values():
            forks.communicate(timeout=30)  # its input ends, and so does it


def _describe(folder: Path, name: str) -> dict[str, str]:
    """Return the environment of a machine that keeps its files in a folder."""
    (folder / "scratch").mkdir(exist_ok=True)
    environment = {"MINQING_VAR": str(folder), "TMPDIR": str(folder / "scratch")}
    if settings.ON_SQLITE:
        environment["DATABASE_URL"] = f"sqlite:///{folder / 'minqing.sqlite3'}"
        environment["MINQING_KEYS_URL"] = f"sqlite:///{folder / 'keys.sqlite3'}"
        return environment
    params = connections["default"].settings_dict
    where = f"postgresql://{params['USER']}@{params['HOST']}:{params['PORT']}/{name}"
    return environment | {"DATABASE_URL": where}


def _create_database(name: str, like: str = "template1") -> None:
    """Make a database on the PostgreSQL under test; on SQLite a file is made by itself."""
    if settings.ON_SQLITE:
        return
    params = connections["default"].settings_dict
    where = {"host": params["HOST"], "port": params["PORT"], "user": params["USER"]}
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')


@pytest.fixture(scope="session")
def prepared_machine(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Migrate a database that no test touches: every machine begins with a copy of it."""
    folder, name = tmp_path_factory.mktemp("prepared"), f"prepared_{new_id().lower()}"
    _create_database(name)
    one = Machine(_describe(folder, name))
    one.run(act="prepare")
    one.close()
    return folder, name


@pytest.fixture
def machine(tmp_path: Path, prepared_machine: tuple[Path, str]) -> Iterator[Machine]:
    """A machine of this test alone, with empty tables."""
    folder, like = prepared_machine
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    name = f"crash_{new_id().lower()}"
    _create_database(name, like)
    one = Machine(_describe(tmp_path, name))
    yield one
    one.close()
