"""One reading: what a page asks again and again is read once, and stands still meanwhile.

Opened by a face around a request that only reads. Outside of one, everything is read each time.
A write by the same thread ends what was kept, so that nobody reads past his own deed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_kept: ContextVar[dict[str, Any] | None] = ContextVar("one_reading", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Keep what `read_once` reads until the end of the block."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def read_once(name: str, read: Callable[[], T]) -> T:
    """Return what was read under that name in this reading; reads now where it was not."""
    kept = _kept.get()
    if kept is None:
        return read()
    if name not in kept:
        kept[name] = read()
    found: T = kept[name]
    return found


def forget_reading() -> None:
    """Let everything be read anew: something was written."""
    kept = _kept.get()
    if kept:
        kept.clear()
