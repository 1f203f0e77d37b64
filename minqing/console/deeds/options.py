"""Lists to choose from in deeds: they depend on who is asking and what it is about."""

from __future__ import annotations

from minqing.console.forms import Choices, Options


class HouseOptions(Options, frozen=True, kw_only=True):
    """Lists of the house. Pairs of value and words."""

    persons: Choices = ()
    roles: Choices = ()
    parents: Choices = ()
    receivers: Choices = ()
    unit_kinds: Choices = ()
    peers: Choices = ()
    origins: Choices = ()
    villages: Choices = ()
    leaders: Choices = ()
    pair_kinds: Choices = ()
    own_pairs: Choices = ()
    deputies: Choices = ()
    team_kinds: Choices = ()
    team_members: Choices = ()
    remit_levels: Choices = ()
    own_remits: Choices = ()
    grantable: Choices = ()
    granted: Choices = ()
    caseload_posts: Choices = ()
    activity_results: Choices = ()
    own_activities: Choices = ()
    excuses: Choices = ()
    running_excuses: Choices = ()
    variations: Choices = ()
