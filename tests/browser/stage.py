"""One server, one browser and one signed-in profile per account, for the days of all roles.

Signing in and drawing axe over a page are what cost time: both are done once.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import journeys
from tests.harness.browser import (
    DESK,
    PHONE,
    empty_window,
    list_violations,
    take_window,
    window,
)
from tests.harness.server import Server

ID = re.compile(r"(?<=/)(?:\d{6,}|[0-9a-z]{20,}|[0-9A-Z]{8,}|[\w]+-[\w-]*\d[\w-]*)(?=/|$)")
"""A part of an address that names one thing and not a kind of page."""


class Stage:
    """The scene that all days are played on."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser, self.url, self.server = browser, server.url, server
        self.accounts = {one["name"]: one for one in journeys.list_accounts(server.var)}
        self._desks: dict[str, Page] = {}
        self._seen: set[str] = set()

    def desk(self, login: str) -> Page:
        """Return the desk of an account, at its first page."""
        if login not in self._desks:
            page = take_window(self.browser)
            page.set_default_timeout(10_000)
            journeys.sign_in(page, self.url, self.accounts[login])
            self._desks[login] = page
        page = self._desks[login]
        page.goto(f"{self.url}/console/")
        return page

    def resident(self) -> AbstractContextManager[Page]:
        """Yield a telephone in a resident's hand, empty every time and without scripts."""
        return window(self.browser, PHONE, scripts=False)

    def look(self, page: Page) -> None:
        """Hold that a page is whole: no fault, nothing serious by axe, no wider than a phone.

        A kind of page is looked at once; test_pages.py looks at the lists of each role.
        """
        assert page.faults == []  # type: ignore[attr-defined]
        kind = ID.sub("…", page.url.removeprefix(self.url).partition("?")[0])
        if kind in self._seen:
            return
        self._seen.add(kind)
        assert list_violations(page) == [], kind
        page.set_viewport_size(PHONE)
        width = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size(DESK)
        assert width <= PHONE["width"], f"{kind} is {width} px wide on a phone"

    def close(self) -> None:
        for page in self._desks.values():
            empty_window(page)


def open_room(page: Page, title: str) -> None:
    """Go to a room by the menu."""
    page.get_by_role("navigation").get_by_role("link", name=re.compile(f"^{title}")).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


BY_ITSELF = frozenset({"须独立回访", "已告知反映人变动"})


def read_steps(page: Page) -> list[str]:
    """Return the titles of the record of a case, newest first.

    Without 须独立回访: which cases are drawn for the sample follows from their ids; and
    without 已告知反映人变动, which the worker writes when it comes to it.
    """
    titles = page.locator(".steps > li > strong").all_inner_texts()
    return [title for title in titles if title not in BY_ITSELF]


def await_step(page: Page, case: str, title: str) -> None:
    """Look at a case again and again until the worker has written a step on it."""
    for _ in range(40):
        page.goto(case)
        if title in page.locator(".steps > li > strong").all_inner_texts():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"no step {title} stands on the case")


def find_act(page: Page, title: str) -> Locator:
    """Unfold an act of “其他可办的” and return it."""
    fold = page.locator(".more-acts details").filter(
        has=page.locator("summary").get_by_text(title, exact=True)
    )
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return fold


def search(page: Page, words: str) -> None:
    """Look for a case with the field that stands on every page of the desk."""
    page.get_by_role("searchbox", name="检索").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
