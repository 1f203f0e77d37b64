"""Handing one message over to a channel, through Apprise, and reading the gateway's answer.

Apprise says yes or no; robots answer 200 with a code of their own when they refuse, and an SMS
gateway answers with its number of the message. So the plug-ins' `requests` is stood in for by one
that keeps the last answer of this thread. Names are looked up with an end (`kernel.reaching`),
for mail too; nothing else of Apprise is changed.

Redirects are never followed: an address with a key in it is not handed on to another host.
"""

from __future__ import annotations

import json
import logging
import smtplib
import threading
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import apprise
import msgspec
import requests
from apprise.plugins import custom_form, custom_json, dingtalk, feishu, wecombot
from apprise.plugins.email import base as mail
from apprise.plugins.email.base import NotifyEmail

from minqing.kernel.reaching import BoundedSMTP, BoundedSMTPS, bound
from minqing.notices.channels.gateways import GATEWAYS, Gateway
from minqing.notices.channels.terms import ChannelKind, ChannelSecret

CONNECT_SECONDS, READ_SECONDS = 3.0, 5.0
"""How long a gateway may keep the worker waiting."""

MESSAGE_ID = "X-Minqing-Message"
"""Header with our id of the message: the same when it is sent again."""

for _name in ("apprise", "urllib3"):
    # they would write addresses, numbers and texts into the journal
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_asset = apprise.AppriseAsset(app_id="Minqing", app_desc="Minqing", http_redirects=False)
_seen = threading.local()


class _Recorder:
    """Stands where a plug-in looks for `requests`, and keeps the answer of this thread."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, *args: Any, **kwargs: Any) -> requests.Response:
        return self.request("POST", *args, **kwargs)

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        with bound(requests.Session()) as session:
            return self._keep(session.request(*args, **kwargs))

    @staticmethod
    def _keep(response: requests.Response) -> requests.Response:
        _seen.response = response
        return response


class _Mail:
    """Stands where the mail plug-in looks for `smtplib`: its look-ups have an end."""

    SMTP, SMTP_SSL = BoundedSMTP, BoundedSMTPS

    def __getattr__(self, name: str) -> Any:
        return getattr(smtplib, name)


for _module in (wecombot, dingtalk, feishu, custom_json, custom_form):
    vars(_module)["requests"] = _Recorder()
vars(mail)["smtplib"] = _Mail()


class Outgoing(msgspec.Struct, frozen=True):
    """One message as it leaves: our id, whom to (a number, an address, "" for a group), text."""

    id: str
    to: str
    title: str
    text: str


class Answer(msgspec.Struct, frozen=True):
    """What the gateway said. `retry`: it may be tried again. `code`: class of the cause.
    `number`: the gateway's own number of the message."""

    ok: bool
    code: str = ""
    retry: bool = False
    number: str = ""


UNREACHABLE = Answer(False, "unreachable", retry=True)


def deliver(kind: ChannelKind, gateway: str, secret: ChannelSecret, message: Outgoing) -> Answer:
    """Hand a message over; never raises for what a gateway does."""
    _seen.response = None
    try:
        plugin = _MAKE[kind](gateway, secret, message)
    except (TypeError, ValueError, KeyError):
        return Answer(False, "address-wrong")
    plugin.socket_connect_timeout, plugin.socket_read_timeout = CONNECT_SECONDS, READ_SECONDS
    title = message.title if kind is ChannelKind.MAIL else ""  # elsewhere it would be text
    try:
        said = bool(plugin.notify(body=message.text, title=title))
    except Exception:  # a plug-in's own fault must not stop the outbox
        return Answer(False, "plug-in", retry=True)
    if kind is ChannelKind.MAIL:
        return Answer(True) if said else UNREACHABLE
    return _read(kind, gateway, getattr(_seen, "response", None))


# ---------------------------------------------------------------- what the answer means
def _read(kind: ChannelKind, gateway: str, response: requests.Response | None) -> Answer:
    if response is None:
        return UNREACHABLE
    status = response.status_code
    if status in (408, 425, 429) or status >= 500:
        return Answer(False, f"http-{status}", retry=True)
    if not 200 <= status < 300:
        return Answer(False, f"http-{status}")
    body = _parse(response)
    if kind is ChannelKind.SMS:
        return _read_gateway(GATEWAYS[gateway], body)
    field = "code" if kind is ChannelKind.FEISHU else "errcode"
    code = body.get(field, body.get("StatusCode", 0))
    if code in (0, "0"):
        return Answer(True)
    return Answer(False, f"robot-{code}"[:40], retry=code in ROBOT_BUSY)


ROBOT_BUSY = frozenset({45009, 130101, 410100, 9499, 11232, -1})
"""Codes by which a robot says “too often” or “not now”, as its makers' documents list them."""


def _read_gateway(gateway: Gateway, body: Mapping[str, Any]) -> Answer:
    rule = gateway.accepted
    code, number = str(body.get(rule.field, "")), str(body.get(rule.number, ""))[:80]
    if code in rule.values:
        return Answer(True, number=number)
    # what a gateway refuses in words of its own may be for a moment (its queue is full)
    return Answer(False, f"gateway-{_plain(code)}"[:40], retry=True, number=number)


def _plain(code: str) -> str:
    """Return a code as it may be shown: a gateway's sentence could carry a number."""
    return code if len(code) <= 8 and code.isascii() and code.isalnum() else "other"


def _parse(response: requests.Response) -> Mapping[str, Any]:
    try:
        body = json.loads(response.content[:65_536])
    except ValueError:
        pairs = parse_qs(response.text[:65_536])
        return {name: values[0] for name, values in pairs.items()}
    return body if isinstance(body, dict) else {}


# ---------------------------------------------------------------- making the plug-ins
Make = Callable[[str, ChannelSecret, Outgoing], Any]


def _make_wecom(gateway: str, secret: ChannelSecret, message: Outgoing) -> Any:
    key = _query(secret.address, "key")
    plugin = wecombot.NotifyWeComBot(key=key, asset=_asset)
    plugin.api_url = secret.address  # also where an office runs a server of its own
    return plugin


def _make_dingtalk(gateway: str, secret: ChannelSecret, message: Outgoing) -> Any:
    token = _query(secret.address, "access_token")
    plugin = dingtalk.NotifyDingTalk(token=token, secret=secret.key or None, asset=_asset)
    plugin.notify_url = _literal(secret.address)
    return plugin


def _make_feishu(gateway: str, secret: ChannelSecret, message: Outgoing) -> Any:
    token = urlsplit(secret.address).path.rstrip("/").rpartition("/")[2]
    plugin = feishu.NotifyFeishu(token=token, asset=_asset)
    plugin.notify_url = _literal(secret.address)
    return plugin


def _literal(address: str) -> str:
    """Return an address that `str.format` leaves as it is."""
    return address.replace("{", "{{").replace("}", "}}")


def _query(address: str, name: str) -> str:
    return parse_qs(urlsplit(address).query).get(name, [""])[0]


def _make_mail(gateway: str, secret: ChannelSecret, message: Outgoing) -> Any:
    parts = urlsplit(secret.address)
    secure = parts.scheme == "smtps"
    return NotifyEmail(
        smtp_host=parts.hostname,
        host=parts.hostname,
        port=parts.port or (465 if secure else 25),
        user=unquote(parts.username or "") or None,
        password=unquote(parts.password or "") or None,
        from_addr=_query(secret.address, "from"),
        secure=secure,
        secure_mode="ssl" if secure else "insecure",
        targets=[message.to],
        headers={MESSAGE_ID: message.id},
        format="text",
        asset=_asset,
    )


def _make_sms(gateway: str, secret: ChannelSecret, message: Outgoing) -> Any:
    rule, parts = GATEWAYS[gateway], urlsplit(secret.address)
    fields = {rule.send.phone: message.to, rule.send.message: message.id}
    headers = {MESSAGE_ID: message.id}
    if rule.key_field and secret.key:
        fields[rule.key_field] = secret.key
    if rule.key_header and secret.key:
        headers[rule.key_header] = f"{rule.key_prefix}{secret.key}"
    # an empty name leaves Apprise's own field out, another name gives it that name
    own = {"version": "", "title": "", "type": ""}
    if rule.send.text != "message":
        own["message"] = rule.send.text
    plugin_of: Any = custom_form.NotifyForm
    if rule.encoding == "json":
        plugin_of, own = custom_json.NotifyJSON, {**own, "attachments": ""}
    return plugin_of(
        host=parts.hostname,
        port=parts.port,
        secure=parts.scheme == "https",
        fullpath=parts.path or "/",
        params={name: values[0] for name, values in parse_qs(parts.query).items()},
        headers=headers,
        payload={**own, **fields},
        method="POST",
        asset=_asset,
    )


_MAKE: Mapping[ChannelKind, Make] = {
    ChannelKind.WECOM: _make_wecom,
    ChannelKind.DINGTALK: _make_dingtalk,
    ChannelKind.FEISHU: _make_feishu,
    ChannelKind.MAIL: _make_mail,
    ChannelKind.SMS: _make_sms,
}
