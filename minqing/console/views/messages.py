"""通知渠道, 消息发送, 演示消息, 短信来信: what leaves the house and what comes in by text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from minqing.console.desk import draw, staff
from minqing.console.forms import say_refusal
from minqing.console.proving import ask_proof
from minqing.console.reading import messages as reading
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Personal, Refusal
from minqing.log.public import get_now, is_demonstration, submit
from minqing.notices import public as n

SECRETS = ("address", "key", "inbound")


# ---------------------------------------------------------------- channels
@require_safe
@staff("CHANNEL_ADMIN")
def show_channels(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show the channels; keys and addresses are never shown again."""
    return draw(request, viewer, "console/channels.html", reading.describe_channels(viewer))


@sensitive_post_parameters(*SECRETS)
@require_POST
@staff("CHANNEL_ADMIN")
def act_on_channel(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Open, renew or close a channel; what was refused is said, what was typed is kept."""
    wish = request.POST.get("act", "")
    make = {"open": _open, "renew": _renew, "close": _close}.get(wish)
    if make is None:
        raise Http404
    if (asked := ask_proof(request, viewer)) is not None:
        return asked  # keys of the house change hands
    refusal = _submit(make(request), viewer)
    if refusal is None:
        done = {
            "open": _("已开通。密钥已加密保存，以后不再显示。"),
            "renew": _("已更换。原来的密钥已删除。"),
            "close": _("已停用，密钥已删除。"),
        }
        messages.success(request, done[wish], extra_tags="well")
        return redirect("console:channels")
    found = reading.describe_channels(viewer)
    typed = {
        name: request.POST.get(name, "")
        for name in ("title", "unit", "kind", "gateway", "duty_post")
    }
    found |= {"typed": typed, "tried": wish, "refused": say_refusal(refusal)}
    return draw(request, viewer, "console/channels.html", found, status=422)


def _open(request: HttpRequest) -> Command:
    channel = _text(request, "channel")[:40] or new_id()
    kind = _text(request, "kind")
    if kind not in set(n.ChannelKind):
        raise Http404
    return n.OpenChannel(
        id=_text(request, "command") or new_id(),
        channel=channel,
        unit=_text(request, "unit"),
        kind=n.ChannelKind(kind),
        title=_text(request, "title")[:60],
        secret=_secret(request, channel),
        gateway=_text(request, "gateway") if kind == n.ChannelKind.SMS else "",
        duty_post=_text(request, "duty_post") if kind == n.ChannelKind.SMS else "",
    )


def _renew(request: HttpRequest) -> Command:
    channel = _text(request, "channel")[:40]
    command = _text(request, "command") or new_id()
    return n.RenewChannel(id=command, channel=channel, secret=_secret(request, channel))


def _close(request: HttpRequest) -> Command:
    return n.CloseChannel(
        id=_text(request, "command") or new_id(),
        channel=_text(request, "channel")[:40],
        reason=_text(request, "reason")[:200],
    )


def _secret(request: HttpRequest, channel: str) -> Personal[n.ChannelSecret]:
    address, key, inbound = (_text(request, name)[:500] for name in SECRETS)
    secret = n.ChannelSecret(address=address, key=key, inbound=inbound)
    return Personal(secret, subject=f"channel:{channel}")


# ---------------------------------------------------------------- the outbox
@require_safe
@staff("OPERATIONS_VIEW")
def show_messages(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show how many messages stand where; no text, no addressee."""
    found = reading.describe_messages(viewer, now=get_now())
    return draw(request, viewer, "console/messages.html", found)


@require_POST
@staff("OPERATIONS_VIEW")
def settle_messages(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Send the given-up messages of one cause again, or leave them."""
    again = request.POST.get("act") == "again"
    code = request.POST.get("code", "")[:40]
    count = reading.settle_messages(viewer, code, again=again, now=get_now())
    if again:
        done = ngettext("%(n)d条重新排队发送。", "%(n)d条重新排队发送。", count) % {"n": count}
    else:
        done = ngettext("%(n)d条不再发送。", "%(n)d条不再发送。", count) % {"n": count}
    messages.success(request, done, extra_tags="well")
    return redirect("console:messages")


@require_safe
@staff("OPERATIONS_VIEW")
def show_shown(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show what a demonstration would have sent; nowhere else are texts shown."""
    if not is_demonstration():
        raise Http404
    found: dict[str, Any] = {"lines": reading.list_shown_messages(viewer)}
    return draw(request, viewer, "console/messages_shown.html", found)


# ---------------------------------------------------------------- texts that came in
@require_safe
@staff("CASE_RECEIVE")
def show_texts(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show the texts that nothing answered by itself."""
    return draw(request, viewer, "console/texts.html", {"texts": reading.list_texts(viewer)})


@require_POST
@staff("CASE_RECEIVE")
def settle_text(request: HttpRequest, viewer: Actor, text: str) -> HttpResponse:
    """Say that a text became a matter, or that nothing is to be done."""
    registered = request.POST.get("act") == "registered"
    subject = ""
    if registered:
        receipt = _text(request, "receipt")[:60]
        subject = reading.find_case_of_receipt(viewer, receipt, now=get_now())
    command = n.SettleText(
        id=_text(request, "command") or new_id(),
        text=text,
        settled=n.Settled.REGISTERED if registered else n.Settled.DISMISSED,
        subject=subject,
        reason=_text(request, "reason")[:200],
    )
    refusal = _submit(command, viewer)
    if refusal is None:
        messages.success(request, _("来信已处理。"), extra_tags="well")
    else:
        messages.error(request, say_refusal(refusal), extra_tags="late")
    return redirect("console:texts")


@sensitive_post_parameters("phone", "mail")
@require_POST
@staff()
def keep_contact(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Keep where one wants to be told; empty: nowhere."""
    details = n.ContactDetails(
        phone=_text(request, "phone")[:30], mail=_text(request, "mail")[:200]
    )
    empty = details == n.ContactDetails()
    command = n.KeepContact(
        id=_text(request, "command") or new_id(),
        person=viewer.person,
        contact=None if empty else Personal(details, subject=f"person:{viewer.person}"),
    )
    refusal = _submit(command, viewer)
    if refusal is None:
        messages.success(request, _("联系方式已保存。"), extra_tags="well")
    else:
        messages.error(request, say_refusal(refusal), extra_tags="late")
    return redirect("console:account")


def _submit(command: Command, viewer: Actor) -> Refusal | None:
    (answer,) = submit([command], by=viewer, now=get_now())
    return answer.refusal


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()
