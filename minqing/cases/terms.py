"""Words of casework, in the field's own terms. Pure.

`zh` of a label is the Simplified Chinese message id that faces translate.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from minqing.kernel.messages import VaultRef
from minqing.kernel.money import Money


def gettext_noop(text: str) -> str:
    """Mark a label for the message catalogue; faces translate it when they show it."""
    return text


_ = gettext_noop


class Status(StrEnum):
    """The life cycle of a case."""

    AWAITING_TRIAGE = "awaiting_triage"
    AWAITING_ACKNOWLEDGEMENT = "awaiting_acknowledgement"
    HANDLING = "handling"
    JOINT_HANDLING = "joint_handling"
    MERGED = "merged"
    PAUSED = "paused"
    AWAITING_REVIEW = "awaiting_review"
    AWAITING_TELLING = "awaiting_telling"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    PLANNED = "planned"
    CLOSED = "closed"
    REOPENED = "reopened"
    TRANSFERRED = "transferred"


STATUS_ZH: Mapping[Status, str] = {
    Status.AWAITING_TRIAGE: _("待分办"),
    Status.AWAITING_ACKNOWLEDGEMENT: _("待签收"),
    Status.HANDLING: _("办理中"),
    Status.JOINT_HANDLING: _("联动办理"),
    Status.MERGED: _("并案办理"),
    Status.PAUSED: _("暂缓"),
    Status.AWAITING_REVIEW: _("待审核"),
    Status.AWAITING_TELLING: _("待告知"),
    Status.AWAITING_CONFIRMATION: _("待确认"),
    Status.PLANNED: _("挂账"),
    Status.CLOSED: _("已办结"),
    Status.REOPENED: _("重新办理"),
    Status.TRANSFERRED: _("已转送"),
}

LIVING = frozenset(Status) - {Status.CLOSED, Status.TRANSFERRED}
"""Statuses in which a post answers and a clock runs (law 1)."""


class Ledger(StrEnum):
    """The three ledgers of SDN-23."""

    IMMEDIATE = "immediate"
    AGENT = "agent"
    REPORT_UP = "report_up"


LEDGER_ZH: Mapping[Ledger, str] = {
    Ledger.IMMEDIATE: _("即办"),
    Ledger.AGENT: _("代办"),
    Ledger.REPORT_UP: _("上报"),
}


class Outcome(StrEnum):
    """How a case came out. Planned is never counted as solved."""

    SOLVED = "solved"
    PARTLY = "partly"
    PLANNED = "planned"
    EXPLAINED = "explained"
    CANNOT_BY_RULE = "cannot_by_rule"
    PASSED_ON = "passed_on"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"


OUTCOME_ZH: Mapping[Outcome, str] = {
    Outcome.SOLVED: _("已解决"),
    Outcome.PARTLY: _("部分解决"),
    Outcome.PLANNED: _("列入计划（挂账）"),
    Outcome.EXPLAINED: _("已解释说明"),
    Outcome.CANNOT_BY_RULE: _("依规不能办理"),
    Outcome.PASSED_ON: _("转有权机关"),
    Outcome.NOT_ACCEPTED: _("不予受理"),
    Outcome.WITHDRAWN: _("反映人撤回"),
}

CLAIMS_SOLVED = frozenset({Outcome.SOLVED, Outcome.PARTLY})
"""Outcomes that a resident's “not solved” contradicts: the case is handled again."""


class Channel(StrEnum):
    """How a matter arrived."""

    VISIT = "visit"
    PHONE = "phone"
    VISITOR = "visitor"
    OPINION_BOX = "opinion_box"
    PORTAL = "portal"
    HOTLINE = "hotline"
    MEETING = "meeting"
    SUPERIOR = "superior"
    IMPORT = "import"


CHANNEL_ZH: Mapping[Channel, str] = {
    Channel.VISIT: _("入户走访"),
    Channel.PHONE: _("群众来电"),
    Channel.VISITOR: _("来访"),
    Channel.OPINION_BOX: _("意见箱"),
    Channel.PORTAL: _("网上反映"),
    Channel.HOTLINE: _("12345转办"),
    Channel.MEETING: _("会议收集"),
    Channel.SUPERIOR: _("上级交办"),
    Channel.IMPORT: _("批量导入"),
}


class MatterKind(StrEnum):
    """What kind of matter it is; a complaint against an official goes its own way."""

    SUGGESTION = "suggestion"
    APPEAL = "appeal"
    ENQUIRY = "enquiry"
    HELP = "help"
    COMPLAINT_AGAINST_OFFICIAL = "complaint_against_official"


KIND_ZH: Mapping[MatterKind, str] = {
    MatterKind.SUGGESTION: _("建议类"),
    MatterKind.APPEAL: _("申诉求决类"),
    MatterKind.ENQUIRY: _("咨询类"),
    MatterKind.HELP: _("求助类"),
    MatterKind.COMPLAINT_AGAINST_OFFICIAL: _("检举控告类"),
}


class Anonymity(StrEnum):
    """Whether the raiser is named, unknown, or known but sealed (C-04)."""

    NAMED = "named"
    ANONYMOUS = "anonymous"
    SEALED = "sealed"


ANONYMITY_ZH: Mapping[Anonymity, str] = {
    Anonymity.NAMED: _("实名反映"),
    Anonymity.ANONYMOUS: _("匿名反映"),
    Anonymity.SEALED: _("隐名反映（身份保密）"),
}


class Spoken(StrEnum):
    """The language a raiser speaks with us; `language` of a case. The case waits for no
    interpreter: its clocks run from when it was told."""

    CHINESE = "zh"
    MONGOLIAN = "mn"
    OTHER = "other"


SPOKEN_ZH: Mapping[Spoken, str] = {
    Spoken.CHINESE: _("汉语"),
    Spoken.MONGOLIAN: _("蒙古语"),
    Spoken.OTHER: _("其他语言"),
}


class Means(StrEnum):
    """How the raiser was told."""

    FACE_TO_FACE = "face_to_face"
    PHONE = "phone"
    SMS = "sms"
    LETTER = "letter"
    BOARD = "board"
    PORTAL = "portal"


MEANS_ZH: Mapping[Means, str] = {
    Means.FACE_TO_FACE: _("当面"),
    Means.PHONE: _("电话"),
    Means.SMS: _("短信"),
    Means.LETTER: _("信函"),
    Means.BOARD: _("公开栏"),
    Means.PORTAL: _("网上"),
}


PROVEN = frozenset({Means.SMS, Means.LETTER, Means.BOARD})
"""Means that leave something to keep: the number or picture of it is asked for."""


class GivenOn(StrEnum):
    """Where the resident gave the confirmation."""

    SCREEN = "screen"
    PAPERS = "papers"
    CALL = "call"
    PORTAL = "portal"
    SMS = "sms"


GIVEN_ON_ZH: Mapping[GivenOn, str] = {
    GivenOn.SCREEN: _("群众本人在屏幕上确认"),
    GivenOn.PAPERS: _("交还材料时本人确认"),
    GivenOn.CALL: _("回访（非经办人）"),
    GivenOn.PORTAL: _("网上本人确认"),
    GivenOn.SMS: _("短信本人确认"),
}


class Rating(StrEnum):
    """How content the resident is; never required."""

    SATISFIED = "satisfied"
    BASICALLY = "basically"
    DISSATISFIED = "dissatisfied"
    RATHER_NOT_SAY = "rather_not_say"


RATING_ZH: Mapping[Rating, str] = {
    Rating.SATISFIED: _("满意"),
    Rating.BASICALLY: _("基本满意"),
    Rating.DISSATISFIED: _("不满意"),
    Rating.RATHER_NOT_SAY: _("不便评价"),
}


class ClockName(StrEnum):
    """The named clocks of a case. `PROMISE` is the resident's own, from the telling-us on;
    `EXTERNAL` that of the system a case came from, never mixed with ours."""

    TRIAGE = "triage"
    ACKNOWLEDGE = "acknowledge"
    HANDLE = "handle"
    REVIEW = "review"
    TELL = "tell"
    CONFIRM = "confirm"
    PLANNED_LOOK = "planned_look"
    PAUSE = "pause"
    REOPENED = "reopened"
    TRANSFER = "transfer"
    CALL_BACK = "call_back"
    PROMISE = "promise"
    REQUEST = "request"
    EXTERNAL = "external"
    OBJECTION = "objection"


CLOCK_ZH: Mapping[ClockName, str] = {
    ClockName.TRIAGE: _("分办时限"),
    ClockName.ACKNOWLEDGE: _("签收时限"),
    ClockName.HANDLE: _("办理时限"),
    ClockName.REVIEW: _("审核时限"),
    ClockName.TELL: _("告知时限"),
    ClockName.CONFIRM: _("确认期限"),
    ClockName.PLANNED_LOOK: _("每月复看"),
    ClockName.PAUSE: _("暂缓期限"),
    ClockName.REOPENED: _("重新办理签收时限"),
    ClockName.TRANSFER: _("转送时限"),
    ClockName.CALL_BACK: _("抽样回访时限"),
    ClockName.PROMISE: _("答复时限"),
    ClockName.REQUEST: _("请求答复时限"),
    ClockName.EXTERNAL: _("来件单位时限"),
    ClockName.OBJECTION: _("异议裁定时限"),
}


class OnMiss(StrEnum):
    """What the sweep does when a clock has run out."""

    MARK = "mark"
    RAISE = "raise"
    CLOSE = "close"
    RESUME = "resume"


class CloseReason(StrEnum):
    """Why a case was struck off."""

    CONFIRMED = "confirmed"
    WINDOW_CLOSED = "window_closed"
    NOT_REACHED = "not_reached"
    TOLD = "told"
    WITHDRAWN = "withdrawn"
    HISTORY = "history"
    IMPORT_UNDONE = "import_undone"


CLOSE_REASON_ZH: Mapping[CloseReason, str] = {
    CloseReason.CONFIRMED: _("群众已确认"),
    CloseReason.WINDOW_CLOSED: _("确认期限届满"),
    CloseReason.NOT_REACHED: _("多次回访未联系上"),
    CloseReason.TOLD: _("已告知"),
    CloseReason.WITHDRAWN: _("反映人撤回"),
    CloseReason.HISTORY: _("历史记录"),
    CloseReason.IMPORT_UNDONE: _("导入已撤销"),
}


class CallBack(StrEnum):
    """Whether a call-back drawn by lot is owed after strike-off."""

    NONE = ""
    OWED = "owed"
    DONE = "done"


class ReopenCause(StrEnum):
    """Why a case is handled again."""

    RESIDENT_ASKED = "resident_asked"
    NOT_SOLVED = "not_solved"
    CALL_BACK_FALSE = "call_back_false"
    UNMERGED = "unmerged"


REOPEN_ZH: Mapping[ReopenCause, str] = {
    ReopenCause.RESIDENT_ASKED: _("重新办理（群众要求）"),
    ReopenCause.NOT_SOLVED: _("群众确认问题未解决"),
    ReopenCause.CALL_BACK_FALSE: _("退回重办（回访不实）"),
    ReopenCause.UNMERGED: _("解除并案，另行办理"),
}


class RaiserDetails(msgspec.Struct, frozen=True):
    """Who raised it. Personal: lives in the vault only."""

    name: str = ""
    phone: str = ""
    address: str = ""


class Holding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One stretch of accountability: a holder is charged from when it was recorded."""

    post: str
    unit: str
    since: datetime
    until: datetime | None = None


class Pointing(msgspec.Struct, frozen=True, omit_defaults=True):
    """What will solve a planned matter.

    `target`: `"<kind>:<id>"` of anything that a context resolves (`"project:…"`), or empty
    where only words are known. `words`: how it is called. `year`: of the plan or the budget, 0
    unknown. `money`: what it is to cost. `unit`: who carries it out.
    """

    target: str = ""
    words: str = ""
    unit: str = ""
    year: int = 0
    money: Money | None = None


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an outcome “planned” promises: who, by when, why not now, what will solve it.

    `reference`: as it was written at first, a bare target; `pointing` says more.
    """

    unit: str
    date: datetime
    reason: str
    reference: str = ""
    pointing: Pointing | None = None


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """The result of the handling as recorded; the reply's words are in the vault."""

    outcome: Outcome
    reply: VaultRef
    plan: Plan | None = None
    reason: str = ""  # class of non-acceptance, a code of the pack
    legal_channel: str = ""  # where to go instead, a code of the pack
    rule: str = ""  # the rule cited when it cannot be done by rule
    organ: str = ""  # the competent organ it was passed to
    rung: str = ""  # the rung on which it was written; "" in results of older versions


class Attempt(msgspec.Struct, frozen=True, omit_defaults=True):
    """One attempt to reach the raiser; only those on other days and hours count."""

    at: datetime
    counted: bool


class Confirmation(msgspec.Struct, frozen=True, omit_defaults=True):
    """The resident's own word: two questions kept apart, and a rating."""

    answered: bool
    solved: bool
    rating: Rating
    given_on: GivenOn
    at: datetime
    in_resident_mode: bool = False


class Suggested(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the office's model had suggested on the screen where a person decided.

    `categories`: codes as shown, best first; `unit`: code, "" when none was shown; `model`:
    version of the model. Kept to count how often suggestions are followed, by category.
    """

    categories: tuple[str, ...] = ()
    unit: str = ""
    model: str = ""


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """A pointer from a case to anything: `"project:…"`, `"meeting:…"`, `"case:…"`."""

    relation: str
    target: str
