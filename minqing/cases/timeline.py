"""The story of a case, read from its log entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from minqing.cases import dispatch_events as de
from minqing.cases import events as e
from minqing.cases import events_beside as eb
from minqing.cases import events_raiser as er
from minqing.cases import group_events as g
from minqing.cases.consent_story import is_told_by_its_act, tell_consent, title_consent
from minqing.cases.papers import RETURNED_TO_ZH
from minqing.cases.raiser import FILE_PURPOSE_ZH, REQUEST_ANSWER_ZH, REQUEST_ZH
from minqing.cases.shown import TimelineItem
from minqing.cases.terms import (
    CHANNEL_ZH,
    CLOCK_ZH,
    CLOSE_REASON_ZH,
    GIVEN_ON_ZH,
    LEDGER_ZH,
    MEANS_ZH,
    OUTCOME_ZH,
    RATING_ZH,
    REOPEN_ZH,
)
from minqing.cases.terms import gettext_noop as _
from minqing.log.public import LogEntry
from minqing.org.public import Directory, say_post

EVENT_ZH: Mapping[type[e.CaseEvent], str] = {
    e.CaseReceived: _("登记"),
    e.HistoryRecorded: _("录入历史"),
    e.CaseTriaged: _("研判分办"),
    e.CaseSealed: _("转为检举控告，封存"),
    e.CaseAcknowledged: _("签收"),
    e.SettledOnSpot: _("现场办结并告知"),
    e.ErrandTaken: _("代办收件"),
    e.PapersHandedBack: _("交还材料"),
    eb.PapersTaken: _("补收材料"),
    eb.NeededPapersListed: _("更改应交材料"),
    eb.PapersHandedIn: _("递交材料"),
    eb.ExternalNoted: _("登记来件时限"),
    eb.AnswerSentBack: _("回复来件单位"),
    eb.ExternalMissed: _("来件单位时限逾期"),
    eb.CaseUrged: _("督办"),
    eb.UrgingAnswered: _("回复督办"),
    eb.MovedToVersion: _("移到新版工作机制"),
    e.CaseRaised: _("提级办理"),
    e.CaseReturned: _("退回（退单）"),
    e.HandlerAssigned: _("交办经办人"),
    e.ResultRecorded: _("填写办理结果"),
    e.ResultReviewed: _("审核办理结果"),
    e.RaiserTold: _("告知反映人"),
    e.TellingSent: _("短信告知，等待送达"),
    e.ConfirmationGiven: _("群众确认"),
    e.TellingAsked: _("群众未收到答复，须再次告知"),
    e.CallAttempted: _("回访未联系上"),
    e.CallBackDrawn: _("须独立回访"),
    e.CaseStruckOff: _("销号"),
    e.CaseReopened: _("重新办理"),
    e.CaseWithdrawn: _("反映人撤回"),
    e.ImportTakenBack: _("导入已撤销"),
    e.ComplaintTransferred: _("已转送纪检监察机关"),
    e.CasePaused: _("暂缓"),
    e.CaseResumed: _("恢复办理"),
    e.DeadlineExtended: _("核准延期"),
    e.ConsentMoved: _("申请核准"),
    e.IdentityUnsealed: _("隐名身份经核准打开"),
    e.FinalOpinionRecorded: _("终结意见"),
    e.NoticeGiven: _("已告知反映人变动"),
    e.PlannedLookedAt: _("复看"),
    e.DeadlineMissed: _("时限逾期"),
    e.PromiseMissed: _("答复时限逾期"),
    e.CallBackMissed: _("抽样回访逾期"),
    e.CaseLinked: _("关联"),
    er.FilesAttached: _("加上附件"),
    er.OfficeAsked: _("群众提出请求"),
    er.RequestAnswered: _("答复请求"),
    e.EmergencyShown: _("提示涉险电话"),
    e.RaiserUnmasked: _("查看反映人信息"),
    g.CaseMerged: _("并案"),
    g.MembersJoined: _("其他事项并入本件"),
    g.MemberRepointed: _("改并入新的主件"),
    g.CaseUnmerged: _("解除并案"),
    g.MemberLeft: _("一件事项解除并案"),
    g.MembersAwait: _("结果送并入本件的各件事项"),
    g.AnsweredWithMain: _("随主件办结，待告知"),
    g.LookedAtWithMain: _("随主件复看"),
    g.LeadTaken: _("接为主件"),
    g.LeadGivenUp: _("不再作为主件"),
    g.CaseSplit: _("拆分"),
    de.DispatchObjected: _("提出派单异议"),
    de.ObjectionRuled: _("裁定派单异议"),
    de.UnitsConvened: _("组织联动办理"),
    de.PieceAcknowledged: _("签收协办事项"),
    de.PieceAnswered: _("提交协办情况"),
    de.PieceChased: _("催办协办事项"),
    de.PieceDropped: _("撤销协办事项"),
    de.PieceMissed: _("协办事项逾期"),
}

WORDS_OF: Mapping[type[e.CaseEvent], str] = {
    e.CaseReceived: "matter",
    e.CaseRaised: "tried",
    e.CaseReturned: "words",
    e.ResultReviewed: "remarks",
    e.CaseReopened: "words",
    e.CaseWithdrawn: "words",
    er.OfficeAsked: "words",
    er.RequestAnswered: "words",
    e.PlannedLookedAt: "note",
    eb.CaseUrged: "words",
    eb.UrgingAnswered: "words",
    g.CaseMerged: "words",
    g.CaseUnmerged: "words",
    g.LookedAtWithMain: "note",
    g.CaseSplit: "remaining",
    de.ObjectionRuled: "words",
    de.PieceAnswered: "words",
    de.PieceChased: "words",
    de.PieceDropped: "words",
    e.ConsentMoved: "words",
    e.DeadlineExtended: "words",
    e.IdentityUnsealed: "words",
}
"""Which field of an event is the ref of the text that belongs to it."""

_LABELS: Mapping[str, Mapping[Any, str]] = {
    "means": MEANS_ZH,
    "raiser_told": MEANS_ZH,
    "ledger": LEDGER_ZH,
    "channel": CHANNEL_ZH,
    "cause": REOPEN_ZH,
    "reason": CLOSE_REASON_ZH,
    "returned_to": RETURNED_TO_ZH,
}
_FACTS = (
    "ledger", "channel", "category", "rung", "holder_post", "holder_unit", "means", "proof",
    "reason", "cause", "by_clock", "to_decide", "approved", "organ", "new_facts", "to_meeting",
    "raiser_told", "learned_late", "number", "cap", "new_date", "due_at", "on_call_back",
    "office", "office_number", "answer_number", "pack_version", "returned_to", "needed", "despite",
)  # fmt: skip


def make_timeline(
    entries: Sequence[LogEntry],
    texts: Mapping[str, Any],
    directory: Directory,
    moved: Mapping[int, Mapping[str, Any]] | None = None,
) -> tuple[TimelineItem, ...]:
    """Return the entries as a story; `texts`: opened values by ref; `moved`: days that an entry
    moved, by its position."""
    dates = moved or {}
    return tuple(
        _item(entry, texts, directory, dates.get(entry.position, {}))
        for entry in entries
        if not is_told_by_its_act(entry.event)  # type: ignore[arg-type]
    )


def list_refs(entries: Sequence[LogEntry]) -> list[str]:
    """Return the refs of all texts that belong to these entries."""
    refs = []
    for entry in entries:
        event = entry.event
        field = WORDS_OF.get(type(event))  # type: ignore[arg-type]
        if field:
            refs.append(getattr(event, field))
        if isinstance(event, e.CaseReopened):
            refs.append(event.facts)
        refs.append(_find_inner(event))
        result = getattr(event, "result", None)
        if result is not None:
            refs.append(result.reply)
    return [ref for ref in refs if ref]


def _item(
    entry: LogEntry, texts: Mapping[str, Any], directory: Directory, moved: Mapping[str, Any]
) -> TimelineItem:
    event = entry.event
    assert isinstance(event, e.CaseEvent), "a case's stream holds events of cases"
    field = WORDS_OF.get(type(event))
    ref = getattr(event, field) if field else ""
    result = getattr(event, "result", None)
    if result is not None:
        ref = result.reply
    ref = _find_inner(event) or ref
    return TimelineItem(
        position=entry.position,
        type=entry.type,
        zh=title_consent(event) or EVENT_ZH[type(event)],
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        by=name_post(directory, entry.post),
        by_kind=entry.scope.partition(":")[0],
        facts={**_facts(event, directory), **moved},
        words=_words(event, ref, texts),
    )


def _find_inner(event: object) -> str:
    """Return the ref of a text that an event carries inside, "" for none; a raise says what was
    tried first."""
    if isinstance(event, de.DispatchObjected):
        return event.objection.words
    if isinstance(event, e.CaseTriaged) and event.route is not None:
        return event.route.why
    return ""


def _words(event: e.CaseEvent, ref: str, texts: Mapping[str, Any]) -> str:
    """Return the texts of an event: what was said, and what is new."""
    refs = [ref, event.facts] if isinstance(event, e.CaseReopened) else [ref]
    return "\n".join(str(texts[one]) for one in refs if one and texts.get(one))


def name_post(directory: Directory, post: str) -> str:
    """Return unit and title of a post, "" when there is none."""
    return say_post(directory, post)


def _facts(event: e.CaseEvent, directory: Directory) -> dict[str, Any]:
    """Return what may be said of an event: codes, moments, and `<name>_zh` words."""
    found: dict[str, Any] = {}
    for name in _FACTS:
        value = getattr(event, name, None)
        if value not in (None, "", False):
            found[name] = value
            label = _LABELS.get(name, {}).get(value)
            if label:
                found[f"{name}_zh"] = label
    if "holder_post" in found:
        found["holder"] = name_post(directory, found.pop("holder_post"))
    unit = found.pop("holder_unit", "")
    if unit and directory.has(unit):
        found["holder_unit_name"] = directory.unit(unit).name
    if isinstance(event, eb.ExternalNoted) and "due_at" in found:
        found["source_due"] = found.pop("due_at")
    found |= _more_facts(event, directory)
    return found


def _more_facts(event: e.CaseEvent, directory: Directory) -> dict[str, Any]:
    consent = tell_consent(event, lambda post: name_post(directory, post))
    if consent:
        return consent
    if isinstance(event, e.ConfirmationGiven):
        word = event.confirmation
        return {
            "answered": word.answered,
            "solved": word.solved,
            "rating_zh": RATING_ZH[word.rating],
            "given_on_zh": GIVEN_ON_ZH[word.given_on],
            "in_resident_mode": word.in_resident_mode,
        }
    if isinstance(event, e.DeadlineMissed):
        breach = event.breach
        return {
            "clock_zh": CLOCK_ZH[breach.clock],
            "due_at": breach.due_at,
            "learned_late": breach.learned_late,
        }
    if isinstance(event, e.ResultReviewed):
        return {"verdict_zh": _("审核通过") if event.approved else _("退回重写")}
    if isinstance(event, e.HandlerAssigned):
        return {"handler": name_post(directory, event.post)}
    if isinstance(event, e.CallAttempted):
        return {"at": event.attempt.at, "counted": event.attempt.counted}
    if isinstance(event, e.ErrandTaken):
        return {"papers": event.errand.papers}
    told = _dispatch_facts(event, directory)
    if told:
        return told
    if isinstance(event, er.OfficeAsked):
        return {"request_zh": REQUEST_ZH[event.kind]}
    if isinstance(event, er.RequestAnswered):
        return {
            "request_zh": REQUEST_ZH[event.kind],
            "answer_zh": REQUEST_ANSWER_ZH[event.answer],
            "rule": event.rule,
        }
    if isinstance(event, er.FilesAttached):
        purposes = dict.fromkeys(FILE_PURPOSE_ZH[one.purpose] for one in event.files)
        return {"files": len(event.files), "file_purposes_zh": tuple(purposes)}
    if isinstance(event, eb.PapersTaken):
        return {"papers": tuple(paper.name for paper in event.items)}
    if isinstance(event, e.CaseLinked):
        return msgspec.to_builtins(event.link)
    if isinstance(event, e.CallBackDrawn):
        return {"seed": event.seed, "drawn_at": event.drawn_at, "owed_by_rule": event.owed_by_rule}
    if isinstance(event, g.MembersJoined):
        return {"joined": len(event.members)}
    if isinstance(event, g.CaseSplit):
        return {"parts": len(event.parts)}
    result = getattr(event, "result", None)
    if result is None:
        return {}
    facts = {"outcome": result.outcome, "outcome_zh": OUTCOME_ZH[result.outcome]}
    facts |= {
        name: getattr(result, name)
        for name in ("rule", "organ", "legal_channel", "plan")
        if getattr(result, name)
    }
    return facts


def _dispatch_facts(event: e.CaseEvent, directory: Directory) -> dict[str, Any]:
    """Return what may be said of an objection, a ruling, a piece: units and papers."""

    def name(*units: str) -> str:
        return "、".join(directory.unit(one).short_name for one in units if directory.has(one))

    if isinstance(event, de.DispatchObjected):
        objection = event.objection
        return {"cite": objection.cite, "proposes": name(objection.proposes)}
    if isinstance(event, de.ObjectionRuled):
        verdict = _("异议成立，改由该单位承办") if event.upheld else _("异议不成立，由原单位承办")
        return {"cite": event.cite, "verdict_zh": verdict}
    if isinstance(event, de.UnitsConvened):
        return {"piece_unit": name(*dict.fromkeys(one.unit for one in event.pieces))}
    unit = getattr(event, "unit", "") if type(event) in _OF_PIECES else ""
    return {"piece_unit": name(unit)} if unit else {}


_OF_PIECES = frozenset(
    {de.PieceAcknowledged, de.PieceAnswered, de.PieceChased, de.PieceDropped, de.PieceMissed}
)
