"""How soon the first pages stand there: a slow browser on a thin line, and what crosses it.

Chromium with its processor slowed six times behind 1.6 Mbit/s and 150 ms of way there and back
(both by its own debugger), an empty cache for every visit. Counted: the moment of the largest
contentful paint, and every byte that came in (page, styles, scripts, pictures; as compressed).
What is drawn is the demonstration, by the server as it is run.

    python -m bench paint                       loads a demonstration of its own, then measures
    python -m bench.paint http://localhost:8000 var/demo-accounts.json
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from bench.machine import write_result
from tests.harness.browser import launch
from tests.harness.server import make_environment, run_minqing, running_server

SLOWED = 6
BITS_A_SECOND = 1_600_000
ROUND_TRIP_MS = 150
ROUNDS = 5
WANTED_MS = 1_500
WANTED_BYTES = 100_000
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1366, "height": 768}
PAGES = (
    # page, role that looks, size
    ("/", "", PHONE),
    ("/console/", "village_cadre", PHONE),
    ("/console/", "village_cadre", DESK),
    ("/console/", "township_clerk", DESK),
    ("/console/", "banner_clerk", DESK),
)
LARGEST = """() => new Promise(done => new PerformanceObserver(list =>
    done(list.getEntries().at(-1).startTime)
).observe({type: 'largest-contentful-paint', buffered: true}))"""


def visit(context: BrowserContext, url: str) -> dict[str, Any]:
    """Open a page once as a slow browser does; returns milliseconds, bytes and requests."""
    page = context.new_page()
    debugger = context.new_cdp_session(page)
    came: list[int] = []
    debugger.on("Network.loadingFinished", lambda one: came.append(int(one["encodedDataLength"])))
    for order, words in (
        ("Network.enable", {}),
        ("Network.clearBrowserCache", {}),
        ("Network.setCacheDisabled", {"cacheDisabled": False}),
        ("Network.emulateNetworkConditions", {
            "offline": False,
            "latency": ROUND_TRIP_MS,
            "downloadThroughput": BITS_A_SECOND / 8,
            "uploadThroughput": BITS_A_SECOND / 8,
        }),
        ("Emulation.setCPUThrottlingRate", {"rate": SLOWED}),
    ):  # fmt: skip
        debugger.send(order, words)
    page.goto(url, wait_until="networkidle")
    seen = {"ms": page.evaluate(LARGEST), "bytes": sum(came), "requests": len(came)}
    seen["first_byte_ms"] = _first_byte(page)
    page.close()
    return seen


def _first_byte(page: Page) -> float:
    return float(page.evaluate("performance.getEntriesByType('navigation')[0].responseStart"))


def measure_page(
    browser: Browser, url: str, *, path: str, account: dict[str, str], size: ViewportSize
) -> dict[str, Any]:
    """Visit a page several times, each with an empty cache; returns the middle one's figures."""
    context = browser.new_context(viewport=size, locale="zh-CN")
    if account:
        _sign_in(context.new_page(), url, account)
    visits = sorted((visit(context, url + path) for _ in range(ROUNDS)), key=lambda one: one["ms"])
    context.close()
    return {
        "page": path,
        "role": account.get("role", ""),
        "width": size["width"],
        "ms": round(statistics.median(one["ms"] for one in visits)),
        "slowest_ms": round(visits[-1]["ms"]),
        "first_byte_ms": round(statistics.median(one["first_byte_ms"] for one in visits)),
        "bytes": max(one["bytes"] for one in visits),
        "requests": visits[0]["requests"],
    }


def _sign_in(page: Page, url: str, account: dict[str, str]) -> None:
    page.goto(f"{url}/console/sign-in/")
    page.get_by_label("账号", exact=True).fill(account["name"])
    page.get_by_label("口令", exact=True).fill(account["password"])
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/console/")
    page.close()


def measure_server(url: str, accounts: Path) -> list[dict[str, Any]]:
    """Measure every page against a server that runs."""
    listed = json.loads(accounts.read_text())
    first = [one for one in listed if one.get("place") == listed[0].get("place")]
    known = {one["role"]: one for one in first}
    with sync_playwright() as play:
        browser = launch(play)
        found = [
            measure_page(browser, url, path=path, account=known.get(role, {}), size=size)
            for path, role, size in PAGES
        ]
        browser.close()
    return found


def main() -> None:
    """Load a demonstration in the measure's scratch folder, run it, measure, write it down."""
    folder = Path(os.environ["MINQING_VAR"])
    kept = {name: os.environ[name] for name in ("DATABASE_URL",) if name in os.environ}
    environment = make_environment(folder, **kept)
    for words in (("prepare",), ("demo",)):
        done = run_minqing(*words, environment=environment)
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
    with running_server(environment) as server:
        pages = measure_server(server.url, folder / "demo-accounts.json")
    wanted = {"wanted_ms": WANTED_MS, "wanted_bytes": WANTED_BYTES}
    write_result("paint", {"pages": pages, **wanted, "rounds": ROUNDS})


if __name__ == "__main__":
    for line in measure_server(sys.argv[1], Path(sys.argv[2])):
        print(json.dumps(line))
