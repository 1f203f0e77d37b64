"""What people do with the two web faces, step by step, in their own words.

Plain functions over a page and an address, so that the tests of this folder and anybody who
wants to look at the product walk the same way.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

PASSWORD = "minqing-2026"
WELL = "村东头的机井水泵坏了半个月，三十多亩玉米旱得打卷，想问啥时候能修。"


def list_accounts(folder: Path) -> list[dict[str, str]]:
    """Return the accounts to try."""
    found: list[dict[str, str]] = json.loads((folder / "demo-accounts.json").read_text())
    return found


def read_accounts(folder: Path) -> dict[str, dict[str, str]]:
    """Return the accounts to try of the first place by role, the last one of each."""
    found = list_accounts(folder)
    return {one["role"]: one for one in found if one.get("place") == found[0].get("place")}


def sign_in(page: Page, url: str, account: dict[str, str]) -> None:
    page.goto(f"{url}/console/sign-in/")
    page.get_by_label("账号", exact=True).fill(account["name"])
    page.get_by_label("口令", exact=True).fill(account["password"])
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="今日事项")).to_be_visible()
    page.wait_for_load_state()  # keys are heard from then on


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def take_in(page: Page, url: str, matter: str) -> str:
    """Record a need at the door; returns the address of its page."""
    page.goto(f"{url}/console/intake/")
    page.get_by_label("反映内容").fill(matter)
    page.get_by_label("姓名").fill("庚大爷")
    page.get_by_label("电话").fill("10000001234")
    press(page, "登记并出具回执")
    expect(page.get_by_text("已登记，请把回执交给群众。")).to_be_visible()
    return page.url


def triage(page: Page, ledger: str) -> None:
    """Sort the case on the page into a ledger, to be handled by the own post."""
    form = page.locator("#act-triage")
    form.get_by_label("类别").select_option(index=1)
    form.get_by_label(ledger, exact=True).check()
    press(page, "分办")
    expect(page.get_by_text("已分办。")).to_be_visible()


def settle(page: Page, reply: str) -> None:
    page.locator("#act-settle").get_by_label("告诉群众的话").fill(reply)
    press(page, "办结并告知")
    expect(page.get_by_text("已办结并当面告知，请群众本人确认。")).to_be_visible()


def confirm_on_screen(page: Page, *, solved: bool) -> None:
    """Turn the screen to the resident, who answers both questions."""
    page.get_by_role("link", name="请群众本人确认").click()
    expect(page.get_by_role("heading", level=1, name="请您本人确认")).to_be_visible()
    page.get_by_label("已收到答复", exact=True).check()
    press(page, "问题已解决" if solved else "问题未解决")
    expect(page.get_by_role("heading", level=1, name="谢谢您，已经记下")).to_be_visible()


def read_case_receipt(page: Page) -> str:
    """Return the receipt number from the page of a case on the desk."""
    return page.locator(".case-head .receipt-number").inner_text()


def raise_matter(
    page: Page,
    url: str,
    matter: str,
    *,
    name: str = "",
    phone: str = "",
    sealed: bool = False,
    kind: str = "遇到困难，需要帮助",
) -> None:
    """Raise a matter on the public pages, up to the page of the receipt."""
    page.goto(url)
    page.get_by_role("link", name=re.compile("^反映事项")).click()
    page.get_by_label(re.compile(f"^{kind}")).check()
    press(page, "继续")
    town = page.get_by_label(re.compile("^伊金霍洛旗"))  # named where several places are served
    (town if town.count() else page.locator("input[type=radio]")).first.check()
    press(page, "继续")
    page.locator("input[type=radio]").first.check()
    press(page, "继续")
    page.get_by_label("请说说是什么事").fill(matter)
    press(page, "继续")
    expect(page.get_by_role("heading", level=1, name="有照片或具体位置吗？")).to_be_visible()
    press(page, "继续")
    who = "^隐名" if sealed else "^实名" if name else "^匿名"
    page.get_by_label(re.compile(who)).check()
    if name:
        page.get_by_role("textbox", name=re.compile("^姓名")).fill(name)
        page.get_by_role("textbox", name=re.compile("^电话")).fill(phone)
    press(page, "继续")
    expect(page.get_by_text(matter)).to_be_visible()
    press(page, "送出")
    expect(page.get_by_role("heading", level=1, name="已经收到您反映的事项")).to_be_visible()


def raise_with_photo(page: Page, address: str, photo: Path) -> None:
    """Raise a matter from a code on a wall: the village is known, a photo goes along."""
    page.goto(address)
    page.get_by_label(re.compile("^遇到困难，需要帮助")).check()
    press(page, "继续")
    page.get_by_label("请说说是什么事").fill(WELL)
    press(page, "继续")
    page.get_by_label(re.compile("^拍照，或从手机里选")).set_input_files(photo)
    press(page, "加上")
    expect(page.get_by_role("img", name="照片1")).to_be_visible()
    page.get_by_label("具体在什么地方？").fill("第三口井往北")
    press(page, "继续")
    page.get_by_label(re.compile("^实名")).check()
    page.get_by_role("textbox", name=re.compile("^姓名")).fill("庚大爷")
    page.get_by_role("textbox", name=re.compile("^电话")).fill("10000008765")
    press(page, "继续")
    expect(page.get_by_text("第三口井往北")).to_be_visible()
    press(page, "送出")
    expect(page.get_by_role("heading", level=1, name="已经收到您反映的事项")).to_be_visible()


def read_village(page: Page, url: str) -> str:
    """Return the code of a village in the reach of whoever is signed in."""
    page.goto(f"{url}/console/intake/")
    codes = page.locator("#f-unit option").evaluate_all("all => all.map(one => one.value)")
    return max(codes, key=len)


def answer_at_the_desk(page: Page, url: str, receipt: str, reply: str) -> None:
    """Sort a matter to the own post and answer it at once."""
    page.goto(f"{url}/console/cases/{receipt.replace('-', '')}/")
    expect(page.get_by_text("第三口井往北")).to_be_visible()
    expect(page.get_by_role("img", name="照片1")).to_be_visible()
    triage(page, "即办")
    settle(page, reply)


def read_receipt(page: Page) -> tuple[str, str]:
    """Return receipt number and PIN from the page that hands them out."""
    return page.locator(".given .receipt-number").inner_text(), page.locator(".pin").inner_text()


def track(page: Page, url: str, receipt: str, key: str = "") -> None:
    page.goto(f"{url}/track/")
    page.get_by_label("回执编号").fill(receipt)
    page.get_by_label(re.compile("^查询密码")).fill(key)
    press(page, "查询")
