"""The table of transitions: which verb moves a case from which status to which.

Everything that shows or checks the life of a case reads this table: `decide`, the buttons of
the faces, docs/reference/case-life.md, the property tests. What mechanisms may change
(ledgers, outcomes, clocks, the ladder) is in their packs.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from minqing.cases import commands as c
from minqing.cases import commands_beside as b
from minqing.cases import commands_raiser as cr
from minqing.cases import dispatch_commands as d
from minqing.cases import group_commands as gc
from minqing.cases.terms import LIVING, Status
from minqing.cases.terms import gettext_noop as _

S = Status


class Who(StrEnum):
    """Who in particular may act, beside the permission."""

    ANYONE = "anyone"  # taking in: whoever is told first (首接负责)
    HOLDER = "holder"  # the accountable post, its unit, or the named handler
    REACH = "reach"  # whoever reaches the place or the holder
    RAISER = "raiser"  # the resident, or whoever reaches the case
    ASKER = "asker"  # the resident in person, or somebody who never held the case
    RULER = "ruler"  # the third party that rules on an objection
    PARTNER = "partner"  # a unit that owes a piece of joint handling
    OTHER = "other"  # in reach, but not the one who did the work
    SYSTEM = "system"  # the sweep


class Verb(msgspec.Struct, frozen=True):
    """One act: its command, its words, who may, and its moves. The key None is “no case yet”."""

    command: type[c.CaseCommand]
    zh: str
    who: Who
    moves: Mapping[Status | None, frozenset[Status]]


def _to(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


def _stay(*statuses: Status) -> dict[Status | None, frozenset[Status]]:
    return {status: frozenset({status}) for status in Status if status in statuses}


_WORKING = (S.HANDLING, S.JOINT_HANDLING)
_ENDED_BY_ANSWER = _to(S.AWAITING_CONFIRMATION, S.AWAITING_TELLING, S.CLOSED, S.REOPENED)

_SWEEP: dict[Status | None, frozenset[Status]] = {
    S.AWAITING_TRIAGE: _to(S.AWAITING_TRIAGE, S.AWAITING_ACKNOWLEDGEMENT),
    S.AWAITING_ACKNOWLEDGEMENT: _to(S.AWAITING_ACKNOWLEDGEMENT),
    S.HANDLING: _to(S.HANDLING, S.AWAITING_ACKNOWLEDGEMENT),
    S.JOINT_HANDLING: _to(S.JOINT_HANDLING),
    S.REOPENED: _to(S.REOPENED, S.AWAITING_ACKNOWLEDGEMENT),
    S.MERGED: _to(S.MERGED),
    S.PAUSED: _to(S.HANDLING, S.JOINT_HANDLING, S.PAUSED),
    S.AWAITING_REVIEW: _to(S.AWAITING_REVIEW),
    S.AWAITING_TELLING: _to(S.AWAITING_TELLING),
    S.AWAITING_CONFIRMATION: _to(S.AWAITING_CONFIRMATION, S.CLOSED),
    S.PLANNED: _to(S.PLANNED),
    S.CLOSED: _to(S.CLOSED),
}

_OPEN = (S.AWAITING_TRIAGE, S.AWAITING_ACKNOWLEDGEMENT, *_WORKING, S.REOPENED)
"""Statuses of work that has no answer yet: what may be merged, and what unmerging gives back."""

_BACK: dict[Status | None, frozenset[Status]] = {
    **dict.fromkeys(
        (S.MERGED, S.AWAITING_CONFIRMATION, S.AWAITING_TELLING, S.PLANNED), _to(*_OPEN)
    ),
    **_stay(*_OPEN, S.PAUSED, S.AWAITING_REVIEW),
    S.CLOSED: _to(S.REOPENED, S.CLOSED),
}
for _own in (S.AWAITING_CONFIRMATION, S.AWAITING_TELLING, S.PLANNED):
    _BACK[_own] |= {_own}  # answered by itself after it had been handled again

_GROUP_VERBS: tuple[Verb, ...] = (
    Verb(gc.MergeCase, _("并案"), Who.REACH, dict.fromkeys(_OPEN, _to(S.MERGED))),
    Verb(gc.UnmergeCase, _("解除并案"), Who.REACH, _BACK),
    Verb(
        gc.AnswerWithMain,
        _("随主件答复"),
        Who.SYSTEM,
        dict.fromkeys((S.MERGED, S.PLANNED), _to(S.AWAITING_TELLING)),
    ),
    Verb(gc.LookWithMain, _("随主件复看"), Who.SYSTEM, _stay(S.PLANNED)),
    Verb(gc.TakeLead, _("接为主件"), Who.SYSTEM, {S.MERGED: _to(S.AWAITING_ACKNOWLEDGEMENT)}),
    Verb(gc.SplitCase, _("拆分"), Who.HOLDER, _stay(*_OPEN)),
)

_JOINT = _stay(S.JOINT_HANDLING, S.PAUSED)

_DISPATCH_VERBS: tuple[Verb, ...] = (
    Verb(d.ObjectToDispatch, _("提出派单异议"), Who.HOLDER, _stay(S.AWAITING_ACKNOWLEDGEMENT)),
    Verb(d.RuleObjection, _("裁定派单异议"), Who.RULER, _stay(S.AWAITING_ACKNOWLEDGEMENT)),
    Verb(
        d.ConveneUnits,
        _("组织联动办理"),
        Who.REACH,
        dict.fromkeys(_WORKING, _to(S.JOINT_HANDLING)),
    ),
    Verb(d.AcknowledgePiece, _("签收协办事项"), Who.PARTNER, _JOINT),
    Verb(d.AnswerPiece, _("提交协办情况"), Who.PARTNER, _JOINT),
    Verb(d.ChasePiece, _("催办协办事项"), Who.REACH, _JOINT),
    Verb(d.DropPiece, _("撤销协办事项"), Who.HOLDER, {S.JOINT_HANDLING: _to(*_WORKING)}),
)

VERBS: tuple[Verb, ...] = (
    Verb(c.ReceiveCase, _("登记"), Who.ANYONE, {None: _to(S.AWAITING_TRIAGE)}),
    Verb(c.RecordHistory, _("录入历史"), Who.ANYONE, {None: _to(S.CLOSED)}),
    Verb(
        c.TriageCase,
        _("研判分办"),
        Who.REACH,
        {
            S.AWAITING_TRIAGE: _to(S.AWAITING_TRIAGE, S.AWAITING_ACKNOWLEDGEMENT, S.HANDLING),
        },
    ),
    Verb(
        c.AcknowledgeCase,
        _("签收"),
        Who.HOLDER,
        {
            S.AWAITING_ACKNOWLEDGEMENT: _to(*_WORKING),
            S.REOPENED: _to(*_WORKING),
        },
    ),
    Verb(
        c.SettleOnSpot,
        _("现场办结"),
        Who.HOLDER,
        dict.fromkeys(
            (S.AWAITING_TRIAGE, S.AWAITING_ACKNOWLEDGEMENT, S.HANDLING, S.REOPENED),
            _to(S.AWAITING_CONFIRMATION),
        ),
    ),
    Verb(
        c.TakeOnErrand,
        _("代办收件"),
        Who.HOLDER,
        dict.fromkeys(
            (S.AWAITING_TRIAGE, S.AWAITING_ACKNOWLEDGEMENT, S.HANDLING, S.REOPENED),
            _to(S.HANDLING),
        ),
    ),
    Verb(
        c.HandBackPapers,
        _("交还材料"),
        Who.REACH,
        {
            **_stay(*LIVING, S.CLOSED),
            S.AWAITING_CONFIRMATION: _to(S.AWAITING_CONFIRMATION, S.CLOSED),
        },
    ),
    Verb(b.TakeMorePapers, _("补收材料"), Who.HOLDER, _stay(*LIVING)),
    Verb(b.ListNeededPapers, _("更改应交材料"), Who.HOLDER, _stay(*LIVING)),
    Verb(b.HandInPapers, _("递交材料"), Who.HOLDER, _stay(*LIVING)),
    Verb(b.NoteExternal, _("登记来件时限"), Who.REACH, _stay(*LIVING)),
    Verb(b.SendAnswerBack, _("回复来件单位"), Who.REACH, _stay(*LIVING, S.CLOSED)),
    Verb(b.UrgeCase, _("督办"), Who.REACH, _stay(*LIVING)),
    Verb(b.AnswerUrging, _("回复督办"), Who.HOLDER, _stay(*LIVING)),
    Verb(b.MoveToVersion, _("移到新版"), Who.REACH, _stay(*LIVING)),
    Verb(
        c.RaiseToNextLevel,
        _("提级办理"),
        Who.HOLDER,
        dict.fromkeys((S.AWAITING_TRIAGE, *_WORKING, S.REOPENED), _to(S.AWAITING_ACKNOWLEDGEMENT)),
    ),
    Verb(
        c.ReturnCase,
        _("退回"),
        Who.HOLDER,
        dict.fromkeys((S.AWAITING_ACKNOWLEDGEMENT, S.HANDLING), _to(S.AWAITING_TRIAGE)),
    ),
    Verb(
        c.AssignHandler,
        _("交办"),
        Who.HOLDER,
        _stay(S.AWAITING_ACKNOWLEDGEMENT, *_WORKING, S.REOPENED, S.PLANNED),
    ),
    Verb(
        c.RecordResult,
        _("填写办理结果"),
        Who.HOLDER,
        dict.fromkeys(
            (S.AWAITING_TRIAGE, *_WORKING, S.REOPENED, S.PLANNED),
            _to(S.AWAITING_REVIEW, S.AWAITING_TELLING),
        ),
    ),
    Verb(
        c.ReviewResult,
        _("审核"),
        Who.OTHER,
        {S.AWAITING_REVIEW: _to(S.AWAITING_TELLING, *_WORKING)},
    ),
    Verb(
        c.RecordTelling,
        _("告知"),
        Who.REACH,
        {S.AWAITING_TELLING: _to(S.AWAITING_CONFIRMATION, S.PLANNED, S.CLOSED)},
    ),
    Verb(c.TellByMessage, _("短信告知"), Who.REACH, _stay(S.AWAITING_TELLING)),
    Verb(
        c.RecordConfirmation,
        _("群众确认"),
        Who.ASKER,
        {
            S.AWAITING_CONFIRMATION: _ENDED_BY_ANSWER,
            S.PLANNED: _to(S.PLANNED),
            S.CLOSED: _to(S.CLOSED, S.REOPENED),
        },
    ),
    Verb(
        c.RecordCallAttempt,
        _("记录未联系上"),
        Who.ASKER,
        {
            S.AWAITING_CONFIRMATION: _to(S.AWAITING_CONFIRMATION, S.CLOSED),
            S.CLOSED: _to(S.CLOSED),
        },
    ),
    Verb(c.StrikeOff, _("销号"), Who.REACH, {S.AWAITING_CONFIRMATION: _to(S.CLOSED)}),
    Verb(c.ReopenCase, _("重新办理"), Who.RAISER, {S.CLOSED: _to(S.REOPENED)}),
    Verb(
        c.WithdrawCase,
        _("撤回"),
        Who.RAISER,
        {status: _to(S.CLOSED) for status in Status if status in LIVING},
    ),
    Verb(
        c.TakeBackImport,
        _("撤销导入"),
        Who.SYSTEM,
        {status: _to(S.CLOSED) for status in Status if status in (*LIVING, S.CLOSED)},
    ),
    Verb(
        c.TransferComplaint,
        _("转送"),
        Who.HOLDER,
        {S.AWAITING_TRIAGE: _to(S.TRANSFERRED)},
    ),
    Verb(
        c.PauseCase,
        _("暂缓"),
        Who.HOLDER,
        dict.fromkeys(_WORKING, _to(S.PAUSED)),
    ),
    Verb(c.ResumeCase, _("恢复办理"), Who.HOLDER, {S.PAUSED: _to(*_WORKING)}),
    Verb(c.AskExtension, _("申请延期"), Who.HOLDER, _stay(*_WORKING)),
    Verb(
        c.RecordFinalOpinion,
        _("终结意见"),
        Who.HOLDER,
        # it is a draft until the others agreed; then it is to be told
        {status: _to(status, S.AWAITING_TELLING) for status in _WORKING},
    ),
    Verb(c.TellOfChange, _("告知延期或暂缓"), Who.REACH, _stay(*LIVING, S.CLOSED)),
    Verb(c.LookAtPlanned, _("复看"), Who.HOLDER, _stay(S.PLANNED)),
    Verb(c.LookAgain, _("巡查"), Who.SYSTEM, _SWEEP),
    Verb(c.LinkCase, _("关联"), Who.REACH, _stay(*LIVING, S.CLOSED)),
    Verb(cr.AttachFiles, _("附件"), Who.RAISER, _stay(*LIVING, S.CLOSED)),
    Verb(cr.AskOffice, _("提出请求"), Who.RAISER, _stay(*LIVING, S.CLOSED)),
    Verb(cr.AnswerRequest, _("答复请求"), Who.REACH, _stay(*LIVING, S.CLOSED)),
    Verb(c.UnmaskRaiser, _("查看反映人"), Who.REACH, _stay(*LIVING, S.CLOSED)),
    Verb(c.AskUnsealing, _("申请查看隐名反映人"), Who.REACH, _stay(*LIVING, S.CLOSED)),
    Verb(c.NoteEmergencyShown, _("提示涉险"), Who.RAISER, _stay(*LIVING)),
    *_GROUP_VERBS,
    *_DISPATCH_VERBS,
)

VERB_OF: Mapping[type[c.CaseCommand], Verb] = {verb.command: verb for verb in VERBS}
