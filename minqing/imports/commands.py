"""Wishes about a batch (`import:<id>`) and about saved mappings (`mapping:<id>`).

Which permission one needs follows from the kind of the batch (`terms.RIGHTS_OF`): the rules ask.
"""

from __future__ import annotations

from typing import ClassVar

from minqing.imports.history_words import HistoryWords
from minqing.imports.terms import Counts, Kind, Mapped, Status
from minqing.kernel.messages import Command, Personal


class UploadFile(Command, frozen=True, kw_only=True):
    """Begin a batch with a file that the vault keeps under the subject `import:<batch>`.

    `unit`: where the rows go. `name`: of the file, which may name a person. `size` in bytes.
    """

    TYPE: ClassVar[str] = "import.upload"
    PERMISSION: ClassVar[str] = ""

    batch: str
    kind: Kind
    unit: str
    file: str
    size: int
    name: Personal[str]


class MapColumns(Command, frozen=True, kw_only=True, omit_defaults=True):
    """Say what the columns mean; the dry run begins. Again after a dry run: it begins anew.

    `sheet`: "" for a csv. `heading`: number of the row that holds the headings. `source`:
    system the rows come from; numbers of two systems never meet. `words`: of history, what the
    other system's words mean here.
    """

    TYPE: ClassVar[str] = "import.map"
    PERMISSION: ClassVar[str] = ""

    batch: str
    columns: tuple[Mapped, ...]
    source: str
    sheet: str = ""
    heading: int = 1
    time_formats: tuple[str, ...] = ()
    words: HistoryWords | None = None


class BeginImport(Command, frozen=True, kw_only=True):
    """Import what was tried; the worker does it in chunks."""

    TYPE: ClassVar[str] = "import.begin"
    PERMISSION: ClassVar[str] = ""

    batch: str


class CancelImport(Command, frozen=True, kw_only=True):
    """Give a batch up before anything was written; its file is dropped."""

    TYPE: ClassVar[str] = "import.cancel"
    PERMISSION: ClassVar[str] = ""

    batch: str


class UndoBatch(Command, frozen=True, kw_only=True):
    """Undo a batch: what nobody has touched since is taken back, the rest is listed and stays.

    Within the term of retention of its file; needs a reason.
    """

    TYPE: ClassVar[str] = "import.undo"
    PERMISSION: ClassVar[str] = ""

    batch: str
    reason: str


class ConcludePhase(Command, frozen=True, kw_only=True):
    """Note that the worker is through with a dry run, an import or an undo."""

    TYPE: ClassVar[str] = "import.conclude"
    PERMISSION: ClassVar[str] = "OPERATIONS_VIEW"

    batch: str
    phase: Status
    counts: Counts


class DropFile(Command, frozen=True, kw_only=True):
    """Note that the file's term is over; the vault erases it with the batch's subject."""

    TYPE: ClassVar[str] = "import.drop-file"
    PERMISSION: ClassVar[str] = "SUBJECT_ERASE"

    batch: str


class SaveMapping(Command, frozen=True, kw_only=True):
    """Keep which headings mean what for files of a source, as a new version."""

    TYPE: ClassVar[str] = "mapping.save"
    PERMISSION: ClassVar[str] = ""

    kind: Kind
    source: str
    headings: dict[str, str]
    time_formats: tuple[str, ...] = ()


BATCH_COMMANDS = (
    UploadFile, MapColumns, BeginImport, CancelImport, UndoBatch, ConcludePhase, DropFile,
)  # fmt: skip
