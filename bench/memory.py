"""Memory of the real server, idle after ten pages: PSS, so shared pages count once."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.machine import write_result
from tests.harness.server import make_environment, run_minqing, running_server

WANTED_MIB = 300
DEMO_SECONDS = 600
SETTLE_SECONDS = 3.0
LEDGERS = ("immediate", "agent", "report_up", "all", "planned")


def list_family(pid: int) -> list[int]:
    """Return a process and everything below it."""
    found = [pid]
    for child in Path(f"/proc/{pid}/task").glob("*/children"):
        for below in child.read_text().split():
            found += list_family(int(below))
    return found


def read_pss(pid: int) -> float:
    """Return the MiB of a process, shared pages divided among those that share them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no Pss in smaps_rollup of {pid}")


class Reader:
    """A reader with cookies, who signs in like a person."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages = 0
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=60) as answer:
            self.pages += 1
            return str(answer.read().decode())

    def sign_in(self, account: Mapping[str, str]) -> None:
        page = self.get("/console/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        fields = {
            "csrfmiddlewaretoken": token[1] if token else "",
            "login": account["name"],
            "password": account["password"],
        }
        body = urllib.parse.urlencode(fields).encode()
        with self.opener.open(f"{self.url}/console/sign-in/", body, timeout=60) as answer:
            answer.read()


def load_demonstration(environment: Mapping[str, str]) -> list[dict[str, str]]:
    """Load the demonstration and return its accounts; empty when it cannot be loaded."""
    prepared = run_minqing("prepare", environment=environment)
    if prepared.returncode:
        raise RuntimeError(prepared.stdout + prepared.stderr)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "config", "demo", "--json"],
            env=dict(environment),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=DEMO_SECONDS,
            check=True,
        )
        accounts: list[dict[str, str]] = json.loads(done.stdout)["accounts"]
    except (subprocess.SubprocessError, ValueError, KeyError) as error:
        print(f"no demonstration: {type(error).__name__}", file=sys.stderr)
        return []
    return accounts


def visit(reader: Reader, accounts: Sequence[Mapping[str, str]]) -> None:
    """Fetch ten pages: the public ones, and those of a clerk where there is one."""
    for path in ("/", "/raise/", "/track/", "/mechanisms/"):
        reader.get(path)
    clerk = next((one for one in accounts if one["role"] == "township_clerk"), None)
    if clerk is None:
        while reader.pages < 10:
            reader.get("/")
        return
    reader.sign_in(clerk)
    today = reader.get("/console/")
    for code in LEDGERS[:3]:
        today += reader.get(f"/console/ledgers/{code}/")
    found = re.search(r'href="(/console/cases/[^/"]+/)"', today)
    reader.get(found[1] if found else "/console/")


def main(sizes: Sequence[int] = ()) -> None:
    kept = {name: os.environ[name] for name in ("DATABASE_URL",) if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="minqing-bench-memory-") as folder:
        environment = make_environment(Path(folder), **kept)
        accounts = load_demonstration(environment)
        with running_server(environment) as server:
            before = [read_pss(pid) for pid in list_family(server.pid)]
            reader = Reader(server.url)
            visit(reader, accounts)
            time.sleep(SETTLE_SECONDS)
            after = [read_pss(pid) for pid in list_family(server.pid)]
    write_result(
        "memory",
        {
            "demonstration": bool(accounts),
            "pages": reader.pages,
            "pss_mib_at_start": round(sum(before)),
            "pss_mib": round(sum(after)),
            # the parent that starts them comes first
            "pss_mib_by_process": [round(one) for one in after],
            "wanted_mib": WANTED_MIB,
        },
    )
