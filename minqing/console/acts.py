"""The acts on a case as the desk offers them: field words, questions, and the command made.

One command may be several acts on the screen (a result is one of five plain acts). Which of
them are open to whom is answered by the rules (`available_acts`), never here.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minqing.cases import public as c
from minqing.console.acting import Act, Build, Making
from minqing.console.acts_beside import ACTS_BESIDE, DATE_TOLD, POINTING, read_pointing
from minqing.console.acts_consent import CONSENT_ACTS, FINAL_OPINION, NEVER_MAIN_OF_CONSENT
from minqing.console.acts_dispatch import (
    ACTS_DISPATCH,
    LEFT_OPEN,
    NEVER_MAIN_OF_DISPATCH,
    WHY_OTHER,
    read_left_open,
)
from minqing.console.forms import Choices, Field
from minqing.console.suggested import read_suggested
from minqing.kernel.messages import Command


def _labels(words: object, *codes: object) -> Choices:
    return tuple((str(code), words[code]) for code in codes)  # type: ignore[index]


def _all(words: dict[object, str]) -> Choices:
    return tuple((str(code), word) for code, word in words.items())


_MEANS = _all(c.MEANS_ZH)  # type: ignore[arg-type]
_YES_NO: Choices = (("yes", _("是")), ("no", _("否")))

REPLY = Field(
    name="reply",
    label=_("告诉群众的话"),
    kind="long",
    help=_("说清查了什么、怎么办的、由谁负责、什么时候；不写姓名、电话。"),
)
MEANS = Field(name="means", label=_("告知方式"), kind="choice", choices=_MEANS, inline=True)
KIND = Field(name="kind", label=_("事项性质"), kind="select", choices=_all(c.KIND_ZH))  # type: ignore[arg-type]
LEDGER = Field(name="ledger", label=_("归入台账"), kind="choice", options="ledgers", inline=True)
CATEGORY = Field(
    name="category", label=_("类别"), kind="select", options="categories", blank=_("请选择")
)
UNIT = Field(
    name="unit", label=_("交给哪个单位"), kind="select", options="units", optional=True,
    blank=_("由本岗位办理"),
)  # fmt: skip
SPOT_OUTCOME = Field(
    name="outcome", label=_("办理结果"), kind="choice", inline=True, initial="solved",
    choices=_labels(c.OUTCOME_ZH, c.Outcome.SOLVED, c.Outcome.PARTLY, c.Outcome.EXPLAINED),
)  # fmt: skip
PAPERS = Field(
    name="papers", label=_("收下的材料"), kind="long", optional=True,
    help=_("一行一样，如“户口本”“收入证明”。只写名称，不写号码。"),
)  # fmt: skip
TRIED = Field(
    name="tried", label=_("已做工作"), kind="long",
    help=_("本级做了什么、卡在哪里。上一级和群众都会看到。"),
)  # fmt: skip
NEXT_UNIT = Field(
    name="unit", label=_("交上一级哪个单位"), kind="select", options="next_units",
    optional=True, blank=_("直接上一级"),
)  # fmt: skip
RETURN_REASON = Field(name="reason", label=_("退回事由"), kind="select", options="return_reasons")
WORDS = Field(name="words", label=_("说明"), kind="long")
POST = Field(name="post", label=_("经办岗位"), kind="select", options="posts")
PLAN_UNIT = Field(name="plan_unit", label=_("责任单位"), kind="select", options="units")
PLAN_DATE = Field(name="plan_date", label=_("计划完成时间"), kind="date", short=True)
PLAN_REASON = Field(
    name="plan_reason", label=_("为什么现在办不了"), help=_("需要资金、审批，还是要等季节。")
)
RULE = Field(name="rule", label=_("依据的规定"), help=_("写明名称和条款。"))
ORGAN = Field(name="organ", label=_("转给哪个机关"))
REASON = Field(name="reason", label=_("理由类别"), kind="select", options="non_acceptance")
CHANNEL = Field(
    name="legal_channel", label=_("应走的法定途径"), kind="select", options="legal_channels"
)
REMARKS = Field(name="remarks", label=_("审核意见"), kind="long")
PROOF = Field(
    name="proof", label=_("告知凭证"), optional=True,
    help=_("短信、信函写编号；当面告知不填。"),
)  # fmt: skip
ANSWERED = Field(
    name="answered", label=_("对方说：收到答复了吗？"), kind="choice", inline=True,
    choices=(("yes", _("已收到答复")), ("no", _("没有收到答复"))),
)  # fmt: skip
SOLVED = Field(
    name="solved", label=_("对方说：问题解决了吗？"), kind="choice", inline=True,
    choices=(("yes", _("问题已解决")), ("no", _("问题未解决"))),
)  # fmt: skip
RATING = Field(
    name="rating", label=_("评价"), kind="choice", inline=True,
    choices=_all(c.RATING_ZH), initial="rather_not_say",  # type: ignore[arg-type]
)  # fmt: skip
NOT_DONE = Field(name="words", label=_("哪里没有办好"), kind="long")
FACTS = Field(
    name="facts", label=_("有什么新的事实"), kind="long", optional=True,
    help=_("期限已过或已有终结意见的，写明新的事实仍可重新办理。"),
)  # fmt: skip
ASKED_BY = Field(
    name="means", label=_("群众怎样提出的"), kind="choice", inline=True, optional=True,
    choices=_labels(c.MEANS_ZH, c.Means.FACE_TO_FACE, c.Means.PHONE, c.Means.LETTER),
)  # fmt: skip
PAUSE_REASON = Field(name="reason", label=_("暂缓事由"), kind="select", options="pause_reasons")
UNTIL = Field(name="until", label=_("暂缓到"), kind="date", short=True)
WHY = Field(name="reason", label=_("理由"))
NOTE = Field(name="note", label=_("复看情况"), kind="long")
NEW_DATE = Field(
    name="new_date", label=_("新的计划完成时间"), kind="date", optional=True, short=True
)
WHY_OPTIONAL = Field(name="reason", label=_("改期理由"), optional=True)


def _bare(command: type[c.CaseCommand]) -> Build:
    return lambda m: command(id=m.command, case=m.case, expected_version=m.version)


def _triage(m: Making) -> Command:
    t = m.typed
    return c.TriageCase(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        kind=c.MatterKind(t.text("kind")),
        ledger=c.Ledger(t.text("ledger")),
        category=t.text("category"),
        unit=t.text("unit"),
        suggested=read_suggested(t.text("suggested")),
        why=m.personal("why") if t.text("why") else None,
    )


def _settle(m: Making) -> Command:
    return c.SettleOnSpot(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        outcome=c.Outcome(m.typed.text("outcome")),
        reply=m.personal("reply"),
        despite=m.typed.text("despite"),
    )


def _errand(m: Making) -> Command:
    papers = tuple(line.strip() for line in m.typed.text("papers").splitlines() if line.strip())
    return c.TakeOnErrand(id=m.command, case=m.case, expected_version=m.version, papers=papers)


def _raise(m: Making) -> Command:
    return c.RaiseToNextLevel(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        tried=m.personal("tried"),
        unit=m.typed.text("unit"),
        suggested=read_suggested(m.typed.text("suggested")),
        why=m.personal("why") if m.typed.text("why") else None,
    )


def _return(m: Making) -> Command:
    return c.ReturnCase(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        reason=m.typed.text("reason"),
        words=m.personal("words"),
    )


def _assign(m: Making) -> Command:
    return c.AssignHandler(
        id=m.command, case=m.case, expected_version=m.version, post=m.typed.text("post")
    )


def _result(outcome: c.Outcome | None = None) -> Build:
    def build(m: Making) -> Command | None:
        t = m.typed
        plan = None
        if outcome is c.Outcome.PLANNED:
            date = t.day(PLAN_DATE)
            if date is None:
                return None
            pointing = read_pointing(t)
            if t.faults:
                return None
            plan = c.Plan(
                unit=t.text("plan_unit"), date=date, reason=t.text("plan_reason"), pointing=pointing
            )
        return c.RecordResult(
            id=m.command,
            case=m.case,
            expected_version=m.version,
            outcome=outcome or c.Outcome(t.text("outcome")),
            reply=m.personal("reply"),
            plan=plan,
            reason=t.text("reason"),
            legal_channel=t.text("legal_channel"),
            rule=t.text("rule"),
            organ=t.text("organ"),
            despite=t.text("despite"),
            left_open=read_left_open(t.text("left_open")),
        )

    return build


def _review(approved: bool) -> Build:
    return lambda m: c.ReviewResult(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        approved=approved,
        remarks=None if approved else m.personal("remarks"),
    )


def _tell(m: Making) -> Command:
    return c.RecordTelling(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        means=c.Means(m.typed.text("means")),
        proof=m.typed.text("proof"),
    )


def _call(m: Making) -> Command:
    t = m.typed
    return c.RecordConfirmation(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        answered=t.text("answered") == "yes",
        solved=t.text("solved") == "yes",
        given_on=c.GivenOn.CALL,
        rating=c.Rating(t.text("rating")),
    )


def _reopen(m: Making) -> Command:
    return c.ReopenCase(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        words=m.personal("words"),
        new_facts=bool(m.typed.text("facts")),
        facts=m.personal("facts") if m.typed.text("facts") else None,
        means=c.Means(m.typed.text("means")) if m.typed.text("means") else None,
    )


def _withdraw(m: Making) -> Command:
    return c.WithdrawCase(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        means=c.Means(m.typed.text("means")),
        words=m.personal("words"),
    )


def _unmask(m: Making) -> Command:
    return c.UnmaskRaiser(
        id=m.command, case=m.case, expected_version=m.version, reason=m.typed.text("reason")
    )


def _transfer(m: Making) -> Command:
    return c.TransferComplaint(
        id=m.command, case=m.case, expected_version=m.version, organ=m.typed.text("organ")
    )


def _pause(m: Making) -> Command | None:
    until = m.typed.day(UNTIL)
    if until is None:
        return None
    return c.PauseCase(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        reason=m.typed.text("reason"),
        until=until,
    )


def _look(m: Making) -> Command | None:
    new_date = m.typed.day(NEW_DATE)
    told, pointing = m.typed.text("raiser_told"), read_pointing(m.typed)
    if m.typed.faults:
        return None
    return c.LookAtPlanned(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        note=m.personal("note"),
        new_date=new_date,
        reason=m.typed.text("reason"),
        raiser_told=c.Means(told) if told else None,
        pointing=pointing,
    )


ACTS: tuple[Act, ...] = (
    FINAL_OPINION,
    *ACTS_DISPATCH,
    *ACTS_BESIDE,
    Act(
        key="triage", verb="case.triage", title=_("分办"),
        will=_("归入台账，交给承办岗位；对方的签收时限开始计算。"),
        fields=(KIND, CATEGORY, LEDGER, UNIT, WHY_OTHER), build=_triage, done=_("已分办。"),
    ),
    Act(
        key="acknowledge", verb="case.acknowledge", title=_("签收"),
        will=_("由您的岗位负责，办理时限开始计算。"),
        build=_bare(c.AcknowledgeCase), done=_("已签收。"),
    ),
    Act(
        key="hand-back", verb="case.hand-back-papers", title=_("交还材料"), page="papers",
        will=_("把代办时收下的材料当面交还群众；交还后请群众本人确认。"),
        build=_bare(c.HandBackPapers), done=_("已记下交还材料。"),
    ),
    Act(
        key="settle", verb="case.settle-on-spot", title=_("办结并告知"),
        will=_("当面说清结果，随后请群众本人在屏幕上确认。"),
        fields=(SPOT_OUTCOME, REPLY), build=_settle, done=_("已办结并当面告知，请群众本人确认。"),
    ),
    Act(
        key="result", verb="case.record-result", title=_("填写办理结果"),
        will=_("结果经告知群众后，由群众确认。"),
        fields=(SPOT_OUTCOME, REPLY, LEFT_OPEN), build=_result(), done=_("已填写办理结果。"),
    ),
    Act(
        key="approve", verb="case.review-result", title=_("审核答复"), page="review",
        will=_("左边看反映内容，右边看答复，通过或退回重写。"), build=_review(True), done=_("已审核通过。"),
    ),
    Act(
        key="send-back", verb="case.review-result", title=_("退回重写"),
        will=_("退给填写的岗位，写明要改什么。"),
        fields=(REMARKS,), build=_review(False), done=_("已退回重写。"),
    ),
    Act(
        key="tell", verb="case.record-telling", title=_("记录告知"),
        will=_("记下怎样把结果告诉了群众；确认期限开始计算。"),
        fields=(MEANS, PROOF), build=_tell, done=_("已记录告知。"),
    ),
    Act(
        key="tell-by-message", verb="case.tell-by-message", title=_("短信告知"),
        will=_("结果用短信发给反映人；网关报告送达后，自动记为已告知。夜间和午休不发，过后再发。"),
        build=_bare(c.TellByMessage), done=_("短信已排队，送达后自动记为已告知。"),
    ),
    Act(
        key="call", verb="case.record-confirmation", title=_("记录回访"),
        will=_("两件事分开问，按群众的原话记。群众说没解决的，自动重新办理。"),
        fields=(ANSWERED, SOLVED, RATING), build=_call, done=_("已记录回访。"),
    ),
    Act(
        key="attempt", verb="case.record-call-attempt", title=_("记录未联系上"),
        will=_("记一次未联系上；不同日期、不同时段的才算数。"),
        build=_bare(c.RecordCallAttempt), done=_("已记录一次未联系上。"),
    ),
    Act(
        key="strike-off", verb="case.strike-off", title=_("销号"),
        will=_("事项办结归档；群众在期限内仍可要求重新办理。"),
        build=_bare(c.StrikeOff), done=_("已销号。"),
    ),
    Act(
        key="look", verb="case.look-at-planned", title=_("记录复看"),
        will=_("挂账事项每月复看一次；改期要写理由，旧日期留痕。"),
        fields=(NOTE, NEW_DATE, WHY_OPTIONAL, DATE_TOLD, *POINTING), build=_look, done=_("已记录复看。"),
    ),
    Act(
        key="resume", verb="case.resume", title=_("恢复办理"),
        will=_("恢复计时，暂缓的时间如数补回。"),
        build=_bare(c.ResumeCase), done=_("已恢复办理。"),
    ),
    Act(
        key="transfer", verb="case.transfer-complaint", title=_("转送纪检监察机关"),
        will=_("转送后本平台只留“已转送”，内容删除，不能撤回。"),
        fields=(ORGAN,), build=_transfer, done=_("已转送。"),
    ),
    Act(
        key="errand", verb="case.take-on-errand", title=_("代办收件"), page="papers",
        will=_("收下群众的材料，替群众跑；办完把材料交还。"),
        fields=(PAPERS,), build=_errand, done=_("已收件，转为代办。"),
    ),
    Act(
        key="raise", verb="case.raise", title=_("上报上一级"),
        will=_("本级办不了的交上一级；上一级签收前仍由您的岗位答复。"),
        fields=(TRIED, NEXT_UNIT, WHY_OTHER), build=_raise, done=_("已上报上一级。"),
    ),
    Act(
        key="plan", verb="case.record-result", title=_("列入计划（挂账）"),
        will=_("现在办不了、将来要办：定责任单位和时间，每月复看，不算已解决。"),
        fields=(PLAN_UNIT, PLAN_DATE, PLAN_REASON, *POINTING, REPLY, LEFT_OPEN), build=_result(c.Outcome.PLANNED),
        done=_("已列入计划。"),
    ),
    Act(
        key="by-rule", verb="case.record-result", title=_("依规不能办理"),
        will=_("写明规定的名称和条款，并说清还有什么别的帮助。"),
        fields=(RULE, REPLY, LEFT_OPEN), build=_result(c.Outcome.CANNOT_BY_RULE), done=_("已填写办理结果。"),
    ),
    Act(
        key="pass-on", verb="case.record-result", title=_("转有权机关"),
        will=_("不归本级管的，转给有权机关，并告诉群众。"),
        fields=(ORGAN, REPLY, LEFT_OPEN), build=_result(c.Outcome.PASSED_ON), done=_("已转有权机关。"),
    ),
    Act(
        key="not-accept", verb="case.record-result", title=_("不予受理"),
        will=_("写明理由类别和应走的途径，可打印告知书。"),
        fields=(REASON, CHANNEL, REPLY, LEFT_OPEN), build=_result(c.Outcome.NOT_ACCEPTED),
        done=_("已定为不予受理，请告知群众。"),
    ),
    Act(
        key="return", verb="case.return", title=_("退回分办单位"),
        will=_("不该由本岗位办的退回；须写事由，次数留痕。同一次分办退回太多次，由上一级定。"),
        fields=(RETURN_REASON, WORDS), build=_return, done=_("已退回。"),
    ),
    Act(
        key="assign", verb="case.assign-handler", title=_("指定经办人"),
        will=_("指定谁来做；负责的岗位不变。"),
        fields=(POST,), build=_assign, done=_("已指定经办人。"),
    ),
    Act(
        key="pause", verb="case.pause", title=_("暂缓"),
        will=_("暂停计时，到期自动恢复；事由和期限群众看得到，并须另行告知群众。"),
        fields=(PAUSE_REASON, UNTIL), build=_pause, done=_("已暂缓。"),
    ),
    *CONSENT_ACTS,
    Act(
        key="reopen", verb="case.reopen", title=_("重新办理"),
        will=_("按群众要求重新办理；原来的时限仍然看得到。"),
        fields=(NOT_DONE, FACTS, ASKED_BY), build=_reopen, done=_("已重新办理。"),
    ),
    Act(
        key="withdraw", verb="case.withdraw", title=_("记录反映人撤回"),
        will=_("只在群众本人要求时使用；不算已解决，会由他人回访核实。"),
        fields=(MEANS, WORDS), build=_withdraw, done=_("已记录撤回。"),
    ),
    Act(
        key="unmask", verb="case.unmask-raiser", title=_("查看姓名和电话"),
        will=_("写明为什么要看；这次查看会留在办理经过里，姓名和电话只显示十分钟。"),
        fields=(WHY,), build=_unmask, done=_("已记下查看理由，姓名和电话显示十分钟。"),
    ),
)  # fmt: skip

ACT_OF: dict[str, Act] = {act.key: act for act in ACTS}
"""In this order; the first that is open and not in NEVER_MAIN is the page's main act."""

NEVER_MAIN = frozenset(
    {
        "errand", "raise", "plan", "by-rule", "pass-on", "not-accept", "return", "assign",
        "urge", "note-external", "ask-office", "answer-back", "pause", "reopen", "withdraw", "send-back",
        "attempt", "strike-off", "unmask", "tell-by-message", *NEVER_MAIN_OF_CONSENT,
        *NEVER_MAIN_OF_DISPATCH,
    }
)  # fmt: skip
