"""Forms of the desk: fields as shown, values as typed, readers that give typed values.

Nothing is decided here: a form that can be read becomes a command, and the rules answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minqing.console.wording import LOCAL
from minqing.kernel.due_sentences import agree
from minqing.kernel.messages import Refusal
from minqing.kernel.money import Money, MoneyRefused, parse_money
from minqing.kernel.periods import read_day, read_moment

Choices = tuple[tuple[Any, ...], ...]
Text = Any
"""A string, or one that is translated when it is shown."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One question. `options`: name of a list of `Options` that gives the choices.

    `kind`: long, choice (radio), select, check, checks (any of a list, each box named
    `<name>.<value>`), or the type of an <input>.
    """

    name: str
    label: Text
    kind: str = "text"
    help: Text = ""
    optional: bool = False
    choices: Choices = ()
    options: str = ""
    blank: Text = ""
    initial: str = ""
    short: bool = False
    inline: bool = False
    autocomplete: str = ""


class Fault(msgspec.Struct, frozen=True):
    """One thing to put right: a sentence, and the id of the field it is about."""

    sentence: str
    field: str = ""


class Shown(msgspec.Struct, kw_only=True):
    """A field ready to be drawn."""

    id: str
    name: str
    label: str
    kind: str
    help: str
    optional: bool
    choices: list[Any]
    blank: str
    short: bool
    inline: bool
    autocomplete: str
    value: str
    error: str = ""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Lists that depend on the case, its mechanism and the viewer. Pairs of value and words;
    grouped lists hold `{"group": words, "options": pairs}`."""

    categories: tuple[Any, ...] = ()
    units: Choices = ()
    next_units: Choices = ()
    posts: Choices = ()
    households: Choices = ()
    ledgers: Choices = ()
    return_reasons: Choices = ()
    pause_reasons: Choices = ()
    non_acceptance: Choices = ()
    legal_channels: Choices = ()
    final_channels: Choices = ()
    final_outcomes: Choices = ()
    outcomes: Choices = ()
    sources: Choices = ()
    every_unit: Choices = ()
    dispatch_items: Choices = ()
    own_pieces: Choices = ()
    fresh_pieces: Choices = ()
    open_pieces: Choices = ()
    defaults: Mapping[str, str] = {}
    hidden: frozenset[str] = frozenset()
    """Names of questions that make no sense now."""


MISSING = gettext_lazy("不能办理：“{label}”没有填。请填写后再办。")
DATE_WRONG = gettext_lazy("不能办理：“{label}”不是一个日期。请写成2026-10-12这样。")
NUMBER_WRONG = gettext_lazy("不能办理：“{label}”要填数字。请改正后再办。")
CHOICE_WRONG = gettext_lazy("不能办理：“{label}”不在可选的范围内。请重新选择。")


class Typed:
    """What was typed, read field by field; faults are collected, nothing is lost."""

    def __init__(self, data: Mapping[str, str], *, prefix: str = "f-") -> None:
        self.data = data
        self.prefix = prefix
        self.faults: list[Fault] = []
        self.remarks: list[dict[str, Any]] = []
        """On a reply, to be read before it goes on; no faults."""

    def text(self, name: str) -> str:
        # the sign NUL is no text: PostgreSQL refuses a statement that holds it
        return self.data.get(name, "").replace("\0", "").strip()

    def chosen(self, name: str) -> tuple[str, ...]:
        """Return the values of a list of boxes that were ticked."""
        start = f"{name}."
        return tuple(key.removeprefix(start) for key in self.data if key.startswith(start))

    def blame(self, field: Field, sentence: str) -> None:
        self.faults.append(Fault(sentence.format(label=field.label), self.prefix + field.name))

    def check(self, fields: Iterable[Field], options: Options) -> None:
        """Collect what is missing or not one of the choices."""
        for field in fields:
            value = self.text(field.name)
            if field.kind == "checks":
                self._check_boxes(field, options)
            elif not value and not field.optional and field.kind != "check":
                self.blame(field, str(MISSING))
            elif value and not _is_choice(field, value, options):
                self.blame(field, str(CHOICE_WRONG))

    def _check_boxes(self, field: Field, options: Options) -> None:
        known = {pair[0] for pair in _pairs(_choices(field, options))}
        ticked = set(self.chosen(field.name))
        if not ticked and not field.optional:
            self.blame(field, str(MISSING))
        elif not ticked <= known:
            self.blame(field, str(CHOICE_WRONG))

    def day(self, field: Field) -> datetime | None:
        """Return the end of the day that was typed, as a moment, or None."""
        value = self.text(field.name)
        if not value:
            return None
        day = read_day(value)
        if day is None:
            self.blame(field, str(DATE_WRONG))
            return None
        return datetime.combine(day, time(18), LOCAL)

    def moment(self, field: Field) -> datetime | None:
        """Return the local moment that was typed, or None."""
        value = self.text(field.name)
        if not value:
            return None
        moment = read_moment(value)
        if moment is None:
            self.blame(field, str(DATE_WRONG))
        return moment

    def number(self, field: Field) -> int:
        value = self.text(field.name)
        if value.isascii() and value.isdigit() and len(value) < 9:
            return int(value)
        self.blame(field, str(NUMBER_WRONG))
        return 0

    def money(self, field: Field) -> Money | None:
        """Return the amount that was typed, or None."""
        value = self.text(field.name)
        if not value:
            return None
        try:
            return parse_money(value)
        except MoneyRefused as refused:
            sentence = _(refused.refusal.sentence).format_map(refused.refusal.params)
            self.faults.append(Fault(sentence, self.prefix + field.name))
            return None


def _pairs(choices: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
    for choice in choices:
        if isinstance(choice, Mapping):
            yield from choice["options"]
        else:
            yield choice


def _choices(field: Field, options: Options) -> list[Any]:
    return list(getattr(options, field.options) if field.options else field.choices)


def _is_choice(field: Field, value: str, options: Options) -> bool:
    if field.kind not in ("choice", "select"):
        return True
    return any(value == pair[0] for pair in _pairs(_choices(field, options)))


def show_field(field: Field, typed: Typed | None, options: Options, prefix: str) -> Shown:
    """Return a field with what was typed, or what is known already."""
    name = prefix + field.name
    faults = typed.faults if typed else []
    value = field.initial or options.defaults.get(field.name, "")
    if typed is not None:
        value = typed.text(field.name)
        if field.kind == "checks":
            value = " ".join(typed.chosen(field.name))
    return Shown(
        id=name,
        name=field.name,
        label=str(field.label),
        kind=field.kind,
        help=str(field.help),
        optional=field.optional,
        choices=[_say(choice) for choice in _choices(field, options)],
        blank=str(field.blank),
        short=field.short,
        inline=field.inline,
        autocomplete=field.autocomplete,
        value=value,
        error=next((fault.sentence for fault in faults if fault.field == name), ""),
    )


def _say(choice: Any) -> Any:
    if isinstance(choice, Mapping):
        return choice
    return (choice[0], _(str(choice[1])), *map(str, choice[2:]))


def say_refusal(refusal: Refusal) -> str:
    """Say why a command was refused, in the reader's language.

    Parameters that are words of ours (verbs, statuses) are message ids too; of a tuple of words
    each is said by itself.
    """
    params = {key: _say_param(value) for key, value in refusal.params.items()}
    return agree(_(refusal.sentence).format_map(params))


def _say_param(value: Any) -> Any:
    if isinstance(value, tuple):
        return _("、").join(map(_, value))
    return _(value) if isinstance(value, str) and value else value
