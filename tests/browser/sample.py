"""Sample pages for looking at: every template with real-looking contents, no database.

For the designers' eyes only (`python -m tests.browser.look`); the journeys in this folder use
the real product.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from minqing.console import shown
from minqing.console.acts import ACT_OF
from minqing.console.forms import Fault, Options, Typed, show_field
from minqing.console.views.intake import FIELDS
from minqing.console.wording import ClockView
from minqing.kernel.calendar import load_default_calendar
from minqing.kernel.clocks import ClockRule, Span, compute_due, compute_remaining

NOW = datetime(2026, 10, 9, 2, 20, tzinfo=UTC)
RECEIPTS = ("7CHA00M4T9XC", "1AAA00AAAAAA")


def receipt(number: int) -> str:
    from random import Random

    from minqing.kernel.receipts import new_receipt

    return new_receipt("7CHA", "00", Random(number))


def clock(days_ago: int, span: int, name: str = "办理时限", unit: str = "working_days") -> ClockView:
    calendar = load_default_calendar()
    rule = ClockRule(span=Span(span, unit), soon=Span(2, unit), source="SDN-25")
    due = compute_due(rule, NOW - timedelta(days=days_ago), calendar=calendar)
    return ClockView(name, due, compute_remaining(rule, due, now=NOW, calendar=calendar))


MATTERS = (
    ("村东头的机井水泵坏了半个月，三十多亩玉米旱得打卷，想问啥时候能修", "红庆河镇 布连村", "水利饮水", 20, 6),
    ("低保年审要跑镇里三趟，老人腿脚不好，能不能代办", "红庆河镇 哈达图淖尔村", "社会救助与低保", 9, 3),
    ("去年退耕还林的补助比邻居少了两亩，请帮忙查一下面积", "红庆河镇 布连村", "农牧业生产与补贴", 6, 2),
    ("雨水把进村的路冲了一个大坑，送孩子的面包车绕了八里地，家里老人看病也出不去", "纳林陶亥镇 淖尔壕村", "道路交通", 3, 4),
    ("新农合去年交了费，住院报销时说没有记录，请帮忙查", "红庆河镇 布连村", "医保养老残疾", 2, 5),
    ("村里的变压器太小，一到晚上抽水就跳闸", "札萨克镇 门克庆嘎查", "供电通讯", 1, 7),
    ("草场围栏被邻嘎查的牲畜撞开，两家说不清界线，请来量一量", "札萨克镇 门克庆嘎查", "草牧场与土地承包", 1, 10),
    ("孩子考上外地的大学，学费差一大截，想问助学贷款怎么办", "红庆河镇 布连村", "教育就学", 0, 3),
)
STATUSES = ("handling", "awaiting_acknowledgement", "handling", "awaiting_telling",
            "awaiting_confirmation", "handling", "paused", "reopened")  # fmt: skip


def line(index: int, **more: Any) -> shown.CaseLine:
    matter, place, category, ago, span = MATTERS[index % len(MATTERS)]
    values: dict[str, Any] = {
        "id": f"CASE{index}", "receipt": receipt(index), "matter": matter, "place": place,
        "category": category, "status": STATUSES[index % len(STATUSES)], "ledger": "agent",
        "raised_at": NOW - timedelta(days=ago, hours=index), "clock": clock(ago, span),
        "holder": "红庆河镇 经办员", "household": "",
    }  # fmt: skip
    return shown.CaseLine(**{**values, **more})


def desk(current: str) -> dict[str, Any]:
    from minqing.console.desk import ROOMS

    groups = []
    counts = {"today": (12, True), "triage": (3, False), "callbacks": (7, False)}
    for group in ROOMS:
        rooms = []
        for room in group.rooms:
            count, late = counts.get(room.counted, (0, False))
            rooms.append({
                "url": room.url, "title": room.title, "icon": room.icon, "key": room.key,
                "main": room.main, "current": room.name == current, "count": count, "late": late,
            })  # fmt: skip
        groups.append({"title": group.title, "rooms": rooms})
    return {
        "rooms": groups, "title": "包户干部", "unit": "布连村", "posts": [], "post": "p1",
        "place": "伊金霍洛旗", "can_receive": True, "simulated": True,
    }  # fmt: skip


OPTIONS = Options(
    categories=({"group": "水利饮水", "options": (("w1", "机电井"), ("w2", "饮水安全"))},),
    units=(("u1", "红庆河镇 布连村"), ("u2", "红庆河镇 哈达图淖尔村")),
    ledgers=(("immediate", "即办"), ("agent", "代办"), ("report_up", "上报")),
    outcomes=(("solved", "已解决"), ("partly", "部分解决"), ("explained", "已解释说明")),
)


def act(key: str, typed: Typed | None = None) -> dict[str, Any]:
    found = ACT_OF[key]
    return {
        "key": key, "title": found.title, "will": found.will, "command": "C1",
        "fields": [show_field(field, typed, OPTIONS, f"{key}-") for field in found.fields],
        "faults": typed.faults if typed else [],
    }  # fmt: skip


def case(**more: Any) -> shown.CaseView:
    steps = (
        shown.Step(title="签收", at=NOW - timedelta(days=19), by="红庆河镇 经办员"),
        shown.Step(
            title="上报上一级", at=NOW - timedelta(days=19, hours=3), by="布连村 包户干部",
            said="已做工作：现场看过，水泵烧坏，村里集体账上只有1200元，不够换泵；已问过邻村有没有备用泵。",
        ),
        shown.Step(title="分办到上报台账", at=NOW - timedelta(days=20, hours=1), by="布连村 包户干部"),
        shown.Step(title="登记", at=NOW - timedelta(days=20, hours=2), by="布连村 包户干部"),
    )  # fmt: skip
    values: dict[str, Any] = {
        "id": "CASE0", "version": 4, "receipt": receipt(0), "title": MATTERS[0][0],
        "status": "handling", "channel": "visit", "anonymity": "named", "ledger": "report_up",
        "raised_at": NOW - timedelta(days=20, hours=2), "recorded_at": NOW - timedelta(days=20),
        "is_living": True, "kind": "appeal", "category": "水利饮水 · 机电井",
        "place": "伊金霍洛旗 红庆河镇 布连村",
        "matter": "村东头的机井水泵坏了半个月，三十多亩玉米旱得打卷，想问啥时候能修。"
        "找过打井队，说要换泵得两千多，这口井浇着七户的地，一家出不起。",
        "asks": "尽快修好机井；要是得等，想先借一台泵。",
        "holder": "红庆河镇 经办员", "clocks": (clock(20, 6), clock(20, 30, "答复时限")),
        "holdings": (
            shown.Held(who="红庆河镇 经办员", during="13个工作日", now=True),
            shown.Held(who="布连村 包户干部", during="1个工作日"),
        ),
        "raiser": shown.Raiser(name="张**", phone="100****0012"), "household": "布连村 张**户",
        "steps": steps, "beside": (line(2, why="同户"), line(5, why="同地同类")),
    }  # fmt: skip
    return shown.CaseView(**{**values, **more})


def pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return template and context of every sample page, by name."""
    wrong = Typed({"reply": ""}, prefix="settle-")
    wrong.check(ACT_OF["settle"].fields, OPTIONS)
    intake = {name: show_field(field, None, OPTIONS, "f-") for name, field in FIELDS.items()
              if name != "household"}  # fmt: skip
    groups = (
        shown.ActGroup(key="a", title="签收", what="分到您岗位、还没有签收的", count=2,
                       lines=(line(1), line(3))),
        shown.ActGroup(key="b", title="办理", what="由您办、还没有结果的", count=8, more="?",
                       lines=(line(0), line(2), line(5), line(6), line(7))),
        shown.ActGroup(key="c", title="告知", what="有了结果、还没有告诉群众的", count=1,
                       lines=(line(4),)),
    )  # fmt: skip
    today = shown.Today(now=NOW, groups=groups, total=11, late=2, due_today=1)
    empty = shown.Today(now=NOW, groups=(), total=0, late=0, due_today=0)
    filters = [
        {"name": "status", "label": "状态", "value": "", "choices": (("", "全部"), ("x", "办理中"))},
        {"name": "time", "label": "时限", "value": "", "choices": (("", "全部"), ("late", "已逾期"))},
        {"name": "place", "label": "地点", "value": "", "choices": (("", "全部"), ("t", "红庆河镇"))},
        {"name": "sort", "label": "排序", "value": "", "choices": (("due", "先到期的在前"),)},
    ]
    heads = ("待分办", "待签收", "办理中", "待告知", "待确认", "挂账", "已逾期")
    board = shown.Board(heads=heads, rows=tuple(
        shown.BoardRow(place=place, url="#", cells=tuple(
            shown.Cell(head=head, count=(len(place) * 7 + i * 5 + n) % 23, url="#", late=i == 6)
            for i, head in enumerate(heads)))
        for n, place in enumerate(("阿勒腾席热镇", "乌兰木伦镇", "伊金霍洛镇", "纳林陶亥镇", "苏布尔嘎镇",
                                   "红庆河镇", "札萨克镇"))))  # fmt: skip
    packs = [
        {"key": "k", "title": "“四定三到”农事户办", "place": "伊金霍洛旗", "version": "第1版（施行）",
         "running": 14, "partly": 9, "coming": 10, "not_software": 1}] * 12  # fmt: skip
    rules = [{"id": "SDN-23", "title": "梳理出的事项归入即办、代办、上报三本台账", "note": "", "url": "#"},
             {"id": "SDN-26", "title": "村里办不了的逐级上报，联席会议研究，办结销号", "note": "还缺：联席会议",
              "url": ""}]  # fmt: skip
    lines = tuple(line(i) for i in range(16))
    page = shown.Page(lines=lines, count=128, after="page=2")
    base = {"desk": desk("today")}
    done = case(
        result=shown.ResultView(
            outcome="solved",
            reply="您好！您反映的机井水泵损坏问题收悉。经镇水利站现场核实，水泵电机烧毁。10月8日已更换新泵并试水，"
            "责任单位红庆河镇水利站。如有疑问可凭回执查询或要求重新办理。",
        ),
        told_at=NOW, told_by="face_to_face", status="awaiting_confirmation",
    )  # fmt: skip
    return {
        "today": ("console/today.html", {**base, "today": today}),
        "today-empty": ("console/today.html", {**base, "today": empty}),
        "ledger": ("console/ledger.html", {"desk": desk("ledger"), "title": "代办台账",
            "what": "替群众跑的事项：收了什么材料，交还没有。", "page": page, "filters": filters}),
        "case": ("console/case.html", {**base, "case": case(), "back": {"url": "/", "title": "今日事项"},
            "act_main": act("result"), "acts": [act("raise"), act("plan"), act("pause")]}),
        "case-wrong": ("console/case.html", {**base, "case": case(ledger="immediate"),
            "back": {"url": "/", "title": "今日事项"}, "act_main": act("settle", wrong), "acts": []}),
        "case-turn": ("console/case.html", {**base, "case": done, "back": {"url": "/", "title": "今日事项"},
            "act_main": {"title": "请群众本人确认", "will": "把屏幕转向群众，由群众本人点选；经办人不能代选。",
                         "link": "#"}, "acts": []}),
        "intake": ("console/intake.html", {"desk": desk("intake"), "form": {**intake, "danger": True},
            "open": {"asked": True, "lines": (line(0, why="同地同类"), line(5, why="同地"))}}),
        "turned": ("console/turned.html", {"case": done, "place": "伊金霍洛旗"}),
        "callbacks": ("console/callbacks.html", {"desk": desk("callbacks"), "page": shown.Page(
            lines=tuple(line(i, outcome="solved", attempts=i % 3) for i in range(7)), count=7)}),
        "supervise": ("console/supervise.html", {"desk": desk("supervise"), "board": board,
            "late": (line(0), line(1))}),
        "mechanisms": ("console/mechanisms.html", {"desk": desk("mechanisms"), "packs": packs,
            "rules": 307, "running": 61}),
        "mechanism": ("console/mechanism.html", {"desk": desk("mechanisms"), "pack": packs[0],
            "groups": [{"state": "running", "title": "已经运行", "what": "每条都有页面和测试。", "rules": rules},
                       {"state": "coming", "title": "以后运行", "what": "还没有做，先列在这里。", "rules": rules}]}),
        "units": ("console/units.html", {"desk": desk("units"), "unit": {"code": "150627102", "name": "红庆河镇",
            "kind_words": "镇"}, "posts": [
            {"title": "镇经办员", "role": "苏木镇（街道）经办员", "person_name": "经办员3", "since": NOW.date()},
            {"title": "镇长", "role": "苏木镇（街道）领导", "person_name": "", "since": None}],
            "children": [{"code": "150627102201", "name": "布连村", "kind_words": "村", "posts": 4}] * 5}),
        "sign-in": ("console/sign_in.html", {"place": "伊金霍洛旗", "faults": [Fault("不能登录：账号或口令不对。请重新输入，或联系本单位管理员。", "login")],
            "accounts": [{"title": t, "what": w, "name": n} for t, w, n in (
                ("包户干部", "登记、当场办、代办", "cadre1"), ("苏木镇（街道）经办员", "研判分办、催着往前走", "clerk1"),
                ("部门经办人", "签收、办理、填结果", "handler1"), ("回访员", "回访群众，不办事项", "caller1"),
                ("督查员", "看各环节、督办、抽查", "supervisor1"), ("系统管理员", "管单位、岗位和运行，看不到事项", "admin"))]}),
        "slip": ("shared/slip.html", {"back": "/", "slip": {"office": "伊金霍洛旗 红庆河镇 布连村", "receipt": receipt(0),
            "pin": "4827", "raised_at": NOW, "place": "布连村", "category": "水利饮水", "due": "11月18日周三前",
            "address": "http://127.0.0.1:8000/track/"}}),
        "letter": ("shared/letter.html", {"back": "/", "letter": {"name": "张**", "raised_on": "2026年9月19日",
            "receipt": receipt(0), "reason": "已由人民法院受理", "channel": "向原审人民法院的上一级法院提出上诉",
            "reply": "您与邻村的草场界线纠纷已经法院立案，行政机关不再受理同一请求。", "office": "伊金霍洛旗联系服务群众工作办公室",
            "told_on": "2026年10月9日"}}),
        **portal_pages(done),
    }  # fmt: skip


def portal_pages(done: shown.CaseView) -> dict[str, tuple[str, dict[str, Any]]]:
    step = {"key": "kind", "number": 1, "of": 6, "title": "您要反映的是哪一类？", "before": "", "next": "继续"}
    kinds = (("help", "遇到困难，需要帮助", "如没水、没电、路断、生病、缺草料"), ("appeal", "有诉求，要求解决", "如补贴、土地、工程、欠薪"),
             ("enquiry", "想问清楚一件事", ""), ("suggestion", "提建议", ""),
             ("complaint_against_official", "检举控告工作人员", "收到即封存，转纪检监察机关，村和苏木镇看不到"))  # fmt: skip
    kind = {"id": "f-kind", "name": "kind", "label": "您要反映的是哪一类？", "choices": kinds, "value": "help"}
    words = {"id": "f-matter", "name": "matter", "label": "请说说是什么事", "help": "什么事、在哪里、多久了、希望怎样解决。照平时说话写就行。",
             "value": "", "error": "不能继续：没有写反映的事。请写几句再继续。"}  # fmt: skip
    contact = [
        {"kind": "choice", "id": "f-anonymity", "name": "anonymity", "label": "要不要让办理的人知道您是谁？", "value": "named",
         "choices": (("named", "实名", "办理的人能看到您的姓名和电话"), ("sealed", "隐名（身份保密）", "办理的人看不到您是谁"), ("anonymous", "匿名", "不留姓名和电话，凭回执看答复"))},
        {"kind": "text", "id": "f-name", "name": "name", "label": "姓名", "help": "匿名不用填。", "optional": True},
        {"kind": "tel", "id": "f-phone", "name": "phone", "label": "电话", "help": "告诉您结果、请您确认时用。", "optional": True},
    ]  # fmt: skip
    base = {"place": "伊金霍洛旗", "simulated": True}
    follow = {
        "status": "awaiting_confirmation", "receipt": done.receipt, "raised_at": done.raised_at,
        "holder": "红庆河镇", "due": clock(20, 30, "答复时限"), "opened": True, "matter": done.matter,
        "reply": done.result.reply if done.result else "", "outcome": "solved", "may_confirm": True,
        "steps": done.steps,
    }  # fmt: skip
    answers = [{"name": "哪一类", "value": "遇到困难，需要帮助", "step": "kind"}, {"name": "在哪里", "value": "红庆河镇 布连村", "step": "town"},
               {"name": "什么事", "value": done.matter, "step": "words"}, {"name": "怎样答复", "value": "实名 · 张大爷 · 100-0000-0012", "step": "contact"}]  # fmt: skip
    return {
        "home": ("portal/home.html", base),
        "raise-kind": ("portal/choose.html", {**base, "step": step, "field": kind}),
        "raise-words": ("portal/words.html", {**base, "step": {**step, "number": 4, "before": "village"}, "field": words,
            "faults": [Fault(words["error"], "f-matter")]}),
        "raise-contact": ("portal/contact.html", {**base, "step": {**step, "number": 5, "before": "words"}, "fields": contact, "danger": True}),
        "raise-check": ("portal/check.html", {**base, "step": {**step, "number": 6, "before": "contact", "next": "送出"}, "answers": answers}),
        "receipt": ("portal/receipt.html", {**base, "given": {"receipt": receipt(0), "pin": "4827", "due": "11月18日周三"}}),
        "track": ("portal/track.html", {**base, "errors": {"receipt": "不能查询受理编号“7CHA”：编号应为13位，输入了4位。"}, "typed": "7CHA", "faults": [Fault("不能查询受理编号“7CHA”：编号应为13位，输入了4位。", "receipt")]}),
        "progress": ("portal/progress.html", {**base, "case": follow}),
        "mechanisms-public": ("portal/mechanisms.html", {**base, "rules": 307, "running": 61, "packs": [
            {"title": "“四定三到”农事户办", "place": "伊金霍洛旗", "running": 14, "partly": 9, "coming": 10}] * 12}),
        "help": ("portal/help.html", base),
        "404": ("404.html", {}),
    }  # fmt: skip
