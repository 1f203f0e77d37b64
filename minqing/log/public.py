"""What other contexts may use of the log."""

from minqing.log.answers import Answer, EntryRef
from minqing.log.condition import Finding, look, measure
from minqing.log.demonstration import (
    Advanced,
    CannotAdvance,
    Demonstration,
    advance_demonstration,
    find_demonstration,
    get_now,
    is_demonstration,
    mark_demonstration,
    register_advance,
)
from minqing.log.digest import DayShown, Inclusion, find_day, find_inclusion, list_days
from minqing.log.letters import settle_letter
from minqing.log.locks import without_waiting_for_disk
from minqing.log.preview import Preview, preview
from minqing.log.reading import (
    EpochChanged,
    LogCursor,
    LogEntry,
    changes_since,
    get_last_position,
    iterate_entries,
    read_entries,
    read_stream,
)
from minqing.log.rebuild import recompute_derived, recompute_some
from minqing.log.registry import (
    StreamKind,
    register,
    register_clock,
    register_follower,
    register_house_keeper,
    register_reaction,
    register_snapshot,
)
from minqing.log.rows import get_writer as get_row_writer
from minqing.log.snapshots import get_snapshot, make_frame
from minqing.log.states import fold_as_recorded, get_state, get_states
from minqing.log.subjects import (
    AddPersonalData,
    Erased,
    EraseSubject,
    HoldLifted,
    HoldSubject,
    LiftHold,
    SealSubject,
    SubjectHeld,
    SubjectSealed,
    SubjectState,
    SubjectUnsealed,
    UnsealSubject,
)
from minqing.log.submit import Batch, submit, submit_batches
from minqing.log.worker import get_operations, house_keeping, run_once, run_until_idle, status

__all__ = [
    "AddPersonalData",
    "Advanced",
    "Answer",
    "Batch",
    "CannotAdvance",
    "DayShown",
    "Demonstration",
    "EntryRef",
    "EpochChanged",
    "EraseSubject",
    "Erased",
    "Finding",
    "HoldLifted",
    "HoldSubject",
    "Inclusion",
    "LiftHold",
    "LogCursor",
    "LogEntry",
    "Preview",
    "SealSubject",
    "StreamKind",
    "SubjectHeld",
    "SubjectSealed",
    "SubjectState",
    "SubjectUnsealed",
    "UnsealSubject",
    "advance_demonstration",
    "changes_since",
    "find_day",
    "find_demonstration",
    "find_inclusion",
    "fold_as_recorded",
    "get_last_position",
    "get_now",
    "get_operations",
    "get_row_writer",
    "get_snapshot",
    "get_state",
    "get_states",
    "house_keeping",
    "is_demonstration",
    "iterate_entries",
    "list_days",
    "look",
    "make_frame",
    "mark_demonstration",
    "measure",
    "preview",
    "read_entries",
    "read_stream",
    "recompute_derived",
    "recompute_some",
    "register",
    "register_advance",
    "register_clock",
    "register_follower",
    "register_house_keeper",
    "register_reaction",
    "register_snapshot",
    "run_once",
    "run_until_idle",
    "settle_letter",
    "status",
    "submit",
    "submit_batches",
    "without_waiting_for_disk",
]
