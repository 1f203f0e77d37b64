"""The needs that must each meet their own path, set on fixed days of the made-up year. Pure.

A path that is named here is not settled at the table: course.py sees it in `Need.path`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from minqing.simulation.dwellings import Dwelling
from minqing.simulation.needs import LOCAL, PART, SPLIT, Fate, Need, part_key
from minqing.simulation.texts import (
    Edge,
    LedgerSign,
    Matter,
    draw_slots,
    fill,
    load_edges,
    load_matters,
    write_long_text,
)

FIRST_WELL = date(2026, 6, 10)
PLACES: Mapping[str, tuple[int, LedgerSign]] = {
    # month (its number within the year, on the 12th) and ledger of each edge but the well
    "emergency-words": (3, "i"),
    "complaint-against-official": (4, "i"),
    "complaint-found-at-triage": (5, "i"),
    "legal-channel": (4, "a"),
    "away-household": (3, "a"),
    "solved-then-broken": (7, "i"),
    "praise": (2, "i"),
    "question-only": (2, "i"),
    "five-matters": (8, "r"),
    "mongolian-voice-note": (9, "r"),
    "names-inside": (9, "r"),
}
AT_THE_TABLE = frozenset({"praise", "question-only", "emergency-words", "solved-then-broken"})
"""Edges that are settled at once like ordinary ones."""

WATER_SINCE, WATER_UNTIL = 24, 5
"""Between so many days ago, every third working day, a well is raised that goes to the water
department: whoever tries its account finds work that waits."""

LATEST_DAYS_AGO = 6
"""Every edge is raised once more so long before today, for whoever looks at open cases."""


def list_edges(
    day: date,
    last: date,
    villages: Sequence[Sequence[Dwelling]],
    *,
    seed: str,
    name_of: Callable[[str], str],
    case_of: Callable[[str], str],
) -> list[Need]:
    """Return the edge needs of one local day.

    `villages`: the households of each. `case_of`: case id of a need's key.
    """
    found = list(_list_wells(day, villages[0], seed, name_of, case_of))
    found += _list_water(day, last, villages, seed, name_of)
    recent = last - timedelta(days=LATEST_DAYS_AGO)
    for number, (key, (month, ledger)) in enumerate(sorted(PLACES.items())):
        if day in (date(2026, month, 12), recent):
            rng = random.Random(f"{seed} edge {key} {day}")
            village = villages[number % len(villages)]
            dwelling = _choose(rng, village, away=key == "away-household")
            edge = load_edges()[key]
            at = _moment(day, 9 + number % 8, number)
            need = _make(rng, edge, f"edge-{key}-{day}", at, dwelling, ledger, name_of)
            found += [need, *_list_parts(need)]
    return sorted(found, key=lambda need: need.at)


def _list_parts(need: Need) -> Iterator[Need]:
    """Yield what becomes of each matter of a long text, once somebody parted it."""
    if need.path != SPLIT:
        return
    lines = [line for line in need.text.splitlines() if line.startswith("第")]
    for number, line in enumerate(lines[1:], start=2):
        yield msgspec.structs.replace(
            need,
            key=part_key(need.key, number),
            at=need.at + timedelta(days=1),
            text=line,
            path=PART,
        )


def _list_wells(
    day: date,
    village: Sequence[Dwelling],
    seed: str,
    name_of: Callable[[str], str],
    case_of: Callable[[str], str],
) -> Iterator[Need]:
    """Yield the eleven raisings of the same well, spread over five days of one village."""
    edge = load_edges()["same-well"]
    for number in range(edge.households):
        if day != FIRST_WELL + timedelta(days=number // 3):
            continue
        rng = random.Random(f"{seed} well {number}")
        key = f"edge-same-well-{number}"
        at = _moment(day, 9 + number % 3, number)
        need = _make(rng, edge, key, at, village[number * 3], "r", name_of)
        links = (f"case:{case_of('edge-same-well-0')}",) if number else ()
        same = "edge-same-well-0" if number else ""
        yield msgspec.structs.replace(need, links=links, same=same)


def _list_water(
    day: date,
    last: date,
    villages: Sequence[Sequence[Dwelling]],
    seed: str,
    name_of: Callable[[str], str],
) -> Iterator[Need]:
    ago = (last - day).days
    if not WATER_UNTIL <= ago <= WATER_SINCE or day.weekday() > 4 or ago % 3 == 0:
        return
    rng = random.Random(f"{seed} water {day}")
    dwelling = _choose(rng, villages[ago % len(villages)], away=False)
    at = _moment(day, 10, ago)
    yield _make(rng, load_edges()["same-well"], f"edge-water-{day}", at, dwelling, "r", name_of)


def _choose(rng: random.Random, village: Sequence[Dwelling], *, away: bool) -> Dwelling:
    fitting = [dwelling for dwelling in village if (dwelling.presence == "away") is away]
    return rng.choice(fitting or list(village))


def _moment(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute * 3 % 60), LOCAL).astimezone(UTC)


def _make(
    rng: random.Random,
    edge: Edge,
    key: str,
    at: datetime,
    dwelling: Dwelling,
    ledger: LedgerSign,
    name_of: Callable[[str], str],
) -> Need:
    place = name_of(dwelling.village)
    slots = draw_slots(rng, place=place, month=at.month)
    text = (
        write_long_text(rng, edge, place=place, month=at.month)
        if edge.length
        else fill(rng.choice(edge.texts or (edge.text,)), slots)
    )
    return Need(
        key=key,
        at=at,
        dwelling=dwelling,
        channel=edge.channel,
        ledger=ledger,
        matter=_matter_of(edge, ledger),
        text=text,
        slots=slots,
        kind=edge.kind,
        fate=Fate(
            refused="not_accepted" if edge.key == "legal-channel" else "",
            reopened=edge.key == "solved-then-broken",
            in_town=edge.key == "five-matters",
        ),
        anonymity="sealed" if edge.key == "complaint-against-official" else "named",
        language=edge.language,
        path="" if edge.key in AT_THE_TABLE else edge.key,
    )


def _matter_of(edge: Edge, ledger: LedgerSign) -> Matter:
    """Return a pattern of the edge's topic that can end in its ledger, under its own words."""
    same = [matter for matter in load_matters() if matter.topic == edge.topic]
    fitting = [matter for matter in same if ledger in matter.ledger] or same
    return msgspec.structs.replace(fitting[0], sub=edge.sub or fitting[0].sub)
