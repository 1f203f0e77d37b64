"""Tags of both faces: icon, status, time left, receipt number, days, labels of terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from minqing.cases import public as terms
from minqing.console import rows, wording
from minqing.console.explained import (
    WORD_OF_ACT,
    WORD_OF_STATUS,
    WORDS_OF_RESIDENTS,
    Word,
    find_word,
)
from minqing.console.icons import draw_icon
from minqing.kernel.receipts import format_receipt
from minqing.mechanisms.public import say_words

register = template.Library()

LABELS: Mapping[str, tuple[type[Enum], Mapping[Any, str]]] = {
    "ledger": (terms.Ledger, terms.LEDGER_ZH),
    "outcome": (terms.Outcome, terms.OUTCOME_ZH),
    "channel": (terms.Channel, terms.CHANNEL_ZH),
    "kind": (terms.MatterKind, terms.KIND_ZH),
    "anonymity": (terms.Anonymity, terms.ANONYMITY_ZH),
    "means": (terms.Means, terms.MEANS_ZH),
    "given_on": (terms.GivenOn, terms.GIVEN_ON_ZH),
    "rating": (terms.Rating, terms.RATING_ZH),
    "close_reason": (terms.CloseReason, terms.CLOSE_REASON_ZH),
}


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """Draw an icon of the sprite; it is decoration, the word beside it speaks."""
    return mark_safe(draw_icon(name, kind))  # noqa: S308 - escaped where it is made


@register.simple_tag
def styles(face: str) -> SafeString:
    """Link the style sheets of a face ("desk", "portal"): one file where they are collected."""
    sheets = settings.STYLE_BUNDLES[face]
    if settings.STATIC_SOURCE == "collected":
        sheets = (f"shared/all-{face}.css",)
    lines = ((static(sheet),) for sheet in sheets)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', lines)


@register.simple_tag
def select_options(choices: Iterable[Any], value: str) -> SafeString:
    """Draw what a select offers, in groups where there are any. A page may ask after thousands
    of people: by the template's own loop it would take a second."""
    pieces: list[str] = []
    for one in choices:
        if isinstance(one, Mapping):
            inner = _draw_options(one["options"], value)
            pieces.append(f'<optgroup label="{escape(one["group"])}">{inner}</optgroup>')
        else:
            pieces.append(_draw_options((one,), value))
    return mark_safe("".join(pieces))  # noqa: S308 - escaped where it is made


def _draw_options(pairs: Iterable[Sequence[Any]], value: str) -> str:
    return "".join(
        f'<option value="{escape(code)}"{" selected" if code == value else ""}>'
        f"{escape(words)}</option>"
        for code, words, *_more in pairs
    )


@register.simple_tag
def status_tag(status: str) -> SafeString:
    """Draw a status: word, shape and tone."""
    return mark_safe(rows.draw_status(status))  # noqa: S308 - escaped where it is made


@register.simple_tag
def case_table(lines: Any, columns: str | tuple[str, ...], select: str = "") -> SafeString:
    """Draw a list of cases; `columns` beside the matter, by spaces; `select`: see `rows`."""
    named = tuple(columns.split()) if isinstance(columns, str) else columns
    return rows.draw_table(lines, named, select)


@register.inclusion_tag("shared/clock.html")
def clock(view: Any, why: bool = False, short: bool = False) -> dict[str, Any]:
    """Draw the time left of anything with `zh`, `due` and `remaining`.

    `why`: with the reason on demand. `short`: for lists.
    """
    if view is not None and not isinstance(view, wording.ClockView):
        view = wording.ClockView(view.zh, view.due, view.remaining)
    return {"clock": view, "why": why, "short": short}


@register.simple_tag
def receipt(number: str) -> SafeString:
    """Draw a receipt number in groups, as it is read aloud and typed back."""
    return format_html('<span class="receipt-number">{}</span>', format_receipt(number))


@register.filter
def grouped(number: str) -> SafeString:
    """Return a receipt number in groups, inside a sentence, never broken over two lines."""
    return format_html('<span class="whole">{}</span>', format_receipt(number))


@register.filter
def label(value: Any, of: str) -> str:
    """Return the field word of a term: `{{ case.ledger|label:"ledger" }}`."""
    if value in (None, ""):
        return ""
    kind, words = LABELS[of]
    return _(words[kind(value)])


@register.filter
def said(text: Any) -> str:
    """Translate a word that stands in data as a message id (names of clocks, of roles)."""
    return _(str(text)) if text else ""


@register.inclusion_tag("shared/explain.html")
def explain(key: str) -> dict[str, Any]:
    """Draw a ? that leads to the plain words for a word of the trade; nothing for others."""
    return {"word": find_word(key), "door": "console:help"}


@register.inclusion_tag("shared/explain.html")
def explain_act(key: str) -> dict[str, Any]:
    """Draw a ? for the word that belongs to an act on a case."""
    return {"word": find_word(WORD_OF_ACT.get(key, "")), "door": "console:help"}


@register.inclusion_tag("shared/explain.html")
def explain_status(status: str) -> dict[str, Any]:
    """Draw a ? for residents beside a status that is a word of the trade."""
    return {"word": find_word(WORD_OF_STATUS.get(str(status), "")), "door": "portal:help"}


@register.simple_tag
def words_of_residents() -> list[Word | None]:
    """Return the words that residents meet, to be explained on the public page of help."""
    return [find_word(key) for key in WORDS_OF_RESIDENTS]


@register.filter
def in_words(zh: str, en: str = "") -> str:
    """Say a word of a pack in the reader's language: `{{ zh|in_words:en }}`."""
    return say_words(zh, en)


@register.filter
def day(moment: datetime | date | None) -> str:
    return wording.say_day(moment) if moment else ""


@register.filter
def short_day(moment: datetime | date | None) -> str:
    """Say a day in a list: 10月12日, with the year where it is not this one."""
    return wording.say_short_day(moment) if moment else ""


@register.filter
def plain_day(moment: datetime | date | None) -> str:
    """Say a day in a sentence: 10月12日, 2027年1月15日."""
    return wording.say_plain_day(moment) if moment else ""


@register.filter
def full_day(moment: datetime | date | None) -> str:
    """Say a day on paper: with its year."""
    return wording.say_full_day(moment) if moment else ""


@register.filter
def full_moment(value: datetime | None) -> str:
    """Say a moment on paper: with its year."""
    return wording.say_full_moment(value) if value else ""


@register.filter
def full_last_day(moment: datetime | None) -> str:
    """Say the day that a deadline ends, on paper."""
    return wording.say_full_day(wording.last_moment(moment)) if moment else ""


@register.filter
def last_day(moment: datetime | None) -> str:
    """Say the day that a deadline ends: one that ends at midnight belongs to the day before."""
    return wording.say_day(wording.last_moment(moment)) if moment else ""


@register.filter
def moment(value: datetime | None) -> str:
    return wording.say_moment(value) if value else ""


@register.filter
def iso(value: datetime | None) -> str:
    """Return a moment for the `datetime` attribute of <time>."""
    return value.astimezone(wording.LOCAL).isoformat(timespec="minutes") if value else ""


@register.simple_tag
def found_rows(lines: Any) -> SafeString:
    """Draw what a search found, as items of a list."""
    return rows.draw_found(lines)


@register.simple_tag
def options(choices: Any, value: str) -> SafeString:
    """Draw the options of a select from pairs of value and words."""
    return rows.draw_options(choices, value)


@register.filter
def search_address(typed: str) -> str:
    """Return the query of a search for these words, without filters."""
    return f"?{urlencode({'q': typed})}"
