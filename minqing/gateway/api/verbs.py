"""Commands over HTTP: one or many at once, and one operation for each kind of command."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from django.http.response import HttpResponseBase

from minqing.gateway.api.bodies import JSON, decode, read_body
from minqing.gateway.api.errors import (
    COMMAND_HELD_BACK,
    COMMAND_UNKNOWN,
    FIELD_WRONG,
    TOO_MANY,
    VALUE_WRONG,
    Refused,
    Trouble,
)
from minqing.gateway.api.frame import Call, Operation, reply, reply_trouble
from minqing.gateway.api.sending import (
    Told,
    check_command_scope,
    find_wire,
    finish,
    list_exposed,
    read_items,
    send,
    submit_ready,
    tell_refused,
)
from minqing.gateway.api.wire import CommandId, Moment, Version, compile_wire
from minqing.kernel.messages import Command
from minqing.log.public import get_now

MOST = 1_000
"""Commands of one request; more go through the bulk endpoint."""
STATUS_OF = {"accepted": 200, "already-done": 200, "conflict": 409, "refused": 422}
NOT_ALLOWED = "not-allowed"


class Answers(msgspec.Struct, frozen=True):
    """One answer for each command, in the order they were sent."""

    answers: list[Told]


def send_many(call: Call) -> HttpResponseBase:
    """Do one command or a list; each is atomic, the list is not."""
    items = read_items(read_body(call.request), MOST)
    assert call.bearer is not None, "commands need a token"
    return reply(Answers(send(items, call.bearer, get_now())))


@cache
def make_sent(command: type[Command]) -> type:
    """Return the body of a command's own operation."""
    return msgspec.defstruct(
        command.__name__,
        [
            ("id", CommandId),
            ("fields", compile_wire(command).fields),
            ("happened_at", Moment | None, None),
            ("expected_version", Version | None, None),
        ],
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        namespace={"__doc__": command.__doc__},
        module=f"{command.__module__}.sent",
    )


@cache
def _decoder(command: type[Command]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(make_sent(command))


def send_one(call: Call) -> HttpResponseBase:
    """Do one command whose kind stands in the address."""
    wire = find_wire(call.path["kind"])
    assert call.bearer is not None, "commands need a token"
    check_command_scope(wire.command, call.bearer)
    sent = decode(read_body(call.request), _decoder(wire.command))
    now = get_now()
    try:
        ready = finish(wire, sent.fields, sent, call.bearer, now)
    except Refused as error:
        return _reply(tell_refused(sent.id, error))
    return _reply(submit_ready([ready], call.bearer, now)[0])


def _reply(told: Told) -> HttpResponseBase:
    status = 403 if told.code == NOT_ALLOWED else STATUS_OF[told.status]
    if status == 200:
        return reply(told)
    return reply_trouble(Trouble(code=told.code, sentence=told.sentence, field=told.field), status)


def list_operations() -> tuple[Operation, ...]:
    """Return the operations of commands; the one with `{kind}` answers for all kinds."""
    many = Operation(
        name="commands.send",
        method="POST",
        path="/commands",
        says="Send one command, or a list of at most 1,000. Each is atomic and has its own answer.",
        tag="commands",
        handle=send_many,
        body={JSON: "Items"},
        answers={200: (JSON, Answers)},
        troubles=(TOO_MANY, FIELD_WRONG),
    )
    one = Operation(
        name="commands.send-one",
        method="POST",
        path="/commands/{kind}",
        says="Send one command of this kind.",
        tag="commands",
        handle=send_one,
        body={JSON: "Command"},
        answers={200: (JSON, Told)},
        troubles=(COMMAND_UNKNOWN, COMMAND_HELD_BACK, FIELD_WRONG, VALUE_WRONG),
    )
    return many, one


def list_typed() -> list[tuple[type[Command], type]]:
    """Return every exposed command with the body of its own operation."""
    return [(command, make_sent(command)) for command in list_exposed()]
