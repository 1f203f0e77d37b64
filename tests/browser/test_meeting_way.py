"""One stuck case from the community by the street to the district's meeting, by pages only.

Community session → street joint meeting → district meeting → promise → missed → another date →
kept → the resident's word. On a server of its own: days pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import journeys
from tests.browser.stage import Stage, open_room
from tests.harness.server import copied_server

pytestmark = pytest.mark.browser

LEAK = "三号楼地下室的供暖主管道漏水，一到五楼屋里只有十二度，物业和供热公司推了一个冬天。"
AT_HOME = "社区找物业和供热公司谈过三回，都说管道不归自己，社区没有资金。"
MEASURE = "区里召集物业和供热公司更换三号楼供暖主管道，恢复供暖"
LATER = "管道配件1月30日才到货，到货后三天内装好。"
REPLY = "区里1月27日召集物业和供热公司到三号楼核实，供暖主管道漏水属实。2月3日前换好主管道，责任单位区政法委，电话100-0000000。"
PROMISED, MISSED_ON, MOVED_TO = "2026-01-26", "2026-01-27", "2026-02-03"


@pytest.fixture(scope="module")
def stage(
    browser: Browser, loaded_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    with copied_server(loaded_folder, tmp_path_factory.mktemp("way")) as server:
        one = Stage(browser, server)
        yield one
        one.close()


def test_stuck_case_goes_up_to_the_district_and_comes_back_answered(stage: Stage) -> None:
    cadre = stage.desk("wuda-cadre")
    case = journeys.take_in(cadre, stage.url, LEAK)
    receipt = journeys.read_case_receipt(cadre)
    journeys.triage(cadre, "上报")

    sit_alone(cadre, "社区民情会", case)
    decide(cadre, "提交上一级会议", AT_HOME)
    stage.look(cadre)
    close(cadre, "议了供暖一件，社区办不了，提交街道。")
    expect(cadre.locator("main")).to_contain_text("已提交")

    street = stage.desk("wuda-street")
    sit_alone(street, "街道党建联席会议", case)
    expect(street.locator("main")).to_contain_text(AT_HOME)
    close(street, "街道出面协调两家没有谈成。")
    expect(street.locator("main")).to_contain_text("没有议定，自动提交")

    convenor = stage.desk("wuda-convenor")
    bring_before_district(convenor, case)
    stage.look(convenor)
    let_days_pass(stage, 2)
    meeting = promise_at_district(convenor)
    stage.look(convenor)
    promise = find_promise(convenor)
    convenor.goto(case)
    journeys.press(convenor, "签收")

    with stage.resident() as neighbour:
        door = f"{stage.url}/board/promises/{promise}/"
        neighbour.goto(door)
        expect(neighbour.locator(".now-line").get_by_text("办理中")).to_be_visible()
        let_days_pass(stage, 4)
        neighbour.reload()
        expect(neighbour.locator(".now-line").get_by_text("逾期未兑现")).to_be_visible()

        move_date(convenor, f"{stage.url}/console/promises/{promise}/")
        stage.look(convenor)
        neighbour.reload()
        expect(neighbour.locator(".now-line").get_by_text("已说明并改期")).to_be_visible()

        answer_case(stage, case)
        keep(convenor, f"{stage.url}/console/promises/{promise}/")
        give_word(neighbour, stage.url, receipt)
        neighbour.goto(door)
        expect(neighbour.locator(".now-line").get_by_text("已兑现")).to_be_visible()
        expect(neighbour.get_by_text("反映人说已经兑现")).to_be_visible()
        expect(neighbour.get_by_text("逾期未兑现")).to_be_visible()
    convenor.goto(meeting)
    expect(convenor.locator("main")).to_contain_text("预告后增加")


# ------------------------------------------------------------------ meetings
def open_meeting(page: Page, kind: str) -> None:
    open_room(page, "会议")
    page.get_by_role("link", name=kind, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(kind)


def tick_alone(page: Page, case: str) -> None:
    """Tick this case alone; the worker puts it on the agenda within a moment."""
    line = page.locator(".topics > li").filter(has=page.locator(f'a[href$="{path_of(case)}"]'))
    for _try in range(40):
        if line.count():
            break
        page.wait_for_timeout(250)
        page.reload()
    for box in page.locator(".topics > li input[type=checkbox]").all():
        box.uncheck()
    line.get_by_role("checkbox").check()


def path_of(case: str) -> str:
    return re.sub(r"^.*?(/console/cases/[^/?#]+/).*$", r"\1", case)


def sit_alone(page: Page, kind: str, case: str) -> None:
    """Begin a sitting about this case alone."""
    open_meeting(page, kind)
    tick_alone(page, case)
    journeys.press(page, "开会")
    expect(page.get_by_text("会议开始。")).to_be_visible()


def find_item(page: Page, words: str) -> Locator:
    return page.locator(".matter-card").filter(has_text=words)


def unfold(scope: Locator, title: str) -> Locator:
    fold = scope.locator("details").filter(
        has=scope.page.locator("summary").get_by_text(title, exact=True)
    )
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return fold


def decide(page: Page, what: str, words: str, **promise: str) -> None:
    """Record what was decided on our item."""
    fold = unfold(find_item(page, LEAK[:12]), "记录决定")
    fold.get_by_label(what, exact=True).check()
    if words:
        fold.get_by_label("怎么定的").fill(words)
    if promise:
        fold.get_by_label("承诺的措施").first.fill(promise["measure"])
        fold.get_by_label("兑现日期").first.fill(promise["due"])
        post = fold.get_by_label("责任单位和岗位").first
        label = post.locator("option").filter(has_text=promise["post"]).first.inner_text()
        post.select_option(label=label.strip())
    fold.get_by_role("button", name="记录决定").click()
    expect(page.get_by_text("决定已记。")).to_be_visible()


def close(page: Page, minutes: str) -> None:
    fold = unfold(page.locator(".more-acts"), "闭会")
    fold.get_by_label("会议记录").fill(minutes)
    fold.get_by_role("button", name="闭会").click()
    expect(page.get_by_text("已闭会")).to_be_visible()


def bring_before_district(page: Page, case: str) -> None:
    """The notice is out already: the case is added with a reason, and stays marked."""
    open_meeting(page, "区级矛盾纠纷排查调处工作协调会")
    tick_alone(page, case)
    page.get_by_label("增加理由").fill("屋里只有十二度，等不到下个月")
    journeys.press(page, "加到议程")
    expect(page.get_by_text("已增加议题。")).to_be_visible()
    expect(find_item(page, LEAK[:12])).to_contain_text("预告后增加")


def promise_at_district(page: Page) -> str:
    """Sit on the day: the host asks, the street adds, the department answers and promises."""
    open_meeting(page, "区级矛盾纠纷排查调处工作协调会")
    unfold(page.locator(".more-acts"), "开会").get_by_role("button", name="开会").click()
    expect(page.get_by_text("会议开始。")).to_be_visible()
    for voice, words in (
        ("主持单位提问", "漏了一个冬天，管道到底归谁修？"),
        ("镇（街道）补充", "街道协调两次，两家都不肯先出钱。"),
        ("职能部门答复", "住建局先修后算，费用另行分摊。"),
    ):
        fold = unfold(find_item(page, LEAK[:12]), "记录发言")
        fold.get_by_label(voice, exact=True).check()
        fold.get_by_label("单位", exact=True).select_option(index=1)
        fold.get_by_label("内容").fill(words)
        fold.get_by_role("button", name="记录发言").click()
        expect(page.get_by_text("发言已记。")).to_be_visible()
    decide(page, "作出承诺", "", measure=MEASURE, due=PROMISED, post="政法委召集人")
    close(page, "逐件议定，供暖一件由政法委召集人承诺日期。")
    return page.url


def let_days_pass(stage: Stage, days: int) -> None:
    page = stage.desk(journeys.read_accounts(stage.server.var)["administrator"]["name"])
    for _day in range(days):
        page.goto(f"{stage.url}/console/demonstration/")
        journeys.press(page, "下一天")
        expect(page.get_by_text("已推进 1 天")).to_be_visible(timeout=60_000)


# ------------------------------------------------------------------ the promise
def find_promise(page: Page) -> str:
    open_room(page, "承诺")
    page.get_by_role("link", name=re.compile(MEASURE[:6])).first.click()
    found = re.search(r"/promises/([^/]+)/", page.url)
    assert found, page.url
    return found[1]


def move_date(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("summary", has_text="说明并改期").click()
    form = page.locator("#deed-move")
    form.get_by_label("新的日期").fill(MOVED_TO)
    form.get_by_label("为什么改期").fill(LATER)
    form.get_by_role("button").click()
    expect(page.get_by_text("已说明并改期。")).to_be_visible()


def answer_case(stage: Stage, case: str) -> None:
    """The convenor writes the result, a leader reads it, the raiser is told."""
    office = stage.desk("wuda-convenor")
    office.goto(case)
    form = office.locator("#act-result")
    form.get_by_label("告诉群众的话").fill(REPLY)
    form.get_by_role("button").click()
    head = stage.desk("wuda-member")
    head.goto(case)
    head.get_by_role("link", name="审核答复").click()
    journeys.press(head, "审核通过")
    office.goto(case)
    told = office.locator("#act-tell")
    told.get_by_label("电话", exact=True).check()
    told.get_by_role("button").click()
    expect(office.get_by_text("已记录告知。")).to_be_visible()


def keep(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("summary", has_text="登记兑现").click()
    form = page.locator("#deed-keep")
    form.get_by_label("整条兑现").check()
    form.get_by_label("哪一天").fill(MISSED_ON)
    form.get_by_label("本件的办理结果").check()
    form.get_by_role("button").click()
    expect(page.get_by_text("已登记兑现。")).to_be_visible()


def give_word(page: Page, url: str, receipt: str) -> None:
    """The resident opens his matter with receipt and PIN and says whether it was kept."""
    journeys.track(page, url, receipt, "1234")
    expect(page.get_by_text("2月3日前换好主管道")).to_be_visible()
    journeys.press(page, "已经兑现")
    expect(page.get_by_text("您的回答已经记下")).to_be_visible()
