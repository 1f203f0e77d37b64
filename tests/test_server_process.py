"""`minqing run` as a process: one server for one database, no orphan, no shared port."""

from __future__ import annotations

import os
import signal
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.harness.server import Server, make_environment, run_minqing, running_server


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie answers the signal; it serves nothing.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def _wait_gone(pid: int) -> bool:
    for _ in range(200):
        if not _is_alive(pid):
            return True
        time.sleep(0.1)
    return False


def test_connections_that_stay_open_keep_nobody_out(server: Server) -> None:
    host, kept = urlsplit(server.url).netloc, []
    try:
        for _ in range(200):  # a browser keeps several; an office has a hundred browsers
            line = HTTPConnection(host, timeout=20)
            line.request("GET", "/healthz")
            assert line.getresponse().read()
            kept.append(line)
    finally:
        for line in kept:
            line.close()


def test_second_server_refused_on_same_port_and_on_same_database(tmp_path: Path) -> None:
    environment = make_environment(tmp_path)
    with running_server(environment):
        same_port = run_minqing("run", environment=environment)
        other_port = run_minqing("run", environment=make_environment(tmp_path))
    assert (same_port.returncode, other_port.returncode) == (2, 2)
    assert environment["PORT"] in same_port.stderr
    assert "另一个服务进程" in other_port.stderr


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
def test_killed_parent_leaves_no_serving_process(tmp_path: Path) -> None:
    with running_server(make_environment(tmp_path)) as server:
        serving = _children(server.pid)
        os.kill(server.pid, signal.SIGKILL)
        gone = [_wait_gone(pid) for pid in serving]
    assert gone == [True]


def test_start_advises_nobody_to_have_fewer_threads(server: Server) -> None:
    assert "Python threads" not in (server.var / "server.log").read_text()
