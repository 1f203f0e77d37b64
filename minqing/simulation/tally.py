"""What came of the demonstration, counted from the log: the numbers it was made to reach.

The simulation only decides what people do; whether a case ends, and in which ledger, is for
the real rules to say. So it is counted afterwards, as it stood when the report was written.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import msgspec

from minqing.cases.public import CaseState, Ledger, Status
from minqing.log.public import fold_as_recorded, get_snapshot
from minqing.org.public import Directory
from minqing.simulation import past
from minqing.simulation.measure import Measure
from minqing.simulation.people import Slice


class Line(msgspec.Struct, frozen=True):
    """One number: what it counts, what was wanted, what was found."""

    name: str
    wanted: int
    found: int

    @property
    def ok(self) -> bool:
        return self.wanted == self.found


def check_counts(part: Slice, measure: Measure, now: datetime) -> list[Line]:
    """Return the numbers that the demonstration must reach, with what the house holds."""
    wanted = past.count_expected(measure.past)
    found = count_past()
    cadres = {posting.post for posting in part.postings}
    held = [post for post in get_snapshot(Directory).posts() if post.id in cadres and post.person]
    households = fold_as_recorded("household", before=now).values()
    return [
        Line(
            "households",
            sum(one.households for one in part.postings),
            sum(one.closed is None for one in households),
        ),
        Line("cadres", len(part.postings), len(held)),
        Line("needs of 2014", sum(wanted.values()), sum(found.values())),
        *(Line(name, number, found[name]) for name, number in wanted.items()),
    ]


def count_past() -> Counter[str]:
    """Count the cases of 2014 as they stood at the end of the last day reported on."""
    states = fold_as_recorded("case", before=past.REPORTED_AT).values()
    return Counter(classify(state) for state in states)


def classify(state: CaseState) -> str:
    """Return the report's line that a case belongs to (SDN-F07 to F10).

    Closed ones count by their ledger; reported-up ones only when the joint meeting had them.
    """
    if state.status is not Status.CLOSED:
        return "in_progress"
    if state.ledger is Ledger.IMMEDIATE:
        return "on_spot"
    if state.ledger is Ledger.AGENT:
        return "agent"
    return "joint" if state.rung == "joint_meeting" else "elsewhere"
