"""What contexts register: which events tell whom what, and where a kind of person is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from minqing.log.public import LogEntry, register_follower
from minqing.notices.outbox import filling
from minqing.notices.outbox.terms import Addressee, Wish
from minqing.notices.outbox.words import keep_words
from minqing.notices.pack import MessageWords

Compose = Callable[[Sequence[LogEntry]], Iterable[tuple[LogEntry, Wish]]]
Reach = Callable[[str, datetime], Addressee]
Say = Callable[[str, Mapping[str, str], str], Mapping[str, str]]

_reach: dict[str, Reach] = {}
_say: dict[str, Say] = {}


def register_messages(
    name: str,
    types: Iterable[str],
    compose: Compose,
    say: Say,
    *,
    words: Iterable[MessageWords] = (),
) -> None:
    """Register which events of a context tell whom what.

    `compose(entries)`: the wishes that follow, read outside of the writers' lock. `say(subject,
    params, language)`: what stands for the names in the pack's words, when it is sent. `words`:
    of what is told where the pack has none of its own for it.
    """
    if name in _say:
        raise ValueError(f"messages of {name} are registered twice")
    _say[name] = say
    keep_words(words)
    register_follower(
        f"outbox-{name}",
        filling.fill,
        types=types,
        prepare=partial(filling.prepare, compose),
    )


def register_addressees(kind: str, reach: Reach) -> None:
    """Register how a kind of addressee is reached: `reach(id, now)`, opened from the vault."""
    if kind in _reach:
        raise ValueError(f"addressees {kind} are registered twice")
    _reach[kind] = reach


def find_addressee(to: str, now: datetime) -> Addressee:
    """Return how an addressee is reached now; KeyError for a kind nobody registered."""
    kind, _, name = to.partition(":")
    return _reach[kind](name, now)


def say_params(key: str, subject: str, params: Mapping[str, str], language: str) -> dict[str, str]:
    """Return what stands for the names of a message's words; the key's first part names whose."""
    say = _say.get(key.partition(".")[0])
    return dict(params) if say is None else dict(say(subject, params, language))
