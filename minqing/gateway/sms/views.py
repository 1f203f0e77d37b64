"""Web-hooks of SMS gateways: texts that came in, reports of delivery. Signed, or nobody's.

No session and no cookie: the signature over the raw body is the only key, so the cross-site
check has nothing to protect here.
"""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from minqing.log.public import get_now
from minqing.notices.public import (
    ChannelState,
    Malformed,
    find_signed,
    take_report,
    take_text,
)
from minqing.signin.public import read_clock

MOST_BYTES = 64 * 1024
"""A text message with its envelope is a few hundred bytes."""


@csrf_exempt
@require_POST
def take_in_text(request: HttpRequest, channel: str) -> JsonResponse:
    """Take a text in. 200: it is kept (again: it was), 403: not signed, 400: not this format,
    413: too large, 503: the channel was closed meanwhile, try again later."""
    found = _find(request, channel)
    if isinstance(found, JsonResponse):
        return found
    try:
        answer = take_text(found, request.body, now=get_now())
    except Malformed:
        return _say("format-wrong", 400)
    if answer.ok or (answer.refusal is not None and answer.refusal.code == "text-known"):
        return _say(answer.status, 200)
    return _say(answer.refusal.code if answer.refusal else answer.status, 503)


@csrf_exempt
@require_POST
def take_in_report(request: HttpRequest, channel: str) -> JsonResponse:
    """Note what a gateway reports of a message; one of nobody's is answered the same."""
    found = _find(request, channel)
    if isinstance(found, JsonResponse):
        return found
    try:
        noted = take_report(found, request.body, now=get_now())
    except Malformed:
        return _say("format-wrong", 400)
    return _say("accepted" if noted else "already-done", 200)


def _find(request: HttpRequest, channel: str) -> ChannelState | JsonResponse:
    length = request.headers.get("Content-Length", "0")
    if not (length.isascii() and length.isdigit()) or int(length[:12]) > MOST_BYTES:
        return _say("too-large", 413)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return _say("format-wrong", 400)  # nothing is unpacked before it is known whose it is
    # by the clock on the wall, as the gateway signs: that of a demonstration may run days ahead
    found = find_signed(channel, request.headers, request.body, now=read_clock())
    return _say("signature-wrong", 403) if found is None else found


def _say(code: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code}, status=status)
