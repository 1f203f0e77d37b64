"""The network ends: a page kept on the device, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.harness.browser import PHONE, new_context
from tests.harness.server import Server


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    """A telephone that was on the first page once."""
    context = new_context(browser, PHONE)
    page = context.new_page()
    page.goto(server.url)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    yield page
    context.close()


def test_page_kept_on_the_device_is_shown_on_both_faces(phone: Page, server: Server) -> None:
    phone.context.set_offline(True)
    phone.goto(f"{server.url}/board/")
    expect(phone.get_by_role("link", name="12345")).to_be_visible()
    phone.goto(f"{server.url}/console/visits/")
    expect(phone.get_by_role("heading", name="没有网络")).to_be_visible()
    phone.context.set_offline(False)
    phone.get_by_role("link", name="再打开一次").click()
    expect(phone.get_by_label("账号")).to_be_visible()


def test_form_that_was_not_sent_keeps_what_was_typed(phone: Page, server: Server) -> None:
    phone.goto(f"{server.url}/track/")
    phone.get_by_label("回执编号").fill("7QHA-K2-M4T9XC-3")
    phone.context.set_offline(True)
    send = phone.locator("main form button[type=submit]").first
    send.click()
    expect(phone.get_by_role("alert")).to_contain_text("没有送出")
    assert phone.get_by_label("回执编号").input_value() == "7QHA-K2-M4T9XC-3"
    phone.context.set_offline(False)
    send.click()
    expect(phone.get_by_role("alert")).to_contain_text("不能查询")


def test_kept_pages_follow_the_language(phone: Page, server: Server) -> None:
    phone.get_by_role("button", name="English").click()
    phone.wait_for_load_state("networkidle")
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    phone.wait_for_function(
        "caches.open('minqing-offline').then(shelf => shelf.match('/offline/'))"
        ".then(kept => kept.text()).then(text => text.includes('lang=\"en\"'))"
    )
    phone.context.set_offline(True)
    phone.goto(f"{server.url}/board/")
    expect(phone.locator("html")).to_have_attribute("lang", "en")
