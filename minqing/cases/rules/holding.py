"""Who holds a case, in the fold: one post at a time, charged from when it was recorded; and
what the raiser is owed a word about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from minqing.cases.consent_terms import NoticeAbout
from minqing.cases.state import CaseState
from minqing.cases.terms import Anonymity, Holding


def join_hands(hands: tuple[str, ...], *names: str) -> tuple[str, ...]:
    """Return the hands with those that are new to the case."""
    new = tuple(dict.fromkeys(name for name in names if name and name not in hands))
    return hands + new if new else hands


def hold(state: CaseState, post: str, unit: str, at: datetime) -> dict[str, Any]:
    """Return the fields that change when a post becomes accountable."""
    held = state.holdings
    if held and held[-1].until is None:
        if (held[-1].post, held[-1].unit) == (post, unit):
            return {}
        held = (*held[:-1], replace(held[-1], until=at))
    return {
        "holder_post": post,
        "holder_unit": unit,
        "holdings": (*held, Holding(post=post, unit=unit, since=at)),
        "hands": join_hands(state.hands, post),
        "handler_post": "",
        "handler_person": "",
    }


def let_go(state: CaseState, at: datetime) -> tuple[Holding, ...]:
    """Return the holdings when nobody answers for the case any more."""
    held = state.holdings
    if held and held[-1].until is None:
        return (*held[:-1], replace(held[-1], until=at))
    return held


def owe(state: CaseState, about: NoticeAbout) -> tuple[NoticeAbout, ...]:
    """Return the notices owed with one more. An anonymous raiser reads it at the receipt."""
    if state.anonymity is Anonymity.ANONYMOUS or about in state.notices:
        return state.notices
    return (*state.notices, about)
