"""Section `notices` of a pack: who is told what in which words, and when nobody is disturbed."""

from __future__ import annotations

import datetime
import string
from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from minqing.mechanisms.public import Identity, Problem, ProblemKind

Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Source = Annotated[str, Meta(pattern=r"^(ours|[A-Z][A-Z0-9]*-\d{2})$")]
Minutes = Annotated[int, Meta(ge=1, le=10_080)]
Word = Annotated[str, Meta(min_length=1, max_length=20)]


class QuietSpan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of every local day, half-open; one that ends before it starts spans midnight."""

    start: Clock
    end: Clock


class QuietDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole day kept quiet in a region (a fair, 那达慕)."""

    date: datetime.date
    zh: str
    en: str


class MessageWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of one event. `{names}` are filled in when it is sent.

    `only`: of facets of the event (`channel`, `ledger`), the values of which this is said.
    """

    key: Annotated[str, Meta(pattern=r"^[a-z]+\.[a-z-]+$")]
    zh: Annotated[str, Meta(min_length=1, max_length=300)]
    en: Annotated[str, Meta(max_length=500)] = ""
    only: Mapping[str, tuple[str, ...]] = {}


class ReplyWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of a text message that are understood; what is not goes to a person.

    The first sign of an answer may stand alone (1, 2, 3) or before a word of content.
    """

    solved: tuple[Word, ...]
    partly: tuple[Word, ...]
    not_solved: tuple[Word, ...]
    stop: tuple[Word, ...]
    start: tuple[Word, ...]
    satisfied: tuple[Word, ...] = ()
    basically: tuple[Word, ...] = ()
    dissatisfied: tuple[Word, ...] = ()


class NoticesSection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Quiet hours and days, how often a person is interrupted, and the words of messages.

    `budget`: interruptions of one person a day; what is more waits for the next of `digests`
    (local times). `retry`: minutes to wait after each failure; after the last a message is
    given up and shown. `lapse_days`: a message that could not leave for so long is not sent
    any more. An event without words is told to nobody.
    """

    quiet: tuple[QuietSpan, ...]
    days: tuple[QuietDay, ...] = ()
    working_days_only: bool = True
    budget: Annotated[int, Meta(ge=1, le=100)] = 6
    digests: tuple[Clock, ...] = ("08:30", "16:30")
    retry: tuple[Minutes, ...] = (1, 5, 15, 60, 240, 720)
    lapse_days: Annotated[int, Meta(ge=1, le=60)] = 3
    reply_signs: Annotated[int, Meta(ge=0, le=200)] = 60
    messages: tuple[MessageWords, ...] = ()
    replies: ReplyWords | None = None
    source: Source

    def find(self, key: str) -> MessageWords | None:
        """Return the words of an event, None where nothing is said of it."""
        return next((one for one in self.messages if one.key == key), None)


PLACES = frozenset(
    {"receipt", "day", "unit", "outcome", "reply", "count", "lines", "number", "until"}
)
"""Names that the words of a message may have in braces."""

_AT = "不能采用工作机制文件“{file}”第{line}行 {path}："
PLACE_UNKNOWN = ProblemKind(
    "notice-place-unknown",
    _AT + "大括号中的“{value}”没有可填的内容。请改为“{nearest}”。",
    _AT + "大括号中的“{value}”没有可填的内容。请使用：{allowed}。",
)
WORDS_TWICE = ProblemKind("notice-words-twice", _AT + "“{value}”的用语写了两次。请删去一处。")


def check_notices(section: NoticesSection, identity: Identity) -> Iterable[Problem]:
    """Every name in braces can be filled in, and nothing is said in two ways."""
    seen: set[str] = set()
    for place, words in enumerate(section.messages):
        path = f"$.notices.messages[{place}]"
        if words.key in seen:
            yield WORDS_TWICE(path, words.key)
        seen.add(words.key)
        for text in (words.zh, words.en):
            for name in _list_names(text):
                if name not in PLACES:
                    yield PLACE_UNKNOWN(path, name, allowed=sorted(PLACES))


def _list_names(text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return [text]
