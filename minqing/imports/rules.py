"""Needs, decide, evolve of `import:<batch>` and `mapping:<id>`. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from minqing.imports import commands as c
from minqing.imports import events as e
from minqing.imports.history_terms import WORDS_WRONG
from minqing.imports.history_words import find_trouble
from minqing.imports.state import BatchState, MappingState
from minqing.imports.terms import (
    FIELD_ZH,
    FIELDS_OF,
    KIND_ZH,
    REPEATABLE,
    REQUIRED_OF,
    RIGHTS_OF,
    RUNNING,
    STATUS_ZH,
    Field,
    Kind,
    Status,
)
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import (
    Actor,
    Decided,
    Decision,
    Event,
    Frame,
    Refusal,
    RefusalKind,
    States,
)
from minqing.org.public import Directory

KEPT_FOR = timedelta(days=30)
"""How long a file is kept after the last act on its batch, and how long the batch can be
undone after it began. Source: ours (long enough for a month's report to show a mistake)."""

LONGEST_SOURCE = 30
LONGEST_HEADING = 60
MOST_HEADINGS = 60
_ID = re.compile(r"[0-9A-Za-z]{6,40}")

BATCH_EXISTS = RefusalKind(
    "import-batch-exists", "不能开始导入：这个批次已经开始。请打开该批次继续。"
)
BATCH_ID_WRONG = RefusalKind(
    "import-batch-id-wrong", "不能开始导入：批次编号不对。请重新上传文件。"
)
BATCH_UNKNOWN = RefusalKind("import-batch-unknown", "不能{act}：没有这个批次。请重新上传文件。")
BATCH_FORBIDS = RefusalKind(
    "import-batch-forbids", "不能{act}：这一批现在是“{status}”。请刷新页面后再看。"
)
OUT_OF_REACH = RefusalKind(
    "import-out-of-reach", "不能{act}：单位{unit}不在您的管辖范围内。请由当地经办员办理。"
)
RIGHT_MISSING = RefusalKind(
    "import-right-missing", "不能导入{kind}：您的岗位没有登记这类资料的权限。请由有权限的岗位办理。"
)
SOURCE_WRONG = RefusalKind(
    "import-source-wrong", "不能对照列名：来源名称为空或超过{most}个字。请写明资料从哪里来。"
)
FIELD_WRONG = RefusalKind(
    "import-field-wrong", "不能对照列名：{field}不是这类资料的内容，或选了两列。请重新选择。"
)
FIELD_NEEDED = RefusalKind(
    "import-field-needed", "不能对照列名：没有选哪一列是{field}。请选定后再试算。"
)
REASON_MISSING = RefusalKind(
    "import-undo-reason-missing", "不能撤销导入：没有写明理由。请填写理由。"
)
UNDO_TOO_LATE = RefusalKind(
    "import-undo-too-late",
    "不能撤销导入：已超过{days}天，文件和逐行记录都已删除。请逐件更正。",
)
SYSTEM_ONLY = RefusalKind("import-system-only", "不能{act}：只由后台程序写入。无需办理。")
MAPPING_EMPTY = RefusalKind(
    "import-mapping-empty", "不能保存列名对照：没有列名，或列名过长、过多。请改正后再存。"
)
MAPPING_SAME = RefusalKind("import-mapping-same", "不必保存列名对照：与已存的一版相同。无需处理。")


# ---------------------------------------------------------------- batches
def needs(command: Any) -> tuple[str, ...]:
    """The batch's own stream."""
    return (f"import:{command.batch}",)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return what happened to a batch, or why not."""
    stream = needs(command)[0]
    state: BatchState | None = states[stream]
    if isinstance(command, c.UploadFile):
        event = _upload(command, state, frame)
    else:
        act, allowed, make = _ACTS[type(command)]
        event = _check(act, allowed, command, state, frame) or make(command, state, frame)
    return event if isinstance(event, Refusal) else [Decided(stream, event)]


def _upload(command: c.UploadFile, state: BatchState | None, frame: Frame) -> Event | Refusal:
    if state is not None:
        return BATCH_EXISTS()
    if not _ID.fullmatch(command.batch) or command.name.subject != f"import:{command.batch}":
        return BATCH_ID_WRONG()
    if not may_import(frame.by, command.kind):
        return RIGHT_MISSING(kind=KIND_ZH[command.kind])
    if not _reaches(frame, command.unit):
        return OUT_OF_REACH(act="导入", unit=command.unit)
    return e.FileUploaded(
        at=frame.now,
        kind=command.kind,
        unit=command.unit,
        file=command.file,
        size=command.size,
        name=command.name.ref,
        post=frame.by.post,
    )


def may_import(by: Actor, kind: Kind) -> bool:
    """Return whether an actor may bring such rows in."""
    return by.permissions.issuperset(RIGHTS_OF[kind])


def _reaches(frame: Frame, unit: str) -> bool:
    directory = frame.view(Directory)
    return directory.has(unit) and directory.reaches(frame.by, unit)


def _check(
    act: str,
    allowed: frozenset[Status],
    command: Any,
    state: BatchState | None,
    frame: Frame,
) -> Refusal | None:
    if state is None or (frame.by.kind != "system" and not _reaches(frame, state.unit)):
        return BATCH_UNKNOWN(act=act)
    if not may_import(frame.by, state.kind):
        return RIGHT_MISSING(kind=KIND_ZH[state.kind])
    if state.status not in allowed:
        return BATCH_FORBIDS(act=act, status=STATUS_ZH[state.status])
    if isinstance(command, c.ConcludePhase | c.DropFile) and frame.by.kind != "system":
        return SYSTEM_ONLY(act=act)
    return None


def _map(command: c.MapColumns, state: BatchState, frame: Frame) -> Event | Refusal:
    source = command.source.strip()
    if not source or len(source) > LONGEST_SOURCE:
        return SOURCE_WRONG(most=LONGEST_SOURCE)
    fields = [one.field for one in command.columns]
    wrong = _find_wrong(fields, state.kind)
    if wrong is not None:
        return FIELD_WRONG(field=FIELD_ZH[wrong])
    missing = next((field for field in REQUIRED_OF[state.kind] if field not in fields), None)
    if missing is not None:
        return FIELD_NEEDED(field=FIELD_ZH[missing])
    trouble = "" if command.words is None else find_trouble(command.words)
    if trouble:
        return WORDS_WRONG(detail=trouble)
    return e.ColumnsMapped(
        at=frame.now,
        columns=command.columns,
        source=source,
        sheet=command.sheet,
        heading=max(command.heading, 1),
        time_formats=command.time_formats,
        words=command.words if state.kind is Kind.HISTORY else None,
    )


def _find_wrong(fields: Sequence[Field], kind: Kind) -> Field | None:
    """Return a field that such a file has not, or has twice where once is meant."""
    known, repeatable = FIELDS_OF[kind], REPEATABLE.get(kind, ())
    for field in fields:
        if field not in known or (fields.count(field) > 1 and field not in repeatable):
            return field
    return None


def _begin(command: c.BeginImport, state: BatchState, frame: Frame) -> Event:
    return e.ImportBegun(at=frame.now)


def _cancel(command: c.CancelImport, state: BatchState, frame: Frame) -> Event:
    return e.ImportCancelled(at=frame.now)


def _undo(command: c.UndoBatch, state: BatchState, frame: Frame) -> Event | Refusal:
    if not command.reason.strip():
        return REASON_MISSING()
    begun = state.begun_at or state.uploaded_at
    if state.dropped or frame.now >= begun + KEPT_FOR:
        return UNDO_TOO_LATE(days=KEPT_FOR.days)
    return e.UndoBegun(at=frame.now, reason=command.reason.strip())


def _conclude(command: c.ConcludePhase, state: BatchState, frame: Frame) -> Event | Refusal:
    if command.phase is not state.status:
        return BATCH_FORBIDS(act="结束", status=STATUS_ZH[state.status])
    return e.PhaseConcluded(at=frame.now, phase=command.phase, counts=command.counts)


def _drop(command: c.DropFile, state: BatchState, frame: Frame) -> Event | Refusal:
    if state.dropped or not is_over(state, frame.now):
        return BATCH_FORBIDS(act="删除文件", status=STATUS_ZH[state.status])
    return e.FileDropped(at=frame.now)


def is_over(state: BatchState, now: Any) -> bool:
    """Return whether the term of a batch's file is over; a cancelled one has none."""
    return state.status is Status.CANCELLED or bool(now >= state.changed_at + KEPT_FOR)


Make = Callable[[Any, Any, Frame], Event | Refusal]
_MAPPABLE = frozenset({Status.UPLOADED, Status.CHECKED})
_ACTS: Mapping[type, tuple[str, frozenset[Status], Make]] = {
    c.MapColumns: ("对照列名", _MAPPABLE, _map),
    c.BeginImport: ("导入", frozenset({Status.CHECKED}), _begin),
    c.CancelImport: ("放弃导入", _MAPPABLE | {Status.CHECKING}, _cancel),
    c.UndoBatch: ("撤销导入", frozenset({Status.IMPORTED}), _undo),
    c.ConcludePhase: ("结束", RUNNING, _conclude),
    c.DropFile: ("删除文件", frozenset(Status) - RUNNING, _drop),
}
_AFTER = {
    Status.CHECKING: Status.CHECKED,
    Status.IMPORTING: Status.IMPORTED,
    Status.UNDOING: Status.UNDONE,
}


def evolve(state: BatchState | None, event: Any) -> BatchState:
    """Fold one event of a batch."""
    if isinstance(event, e.FileUploaded):
        return BatchState(
            kind=event.kind,
            unit=event.unit,
            file=event.file,
            size=event.size,
            name=event.name,
            post=event.post,
            status=Status.UPLOADED,
            uploaded_at=event.at,
            changed_at=event.at,
        )
    assert state is not None, "a batch begins with its file"
    changes: dict[str, Any] = {"changed_at": event.at}
    match event:
        case e.ColumnsMapped():
            changes |= {
                "status": Status.CHECKING,
                "columns": event.columns,
                "source": event.source,
                "sheet": event.sheet,
                "heading": event.heading,
                "time_formats": event.time_formats,
                "words": event.words,
            }
        case e.ImportBegun():
            changes |= {"status": Status.IMPORTING, "begun_at": event.at}
        case e.ImportCancelled():
            changes |= {"status": Status.CANCELLED}
        case e.UndoBegun():
            changes |= {"status": Status.UNDOING, "reason": event.reason}
        case e.PhaseConcluded():
            changes |= {"status": _AFTER[event.phase], "counts": event.counts}
        case e.FileDropped():
            changes |= {"dropped": True}
        case _:
            raise TypeError(type(event).TYPE)
    return replace(state, **changes)


# ---------------------------------------------------------------- mappings
def find_mapping(kind: Kind, source: str) -> str:
    """Return the id of the mapping of a source."""
    return derived_id("mapping", kind, source.strip())


def needs_of_mapping(command: c.SaveMapping) -> tuple[str, ...]:
    """The mapping's own stream."""
    return (f"mapping:{find_mapping(command.kind, command.source)}",)


def decide_mapping(command: c.SaveMapping, states: States, frame: Frame) -> Decision:
    """Keep a new version of a mapping that says something new."""
    stream = needs_of_mapping(command)[0]
    state: MappingState | None = states[stream]
    source = command.source.strip()
    if not source or len(source) > LONGEST_SOURCE:
        return SOURCE_WRONG(most=LONGEST_SOURCE)
    if not may_import(frame.by, command.kind):
        return RIGHT_MISSING(kind=KIND_ZH[command.kind])
    headings = command.headings
    fields = {str(field) for field in FIELDS_OF[command.kind]}
    too_long = any(len(heading) > LONGEST_HEADING for heading in headings)
    if not headings or len(headings) > MOST_HEADINGS or too_long:
        return MAPPING_EMPTY()
    strange = next((field for field in headings.values() if field not in fields), None)
    if strange is not None:
        named = FIELD_ZH[Field(strange)] if strange in set(Field) else strange
        return FIELD_WRONG(field=named)
    said = (headings, command.time_formats)
    if state is not None and (state.headings, state.time_formats) == said:
        return MAPPING_SAME()
    event = e.MappingSaved(
        at=frame.now,
        version=1 if state is None else state.version + 1,
        kind=command.kind,
        source=source,
        headings=headings,
        time_formats=command.time_formats,
    )
    return [Decided(stream, event)]


def evolve_mapping(state: MappingState | None, event: e.MappingSaved) -> MappingState:
    """Fold: the newest version; older ones stay on the log."""
    return MappingState(
        version=event.version,
        kind=event.kind,
        source=event.source,
        headings=event.headings,
        saved_at=event.at,
        time_formats=event.time_formats,
    )
