"""Where the asking by telephone stands (回访): tries so far, and when the next one counts."""

from __future__ import annotations

from datetime import datetime

from minqing.cases.rules.answer import counts_as_attempt
from minqing.cases.shown import Asking
from minqing.cases.state import CaseState
from minqing.cases.terms import Anonymity
from minqing.kernel.calendar import LOCAL
from minqing.kernel.periods import local_day


def show_asking(state: CaseState, now: datetime) -> Asking:
    """Return how often the raiser of a case was called in vain, and when the next try counts."""
    counted = [one.at for one in state.attempts if one.counted]
    return Asking(
        tries=len(state.attempts),
        counted=len(counted),
        counts_now=counts_as_attempt(now, counted),
        today=any(local_day(at) == local_day(now) for at in counted),
        hours=tuple(sorted({at.astimezone(LOCAL).hour for at in counted})),
        named=state.anonymity is Anonymity.NAMED and bool(state.raiser),
    )
