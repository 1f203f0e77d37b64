"""The first page of each face is light: everything that crosses the line, as compressed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from bench.paint import WANTED_BYTES
from tests.browser import journeys
from tests.harness.server import Server

pytestmark = pytest.mark.browser


def weigh(page: Page, address: str) -> int:
    """Return the bytes that come in for a page with an empty cache: page, styles, scripts, all."""
    debugger = page.context.new_cdp_session(page)
    came: list[int] = []
    debugger.on("Network.loadingFinished", lambda one: came.append(int(one["encodedDataLength"])))
    debugger.send("Network.enable")
    debugger.send("Network.clearBrowserCache")
    page.goto(address, wait_until="networkidle")
    assert len(came) > 2, "page, styles and mark at least"
    return sum(came)


def test_first_public_page_is_light(page: Page, demo_server: Server) -> None:
    assert weigh(page, demo_server.url + "/") < WANTED_BYTES


@pytest.mark.parametrize("role", ["village_cadre", "township_clerk", "banner_clerk"])
def test_first_page_of_the_desk_is_light(page: Page, demo_server: Server, role: str) -> None:
    account = journeys.read_accounts(demo_server.var)[role]
    journeys.sign_in(page, demo_server.url, account)
    assert weigh(page, f"{demo_server.url}/console/") < WANTED_BYTES
