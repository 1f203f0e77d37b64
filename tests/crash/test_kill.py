"""Kill at every step of `submit` and of the worker's sweep; take up again; count."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from minqing.kernel.ids import new_id
from tests.crash.child import DIED

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.both_databases


class Machine:
    """Starts children on one database and reads what they print."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = {**os.environ, **environment}

    def run(self, program: str = "tests.crash.child", **plan: Any) -> tuple[int, Any]:
        done = subprocess.run(
            [sys.executable, "-m", program, json.dumps(plan)],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode in (0, DIED), done.stderr
        return done.returncode, json.loads(done.stdout) if done.stdout else None


def _postgres_environment(name: str) -> dict[str, str]:
    params = connections["default"].settings_dict
    where = f"postgresql://{params['USER']}@{params['HOST']}:{params['PORT']}/{name}"
    return {"DATABASE_URL": where}


@pytest.fixture
def machine(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Machine]:
    (tmp_path / "scratch").mkdir()
    environment = {"MINQING_VAR": str(tmp_path), "TMPDIR": str(tmp_path / "scratch")}
    name = f"crash_{new_id().lower()}"
    if settings.ON_SQLITE:
        environment["DATABASE_URL"] = f"sqlite:///{tmp_path / 'minqing.sqlite3'}"
        environment["MINQING_KEYS_URL"] = f"sqlite:///{tmp_path / 'keys.sqlite3'}"
    else:
        import psycopg

        params = connections["default"].settings_dict
        where = {"host": params["HOST"], "port": params["PORT"], "user": params["USER"]}
        with psycopg.connect(**where, dbname="postgres", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"')
        environment |= _postgres_environment(name)
    built = Machine(environment)
    built.run(act="prepare")
    yield built


def make_commands(size: int) -> list[dict[str, Any]]:
    return [{"id": (made := new_id()), "tally": made, "amount": 1} for _ in range(size)]


STEPS = [
    "seen", "heads", "keys", "sealed", "insert 1", "insert 2", "lock", "insert 3",
    "written", "before commit", "answered",
]  # fmt: skip
"""Nothing is refused here; the moment after refusals are kept is among the worker's steps."""


FEW = ["sealed", "before commit", "answered"]
"""Steps of `make test`: with the work half done, done but not kept, kept but not answered."""


@pytest.mark.parametrize("steps", [FEW, pytest.param(STEPS, marks=pytest.mark.soak)], ids=len)
def test_kill_at_a_step_of_submit_loses_and_doubles_nothing(
    machine: Machine, steps: list[str]
) -> None:
    batches = {step: make_commands(30) for step in steps}
    for step, commands in batches.items():
        code, _ = machine.run(act="submit", commands=commands, die=step)
        assert code == DIED, f"the process did not reach step {step!r}"
    every = [command for commands in batches.values() for command in commands]
    _, statuses = machine.run(act="submit", commands=every)
    for number, step in enumerate(steps):
        # after the commit the work was done, before it nothing was
        expected = "already-done" if step == "answered" else "accepted"
        assert statuses[number * 30 : number * 30 + 30] == [expected] * 30, f"killed at {step!r}"
    _, totals = machine.run(act="totals")
    assert set(totals.values()) == {1}
    assert len(totals) == 30 * len(steps)
    assert machine.run(act="verify")[1] is None


SWEEP_STEPS = ["seen", "heads", "insert 1", "written", "cursor moved", "before commit",
               "answered", "kept refused"]  # fmt: skip


FEW_OF_A_SWEEP = ["cursor moved", "before commit", "kept refused"]


@pytest.mark.parametrize(
    "steps", [FEW_OF_A_SWEEP, pytest.param(SWEEP_STEPS, marks=pytest.mark.soak)], ids=len
)
def test_kill_at_a_step_of_a_sweep_loses_and_doubles_nothing(
    machine: Machine, steps: list[str]
) -> None:
    machine.run(act="submit", commands=make_commands(5))
    for step in steps:
        code, _ = machine.run(act="sweep", due=7, die=step)
        assert code == DIED, f"the worker did not reach step {step!r}"
    machine.run(act="sweep", due=7)
    _, totals = machine.run(act="totals")
    assert totals["tally:mirror"] == 5
    assert {totals[f"tally:swept{n}"] for n in range(7)} == {1}
    assert machine.run(act="verify")[1] is None
