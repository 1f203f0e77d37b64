"""The folds of a batch and of a mapping."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.imports.history_words import HistoryWords
from minqing.imports.terms import Counts, Kind, Mapped, Status
from minqing.kernel.messages import VaultRef


class BatchState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A batch now. `counts`: of the last phase that ended. `begun_at`: of the import."""

    kind: Kind
    unit: str
    file: str
    size: int
    name: VaultRef
    post: str
    status: Status
    uploaded_at: datetime
    changed_at: datetime
    columns: tuple[Mapped, ...] = ()
    source: str = ""
    sheet: str = ""
    heading: int = 1
    time_formats: tuple[str, ...] = ()
    words: HistoryWords | None = None
    counts: Counts = Counts()
    begun_at: datetime | None = None
    reason: str = ""
    dropped: bool = False


class MappingState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The newest version of a mapping."""

    version: int
    kind: Kind
    source: str
    headings: dict[str, str]
    saved_at: datetime
    time_formats: tuple[str, ...] = ()
