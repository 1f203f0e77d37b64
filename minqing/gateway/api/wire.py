"""Commands as programs send them: made from the classes of the registry, never typed by hand.

The shape of a command on the wire is its class with three differences: unknown fields are refused,
texts, numbers and lists have a length, and a personal value is sent as it is (the vault's subject
follows from the command). `compile_wire` makes the shape and the way back to the command once a
class; sending costs one decode and one call a struct.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta
from msgspec.structs import FieldInfo

from minqing.kernel.messages import Command, Personal
from minqing.kernel.offers import offers
from minqing.log.public import name_streams

LONGEST_TEXT = 20_000
"""Signs of any text; rules and columns know shorter ones."""
LONGEST_STREAM = 80
MOST_ITEMS = 1_000
_UNFIT = re.compile(r"[/\s]")
WIDEST = 2**53 - 1
"""Largest whole number that every JSON reader keeps exactly."""

Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Number = Annotated[int, Meta(ge=-WIDEST, le=WIDEST)]
Moment = Annotated[datetime, Meta(tz=True)]
CommandId = Annotated[str, Meta(pattern="^[0-9A-Za-z-]{8,40}$")]
Version = Annotated[int, Meta(ge=0, le=2**31 - 1)]

Back = Callable[[Any], Any] | None
"""Turns a value of the wire into the command's own; None where it already is."""

ENVELOPE = frozenset({"id", "happened_at", "expected_version"})


class Wire(msgspec.Struct, frozen=True):
    """`fields`: the struct on the wire. `build(fields, envelope)` returns the command."""

    command: type[Command]
    fields: type
    build: Callable[[Any, dict[str, Any]], Command]


@cache
def compile_wire(command: type[Command]) -> Wire:
    """Return the wire shape of a command class."""
    made = offers.made.get(command.TYPE, frozenset())
    fields = [f for f in msgspec.structs.fields(command) if f.name not in ENVELOPE]
    shape, backs = _shape(command, fields, f"{command.__name__}Fields", made)

    def build(sent: Any, envelope: dict[str, Any]) -> Command:
        return bind_subject(command(**_take_back(sent, backs), **envelope))

    return Wire(command, shape, build)


def _back(value: Any, back: Back) -> Any:
    return value if back is None else back(value)


def _take_back(sent: Any, backs: Sequence[tuple[str, Callable[[Any], Any]]]) -> dict[str, Any]:
    """Return the values of a struct of the wire as the command's own has them."""
    values = msgspec.structs.asdict(sent)
    for name, back in backs:
        values[name] = back(values[name])
    return values


def _shape(
    owner: type, fields: list[FieldInfo], name: str, made: frozenset[str] = frozenset()
) -> tuple[type, list[tuple[str, Callable[[Any], Any]]]]:
    hints = get_type_hints(owner, include_extras=True)
    listed: list[Any] = []
    backs: list[tuple[str, Callable[[Any], Any]]] = []
    for field in fields:
        wire, back = _convert(hints[field.name])
        if field.name in made and field.required:
            wire, default = Text, ""
            listed.append((field.name, wire, default))
        elif field.default is not msgspec.NODEFAULT:
            listed.append((field.name, wire, field.default))
        elif field.default_factory is not msgspec.NODEFAULT:
            default = msgspec.field(default_factory=field.default_factory)
            listed.append((field.name, wire, default))
        else:
            listed.append((field.name, wire))
        if back is not None:
            backs.append((field.name, back))
    shape = msgspec.defstruct(
        name, listed, frozen=True, kw_only=True, forbid_unknown_fields=True,
        namespace={"__doc__": owner.__doc__}, module=owner.__module__,
    )  # fmt: skip
    return shape, backs


_LEAVES: dict[Any, Any] = {str: Text, int: Number, datetime: Moment}


def _convert(hint: Any) -> tuple[Any, Back]:
    """Return the type on the wire of a field's type, and the way back."""
    if hint in _LEAVES:
        return _LEAVES[hint], None
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return hint, None
    if origin is Personal:
        return _convert_personal(args[0])
    if origin in (Union, types.UnionType):
        return _convert_union(args)
    if origin in (tuple, list) and args and (len(args) == 1 or args[-1] is Ellipsis):
        return _convert_many(args[0], origin)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _convert_struct(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint, None
    return hint, None


def _convert_personal(inner: Any) -> tuple[Any, Back]:
    wire, back = _convert(inner)

    def wrap(value: Any) -> Personal[Any]:
        return Personal(_back(value, back), subject="")

    return wire, wrap


def _convert_union(args: tuple[Any, ...]) -> tuple[Any, Back]:
    known = [one for one in args if one is not type(None)]
    if len(known) == len(args) or len(known) != 1:
        return Union[args], None  # noqa: UP007 - built from values
    wire, back = _convert(known[0])
    if back is None:
        return wire | None, None
    return wire | None, lambda value: None if value is None else back(value)


def _convert_many(inner: Any, origin: Any) -> tuple[Any, Back]:
    wire, back = _convert(inner)
    many = Annotated[tuple[wire, ...], Meta(max_length=MOST_ITEMS)]  # type: ignore[valid-type]
    if back is None and origin is tuple:
        return many, None
    return many, lambda values: origin(_back(value, back) for value in values)


@cache
def _convert_struct(struct: type[msgspec.Struct]) -> tuple[Any, Back]:
    if struct.__struct_config__.tag is not None:
        return struct, None
    shape, backs = _shape(struct, list(msgspec.structs.fields(struct)), struct.__name__)

    def back(value: Any) -> Any:
        return struct(**_take_back(value, backs))

    return shape, back


@cache
def _personal(command: type[Command]) -> tuple[str, ...]:
    hints = get_type_hints(command)
    return tuple(name for name, hint in hints.items() if _holds_personal(hint))


def _holds_personal(hint: Any) -> bool:
    return get_origin(hint) is Personal or any(map(_holds_personal, get_args(hint)))


def bind_subject(command: Command) -> Command:
    """Give every personal value the stream of its command as its subject."""
    names = _personal(type(command))
    held = {name: getattr(command, name) for name in names if getattr(command, name)}
    if not held:
        return command
    subject = find_subject(command)
    bound = {
        name: tuple(Personal(one.value, subject) for one in value)
        if isinstance(value, tuple)
        else Personal(value.value, subject)
        for name, value in held.items()
    }
    return msgspec.structs.replace(command, **bound)


def is_stream_fit(stream: str) -> bool:
    """Return whether a stream's name can be kept by every database and stand in an address."""
    return len(stream) <= LONGEST_STREAM and _UNFIT.search(stream) is None


def find_subject(command: Command) -> str:
    """Return whose data a command brings: what it is about, else its own stream."""
    named = offers.subjects.get(command.TYPE)
    if named is not None:
        return named(command)
    about = getattr(command, "subject", "")
    return about if isinstance(about, str) and ":" in about else name_streams(command)[0]
