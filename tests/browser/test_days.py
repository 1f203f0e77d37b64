"""A day of each role, by pages only: what is seen, what the record says, what others then see."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.browser.stage import Stage, await_step, find_act, open_room, read_steps, search
from tests.harness.browser import window
from tests.harness.server import Server

pytestmark = pytest.mark.browser

ROAD = "雨水把进村的路冲了一个大坑，送孩子的面包车绕了八里地。"
LOW_INCOME = "低保年审要跑镇里三趟，老人腿脚不好，能不能代办。"
TRIED = "两次到现场看过，水泵电机烧毁，村集体账上的钱不够换新泵，邻村也没有备用泵可借。"
PUMP = "机井的泵房和水泵由水利部门建、由水利部门修。"
BAD_REPLY = "情况属实，正在处理，请耐心等待。"
DONE_AT_HOME = "当面说清：水泵已由村集体换好，今天试过水。村委会1月21日换的泵。"
PAPERS_DONE = "低保年审的材料已送旗政务服务大厅民政窗口，不用再跑，1月30日出结果；责任单位村委会，户口本1月21日交还。"
GOOD_REPLY = (
    "水利局3月5日到现场核实，水泵电机烧毁。3月12日前换好新泵，责任单位水利局，电话100-0000000。"
)


@pytest.fixture(scope="module")
def stage(browser: Browser, demo_server: Server) -> Iterator[Stage]:
    one = Stage(browser, demo_server)
    yield one
    one.close()


# ------------------------------------------------------------------ the village
@pytest.mark.both_databases
def test_day_of_a_village_cadre(stage: Stage) -> None:
    page = stage.desk("cadre")
    stage.look(page)
    case = journeys.take_in(page, stage.url, journeys.WELL)
    stage.look(page)
    receipt = journeys.read_case_receipt(page)
    journeys.triage(page, "即办")
    form = page.locator("#act-settle")
    form.get_by_label("告诉群众的话").fill(BAD_REPLY)
    journeys.press(page, "办结并告知")
    expect(page.get_by_role("button", name="看过提示，仍按此填写")).to_be_visible()
    form.get_by_label("告诉群众的话").fill(DONE_AT_HOME)
    form.get_by_role("button").click()
    expect(page.get_by_text("已办结并当面告知，请群众本人确认。")).to_be_visible()
    page.get_by_role("link", name="请群众本人确认").click()
    stage.look(page)
    page.get_by_label("已收到答复", exact=True).check()
    journeys.press(page, "问题已解决")
    page.goto(case)
    assert read_steps(page) == ["销号", "群众确认", "现场办结并告知", "研判分办", "登记"]
    with stage.resident() as phone:
        journeys.track(phone, stage.url, receipt, "1234")
        expect(phone.get_by_text("水泵已由村集体换好")).to_be_visible()
    secretary = stage.desk("secretary")
    search(secretary, receipt)
    expect(secretary.locator(".found")).to_contain_text(journeys.WELL)


def test_day_of_a_village_secretary(stage: Stage) -> None:
    """Divide the village's households anew, hand a matter to a cadre, have it seen there."""
    page = stage.desk("secretary")
    open_room(page, "包联与户情")
    stage.look(page)
    page.get_by_text("重新分包").click()
    journeys.press(page, "看分包方案")
    expect(page.get_by_role("heading", name="分包方案")).to_be_visible()
    journeys.press(page, "按此方案分包")
    expect(page.locator(".tally")).to_contain_text("0户没有人包")
    case = journeys.take_in(page, stage.url, ROAD)
    journeys.triage(page, "代办")
    act = find_act(page, "指定经办人")
    act.get_by_label("经办岗位").select_option(index=0)
    act.get_by_role("button").click()
    expect(page.get_by_text("已指定经办人。")).to_be_visible()
    assert read_steps(page) == ["交办经办人", "研判分办", "登记"]
    cadre = stage.desk("cadre")
    open_room(cadre, "我办的事项")
    cadre.locator(f"[data-rows] a[href='{case.removeprefix(stage.url)}']").click()
    expect(cadre.get_by_role("heading", level=1, name=ROAD)).to_be_visible()


def test_day_of_an_agent(stage: Stage) -> None:
    """Take papers at home, hand them in at an office, bring them back; the resident answers then."""
    page = stage.desk("agent")
    case = journeys.take_in(page, stage.url, LOW_INCOME)
    journeys.triage(page, "代办")
    find_act(page, "代办收件").get_by_role("link", name="代办收件").click()
    stage.look(page)
    page.get_by_role("textbox", name="材料名称").first.fill("户口本")
    journeys.press(page, "代办收件")
    expect(page.locator("table.papers")).to_contain_text("户口本")
    stage.look(page)
    page.get_by_label("递交到哪里").fill("旗政务服务大厅民政窗口")
    journeys.press(page, "递交材料")
    expect(page.locator("table.papers")).to_contain_text("旗政务服务大厅民政窗口")
    page.goto(case)
    write_result(page, case, PAPERS_DONE)
    expect(page.get_by_text("已填写办理结果。")).to_be_visible()
    tell(page, "当面")
    page.get_by_role("link", name="交还材料").first.click()
    page.get_by_label("1. 户口本").last.select_option(label="交还群众")
    journeys.press(page, "交还材料")
    expect(page.get_by_text("材料已全部交还")).to_be_visible()
    page.goto(case)
    journeys.confirm_on_screen(page, solved=True)
    page.goto(case)
    assert read_steps(page) == [
        "销号", "群众确认", "交还材料", "告知反映人", "填写办理结果", "递交材料", "代办收件", "研判分办", "登记",
    ]  # fmt: skip
    expect(page.locator(".case-head")).to_contain_text("已办结")


# ------------------------------------------------------------------ the township
def test_day_of_a_township_clerk(stage: Stage) -> None:
    """Two households report one road from their telephones: merged, dispatched, each answered."""
    given = []
    for name, number in (("辛大娘", "10000002001"), ("壬大哥", "10000002002")):
        with stage.resident() as page:
            journeys.raise_matter(page, stage.url, ROAD, name=name, phone=number)
            given.append(journeys.read_receipt(page))
    page = stage.desk("clerk")
    open_room(page, "研判分办")
    stage.look(page)
    first, second = (f"{stage.url}/console/cases/{one.replace('-', '')}/" for one, _pin in given)
    page.goto(second)
    page.get_by_role("link", name="找同一件事，并案").click()
    stage.look(page)
    page.get_by_role("textbox", name="回执编号").fill(given[0][0])
    journeys.press(page, "看看并入后会怎样")
    page.locator("form").filter(has_text="并入主件").get_by_role("textbox").fill(
        "同一个坑，同一天报的"
    )
    journeys.press(page, "并入主件")
    page.goto(first)
    expect(page.locator("main")).to_contain_text("2户")
    form = page.locator("#act-triage")
    form.get_by_label("类别").select_option(index=1)
    form.get_by_label("代办", exact=True).check()
    form.get_by_label("交给哪个单位").select_option(index=2)
    form.get_by_role("button").click()
    expect(page.get_by_text("已分办。")).to_be_visible()
    assert read_steps(page) == ["研判分办", "其他事项并入本件", "登记"]
    with stage.resident() as phone:
        journeys.track(phone, stage.url, *given[1])
        expect(phone.locator(".state")).to_contain_text("并案办理")


# ------------------------------------------------------------------ the department
def bring_to_department(stage: Stage, matter: str) -> str:
    """Have a matter recorded in the village and passed up rung by rung; returns its address."""
    cadre = stage.desk("cadre")
    case = journeys.take_in(cadre, stage.url, matter)
    journeys.triage(cadre, "上报")
    for login, unit in (("cadre", ""), ("clerk", "水利局")):
        page = stage.desk(login)
        page.goto(case)
        if login == "clerk":
            journeys.press(page, "签收")
        act = find_act(page, "上报上一级")
        act.get_by_label("已做工作").fill(TRIED)
        if unit:
            act.get_by_label("交上一级哪个单位").select_option(label=unit)
            act.get_by_label("不按责任清单的理由").fill(PUMP)
        act.get_by_role("button").click()
        expect(page.get_by_text("已上报上一级。")).to_be_visible()
    return case


def test_days_of_a_handler_and_a_reviewer(stage: Stage) -> None:
    """More days are asked for and granted; a bad answer is sent back, the good one goes out."""
    case = bring_to_department(stage, journeys.WELL)
    page = stage.desk("handler")
    expect(page.get_by_role("heading", name="待签收", exact=True)).to_be_visible()
    page.goto(case)
    journeys.press(page, "签收")
    act = find_act(page, "申请延期")
    act.get_by_label("延长几个工作日").fill("5")
    act.get_by_label("为什么需要延期").fill("新泵从外地发货，3月12日到，到货当天装。")
    act.get_by_role("button").click()
    expect(page.get_by_text("已申请延期，等他人核准。")).to_be_visible()
    stage.look(page)

    reviewer = stage.desk("reviewer")
    open_room(reviewer, "核准")
    stage.look(reviewer)
    reviewer.get_by_role("link", name=re.compile("^延期 · 5")).first.click()
    stage.look(reviewer)
    journeys.press(reviewer, "同意")
    expect(reviewer.get_by_text("已同意。")).to_be_visible()
    # the worker writes both on the case: a page opened before that is refused as out of date
    await_step(page, case, "核准延期")
    await_step(page, case, "已告知反映人变动")

    write_result(page, case, BAD_REPLY)
    journeys.press(page, "看过提示，仍按此填写")
    expect(page.locator(".case-head")).to_contain_text("待审核")
    reviewer.goto(f"{stage.url}/console/reviews/")
    stage.look(reviewer)
    reviewer.goto(case)
    reviewer.get_by_role("link", name="审核答复").click()
    stage.look(reviewer)
    reviewer.get_by_label("审核意见").fill("没有说哪一天去的、谁负责、什么时候换好，请重写。")
    journeys.press(reviewer, "退回重写")
    page = stage.desk("handler")
    page.goto(case)
    expect(page.get_by_text("没有说哪一天去的").first).to_be_visible()
    write_result(page, case, GOOD_REPLY)
    reviewer.goto(case)
    reviewer.get_by_role("link", name="审核答复").click()
    journeys.press(reviewer, "审核通过")
    page.goto(case)
    tell(page, "电话")
    assert read_steps(page) == [
        "告知反映人", "审核办理结果", "填写办理结果", "审核办理结果", "填写办理结果", "核准延期", "提出申请",
        "签收", "提级办理", "签收", "提级办理", "研判分办", "登记",
    ]  # fmt: skip
    caller = stage.desk("caller")
    open_room(caller, "回访")
    expect(caller.locator("tbody")).to_contain_text(journeys.WELL)


def write_result(page: Page, case: str, reply: str) -> None:
    page.goto(case)
    form = page.locator("#act-result")
    form.get_by_label("告诉群众的话").fill(reply)
    form.get_by_role("button").click()


def tell(page: Page, means: str) -> None:
    form = page.locator("#act-tell")
    form.get_by_label(means, exact=True).check()
    form.get_by_role("button").click()
    expect(page.get_by_text("已记录告知。")).to_be_visible()


# ------------------------------------------------------------------ those who ask and watch
def test_day_of_an_independent_caller(stage: Stage) -> None:
    """Uncover a number by one tap, hear that it is not solved: it is handled again."""
    page = stage.desk("caller")
    stage.look(page)
    open_room(page, "回访")
    stage.look(page)
    page.locator("[data-rows] th a").first.click()
    page.wait_for_url("**/cases/**")
    calls = page.get_by_role("region", name="打电话")
    expect(calls).to_contain_text(re.compile("还没有打过|打过1次"))  # as the story has it
    calls.get_by_role("button", name="显示电话").click()
    expect(calls.locator("a[href^='tel:']")).to_be_visible()
    calls.get_by_role("button", name="记录未联系上").click()
    expect(page.get_by_text("已记录一次未联系上。")).to_be_visible()
    expect(calls).to_contain_text("明天再打，避开")
    form = page.locator("#act-call")
    form.get_by_label("已收到答复", exact=True).check()
    form.get_by_label("问题未解决", exact=True).check()
    form.get_by_label("不满意", exact=True).check()
    form.get_by_role("button").click()
    expect(page.locator(".case-head")).to_contain_text("重新办理")
    # The list holds reported matters and drawn ones already struck off: what came before differs.
    assert read_steps(page)[:4] == ["重新办理", "群众确认", "回访未联系上", "查看反映人信息"]


def test_day_of_a_leader(stage: Stage) -> None:
    """Numbers open their rows; a leader's words reach the post, whose answer comes back."""
    cadre = stage.desk("cadre")
    case = journeys.take_in(cadre, stage.url, ROAD)
    journeys.triage(cadre, "代办")
    page = stage.desk("leader")
    stage.look(page)
    open_room(page, "督办")
    stage.look(page)
    number = page.locator(".board tbody td a").first
    count = number.inner_text()
    number.click()
    expect(page.locator(".pager")).to_contain_text(f"共 {count} 件")
    page.goto(case)
    act = find_act(page, "督办")
    act.get_by_label("督办意见").fill("周五前把坑填上，并告诉群众哪天填。")
    act.get_by_role("button").click()
    expect(page.get_by_text("已督办，等承办岗位回复。")).to_be_visible()
    cadre = stage.desk("cadre")
    expect(cadre.get_by_text("督办").first).to_be_visible()
    cadre.goto(case)
    form = cadre.locator("#act-answer-urging")
    form.get_by_label("回复督办").fill("已找好砂石料，1月23日填。")
    form.get_by_role("button").click()
    page.goto(case)
    expect(page.get_by_role("region", name="督办")).to_contain_text("已找好砂石料")
    assert read_steps(page) == ["回复督办", "督办", "研判分办", "登记"]


def test_sealed_complaint_is_hidden_from_leader_and_clerk(stage: Stage) -> None:
    with stage.resident() as phone:
        journeys.raise_matter(phone, stage.url, "村主任把我家的补贴吃了", kind="检举控告工作人员")
        receipt, pin = journeys.read_receipt(phone)
    address = f"{stage.url}/console/cases/{receipt.replace('-', '')}/"
    for login in ("leader", "townleader", "clerk", "secretary", "supervisor", "bannerclerk"):
        page = stage.desk(login)
        answer = page.request.get(address)
        assert answer.status == 404, login
        found = page.request.get(f"{stage.url}/console/search/?q=村主任把我家").text()
        assert "村主任把我家的补贴吃了" not in found, login
    recipient = stage.desk("discipline")
    recipient.goto(address)
    stage.look(recipient)
    recipient.locator("#act-transfer").get_by_role("button").click()
    expect(recipient.get_by_text("已转送。")).to_be_visible()
    expect(recipient.get_by_text("村主任把我家的补贴吃了")).to_have_count(0)
    with stage.resident() as phone:
        journeys.track(phone, stage.url, receipt, pin)
        expect(phone.locator(".state")).to_contain_text("已转送")


def test_sealed_identity_is_opened_by_two_and_the_raiser_sees_it(stage: Stage) -> None:
    with stage.resident() as phone:
        journeys.raise_matter(
            phone, stage.url, LOW_INCOME, name="癸大妈", phone="10000003003", sealed=True
        )
        receipt, pin = journeys.read_receipt(phone)
    address = f"{stage.url}/console/cases/{receipt.replace('-', '')}/"
    clerk = stage.desk("clerk")
    clerk.goto(address)
    journeys.triage(clerk, "代办")
    expect(clerk.get_by_text("癸大妈")).to_have_count(0)
    act = find_act(clerk, "申请查看隐名反映人")
    act.get_by_label("为什么必须知道反映人是谁").fill("低保年审须本人签字，没有别的办法联系。")
    act.get_by_role("button").click()
    expect(clerk.get_by_text("已申请，等他人核准。")).to_be_visible()
    for login in ("townleader", "leader"):
        page = stage.desk(login)
        expect(page.get_by_role("heading", name="待我核准")).to_be_visible()
        page.goto(address)
        page.get_by_role("region", name="申请与核准").get_by_role("link").first.click()
        stage.look(page)
        journeys.press(page, "同意")
        expect(page.get_by_text("已同意。")).to_be_visible()
    clerk.goto(address)
    expect(clerk.get_by_text("癸大妈")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("癸大妈")).to_have_count(0)
    with stage.resident() as phone:
        journeys.track(phone, stage.url, receipt, pin)
        expect(phone.get_by_text("低保年审须本人签字，没有别的办法联系。")).to_be_visible()


def test_day_of_a_supervisor(stage: Stage) -> None:
    page = stage.desk("supervisor")
    stage.look(page)
    open_room(page, "督办")
    stage.look(page)
    heads = page.locator(".board thead th").all_inner_texts()
    assert heads[0] == "地方"
    page.locator(".board tbody th a").first.click()
    stage.look(page)
    page.locator("[data-rows] th a").first.click()
    page.wait_for_url("**/cases/**")
    act = find_act(page, "督办")
    act.get_by_label("督办意见").fill("请说明为什么还没有结果，明天上午回话。")
    act.get_by_role("button").click()
    expect(page.get_by_text("已督办，等承办岗位回复。")).to_be_visible()
    expect(page.get_by_text("等承办岗位回复").last).to_be_visible()
    assert read_steps(page)[0] == "督办"


# ------------------------------------------------------------------ the administrator
def test_day_of_an_administrator(stage: Stage) -> None:
    """Register a person, open an account, appoint; the person sets a password nobody knows."""
    page = stage.desk("admin")
    stage.look(page)
    open_room(page, "人员")
    stage.look(page)
    page.locator("summary", has_text="登记人员").click()
    page.locator("#deed-register").get_by_label("姓名").fill("分办员甲")
    page.locator("#deed-register").get_by_label("编制所在单位").select_option(index=1)
    page.locator("#deed-register").get_by_role("button").click()
    expect(page.get_by_text("人员已登记。")).to_be_visible()
    stage.look(page)
    page.locator("summary", has_text="开设账号").click()
    page.locator("#deed-open-account").get_by_label("登录名").fill("clerk77")
    page.locator("#deed-open-account").get_by_role("button").click()
    page.wait_for_load_state()
    link = page.locator(".address").inner_text()
    page.get_by_role("link", name="返回").click()
    expect(page.locator("main")).to_contain_text("等本人设口令")
    open_room(page, "单位与岗位")
    below = page.get_by_role("region", name="下级单位")
    below.get_by_role("link", name="阿勒腾席热镇", exact=True).click()
    stage.look(page)
    page.locator("summary", has_text="设置岗位").click()
    form = page.locator("#deed-create-post")
    form.get_by_label("岗位名称").fill("分办员三")
    form.get_by_label("岗位类别").select_option(label="苏木镇（街道）经办员")
    form.get_by_role("button").click()
    expect(page.get_by_text("岗位已设置。")).to_be_visible()
    page.get_by_role("link", name="分办员三").click()
    stage.look(page)
    page.locator("summary", has_text="任命").click()
    form = page.locator("#deed-appoint")
    form.get_by_label("人员", exact=True).select_option(label="分办员甲（政府办公室 未任岗位）")
    form.get_by_label("从哪天起").fill("2026-01-21")
    form.get_by_role("button").click()
    expect(page.get_by_text("已任命。")).to_be_visible()
    page.goto(f"{stage.url}/console/access/?name=分办员甲")
    expect(page.locator("main")).to_contain_text("苏木镇（街道）经办员")
    stage.look(page)
    open_room(page, "运行状态")
    stage.look(page)
    assert page.request.get(f"{stage.url}/console/search/?q=水泵").status == 403
    with window(stage.browser) as newcomer:
        newcomer.goto(link)
        newcomer.get_by_label("新口令").fill("草原上的云朵很高77")
        newcomer.get_by_label("再输一次").fill("草原上的云朵很高77")
        journeys.press(newcomer, "设好口令")
        expect(newcomer.get_by_text("口令已设好，请登录。")).to_be_visible()
        account = {"name": "clerk77", "password": "草原上的云朵很高77"}
        journeys.sign_in(newcomer, stage.url, account)
        open_room(newcomer, "研判分办")
        stage.look(newcomer)
        newcomer.goto(link)
        expect(newcomer.get_by_role("button", name="设好口令")).to_have_count(0)
