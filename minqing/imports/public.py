"""What faces may use of imports."""

from minqing.imports.answering import Fate
from minqing.imports.commanding import Destination
from minqing.imports.commands import (
    BeginImport,
    CancelImport,
    MapColumns,
    SaveMapping,
    UndoBatch,
    UploadFile,
)
from minqing.imports.history_file import LARGEST as MAPPING_BYTES
from minqing.imports.history_file import map_by_file, read_history_file
from minqing.imports.mapping import load_mapping
from minqing.imports.queries import (
    FATES,
    SHOWN,
    BatchView,
    Column,
    FilePreview,
    RowView,
    bring_file,
    count_results,
    find_batch,
    find_moved_deadlines,
    iterate_answers,
    list_batches,
    list_calendar_changes,
    list_fields,
    list_kinds,
    list_results,
    list_saved,
    preview_file,
)
from minqing.imports.reading import name_cell
from minqing.imports.rules import KEPT_FOR
from minqing.imports.run import Job, Tally, import_file
from minqing.imports.scratch import Scratch
from minqing.imports.slips import public as slips
from minqing.imports.state import BatchState, MappingState
from minqing.imports.terms import (
    FIELD_ZH,
    IMPORTING,
    KIND_ZH,
    REQUIRED_OF,
    RUNNING,
    STATUS_ZH,
    UNIT_WRONG,
    Counts,
    Field,
    FileRefused,
    Kind,
    Mapped,
    Status,
)
from minqing.imports.workbook import MEDIA, Sheet, write_sheets, write_workbook

__all__ = [
    "FATES", "FIELD_ZH", "IMPORTING", "KEPT_FOR", "KIND_ZH", "MAPPING_BYTES", "MEDIA", "REQUIRED_OF", "RUNNING", "SHOWN",
    "STATUS_ZH", "UNIT_WRONG", "BatchState", "BatchView", "BeginImport", "CancelImport", "Column",
    "Counts", "Destination", "Fate", "Field", "FilePreview", "FileRefused", "Job", "Kind",
    "MapColumns", "Mapped", "MappingState", "RowView", "SaveMapping", "Scratch", "Status", "Tally",
    "UndoBatch", "UploadFile", "bring_file", "count_results", "find_batch", "import_file",
    "iterate_answers", "find_moved_deadlines", "list_calendar_changes", "list_kinds", "list_batches", "list_fields", "list_results", "list_saved", "load_mapping", "map_by_file",
    "name_cell", "preview_file", "read_history_file", "write_workbook", "Sheet", "slips", "write_sheets",
]  # fmt: skip
