"""POST requests: a form becomes a resident's matter, through the door of the portal and the API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.gateway.api.errors import Refused, TroubleKind, say_refusal
from minqing.gateway.api.intake import (
    EMERGENCY_NUMBERS,
    NewRequest,
    find_danger,
    has_digits,
    make_command,
    take_in,
)
from minqing.gateway.open311.forms import (
    read_choice,
    read_form,
    read_line,
    read_point,
)
from minqing.gateway.open311.frame import Call, Told, wants_extension
from minqing.gateway.open311.places import Jurisdiction, find_jurisdictions, find_place
from minqing.gateway.open311.services import KINDS, find_service
from minqing.gateway.open311.shapes import EXTENSION
from minqing.gateway.open311.troubles import (
    KEY_MISSING,
    KEY_WRONG,
    SERVICE_MISSING,
    VALUE_WRONG,
    WORDS_MISSING,
)
from minqing.kernel.ids import derived_id, new_id
from minqing.kernel.messages import Personal
from minqing.kernel.periods import local_day
from minqing.kernel.receipts import format_receipt
from minqing.log.public import get_now, get_snapshot, one_reading
from minqing.org.public import Directory
from minqing.tokens.public import OPEN311, TokenRefused, read_bearer

CHOSEN_ONLY = "{category}（来件只选了类别，没有写说明）"
PICTURE = "来件所附图片地址（系统未打开）：{address}"
MAIL = "电子邮箱：{email}"
"""What these three add stays with the matter: it is said in the language of the record."""

_AGAIN = re.compile(r"[0-9A-Za-z-]{8,40}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
REFUSED = 400
"""Status of a rule's refusal: GeoReport v2 has no other for what cannot be done."""


def post_request(call: Call) -> Told:
    """Take a matter in and answer with its receipt; raises Refused."""
    form = {**call.query, **read_form(call.request)}
    check_key(form.get("api_key", ""))
    with one_reading():
        return _post(call.request, form)


def check_key(given: str) -> None:
    """Refuse a form without a key where the installation asks for one (MINQING_OPEN311_KEY)."""
    if not settings.OPEN311_KEY:
        return
    if not given:
        raise KEY_MISSING()
    try:
        bearer = read_bearer(given, now=get_now())
    except TokenRefused:
        raise KEY_WRONG() from None
    if OPEN311 not in bearer.actor.permissions:
        raise KEY_WRONG()


def _post(request: HttpRequest, form: Mapping[str, str]) -> Told:
    command, matter = _make(request, form)
    answer = take_in(command)
    if answer.refusal is not None:
        kind = TroubleKind(REFUSED, answer.refusal.code, "{said}")
        raise Refused(kind, "", {"said": say_refusal(answer.refusal)})
    danger = find_danger(command.unit, matter)
    sentences = [danger, *_give_number(command.receipt), _say_media(form)]
    told: dict[str, Any] = {
        "service_request_id": command.receipt,
        "service_notice": _join(sentences),
        "account_id": None,
    }
    if wants_extension(form):
        told[EXTENSION] = {
            "pin": c.make_pin(command.receipt),
            "emergency_numbers": list(EMERGENCY_NUMBERS) if danger else [],
        }
    return Told("service_requests", [told], 201)


def _join(sentences: list[str]) -> str:
    """Join sentences as the reader's language does."""
    return (" " if get_language() == "en" else "").join(filter(None, sentences))


def _give_number(receipt: str) -> tuple[str, ...]:
    """Return what the resident must write down, and by when an answer is due."""
    number = format_receipt(receipt)
    kept = _("已登记，请记下受理编号{number}和查询密码{pin}，凭它们在民情服务台查看答复。")
    tracked = c.track(receipt, now=get_now())
    due = tracked.due if tracked else None
    # midnight belongs to the day before
    last = local_day(due.at - timedelta(seconds=1)) if due else None
    promised = _("最迟在{day}答复。").format(day=last.isoformat()) if last else ""
    return kept.format(number=number, pin=c.make_pin(receipt)), promised


def _say_media(form: Mapping[str, str]) -> str:
    if not form.get("media_url"):
        return ""
    return _("图片地址只作文字留存，系统不会打开；照片请凭受理编号在民情服务台补传。")


def _make(request: HttpRequest, form: Mapping[str, str]) -> tuple[c.ReceiveCase, str]:
    """Return the command of a form, and the words of the matter."""
    jurisdictions = find_jurisdictions(form)
    code = form.get("service_code", "").strip()
    if not code:
        raise SERVICE_MISSING()
    latitude, longitude = read_point(form)
    place = find_place(form, jurisdictions)
    banner = get_snapshot(Directory).banner_of(place)
    served = next(one for one in jurisdictions if one.code == banner)
    top = find_service(served, code)
    category = _choose_category(form, served, top)
    matter = _say_matter(form, served, category if category and category != code else "")
    raiser = _read_raiser(form)
    who = _choose_anonymity(form, raiser)
    sent = NewRequest(
        id=_make_id(request),
        place=place,
        matter=matter,
        kind=c.MatterKind(read_choice(form, "kind", frozenset(KINDS)) or c.MatterKind.APPEAL),
        anonymity=who,
        spot=read_line(form, "address_string"),
        latitude=latitude,
        longitude=longitude,
        language=read_choice(form, "language", frozenset(c.Spoken)) or c.Spoken.CHINESE,
    )
    command = make_command(sent)
    named = None
    if who is not c.Anonymity.ANONYMOUS:
        named = Personal(raiser, subject=f"case:{command.case}")
    return msgspec.structs.replace(command, category=category, raiser=named), matter


def _make_id(request: HttpRequest) -> str:
    """Return the id of the command: the same `Idempotency-Key` gives the same receipt."""
    again = request.headers.get("Idempotency-Key", "").strip()
    if again and not _AGAIN.fullmatch(again):
        raise VALUE_WRONG(name="Idempotency-Key")
    return derived_id("open311", again) if again else new_id()


def _choose_category(form: Mapping[str, str], served: Jurisdiction, top: c.Category | None) -> str:
    below = frozenset(one.code for one in top.children) if top else frozenset()
    return read_choice(form, "category", below) or (top.code if top else "")


def _say_matter(form: Mapping[str, str], served: Jurisdiction, second: str) -> str:
    """Return the words that are kept: what was written, or what was chosen where nothing was."""
    written = form.get("description", "").strip()
    if not written:
        if not second:
            raise WORDS_MISSING()
        _top, child = c.index_categories(served.categories)[second]
        assert child is not None, "chosen among the second level"
        written = CHOSEN_ONLY.format(category=child.zh)
    media = _read_media(form)
    return f"{written}\n{media}" if media else written


def _read_media(form: Mapping[str, str]) -> str:
    """Return the line about a picture's address: kept as text, never opened."""
    address = read_line(form, "media_url")
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise VALUE_WRONG(name="media_url") from None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise VALUE_WRONG(name="media_url")
    return PICTURE.format(address=address)


def _read_raiser(form: Mapping[str, str]) -> c.RaiserDetails:
    last, first = read_line(form, "last_name"), read_line(form, "first_name")
    wide = not (last + first).isascii()
    phone, email = read_line(form, "phone"), read_line(form, "email")
    if phone and not has_digits(phone):
        raise VALUE_WRONG(name="phone")
    if email and not _MAIL.fullmatch(email):
        raise VALUE_WRONG(name="email")
    return c.RaiserDetails(
        name=last + first if wide else f"{first} {last}".strip(),
        phone=phone,
        address=MAIL.format(email=email) if email else "",
    )


def _choose_anonymity(form: Mapping[str, str], raiser: c.RaiserDetails) -> c.Anonymity:
    """Return what was chosen; without a choice whoever left a way to be found is named."""
    chosen = read_choice(form, "anonymity", frozenset(c.Anonymity))
    if not chosen:
        given = raiser != c.RaiserDetails()
        return c.Anonymity.NAMED if given else c.Anonymity.ANONYMOUS
    if chosen != c.Anonymity.ANONYMOUS and not (raiser.phone or raiser.address):
        raise VALUE_WRONG(name="attribute[anonymity]")
    return c.Anonymity(chosen)
