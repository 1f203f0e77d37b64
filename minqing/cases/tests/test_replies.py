"""Remarks on replies: the styles of domain.md section 4, good and bad."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.cases.personal_numbers import NumberKind, find_personal_numbers
from minqing.cases.replies import Asked, check_reply, needs_reason
from minqing.cases.terms import Outcome
from minqing.cases.tests.builders import sections

RULE = sections()["replies"]
WELL = "村东头的机井水泵坏了半个月，三十多亩玉米旱得打卷，想问啥时候能修。"
BRIDGE = "通往地里的那座小桥塌了一半，拖拉机过不去，收秋前能不能修上。"
GOOD_DEPARTMENT = (
    "您好！您反映的机井水泵问题收悉。经旗水利局现场核实，泵轴断裂。"
    "已安排3月12日前更换，责任单位旗水利局，电话0477-8581234。如有疑问可凭回执查询或要求重新办理。"
)


def codes(reply: str, matter: str = WELL, **facts: object) -> list[str]:
    asked = Asked(matter=matter, **{"outcome": Outcome.SOLVED, **facts})
    return [remark.code for remark in check_reply(reply, asked, RULE)]


@pytest.mark.parametrize(
    ("matter", "reply", "outcome"),
    [
        (WELL, GOOD_DEPARTMENT, Outcome.SOLVED),
        (
            "低保年审要跑镇里三趟，老人腿脚不好，能不能代办。",
            "当面给户主说清：低保年审每年9–11月，带户口本和收入证明，村里统一报。户主听明白了。",
            Outcome.EXPLAINED,
        ),
        (
            "残疾证到期了，换证要去哪里，能不能上门评残。",
            "残疾证材料已送便民服务中心，收件号2026-118，约10个工作日出结果，证件已于3月9日交还。",
            Outcome.SOLVED,
        ),
        (
            BRIDGE,
            "小桥修复需投资，已列2027年计划，责任单位旗交通运输局，每月在公开栏更新。",
            Outcome.PLANNED,
        ),
    ],
)
def test_good_styles_get_no_remark(matter, reply, outcome):
    assert codes(reply, matter, outcome=outcome) == []


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("已转有关部门，请耐心等待。", "reply-stock-phrase"),
        ("情况属实 ，正在处理！", "reply-stock-phrase"),
        ("您反映的" + WELL, "reply-copies-question"),
        ("机井已经修好，水泵换了新的，可以浇地了，请放心使用。", "reply-without-unit"),
        ("水利局已经把机井水泵修好，可以放心浇地使用了。", "reply-without-date"),
        ("已于3月5日由城管局清理占道摊位，消防通道恢复畅通。", "reply-off-topic"),
        ("好的，知道了。", "reply-too-short"),
        ("机井3月5日由水利局修好，有事打张师傅13812345678。", "reply-number"),
        ("机井3月5日由水利局修好，补助已打到6222021001116245702。", "reply-number"),
        ("机井3月5日由水利局修好。身份证150627196503121234已核对。", "reply-number"),
    ],
)
def test_bad_style_is_remarked(reply, code):
    assert code in codes(reply)


def test_what_is_said_at_the_table_need_not_name_unit_and_day():
    assert codes("修好了。", face_to_face=True) == []
    assert codes("机井修好了，请打13812345678。", face_to_face=True) == ["reply-number"]


def test_name_of_the_raiser_needs_a_reason_and_is_not_repeated():
    asked = Asked(matter=WELL, names=("额尔德尼", "某"))
    remarks = check_reply("额尔德尼家的机井3月5日由水利局修好。", asked, RULE)
    assert [remark.code for remark in remarks] == ["reply-name"]
    assert needs_reason(remarks) and "额尔德尼" not in repr(remarks)


def test_answer_of_another_case_is_found_without_showing_it():
    other = GOOD_DEPARTMENT.replace("3月12日", "3月15日")
    remarks = check_reply(GOOD_DEPARTMENT, Asked(matter=WELL, sent=(other,)), RULE)
    assert [remark.code for remark in remarks] == ["reply-of-another"]
    assert "泵轴" not in repr(remarks)


def test_answer_alike_in_its_politeness_alone_is_not_another_cases():
    other = GOOD_DEPARTMENT.replace("机井水泵", "小区暖气").replace("泵轴断裂", "管道堵塞")
    other = other.replace("旗水利局", "旗住房和城乡建设局").replace("更换", "疏通并测温")
    assert codes(GOOD_DEPARTMENT, sent=(other,)) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("电话0477-8581234", []),
        ("收件号202603020000118", []),
        ("信用代码91150627MA0N1XYZ8K", []),
        ("１３８１２３４５６７８", [NumberKind.MOBILE]),
        ("+86 138 1234 5678", [NumberKind.MOBILE]),
        ("138-1234-5678", [NumberKind.MOBILE]),
        ("15062719650312123X", [NumberKind.IDENTITY_CARD]),
        ("150627 19650312 1234", [NumberKind.IDENTITY_CARD]),
        ("6222 0210 0111 6245 702", [NumberKind.BANK_CARD]),
        ("100-0012", []),
        # office telephones one after another, as found in real replies
        ("电话0731-84512345 0731-8451234", []),
        ("电话0477-8581234-8001-12345", []),
        ("投诉电话：0477-8581-12345672026年3月9日", []),
    ],
)
def test_numbers_of_persons_and_no_others(text, kinds):
    assert [number.kind for number in find_personal_numbers(text)] == kinds


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_checked_and_no_number_is_shown_whole(reply, matter):
    for remark in check_reply(reply, Asked(matter=matter, names=(matter,)), RULE):
        assert remark.sentence.format_map(remark.params)
        assert len(remark.params.get("masked", "*").replace("*", "")) <= 5


@given(st.integers(0, 10**10 - 1))
def test_every_mobile_number_is_found_wherever_it_stands(tail):
    number = f"1{3 + tail % 7}{tail % 10**9:09}"
    for text in (
        number,
        f"请打{number}。",
        f"+86{number}",
        f"{number[:3]} {number[3:7]} {number[7:]}",
    ):
        assert [one.kind for one in find_personal_numbers(text)] == [NumberKind.MOBILE]
