"""Examples of a pack about duties: days and contacts in, how the household stands out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from minqing.activities.public import Done
from minqing.duties.pack import DutiesSection
from minqing.duties.rules.standing import list_duties, list_owed, summarise
from minqing.duties.terms import Variation
from minqing.households.public import Presence
from minqing.mechanisms.public import Pack


def run_duty(pack: Pack, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Outcome of an example of kind `duty`.

    Given `presence`, `today` and the contacts `done` (a day → kind), perhaps a `variation`
    since a day (`varied_since`), it says the `standing` and what is `owed` by duty.
    """
    section = pack.section("duties")
    if not isinstance(section, DutiesSection):
        raise ValueError("the pack has no duties")
    today = date.fromisoformat(str(given["today"]))
    done = [
        Done("H", str(kind), True, date.fromisoformat(str(day)))
        for day, kind in dict(given.get("done", {})).items()
    ]
    since = given.get("varied_since")
    varied = Variation(
        str(given.get("variation", "")),
        date.fromisoformat(str(since)) if since else date.min,
    )
    duties = list_duties(section, Presence(given["presence"]), varied, today)
    owed = list_owed(duties, done=done, excuses=[], today=today)
    standing = summarise(owed, today)
    return {
        "standing": str(standing) if standing else "",
        "duties": [due.duty.code for due in duties],
    }
