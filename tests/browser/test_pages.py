"""Every page of both faces, with every role, at desk and phone size: drawn whole, nothing
refused by the policy, nothing wider than the screen, nothing serious found by axe."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import journeys
from tests.harness.browser import list_violations, new_context, shoot, watched_page
from tests.harness.server import Server

pytestmark = pytest.mark.browser
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 360, "height": 780}}
PUBLIC = (
    "/", "/raise/", "/track/", "/help/", "/mechanisms/", "/console/sign-in/", "/board/",
    "/board/wall/", "/evidence/", "/evidence/verify/", "/held/", "/guide/", "/guide/water/",
    "/contact/", "/offline/",
)  # fmt: skip
ROOMS = {
    # Every template once, with the role whose page it is; every door with every role is tried
    # without a browser in tests/doors.
    "village_cadre": ("/console/", "/console/intake/"),
    "township_clerk": (
        "/console/triage/",
        "/console/ledgers/",
        "/console/ledgers/all/",
        "/console/ledgers/all/?channel=visit&sort=received",
        "/console/search/?q=水泵",
        "/console/search/?q=龙卷风",
    ),
    "independent_caller": ("/console/callbacks/",),
    "supervisor": ("/console/supervise/",),
    "administrator": ("/console/units/", "/console/mechanisms/", "/console/operations/"),
}
WITH_A_CASE = ("/console/", "/console/triage/", "/console/callbacks/")
"""From these the first case is opened too."""


@pytest.fixture(scope="module", params=SIZES)
def window(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """One window of each size: opening another takes longer than all that is looked at in it."""
    context = new_context(browser, SIZES[request.param])
    page = watched_page(context)
    page.size = request.param  # type: ignore[attr-defined]
    yield page
    context.close()


@pytest.fixture
def sized_page(window: Page) -> Page:
    """The window of a size, with nobody signed in."""
    window.context.clear_cookies()
    window.faults.clear()  # type: ignore[attr-defined]
    return window


def _look(page: Page, name: str, *, axe: bool) -> list[str]:
    """Return what is wrong with a page; one that is gets its picture taken (var/shots).

    `axe`: at one size of two, that of the people whose page it is: half the time of this file.
    """
    found = list_violations(page) if axe else []
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the screen")
    found += page.faults  # type: ignore[attr-defined]
    if found:
        shoot(page, f"{name}-{page.size}", full=False)  # type: ignore[attr-defined]
    return [f"{name}: {one}" for one in found]


def name_of(room: str) -> str:
    """Return an address as part of a file's name."""
    return re.sub(r"\W+", "-", room)


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_is_whole(sized_page: Page, demo_server: Server, path: str) -> None:
    answer = sized_page.goto(demo_server.url + path)
    assert answer is not None
    assert answer.status == 200
    assert (
        _look(sized_page, f"public{path.replace('/', '-')}", axe=sized_page.size == "phone") == []
    )


@pytest.mark.parametrize("role", ROOMS)
def test_rooms_of_a_role_are_whole(sized_page: Page, demo_server: Server, role: str) -> None:
    page, accounts = sized_page, journeys.read_accounts(demo_server.var)
    journeys.sign_in(page, demo_server.url, accounts[role])
    wrong = []
    for room in ROOMS[role]:
        answer = page.goto(demo_server.url + room)
        assert answer is not None
        assert answer.status == 200, room
        wrong += _look(page, f"{role}{name_of(room)}", axe=page.size == "desk")
        case = page.locator("[data-rows] th a").first
        if room in WITH_A_CASE and case.count():
            case.click()
            page.wait_for_url("**/cases/**")
            wrong += _look(page, f"{role}{name_of(room)}case", axe=page.size == "desk")
    assert wrong == []


def test_page_that_is_not_there_says_what_to_do(page: Page, demo_server: Server) -> None:
    answer = page.goto(f"{demo_server.url}/nowhere/")
    assert answer is not None
    assert answer.status == 404
    assert page.get_by_role("link", name="返回首页").is_visible()


@pytest.mark.parametrize("room", ["/console/supervise/", "/console/callbacks/", "/console/intake/"])
def test_room_of_another_role_is_refused_in_words(
    page: Page, demo_server: Server, room: str
) -> None:
    accounts = journeys.read_accounts(demo_server.var)
    journeys.sign_in(page, demo_server.url, accounts["administrator"])
    answer = page.goto(demo_server.url + room)
    assert answer is not None
    assert answer.status == 403
    assert "没有这项权限" in page.inner_text("main")
