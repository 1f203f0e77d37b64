"""The doors of tus 1.0: begin, ask how far, go on, give up. docs/reference/uploads.md.

Whose an upload is, is said by the session (with the cross-site check), by a token, or by the
ticket that a public form carries; everybody else's is answered as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from minqing.gateway.uploads import protocol as p
from minqing.kernel.messages import Refusal
from minqing.log.public import get_now
from minqing.org.public import actor_for
from minqing.tokens.public import TokenRefused, read_bearer
from minqing.vault.public import (
    LARGEST,
    FileRefused,
    OffsetWrong,
    UploadState,
    add_pieces,
    begin_upload,
    check_whole,
    drop_upload,
    find_upload,
    read_ticket,
)

PIECE = 1024 * 1024
"""Bytes that are kept at once while a body arrives."""
MOST_SUMMED = 16 * 1024 * 1024
"""Bytes of one body with a checksum: it is held whole until it is known to be right."""
STATUS = {
    "upload-too-many": 429, "upload-full": 507, "upload-too-large": 413, "file-too-large": 413,
    "upload-length-wrong": 400, "file-type-unknown": 415,
}  # fmt: skip


def _open_door(allowed: dict[str, Callable[..., HttpResponse]]) -> Callable[..., HttpResponse]:
    """Return the view of one address with these methods; the version is asked for first."""

    def inner(request: HttpRequest, **path: str) -> HttpResponse:
        method = request.headers.get("X-HTTP-Method-Override", str(request.method)).upper()
        if method == "OPTIONS":
            return _say_abilities()
        if request.headers.get("Tus-Resumable") != p.VERSION:
            return _mark(HttpResponse(status=412, headers={"Tus-Version": p.VERSION}))
        handle = allowed.get(method)
        if handle is None:
            return _mark(HttpResponse(status=405, headers={"Allow": ", ".join(allowed)}))
        owner = find_owner(request)
        if not owner:
            return _mark(HttpResponse(status=403))
        return _mark(_try(handle, request, owner, **path))

    guarded: Callable[..., HttpResponse] = csrf_protect(inner)

    @csrf_exempt
    def door(request: HttpRequest, **path: str) -> HttpResponse:
        # a token or a ticket is no cookie: nothing is sent along that a foreign page could use
        own_word = request.headers.get("Authorization") or request.headers.get("Upload-Ticket")
        return (inner if own_word else guarded)(request, **path)

    return door


def _try(handle: Callable[..., HttpResponse], *given: Any, **path: str) -> HttpResponse:
    try:
        return handle(*given, now=get_now(), **path)
    except p.HeaderWrong:
        return HttpResponse(status=400)
    except OffsetWrong:
        return HttpResponse(status=409)
    except FileRefused as error:
        return _refuse(error.refusal)


def _refuse(refusal: Refusal) -> JsonResponse:
    sentence = _(refusal.sentence).format(**refusal.params)
    return JsonResponse(
        {"code": refusal.code, "sentence": sentence}, status=STATUS.get(refusal.code, 422)
    )


def _mark(answer: HttpResponse) -> HttpResponse:
    answer.headers["Tus-Resumable"] = p.VERSION
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _say_abilities() -> HttpResponse:
    said = {
        "Tus-Version": p.VERSION,
        "Tus-Extension": p.EXTENSIONS,
        "Tus-Max-Size": str(max(LARGEST.values())),
        "Tus-Checksum-Algorithm": ",".join(p.ALGORITHMS),
    }
    return _mark(HttpResponse(status=204, headers=said))


def find_owner(request: HttpRequest) -> str:
    """Return whose uploads a request is about, "" for nobody's.

    A word that is wrong opens nothing: the session beside it is not looked at.
    """
    scheme, _sep, word = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        try:
            bearer = (
                read_bearer(word.strip(), now=get_now()) if scheme.lower() == "bearer" else None
            )
        except TokenRefused:
            return ""
        return "" if bearer is None else f"token:{bearer.token}"
    ticket = request.headers.get("Upload-Ticket", "")
    if ticket:
        return read_ticket(ticket)
    actor = actor_for(request.user)
    return actor.scope if actor.permissions else ""


# ---------------------------------------------------------------- the methods
def _begin(request: HttpRequest, owner: str, *, now: datetime) -> HttpResponse:
    length = p.read_number(request.headers.get("Upload-Length"))
    metadata = p.read_metadata(request.headers.get("Upload-Metadata", ""))
    state = begin_upload(owner, length, metadata.get("filename", ""), p.find_use(metadata), now=now)
    answer = HttpResponse(status=201)
    answer.headers["Location"] = reverse("uploads:one", args=[state.id])
    return _say_end(answer, state)


def _ask(request: HttpRequest, owner: str, *, upload: str, now: datetime) -> HttpResponse:
    state = find_upload(owner, upload, now=now)
    if state is None:
        return HttpResponse(status=404)
    answer = HttpResponse(status=200)
    answer.headers["Upload-Offset"] = str(state.offset)
    answer.headers["Upload-Length"] = str(state.length)
    return _say_end(answer, state)


def _go_on(request: HttpRequest, owner: str, *, upload: str, now: datetime) -> HttpResponse:
    if request.headers.get("Content-Type", "") != p.MEDIA:
        return HttpResponse(status=415)
    offset = p.read_number(request.headers.get("Upload-Offset"))
    state = find_upload(owner, upload, now=now)
    if state is None:
        return HttpResponse(status=404)
    if offset != state.offset:
        raise OffsetWrong(state.offset)
    pieces: Iterator[bytes] = _read(request, state.length - state.offset)
    checksum = request.headers.get("Upload-Checksum")
    if checksum is not None:
        algorithm, digest = p.read_checksum(checksum)
        whole = b"".join(_read(request, min(state.length - state.offset, MOST_SUMMED)))
        if not p.is_same(algorithm, digest, whole):
            return HttpResponse(status=p.MISMATCH)
        pieces = iter([whole])
    state = add_pieces(state, offset, pieces)
    if state.is_whole:
        check_whole(state)
    answer = HttpResponse(status=204)
    answer.headers["Upload-Offset"] = str(state.offset)
    return _say_end(answer, state)


def _read(request: HttpRequest, most: int) -> Iterator[bytes]:
    """Yield a body as it arrives, at most one byte more than is wanted; a line that breaks ends
    it where it broke."""
    left = most + 1
    while left > 0:
        piece = b""
        try:
            while len(piece) < min(PIECE, left):
                part = request.read(min(64 * 1024, min(PIECE, left) - len(piece)))
                if not part:
                    break
                piece += part
        except (UnreadablePostError, OSError):
            left = 0
        left -= len(piece)
        if not piece:
            return
        yield piece
        if len(piece) < PIECE:
            return


def _give_up(request: HttpRequest, owner: str, *, upload: str, now: datetime) -> HttpResponse:
    return HttpResponse(status=204 if drop_upload(owner, upload, now=now) else 404)


def _say_end(answer: HttpResponse, state: UploadState) -> HttpResponse:
    answer.headers["Upload-Expires"] = format_datetime(state.ends_at, usegmt=True)
    return answer


begin = _open_door({"POST": _begin})
go_on = _open_door({"HEAD": _ask, "PATCH": _go_on, "DELETE": _give_up})
