"""The stream `export:<id>`: that a list was taken out as a file, by whom, narrowed to what.

Whoever takes a list out of the house leaves this on the log before the first row is read; the
file says the same number of rows. No word of a case is in it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Any, ClassVar

import msgspec
from django.db.models import QuerySet

from minqing.cases import listing
from minqing.cases.drawing import Drawing
from minqing.cases.models import Case, Export
from minqing.cases.rules.refusals import EXPORT_EMPTY, EXPORT_KNOWN
from minqing.cases.search import ordering
from minqing.cases.shown import CaseFilter, CaseLine
from minqing.kernel.messages import Actor, Command, Decided, Decision, Event, Frame, States
from minqing.log.public import StreamKind, get_snapshot
from minqing.org.public import Directory

CHUNK = 500
ID = 40
"""Bytes that an id takes in the list of what is to be written."""


class RecordExport(Command, frozen=True, kw_only=True):
    """Record that a list is taken out: its name, filter (codes only), rows and form of the file.

    `as_of`: the moment for which the rows were chosen.
    """

    TYPE: ClassVar[str] = "export.record"
    PERMISSION: ClassVar[str] = "CASE_VIEW"

    export: str
    list: str
    filters: dict[str, str]
    rows: int
    form: str
    as_of: datetime


class ListExported(Event, frozen=True, kw_only=True):
    """A list was taken out by the post `post`; the account is that of the entry."""

    TYPE: ClassVar[str] = "export.recorded@1"

    post: str
    list: str
    filters: dict[str, str]
    rows: int
    form: str
    as_of: datetime


class ExportState(msgspec.Struct, frozen=True):
    """What is known of one export; it never changes."""

    event: ListExported


def needs(command: RecordExport) -> tuple[str, ...]:
    """The export's own stream."""
    return (f"export:{command.export}",)


def decide(command: RecordExport, states: States, frame: Frame) -> Decision:
    """Refuse an export of nothing, and one that was recorded before."""
    (stream,) = needs(command)
    if states[stream] is not None:
        return EXPORT_KNOWN()
    if command.rows < 1:
        return EXPORT_EMPTY()
    exported = ListExported(
        post=frame.by.post,
        list=command.list,
        filters=command.filters,
        rows=command.rows,
        form=command.form,
        as_of=command.as_of,
    )
    return [Decided(stream, exported)]


def evolve(state: ExportState | None, event: ListExported) -> ExportState:
    """Fold one event."""
    return ExportState(event)


COLUMNS = ("id", "post", "list", "filters", "rows", "form", "as_of")


def row(export: str, state: ExportState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of an export, in the order of COLUMNS."""
    event = state.event
    filters = msgspec.json.encode(event.filters, order="deterministic").decode()
    return (export, event.post, event.list, filters, event.rows, event.form, event.as_of)


EXPORT = StreamKind(
    name="export",
    state=ExportState,
    evolve=evolve,
    decide=decide,
    needs=needs,
    commands=(RecordExport,),
    events=(ListExported,),
    table=Export,
    columns=COLUMNS,
    row=row,
)


# ---------------------------------------------------------------- what is written
class ChosenRows:
    """The ids of a whole list as they stood at one moment, in order, beside the memory.

    One statement an axis chooses them, so nothing is doubled or left out while others work;
    a file holds them, so a million take no more room than a thousand.
    """

    def __init__(self, viewer: Actor, wanted: CaseFilter, *, now: datetime) -> None:
        self.viewer, self.now = viewer, now
        self.count = 0
        self._file: IO[bytes] = tempfile.TemporaryFile()
        for case in _choose(viewer, wanted, now):
            self._file.write(case.encode().ljust(ID))
            self.count += 1

    def lines(self) -> Iterator[CaseLine]:
        """Yield the rows as the viewer sees them in a list, masked as there."""
        self._file.seek(0)
        drawing = Drawing(self.viewer, self.now)
        while part := self._file.read(ID * CHUNK):
            ids = [part[at : at + ID].decode().rstrip() for at in range(0, len(part), ID)]
            yield from drawing.lines(ids)
            drawing.forget()

    def close(self) -> None:
        """Let the file go; it has no name and leaves nothing behind."""
        self._file.close()


def _choose(viewer: Actor, wanted: CaseFilter, now: datetime) -> Iterator[str]:
    directory = get_snapshot(Directory)
    few, _ = ordering.find_few(viewer, wanted, now=now, directory=directory)
    parts: Sequence[QuerySet[Case]]
    parts = [few] if few is not None else listing.select(
        viewer, wanted, now=now, directory=directory
    )  # fmt: skip
    return listing.iterate(parts, ended=wanted.ended)


def list_ids(viewer: Actor, wanted: CaseFilter, *, now: datetime, most: int) -> list[str]:
    """Return the ids of a list in order, at most so many."""
    found: list[str] = []
    for case in _choose(viewer, wanted, now):
        if len(found) == most:
            break
        found.append(case)
    return found


def list_exports(viewer: Actor, *, most: int = 20) -> list[dict[str, Any]]:
    """Return the last exports for whoever looks after operations; nothing for others."""
    if "OPERATIONS_VIEW" not in viewer.permissions:
        return []
    rows = Export.objects.order_by("-as_of", "-id").values(*COLUMNS)
    return list(rows[:most])
