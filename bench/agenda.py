"""The agenda of a district over 100,000 stuck matters: its first page, a later one, the count.

The open meeting of the banner is the one its mechanism calls. The matters at the head of its
agenda were really received; those behind them are rows as the follower writes them, and as many
stand on the agenda of another unit beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

import msgspec
from django.db import connection
from django.test import Client

from bench import world
from bench.machine import Busy, middle, write_result
from minqing.log.public import get_now, run_until_idle, submit
from minqing.meetings import standing as s
from minqing.meetings.models import Meeting, Standing
from minqing.meetings.queries import CAP, PAGE, agenda_rows
from minqing.org.public import create_account

MANY, REAL, ROUNDS = 100_000, 400, 20
WANTED_MS = 1000
OTHER = "000001"
PASSWORD = "tall-Grass-7-winds"


def main(sizes: Sequence[int] = ()) -> None:
    """Measure the agenda once; it does not grow with the cases of a house."""
    place = world.prepare()
    cases = place.receive(REAL)
    submit(cases, by=place.clerk, now=place.now)
    run_until_idle(get_now())
    meeting = _find_meeting()
    fill(meeting, [f"case:{one.case}" for one in cases])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = agenda_rows(meeting.unit, meeting.kind, meeting.last)
    further = rows.filter(rank__gte=rows[MANY // 2 : MANY // 2 + 1].get().rank)
    found = {
        "first page by query": lambda: list(rows[: PAGE + 1]),
        "page in the middle by query": lambda: list(further[: PAGE + 1]),
        "count, capped": lambda: rows.order_by()[: CAP + 1].count(),
        "page of the meeting at the desk": _make_page(meeting),
    }
    lines = [{"what": what, **_time(work)} for what, work in found.items()]
    plan = rows[: PAGE + 1].explain()
    write_result("agenda", {"rows": MANY, "wanted_ms": WANTED_MS, "lines": lines, "plan": plan})


def _find_meeting() -> Meeting:
    held = Meeting.objects.filter(unit=world.BANNER, is_open=True).order_by("first").first()
    if held is None:
        raise RuntimeError("the mechanism called no meeting of the banner")
    return held


def fill(meeting: Meeting, real: Sequence[str]) -> None:
    """Write as many rows as a district could ever have stuck, and as many beside it."""
    real_first = [*real, *(f"case:bench-{n}" for n in range(MANY - len(real)))]
    # what the cases themselves put there is written again at the head
    Standing.objects.filter(subject__in=real).delete()
    parts = ((meeting.unit, real_first), (OTHER, [f"case:other-{n}" for n in range(MANY)]))
    for unit, subjects in parts:
        rows = iter(_make_rows(unit, meeting.kind, subjects))
        while some := list(islice(rows, 5_000)):
            Standing.objects.bulk_create(some, batch_size=80)


def _make_rows(unit: str, kind: str, subjects: Iterable[str]) -> Iterator[Standing]:
    now = get_now()
    for n, subject in enumerate(subjects):
        since = now - timedelta(minutes=n)
        record = s.Standing(
            subject=subject, own_unit=unit, own_kind=kind, why=("late",), since=since
        )
        yield Standing(
            subject=subject,
            unit=unit,
            kind=kind,
            claimed="",
            rank=n // 10,
            since=since,
            own_unit=unit,
            record=msgspec.json.encode(record).decode(),
        )


def _make_page(meeting: Meeting) -> Callable[[], Any]:
    account = create_account(
        login="bench", password=PASSWORD, person=f"{world.BANNER}-banner_clerk"
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(account)
    address = f"/console/meetings/{meeting.id}/"

    def ask() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    return ask


def _time(work: Callable[[], Any]) -> dict[str, float]:
    work()
    busy, wall, worked = Busy(), [], []
    for _ in range(ROUNDS):
        took, spent = busy.time(work)
        wall.append(took)
        worked.append(spent)
    return {
        "wall_ms": round(middle(wall) * 1000, 1),
        "worked_ms": round(middle(worked) * 1000, 1),
        "slowest_ms": round(max(wall) * 1000, 1),
    }
