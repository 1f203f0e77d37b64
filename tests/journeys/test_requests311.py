"""A city's open request table comes in whole, as history with its own times.

Such tables are not ours to give away (the shared one states no licence), so none is here:
`MINQING_REQUESTS311` names a csv of that shape, and without it this test says so.
"""

from __future__ import annotations

import csv
import os
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db.models import Count

from minqing.cases.models import Case
from minqing.cases.public import find_history
from minqing.imports import engine
from minqing.imports.models import RowResult
from minqing.imports.public import (
    BeginImport,
    Kind,
    bring_file,
    find_batch,
    map_by_file,
    read_history_file,
)
from minqing.kernel.ids import new_id
from minqing.log.public import get_state, run_once, submit
from minqing.log.verify import verify
from minqing.mechanisms.public import publish_folder
from minqing.org.public import adopt_divisions, system_actor

ROOT = Path(__file__).resolve().parents[2]
FILE = os.environ.get("MINQING_REQUESTS311", "")
MAPPING = ROOT / "docs/reference/mappings/requests311.yaml"
BANNER, TOWN = "150627", "150627101"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
BY = system_actor("test")

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.skipif(
        not FILE or not Path(FILE).is_file(),
        reason="MINQING_REQUESTS311 names no table; none may be kept here",
    ),
]


def bring_in() -> str:
    """Upload the table, map it by the reference's mapping, try and import it."""
    batch = new_id()
    data = Path(FILE).read_bytes()
    refused = bring_file(
        BY, data, "old.csv", batch=batch, kind=Kind.HISTORY, unit=TOWN, command=new_id(), now=NOW
    )
    assert refused is None, refused
    view = find_batch(BY, batch)
    assert view is not None
    mapping = read_history_file(MAPPING.read_bytes(), MAPPING.name)
    own = type(view)(
        id=view.id, state=view.state, name="", own=True, progress=None, unit_name=""
    )  # the system brings no file; a post does
    assert submit([map_by_file(own, mapping, command=new_id())], by=BY, now=NOW)[0].ok
    work()
    assert submit([BeginImport(id=new_id(), batch=batch)], by=BY, now=NOW)[0].ok
    work()
    return batch


def work() -> None:
    while run_once(NOW, followers=()):
        pass


def test_every_row_of_a_table_is_answered_and_comes_in_once() -> None:
    engine.forget()
    adopt_divisions(BANNER, by=BY, now=NOW)
    assert publish_folder(ROOT / "packs/siding-sandao-nongshi-huban", by=BY, now=NOW).ok
    with Path(FILE).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    begun = time.perf_counter()
    first = get_state(f"import:{bring_in()}").counts
    took = time.perf_counter() - begun
    refused = Counter(RowResult.objects.filter(fate="refused").values_list("code", flat=True))
    print(f"\n{first} refused {dict(refused)} in {took:.0f} s")
    assert first.rows == len(rows) and first.accepted + first.refused == len(rows)
    assert first.duplicate == sum("(Duplicate)" in row["SRStatus"] for row in rows)
    assert first.transferred == sum("(Transferred)" in row["SRStatus"] for row in rows)
    assert Case.objects.count() == first.accepted
    assert not Case.objects.filter(living=True).exists()
    assert not Case.objects.filter(due_at__isnull=False).exists()

    years = Counter(row["CreatedDate"][6:10] for row in rows)
    by_year = Case.objects.values_list("raised_at__year").annotate(Count("id"))
    assert abs(dict(by_year)[2018] - years["2018"]) < 20, "New Year's night is told apart by zone"
    with_due = sum(bool(row["DueDate"]) for row in rows)
    kept = [get_state(f"case:{find_history('311', row['SRRecordID'])}") for row in rows]
    assert sum(one is not None and one.origin.due_at is not None for one in kept) == with_due

    again = get_state(f"import:{bring_in()}").counts
    assert (again.accepted, again.already) == (0, first.accepted)
    assert verify().difference is None
