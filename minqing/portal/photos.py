"""Photos and papers on their way with a form: kept encrypted, named in the form by a signed word.

What was added and never sent is deleted after a day (vault). The signature binds the files to
the case of the form, so that nobody can name the files of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.org.public import system_actor
from minqing.portal.wording import say_refusal
from minqing.vault.public import own_draft, take_uploads

SALT = "minqing.portal.photos"
LOOK = "minqing.portal.photo"
KEPT_FOR = 24 * 3600
"""Seconds; as long as the vault keeps what nobody sent."""

Files = tuple[c.Attachment, ...]


def carry(case: str, files: Files) -> str:
    """Return the word that travels in the form; empty for no files."""
    if not files:
        return ""
    return signing.dumps([case, msgspec.to_builtins(files)], salt=SALT, compress=True)


def read_carried(word: str, case: str) -> Files:
    """Return the files that a form has; none when the word is wrong, old, or another's."""
    try:
        owner, files = signing.loads(word, salt=SALT, max_age=KEPT_FOR) if word else ("", [])
    except signing.BadSignature:
        return ()
    return msgspec.convert(files, Files) if owner == case else ()


class Upload(Protocol):
    """A file as a form brings it: with the form, or in pieces before it."""

    @property
    def name(self) -> str | None:
        """Its name as sent."""

    def read(self) -> bytes:
        """Return the bytes; raises FileRefused where pieces are missing."""


def read_uploads(request: HttpRequest, case: str, *, now: datetime) -> list[Upload]:
    """Return the photos that a form brings, both ways; one more than may be, so that it is said."""
    most = c.MOST_FILES_AT_ONCE + 1
    named = request.POST.getlist("photos-uploaded")[:most]
    whole = take_uploads(own_draft(case), named, now=now)
    both: list[Upload] = [*request.FILES.getlist("photos"), *whole]
    return both[:most]


def add(
    case: str, files: Files, uploads: Sequence[Upload], *, now: datetime
) -> tuple[Files, list[str]]:
    """Keep what was uploaded; returns all files now, and a sentence for each not taken."""
    refused: list[str] = []
    for upload in uploads:
        if len(files) >= c.MOST_FILES_AT_ONCE:
            sentence = _("不能加上文件：一次最多{most}个。请挑要紧的，其余以后再补。")
            refused.append(sentence.format(most=c.MOST_FILES_AT_ONCE))
            break
        try:
            kept = c.keep_attachment(case, upload.read(), upload.name or "", now=now)
        except c.FileRefused as error:
            refused.append(say_refusal(error.refusal))
            continue
        if kept.file not in {one.file for one in files}:
            files = (*files, kept)
    return files, refused


def drop(case: str, files: Files, file: str) -> Files:
    """Delete one file that was not sent yet."""
    for one in files:
        if one.file == file:
            c.drop_attachment(case, one)
    return tuple(one for one in files if one.file != file)


def sign_look(case: str, file: str) -> str:
    """Return the word in the address under which a just added photo is shown."""
    return signing.dumps([case, file], salt=LOOK)


def look(word: str) -> bytes | None:
    """Return a photo by the word of its address; None when it ran out or is gone."""
    try:
        case, file = signing.loads(word, salt=LOOK, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return c.open_unsent(case, file)


def show(case: str, files: Iterable[c.Attachment]) -> list[dict[str, str]]:
    """Return what a form shows of its files: name, address word of the small picture."""
    return [
        {
            "file": one.file,
            "name": one.name,
            "look": sign_look(case, one.thumb) if one.thumb else "",
        }
        for one in files
    ]


# ---------------------------------------------------------------- what was sent before
SENT = "minqing.portal.file"
SENT_FOR = 30 * 60
"""Seconds; as long as the proof under which a photo is shown."""


def sign_sent(case: str, number: int) -> str:
    """Return the word in the address under which the raiser sees a file of the matter."""
    return signing.dumps([case, number], salt=SENT)


def open_sent(word: str, *, thumb: bool, now: datetime) -> c.FileOpened | None:
    """Return a file by the word of its address; None when it ran out or is gone."""
    try:
        case, number = signing.loads(word, salt=SENT, max_age=SENT_FOR)
    except signing.BadSignature:
        return None
    return c.open_file_of(system_actor("portal"), case, number, now=now, thumb=thumb)


def answer_with(found: c.FileOpened) -> HttpResponse:
    """Answer with a file: shown if a picture, saved if not, never run."""
    answer = HttpResponse(found.data, content_type=found.media)
    how = "inline" if found.media.startswith("image/") else "attachment"
    answer.headers["Content-Disposition"] = f'{how}; filename="{found.name}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
