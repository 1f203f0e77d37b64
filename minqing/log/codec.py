"""Bytes of events: canonical on writing, upcast on reading, refused when unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_type_hints

import msgspec

from minqing.kernel.messages import Event, Personal

Upcaster = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]

encode = msgspec.json.Encoder(order="deterministic").encode


class EventUnknown(Exception):
    """An entry has a type or version that this program does not know: reading stops.

    It is never skipped: a fold without it would be another state than the one promised.
    """

    code = "event-type-unknown"

    def __init__(self, type_name: str) -> None:
        super().__init__(f"不能读取总账：条目类型 {type_name} 不为本版程序所知。请先升级程序。")
        self.type_name = type_name


class EventCarriesPersonal(TypeError):
    """An event class has a field that would put personal data on the log for ever."""


def check_event_class(cls: type[Event]) -> None:
    """Raise when an event type could carry personal values or has no versioned name."""
    if "@" not in cls.TYPE:
        raise TypeError(f"{cls.__name__}.TYPE must be like 'case.received@1', not {cls.TYPE!r}")
    for name, hint in get_type_hints(cls).items():
        if _mentions_personal(hint):
            raise EventCarriesPersonal(f"{cls.__name__}.{name} contains Personal")


def _mentions_personal(hint: Any) -> bool:
    origin = getattr(hint, "__origin__", hint)
    if isinstance(origin, type) and issubclass(origin, Personal):
        return True
    inner = list(getattr(hint, "__args__", ()))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        inner += get_type_hints(hint).values()
    return any(_mentions_personal(part) for part in inner if part is not hint)


@cache
def _decoder(cls: type[Any]) -> Callable[[bytes], Any]:
    return msgspec.json.Decoder(cls).decode


class EventCodec:
    """Turns stored bodies into events of the newest version."""

    def __init__(self) -> None:
        self._classes: dict[str, type[Event]] = {}
        self._upcasters: dict[str, Upcaster] = {}

    def add(self, classes: tuple[type[Event], ...], upcasters: Mapping[str, Upcaster]) -> None:
        """Register event classes; a name registered twice is an error at start."""
        for cls in classes:
            check_event_class(cls)
            if cls.TYPE in self._classes:
                raise ValueError(f"event {cls.TYPE} is registered twice")
            self._classes[cls.TYPE] = cls
        self._upcasters.update(upcasters)

    def decode(self, type_name: str, body: bytes) -> Event:
        """Return the event; raises EventUnknown when no class and no upcaster knows it."""
        cls = self._classes.get(type_name)
        if cls is not None:
            event: Event = _decoder(cls)(body)
            return event
        document = msgspec.json.decode(body)
        while type_name in self._upcasters:
            type_name, document = self._upcasters[type_name](document)
            if type_name in self._classes:
                return msgspec.convert(document, self._classes[type_name])
        raise EventUnknown(type_name)

    def names(self) -> tuple[str, ...]:
        """Return all current event names, sorted."""
        return tuple(sorted(self._classes))

    def get_class(self, type_name: str) -> type[Event]:
        """Return the class of a current event name."""
        return self._classes[type_name]
