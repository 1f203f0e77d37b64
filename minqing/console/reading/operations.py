"""What the page 运行状态 shows of the log and its worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases.public import Then, find_kept, list_due, list_exports, may_keep
from minqing.console.lists import LISTS
from minqing.exchange.public import count_dead as count_outgoing_dead
from minqing.kernel.ids import derived_id, new_id
from minqing.kernel.messages import Actor, Refusal
from minqing.kernel.receipts import check_receipt, format_receipt, is_receipt
from minqing.log.public import (
    HoldSubject,
    LiftHold,
    UnsealSubject,
    get_operations,
    get_snapshot,
    look,
    settle_letter,
    status,
    submit,
)
from minqing.mechanisms.public import say_words
from minqing.notices.public import count_dead
from minqing.org.public import Directory, say_title

PARTS = {
    "erasures": gettext_noop("删除个人信息"),
    "calendar-reissue": gettext_noop("日历变动后重算时限"),
    "mechanisms.versions": gettext_noop("工作机制的版本"),
    "org-tenures": gettext_noop("任职记录"),
    "org-levels": gettext_noop("单位调整后的层级"),
    "households-levels": gettext_noop("单位调整后各户的归属"),
    "cases-levels": gettext_noop("单位调整后事项的归属"),
    "imports-drop-files": gettext_noop("导入文件到期删除"),
    "activities-levels": gettext_noop("单位调整后走访记录的归属"),
    "partnerships-levels": gettext_noop("单位调整后惠民项目的归属"),
    "partnerships-pair-levels": gettext_noop("单位调整后联系结对的归属"),
    "partnerships-ties": gettext_noop("惠民项目与事项的关联"),
    "facts": gettext_noop("统计用的事实"),
    "notices-parties": gettext_noop("短信来信的号码对照"),
    "notices-forget-texts": gettext_noop("短信来信到期删除"),
    "notices-send": gettext_noop("发送消息"),
    "outbox-notices": gettext_noop("提醒类消息排队"),
    "outbox-case": gettext_noop("事项消息排队"),
    "outbox-signin": gettext_noop("登录安全消息排队"),
    "cases-note-tellings": gettext_noop("短信送达后记为已告知"),
    "cases-answer-texts": gettext_noop("短信回复的处理"),
    "cases-erase-transferred": gettext_noop("已转送的检举控告不留存"),
    "cases-look-again": gettext_noop("时限到期的检查"),
    "cases-remind-holders": gettext_noop("到期前提醒承办岗位"),
    "cases-erase-asked": gettext_noop("按群众请求删除内容"),
    "cases-share-with-members": gettext_noop("主件的结果送到并入的事项"),
    "cases-lapse-requests": gettext_noop("事项有变，作废不再适用的申请"),
    "cases-search": gettext_noop("检索索引"),
    "cases-dispatch": gettext_noop("派单异议、先例和协办事项"),
    "cases-call-ups": gettext_noop("召集和到会"),
    "meetings-open": gettext_noop("到期召开的会议"),
    "meetings-look": gettext_noop("会议预告、到会和记录的时限"),
    "meetings-standings": gettext_noop("各级应上会的事项"),
    "meetings-matters": gettext_noop("上过会的事项"),
    "meetings-levels": gettext_noop("单位调整后会议的归属"),
    "commitments-look": gettext_noop("承诺到期的检查"),
    "commitments-answer": gettext_noop("群众确认转到承诺"),
    "commitments-levels": gettext_noop("单位调整后承诺的归属"),
    "commitments-packs": gettext_noop("工作机制变动后重看承诺"),
    "exchange-tell": gettext_noop("告知来件单位的消息排队"),
    "exchange-hooks": gettext_noop("事件推送排队"),
    "exchange-send": gettext_noop("向其他系统发送"),
    "exchange-bring-in": gettext_noop("来件工单登记为事项"),
    "exchange-reconcile": gettext_noop("每日对账"),
    "cases-kept": gettext_noop("办结事项的保存期限"),
    "cases-retention": gettext_noop("保存期满的删除和封存"),
}
LATE = 5000
"""Entries behind from which the page calls a part late: some seconds of work."""


BEHIND = "minqing.console.behind"
SILENT_FOR = timedelta(minutes=5)
"""A worker whose lease ran out this long ago has stopped."""


def is_worker_behind(now: datetime) -> bool:
    """Return whether what the lists show may be old; asked at most twice a minute."""
    known = cache.get(BEHIND)
    if known is None:
        found = status()
        until = found["runs_until"]
        stopped = until is not None and datetime.fromisoformat(until) < now - SILENT_FOR
        known = stopped or found["behind"] > LATE
        cache.set(BEHIND, known, 30)
    return bool(known)


def describe_operations(viewer: Actor, *, now: datetime) -> dict[str, Any]:
    """Return the state of worker, dead letters, daily digest and verification."""
    found = get_operations(now)
    parts = [
        {
            "name": _(PARTS[name]) if name in PARTS else name,
            "behind": part["behind"],
            "trouble": part["trouble"],
            "tone": "late" if part["trouble"] or part["behind"] > LATE else "well",
        }
        for name, part in found["parts"].items()
    ]
    letters = [
        {
            **letter,
            "command": new_id(),
            "name": _(PARTS[letter["name"]]) if letter["name"] in PARTS else letter["name"],
        }
        for letter in found["letters"]
    ]
    return {
        **found,
        "parts": parts,
        "letters": letters,
        "findings": look(now),
        "may_keep": may_keep(viewer),
        "messages_dead": count_dead(),
        "outgoing_dead": count_outgoing_dead(),
        "may_exchange": "EXCHANGE_ADMIN" in viewer.permissions,
        "may_open": "CHANNEL_ADMIN" in viewer.permissions,
        "may_train": "SUGGESTION_ADMIN" in viewer.permissions,
        "exports": _exports(viewer),
    }


def settle(
    viewer: Actor, letter: int, *, act: str, reason: str, command: str, now: datetime
) -> Refusal | None:
    """Try a dead letter again or give it up; returns why not."""
    return settle_letter(letter, act=act, reason=reason, command=command, by=viewer, now=now)


def list_retention(viewer: Actor, *, now: datetime) -> dict[str, Any]:
    """Return ended cases whose term is over or soon will be, and what will be done."""
    due = list_due(now=now)
    lines = [
        {
            "receipt": format_receipt(one.receipt),
            "case": one.case,
            "title": say_words(one.title_zh, one.title_en),
            "ended_at": one.ended_at,
            "due_at": one.due_at,
            "seals": one.then == Then.SEAL,
            "held": one.held,
            "source": one.source,
            "over": one.due_at <= now,
            "command": new_id(),
        }
        for one in due
    ]
    return {"lines": lines, "count": len(lines), "command": new_id()}


def keep_or_release(
    viewer: Actor, case: str, *, act: str, reason: str, command: str, now: datetime
) -> Refusal | None:
    """Hold what a case told (保全), or lift the hold; returns why not."""
    make = HoldSubject if act == "hold" else LiftHold
    asked = make(id=command, subject=f"case:{case}", reason=reason)
    return submit([asked], by=viewer, now=now)[0].refusal


def find_kept_case(viewer: Actor, typed: str) -> str:
    """Return the id of the ended case of a receipt as somebody typed it, "" when there is none."""
    number, _dash, part = typed.strip().rpartition("-")
    if not is_receipt(typed) and is_receipt(number) and part.isdigit():
        return find_kept(viewer, f"{check_receipt(number)}-{part}")
    return find_kept(viewer, check_receipt(typed)) if is_receipt(typed) else ""


def hold_or_unseal(
    viewer: Actor, case: str, *, act: str, reason: str, command: str, now: datetime
) -> Refusal | None:
    """Hold what an ended case told, or bring what was sealed back into reach; returns why not.

    What is unsealed is held as well: else the worker would seal it again at its next round.
    """
    subject = f"case:{case}"
    hold = HoldSubject(id=derived_id(command, "hold"), subject=subject, reason=reason)
    unseal = UnsealSubject(id=derived_id(command, "unseal"), subject=subject, reason=reason)
    asked = [unseal, hold] if act == "unseal" else [hold]
    answers = submit(asked, by=viewer, now=now)
    return next((one.refusal for one in answers if one.refusal is not None), None)


def _exports(viewer: Actor) -> list[dict[str, Any]]:
    directory = get_snapshot(Directory)
    return [
        {
            **one,
            "title": LISTS[one["list"]].title if one["list"] in LISTS else one["list"],
            "by": _name_post(directory, one["post"]),
        }
        for one in list_exports(viewer)
    ]


def _name_post(directory: Directory, post: str) -> str:
    if not directory.has_post(post):
        return post
    found = directory.post(post)
    return f"{directory.unit(found.unit).short_name} {say_title(found)}"
