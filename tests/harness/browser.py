"""A real browser: Debian's Chromium through Playwright, an empty profile for every test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"
DESK = {"width": 1366, "height": 768}  # the commonest office screen of a township
PHONE = {"width": 390, "height": 844}
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
expect.set_options(timeout=15_000)  # a page may be slow where others run tests too
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
)
LEFT_OUT = (
    # Chromium keeps a list under its address bar ready as two pages: a renderer more a window.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    # What Playwright leaves out: the last list of a command line is the one that counts.
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "AimEnabled"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
)


def find_chromium() -> str | None:
    """Return the browser's path, None when none is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Any) -> Browser:
    chromium = find_chromium()
    if chromium is None:
        pytest.fail("缺少浏览器：请用 root 执行 apt-get install chromium fonts-noto-cjk。")
    # Playwright leaves an event loop in this thread; Django would refuse all queries after it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Chromium's sandbox refuses root.
    words = [*QUIET, f"--disable-features={','.join(LEFT_OUT)}"]
    words += ["--no-sandbox"] if os.geteuid() == 0 else []
    browser: Browser = playwright.chromium.launch(executable_path=chromium, args=words)
    return browser


def new_context(
    browser: Browser, size: dict[str, int] | None = None, **more: Any
) -> BrowserContext:
    """Return a fresh profile in Simplified Chinese and local time; small sizes are touch."""
    viewport = size or DESK
    return browser.new_context(
        viewport=viewport,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=viewport["width"] < 600,
        device_scale_factor=2 if viewport["width"] < 600 else 1,
        **more,
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        one = launch(playwright)
        yield one
        _waiting.clear()
        one.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page at desk size; `page.faults` gathers script errors and refused resources."""
    with window(browser) as one:
        yield one


# ------------------------------------------------------------------ windows used again
_waiting: dict[tuple[int, int, bool], list[Page]] = {}
"""Emptied windows by width, height and whether scripts run: a new one takes the processor as
long as ten pages."""


def take_window(browser: Browser, size: dict[str, int] = DESK, *, scripts: bool = True) -> Page:
    """Return the watched page of an empty profile; give it back with `empty_window`.

    Not for what leaves traces that emptying does not take away: routes, workers that were
    blocked, keys, a network that is off. Those open a context of their own.
    """
    waiting = _waiting.setdefault((size["width"], size["height"], scripts), [])
    if waiting:
        return waiting.pop()
    page = watched_page(new_context(browser, size, java_script_enabled=scripts))
    page.kept_as = waiting  # type: ignore[attr-defined]
    page.origins = set()  # type: ignore[attr-defined]
    page.on("framenavigated", lambda frame: page.origins.add(_find_origin(frame.url)))  # type: ignore[attr-defined]
    return page


def empty_window(page: Page) -> None:
    """Take cookies, storage and faults out of a window and let it wait for the next test."""
    if page.is_closed():
        return
    page.goto("about:blank")
    page.context.clear_cookies()
    debugger = page.context.new_cdp_session(page)
    for origin in page.origins:  # type: ignore[attr-defined]
        debugger.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    debugger.detach()
    page.set_default_timeout(30_000)
    page.origins.clear()  # type: ignore[attr-defined]
    page.faults.clear()  # type: ignore[attr-defined]
    page.kept_as.append(page)  # type: ignore[attr-defined]


@contextmanager
def window(
    browser: Browser, size: dict[str, int] = DESK, *, scripts: bool = True
) -> Iterator[Page]:
    page = take_window(browser, size, scripts=scripts)
    yield page
    empty_window(page)


def _find_origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def watched_page(context: BrowserContext) -> Page:
    """Return a new page whose `faults` list fills with errors of scripts and of the policy."""
    page = context.new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.faults.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda line: _keep_fault(page, line.type, line.text))
    return page


REFUSED = "status of 422"
"""A form that was refused is drawn again with this status; the browser reports it."""


def _keep_fault(page: Any, kind: str, text: str) -> None:
    if kind == "error" and REFUSED not in text:
        page.faults.append(text)


def shoot(page: Page, name: str, *, full: bool = True) -> Path:
    """Save a picture of the page as var/shots/<name>.png and return its path."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = SHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=full)
    return path


def list_violations(page: Page, *, impacts: tuple[str, ...] = ("serious", "critical")) -> list[str]:
    """Return what axe finds on the page as "impact rule: element" lines.

    The script is evaluated by the browser's debugger, so the page's own content security
    policy stays as it is in service.
    """
    page.wait_for_load_state()  # a page that is just being left has no document
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['impact']} {one['id']}: {node['target'][0]}"
        for one in found["violations"]
        if one["impact"] in impacts
        for node in one["nodes"]
    ]
