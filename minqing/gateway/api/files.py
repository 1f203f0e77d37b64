"""From a file that arrived in pieces to what a command can name: kept for one case, harmless.

The file travels by tus (`gateway/uploads`); here it is cleaned and kept as the faces keep it, and
its answer is what `files` of `case.attach-files` takes. What no command names is gone after a day.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from django.http.response import HttpResponseBase
from msgspec import Meta

from minqing.cases import public as c
from minqing.gateway.api.bodies import JSON, decode, read_body
from minqing.gateway.api.errors import FIELD_WRONG, NOT_FOUND, Trouble, say_refusal
from minqing.gateway.api.frame import Call, Operation, reply, reply_trouble
from minqing.log.public import get_now
from minqing.vault.public import turn_upload


class Uploaded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole upload, and the case it is for. `upload`: the last part of its address, as
    `POST /gateway/uploads/` gave it to this same token. `case`: id or receipt."""

    upload: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    case: Annotated[str, Meta(min_length=1, max_length=60)]


class FileKept(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is kept for a case: pass it whole in `files` of `case.attach-files`.

    `size` in bytes, `width` and `height` in pixels, as they are after cleaning. `thumb`: of a
    picture, "" else.
    """

    file: str
    thumb: str
    media: str
    size: int
    name: str
    width: int
    height: int
    pages: int


_decoder = msgspec.json.Decoder(Uploaded)


def keep(call: Call) -> HttpResponseBase:
    """Clean an upload and keep it for a case; the same again has the same answer for a day."""
    sent, now = decode(read_body(call.request), _decoder), get_now()
    assert call.bearer is not None, "files are kept for a token"
    page = c.find_case(call.actor, sent.case, now=now)
    if page is None:
        raise NOT_FOUND("case")
    case = page.line.id

    def make(data: bytes, name: str) -> bytes:
        return msgspec.json.encode(c.keep_attachment(case, data, name, now=now))

    try:
        kept = turn_upload(f"token:{call.bearer.token}", sent.upload, f"case:{case}", make, now=now)
    except c.FileRefused as error:
        trouble = Trouble(
            code=error.refusal.code, sentence=say_refusal(error.refusal), field="upload"
        )
        return reply_trouble(trouble, 422)
    attachment = msgspec.json.decode(kept, type=c.Attachment)
    return reply(FileKept(**msgspec.structs.asdict(attachment)))


def list_operations() -> tuple[Operation, ...]:
    """Return the operation that keeps files."""
    one = Operation(
        name="files.keep",
        method="POST",
        path="/files",
        says=(
            "Keep a file that was sent in pieces (tus, `/gateway/uploads/`) for a case; "
            "`case.attach-files` then names it."
        ),
        tag="commands",
        handle=keep,
        permission="CASE_ATTACH",
        body={JSON: Uploaded},
        answers={200: (JSON, FileKept)},
        troubles=(NOT_FOUND, FIELD_WRONG),
    )
    return (one,)
