"""A public promise from its first day to the raiser's word, by pages only.

Made → missed → another date → kept → the resident answers. On a server of its own: days pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.harness.browser import PHONE, list_violations, window
from tests.harness.server import Server, copied_server

pytestmark = pytest.mark.browser
MEASURE = "三社机井换新水泵，恢复供水，联系13800138000"
PUBLIC = "三社机井换新水泵，恢复供水"
SETTLED = "当面说清：水泵已由村集体换好，今天试过水。责任单位村委会，1月21日换泵。"


@pytest.fixture(scope="module")
def own_server(loaded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A small demonstration that may be let run on without hurting other journeys."""
    with copied_server(loaded_folder, tmp_path_factory.mktemp("promises")) as one:
        yield one


@contextmanager
def desk(browser: Browser, server: Server, role: str) -> Iterator[Page]:
    with window(browser) as page:
        journeys.sign_in(page, server.url, journeys.read_accounts(server.var)[role])
        yield page


def look(page: Page) -> None:
    assert page.faults == []  # type: ignore[attr-defined]
    assert list_violations(page) == []


def test_promise_is_made_missed_moved_kept_and_answered(
    browser: Browser, own_server: Server
) -> None:
    url = own_server.url
    with desk(browser, own_server, "village_cadre") as cadre:
        journeys.take_in(cadre, url, journeys.WELL)
        receipt = journeys.read_case_receipt(cadre)
        journeys.triage(cadre, "即办")
        journeys.settle(cadre, SETTLED)
    with (
        desk(browser, own_server, "township_clerk") as clerk,
        window(browser, PHONE, scripts=False) as neighbour,
    ):
        follow_promise(browser, own_server, clerk, neighbour, receipt)


def follow_promise(
    browser: Browser, own_server: Server, clerk: Page, neighbour: Page, receipt: str
) -> None:
    url = own_server.url
    promise = make_promise(clerk, url, receipt)
    look(clerk)
    publish_words(clerk)
    door = f"{url}/board/promises/{promise}/"
    neighbour.goto(door)
    expect(neighbour.get_by_text("办理中")).to_be_visible()
    expect(neighbour.get_by_role("heading", level=1)).to_have_text(PUBLIC)
    assert "13800138000" not in neighbour.content()

    with desk(browser, own_server, "administrator") as administrator:
        let_days_pass(administrator, url, 3)
    neighbour.reload()
    expect(neighbour.locator(".now-line").get_by_text("逾期未兑现")).to_be_visible()
    clerk.goto(f"{url}/console/")
    expect(clerk.get_by_role("heading", name="承诺到了日子")).to_be_visible()
    look(clerk)
    clerk.goto(f"{url}/console/promises/{promise}/")
    move_date(clerk, "2026-01-30")
    neighbour.reload()
    expect(neighbour.locator(".now-line").get_by_text("已说明并改期")).to_be_visible()
    expect(neighbour.get_by_text("第一次承诺的日期")).to_be_visible()
    keep(clerk, "2026-01-24")
    look(clerk)
    neighbour.goto(f"{url}/track/")
    answer(neighbour, receipt)
    neighbour.goto(door)
    expect(neighbour.locator(".now-line").get_by_text("已兑现")).to_be_visible()
    expect(neighbour.get_by_text("反映人说已经兑现")).to_be_visible()
    expect(neighbour.get_by_text("逾期未兑现")).to_be_visible()


def let_days_pass(page: Page, url: str, days: int) -> None:
    for _day in range(days):
        page.goto(f"{url}/console/demonstration/")
        journeys.press(page, "下一天")
        expect(page.get_by_text("已推进 1 天")).to_be_visible()


def make_promise(page: Page, url: str, receipt: str) -> str:
    page.goto(f"{url}/console/promises/make/")
    page.get_by_label("哪一件事项").fill(receipt)
    page.get_by_label("责任单位和岗位").select_option(index=1)
    page.get_by_label("措施").fill(MEASURE)
    page.get_by_label("承诺的日期").fill("2026-01-22")
    journeys.press(page, "作出承诺")
    expect(page.get_by_text("承诺已作出，日期已经公开。")).to_be_visible()
    found = re.search(r"/promises/([^/]+)/$", page.url)
    assert found, page.url
    return found[1]


def publish_words(page: Page) -> None:
    """Read the proposal, which has no number in it, and say it in plainer words."""
    form = page.locator("form", has=page.get_by_role("button", name="确认公开"))
    box = form.get_by_label("拟公开内容")
    expect(box).to_have_value(re.compile(r"联系138\*+00"))
    box.fill(PUBLIC)
    form.get_by_role("button", name="确认公开").click()
    expect(page.get_by_text("已确认公开。")).to_be_visible()


def move_date(page: Page, day: str) -> None:
    page.locator("summary", has_text="说明并改期").click()
    form = page.locator("#deed-move")
    form.get_by_label("新的日期").fill(day)
    form.get_by_label("为什么改期").fill("厂家缺货，下周到货")
    form.get_by_role("button").click()
    expect(page.get_by_text("已说明并改期。")).to_be_visible()


def keep(page: Page, day: str) -> None:
    page.locator("summary", has_text="登记兑现").click()
    form = page.locator("#deed-keep")
    form.get_by_label("整条兑现").check()
    form.get_by_label("哪一天").fill(day)
    form.get_by_label("本件的办理结果").check()
    form.get_by_role("button").click()
    expect(page.get_by_text("已登记兑现。")).to_be_visible()


def answer(page: Page, receipt: str) -> None:
    page.get_by_label("回执编号").fill(receipt)
    page.get_by_label("查询密码").fill("1234")
    journeys.press(page, "查询")
    journeys.press(page, "已经兑现")
    expect(page.get_by_text("您的回答已经记下")).to_be_visible()
