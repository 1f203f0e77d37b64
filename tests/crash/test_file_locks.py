"""The SQLite file lock trap: touching the file by anything but its driver loses writes.

POSIX drops all locks of a process on a file when any descriptor of it is closed. A reader
that opens the database file beside SQLite (a scanner, a checksum, a copy) thereby drops
SQLite's locks; another process then believes itself alone and removes the write-ahead log.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

SERVER = """
    import sqlite3, sys
    path, act = sys.argv[1:]
    server = sqlite3.connect(path, isolation_level=None)
    server.execute("PRAGMA journal_mode=WAL")
    server.execute("CREATE TABLE kept (n INTEGER)")
    server.execute("INSERT INTO kept VALUES (1)")
    if act == "read the file":
        open(path, "rb").close()
    elif act == "back up":
        copy = sqlite3.connect(path + ".copy")
        server.backup(copy)
        copy.close()
    print("ready", flush=True)
    sys.stdin.readline()  # meanwhile a command line opens the database and closes it
    server.execute("INSERT INTO kept VALUES (2)")  # acknowledged
    print("acknowledged", flush=True)
    sys.stdin.readline()
    import os
    os._exit(0)  # as by a kill: the log on disk is all that is left
"""

COMMAND_LINE = """
    import sqlite3, sys
    other = sqlite3.connect(sys.argv[1], isolation_level=None)
    other.execute("INSERT INTO kept VALUES (10)")
    other.close()
"""

COUNT = """
    import sqlite3, sys
    print([n for n, in sqlite3.connect(sys.argv[1]).execute("SELECT n FROM kept ORDER BY n")])
"""


def run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout.strip()


def kept_after(act: str, path: Path) -> str:
    server = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SERVER), str(path), act],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdin is not None and server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    run(COMMAND_LINE, str(path))
    server.stdin.write("\n")
    server.stdin.flush()
    assert server.stdout.readline() == "acknowledged\n"
    server.communicate("\n", timeout=60)
    return run(COUNT, str(path))


def test_reading_the_file_beside_the_driver_loses_an_acknowledged_write(tmp_path: Path) -> None:
    """The trap itself: if this ever keeps the write, the rule may be relaxed."""
    assert kept_after("read the file", tmp_path / "a.sqlite3") == "[1, 10]"


@pytest.mark.parametrize("act", ["nothing", "back up"])
def test_driver_and_its_backup_call_keep_every_write(act: str, tmp_path: Path) -> None:
    assert kept_after(act, tmp_path / "a.sqlite3") == "[1, 2, 10]"
