"""A household as a party: it may raise, receive, promise and give without an account. Pure."""

from __future__ import annotations

from minqing.org.public import Party, PartyKind


def household_party(household: str) -> Party:
    """Return the household as a party; its name is read from the vault for the viewer."""
    return Party(PartyKind.HOUSEHOLD, household)
