"""The words of a message: the pack's, else those that the telling context brings along.

What a place tells its residents is the pack's to say, and what it does not say is not told. What
protects an official's own account is said everywhere: a pack may only put it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable

from minqing.notices.pack import MessageWords, NoticesSection

_own: dict[str, MessageWords] = {}


def keep_words(words: Iterable[MessageWords]) -> None:
    """Keep words that a context brings along, by key."""
    _own.update({one.key: one for one in words})


def forget_words(keys: Iterable[str]) -> None:
    """Forget words that were brought along (tests)."""
    for key in keys:
        _own.pop(key, None)


def find_words(section: NoticesSection, key: str) -> MessageWords | None:
    """Return the words of a message, None where nothing is said of it."""
    return section.find(key) or _own.get(key)
