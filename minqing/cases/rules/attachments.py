"""Photos and papers of a case: how many, whose, and what the log says of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from minqing.cases import commands_raiser as cr
from minqing.cases import events as e
from minqing.cases import events_raiser as er
from minqing.cases.raiser import Attached, Attachment, FilePurpose
from minqing.cases.rules import refusals as r
from minqing.cases.state import CaseState
from minqing.kernel.messages import Actor, Frame, Personal, Refusal

MOST_AT_ONCE = 6
MOST_OF_A_CASE = 30
"""Files; what is more is told in person. Source: ours."""

Given = tuple[Personal[Attachment], ...]


def check_files(files: Given, case: str, *, before: int = 0) -> Refusal | None:
    """Refuse too many, and files that are kept for somebody else."""
    if len(files) > MOST_AT_ONCE or before + len(files) > MOST_OF_A_CASE:
        return r.FILES_TOO_MANY(most=MOST_AT_ONCE, whole=MOST_OF_A_CASE)
    if any(one.subject != f"case:{case}" or not one.value.file for one in files):
        return r.FILES_MISSING()
    return None


def name_files(
    files: Given, purpose: FilePurpose, *, by: Actor, at: datetime
) -> tuple[Attached, ...]:
    """Return what events keep of files: ids and kinds, never names or content."""
    return tuple(
        Attached(
            ref=one.ref,
            file=one.value.file,
            thumb=one.value.thumb,
            media=one.value.media,
            at=at,
            purpose=purpose,
            by_resident=by.kind == "resident",
        )
        for one in files
    )


def attach_files(
    command: cr.AttachFiles, state: CaseState, frame: Frame
) -> Sequence[e.CaseEvent] | Refusal:
    """Add files to a case that exists."""
    if not command.files:
        return r.FILES_MISSING()
    refused = check_files(command.files, command.case, before=len(state.files))
    if refused is not None:
        return refused
    files = name_files(command.files, command.purpose, by=frame.by, at=frame.now)
    return (er.FilesAttached(at=frame.now, files=files),)


def fold_files(state: CaseState, event: er.FilesAttached) -> CaseState:
    """Return the case with the files added."""
    return replace(state, files=(*state.files, *event.files))
