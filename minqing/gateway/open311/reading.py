"""GET requests: what the public board tells anybody, and what a receipt tells whoever has it.

A list holds the board's lines under public numbers, with days and never a free text. A receipt
alone shows status and dates; tries at receipts are counted with the portal's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.gateway.api.errors import RECEIPTS_TRIED
from minqing.gateway.open311.frame import Call, Told
from minqing.gateway.open311.places import find_jurisdiction, list_jurisdictions
from minqing.gateway.open311.services import ANY, ANY_ZH, find_service
from minqing.gateway.open311.shapes import EXTENSION
from minqing.gateway.open311.troubles import (
    DATE_WRONG,
    RANGE_WRONG,
    REQUEST_UNKNOWN,
    TOO_MANY,
    VALUE_WRONG,
)
from minqing.kernel.periods import LOCAL, local_day
from minqing.kernel.receipts import ReceiptInvalid, check_receipt
from minqing.log.public import get_now
from minqing.mechanisms.public import say_words
from minqing.meetings.public import commitments as p

LONGEST_SPAN = timedelta(days=90)
LARGEST_PAGE = 1000
MOST_PAGES = 1000
MOST_NUMBERS = 50
"""Numbers that one request may ask for. Source: ours; the span and the page: GeoReport v2."""
OPEN, CLOSED = "open", "closed"
ENDED = (c.Status.CLOSED, c.Status.TRANSFERRED)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?")


def list_requests(call: Call) -> Told:
    """Return lines of the public board, newest first; numbers that are asked for go before all."""
    now = get_now()
    numbers = [one.strip() for one in call.query.get("service_request_id", "").split(",")]
    if any(numbers):
        return Told("service_requests", _find_several(call, [one for one in numbers if one], now))
    found = find_jurisdiction(call.query)
    codes = [one.strip() for one in call.query.get("service_code", "").split(",") if one.strip()]
    tops = [find_service(found, code) for code in codes]
    if codes and not any(tops):
        return Told("service_requests", [])  # what nobody has sorted yet is on no board
    since, until = read_days(call.query, now)
    wanted = c.EntriesWanted(
        since=since,
        until=until,
        categories=tuple(top.code for top in tops if top is not None),
        ended=_read_ended(call.query),
    )
    size = _read_number(call.query, "page_size", LARGEST_PAGE, LARGEST_PAGE)
    start = (_read_number(call.query, "page", 1, MOST_PAGES) - 1) * size
    entries = c.list_entries([found.code], wanted, now=now, start=start, size=size)
    return Told("service_requests", _draw_entries(entries, call, now))


def _find_several(call: Call, numbers: list[str], now: datetime) -> list[dict[str, Any]]:
    if len(numbers) > MOST_NUMBERS:
        raise TOO_MANY(most=MOST_NUMBERS)
    found = [_find(call, number, now) for number in dict.fromkeys(numbers)]
    return [one for one in found if one is not None]


def find_request(call: Call) -> Told:
    """Return one request by its receipt or by the public number of its line."""
    found = _find(call, call.path["number"], get_now())
    if found is None:
        raise REQUEST_UNKNOWN()
    return Told("service_requests", [found])


def find_token(call: Call) -> Told:
    """Return the request of a token. Every service answers at once, so a token is a receipt."""
    _check_jurisdiction(call)
    found = _track(call.path["token"], get_now())
    if found is None:
        raise REQUEST_UNKNOWN()
    told = {"token": call.path["token"], "service_request_id": found.receipt}
    return Told("service_requests", [told])


def _check_jurisdiction(call: Call) -> None:
    if call.query.get("jurisdiction_id"):
        find_jurisdiction(call.query)


def _find(call: Call, number: str, now: datetime) -> dict[str, Any] | None:
    _check_jurisdiction(call)
    tracked = _track(number, now)
    if tracked is not None:
        return _draw_tracked(tracked, call)
    banners = [one.code for one in list_jurisdictions()]
    drawn = _draw_entries(c.find_entries(banners, [number], now=now), call, now)
    return drawn[0] if drawn else None


def _track(number: str, now: datetime) -> c.Tracked | None:
    try:
        receipt = check_receipt(number)
    except ReceiptInvalid:
        return None
    if not c.may_look_up(receipt):
        raise RECEIPTS_TRIED(seconds=c.GUESS_PERIOD)
    found = c.track(receipt, now=now)
    if found is None:
        c.note_failed_look_up(receipt)
    return found


# ---------------------------------------------------------------- what is asked
def read_days(query: Mapping[str, str], now: datetime) -> tuple[date, date]:
    """Return first and last local day; 90 days where one or both are not given.

    Whole days: by hours a line could be told from its neighbours.
    """
    begin, end = _read_moment(query, "start_date"), _read_moment(query, "end_date")
    try:
        end = end or (now if begin is None else min(now, begin + LONGEST_SPAN))
        begin = begin or end - LONGEST_SPAN
        since, until = local_day(begin), local_day(end)
        until + timedelta(days=2)  # the day after must exist too
    except OverflowError:
        raise RANGE_WRONG(most=LONGEST_SPAN.days) from None
    if begin > end or end - begin > LONGEST_SPAN:
        raise RANGE_WRONG(most=LONGEST_SPAN.days)
    return since, until


def _read_moment(query: Mapping[str, str], field: str) -> datetime | None:
    text = query.get(field, "").replace(" ", "+")  # a plus sign that was not encoded
    if not text:
        return None
    if not _MOMENT.fullmatch(text):
        raise DATE_WRONG(name=field)
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
    except ValueError:
        raise DATE_WRONG(name=field) from None


def _read_ended(query: Mapping[str, str]) -> bool | None:
    wanted = {one.strip().lower() for one in query.get("status", "").split(",")} - {""}
    if not wanted <= {OPEN, CLOSED}:
        raise VALUE_WRONG(name="status")
    return CLOSED in wanted if len(wanted) == 1 else None


def _read_number(query: Mapping[str, str], field: str, usual: int, most: int) -> int:
    text = query.get(field, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) > 0):
        raise VALUE_WRONG(name=field)
    return min(int(text), most)


# ---------------------------------------------------------------- what is answered
def _draw_entries(
    entries: Sequence[c.BoardEntry], call: Call, now: datetime
) -> list[dict[str, Any]]:
    drawn = [_draw_entry(one) for one in entries]
    if call.is_extended:
        banners = [one.code for one in list_jurisdictions()]
        promises = p.list_of_cases(banners, [one.case for one in entries], now=now)
        for one, told in zip(entries, drawn, strict=True):
            told[EXTENSION] = _extend_entry(one, promises.get(one.case, ()))
    return drawn


def _extend_entry(entry: c.BoardEntry, promises: Sequence[p.PublicCommitment]) -> dict[str, Any]:
    line = entry.line
    return {
        "level": entry.level,
        "state": str(line.state),
        "is_late": line.is_late,
        "is_lifted": line.is_lifted,
        "answers": [_draw_promise(one) for one in promises],
    }


def _draw_promise(one: p.PublicCommitment) -> dict[str, Any]:
    """Return a public promise; its measure is empty until a person has confirmed the words."""
    return {
        "measure": one.measure or None,
        "unit": one.unit_name or None,
        "state": str(one.line),
        "status_notes": _(p.LINE_ZH[one.line]),
        "made_on": one.made_on.isoformat(),
        "due_on": one.due.isoformat() if one.due else None,
    }


def _draw_entry(entry: c.BoardEntry) -> dict[str, Any]:
    line = entry.line
    closed = line.state is c.BoardState.ENDED
    return _draw(
        service_request_id=entry.number,
        status=CLOSED if closed else OPEN,
        status_notes=_(c.BOARD_STATE_ZH[line.state]),
        service_name=say_words(line.category_zh, line.category_en),
        service_code=entry.category,
        agency_responsible=line.unit_name or None,
        requested_datetime=_begin(line.raised_on),
        updated_datetime=_begin(line.ended_on) if line.ended_on else None,
        expected_datetime=_end(line.due_on) if line.due_on else None,
        address=line.place_name or None,
        address_id=entry.place or None,
    )


def _draw_tracked(found: c.Tracked, call: Call) -> dict[str, Any]:
    closed = found.status in ENDED
    changed = [found.closed_at] if found.closed_at else [step.at for step in found.steps]
    told = _draw(
        service_request_id=found.receipt,
        status=CLOSED if closed else OPEN,
        status_notes=_(found.status_zh),
        service_name=_(ANY_ZH),
        service_code=ANY,
        requested_datetime=_say(found.raised_at),
        updated_datetime=_say(max(changed, default=found.raised_at)),
        expected_datetime=_say(found.due.at) if found.due else None,
    )
    if call.is_extended:
        told[EXTENSION] = {
            "clocks": [_draw_due(found.due)] if found.due else [],
            "updates": [{"title": _(one.zh), "at": _say(one.at)} for one in found.steps],
        }
    return told


def _draw_due(due: Any) -> dict[str, Any]:
    return {"name": "promise", "due_at": _say(due.at)}


def _draw(**known: Any) -> dict[str, Any]:
    """Return all fields of GeoReport v2 in its order; what is not told is empty."""
    return {name: known.get(name) for name in FIELDS}


FIELDS = (
    "service_request_id", "status", "status_notes", "service_name", "service_code",
    "description", "agency_responsible", "service_notice", "requested_datetime",
    "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat", "long",
    "media_url",
)  # fmt: skip


def _say(moment: datetime) -> str:
    return moment.astimezone(LOCAL).isoformat(timespec="seconds")


def _begin(day: date) -> str:
    return datetime.combine(day, time.min, LOCAL).isoformat(timespec="seconds")


def _end(day: date) -> str:
    return datetime.combine(day, time(23, 59, 59), LOCAL).isoformat(timespec="seconds")
