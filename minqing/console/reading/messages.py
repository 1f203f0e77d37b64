"""Channels, the outbox and texts as the desk shows them: counts and states, never a secret."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases import public as c
from minqing.console.forms import Choices
from minqing.kernel.ids import derived_id, new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, is_demonstration, submit
from minqing.mechanisms.public import say_words
from minqing.notices import public as n
from minqing.org.public import Directory, get_role, say_post

SAYS = {
    "case.receipt": gettext_noop("登记回执"),
    "case.promise": gettext_noop("答复时限"),
    "case.result": gettext_noop("办理结果"),
    "case.told": gettext_noop("请群众确认"),
    "case.extended": gettext_noop("延期告知"),
    "case.paused": gettext_noop("暂缓告知"),
    "case.reopened": gettext_noop("重新办理"),
    "case.urged": gettext_noop("督办提醒"),
    "case.emergency": gettext_noop("涉险提醒"),
    "notices.reminder": gettext_noop("到期提醒"),
    "notices.digest": gettext_noop("汇总"),
    "notices.text": gettext_noop("来信提醒"),
    "signin.cleared": gettext_noop("二次验证被取消"),
    "signin.linked": gettext_noop("账号绑定统一身份"),
    "signin.unlinked": gettext_noop("账号解除绑定"),
}
"""What a message is about, by its key."""

TONES = {
    n.MessageState.ACCEPTED: "neutral",
    n.MessageState.DELIVERED: "well",
    n.MessageState.FAILED: "late",
    n.MessageState.DEAD: "late",
    n.MessageState.DROPPED: "soon",
    n.MessageState.LAPSED: "soon",
}
MOST_UNITS = 400


def say_about(key: str) -> str:
    """Return what a message is about."""
    return _(SAYS[key]) if key in SAYS else key


def say_cause(code: str) -> str:
    """Return a class of cause in words; a gateway's own code as it is."""
    return _(n.CAUSE_ZH[code]) if code in n.CAUSE_ZH else code


# ---------------------------------------------------------------- channels
def describe_channels(viewer: Actor) -> dict[str, Any]:
    """Return the open channels in the viewer's reach and what a new one is chosen from."""
    directory = get_snapshot(Directory)
    found = [one for one in get_snapshot(n.Channels).all() if directory.reaches(viewer, one.unit)]
    return {
        "channels": [
            {
                "id": one.id,
                "title": one.title,
                "kind": one.kind,
                "kind_words": _(n.CHANNEL_KIND_ZH[one.kind]),
                "unit": directory.unit(one.unit).short_name
                if directory.has(one.unit)
                else one.unit,
                "opened_at": one.opened_at,
                "renewed_at": one.renewed_at,
                "is_sms": one.kind is n.ChannelKind.SMS,
                "has_key": one.kind is not n.ChannelKind.SHOWN,
                "duty": say_post(directory, one.duty_post),
                "takes_in": reverse("sms:in", args=[one.id]) if _is_sms(one) else "",
                "takes_reports": reverse("sms:report", args=[one.id]) if _reports(one) else "",
                "command": new_id(),
            }
            for one in found
        ],
        "kinds": [(str(kind), _(words)) for kind, words in n.CHANNEL_KIND_ZH.items()],
        "gateways": [(key, _say_gateway(one)) for key, one in n.GATEWAYS.items()],
        "units": _list_units(viewer, directory),
        "posts": _list_duty_posts(viewer, directory),
        "command": new_id(),
        "channel": new_id(),
    }


def _is_sms(channel: n.ChannelState) -> bool:
    return channel.kind is n.ChannelKind.SMS


def _reports(channel: n.ChannelState) -> bool:
    gateway = n.GATEWAYS.get(channel.gateway)
    return gateway is not None and gateway.reports is not None


def _say_gateway(gateway: n.Gateway) -> str:
    return say_words(gateway.title_zh, gateway.title_en)


def _list_units(viewer: Actor, directory: Directory) -> Choices:
    """The viewer's units and those right below: a channel speaks for everything under it."""
    roots = [unit for unit in dict.fromkeys(viewer.units) if directory.has(unit)]
    codes = [code for root in roots for code in (root, *directory.children(root))]
    return tuple((code, directory.unit(code).short_name) for code in codes[:MOST_UNITS])


def _list_duty_posts(viewer: Actor, directory: Directory) -> Choices:
    units = [code for code, _name in _list_units(viewer, directory)]
    posts = [post for unit in units for post in directory.posts_at(unit)]
    able = [
        post for post in posts if "CASE_RECEIVE" in get_role(directory.post(post).role).permissions
    ]
    return tuple((post, say_post(directory, post)) for post in able[:MOST_UNITS])


# ---------------------------------------------------------------- the outbox
def describe_messages(viewer: Actor, *, now: datetime) -> dict[str, Any]:
    """Return how many messages stand where, and those that were given up, by cause."""
    tallies = n.count_messages(viewer)
    dead = [one for one in tallies if one.state is n.MessageState.DEAD]
    return {
        "tallies": [
            {
                "state": _(n.MESSAGE_STATE_ZH[one.state]),
                "tone": TONES.get(one.state, "neutral"),
                "cause": say_cause(one.code),
                "count": one.count,
            }
            for one in tallies
        ],
        "dead": [
            {"code": one.code, "cause": say_cause(one.code), "count": one.count} for one in dead
        ],
        "demonstration": is_demonstration(),
    }


def settle_messages(viewer: Actor, code: str, *, again: bool, now: datetime) -> int:
    """Send the given-up messages of a cause again, or leave them; returns how many."""
    return n.settle_dead(viewer, code, again=again, now=now)


def list_shown_messages(viewer: Actor) -> list[dict[str, Any]]:
    """Return what a demonstration would have sent; texts are made now and kept nowhere."""
    directory = get_snapshot(Directory)
    return [
        {
            "about": say_about(row.key),
            "to": _name_addressee(row.to, directory),
            "text": n.make_text(row),
            "at": row.sent_at,
            "case": row.subject.partition(":")[2] if row.subject.startswith("case:") else "",
        }
        for row in n.list_shown(viewer)
    ]


def _name_addressee(to: str, directory: Directory) -> str:
    kind, _colon, name = to.partition(":")
    return say_post(directory, name) if kind == "post" else _("反映人")


# ---------------------------------------------------------------- on the page of a case
def list_told(case: str) -> list[dict[str, Any]]:
    """Return how and when the raiser was told by messages; the viewer sees the case already."""
    return [
        {
            "about": say_about(one.key),
            "channel": one.channel,
            "state": _(n.MESSAGE_STATE_ZH[one.state]),
            "tone": TONES.get(one.state, "neutral"),
            "cause": say_cause(one.code),
            "at": one.answered_at or one.sent_at or one.made_at,
            "number": one.number,
            "repeated": one.repeated,
            "due_at": one.due_at if one.state is n.MessageState.WAITING else None,
        }
        for one in n.list_told(f"case:{case}")
    ]


def may_tell_by_message(case: str, place: str) -> bool:
    """Return whether a text gateway serves the place, and no such message is on its way."""
    directory, channels = get_snapshot(Directory), get_snapshot(n.Channels)
    if not channels or not directory.has(place):
        return False
    served = channels.reach(directory.path(place), n.TO_RAISERS)
    return bool(served) and not n.is_being_told(f"case:{case}", "case.result")


# ---------------------------------------------------------------- texts that came in
def list_texts(viewer: Actor) -> list[dict[str, Any]]:
    """Return the texts that wait for this viewer."""
    return [
        {
            "id": one.id,
            "at": one.at,
            "words": one.words or _("内容已删除"),
            "phone": one.phone,
            "meaning": _(n.MEANING_ZH[one.meaning]) if one.meaning in n.ANSWERS else "",
            "case": one.subject.partition(":")[2],
            "command": new_id(),
        }
        for one in n.list_waiting_texts(viewer)
    ]


def find_waiting_text(viewer: Actor, text: str) -> n.TextShown | None:
    """Return a text that waits for this viewer, None when there is none of that id."""
    return next((one for one in n.list_waiting_texts(viewer) if one.id == text), None)


def find_case_of_receipt(viewer: Actor, receipt: str, *, now: datetime) -> str:
    """Return the stream of the case of a receipt that this viewer may see, "" for none."""
    state = c.find_by_receipt(receipt)
    if state is None or c.find_case(viewer, state.id, now=now) is None:
        return ""
    return f"case:{state.id}"


def note_registered(viewer: Actor, text: str, case: str, *, now: datetime) -> None:
    """Note that a text became a matter; one that waits no more was noted by somebody else."""
    if not text or find_waiting_text(viewer, text) is None:
        return
    command = n.SettleText(
        id=derived_id("text-registered", text),
        text=text,
        settled=n.Settled.REGISTERED,
        subject=f"case:{case}",
    )
    submit([command], by=viewer, now=now)


def describe_contact(viewer: Actor) -> dict[str, Any]:
    """Return where the viewer is told; for the owner alone."""
    details = n.open_contact(viewer.person)
    return {"phone": details.phone, "mail": details.mail, "contact_command": new_id()}
