"""Long lists to choose from: typing ahead, and the group before what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.harness.browser import PHONE, window

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parents[2] / "minqing" / "console" / "static" / "console" / "pick.js"
WORDS = (
    '<template id="pick-words" data-find="输入几个字查找" data-none="没有找到" '
    'data-more="还有{count}个" data-found="找到{count}个" data-group="先选大类"></template>'
)


def draw(options: str) -> str:
    return (
        f'<form action="/sent"><div class="field"><label for="f">类别</label>'
        f'<select id="f" name="f">{options}</select></div><button>办</button></form>{WORDS}'
    )


def draw_groups() -> str:
    groups = []
    for letter, name in (("w", "水利饮水"), ("r", "道路交通"), ("h", "住房")):
        inner = "".join(f'<option value="{letter}-{n}">{name[0]}{n}号</option>' for n in range(6))
        groups.append(f'<optgroup label="{name}">{inner}</optgroup>')
    return '<option value="">分办时再定</option>' + "".join(groups)


def show(page: Page, options: str) -> None:
    page.set_content(draw(options))
    page.evaluate(
        "window.changes = []; document.addEventListener('change', (e) => "
        "window.changes.push(e.target.id + '=' + e.target.value))"
    )
    page.add_script_tag(path=SCRIPT, type="module")


def list_shown(page: Page) -> list[str]:
    return page.get_by_role("listbox").get_by_role("option").all_inner_texts()


def test_typing_finds_in_words_and_group_and_enter_picks(page: Page) -> None:
    show(page, draw_groups())
    field = page.get_by_role("combobox", name="输入几个字查找")
    field.fill("道路 4")
    assert list_shown(page) == ["道路交通 · 道4号"]
    field.press("Enter")
    expect(page.locator("#f")).to_have_value("r-4")
    expect(field).to_have_value("")
    assert page.evaluate("window.changes").count("f=r-4") == 1
    assert page.url == "about:blank"  # Enter picked and did not send the form


def test_long_find_shows_a_few_and_says_how_many_more(page: Page) -> None:
    show(page, draw_groups())
    field = page.get_by_role("combobox", name="输入几个字查找")
    field.fill("号")
    assert len(list_shown(page)) == 8
    expect(page.get_by_text("还有10个")).to_be_visible()
    field.press("ArrowUp")  # round to the last that is shown
    field.press("Enter")
    expect(page.locator("#f")).to_have_value("r-1")


def test_nothing_found_says_so_and_changes_nothing(page: Page) -> None:
    show(page, draw_groups())
    field = page.get_by_role("combobox", name="输入几个字查找")
    field.fill("龙卷风")
    expect(page.get_by_role("listbox").get_by_text("没有找到")).to_be_visible()
    field.press("Enter")
    expect(page.locator("#f")).to_have_value("")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_group_narrows_the_list_and_follows_what_is_chosen(page: Page) -> None:
    show(page, draw_groups())
    group = page.get_by_label("先选大类")
    group.select_option(label="住房")
    open_groups = "[...document.querySelectorAll('optgroup:not([hidden])')].map((g) => g.label)"
    assert page.evaluate(open_groups) == ["住房"]
    page.evaluate("f.value = 'w-2'; f.dispatchEvent(new Event('change', {bubbles: true}))")
    assert page.evaluate(open_groups) == ["水利饮水"]
    expect(group).to_have_value("0")
    group.select_option(label="先选大类")
    assert len(page.evaluate(open_groups)) == 3
    expect(page.locator("#f")).to_have_value("w-2")


def test_group_without_the_chosen_one_asks_again(page: Page) -> None:
    show(page, draw_groups())
    page.get_by_label("类别").select_option("w-2")
    page.get_by_label("先选大类").select_option(label="住房")
    expect(page.locator("#f")).to_have_value("")  # nobody's matter becomes another by the way


def test_short_list_stays_as_it_is(page: Page) -> None:
    show(page, "".join(f'<option value="{n}">第{n}</option>' for n in range(1, 16)))
    expect(page.get_by_role("combobox", name="输入几个字查找")).to_have_count(0)


def test_list_is_sent_with_scripts_and_without(browser: Browser) -> None:
    with window(browser, PHONE, scripts=False) as page:
        page.set_content(draw(draw_groups()))
        page.get_by_label("类别").select_option("h-3")
        expect(page.locator("#f")).to_have_value("h-3")
