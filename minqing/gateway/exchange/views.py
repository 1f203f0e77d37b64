"""Doors of hotlines and petition offices: work orders, and the books of a day. Signed, or
nobody's.

No session and no cookie: the signature over the raw body is the only key, so the cross-site
check has nothing to protect here.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from minqing.exchange.public import (
    Malformed,
    PeerState,
    exchange_books,
    find_signed,
    take_batch,
    take_changes,
)
from minqing.log.public import get_now
from minqing.signin.public import read_clock

MOST_BYTES = 4 * 1024 * 1024
"""Five hundred work orders of some thousand signs."""


@csrf_exempt
@require_POST
def take_in_orders(request: HttpRequest, peer: str) -> HttpResponse:
    """Take work orders in. 200: each row is answered, 403: not signed, 400: not this form,
    413: too large."""
    return _handle(request, peer, lambda found, body: take_batch(found, body, now=get_now()))


@csrf_exempt
@require_POST
def take_in_changes(request: HttpRequest, peer: str) -> HttpResponse:
    """Note other dates that the peer set for its orders; each row is answered."""
    return _handle(request, peer, lambda found, body: take_changes(found, body, now=get_now()))


@csrf_exempt
@require_POST
def take_in_book(request: HttpRequest, peer: str) -> HttpResponse:
    """Compare the peer's book of a day with ours; the answer is ours."""
    return _handle(request, peer, lambda found, body: exchange_books(found, body, now=get_now()))


def _handle(
    request: HttpRequest, peer: str, take: Callable[[PeerState, bytes], object]
) -> HttpResponse:
    length = request.headers.get("Content-Length", "0")
    if not (length.isascii() and length.isdigit()) or int(length[:12]) > MOST_BYTES:
        return _say({"code": "too-large"}, 413)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return _say({"code": "format-wrong"}, 400)  # nothing is unpacked before it is known whose
    body = request.read(MOST_BYTES)  # no larger than that, whatever the header said
    # by the clock on the wall, as the peer signs: that of a demonstration may run days ahead
    found = find_signed(peer, request.headers, body, now=read_clock())
    if found is None:
        return _say({"code": "signature-wrong"}, 403)
    try:
        return _say(take(found, body), 200)
    except Malformed:
        return _say({"code": "format-wrong"}, 400)


def _say(said: object, status: int) -> HttpResponse:
    body = msgspec.json.encode(said)
    return HttpResponse(body, content_type="application/json", status=status)
