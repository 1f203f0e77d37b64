"""The second place in a browser: community, street and convenor of the district, by pages only."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser import journeys
from tests.browser.stage import Stage, find_act, open_room, read_steps
from tests.harness.browser import DESK, PHONE, empty_window, take_window
from tests.harness.server import Server

pytestmark = pytest.mark.browser

LIFT = "三号楼的电梯停了二十天，住九层的老人下不了楼，买菜都得托人。"
NOISE = "楼上洗衣机半夜响，敲门不开，社区能不能出面说和。"
AGREED = "当面说好：楼上晚九点以后不用洗衣机，脚垫1月20日换好，社区负责再来看一次。"
TRIED = "社区找物业看过两回，主板要换，物业说维修资金动不了，请街道召集业主和物业商量。"
MENDED = "街道1月21日召集物业和业主代表商定，三号楼电梯由物业垫资换主板，1月28日前恢复运行，责任单位街道办事处，电话100-0000000。"


@pytest.fixture(scope="module")
def stage(browser: Browser, demo_server: Server) -> Iterator[Stage]:
    one = Stage(browser, demo_server)
    yield one
    one.close()


def test_sign_in_page_shows_both_places(stage: Stage, browser: Browser) -> None:
    for size in (DESK, PHONE):
        page = take_window(browser, size)
        page.goto(f"{stage.url}/console/sign-in/")
        places = page.locator(".try h3")
        expect(places).to_have_text(["伊金霍洛旗", "乌达区"])
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= page.viewport_size["width"]  # type: ignore[index]
        page.get_by_role("button", name=re.compile("wuda-cadre")).click()
        expect(page.get_by_role("heading", level=1, name="今日事项")).to_be_visible()
        expect(page.locator("body")).to_contain_text("乌达区")
        empty_window(page)


def test_day_of_a_community_cadre(stage: Stage) -> None:
    """A quarrel is settled at the door: the community's level has it."""
    page = stage.desk("wuda-cadre")
    stage.look(page)
    case = journeys.take_in(page, stage.url, NOISE)
    form = page.locator("#act-triage")
    form.get_by_label("类别").select_option(label="邻里纠纷")
    form.get_by_label("即办", exact=True).check()
    journeys.press(page, "分办")
    journeys.settle(page, AGREED)
    journeys.confirm_on_screen(page, solved=True)
    page.goto(case)
    assert read_steps(page) == ["销号", "群众确认", "现场办结并告知", "研判分办", "登记"]
    expect(page.locator("main")).to_contain_text("由哪一级办结")
    expect(page.locator("main")).to_contain_text("社区(村)")
    stage.look(page)


def test_visit_of_a_party_member_is_written_down(stage: Stage) -> None:
    """Party members and residents' representatives go round before a meeting (WDM-11)."""
    page = stage.desk("wuda-cadre")
    open_room(page, "走访")
    stage.look(page)
    page.locator("details.log summary").first.click()
    group = page.get_by_role("group", name="党员入户").first
    group.get_by_role("button", name="已见面").click()
    expect(page.get_by_text("已记录。")).to_be_visible()
    page.get_by_role("link", name="记错了，去更正").click()
    expect(page.locator("main")).to_contain_text("党员入户 · 已见面")
    stage.look(page)


def test_day_of_a_street_clerk(stage: Stage) -> None:
    """What the community cannot settle goes up with what was tried; the street answers it."""
    cadre = stage.desk("wuda-cadre")
    case = journeys.take_in(cadre, stage.url, LIFT)
    journeys.triage(cadre, "上报")
    act = find_act(cadre, "上报上一级")
    act.get_by_label("已做工作").fill(TRIED)
    act.get_by_role("button").click()
    expect(cadre.get_by_text("已上报上一级。")).to_be_visible()

    page = stage.desk("wuda-street")
    expect(page.get_by_role("heading", name="待签收", exact=True)).to_be_visible()
    stage.look(page)
    page.goto(case)
    expect(page.locator("main")).to_contain_text(TRIED)
    journeys.press(page, "签收")
    form = page.locator("#act-result")
    form.get_by_label("告诉群众的话").fill(MENDED)
    form.get_by_role("button").click()
    expect(page.locator(".case-head")).to_contain_text("待审核")

    chair = stage.desk("wuda-chair")
    chair.goto(case)
    chair.get_by_role("link", name="审核答复").click()
    journeys.press(chair, "审核通过")
    page.goto(case)
    told = page.locator("#act-tell")
    told.get_by_label("电话", exact=True).check()
    told.get_by_role("button").click()
    expect(page.get_by_text("已记录告知。")).to_be_visible()
    assert read_steps(page)[:4] == ["告知反映人", "审核办理结果", "填写办理结果", "签收"]


def test_convenor_opens_the_results_of_2014_by_level(stage: Stage) -> None:
    page = stage.desk("wuda-convenor")
    page.goto(f"{stage.url}/console/results/?from=2014-01-01&until=2014-07-01")
    table = page.get_by_role("region", name="由哪一级办结（件）")
    solved = [read_solved(table.get_by_role("row").nth(number)) for number in (1, 2, 3)]
    assert solved == [("社区(村)", "43"), ("镇(街道)", "29"), ("区", "10")]
    stage.look(page)
    table.get_by_role("link", name="29").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("镇(街道)办结")
    expect(page.locator("main")).to_contain_text("29")
    stage.look(page)


def read_solved(row: Locator) -> tuple[str, str]:
    """Return the level of a row and how many it solved."""
    return row.get_by_role("rowheader").inner_text(), row.get_by_role("cell").first.inner_text()


def test_rules_of_the_district_each_run_or_say_why_not(stage: Stage) -> None:
    page = stage.desk("wuda-convenor")
    open_room(page, "工作机制")
    page.get_by_role("link", name=re.compile("民情分析会制度")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("民情分析会制度")
    stage.look(page)
    for number in range(1, 28):
        expect(page.locator("main")).to_contain_text(f"WDM-{number:02d}")
