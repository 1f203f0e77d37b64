"""Acts beside the main line: sources, urging, what will solve a planned matter."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minqing.cases import public as c
from minqing.console.acting import Act, Making
from minqing.console.forms import Choices, Field, Typed
from minqing.kernel.messages import Command

_MEANS: Choices = tuple((str(code), word) for code, word in c.MEANS_ZH.items())

SOURCE = Field(name="source", label=_("来件单位"), kind="select", options="sources")
NUMBER = Field(name="number", label=_("来件编号"), help=_("对方系统里的工单编号。"))
SOURCE_DUE = Field(
    name="due_at", label=_("来件单位要求的时间"), kind="datetime-local", optional=True, short=True,
    help=_("与本平台的时限分开计算，互不影响。"),
)  # fmt: skip
SOURCE_REASON = Field(
    name="reason", label=_("来件单位改期的理由"), optional=True, help=_("第一次登记不填。")
)
ANSWER_NUMBER = Field(name="answer_number", label=_("回复文号或编号"), optional=True)
URGING = Field(
    name="words", label=_("督办意见"), kind="long",
    help=_("写清要办什么、什么时候回话。承办岗位会在今日事项看到。"),
)  # fmt: skip
URGING_ANSWER = Field(
    name="words", label=_("回复督办"), kind="long", help=_("办到哪一步，什么时候办完。")
)
REQUEST = Field(
    name="request", label=_("群众要什么"), kind="select", blank=_("请选择"),
    choices=tuple((str(code), word) for code, word in c.REQUEST_ZH.items()),
)  # fmt: skip
REQUEST_WORDS = Field(
    name="words", label=_("说明"), kind="long", optional=True,
    help=_("什么时候打、哪里写错了；新的姓名、电话由答复的岗位填写。"),
)  # fmt: skip
DATE_TOLD = Field(
    name="raiser_told", label=_("改期怎样告知反映人"), kind="select", choices=_MEANS,
    optional=True, blank=_("没有改期"),
)  # fmt: skip
SOLVED_BY = Field(
    name="solved_by", label=_("靠什么解决"), optional=True,
    help=_("项目或规划的名称，如“2027年人饮巩固提升工程”。"),
)  # fmt: skip
TARGET = Field(
    name="target", label=_("指向"), optional=True, short=True,
    help=_("平台里的编号，如 project:2027-12；没有不填。"),
)  # fmt: skip
YEAR = Field(name="plan_year", label=_("计划年度"), kind="number", optional=True, short=True)
MONEY = Field(
    name="money", label=_("所需资金"), optional=True, short=True, help=_("如“12.5万元”。")
)
POINTING: tuple[Field, ...] = (SOLVED_BY, TARGET, YEAR, MONEY)


def read_pointing(typed: Typed) -> c.Pointing | None:
    """Return what will solve a planned matter, None when nothing was typed."""
    words, target = typed.text("solved_by"), typed.text("target")
    year = typed.number(YEAR) if typed.text("plan_year") else 0
    money = typed.money(MONEY)
    if not (words or target or year or money):
        return None
    return c.Pointing(
        target=target, words=words, unit=typed.text("plan_unit"), year=year, money=money
    )


def _note_external(m: Making) -> Command | None:
    due_at = m.typed.moment(SOURCE_DUE)
    if m.typed.faults:
        return None
    return c.NoteExternal(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        source=m.typed.text("source"),
        number=m.typed.text("number"),
        due_at=due_at,
        reason=m.typed.text("reason"),
    )


def _answer_back(m: Making) -> Command:
    return c.SendAnswerBack(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        answer_number=m.typed.text("answer_number"),
    )


def _urge(m: Making) -> Command:
    return c.UrgeCase(
        id=m.command, case=m.case, expected_version=m.version, words=m.personal("words")
    )


def _answer_urging(m: Making) -> Command:
    return c.AnswerUrging(
        id=m.command, case=m.case, expected_version=m.version, words=m.personal("words")
    )


def _ask_office(m: Making) -> Command:
    return c.AskOffice(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        kind=c.RequestKind(m.typed.text("request")),
        words=m.personal("words") if m.typed.text("words") else None,
    )


ACTS_BESIDE: tuple[Act, ...] = (
    Act(
        key="answer-urging", verb="case.answer-urging", title=_("回复督办"),
        will=_("回复督办人；督办和回复都留在事项上。"),
        fields=(URGING_ANSWER,), build=_answer_urging, done=_("已回复督办。"),
    ),
    Act(
        key="answer-back", verb="case.send-answer-back", title=_("回复来件单位"),
        will=_("记下已把结果回复来件单位；来件单位的时限到此为止。"),
        fields=(ANSWER_NUMBER,), build=_answer_back, done=_("已记下回复来件单位。"),
    ),
    Act(
        key="urge", verb="case.urge", title=_("督办"),
        will=_("写明要求，由承办岗位回复；不改变时限，也不换承办岗位。"),
        fields=(URGING,), build=_urge, done=_("已督办，等承办岗位回复。"),
    ),
    Act(
        key="note-external", verb="case.note-external", title=_("登记来件时限"),
        will=_("记下来件单位的编号和时限；来件单位改期时再登记一次，旧的时限仍看得到。"),
        fields=(SOURCE, NUMBER, SOURCE_DUE, SOURCE_REASON), build=_note_external,
        done=_("已登记来件时限。"),
    ),
    Act(
        key="ask-office", verb="case.ask-office", title=_("代记群众的请求"),
        will=_("群众当面或来电提出的，和他自己在民情服务台上提的一样，有时限，要答复。"),
        fields=(REQUEST, REQUEST_WORDS), build=_ask_office, done=_("已记下群众的请求。"),
    ),
)  # fmt: skip
