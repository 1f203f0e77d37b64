"""The text of a message, made when it is sent: the pack's words with what stands for its names."""

from __future__ import annotations

import json
from collections.abc import Sequence

from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs
from minqing.notices.models import Message
from minqing.notices.outbox.registry import say_params
from minqing.notices.outbox.terms import DIGEST
from minqing.notices.outbox.words import find_words
from minqing.notices.pack import NoticesSection
from minqing.notices.rules import find_section
from minqing.org.public import Directory

MOST_LINES = 10
"""Reminders named in one digest; its count says how many there are."""


class _Names(dict[str, str]):
    """A name that nothing stands for is left out, not shown in braces."""

    def __missing__(self, name: str) -> str:
        return ""


def find_words_section(unit: str) -> NoticesSection | None:
    """Return what the mechanism of a unit says of notices now."""
    return find_section(unit, get_snapshot(Directory), get_snapshot(Packs))


def make_text(message: Message) -> str:
    """Return the text of a message, "" where the mechanism has no words for it any more.

    Opens what the vault keeps of it (an answer's words), so it is for sending, and for the
    page of a demonstration.
    """
    section = find_words_section(message.unit)
    words = None if section is None else find_words(section, message.key)
    if words is None or section is None:
        return ""
    template = words.en if message.language == "en" and words.en else words.zh
    if message.key == DIGEST:
        return template.format_map(_Names(_say_digest(message)))
    params = {**json.loads(message.params), "signs": str(section.reply_signs)}
    said = say_params(message.key, message.subject, params, message.language)
    return template.format_map(_Names(said))


def _say_digest(message: Message) -> dict[str, str]:
    parts: Sequence[Message] = list(
        Message.objects.filter(into=message.id).order_by("made_at", "id")[:MOST_LINES]
    )
    count = json.loads(message.params).get("count", str(len(parts)))
    lines = [f"{number}. {make_text(part)}" for number, part in enumerate(parts, 1)]
    return {"count": count, "lines": "\n".join(lines)}
