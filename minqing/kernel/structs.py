"""What msgspec learns of a struct class when it is first decoded, learnt before threads begin.

msgspec notes on the class what its fields are before it has worked all of them out, so that a
class may hold itself. A second thread that decodes the class at that moment reads a field that is
not there, and the process is gone (seen at the start of a server under load).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec


def prepare_structs() -> tuple[type[msgspec.Struct], ...]:
    """Work out every struct class that exists; call it in one thread, after the last import.

    Returns the classes that cannot be worked out, because their hints name what only a type
    checker sees: those are never decoded.
    """
    left = []
    for cls in set(_list_below(msgspec.Struct)):
        try:
            msgspec.json.Decoder(cls)
        except (NameError, TypeError):
            left.append(cls)
    return tuple(left)


def _list_below(cls: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for one in cls.__subclasses__():
        yield one
        yield from _list_below(one)
