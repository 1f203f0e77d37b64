"""The words of the trade in plain words, and what a day of each post is made of.

Nothing here counts or decides. Numbers (days, shares, how often) differ between mechanisms and
are shown where they apply; here stand none.
"""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext_lazy as _

from minqing.console.forms import Text


class Word(msgspec.Struct, frozen=True):
    """One word of the trade. `key` is its anchor on the page of help."""

    key: str
    title: Text
    plain: Text


WORDS = (
    Word("triage", _("研判分办"), _("看清是什么事，归哪本台账，交给谁办。没有分办以前，由登记的人或分办的岗位负责。")),
    Word("immediate", _("即办"), _("在群众面前当场就能办的事。办完当面说清，由群众本人确认。")),
    Word("agent", _("代办"), _("干部替群众跑的事。收了什么材料、谁收的、哪天交还，都写在代办清单上，群众手里有一份。")),
    Word("report_up", _("上报"), _("本级办不了，由上一级单位办的事。上报时写清做过什么、卡在哪里。")),
    Word("acknowledge", _("签收"), _("承办岗位认下这件事。不该自己办的，不签收，写明理由退回。")),
    Word("return", _("退单"), _("把不该自己办的事退给分办的人，须选事由、写说明。来回退了几次，由上一级定给谁办。")),
    Word("raise", _("提级办理"), _("把事项交给上一级。“已做工作”上一级和群众都看得到。有的层级逾期很久仍没有办结，会自动提级。")),
    Word("pause", _("暂缓"), _("有正当事由时停止计时，例如等群众补材料。须写事由和哪天为止；到期恢复计时，并告知反映人。")),
    Word("extension", _("延期"), _("时限内确实办不完的，说明理由，由另一人核准后改时限。原来的时限一直看得到，并告知反映人。")),
    Word("planned", _("挂账"), _("要等资金、审批或季节才能办的事：写明责任单位、靠什么解决、计划哪天完成，每月复看。挂账不算已解决。")),
    Word("external", _("来件时限"), _("12345等外单位转来的事项，自带编号和期限。它的期限另外计，和本平台的时限互不替代。")),
    Word("supervise", _("督办"), _("有督办权的岗位催问一件事，承办岗位书面回复。看的是事，不给人打分、排名。")),
    Word("meeting", _("联席会议"), _("几个单位一起才能定的事，或多次要求重新办理的事，交联席会议研究。")),
    Word("final-opinion", _("终结意见"), _("联席会议对一件事最后的书面答复：结论、理由，还能走哪些途径。须两人核准。有新的事实，仍可重新办理。")),
    Word("review", _("审核"), _("答复在告诉群众以前，由另一人看一遍：说清了没有，有没有单位和日期，有没有写进个人信息。")),
    Word("tell", _("告知"), _("把结果告诉反映人，并留下凭证。没有告知，就不算办完。")),
    Word("confirm", _("群众确认"), _("两个问题分开问：收到答复没有，问题解决没有。由群众本人答，或由回访员记录，经办人不能替答。")),
    Word("callbacks", _("回访"), _("由没有经办这件事的人问群众。没有联系上，要换日子、换时段再打。")),
    Word("strike-off", _("销号"), _("把办结的事项从在办台账上划掉。记录都还在，可以查，也可以重新办理。")),
    Word("reopen", _("重新办理"), _("群众说没有解决，就再办一次。第一次的时限一直看得到；次数多了，由上一级办。")),
    Word("merge", _("并案"), _("几户反映同一件事，合在一起办。每户的回执、答复、评价仍是自己的；并错了可以解除。")),
    Word("sealed", _("隐名反映"), _("反映人的身份封存，经办的人看不到。确需查看的，写明理由，由两人核准，并告诉反映人。")),
    Word("anonymous", _("匿名反映"), _("没有留姓名、电话。凭回执编号看答复，也可以要求重新办理。")),
    Word("complaint", _("检举控告"), _("反映工作人员的。内容在收到时即封存，只转给纪检监察机关，其他岗位看不到。")),
    Word("masked", _("遮盖"), _("姓名、电话平时只显示一部分。要看全的，写明理由，每一次都有记录。")),
    Word("caseload", _("包联"), _("每户有一名干部负责联系。换人时当面交接，户情和在办的事项一并移交。")),
    Word("digest", _("每日存证"), _("把一天的全部记录算成一个指纹公布出来。以后改动任何一条，指纹就对不上。")),
)  # fmt: skip

WORDS_OF_RESIDENTS = (
    "pause", "extension", "planned", "merge", "meeting", "final-opinion", "sealed", "anonymous",
    "digest",
)  # fmt: skip
"""What a resident meets on receipt, progress and board; explained on the public page of help."""

WORD_OF_STATUS = {"paused": "pause", "planned": "planned", "merged": "merge"}
"""Status of a case that a resident may not know: its word."""

KEYS = frozenset(word.key for word in WORDS)

WORD_OF_ACT = {
    "triage": "triage",
    "acknowledge": "acknowledge",
    "errand": "agent",
    "strike-off": "strike-off",
    "raise": "raise",
    "plan": "planned",
    "look": "planned",
    "return": "return",
    "pause": "pause",
    "reopen": "reopen",
    "unmask": "masked",
    "tell": "tell",
    "call": "callbacks",
    "transfer": "complaint",
    "urge": "supervise",
    "note-external": "external",
    "final-opinion": "final-opinion",
    "ask-extension": "extension",
    "ask-unsealing": "sealed",
}
"""Act on a case: the word that is explained beside it."""


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that belongs to a day. `needs`: who holds the permission does it ("": all).
    `room`, `args`: where."""

    when: Text
    does: Text
    room: str
    needs: str = ""
    args: tuple[str, ...] = ()


DEEDS = (
    Deed(when=_("上班先看"), does=_("打开“今日事项”，先看已逾期和今日到期的。"), room="today", needs="CASE_VIEW"),
    Deed(when=_("上班先看"), does=_("看运行状态：后台有没有落后、昨夜备份成没成、有没有要人处理的条目。"), room="operations", needs="OPERATIONS_VIEW"),
    Deed(when=_("有交来的"), does=_("签收；不该本岗位办的，写明理由退回。"), room="today", needs="CASE_ACKNOWLEDGE"),
    Deed(when=_("有转来的"), does=_("看检举控告的封存内容，按规定处理。这里只有您的岗位看得到。"), room="ledger", args=("all",), needs="CASE_VIEW_SEALED"),
    Deed(when=_("来人来电"), does=_("登记事项，把回执交给群众。当场能办的当场办，办完请群众本人在屏幕上确认。"), room="intake", needs="CASE_RECEIVE"),
    Deed(when=_("登记之后"), does=_("研判分办：先看同户、同地有没有在办的，再归台账、交单位。"), room="triage", needs="CASE_TRIAGE"),
    Deed(when=_("下村入户"), does=_("按走访名单走，记录见到没有、答应了什么。"), room="visits", needs="ACTIVITY_RECORD"),
    Deed(when=_("手上的事"), does=_("办理；卡住的，写清已做工作上报，或申请延期、暂缓、列入计划。"), room="ledger", args=("mine",), needs="CASE_HANDLE"),
    Deed(when=_("交来审核"), does=_("看答复说清了没有，不行的写明哪里要改，退回重写。"), room="reviews", needs="CASE_REVIEW"),
    Deed(when=_("等您同意"), does=_("核准或不同意延期、查看身份、终结意见，写明理由。自己申请的不能自己核准。"), room="approvals", needs="CASE_APPROVE"),
    Deed(when=_("办好之后"), does=_("告知反映人：查了什么、怎么办的、由谁负责。记下告知方式。"), room="ledger", args=("mine",), needs="CASE_TELL"),
    Deed(when=_("打回访电话"), does=_("收到答复没有、问题解决没有，分开问，照原话记。没打通的换个时段再打。"), room="callbacks", needs="CASE_CALLBACK"),
    Deed(when=_("每天一次"), does=_("看逾期的和退来退去的，需要时督办，请承办岗位书面回复。"), room="supervise", needs="CASE_SUPERVISE"),
    Deed(when=_("每月"), does=_("复看挂账事项：钱到了没有、能不能提前。改期的告知反映人。"), room="planned", needs="CASE_HANDLE"),
    Deed(when=_("有人变动"), does=_("核对每名干部联系多少户，空出来的户定给谁，交接打印存档。"), room="caseloads", needs="HOUSEHOLD_ASSIGN"),
    Deed(when=_("有人变动"), does=_("办任免和交接；离任的账号当天停用。"), room="people", needs="POST_ADMIN"),
    Deed(when=_("要换做法"), does=_("先装入新的一版试算，看每人每月要几天，再施行。"), room="mechanisms", needs="PACK_PUBLISH"),
)  # fmt: skip
"""In the order of a day; a post does those whose permission it holds."""


def list_deeds(permissions: frozenset[str]) -> tuple[Deed, ...]:
    """Return what a day is made of for who holds these permissions."""
    return tuple(deed for deed in DEEDS if not deed.needs or deed.needs in permissions)


def find_word(key: str) -> Word | None:
    return next((word for word in WORDS if word.key == key), None)
