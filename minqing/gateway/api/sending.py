"""From what a program sent to commands, and from answers to what it is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Literal

import msgspec
from django.db import DataError

from minqing.gateway.api.bodies import decode, refuse_field
from minqing.gateway.api.errors import (
    COMMAND_HELD_BACK,
    COMMAND_UNKNOWN,
    FIELD_WRONG,
    SCOPE_MISSING,
    TOO_MANY,
    VALUE_WRONG,
    Refused,
    say_refusal,
)
from minqing.gateway.api.wire import (
    CommandId,
    Moment,
    Version,
    Wire,
    compile_wire,
    is_stream_fit,
)
from minqing.kernel.messages import Command, Refusal
from minqing.kernel.offers import offers
from minqing.log.public import (
    Answer,
    EntryRef,
    find_command,
    list_commands,
    name_streams,
    submit,
)
from minqing.tokens.public import BY_POST, Bearer

Status = Literal["accepted", "already-done", "refused", "conflict"]


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command of a batch. `fields`: see the operation of its type.

    `id`: made by whoever sends; the same id with the same content is answered the same, and done
    once. `happened_at`: when it happened, if not now. `expected_version`: version of the thing as
    the sender saw it; another version is answered `conflict`.
    """

    type: str
    id: CommandId
    fields: msgspec.Raw
    happened_at: Moment | None = None
    expected_version: Version | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one command. `code`, `sentence`, `field`: why, where it was not done.

    `made`: what the door made for it (a receipt). `entries`: stream, version and type of what
    stands on the log.
    """

    command_id: str
    status: Status
    code: str = ""
    sentence: str = ""
    field: str = ""
    made: dict[str, str] = {}
    entries: tuple[EntryRef, ...] = ()


class Ready(msgspec.Struct, frozen=True):
    """A command that may be submitted, and what the door made for it."""

    command: Command
    made: dict[str, str]


@cache
def list_exposed() -> tuple[type[Command], ...]:
    """Return the commands that programs may send, by name."""
    return tuple(one for one in list_commands() if one.TYPE not in offers.held_back)


def find_wire(name: str) -> Wire:
    """Return the shape of a command by name; raises Refused for unknown and held back ones."""
    command = find_command(name)
    if command is None:
        raise COMMAND_UNKNOWN("type", type=name[:80])
    if name in offers.held_back:
        raise COMMAND_HELD_BACK("type", type=name)
    return compile_wire(command)


def check_command_scope(command: type[Command], bearer: Bearer) -> None:
    """Raise Refused when the token does not cover a command."""
    if command.PERMISSION:
        if command.PERMISSION not in bearer.actor.permissions:
            raise SCOPE_MISSING(scope=command.PERMISSION)
    elif not bearer.may_by_post:
        raise SCOPE_MISSING(scope=BY_POST)


@cache
def _decoder(command: type[Command]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(compile_wire(command).fields)


def make_command(item: Item, bearer: Bearer, now: datetime) -> Ready:
    """Return the command of an item; raises Refused with the path of what is wrong."""
    wire = find_wire(item.type)
    check_command_scope(wire.command, bearer)
    try:
        sent = _decoder(wire.command).decode(item.fields)
    except msgspec.ValidationError as error:
        raise refuse_field(error, "fields") from None
    return finish(wire, sent, item, bearer, now)


def finish(wire: Wire, sent: Any, item: Any, bearer: Bearer, now: datetime) -> Ready:
    """Return the command of decoded fields, finished at the edge where a context asks for it."""
    envelope = {
        "id": item.id,
        "happened_at": item.happened_at,
        "expected_version": item.expected_version,
    }
    try:
        command = wire.build(sent, envelope)
    except (TypeError, ValueError) as error:  # what a struct of the field refuses to be made of
        raise FIELD_WRONG("fields", detail=str(error)[:200]) from None
    made: dict[str, str] = {}
    edge = offers.finishes.get(command.TYPE)
    if edge is not None:
        finished = edge(command, bearer.actor, now)
        if isinstance(finished, Refusal):
            raise _RefusedAtTheEdge(finished)
        command = finished
        names = sorted(offers.made[command.TYPE])
        made = {name: str(getattr(command, name)) for name in names}
    if not all(map(is_stream_fit, name_streams(command))):
        raise FIELD_WRONG("fields", detail="an id is too long, or has a slash or a space")
    return Ready(command, made)


class _RefusedAtTheEdge(Refused):
    """What a context's edge refuses, told like what its rules refuse."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(FIELD_WRONG, "", {})
        self.refusal = refusal


def tell_refused(command_id: str, error: Refused) -> Told:
    """Tell of a command that never came to the rules."""
    if isinstance(error, _RefusedAtTheEdge):
        code, sentence, field = error.refusal.code, say_refusal(error.refusal), ""
    else:
        trouble = error.say()
        code, sentence, field = trouble.code, trouble.sentence, trouble.field
    return Told(command_id=command_id, status="refused", code=code, sentence=sentence, field=field)


def tell(answer: Answer, made: dict[str, str]) -> Told:
    """Tell of a command's answer in the reader's language."""
    if answer.refusal is None:
        return Told(
            command_id=answer.command_id, status=answer.status, made=made, entries=answer.entries
        )
    return Told(
        command_id=answer.command_id,
        status=answer.status,
        code=answer.refusal.code,
        sentence=say_refusal(answer.refusal),
    )


def send(items: Sequence[Item], bearer: Bearer, now: datetime) -> list[Told]:
    """Do items in order; each gets its answer, and one that is refused holds up no other."""
    told: list[Told | None] = []
    ready: list[Ready] = []
    for item in items:
        try:
            ready.append(make_command(item, bearer, now))
            told.append(None)
        except Refused as error:
            told.append(tell_refused(item.id, error))
    answers = iter(submit_ready(ready, bearer, now))
    return [next(answers) if one is None else one for one in told]


def submit_ready(ready: Sequence[Ready], bearer: Bearer, now: datetime) -> list[Told]:
    """Submit commands; what no column can hold refuses its own command alone."""
    try:
        answers = submit([one.command for one in ready], by=bearer.actor, now=now)
    except (DataError, OverflowError):
        if len(ready) > 1:
            middle = len(ready) // 2
            first = submit_ready(ready[:middle], bearer, now)
            return first + submit_ready(ready[middle:], bearer, now)
        return [tell_refused(ready[0].command.id, VALUE_WRONG("fields"))]
    return [tell(answer, one.made) for answer, one in zip(answers, ready, strict=True)]


_one_item = msgspec.json.Decoder(Item)
_many_items = msgspec.json.Decoder(list[Item])


def read_items(body: bytes, most: int) -> list[Item]:
    """Return the items of a body: one object, or a list of at most `most`."""
    decoder: Any = _many_items if body.lstrip()[:1] == b"[" else _one_item
    found = decode(body, decoder)
    items = found if isinstance(found, list) else [found]
    if len(items) > most:
        raise TOO_MANY(most=most)
    return items
