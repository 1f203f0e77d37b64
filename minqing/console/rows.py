"""Rows of cases as HTML, written in one go: fifty of them by template tags cost 35 ms, so 2.

What repeats (icons, statuses, the address of a case up to its id) is made once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_noop, pgettext
from django.utils.translation import gettext as _

from minqing.cases import public as terms
from minqing.console import wording
from minqing.console.icons import draw_icon
from minqing.console.shown import CaseLine, FoundLine
from minqing.kernel.receipts import format_receipt

HEADS = {
    "time": (gettext_noop("时限"), "w-time"),
    "status": (gettext_noop("状态"), "w-status"),
    "place": (gettext_noop("地点"), "w-place"),
    "holder": (gettext_noop("承办"), "w-who"),
    "category": (gettext_noop("类别"), "w-kind"),
    "outcome": (gettext_noop("结果"), "w-who"),
    "received": (gettext_noop("登记时间"), "w-day"),
    "calling": (gettext_noop("打过没有"), "w-calls"),
    "number": (gettext_noop("电话"), "w-phone"),
}
"""Column: its head and the class of its width."""


@lru_cache(maxsize=128)
def _draw_status(status: str, language: str) -> str:
    word = terms.Status(status)
    tone = wording.TONE_OF_STATUS.get(word, "neutral")
    shape = draw_icon(wording.SHAPE_OF_STATUS.get(word, "neutral"))
    return f'<span class="tag tone-{tone}">{shape}{escape(wording.name_of_status(word))}</span>'


def draw_status(status: str) -> str:
    """Draw a status: word, shape and tone."""
    return _draw_status(status, get_language() or "")


def draw_clock(clock: wording.ClockView | None) -> str:
    """Draw the time left, for a list: how much, and the day."""
    if clock is None:
        return ""
    return (
        f'<span class="clock tone-{clock.tone}"><span class="left">{draw_icon(clock.shape)}'
        f'{escape(clock.left)}</span><span class="until">{escape(clock.day)}</span></span>'
    )


def _draw_day(line: CaseLine) -> str:
    at = line.raised_at.astimezone(wording.LOCAL)
    said = escape(wording.say_short_day(line.raised_at))
    return f'<time datetime="{at.isoformat(timespec="minutes")}">{said}</time>'


def _weigh(line: CaseLine) -> str:
    return f'<span class="tag">{escape(line.weight)}</span> ' if line.weight else ""


def _say_outcome(line: CaseLine) -> str:
    return _(terms.OUTCOME_ZH[terms.Outcome(line.outcome)]) if line.outcome else ""


def _say_calling(line: CaseLine) -> str:
    if line.calling is None:
        return ""
    # that it may be called now is the rule; only what stands against it is worth a second line
    waits = "" if line.calling.now else f'<span class="next">{escape(line.calling.next)}</span>'
    return f"{escape(line.calling.tried)}{waits}"


def _offer_number(line: CaseLine) -> str:
    """Draw the button that uncovers a number; it belongs to the form `numbers` of the page."""
    if line.calling is None or not line.calling.named:
        return escape(_("不是实名"))
    return (
        f'<button class="link-button" type="submit" form="numbers" name="case" value="{line.id}">'
        f"{draw_icon('call')}{escape(_('显示电话'))}</button>"
    )


CELLS: dict[str, Callable[[CaseLine], str]] = {
    "time": lambda line: f"<td>{draw_clock(line.clock)}</td>",
    "status": lambda line: f"<td>{draw_status(line.status)}</td>",
    "place": lambda line: f'<td class="soft place">{escape(line.place)}</td>',
    "holder": lambda line: f'<td class="soft holder">{escape(line.holder)}</td>',
    "category": lambda line: f'<td class="soft">{escape(line.category)}</td>',
    "outcome": lambda line: f'<td class="soft">{escape(_say_outcome(line))}</td>',
    "calling": lambda line: f'<td class="soft calls">{_say_calling(line)}</td>',
    "number": lambda line: f'<td class="soft">{_offer_number(line)}</td>',
}


def draw_table(lines: Iterable[CaseLine], columns: Sequence[str], select: str = "") -> SafeString:
    """Draw a list; `select`: id of the form that takes the rows that are ticked."""
    head = "".join(
        f'<th scope="col" class="{HEADS[name][1]}{_mark_day(name, columns)}">{escape(_(HEADS[name][0]))}</th>'
        for name in columns
    )
    tick = ""
    if select:
        tick = f'<th scope="col" class="w-tick"><span class="out-of-sight">{_("选择")}</span></th>'
    return mark_safe(  # noqa: S308 - every value is escaped where it is put in
        f'<table class="list" data-rows><thead><tr>{tick}<th scope="col">{escape(_("事项"))}</th>'
        f"{head}</tr></thead><tbody>{_draw_body(lines, columns, select)}</tbody></table>"
    )


def _mark_day(name: str, columns: Sequence[str]) -> str:
    """Mark the day of recording beside a deadline: where both do not fit, the deadline stays."""
    return " beside-time" if name == "received" and "time" in columns else ""


def _draw_body(lines: Iterable[CaseLine], columns: Sequence[str], select: str) -> str:
    before, after = reverse("console:case", args=["-"]).split("-")
    risky = f'<span class="tag tone-soon">{draw_icon("danger")}{escape(_("涉险"))}</span> '
    received, choose = escape(pgettext("day", "登记")), escape(_("选择"))
    day = f"soft{_mark_day('received', columns)}"
    rows = []
    for line in lines:
        matter = escape(line.matter)
        tick = ""
        if select:
            tick = (
                f'<td class="tick"><label><input type="checkbox" name="case" value="{line.id}"'
                f' form="{select}"><span class="out-of-sight">{choose} {matter}</span></label></td>'
            )
        cells = "".join(
            f'<td class="{day}" data-head="{received}">{_draw_day(line)}</td>'
            if name == "received"
            else CELLS[name](line)
            for name in columns
        )
        rows.append(
            f'<tr>{tick}<th scope="row"><a href="{before}{line.id}{after}">'
            f"{risky if line.is_emergency else ''}{_weigh(line)}{matter}</a></th>{cells}</tr>"
        )
    return "".join(rows)


def draw_options(choices: Iterable[Sequence[str]], value: str) -> SafeString:
    """Draw the options of a select; a list has hundreds of them in its filters."""
    options = (
        f'<option value="{escape(str(code))}"{" selected" if code == value else ""}>'
        f"{escape(str(words))}</option>"
        for code, words in choices
    )
    return mark_safe("".join(options))  # noqa: S308 - every value is escaped where it is put in


def draw_found(lines: Iterable[FoundLine]) -> SafeString:
    """Draw what a search found: the text with its words marked, and what it is."""
    before, after = reverse("console:case", args=["-"]).split("-")
    return mark_safe(  # noqa: S308 - every value is escaped where it is put in
        "".join(
            f'<li><a href="{before}{one.line.id}{after}">{_mark(one.text)}</a>{_say_found(one)}</li>'
            for one in lines
        )
    )


def _mark(pieces: Iterable[tuple[str, bool]]) -> str:
    return "".join(
        f"<mark>{escape(piece)}</mark>" if hit else escape(piece) for piece, hit in pieces
    )


def _say_found(one: FoundLine) -> str:
    line = one.line
    where = _("见于：{where}").format(where=one.where)
    number = format_receipt(line.receipt)
    words = "".join(f"<span>{escape(text)}</span>" for text in (line.place, line.category) if text)
    return (
        f'<p class="why">{draw_status(line.status)}{draw_clock(line.clock)}{words}'
        f'<span>{_draw_day(line)}</span><span class="receipt-number">{escape(number)}</span>'
        f"<span>{escape(where)}</span></p>"
    )
