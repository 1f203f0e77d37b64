"""查询进度: one matter in plain words, for whoever has its receipt, and in full for its raiser."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases import public as c
from minqing.kernel.receipts import format_receipt
from minqing.log.public import make_frame
from minqing.org.public import resident_actor, system_actor
from minqing.portal.again import show_first, show_openings, show_opinion
from minqing.portal.others import show_others
from minqing.portal.places import name_place

S = c.Status
NOW = {
    S.AWAITING_TRIAGE: gettext_noop("已经登记，正在分给该办的单位。"),
    S.AWAITING_ACKNOWLEDGEMENT: gettext_noop("已经分下去，等办理单位签收。"),
    S.HANDLING: gettext_noop("正在办理。"),
    S.JOINT_HANDLING: gettext_noop("几个单位正在一起办理。"),
    S.PAUSED: gettext_noop("暂缓办理。暂缓的时间不算在时限里。"),
    S.AWAITING_REVIEW: gettext_noop("已有结果，正在审核答复。"),
    S.AWAITING_TELLING: gettext_noop("已有结果，正在告诉您。"),
    S.AWAITING_CONFIRMATION: gettext_noop("已经答复，请您确认。"),
    S.PLANNED: gettext_noop("列入计划办理，每月复看一次，办好了再告诉您。"),
    S.CLOSED: gettext_noop("已经办结。"),
    S.REOPENED: gettext_noop("已按要求重新办理，等办理单位签收。"),
    S.TRANSFERRED: gettext_noop("已转送纪检监察机关，本平台不留存内容。"),
    S.MERGED: gettext_noop("和别人反映的同一件事一起办理，办好了分别告诉每一位。"),
}
STAGES = (
    gettext_noop("收到"),
    gettext_noop("办理"),
    gettext_noop("答复"),
    gettext_noop("您确认"),
)
STAGE_OF = {
    S.AWAITING_TRIAGE: 0,
    S.AWAITING_ACKNOWLEDGEMENT: 0,
    S.REOPENED: 0,
    S.HANDLING: 1,
    S.JOINT_HANDLING: 1,
    S.PAUSED: 1,
    S.PLANNED: 1,
    S.MERGED: 1,
    S.AWAITING_REVIEW: 2,
    S.AWAITING_TELLING: 2,
    S.AWAITING_CONFIRMATION: 3,
    S.CLOSED: 4,
}
SAID = {
    "case.received": gettext_noop("收到您反映的事项"),
    "case.history-recorded": gettext_noop("由别的系统转来"),
    "case.triaged": gettext_noop("分到{who}"),
    "case.acknowledged": gettext_noop("{by}已签收"),
    "case.settled-on-spot": gettext_noop("办好并答复您"),
    "case.errand-taken": gettext_noop("收下材料，替您跑腿"),
    "case.papers-handed-back": gettext_noop("材料已交还"),
    "case.dispatch-objected": gettext_noop("承办单位认为应由别的单位办，等第三方裁定；时限照常走"),
    "case.objection-ruled": gettext_noop("单位之间定了由谁承办：{who}"),
    "case.units-convened": gettext_noop("请几个单位一起办：{units}"),
    "case.raised": gettext_noop("报到上一级：{who}"),
    "case.returned": gettext_noop("退回，重新分办"),
    "case.raiser-told": gettext_noop("已把结果告诉您"),
    "case.confirmation-given": gettext_noop("记下了您的确认"),
    "case.call-attempted": gettext_noop("打电话给您，没有联系上"),
    "case.struck-off": gettext_noop("办结"),
    "case.reopened": gettext_noop("重新办理：{who}"),
    "case.withdrawn": gettext_noop("事项已撤回"),
    "case.paused": gettext_noop("暂缓办理"),
    "case.resumed": gettext_noop("恢复办理"),
    "case.deadline-extended": gettext_noop("延长了办理时限"),
    "case.final-opinion-recorded": gettext_noop("联席会议作出终结意见"),
    "case.notice-given": gettext_noop("已告知您延期或暂缓"),
    "case.identity-unsealed": gettext_noop("您的身份被查看过"),
    "case.planned-looked-at": gettext_noop("复看计划"),
    "case.promise-missed": gettext_noop("过了答复时限，已自动提醒"),
    "case.complaint-transferred": gettext_noop("已转送纪检监察机关"),
    "case.files-attached": gettext_noop("加上了照片或材料"),
    "case.office-asked": gettext_noop("您的请求：{request}"),
    "case.request-answered": gettext_noop("答复您的请求：{request}，{answer}"),
    "case.raiser-unmasked": gettext_noop("{by}查看了您的姓名和电话"),
}
"""Steps as told to the raiser; what is not here is inner work."""

WORDS_TOLD = frozenset(
    {"case.reopened", "case.withdrawn", "case.office-asked", "case.request-answered"}
)
"""Steps whose words are the raiser's own, or meant for the raiser."""

MAY: dict[str, type[c.CaseCommand]] = {
    "may_confirm": c.RecordConfirmation,
    "may_reopen": c.ReopenCase,
    "may_withdraw": c.WithdrawCase,
    "may_attach": c.AttachFiles,
}


class Found(msgspec.Struct, frozen=True):
    """A receipt that exists: its case, and whether its content may ever be opened here."""

    id: str
    receipt: str
    is_sealed: bool


def find_progress(receipt: str, *, now: datetime) -> Found | None:
    """Return what a receipt number stands for, None when there is none."""
    page = c.find_case(system_actor("portal"), receipt, now=now)
    if page is None or page.state.receipt != receipt:
        return None
    return Found(page.state.id, receipt, page.state.sealed)


def is_key_right(found: Found, key: str, *, now: datetime) -> bool:
    """Return whether the slip's PIN or the last four digits of the raiser's phone were given.

    Complaints against officials are never opened here.
    """
    by = resident_actor(f"public:{found.id}")
    return c.open_tracked(by, found.receipt, key, now=now) is not None


def show_progress(receipt: str, *, opened: bool, now: datetime) -> dict[str, Any]:
    """Return status and dates; with `opened` also the words, and what may be asked now."""
    tracked = c.track(receipt, now=now)
    assert tracked is not None, "the receipt was found before"
    status = tracked.status
    shown: dict[str, Any] = {
        "receipt": tracked.receipt,
        "status": status,
        "now": _(NOW[status]),
        "stages": _show_stages(status),
        "raised_at": tracked.raised_at,
        "closed_at": tracked.closed_at,
        "steps": [{"title": _(step.zh), "at": step.at} for step in reversed(tracked.steps)],
        "first": show_first(tracked.first),
    }
    shown |= show_others(receipt, opened=opened, now=now)
    # a part of a split text stands under the receipt of the first: "<receipt>-2"
    shown["grouped"] = format_receipt(shown["receipt"].partition("-")[0])
    return shown | (_open(receipt, now) if opened else {})


def _show_stages(status: c.Status) -> list[dict[str, Any]]:
    at = STAGE_OF.get(status)
    if at is None:
        return []
    return [
        {"word": _(word), "done": number < at, "now": number == at}
        for number, word in enumerate(STAGES)
    ]


def _open(receipt: str, now: datetime) -> dict[str, Any]:
    page = c.find_case(system_actor("portal"), receipt, now=now)
    assert page is not None, "the receipt was found before"
    state = page.state
    frame = make_frame(resident_actor(f"public:{state.id}"), now)
    told = state.told_at is not None
    promise = c.CLOCK_ZH[c.ClockName.PROMISE]
    asked = {one.kind for one in state.requests if one.answer is None}
    named = state.anonymity is not c.Anonymity.ANONYMOUS
    files = c.list_files(system_actor("portal"), receipt, now=now)
    return {
        "opened": True,
        "id": state.id,
        "matter": page.matter,
        "spot": c.open_spot(system_actor("portal"), receipt, now=now),
        "files": [one for one in files if told or one.purpose is not c.FilePurpose.RESULT],
        "reply": page.reply if told else "",
        "outcome": state.result.outcome if told and state.result else "",
        "plan": state.result.plan if told and state.result else None,
        "holder": page.answering or page.line.holder or page.line.holder_unit_name,
        "place": name_place(state.place),
        **_say_units(state),
        "due": next((clock for clock in page.clocks if clock.zh == promise), None),
        "may_call": named and c.RequestKind.CALL not in asked,
        "asked_call": c.RequestKind.CALL in asked,
        "needs_facts": not c.is_window_open(state, frame),
        "opinion": show_opinion(page.opinion) if told else None,
        "openings": show_openings(page.openings),
        "steps": list(_tell(page.timeline)),
        **{name: _may(act, state, frame) for name, act in MAY.items()},
    }


def _say_units(state: c.CaseState) -> dict[str, Any]:
    """Return main and co-handling units where several handle it: names of units, nothing else."""
    pieces = [one for one in state.pieces if one.round == state.reopened and not one.dropped_at]
    if not pieces:
        return {}
    units = dict.fromkeys(one.unit for one in pieces)
    return {
        "main_unit": name_place(state.holder_unit),
        "co_units": [name_place(unit) for unit in units],
    }


def _may(act: type[c.CaseCommand], state: c.CaseState, frame: Any) -> bool:
    if act is c.RecordConfirmation and state.status is not S.AWAITING_CONFIRMATION:
        return False
    return c.can(act, state, frame)


def _tell(timeline: Iterable[c.TimelineItem]) -> Iterable[dict[str, Any]]:
    """Yield the steps in plain words, newest first."""
    for item in reversed(tuple(timeline)):
        kind = item.type.partition("@")[0]
        if kind not in SAID:
            continue
        facts = item.facts
        names = {
            "who": facts.get("holder") or facts.get("holder_unit_name") or "",
            "by": item.by or _("工作人员"),
            "units": facts.get("piece_unit") or "",
            "request": _(facts.get("request_zh", "")) if facts.get("request_zh") else "",
            "answer": _(facts.get("answer_zh", "")) if facts.get("answer_zh") else "",
        }
        yield {
            "title": _(SAID[kind]).format_map(names),
            "at": item.happened_at,
            "said": "\n".join(_say_more(kind, item)),
        }


def _say_more(kind: str, item: c.TimelineItem) -> list[str]:
    facts, said = item.facts, []
    if "solved" in facts:
        said.append(_("已收到答复") if facts.get("answered") else _("没有收到答复"))
        said.append(_("问题已解决") if facts["solved"] else _("问题未解决"))
        said.append(_(facts["rating_zh"]))
    if kind in ("case.deadline-extended", "case.raiser-unmasked") and facts.get("reason"):
        said.append(_("理由：{value}").format(value=facts["reason"]))
    if facts.get("rule"):
        said.append(_("依据：{value}").format(value=facts["rule"]))
    if facts.get("means_zh"):
        said.append(_("方式：{value}").format(value=_(facts["means_zh"])))
    if kind in WORDS_TOLD and item.words:
        said.append(item.words)
    return [" · ".join(said)] if said else []
