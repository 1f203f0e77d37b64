"""How much of a demonstration is made: all of a banner, or as little as a test needs."""

from __future__ import annotations

from datetime import date

import msgspec

FIRST_DAY = date(2026, 1, 1)


class Measure(msgspec.Struct, frozen=True):
    """Towns and villages in each (0: all), needs in a month of weight 1, since when.

    `recent`: needs in a month that are added in the first village of the slice and its town
    over the last days, so that every account to try finds work that waits. `past`: which
    part of the half year of 2014 is made (1.0: 4,522 needs). `district`: needs in a month of the
    second place (0: there is none, as in loads of older versions); its 82 needs of 2014 are
    always whole. `district_households`: of each of its communities. `learned`: suggestions are
    learned from its decisions once a worker runs.
    """

    towns: int = 0
    villages: int = 0
    per_month: float = 640.0
    recent: float = 90.0
    first: date = FIRST_DAY
    past: float = 1.0
    learned: bool = False
    district: float = 0.0
    district_households: int = 24


FULL = Measure(learned=True, district=60)
SMALL = Measure(
    towns=1, villages=3, per_month=40, recent=40, past=0.02, district=12, district_households=6
)
