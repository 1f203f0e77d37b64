"""Who must have a second factor, from when: settings of the installation, read here alone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.conf import settings

from minqing.kernel.periods import local_day
from minqing.log.public import make_frame
from minqing.org.public import Account, actor_for
from minqing.signin.models import Signin
from minqing.signin.rules import must_have
from minqing.signin.state import FactorPolicy


class Duty(StrEnum):
    """NONE: may have one. SOON: must have one later, may still do without. NOW: must have one."""

    NONE = "none"
    SOON = "soon"
    NOW = "now"


def load_policy() -> FactorPolicy:
    """Load the roles that must have a second factor."""
    return FactorPolicy(frozenset(settings.SIGN_IN.second_factor_roles))


def has_factor(person: str) -> bool:
    """Return whether a person has a second factor."""
    return bool(person) and Signin.objects.filter(person=person, factors__gt=0).exists()


def find_duty(account: Account, *, now: datetime) -> Duty:
    """Return whether an account without a second factor must get one. NONE for one that has."""
    frame = make_frame(actor_for(account), now)
    if not must_have(account.person, frame) or has_factor(account.person):
        return Duty.NONE
    since = settings.SIGN_IN.second_factor_from
    return Duty.SOON if since is not None and local_day(now) < since else Duty.NOW
