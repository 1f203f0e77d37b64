"""A file goes up from a browser over a line that breaks, and goes on where it was."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.harness.browser import PHONE, new_context, shoot
from tests.harness.server import Server, make_environment, running_server

DOOR = "**/gateway/uploads/*"
PIECE = 512 * 1024
"""Bytes the script sends at once (`gateway/uploads.js`)."""


class Line:
    """Watches what goes up by one page, and holds a piece back until it is told."""

    def __init__(self, page: Page, hold: int) -> None:
        self.page, self.hold = page, hold
        self.offsets: list[int] = []
        self.held: list[Route] = []
        page.route(DOOR, self._see)

    def _see(self, route: Route, request: Request) -> None:
        if request.method != "PATCH":
            route.continue_()
            return
        self.offsets.append(int(request.headers["upload-offset"]))
        if len(self.offsets) == self.hold:
            self.held.append(route)
        else:
            route.continue_()

    def wait_until_held(self) -> Route:
        for _ in range(600):
            if self.held:
                return self.held[0]
            self.page.wait_for_timeout(100)
        raise AssertionError(f"only {len(self.offsets)} pieces were sent")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A PDF of several pieces; the portal makes photos smaller before they travel."""
    path, out = tmp_path / "合同.pdf", io.BytesIO()
    Image.effect_noise((2000, 1500), 120).convert("RGB").save(out, "PDF", quality=95)
    path.write_bytes(out.getvalue())
    assert 3 * PIECE < path.stat().st_size < 12 * 1024 * 1024
    return path


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    # kept pages of the service worker would answer in the server's place
    context = new_context(browser, PHONE, service_workers="block")
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def choose(page: Page, url: str, paper: Path) -> None:
    """Open the question about photos and choose a file: it is sent by itself."""
    page.goto(f"{url}/raise/")
    page.evaluate(
        "() => { const form = document.querySelector('main form');"
        "const go = document.createElement('input');"
        "Object.assign(go, {type: 'hidden', name: 'go', value: 'more'});"
        "form.append(go); form.submit(); }"
    )
    page.locator("#f-photos").set_input_files(paper)


def check_went_on(line: Line, size: int) -> None:
    """Hold that nothing was sent twice but the piece that was lost."""
    sent = line.offsets
    assert sent == sorted(sent), "it never begins anew"
    assert sorted(set(sent)) == list(range(0, size, PIECE))
    assert len(sent) == len(set(sent)) + 1 and sent.count(sent[line.hold - 1]) == 2


def test_request_that_is_cut_off_goes_on_from_its_offset(
    phone: Page, server: Server, paper: Path
) -> None:
    line = Line(phone, hold=2)
    choose(phone, server.url, paper)
    line.wait_until_held().abort("connectionreset")
    said = phone.locator("[data-resume-for]")
    expect(said).to_contain_text("网络断了，正等着接上；合同.pdf 已传的部分还在。")
    expect(phone.locator("#photos-busy")).to_be_hidden()  # one line says how it goes
    shoot(phone, "upload-broken-phone")
    expect(phone.locator(".paper", has_text="PDF")).to_be_visible(timeout=60_000)
    check_went_on(line, paper.stat().st_size)


def test_pressing_on_meanwhile_sends_nothing_twice_and_goes_on(
    phone: Page, server: Server, paper: Path
) -> None:
    begun: list[str] = []
    phone.on("request", lambda one: begun.append(one.url) if one.url.endswith("/uploads/") else 0)
    line = Line(phone, hold=2)
    choose(phone, server.url, paper)
    held = line.wait_until_held()
    phone.get_by_role("button", name="继续", exact=True).click()
    held.continue_()
    expect(phone.get_by_role("heading", level=1)).not_to_have_text("有照片或具体位置吗？")
    assert len(begun) == 1 and line.offsets == sorted(set(line.offsets))
    assert phone.locator("[name=files]").input_value() != "", "the paper comes along"


def test_upload_outlives_the_server_that_it_began_at(
    phone: Page, tmp_path: Path, paper: Path
) -> None:
    (tmp_path / "server").mkdir()
    environment = make_environment(tmp_path / "server")
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(contextlib.ExitStack())
        server = first.enter_context(running_server(environment))
        line = Line(phone, hold=3)
        choose(phone, server.url, paper)
        held = line.wait_until_held()
        first.close()  # the machine is switched off with two pieces there
        held.continue_()
        expect(phone.locator("[data-resume-for]")).to_contain_text("网络断了")
        stack.enter_context(running_server(environment))
        expect(phone.locator(".paper", has_text="PDF")).to_be_visible(timeout=120_000)
    check_went_on(line, paper.stat().st_size)
