"""Photos, papers and the exact spot of a case, for whoever may see the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from minqing.cases.queries import find_visible_state, is_restricted
from minqing.cases.raiser import FILE_PURPOSE_ZH, Attached, Attachment, FilePurpose, Spot
from minqing.cases.state import CaseState
from minqing.kernel.messages import Actor
from minqing.vault.public import (
    clean_file,
    drop_staged,
    find_files,
    keep_file,
    open_file,
    open_values,
)

MOST_OF_A_NAME = 120
ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


def keep_attachment(case: str, data: bytes, name: str, *, now: datetime) -> Attachment:
    """Make a stranger's file harmless and keep it, encrypted, under the case's own subject.

    Staged until a command names it; what is never sent is gone after a day. Raises FileRefused
    with a sentence when the file is not taken.
    """
    cleaned = clean_file(data)
    subject = f"case:{case}"
    thumb = keep_file(subject, cleaned.thumb, now=now).id if cleaned.thumb else ""
    return Attachment(
        file=keep_file(subject, cleaned.data, now=now).id,
        thumb=thumb,
        media=cleaned.media,
        size=len(cleaned.data),
        name=name[-MOST_OF_A_NAME:],
        width=cleaned.width,
        height=cleaned.height,
        pages=cleaned.pages,
    )


def are_kept(case: str, files: Iterable[Attachment]) -> bool:
    """Return whether these files are still there for this case."""
    wanted = {name for one in files for name in (one.file, one.thumb) if name}
    return wanted == find_files(wanted, subject=f"case:{case}").keys()


def drop_attachment(case: str, attachment: Attachment) -> None:
    """Delete a file that was not sent yet."""
    for name in (attachment.file, attachment.thumb):
        drop_staged(name, subject=f"case:{case}")


def open_unsent(case: str, file: str) -> bytes | None:
    """Return a file that whoever is filling in a form has just added; None when it is gone."""
    return open_file(file) if find_files([file], subject=f"case:{case}") else None


class FileShown(msgspec.Struct, frozen=True, kw_only=True):
    """One file as pages show it. `number` counts from 1 in the order of adding; `is_gone`: its
    content was erased. `size` in bytes."""

    number: int
    media: str
    purpose: FilePurpose
    purpose_zh: str
    at: datetime
    by_resident: bool
    is_picture: bool
    is_gone: bool
    name: str = ""
    size: int = 0
    width: int = 0
    height: int = 0
    pages: int = 0


class FileOpened(msgspec.Struct, frozen=True):
    """The plain bytes of one file, its type, and a name of ours to save it under."""

    data: bytes
    media: str
    name: str


def list_files(viewer: Actor, case: str, *, now: datetime) -> tuple[FileShown, ...]:
    """Return the files of a case in the order they were added; none when it may not be seen.

    `case`: id or receipt.
    """
    state = find_visible_state(viewer, case, now=now)
    if state is None or not state.files:
        return ()
    known = {} if is_restricted(state, viewer) else open_values(one.ref for one in state.files)
    return tuple(_show(number, one, known) for number, one in enumerate(state.files, 1))


def _show(number: int, one: Attached, known: Mapping[str, Any]) -> FileShown:
    value = known.get(one.ref)
    told = Attachment("", one.media, 0) if value is None else msgspec.convert(value, Attachment)
    return FileShown(
        number=number,
        media=one.media,
        purpose=one.purpose,
        purpose_zh=FILE_PURPOSE_ZH[one.purpose],
        at=one.at,
        by_resident=one.by_resident,
        is_picture=bool(one.thumb),
        is_gone=value is None,
        name=told.name,
        size=told.size,
        width=told.width,
        height=told.height,
        pages=told.pages,
    )


def open_file_of(
    viewer: Actor, case: str, number: int, *, now: datetime, thumb: bool = False
) -> FileOpened | None:
    """Return one file of a case; None when it may not be seen, is not there, or was erased."""
    state = find_visible_state(viewer, case, now=now)
    if state is None or is_restricted(state, viewer) or not 1 <= number <= len(state.files):
        return None
    one = state.files[number - 1]
    if thumb and not one.thumb:
        return None
    data = open_file(one.thumb if thumb else one.file)
    media = "image/jpeg" if thumb else one.media
    if data is None:
        return None
    return FileOpened(data, media, f"{state.receipt}-{number}.{ENDINGS.get(media, 'bin')}")


def open_spot(viewer: Actor, case: str, *, now: datetime) -> Spot | None:
    """Return where exactly it is, None when nothing was said or the case may not be seen."""
    state: CaseState | None = find_visible_state(viewer, case, now=now)
    if state is None or not state.spot or is_restricted(state, viewer):
        return None
    value = open_values([state.spot]).get(state.spot)
    return None if value is None else msgspec.convert(value, Spot)
