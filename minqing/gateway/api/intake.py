"""What anybody may do without a token: raise a matter, look a receipt up, read the board."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated

import msgspec
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Meta

from minqing.cases import public as c
from minqing.gateway.api.bodies import JSON, decode, read_body, read_query
from minqing.gateway.api.errors import (
    FIELD_WRONG,
    NOT_FOUND,
    RECEIPT_WRONG,
    RECEIPTS_TRIED,
    TEXT_WRONG,
    TOO_OFTEN,
    VALUE_WRONG,
    Trouble,
    say_refusal,
)
from minqing.gateway.api.frame import Call, Operation, reply, reply_trouble
from minqing.gateway.api.limits import take_place
from minqing.gateway.api.wire import CommandId, Text
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Personal
from minqing.kernel.receipts import ReceiptInvalid, check_receipt
from minqing.log.public import Answer, get_now, get_snapshot, one_reading, recent_reading, submit
from minqing.mechanisms.public import Packs
from minqing.org.public import VILLAGE_KINDS, Directory, resident_actor

Short = Annotated[str, Meta(max_length=200)]
EMERGENCY_NUMBERS = ("110", "119", "120")
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,15})?", re.ASCII)  # as it is kept, and shown on a map
LEAST_DIGITS = 7
"""Digits of a telephone number, as at the portal."""


class NewRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A resident's matter. The same `id` with the same content gives the same receipt.

    `id`: by chance (a UUID), since nobody says whose it is. `place`: code of the village or
    community. `name`, `phone`: needed unless anonymous.
    `emergency_shown`: the numbers 110, 119 and 120 stood on the screen before this was sent.
    `spot`: where exactly, in words; `latitude`, `longitude`: decimal degrees, both or none.
    """

    id: CommandId
    place: Annotated[str, Meta(max_length=40)]
    matter: Text
    kind: c.MatterKind = c.MatterKind.APPEAL
    anonymity: c.Anonymity = c.Anonymity.NAMED
    name: Short = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    spot: Short = ""
    latitude: Annotated[str, Meta(max_length=20)] = ""
    longitude: Annotated[str, Meta(max_length=20)] = ""
    language: Annotated[str, Meta(max_length=10)] = "zh"
    emergency_shown: bool = False


class NewReceipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The receipt of a matter that is durably kept.

    `receipt` finds status and dates, with `pin` also the words. `emergency`: the matter speaks of
    danger, show it at once.
    """

    receipt: str
    pin: str
    case: str
    status: str
    track: str
    emergency: Emergency | None = None


class Emergency(msgspec.Struct, frozen=True):
    """What to show before anything else."""

    sentence: str
    numbers: tuple[str, ...]


_decoder = msgspec.json.Decoder(NewRequest)


def make_command(sent: NewRequest) -> c.ReceiveCase:
    """Return the command of a matter; everything derives from the id that was sent."""
    case = derived_id("api-request", sent.id)
    subject = f"case:{case}"
    raiser = None
    if sent.anonymity is not c.Anonymity.ANONYMOUS:
        raiser = Personal(c.RaiserDetails(name=sent.name, phone=sent.phone), subject=subject)
    return c.ReceiveCase(
        id=sent.id,
        case=case,
        receipt=c.make_receipt(sent.place, case),
        unit=sent.place,
        channel=c.Channel.PORTAL,
        kind=sent.kind,
        matter=Personal(sent.matter, subject=subject),
        raiser=raiser,
        anonymity=sent.anonymity,
        language=sent.language,
        emergency_shown=sent.emergency_shown,
        spot=_spot(sent, subject),
    )


def _spot(sent: NewRequest, subject: str) -> Personal[c.Spot] | None:
    pinned = bool(sent.latitude and sent.longitude)
    if not pinned and not sent.spot:
        return None
    words = c.Spot(
        words=sent.spot,
        latitude=sent.latitude if pinned else "",
        longitude=sent.longitude if pinned else "",
    )
    return Personal(words, subject=subject)


def receive(call: Call) -> HttpResponseBase:
    """Receive a matter as the portal does, and answer with its receipt."""
    sent = decode(read_body(call.request), _decoder)
    _check_raiser(sent)
    _check_point(sent)
    for reading in (recent_reading, one_reading):  # the village may have been opened just now
        with reading():
            if is_open_village(sent.place):
                return _receive(call, sent, find_danger(sent.place, sent.matter))
    raise FIELD_WRONG("place", detail=_("没有这个嘎查村、社区"))


def _check_raiser(sent: NewRequest) -> None:
    """Refuse who wants to be named and leaves no way to be found, as the portal does."""
    if sent.anonymity is c.Anonymity.ANONYMOUS:
        return
    if not sent.name.strip():
        raise FIELD_WRONG("name", detail=_("实名或隐名要写姓名"))
    if not has_digits(sent.phone):
        raise FIELD_WRONG("phone", detail=_("实名或隐名要写全电话"))


def has_digits(phone: str) -> bool:
    """Return whether a text has the digits of a telephone number."""
    return sum(sign.isdigit() for sign in phone) >= LEAST_DIGITS


def _check_point(sent: NewRequest) -> None:
    """Refuse half a point, and one that is not on the earth."""
    if not sent.latitude and not sent.longitude:
        return
    for field, most in (("latitude", 90), ("longitude", 180)):
        given = getattr(sent, field)
        if not _DEGREES.fullmatch(given) or read_degrees(given, most) is None:
            raise FIELD_WRONG(field, detail=_("须是一对十进制度数"))


def read_degrees(text: str, most: int) -> Decimal | None:
    """Return decimal degrees, None for what is none."""
    try:
        degrees = Decimal(text.strip()[:40])
    except InvalidOperation:
        return None
    return degrees if degrees.is_finite() and abs(degrees) <= most else None


def _receive(call: Call, sent: NewRequest, danger: str) -> HttpResponseBase:
    command = make_command(sent)
    answer = take_in(command)
    if answer.refusal is not None:
        trouble = Trouble(code=answer.refusal.code, sentence=say_refusal(answer.refusal))
        return reply_trouble(trouble, 422)
    given = NewReceipt(
        receipt=command.receipt,
        pin=c.make_pin(command.receipt),
        case=command.case,
        status=answer.status,
        track=call.request.build_absolute_uri(_find_tracking()),
        emergency=Emergency(danger, EMERGENCY_NUMBERS) if danger else None,
    )
    return reply(given, 201 if answer.status == "accepted" else 200)


@cache
def _find_tracking() -> str:
    return reverse("portal:track")


def take_in(command: c.ReceiveCase) -> Answer:
    """Submit a resident's matter, counted by its place; raises Refused when it is too often."""
    take_place(command.unit)
    by = resident_actor(f"public:{command.case}")
    (answer,) = submit([command], by=by, now=get_now())
    return answer


def is_open_village(place: str) -> bool:
    """Return whether matters may be raised for this unit."""
    directory = get_snapshot(Directory)
    if not directory.has(place):
        return False
    unit = directory.unit(place)
    return unit.kind in VILLAGE_KINDS and not unit.closed


def find_danger(place: str, matter: str) -> str:
    """Return what to say first of a matter that speaks of danger, "" for any other."""
    directory = get_snapshot(Directory)
    path, banner = directory.path(place), directory.banner_of(place)
    pack = get_snapshot(Packs).for_unit(path, banner, section="cases")
    section = None if pack is None else pack.section("cases")
    if section is None or not c.find_emergency_word(matter, section):
        return ""
    return _("如果有人身危险，请立即拨打 110、119 或 120，不要等待回复。")


class Step(msgspec.Struct, frozen=True):
    """One step that whoever has the receipt may know of. `title`: Simplified Chinese."""

    title: str
    at: datetime


class ReceiptOut(msgspec.Struct, frozen=True, kw_only=True):
    """Status and dates of a receipt; its words need the portal and the slip's PIN."""

    receipt: str
    status: c.Status
    raised_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    steps: tuple[Step, ...]


class NoParameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No parameters."""


def track(call: Call) -> HttpResponseBase:
    """Return status and dates of a receipt; failed tries are counted with the portal's."""
    read_query(call.request, NoParameters)
    try:
        receipt = check_receipt(call.path["key"])
    except ReceiptInvalid:
        raise RECEIPT_WRONG("key") from None
    if not c.may_look_up(receipt):
        raise RECEIPTS_TRIED(seconds=c.GUESS_PERIOD)
    found = c.track(receipt, now=get_now())
    if found is None:
        c.note_failed_look_up(receipt)
        raise NOT_FOUND("key")
    return reply(
        ReceiptOut(
            receipt=found.receipt,
            status=found.status,
            raised_at=found.raised_at,
            closed_at=found.closed_at,
            due_at=None if found.due is None else found.due.at,
            steps=tuple(Step(step.zh, step.at) for step in found.steps),
        )
    )


def list_operations() -> tuple[Operation, ...]:
    """Return what anybody may do."""
    intake = Operation(
        name="requests.receive",
        method="POST",
        path="/requests",
        says="Raise a matter as a resident does; the answer is its receipt.",
        tag="public",
        handle=receive,
        is_public=True,
        body={JSON: NewRequest},
        answers={201: (JSON, NewReceipt), 200: (JSON, NewReceipt)},
        troubles=(FIELD_WRONG, TOO_OFTEN, VALUE_WRONG),
    )
    tracking = Operation(
        name="receipts.track",
        method="GET",
        path="/receipts/{key}",
        says="Look up status and dates of a receipt, as the portal does.",
        tag="public",
        handle=track,
        is_public=True,
        query=NoParameters,
        answers={200: (JSON, ReceiptOut)},
        troubles=(RECEIPT_WRONG, NOT_FOUND, RECEIPTS_TRIED, FIELD_WRONG, TEXT_WRONG),
    )
    return intake, tracking
