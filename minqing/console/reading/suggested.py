"""Suggestions in the words of the desk, and the page on which they are run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minqing.console.forms import Choices
from minqing.console.reading.choices import find_pack, list_categories
from minqing.console.suggested import write_suggested
from minqing.kernel.messages import Actor
from minqing.log.public import is_demonstration
from minqing.suggestions import public as s


class PickView(msgspec.Struct, frozen=True, kw_only=True):
    """One suggestion. `field`: id of the list in which it can be chosen, `value` its code."""

    field: str
    value: str
    words: str
    why: str


class SuggestedView(msgspec.Struct, frozen=True, kw_only=True):
    """What is suggested beside a form. `sent`: what the form brings back."""

    categories: tuple[PickView, ...]
    unit: PickView | None
    promise: str
    sent: str


def suggest(
    viewer: Actor,
    text: str,
    *,
    place: str,
    prefix: str,
    categories: Choices = (),
    units: Choices = (),
) -> SuggestedView | None:
    """Return what is suggested for a text the viewer was shown; None for nothing.

    `categories`, `units`: what the form lets choose; `prefix`: of its fields' ids.
    """
    named = _name_all(categories)
    named_units = {str(code): str(words) for code, words in units}
    found = s.propose(
        viewer,
        text,
        place=place,
        categories=frozenset(named),
        units=frozenset(named_units),
    )
    if not found.categories and found.unit is None:
        return None
    unit = found.unit
    return SuggestedView(
        categories=tuple(
            _pick(one, f"{prefix}category", named[one.label]) for one in found.categories
        ),
        unit=None if unit is None else _pick(unit, f"{prefix}unit", named_units[unit.label]),
        promise=_promise(found.precision),
        sent=write_suggested(
            found.model,
            tuple(one.label for one in found.categories),
            "" if unit is None else unit.label,
        ),
    )


def _promise(precision: float) -> str:
    """Say how often such a suggestion was right; of made-up decisions, that they are made up."""
    said = _("同样把握的建议，以往十件里约{number}件与最后的研判一致。").format(
        number=round(precision * 10)
    )
    return said + _("这是从模拟数据学来的。") if is_demonstration() else said


def _name_all(groups: Iterable[Any]) -> dict[str, str]:
    """Return every category that can be chosen, with the words of both levels."""
    named: dict[str, str] = {}
    for group in groups:
        if not isinstance(group, Mapping):
            named[str(group[0])] = str(group[1])
            continue
        for code, words in group["options"]:
            first = str(group["group"])
            named[str(code)] = str(words) if str(words).startswith(first) else f"{first} · {words}"
    return named


def _pick(one: s.Candidate, field: str, words: str) -> PickView:
    said = _("、").join(_("“{word}”").format(word=word) for word in one.words)
    learned = ngettext(
        "依据本单位同类研判{number}件", "依据本单位同类研判{number}件", one.decisions
    ).format(number=one.decisions)
    why = _("{words}；{learned}").format(words=said, learned=learned) if said else learned
    return PickView(field=field, value=one.label, words=words, why=why)


# ---------------------------------------------------------------- the page of the administrator
class MeasureRow(msgspec.Struct, frozen=True, kw_only=True):
    """How good one sorter was on texts it had not seen; shares as percentages."""

    title: str
    labels: int
    texts: int
    usual: str
    accuracy: str
    macro_f1: str
    coverage: str
    precision: str
    is_shown: bool


class FollowedRow(msgspec.Struct, frozen=True, kw_only=True):
    words: str
    shown: int
    first: str
    among: str


def describe_suggestions(viewer: Actor, *, now: datetime) -> dict[str, Any]:
    """Return how the model stands, how good it is, and how often it is followed."""
    state = s.get_suggestion_state()
    total, each = s.count_followed(now=now)
    names = _name_all(list_categories(find_pack(viewer)))
    model = state.model
    return {
        "state": state,
        "model": model,
        "installed": s.is_installed(),
        "failure": "" if state.failed is None else _(s.FAILURE_ZH[state.failed.why]),
        "next_at": None if state.trained_at is None else state.trained_at + s.RENEWED_AFTER,
        "measures": [] if model is None else _list_measures(model),
        "followed": [_show_followed(one, names) for one in each],
        "total": _show_followed(total, names) if total.shown else None,
        "fewest": s.FEWEST_DECISIONS,
        "fewest_of_label": s.FEWEST_OF_LABEL,
        "shared_by": s.SHARED_BY,
    }


def _list_measures(model: s.ModelNote) -> list[MeasureRow]:
    both = ((_("类别"), model.category), (_("单位"), model.unit))
    return [_show_measures(title, one) for title, one in both if one is not None]


def _show_measures(title: str, one: s.Measures) -> MeasureRow:
    return MeasureRow(
        title=title,
        labels=one.labels,
        texts=one.texts,
        is_shown=one.shown > 0,
        usual=_share(one.usual),
        accuracy=_share(one.accuracy),
        macro_f1=f"{one.macro_f1:.3f}",
        coverage=_share(one.coverage),
        precision=_share(one.precision),
    )


def _show_followed(one: s.Followed, names: Mapping[str, str]) -> FollowedRow:
    return FollowedRow(
        words=names.get(one.category, one.category) if one.category else _("合计"),
        shown=one.shown,
        first=_share(one.first / one.shown) if one.shown else "",
        among=_share(one.among / one.shown) if one.shown else "",
    )


def _share(share: float) -> str:
    return f"{share * 100:.1f}%"
