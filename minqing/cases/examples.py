"""Examples of kinds `case` and `level`: facts of one case → what the mechanism makes of them.

Given `ledger` and `raised_at` (and `recorded_at`, `answered_at`, `closed_at`, `outcome`,
`rung`, `reopened`, `emergency` where they matter) it says every deadline in local time, how it
is confirmed, where it goes up. Given the `rung` of its result, `level` says which level settled
it. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from minqing.cases.clocks_of_case import Clock, due_moment
from minqing.cases.levels import find_level
from minqing.cases.pack import CasesSection, find_ledger, find_next_rung, find_rung
from minqing.cases.rules.ground import get_section
from minqing.cases.terms import ClockName, Ledger, Outcome
from minqing.kernel.calendar import load_default_calendar
from minqing.kernel.clocks import ClockRule
from minqing.mechanisms.public import Pack

LOCAL = timezone(timedelta(hours=8))
KNOWN = frozenset(
    {"ledger", "raised_at", "recorded_at", "closed_at", "outcome", "rung", "reopened", "emergency"}
)


def run_case(pack: Pack, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the pack says of these facts; ValueError for facts that make no sense."""
    unknown = sorted(set(given) - KNOWN)
    if unknown:
        raise ValueError(f"no such fact: {unknown[0]}")
    section = get_section(pack)
    ledger = find_ledger(section, Ledger(given.get("ledger", section.default_ledger)))
    raised = _moment(given["raised_at"])
    recorded = _moment(given.get("recorded_at", given["raised_at"]))
    closed = _moment(given.get("closed_at", given["raised_at"]))
    rung = find_rung(section, str(given.get("rung", section.ladder[0].code)))
    above = find_next_rung(section, rung.code)
    common = section.clocks
    outcome = Outcome(given.get("outcome", Outcome.SOLVED))
    time = int(given.get("reopened", 0)) + 1
    return {
        "triage_due": _due(
            common.emergency_triage if given.get("emergency") else common.triage, recorded
        ),
        "acknowledge_due": _due(ledger.clocks.acknowledge, recorded),
        "handle_due": _due(rung.handle or ledger.clocks.handle, recorded),
        "promise_due": _due(ledger.clocks.promise, raised),
        "reopen_until": _due(section.reopening.window, closed),
        "reopen_until_not_reached": _due(section.reopening.window_not_reached, closed),
        "review": ledger.review,
        "allowed": outcome in ledger.outcomes,
        "counts_as_solved": outcome is Outcome.SOLVED,
        "needs_confirmation": outcome not in section.no_confirmation,
        "ways": [way.value for way in ledger.confirmation.ways],
        "strike_off": ledger.confirmation.strike_off,
        "next_rung": "" if above is None else above.code,
        "next_reopening": _next_reopening(section, time),
    }


def run_level(pack: Pack, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return which level a result on this rung is counted for; ValueError for no such rung."""
    level = find_level(pack, str(given.get("rung", "")))
    if level is None or set(given) != {"rung"}:
        raise ValueError(f"no such rung: {given}")
    return {"level": level.code, "name": level.zh, "name_en": level.en}


def _next_reopening(section: CasesSection, time: int) -> str:
    if time >= section.reopening.meeting_from:
        return "joint_meeting"
    return "one_rung_up" if time >= section.reopening.up_from else "same_holder"


def _moment(text: Any) -> datetime:
    moment = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
    return moment.replace(tzinfo=moment.tzinfo or LOCAL)


def _due(rule: ClockRule, start: datetime) -> str:
    clock = Clock(name=ClockName.HANDLE, rule=rule, started_at=start)
    moment = due_moment(clock, load_default_calendar()).astimezone(LOCAL)
    return moment.strftime("%Y-%m-%d %H:%M")
