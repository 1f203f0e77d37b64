"""What came of the demonstration, counted from the log: the numbers it was made to reach.

The simulation only decides what people do; whether a case ends, and in which ledger, is for
the real rules to say. So it is counted afterwards, as it stood when the report was written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import msgspec

from minqing.cases.public import CaseState, Ledger, Outcome, Status, find_settling_level
from minqing.log.public import count_refused, fold_as_recorded, get_snapshot
from minqing.mechanisms.public import Packs
from minqing.meetings.public import MeetingStatus, commitments
from minqing.org.public import Directory
from minqing.simulation import past, past_district
from minqing.simulation.district import DISTRICT
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
    found = count_past(part.banner)
    cadres = {posting.post for posting in part.postings}
    held = [post for post in get_snapshot(Directory).posts() if post.id in cadres and post.person]
    households = fold_as_recorded("household", before=now).values()
    return [
        Line(
            "households",
            sum(one.households for one in part.postings),
            sum(one.closed is None and one.unit.startswith(part.banner) for one in households),
        ),
        Line("cadres", len(part.postings), len(held)),
        Line("needs of 2014", sum(wanted.values()), sum(found.values())),
        *(Line(name, number, found[name]) for name, number in wanted.items()),
        *(_check_district() if measure.district else ()),
        Line("automatic acts that failed", 0, sum(count_refused().values())),
    ]


def count_past(banner: str) -> Counter[str]:
    """Count the cases of 2014 as they stood at the end of the last day reported on."""
    states = fold_as_recorded("case", before=past.REPORTED_AT).values()
    return Counter(classify(state) for state in states if state.home_banner == banner)


def _check_district() -> Iterator[Line]:
    """Yield what the second place reported of its half year (WDM-F02 to F05)."""
    wanted = past_district.count_district()
    states = fold_as_recorded("case", before=past_district.REPORTED_AT).values()
    raised = [state for state in states if state.home_banner == DISTRICT]
    solved = Counter(_name_level(state) for state in raised)
    yield Line("opinions of the district", sum(wanted.values()), len(raised))
    for name, number in wanted.items():
        yield Line(f"solved by {name}", number, solved[name])
    yield from _check_meetings()


def _check_meetings() -> Iterator[Line]:
    """Yield the analysis meetings of the half year (WDM-F01), and what became of promises."""
    held = fold_as_recorded("meeting", before=past_district.REPORTED_AT).values()
    sat = [one for one in held if one.unit == DISTRICT and one.status is MeetingStatus.CLOSED]
    yield Line("analysis meetings of the district", past_district.MEETINGS, len(sat))
    promises = fold_as_recorded("commitment", before=past_district.REPORTED_AT).values()
    ends = {
        "kept": any(one.stage is commitments.Stage.KEPT for one in promises),
        "missed": any(one.missed for one in promises),
        "moved": any(len(one.dates) > 1 for one in promises),
    }
    for name, found in ends.items():
        yield Line(f"a promise of the district {name}", 1, int(found))


def _name_level(state: CaseState) -> str:
    """Return the level that solved a case, "" for one that is not solved."""
    level = find_settling_level(state, get_snapshot(Packs).get(state.pack, state.pack_version))
    solved = state.result is not None and state.result.outcome is Outcome.SOLVED
    return level.code if level is not None and solved else ""


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
