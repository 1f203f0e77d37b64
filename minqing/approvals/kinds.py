"""Kinds of requests: each context registers its own, with what may be asked and what follows.

A kind's functions are pure and get the subject's state as the rules of its context made it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from minqing.approvals.state import ApprovalState
from minqing.approvals.terms import Hand, Step, Terms
from minqing.kernel.messages import Actor, Event, Frame, Refusal, VaultRef

_CODE = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)+$")


class Moved(msgspec.Struct, frozen=True):
    """One step of a request, for the context whose matter it is."""

    step: Step
    by: Hand
    words: VaultRef = VaultRef("")


Follow = Callable[[Any, ApprovalState, Moved, Frame], Sequence[Event] | Refusal]


class ApprovalKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of request.

    `zh`: what is asked for, a message id. `permission`: who may agree or send back.
    `sees(subject, request, frame)`: whether the actor of the frame may know of it.
    `stands`: why it can no longer be granted, None while it can.
    `may_decide`: why this actor may not decide on it, beyond permission and being another
    person. `accepts(subject, terms, frame)`: why these terms cannot be asked for.
    `follow`: what happens to the subject at a step, in the same transaction; at GRANTED the
    act itself. A refusal there refuses the whole command: there is no half state.
    """

    code: str
    zh: str
    permission: str
    sees: Callable[[Any, ApprovalState, Frame], bool]
    stands: Callable[[Any, ApprovalState, Frame], Refusal | None]
    may_decide: Callable[[Any, ApprovalState, Frame], Refusal | None]
    accepts: Callable[[Any, Terms, Frame], Refusal | None]
    follow: Follow


_kinds: dict[str, ApprovalKind] = {}


def register_approval_kind(kind: ApprovalKind) -> None:
    """Register a kind; a malformed or double code fails at start."""
    if not _CODE.match(kind.code):
        raise ValueError(f"a kind of approval is named like 'case-extension', not {kind.code!r}")
    if kind.code in _kinds:
        raise ValueError(f"kind of approval {kind.code} is registered twice")
    _kinds[kind.code] = kind


def get_kind(code: str) -> ApprovalKind:
    """Return a registered kind; KeyError when unknown."""
    return _kinds[code]


def all_kinds() -> Mapping[str, ApprovalKind]:
    """Return every kind by code."""
    return dict(_kinds)


def list_decidable(by: Actor) -> tuple[str, ...]:
    """Return the codes of the kinds on which the actor's roles let him decide."""
    return tuple(code for code, kind in _kinds.items() if kind.permission in by.permissions)
