"""Which streams' commands may stand in one transaction with those of others."""

from __future__ import annotations

from minqing.log.registry import registry

SHARE = {"case", "order", "commitment"}
"""Their effects touch only what their own event names: files it keeps, words it forgets."""


def test_effects_that_reach_further_keep_their_commands_alone() -> None:
    """A matter that were kept alone would cost a transaction of its own, as once it did."""
    with_effects = {kind.name: kind.shares for kind in registry.kinds.values() if kind.effects}
    assert {name for name, shares in with_effects.items() if shares} == SHARE
    assert {"subject", "person", "signin"} <= {
        n for n, shares in with_effects.items() if not shares
    }


def test_only_streams_with_effects_say_whether_they_share() -> None:
    idle = [kind.name for kind in registry.kinds.values() if kind.shares and not kind.effects]
    assert idle == []
