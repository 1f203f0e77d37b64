"""What happened to a batch and to a mapping. No name, no cell, no name of a file."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.imports.history_words import HistoryWords
from minqing.imports.terms import Counts, Kind, Mapped, Status
from minqing.kernel.messages import Event, VaultRef


class FileUploaded(Event, frozen=True, kw_only=True):
    """A batch began. `post`: who brought the file."""

    TYPE: ClassVar[str] = "import.file-uploaded@1"

    at: datetime
    kind: Kind
    unit: str
    file: str
    size: int
    name: VaultRef
    post: str


class ColumnsMapped(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What the columns mean is known; the dry run began."""

    TYPE: ClassVar[str] = "import.columns-mapped@1"

    at: datetime
    columns: tuple[Mapped, ...]
    source: str
    sheet: str = ""
    heading: int = 1
    time_formats: tuple[str, ...] = ()
    words: HistoryWords | None = None


class ImportBegun(Event, frozen=True, kw_only=True):
    """The import began. Every entry that it makes names this one as its cause."""

    TYPE: ClassVar[str] = "import.begun@1"

    at: datetime


class ImportCancelled(Event, frozen=True, kw_only=True):
    """The batch was given up before anything was written."""

    TYPE: ClassVar[str] = "import.cancelled@1"

    at: datetime


class UndoBegun(Event, frozen=True, kw_only=True):
    """The batch is being undone."""

    TYPE: ClassVar[str] = "import.undo-begun@1"

    at: datetime
    reason: str


class PhaseConcluded(Event, frozen=True, kw_only=True):
    """The worker is through with `phase`: a dry run, an import or an undo."""

    TYPE: ClassVar[str] = "import.phase-concluded@1"

    at: datetime
    phase: Status
    counts: Counts


class FileDropped(Event, frozen=True, kw_only=True):
    """The file's term is over."""

    TYPE: ClassVar[str] = "import.file-dropped@1"

    at: datetime


class MappingSaved(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A version of a mapping: heading → field."""

    TYPE: ClassVar[str] = "mapping.saved@1"

    at: datetime
    version: int
    kind: Kind
    source: str
    headings: dict[str, str]
    time_formats: tuple[str, ...] = ()


BATCH_EVENTS = (
    FileUploaded, ColumnsMapped, ImportBegun, ImportCancelled, UndoBegun, PhaseConcluded,
    FileDropped,
)  # fmt: skip
