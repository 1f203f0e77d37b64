"""Deeds on public commitments: make, report, move the date, keep, publish, withhold, follow up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from minqing.cases.public import find_by_receipt
from minqing.console.deeds.deed import Deed, Wish
from minqing.console.forms import DATE_WRONG, Choices, Field, Options
from minqing.kernel.messages import Command, Personal
from minqing.log.public import get_snapshot, get_state
from minqing.meetings.public import commitments as p
from minqing.org.public import Directory


class PromiseOptions(Options, frozen=True, kw_only=True):
    """Lists of a promise. `owing`: posts by unit; `evidences`: what shows that it was kept."""

    owing: Choices = ()
    evidences: Choices = ()
    legal_classes: Choices = ()


def _choices(words: Mapping[Any, str]) -> Choices:
    return tuple((str(code), word) for code, word in words.items())


RECEIPT = Field(
    name="receipt", label=_("哪一件事项"), optional=True, short=True,
    help=_("回执编号。不是为一件事项作的承诺，就不填。"),
)  # fmt: skip
POST = Field(
    name="post", label=_("责任单位和岗位"), kind="select", options="owing", blank=_("请选择"),
    help=_("一条承诺只有一个单位、一个岗位负责。"),
)  # fmt: skip
MEASURE = Field(
    name="measure", label=_("措施"), kind="long",
    help=_("办什么、办到什么程度。不写群众的姓名、电话、门牌。"),
)  # fmt: skip
DUE = Field(
    name="due", label=_("承诺的日期"), kind="date", short=True,
    help=_("从今天起公开，以后不能改动；改期要另写理由，第一次的日期一直看得到。"),
)  # fmt: skip
WORDS = Field(name="words", label=_("办到哪一步"), kind="long")
PROOF = Field(
    name="receipts", label=_("依据的事项"), kind="long", optional=True,
    help=_("回执编号，一行一个；要已经写了办理结果。"),
)  # fmt: skip
NEW_DUE = Field(name="due", label=_("新的日期"), kind="date", short=True)
REASON = Field(
    name="reason", label=_("为什么改期"), kind="long", help=_("确认后对外公开，不写姓名。")
)
WHOLE = Field(
    name="whole", label=_("兑现了多少"), kind="choice",
    choices=(("whole", _("整条兑现")), ("part", _("部分兑现"))),
)  # fmt: skip
ON = Field(name="on", label=_("哪一天"), kind="date", short=True)
EVIDENCE = Field(
    name="evidence", label=_("依据"), kind="checks", options="evidences", optional=True,
    help=_("有办理结果的事项、已开工的项目。"),
)  # fmt: skip
RESULT = Field(
    name="words", label=_("兑现情况"), kind="long", optional=True,
    help=_("部分兑现时必须写：其余部分怎么办。"),
)  # fmt: skip
REST_DUE = Field(
    name="next_due", label=_("其余部分的日期"), kind="date", short=True, optional=True,
    help=_("部分兑现、还要接着办时填。"),
)  # fmt: skip
CLASS = Field(
    name="legal_class", label=_("法定情形"), kind="select", options="legal_classes",
    blank=_("请选择"),
)  # fmt: skip
MODE = Field(name="mode", label=_("回访方式"), kind="select", choices=_choices(p.MODE_ZH))
FINDING = Field(
    name="finding", label=_("群众怎么说"), kind="choice", choices=_choices(p.FINDING_ZH)
)
SEEN = Field(name="words", label=_("回访情况"), kind="long", optional=True)
CLEARED = Field(name="words", label=_("拟公开内容"), kind="long")
WHY = Field(name="why", label=_("理由"), kind="select", choices=_choices(p.REFUSED_ZH))


def _own(wish: Wish, text: str) -> Personal[str]:
    """Keep words about a matter under the matter's name, so that they are erased with it."""
    state = get_state(f"commitment:{wish.subject}")
    about = state.subject if state is not None and state.case else f"commitment:{wish.subject}"
    return Personal(text, about)


def _public(wish: Wish, text: str) -> Personal[str]:
    return Personal(text, f"commitment:{wish.subject}")


def _need_day(wish: Wish, field: Field) -> date | None:
    found = wish.day(field)
    if found is None and not wish.typed.faults:
        wish.typed.blame(field, str(DATE_WRONG))
    return found


def _read_evidence(wish: Wish) -> tuple[str, ...]:
    """Return what was ticked, and the matters of the receipts; an unknown one is left to the
    rules, which say that it shows nothing."""
    lines = [line.strip() for line in wish.text("receipts").splitlines() if line.strip()]
    found = ((line, find_by_receipt(line)) for line in lines)
    typed = [f"case:{state.id}" if state is not None else f"case:{line}" for line, state in found]
    return (*wish.typed.chosen("evidence"), *typed)


def _make(wish: Wish) -> Command | None:
    due, receipt = _need_day(wish, DUE), wish.text("receipt")
    if due is None or wish.typed.faults:
        return None
    state = find_by_receipt(receipt) if receipt else None
    directory, post = get_snapshot(Directory), wish.text("post")
    unit = directory.post(post).unit if directory.has_post(post) else ""
    # an unknown number is left to the rules: they say that there is no such matter
    case = f"case:{state.id}" if state is not None else f"case:{receipt}"
    subject = case if receipt else f"unit:{unit}"
    about = subject if receipt else f"commitment:{wish.subject}"
    return p.MakeCommitment(
        id=wish.command,
        commitment=wish.subject,
        subject=subject,
        measure=Personal(wish.text("measure"), about),
        due=due,
        unit=unit,
        post=post,
    )


def _report(wish: Wish) -> Command:
    return p.ReportProgress(
        id=wish.command,
        commitment=wish.subject,
        words=_own(wish, wish.text("words")),
        evidence=_read_evidence(wish),
    )


def _move(wish: Wish) -> Command | None:
    due = _need_day(wish, NEW_DUE)
    if due is None:
        return None
    reason = _own(wish, wish.text("reason"))
    return p.MoveDate(id=wish.command, commitment=wish.subject, due=due, reason=reason)


def _keep(wish: Wish) -> Command | None:
    on, next_due, words = _need_day(wish, ON), wish.day(REST_DUE), wish.text("words")
    if on is None or wish.typed.faults:
        return None
    return p.RecordFulfilment(
        id=wish.command,
        commitment=wish.subject,
        whole=wish.text("whole") == "whole",
        on=on,
        evidence=_read_evidence(wish),
        words=_own(wish, words) if words else None,
        next_due=next_due,
    )


def _clear(wish: Wish) -> Command:
    words = _public(wish, wish.text("words"))
    return p.ClearWords(id=wish.command, commitment=wish.subject, key=wish.text("key"), words=words)


def _withhold(wish: Wish) -> Command:
    return p.WithholdCommitment(
        id=wish.command, commitment=wish.subject, legal_class=wish.text("legal_class")
    )


def _disclose(wish: Wish) -> Command:
    return p.DiscloseCommitment(id=wish.command, commitment=wish.subject)


def _follow(wish: Wish) -> Command | None:
    on, words = _need_day(wish, ON), wish.text("words")
    if on is None:
        return None
    return p.FollowUpCommitment(
        id=wish.command,
        commitment=wish.subject,
        mode=p.FollowUpMode(wish.text("mode")),
        on=on,
        finding=p.Finding(wish.text("finding")),
        words=_own(wish, words) if words else None,
    )


def _publish(wish: Wish) -> Command:
    comment = wish.text("comment")
    words = Personal(wish.text("words"), f"comment:{comment}")
    return p.PublishComment(id=wish.command, commitment=wish.subject, comment=comment, words=words)


def _refuse(wish: Wish) -> Command:
    return p.RefuseComment(
        id=wish.command,
        commitment=wish.subject,
        comment=wish.text("comment"),
        why=wish.text("why"),
    )


def _reply(wish: Wish) -> Command:
    return p.ReplyToComment(
        id=wish.command,
        commitment=wish.subject,
        comment=wish.text("comment"),
        words=_public(wish, wish.text("words")),
    )


MAKE = Deed(
    key="make", permission="COMMITMENT_MAKE", title=_("作出承诺"),
    fields=(RECEIPT, POST, MEASURE, DUE),
    will=_("单位、岗位、日期马上在公开栏公开；措施由人确认没有个人信息后公开。"),
    build=_make, done=_("承诺已作出，日期已经公开。"),
)  # fmt: skip
REPORT = Deed(
    key="report", permission="COMMITMENT_KEEP", title=_("报告进展"), fields=(WORDS, PROOF),
    will=_("报告后不再催。进展以事项、项目的实际办理为准，不填百分比。"),
    build=_report, done=_("进展已记下。"),
)  # fmt: skip
MOVE = Deed(
    key="move", permission="COMMITMENT_KEEP", title=_("说明并改期"), fields=(NEW_DUE, REASON),
    will=_("对外显示为“已说明并改期”；第一次的日期一直看得到，已经逾期的也一直看得到。"),
    build=_move, done=_("已说明并改期。"), danger=True,
)  # fmt: skip
KEEP = Deed(
    key="keep", permission="COMMITMENT_KEEP", title=_("登记兑现"),
    fields=(WHOLE, ON, EVIDENCE, PROOF, RESULT, REST_DUE),
    will=_("要有依据。为群众的事项作的承诺，由反映人本人说是否兑现。"),
    build=_keep, done=_("已登记兑现。"),
)  # fmt: skip
FOLLOW = Deed(
    key="follow", permission="COMMITMENT_FOLLOW", title=_("记录回访"),
    fields=(MODE, ON, FINDING, SEEN),
    will=_("承诺的单位不能回访自己的承诺。回访日期和结果对外公开。"),
    build=_follow, done=_("回访已记下。"),
)  # fmt: skip
WITHHOLD = Deed(
    key="withhold", permission="COMMITMENT_WITHHOLD", title=_("决定不公开"), fields=(CLASS,),
    will=_("公开栏上留一行“本条依规不公开”，写明条款和由谁决定；反映人本人仍看得到全部。"),
    build=_withhold, done=_("已决定不公开。"), danger=True,
)  # fmt: skip
DISCLOSE = Deed(
    key="disclose", permission="COMMITMENT_WITHHOLD", title=_("恢复公开"),
    will=_("这一条重新出现在公开栏上。"), build=_disclose, done=_("已恢复公开。"),
)  # fmt: skip
CLEAR = Deed(
    key="clear", permission="COMMITMENT_PUBLISH", title=_("确认公开"), fields=(CLEARED,),
    will=_("请看清楚：没有姓名、电话、门牌，也看不出是谁家。"),
    build=_clear, done=_("已确认公开。"),
)  # fmt: skip
PUBLISH = Deed(
    key="publish", permission="COMMITMENT_PUBLISH", title=_("公开评议"), fields=(CLEARED,),
    will=_("评议原文随即删去，只留公开的这一段。"), build=_publish, done=_("评议已公开。"),
)  # fmt: skip
REFUSE = Deed(
    key="refuse", permission="COMMITMENT_PUBLISH", title=_("不予公开评议"), fields=(WHY,),
    will=_("说得不好听不是理由。评议原文随即删去。"), build=_refuse, done=_("已不予公开。"),
)  # fmt: skip
REPLY = Deed(
    key="reply", permission="COMMITMENT_PUBLISH", title=_("答复评议"),
    fields=(Field(name="words", label=_("答复"), kind="long"),),
    will=_("答复和评议一起公开。"), build=_reply, done=_("已答复。"),
)  # fmt: skip
OFFERED: tuple[tuple[Deed, str], ...] = (
    (KEEP, p.RecordFulfilment.TYPE),
    (REPORT, p.ReportProgress.TYPE),
    (MOVE, p.MoveDate.TYPE),
    (FOLLOW, p.FollowUpCommitment.TYPE),
    (WITHHOLD, p.WithholdCommitment.TYPE),
    (DISCLOSE, p.DiscloseCommitment.TYPE),
)
"""Deeds of the page, with the command that the rules would take."""
BESIDE: tuple[tuple[Deed, str], ...] = (
    (CLEAR, p.ClearWords.TYPE),
    (PUBLISH, p.PublishComment.TYPE),
    (REFUSE, p.RefuseComment.TYPE),
    (REPLY, p.ReplyToComment.TYPE),
)
"""Deeds beside the text or the comment that they are about."""


def list_deeds(acts: frozenset[str], *, beside: bool = False) -> tuple[Deed, ...]:
    """Return the deeds of a page whose commands the rules would take."""
    return tuple(deed for deed, act in (BESIDE if beside else OFFERED) if act in acts)
