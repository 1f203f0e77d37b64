"""A day at the door: a security key of the browser's own, an app, without scripts, on a phone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.browser.stage import Stage
from tests.harness.browser import (
    DESK,
    PHONE,
    empty_window,
    list_violations,
    new_context,
    take_window,
    watched_page,
)
from tests.harness.server import Server


@pytest.fixture(scope="module")
def stage(browser: Browser, demo_server: Server) -> Iterator[Stage]:
    one = Stage(browser, demo_server)
    yield one
    one.close()


def add_key(page: Page) -> None:
    """Give the browser a security key of its own (WebAuthn through the DevTools protocol)."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": False,
        "isUserVerified": False,
        "automaticPresenceSimulation": True,
    }
    talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def type_password(page: Page, url: str, account: dict[str, str]) -> None:
    """Take the first step of signing in."""
    page.goto(f"{url}/console/sign-in/")
    page.get_by_label("账号", exact=True).fill(account["name"])
    page.get_by_label("口令", exact=True).fill(account["password"])
    page.get_by_role("button", name="登录", exact=True).click()


def look(page: Page) -> None:
    assert page.faults == []  # type: ignore[attr-defined]
    assert list_violations(page) == [], page.url
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(DESK)
    assert width <= PHONE["width"], f"{page.url} is {width} px wide on a phone"


def test_key_then_app_then_recovery_code(stage: Stage, browser: Browser) -> None:
    # a host name: security keys do not go with bare numbers
    url = stage.url.replace("127.0.0.1", "localhost")
    account = list(stage.accounts.values())[-1]
    page = watched_page(new_context(browser))
    add_key(page)
    journeys.sign_in(page, url, account)
    page.goto(f"{url}/console/account/factors/")
    look(page)
    page.get_by_role("link", name="添加安全密钥").click()
    page.get_by_label("叫什么").fill("抽屉里的钥匙")
    look(page)
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_role("heading", name="备用码", level=1)).to_be_visible()
    look(page)
    codes = page.locator(".codes li").all_inner_texts()
    page.get_by_role("link", name="抄好了").click()
    expect(page.get_by_text("抽屉里的钥匙", exact=True)).to_be_visible()
    page.get_by_role("link", name="添加手机验证器").click()
    look(page)
    page.get_by_text("扫不了，手工输入密钥").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("六位数字").fill(pyotp.TOTP(secret).at(int(time.time()) - 30))
    page.get_by_label("叫什么").fill("办公手机")
    page.get_by_role("button", name="添加").click()
    expect(page.locator(".factors strong").first).to_be_visible()

    page.get_by_role("button", name="退出登录").click()
    type_password(page, url, account)
    expect(page.get_by_role("heading", name="二次验证")).to_be_visible()
    look(page)
    page.get_by_role("button", name="用安全密钥验证").click()
    page.wait_for_url("**/console/")
    page.context.close()

    phone = take_window(browser, PHONE, scripts=False)
    type_password(phone, url, account)
    expect(phone.get_by_role("button", name="用安全密钥验证")).to_be_hidden()
    phone.get_by_label("验证码").fill(pyotp.TOTP(secret).now())
    phone.get_by_role("button", name="验证", exact=True).click()
    phone.wait_for_url("**/console/")
    phone.goto(f"{url}/console/account/factors/")
    empty_window(phone)

    desk = take_window(browser)
    type_password(desk, url, account)
    desk.get_by_label("验证码").fill(codes[0])
    desk.get_by_role("button", name="验证", exact=True).click()
    desk.wait_for_url("**/console/")
    expect(desk.get_by_text("还剩9个")).to_be_visible()
    for left in (1, 0):  # as it was: others use this account too
        desk.goto(f"{url}/console/account/factors/")
        desk.get_by_role("button", name="移除").first.click()
        expect(desk.get_by_role("button", name="移除")).to_have_count(left)
    empty_window(desk)
