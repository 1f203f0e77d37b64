"""A small banner into which tests import."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter
from django.conf import settings

from minqing.imports.public import (
    BeginImport,
    Kind,
    MapColumns,
    Mapped,
    bring_file,
    find_batch,
    preview_file,
)
from minqing.imports.terms import Field
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import run_once, submit
from minqing.mechanisms.public import publish_folder
from minqing.org.public import (
    AppointPerson,
    CreatePost,
    RegisterPerson,
    adopt_divisions,
    system_actor,
)

BANNER, TOWN = "150627", "150627101"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
BY = system_actor("test")
CLERK = Actor(
    scope="account:1",
    person="p",
    post="clerk",
    unit=TOWN,
    units=(TOWN,),
    roles=("township_clerk",),
    permissions=frozenset({"CASE_IMPORT", "HOUSEHOLD_EDIT", "HOUSEHOLD_VIEW", "CASE_VIEW"}),
)


def build_banner() -> None:
    """A banner with one clerk and the mechanisms that handle its cases."""
    adopt_divisions(BANNER, by=BY, now=NOW)
    for answer in submit(
        [
            CreatePost(id="1", post="clerk", unit=TOWN, role="township_clerk", title="分办员"),
            RegisterPerson(id="2", person="p", name=Personal("分办员1", "person:p")),
            AppointPerson(id="3", post="clerk", person="p", since=date(2026, 1, 1)),
        ],
        by=BY,
        now=NOW,
    ):
        assert answer.ok, answer.refusal
    for folder in sorted(Path(settings.PACKS_DIR).iterdir()):
        if (folder / "cases.yaml").is_file():
            assert publish_folder(folder, by=BY, now=NOW).ok


def write_book(rows: Iterable[Sequence[object]], *, sheet: str = "台账") -> bytes:
    """Return a workbook of these rows, as a spreadsheet program would write them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


def bring(data: bytes, name: str = "台账.xlsx", kind: Kind = Kind.CASES, by: Actor = CLERK) -> str:
    """Upload a file; returns the batch."""
    batch = new_id()
    refusal = bring_file(
        by, data, name, batch=batch, kind=kind, unit=TOWN, command=new_id(), now=NOW
    )
    assert refusal is None, refusal
    return batch


def map_as_suggested(batch: str, **changes: object) -> None:
    """Take the suggestions of the preview and begin the dry run."""
    view = find_batch(CLERK, batch)
    assert view is not None
    shown = preview_file(view)
    fields = {"sheet": shown.sheet, "heading": shown.heading, "source": "热线", **changes}
    columns = tuple(Mapped(c.number, Field(c.field)) for c in shown.columns if c.field)
    wish = MapColumns(id=new_id(), batch=batch, columns=columns, **fields)  # type: ignore[arg-type]
    answer = submit([wish], by=CLERK, now=NOW)[0]
    assert answer.ok, answer.refusal


def work(rounds: int = 60) -> None:
    """Let the worker do what waits."""
    for _ in range(rounds):
        if not run_once(NOW, followers=()):
            return


def try_out(data: bytes, name: str = "台账.xlsx", kind: Kind = Kind.CASES) -> str:
    """Upload, map and try; returns the batch."""
    batch = bring(data, name, kind)
    map_as_suggested(batch)
    work()
    return batch


def import_all(data: bytes, name: str = "台账.xlsx", kind: Kind = Kind.CASES) -> str:
    """Upload, map, try and import; returns the batch."""
    batch = try_out(data, name, kind)
    assert submit([BeginImport(id=new_id(), batch=batch)], by=CLERK, now=NOW)[0].ok
    work()
    return batch
