"""Reads of batches for a viewer, and bringing a file in.

A batch is seen by whoever may import into its unit. What stands in the file itself (preview,
answers with the rows) only by the post that brought it: it is that post's paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import msgspec
from django.db.models import QuerySet

from minqing.cases.public import Moving, find_receipts
from minqing.imports.answering import Fate
from minqing.imports.calendar_rows import (
    CalendarRows,
    Day,
    list_changed_days,
    list_moved_deadlines,
    write_years,
)
from minqing.imports.commands import UploadFile
from minqing.imports.mapping import Columns, guess_columns, tidy_headings
from minqing.imports.models import Batch, Progress, RowResult, SavedMapping
from minqing.imports.opening import open_batch, read_source
from minqing.imports.reading import Source, list_sheets, open_source
from minqing.imports.results import read_refusal, say_place
from minqing.imports.retention import subject_of
from minqing.imports.rules import may_import
from minqing.imports.state import BatchState, MappingState
from minqing.imports.terms import (
    FIELDS_OF,
    FILE_EMPTY,
    FILE_LARGE,
    KIND_ZH,
    MOST_ROWS,
    Field,
    FileRefused,
    Kind,
    RawRow,
    Status,
)
from minqing.kernel.calendar import DayDifference
from minqing.kernel.messages import Actor, Personal, Refusal
from minqing.log.public import get_snapshot, get_state, get_states, submit
from minqing.org.public import Directory
from minqing.vault.public import drop_staged, keep_file, open_value

MOST_BYTES = (
    60 * 1024 * 1024
)  # of a request of 64: a hundred thousand matters in 200 characters each
"""Of one file: 100,000 rows of letters are about 10 MB as xlsx, 25 MB as csv."""
SAMPLE = 8
SHOWN = 50
"""Rows of answers on one page."""
LISTED = 100
HEADING_AMONG = 10
"""Rows at the top among which the headings are looked for; above them stand titles."""


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """One row's answer as a page shows it. `place`: sheet and address of the cell."""

    row: int
    place: str
    fate: str
    refusal: Refusal | None
    subject: str
    receipt: str = ""


class BatchView(msgspec.Struct, frozen=True, kw_only=True):
    """A batch for its page. `own`: the viewer's post brought the file and may see into it."""

    id: str
    state: BatchState
    name: str
    own: bool
    progress: Progress | None
    unit_name: str


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a file: number from 1, heading, what it is taken for, a few of its cells."""

    number: int
    heading: str
    field: str
    cells: tuple[str, ...]


class FilePreview(msgspec.Struct, frozen=True, kw_only=True):
    """The top of a file. `mapping`: the saved mapping that fits its headings, if any."""

    sheets: tuple[str, ...]
    sheet: str
    heading: int
    columns: tuple[Column, ...]
    mapping: MappingState | None = None


# ---------------------------------------------------------------- bringing in
def bring_file(
    viewer: Actor,
    data: bytes,
    name: str,
    *,
    batch: str,
    kind: Kind,
    unit: str,
    command: str,
    now: datetime,
) -> Refusal | None:
    """Keep a file and begin its batch; returns why not.

    Raises FileRefused for a file that cannot be read; nothing of it is kept then.
    """
    if len(data) > MOST_BYTES:
        raise FileRefused(FILE_LARGE(file=name, most=MOST_BYTES // 1024 // 1024))
    source = Source(data, name)
    if not any(_has_content(source, sheet) for sheet in list_sheets(source) or ("",)):
        raise FileRefused(FILE_EMPTY(file=name))
    subject = subject_of(batch)
    kept = keep_file(subject, data, now=now)
    wish = UploadFile(
        id=command,
        batch=batch,
        kind=kind,
        unit=unit,
        file=kept.id,
        size=len(data),
        name=Personal(name[-120:], subject),
    )
    refusal = submit([wish], by=viewer, now=now)[0].refusal
    if refusal is not None:
        drop_staged(kept.id, subject=subject)
    return refusal


def _has_content(source: Source, sheet: str) -> bool:
    try:
        next(open_source(msgspec.structs.replace(source, sheet=sheet)))
    except FileRefused as error:
        if error.refusal.code == FILE_EMPTY.code:
            return False
        raise
    return True


# ---------------------------------------------------------------- batches
def visible(viewer: Actor) -> QuerySet[Batch]:
    """Return the batches whose unit the viewer may import into."""
    if viewer.kind == "system":
        return Batch.objects.all()
    batches = Batch.objects.filter(kind__in=list_kinds(viewer))
    directory = get_snapshot(Directory)
    units = batches.values_list("unit", flat=True).distinct()
    return batches.filter(unit__in=[unit for unit in units if directory.reaches(viewer, unit)])


def list_kinds(viewer: Actor) -> list[Kind]:
    """Return what a viewer may bring in."""
    return [kind for kind in Kind if may_import(viewer, kind)]


def list_batches(viewer: Actor) -> list[BatchView]:
    """List the newest batches in reach."""
    ids = visible(viewer).order_by("-uploaded_at").values_list("id", flat=True)[:LISTED]
    states = get_states([f"import:{one}" for one in ids])
    progress = {row.batch: row for row in Progress.objects.filter(batch__in=list(ids))}
    return [_view(viewer, one, states[f"import:{one}"], progress.get(one)) for one in ids]


def find_batch(viewer: Actor, batch: str) -> BatchView | None:
    """Return one batch, None when there is none in reach."""
    if not visible(viewer).filter(id=batch).exists():
        return None
    state = get_state(f"import:{batch}")
    assert state is not None, "its row stands"
    return _view(viewer, batch, state, Progress.objects.filter(batch=batch).first())


def _view(viewer: Actor, batch: str, state: BatchState, progress: Progress | None) -> BatchView:
    directory = get_snapshot(Directory)
    own = bool(state.post) and state.post == viewer.post
    name = str(open_value(state.name, "")) if own else ""
    known = directory.has(state.unit)
    unit = directory.unit(state.unit).name if known else state.unit
    running = progress if progress is not None and progress.phase == state.status else None
    return BatchView(
        id=batch, state=state, name=name, own=own, progress=running, unit_name=unit
    )  # fmt: skip


# ---------------------------------------------------------------- into the file
def preview_file(view: BatchView, *, sheet: str = "", heading: int = 0) -> FilePreview:
    """Return the top of a batch's file with a suggestion for each column.

    `heading` 0: the row among the first that has most known words. Raises FileRefused.
    """
    assert view.own, "only the post that brought the file sees into it"
    source = msgspec.structs.replace(read_source(view.state), sheet="", heading=1)
    sheets = list_sheets(source)
    chosen = sheet if sheet in sheets else next(iter(sheets), "")
    top = read_top(msgspec.structs.replace(source, sheet=chosen), HEADING_AMONG + SAMPLE)
    if not top:
        raise FileRefused(FILE_EMPTY(file=view.name))
    at = heading or _find_heading(top, view.state.kind)
    titles = next((row for row in top if row.number >= at), top[0])
    headings = tidy_headings(titles.cells)
    below = [row for row in top if row.number > titles.number][:SAMPLE]
    mapping = find_saved(view.state.kind, headings)
    known = _read_saved(mapping) if mapping else guess_columns(headings, view.state.kind)
    return FilePreview(
        sheets=sheets,
        sheet=chosen,
        heading=titles.number,
        columns=tuple(_list_columns(headings, below, known, view.state)),
        mapping=mapping,
    )


def read_top(source: Source, most: int) -> list[RawRow]:
    """Return the first rows of a file; none of an empty sheet."""
    found = []
    try:
        for row in open_source(source):
            found.append(row)
            if len(found) == most:
                break
    except FileRefused as error:
        if error.refusal.code != FILE_EMPTY.code:
            raise
    return found


def _find_heading(top: list[RawRow], kind: Kind) -> int:
    def worth(row: RawRow) -> int:
        return len(guess_columns(tidy_headings(row.cells), kind))

    best = max(top[:HEADING_AMONG], key=lambda row: (worth(row), -row.number))
    return best.number if worth(best) else top[0].number


def _read_saved(mapping: MappingState) -> dict[str, Field]:
    return {heading: Field(field) for heading, field in mapping.headings.items()}


def _list_columns(
    headings: list[str], below: list[RawRow], known: dict[str, Field], state: BatchState
) -> Iterator[Column]:
    chosen = {one.column: str(one.field) for one in state.columns}
    taken: set[str] = set()
    for number, heading in enumerate(headings, start=1):
        field = str(known.get(heading, ""))
        if chosen:
            field = chosen.get(number, "")
        field = "" if field in taken else field
        taken |= {field} - {""}
        cells = tuple(row.cells[number - 1] if number <= len(row.cells) else "" for row in below)
        yield Column(number=number, heading=heading, field=field, cells=cells)


# ---------------------------------------------------------------- mappings
def list_saved(kind: Kind) -> list[MappingState]:
    """List the saved mappings of a kind, the newest first."""
    ids = SavedMapping.objects.filter(kind=kind).order_by("-saved_at").values_list("id", flat=True)
    states = get_states([f"mapping:{one}" for one in ids[:LISTED]])
    return [states[f"mapping:{one}"] for one in ids[:LISTED] if f"mapping:{one}" in states]


def find_saved(kind: Kind, headings: list[str]) -> MappingState | None:
    """Return the saved mapping all of whose headings the file has, the one with most."""
    present = set(headings)
    fitting = [one for one in list_saved(kind) if set(one.headings) <= present]
    return max(fitting, key=lambda one: len(one.headings), default=None)


# ---------------------------------------------------------------- answers
FATES = (Fate.REFUSED.value, Fate.ALREADY.value, Fate.SAME_TEXT.value, "kept", "undone")


def list_results(view: BatchView, fate: str, after: int = 0) -> list[RowView]:
    """List a batch's answers of one fate in order of rows, at most SHOWN after that row."""
    rows = _results(view).filter(fate=fate, row__gt=after).order_by("row")[:SHOWN]
    return _show_rows(view, list(rows))


def count_results(view: BatchView) -> dict[str, int]:
    """Return how many rows of each fate are listed for the batch's present phase."""
    return {fate: _results(view).filter(fate=fate).count() for fate in FATES}


def _results(view: BatchView) -> QuerySet[RowResult]:
    tried = view.state.status in (Status.UPLOADED, Status.CHECKING, Status.CHECKED)
    phase = Status.CHECKING if tried else Status.IMPORTING
    return RowResult.objects.filter(batch=view.id, phase=phase)


def _show_rows(view: BatchView, rows: list[RowResult]) -> list[RowView]:
    is_case = view.state.kind in (Kind.CASES, Kind.HISTORY)
    receipts = find_receipts(row.subject for row in rows if row.subject) if is_case else {}
    return [
        RowView(
            row=row.row,
            place=say_place(row, view.state.sheet),
            fate=row.fate,
            refusal=read_refusal(row),
            subject=row.subject,
            receipt=receipts.get(row.subject, ""),
        )
        for row in rows
    ]


def iterate_answers(view: BatchView) -> Iterator[tuple[RawRow, RowView | None]]:
    """Yield every row of the file, heading first, with its answer (None: the heading, or a row
    that a dry run would take in). Memory does not grow with the rows."""
    assert view.own, "only the post that brought the file sees into it"
    raws = open_batch(view.state)
    yield next(raws), None
    waiting: list[RawRow] = []
    for raw in raws:
        waiting.append(raw)
        if len(waiting) == 500:
            yield from _match(view, waiting)
            waiting = []
    yield from _match(view, waiting)


def _match(view: BatchView, raws: list[RawRow]) -> Iterator[tuple[RawRow, RowView | None]]:
    if not raws:
        return
    rows = _results(view).filter(row__gte=raws[0].number, row__lte=raws[-1].number)
    found = {one.row: one for one in _show_rows(view, list(rows))}
    for raw in raws:
        yield raw, found.get(raw.number)


def list_calendar_changes(view: BatchView) -> list[DayDifference]:
    """Return the days that a batch's file would keep otherwise than now; none while a row of
    it is refused. Raises FileRefused."""
    text = _read_calendar(view)
    return list_changed_days(text) if text else []


def find_moved_deadlines(viewer: Actor, view: BatchView) -> Moving:
    """Return the deadlines of living cases that a batch's calendar would move, by day."""
    text = _read_calendar(view)
    return list_moved_deadlines(viewer, text) if text else Moving()


def _read_calendar(view: BatchView) -> str:
    """Return the whole years that a batch's file gives, "" while a row of it is refused."""
    assert view.own and view.state.kind is Kind.CALENDAR, "the post that brought the file"
    raws = open_batch(view.state)
    columns = Columns(
        places={one.field: one.column - 1 for one in view.state.columns},
        width=len(next(raws).cells),
        kind=Kind.CALENDAR,
        time_formats=view.state.time_formats,
    )
    read = CalendarRows(columns).read(list(islice(raws, MOST_ROWS[Kind.CALENDAR])))
    days = [one for one in read if isinstance(one, Day)]
    return write_years(days) if len(days) == len(read) else ""


def list_fields(kind: Kind) -> tuple[Field, ...]:
    """Return what a column of such a file may mean."""
    return FIELDS_OF[kind]


def name_kind(kind: Kind) -> str:
    """Return what the rows become, in Simplified Chinese."""
    return KIND_ZH[kind]
