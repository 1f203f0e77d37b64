"""The real server for journeys: `minqing run` on a free port with a folder of its own."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.harness.postgres import find_free_port

WAIT_SECONDS = 90
SCENE_DAY = "2026-01-21"
"""A Wednesday: three weeks of this year are enough for every list to hold something."""


@dataclass(frozen=True)
class Server:
    """A running server: its address, its folder, the environment its commands need."""

    url: str
    var: Path
    environment: Mapping[str, str]
    pid: int

    def minqing(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command line of the product against this server's data."""
        return run_minqing(*words, environment=self.environment)

    def health(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
            health: dict[str, Any] = json.load(answer)
            return health


def own_database() -> dict[str, str]:
    """Make a new database on the PostgreSQL under test; returns its environment.

    Empty on SQLite, where the folder is enough. The server is thrown away as a whole.
    """
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        return {}
    name = f"scene_{os.getpid()}_{secrets.token_hex(3)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return {"DATABASE_URL": urlsplit(address)._replace(path=f"/{name}").geturl()}


def run_minqing(*words: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "config", *words],
        env=dict(environment),
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def make_environment(var: Path, **more: str) -> dict[str, str]:
    """Return an environment that keeps everything in `var` (SQLite unless `more` says)."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MINQING_", "DATABASE_"))}
    port = str(find_free_port())
    return kept | {"MINQING_VAR": str(var), "PORT": port, "PYTHONUNBUFFERED": "1"} | more


@contextlib.contextmanager
def running_server(environment: Mapping[str, str], *words: str) -> Iterator[Server]:
    """Start `minqing run`, wait for /healthz, stop it by its pid afterwards."""
    var = Path(environment["MINQING_VAR"])
    url = f"http://127.0.0.1:{environment['PORT']}"
    with open(var / "server.log", "ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "config", "run", *words],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    server = Server(url, var, environment, process.pid)
    try:
        _wait_until_healthy(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_healthy(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            if server.health()["status"] == "ok":
                return
        time.sleep(0.1)
    raise RuntimeError(f"server did not start:\n{(server.var / 'server.log').read_text()[-4000:]}")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an empty database, shared by the tests of one process."""
    with running_server(make_environment(tmp_path_factory.mktemp("server"))) as one:
        yield one


def load_demonstration(environment: Mapping[str, str]) -> None:
    """Load a few villages up to `SCENE_DAY` into the folder of an environment."""
    for words in (("prepare",), ("demo", "--scale", "small", "--today", SCENE_DAY)):
        done = run_minqing(*words, environment=environment)
        if done.returncode:
            raise RuntimeError(f"minqing {words[0]} failed:\n{done.stdout}{done.stderr}")


@pytest.fixture(scope="session")
def loaded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small demonstration on SQLite that no server runs in: copy it."""
    folder = tmp_path_factory.mktemp("loaded")
    load_demonstration(make_environment(folder))
    return folder


@contextlib.contextmanager
def copied_server(loaded: Path, folder: Path) -> Iterator[Server]:
    """Run a server on a copy of a loaded folder, which may be lived on in."""
    shutil.copytree(loaded, folder, dirs_exist_ok=True)
    with running_server(make_environment(folder), "--no-prepare") as one:
        yield one


@pytest.fixture(scope="session")
def demo_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server with a small demonstration; `.minqing("demo", "--json")` gives accounts.

    On PostgreSQL where the run of tests is.
    """
    folder, own = tmp_path_factory.mktemp("demo"), own_database()
    if not own:
        with copied_server(request.getfixturevalue("loaded_folder"), folder) as one:
            yield one
        return
    environment = make_environment(folder, **own)
    load_demonstration(environment)
    with running_server(environment, "--no-prepare") as one:
        yield one
