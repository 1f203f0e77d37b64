"""Many commands in one request: read as they come, done in chunks, answered one a line.

The answers are held until the last line was read: a sender who writes everything before reading
anything (most do) would otherwise wait for us while we wait for it. They hold ids and codes, no
personal value, so they may lie in a temporary file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO

import msgspec
from django.http import HttpRequest, StreamingHttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase

from minqing.gateway.api.bodies import JSON, NDJSON, check_bytes, check_media, decode
from minqing.gateway.api.errors import NOT_JSON, TOO_LARGE, TOO_MANY, Refused
from minqing.gateway.api.frame import Call, Operation, encode
from minqing.gateway.api.sending import (
    Item,
    Ready,
    Told,
    make_command,
    submit_ready,
    tell_refused,
)
from minqing.log.public import chunk_size, get_now
from minqing.tokens.public import Bearer

PIECE = 256 * 1024
LONGEST_ITEM = 256 * 1024
MOST = 200_000
"""Commands of one request. Source: ours."""
KEPT = 1024 * 1024
_decoder = msgspec.json.Decoder(Item)
_SIGNS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)


class Line(Told, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one command of a bulk request. `line`: its number, from 1."""

    line: int


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """The last line: how many of each. `code`, `sentence`: why the rest was not read, if so."""

    done: bool
    accepted: int
    already_done: int
    refused: int
    conflict: int
    code: str = ""
    sentence: str = ""


def send_bulk(call: Call) -> HttpResponseBase:
    """Do commands line by line, and answer line by line."""
    media = check_media(call.request, NDJSON, JSON)
    assert call.bearer is not None, "commands need a token"
    pieces = _read_pieces(call.request)
    texts = split_lines(pieces) if media == NDJSON else split_array(pieces)
    kept = SpooledTemporaryFile(max_size=KEPT)
    _do(texts, call.bearer, get_now(), kept)
    kept.seek(0)
    return StreamingHttpResponse(_give(kept), content_type=NDJSON)


def _give(kept: IO[bytes]) -> Iterator[bytes]:
    with kept:
        while piece := kept.read(PIECE):
            yield piece


def _do(texts: Iterator[bytes], bearer: Bearer, now: datetime, kept: IO[bytes]) -> None:
    counts: Counter[str] = Counter()
    stopped: Refused | None = None
    number = 0
    try:
        while chunk := list(islice(texts, chunk_size())):
            for told in _do_chunk(chunk, bearer, now):
                number += 1
                counts[told.status] += 1
                kept.write(encode(_number(told, number)))
                kept.write(b"\n")
            if number >= MOST and next(texts, None) is not None:
                raise TOO_MANY(most=MOST)
    except Refused as error:
        stopped = error
    kept.write(encode(_sum_up(counts, stopped)))
    kept.write(b"\n")


def _number(told: Told, line: int) -> Line:
    return Line(
        line=line,
        command_id=told.command_id,
        status=told.status,
        code=told.code,
        sentence=told.sentence,
        field=told.field,
        made=told.made,
        entries=told.entries,
    )


def _sum_up(counts: Counter[str], stopped: Refused | None) -> Sum:
    trouble = stopped.say() if stopped is not None else None
    return Sum(
        done=trouble is None,
        accepted=counts["accepted"],
        already_done=counts["already-done"],
        refused=counts["refused"],
        conflict=counts["conflict"],
        code=trouble.code if trouble else "",
        sentence=trouble.sentence if trouble else "",
    )


def _do_chunk(texts: list[bytes], bearer: Bearer, now: datetime) -> list[Told]:
    told: list[Told | None] = []
    ready: list[Ready] = []
    for text in texts:
        command_id = ""
        try:
            check_bytes(text)
            item = decode(text, _decoder)
            command_id = item.id
            ready.append(make_command(item, bearer, now))
            told.append(None)
        except Refused as error:
            told.append(tell_refused(command_id, error))
    answers = iter(submit_ready(ready, bearer, now))
    return [next(answers) if one is None else one for one in told]


# ---------------------------------------------------------------- what comes in
def _read_pieces(request: HttpRequest) -> Iterator[bytes]:
    try:
        while piece := request.read(PIECE):
            yield piece
    except UnreadablePostError:
        raise NOT_JSON(detail="incomplete") from None


def split_lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the lines of a stream that are not empty; raises Refused for one without end."""
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line for line in lines if line.strip())
        if len(rest) > LONGEST_ITEM:
            raise TOO_LARGE(most=LONGEST_ITEM)
    if rest.strip():
        yield rest


def split_array(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the objects of one JSON array as they come; raises Refused where it is none."""
    rest, depth, begun = b"", 0, False
    for piece in pieces:
        rest += piece
        if not begun and not (rest := rest.lstrip()):
            continue
        if not begun:
            if rest[:1] != b"[":
                raise NOT_JSON(detail="no array")
            rest, begun = rest[1:], True
        start = end = 0
        for found in _SIGNS.finditer(rest):
            sign = found.group()
            if depth == 0:
                _check_between(rest[end : found.start()], sign)
                start = found.start()
            if sign in (b"{", b"["):
                depth += 1
            elif sign in (b"}", b"]"):
                depth -= 1
                if depth < 0:
                    return
                if depth == 0:
                    end = found.end()
                    yield rest[start:end]
        rest, depth = rest[end:], 0
        if len(rest) > LONGEST_ITEM:
            raise TOO_LARGE(most=LONGEST_ITEM)
    raise NOT_JSON(detail="the array does not end")


def _check_between(gap: bytes, sign: bytes) -> None:
    if gap.strip(b" \t\r\n,") or sign not in (b"{", b"]"):
        raise NOT_JSON(detail="an array of objects is wanted")


def list_operations() -> tuple[Operation, ...]:
    """Return the bulk operation."""
    bulk = Operation(
        name="bulk.send",
        method="POST",
        path="/bulk",
        says=(
            "Send many commands, one a line (NDJSON) or as one JSON array. The answer has one "
            "line a command in the same order, and a last line with the sums."
        ),
        tag="commands",
        handle=send_bulk,
        body={NDJSON: "Item", JSON: "Items"},
        answers={200: (NDJSON, Line)},
    )
    return (bulk,)
