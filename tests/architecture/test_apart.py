"""Which followers may not hold the writers up: those that write rows anew, however many there are."""

from __future__ import annotations

import inspect

from minqing.log.registry import registry

ANEW = ("recompute_some(", "recompute_derived(")


def test_follower_that_writes_rows_anew_stands_apart() -> None:
    """Inside of the cursor's transaction a county's calendar would stop every desk for minutes."""
    found = {
        name: follower.apart
        for name, follower in registry.followers.items()
        if any(word in inspect.getsource(follower.handle) for word in ANEW)
    }
    assert {"calendar-reissue", "cases-levels"} <= found.keys()
    assert [name for name, apart in found.items() if not apart] == []


def test_only_such_followers_stand_apart() -> None:
    others = [
        name
        for name, follower in registry.followers.items()
        if follower.apart and not any(word in inspect.getsource(follower.handle) for word in ANEW)
    ]
    assert others == []
