"""What a person, and who administers accounts, may know of how somebody signs in."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.log.public import get_state, read_stream
from minqing.signin import recovery
from minqing.signin.state import Factor, SigninState


class Change(msgspec.Struct, frozen=True):
    """One thing that was done, by which post. `type`: of the event, without its version."""

    type: str
    at: datetime
    post: str
    title: str
    reason: str


class Ways(msgspec.Struct, frozen=True, kw_only=True):
    """How a person signs in, besides the password. No secret, and no moment of a sign-in."""

    factors: tuple[Factor, ...]
    recovery: int
    linked: bool
    changes: tuple[Change, ...]


def find_ways(person: str) -> Ways:
    """Return how a person signs in; the caller answers for the right (own, or administrator)."""
    state: SigninState = get_state(f"signin:{person}") or SigninState()
    return Ways(
        factors=state.factors,
        recovery=recovery.count_codes(person),
        linked=bool(state.link),
        changes=_list_changes(person),
    )


def _list_changes(person: str, most: int = 20) -> tuple[Change, ...]:
    entries = list(read_stream(f"signin:{person}"))[-most:]
    return tuple(
        Change(
            type=entry.type.partition("@")[0],
            at=entry.recorded_at,
            post=entry.post,
            title=getattr(entry.event, "title", ""),
            reason=getattr(entry.event, "reason", ""),
        )
        for entry in reversed(entries)
    )


def find_cleared(person: str, since: datetime | None) -> Change | None:
    """Return the last time somebody else took the factors away, where it was since then."""
    state: SigninState | None = get_state(f"signin:{person}")
    if state is None or state.cleared is None or (since and state.cleared.at <= since):
        return None
    cleared = state.cleared
    return Change("signin.factors-cleared", cleared.at, cleared.by_post, "", cleared.reason)
