"""Journeys in a real browser, against the real server with the demonstration."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.harness.browser import PHONE, empty_window, take_window
from tests.harness.server import Server

pytestmark = pytest.mark.browser
REPLY = "当面说清：水泵已由村集体换好，今天试过水。责任单位村委会，11月20日换泵。"


@pytest.fixture
def accounts(demo_server: Server) -> dict[str, dict[str, str]]:
    return journeys.read_accounts(demo_server.var)


def test_cadre_settles_at_the_door_and_resident_confirms(
    page: Page, demo_server: Server, accounts: dict[str, dict[str, str]]
) -> None:
    journeys.sign_in(page, demo_server.url, accounts["village_cadre"])
    case = journeys.take_in(page, demo_server.url, journeys.WELL)
    journeys.triage(page, "即办")
    journeys.settle(page, REPLY)
    journeys.confirm_on_screen(page, solved=True)
    page.goto(case)
    expect(page.locator(".case-head").get_by_text("已办结")).to_be_visible()
    expect(page.get_by_text("屏幕转向群众，由本人点选").first).to_be_visible()
    assert page.faults == []  # type: ignore[attr-defined]


def test_resident_who_says_not_solved_has_it_handled_again(
    page: Page, demo_server: Server, accounts: dict[str, dict[str, str]]
) -> None:
    journeys.sign_in(page, demo_server.url, accounts["village_cadre"])
    case = journeys.take_in(page, demo_server.url, journeys.WELL)
    journeys.triage(page, "即办")
    journeys.settle(page, REPLY)
    journeys.confirm_on_screen(page, solved=False)
    page.goto(case)
    expect(page.locator(".case-head").get_by_text("重新办理")).to_be_visible()


def test_emergency_words_bring_the_numbers_while_typing(
    page: Page, demo_server: Server, accounts: dict[str, dict[str, str]]
) -> None:
    journeys.sign_in(page, demo_server.url, accounts["village_cadre"])
    page.goto(f"{demo_server.url}/console/intake/")
    page.get_by_label("反映内容").press_sequentially("他再逼我我就不活了")
    expect(page.locator(".dial a[href='tel:120']")).to_be_visible()


def test_refused_act_says_why_and_keeps_what_was_typed(
    page: Page, demo_server: Server, accounts: dict[str, dict[str, str]]
) -> None:
    journeys.sign_in(page, demo_server.url, accounts["village_cadre"])
    journeys.take_in(page, demo_server.url, journeys.WELL)
    journeys.triage(page, "代办")
    page.locator(".more-acts summary", has_text="上报上一级").click()
    form = page.locator("#act-raise")
    form.get_by_label("已做工作").fill("看过了")
    form.get_by_role("button", name="上报上一级").click()
    expect(page.locator("#act-raise .faults")).to_contain_text("已做工作")
    tried = page.locator("#act-raise").get_by_label("已做工作")
    expect(tried).to_have_value("看过了")
    tried.fill("两次到现场看过，水泵电机烧毁，村集体账上的钱不够换新泵，邻村也没有备用泵可借。")
    form.get_by_role("button", name="上报上一级").click()
    expect(page.get_by_text("已上报上一级。")).to_be_visible()


def test_form_sent_twice_takes_the_need_in_once(
    page: Page, demo_server: Server, accounts: dict[str, dict[str, str]]
) -> None:
    journeys.sign_in(page, demo_server.url, accounts["village_cadre"])
    page.goto(f"{demo_server.url}/console/intake/")
    page.get_by_label("反映内容").fill("同一张表送两次的事")
    page.get_by_label("匿名反映").check()
    send = """async () => {
        const form = document.querySelector("form.card");
        const send = () => fetch(form.action, {method: "POST", body: new FormData(form)});
        return [(await send()).url, (await send()).url];
    }"""
    first, second = page.evaluate(send)
    assert first == second
    page.goto(first)
    expect(page.locator(".steps > li")).to_have_count(1)


def test_resident_raises_and_tracks_on_a_phone_without_scripts(
    browser: Browser, demo_server: Server
) -> None:
    page = take_window(browser, PHONE, scripts=False)
    journeys.raise_matter(page, demo_server.url, journeys.WELL, name="庚大爷", phone="10000004321")
    receipt, pin = journeys.read_receipt(page)
    journeys.track(page, demo_server.url, receipt)
    expect(page.locator(".state")).to_contain_text("待分办")
    expect(page.get_by_text(journeys.WELL)).to_have_count(0)
    for key in (pin, "4321"):
        journeys.track(page, demo_server.url, receipt.lower(), key)
        expect(page.get_by_text(journeys.WELL)).to_be_visible()
    empty_window(page)


def test_wrong_pin_opens_nothing_and_keeps_the_number(page: Page, demo_server: Server) -> None:
    journeys.raise_matter(page, demo_server.url, journeys.WELL)
    receipt, _pin = journeys.read_receipt(page)
    journeys.track(page, demo_server.url, receipt, "0000")
    expect(page.locator(".faults")).to_contain_text("不能打开内容")
    expect(page.get_by_label("回执编号")).to_have_value(receipt)


def test_keyboard_moves_opens_and_goes(
    page: Page, demo_server: Server, accounts: dict[str, dict[str, str]]
) -> None:
    journeys.sign_in(page, demo_server.url, accounts["township_clerk"])
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", level=1, name="全部事项")).to_be_visible()
    page.wait_for_load_state()  # the heading is there before the script that hears the keys
    second = page.locator(".list tbody tr").nth(1).locator("th a").inner_text()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=second)).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_language_switch_shows_no_simplified_word_left_in_the_frame(
    page: Page, demo_server: Server, accounts: dict[str, dict[str, str]]
) -> None:
    journeys.sign_in(page, demo_server.url, accounts["township_clerk"])
    page.get_by_role("button", name="English").click()
    words = page.locator(".rooms").inner_text()
    assert re.search(r"[\u4e00-\u9fff]", words) is None
    page.get_by_role("button", name="简体中文").click()


def test_clerk_moves_ticks_and_searches_by_keys(
    page: Page, demo_server: Server, accounts: dict[str, dict[str, str]]
) -> None:
    journeys.sign_in(page, demo_server.url, accounts["township_clerk"])
    page.goto(f"{demo_server.url}/console/triage/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".bulk .chosen")).to_have_text("已选 2 件")
    page.keyboard.press("x")
    expect(page.locator(".bulk .chosen")).to_have_text("已选 1 件")
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_contain_text("勾选这一件")
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    expect(page.locator("#f-time")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("水泵")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    expect(page.locator(".found mark").first).to_have_text("水泵")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")
    assert page.faults == []  # type: ignore[attr-defined]


def test_clerk_dispatches_many_after_seeing_what_would_happen(
    page: Page, demo_server: Server, accounts: dict[str, dict[str, str]]
) -> None:
    journeys.sign_in(page, demo_server.url, accounts["township_clerk"])
    page.goto(f"{demo_server.url}/console/triage/")
    for box in page.locator(".tick input").all()[:3]:
        box.check()
    page.locator(".bulk").get_by_role("button", name="分办到单位").click()
    page.get_by_label("代办", exact=True).check()
    page.get_by_label("交给哪个单位").select_option(index=1)
    journeys.press(page, "先看会怎样")
    expect(page.get_by_role("heading", name="还没有办，请先核对")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_role("button", name=re.compile("^分办到单位")).click()
    expect(page.get_by_role("heading", name="办理情况")).to_be_visible()
    page.reload()  # sends the form again: nothing is done twice
    expect(page.get_by_text("先前已办").first).to_be_visible()
    assert page.faults == []  # type: ignore[attr-defined]


def test_list_is_filtered_kept_as_a_view_and_exported(
    page: Page, demo_server: Server, accounts: dict[str, dict[str, str]]
) -> None:
    journeys.sign_in(page, demo_server.url, accounts["banner_clerk"])
    page.goto(f"{demo_server.url}/console/ledgers/all/")
    page.get_by_text("更多条件").click()
    page.get_by_label("来源").select_option("phone")
    journeys.press(page, "筛选")
    page.get_by_text("把这个筛选保存为视图").click()
    page.get_by_label("名称").fill("来电的")
    journeys.press(page, "保存视图")
    expect(page.get_by_role("navigation", name="我的视图")).to_contain_text("来电的")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    rows = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert "群众来电" in rows[1]
    assert any(row.startswith("行数,") for row in rows)
    page.get_by_role("button", name=re.compile("^删除视图")).click()
    expect(page.get_by_text("视图已删除。")).to_be_visible()


def test_resident_goes_the_whole_way_without_scripts(
    browser: Browser, demo_server: Server, accounts: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    """Begin at a code on a wall, raise with a photo, track, read the answer, confirm it is not solved, ask again."""
    photo = tmp_path / "well.jpg"
    Image.effect_noise((900, 700), 60).convert("RGB").save(photo)
    page, desk = take_window(browser, PHONE, scripts=False), take_window(browser)
    journeys.sign_in(desk, demo_server.url, accounts["township_clerk"])
    village = journeys.read_village(desk, demo_server.url)
    journeys.raise_with_photo(page, f"{demo_server.url}/q/{village}/", photo)
    receipt, pin = journeys.read_receipt(page)
    journeys.answer_at_the_desk(desk, demo_server.url, receipt, "水泵已换，请试水。")
    journeys.track(page, demo_server.url, receipt, pin)
    expect(page.get_by_text("水泵已换，请试水。")).to_be_visible()
    expect(page.get_by_role("img", name="照片1")).to_be_visible()
    page.get_by_label("已收到答复", exact=True).check()
    page.get_by_label("问题已解决", exact=True).check()
    page.get_by_label("基本满意", exact=True).check()
    journeys.press(page, "送出确认")
    expect(page.get_by_text("谢谢，您的确认已经记下。")).to_be_visible()
    page.get_by_label("哪里没有办好？").fill("昨天又停了。")
    page.get_by_label(re.compile("^有什么新的事实")).fill("昨天又停了，泵房里有焦味。")
    page.locator("#reopen-photos").set_input_files(photo)
    journeys.press(page, "要求重新办理")
    expect(page.get_by_text("已经重新办理，答复时限重新计算。")).to_be_visible()
    expect(page.get_by_role("img", name="照片2")).to_be_visible()
    page.get_by_text("请工作人员打电话给我").click()
    journeys.press(page, "请打电话给我")
    expect(page.get_by_text("您请工作人员打电话，已经转告。")).to_be_visible()
    journeys.press(page, "看存着我的哪些信息")
    expect(page.get_by_text("10000008765")).to_be_visible()
    empty_window(page)
    empty_window(desk)
