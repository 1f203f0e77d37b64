"""What a gateway hands over to us: texts that came in, reports of what was delivered.

The face has the raw body and its headers; here stands whose they are, whether they were signed,
and what the fields of that gateway's format mean.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qs

import msgspec

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Personal
from minqing.log.public import Answer, get_snapshot, submit, write_transaction
from minqing.notices.channels.gateways import GATEWAYS, Gateway
from minqing.notices.channels.state import Channels, ChannelState
from minqing.notices.channels.terms import LEAST_KEY, ChannelKind, ChannelSecret
from minqing.notices.inbound.commands import ReceiveText
from minqing.notices.inbound.rules import read_meaning
from minqing.notices.inbound.terms import LONGEST
from minqing.notices.models import Message
from minqing.notices.outbox.terms import MessageState
from minqing.notices.outbox.texts import find_words_section
from minqing.org.public import system_actor
from minqing.vault.public import open_value

FRESH_SECONDS = 300
"""How old a signature may be; the gateway signs the moment with the body. Source: ours."""

Fields = Mapping[str, str]


class Malformed(Exception):
    """What was handed over is signed, but not in the format of this gateway."""


def find_signed(
    channel: str, headers: Mapping[str, str], body: bytes, *, now: datetime
) -> ChannelState | None:
    """Return the channel whose gateway signed this body just now, None for anything else."""
    found = get_snapshot(Channels).find(channel)
    if found is None or found.kind is not ChannelKind.SMS or not found.secret:
        return None
    value = open_value(found.secret)
    secret = ChannelSecret() if value is None else msgspec.convert(value, ChannelSecret)
    if len(secret.inbound) < LEAST_KEY:
        return None
    rule = GATEWAYS[found.gateway]
    moment = headers.get(rule.timestamp_header, "")
    signature = headers.get(rule.signature_header, "")
    if not _is_fresh(moment, now):
        return None
    expected = sign(secret.inbound, moment, body)
    return found if hmac.compare_digest(expected.encode(), signature.encode()) else None


def sign(key: str, moment: str, body: bytes) -> str:
    """Return the signature of a body: hex(HMAC-SHA256(key, moment "." body))."""
    return hmac.new(key.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def _is_fresh(moment: str, now: datetime) -> bool:
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 13):
        return False
    seconds = int(moment) / (1000 if len(moment) > 11 else 1)
    return abs(now.timestamp() - seconds) <= FRESH_SECONDS


def read_fields(gateway: Gateway, body: bytes) -> Fields:
    """Return the fields of a body; raises Malformed."""
    try:
        text = body.decode("utf-8")
        if gateway.encoding == "form":
            pairs = parse_qs(text, max_num_fields=50)
            return {name: values[0].replace("\x00", "") for name, values in pairs.items()}
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if not isinstance(found, dict):
        raise Malformed
    plain = (str, int)
    return {
        name: str(value).replace("\x00", "")  # no column and no question may hold it
        for name, value in found.items()
        if isinstance(value, plain)
    }


# ---------------------------------------------------------------- texts
def take_text(channel: ChannelState, body: bytes, *, now: datetime) -> Answer:
    """Take a text in, durably, before the gateway is answered; what it leads to follows.

    The gateway's number of it makes our id: handed over again it is known. Raises Malformed.
    """
    rule = GATEWAYS[channel.gateway]
    fields = read_fields(rule, body)
    phone = fields.get(rule.texts.phone, "").strip()[:40]
    words = fields.get(rule.texts.text, "").strip()[:LONGEST]
    number = fields.get(rule.texts.number, "") or hashlib.sha256(body).hexdigest()
    if not phone or not words:
        raise Malformed
    text = derived_id("text", channel.id, number)
    section = find_words_section(channel.unit)
    meaning, content = read_meaning(words, None if section is None else section.replies)
    command = ReceiveText(
        id=text,
        text=text,
        channel=channel.id,
        words=Personal(words, subject=f"sms:{text}"),
        phone=Personal(phone, subject=f"sms:{text}"),
        meaning=meaning,
        content=content,
    )
    return submit([command], by=system_actor("sms"), now=now)[0]


# ---------------------------------------------------------------- reports
ON_ITS_WAY = (MessageState.SENDING, MessageState.ACCEPTED)
AFTER_ALL = (
    *ON_ITS_WAY,
    MessageState.FAILED,
    MessageState.WAITING,
    MessageState.DEAD,
    MessageState.DROPPED,
    MessageState.LAPSED,
)
"""What a report of delivery ends: also a message whose taking was answered too late, which would
else be handed over again, or shown as one that never arrived."""


def take_report(channel: ChannelState, body: bytes, *, now: datetime) -> bool:
    """Note what a gateway reports of a message; False when it is about none of ours.

    Raises Malformed. A report may overtake the answer that the sender still waits for.
    """
    rule = GATEWAYS[channel.gateway]
    if rule.reports is None:
        raise Malformed
    fields = read_fields(rule, body)
    status = fields.get(rule.reports.status, "")
    state, code = _read_status(rule, status)
    if state is None:
        return False
    number = fields.get(rule.reports.number, "")
    message = fields.get(rule.reports.message, "")
    ours = Message.objects.filter(channel=channel.id)
    rows = ours.filter(id=message) if message else ours.filter(number=number).exclude(number="")
    before = AFTER_ALL if state is MessageState.DELIVERED else ON_ITS_WAY
    with write_transaction():
        return bool(
            rows.filter(state__in=[one.value for one in before]).update(
                state=state.value, code=code, answered_at=now, claim=""
            )
        )


def _read_status(rule: Gateway, status: str) -> tuple[MessageState | None, str]:
    if status in rule.delivered:
        return MessageState.DELIVERED, ""
    return (MessageState.FAILED, "reported") if status in rule.failed else (None, "")
