"""Files that arrive in pieces: what a broken line left half stays until its sender goes on.

Pieces lie encrypted under a key that exists nowhere (it is derived from the installation's secret
and the upload's unguessable id), outside of the folder that backups copy. A row says whose an
upload is, how long the whole will be, and which pieces stand. The offset moves by a comparison in
the database, so that of two senders of the same piece one is told that it was second.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import signing
from django.db.models import Sum
from django.utils.crypto import salted_hmac

from minqing.kernel.messages import RefusalKind
from minqing.vault import crypto
from minqing.vault.cleaning import MOST_BYTES, FileRefused, clean_file
from minqing.vault.models import Upload

KEPT_FOR = timedelta(hours=24)
"""How long an upload is kept from its beginning, whole or half. Source: ours."""
MOST_OPEN = 12
"""Uploads that one sender may have at once: two forms of six files. Source: ours."""
MOST_HELD = 4 * 1024**3
"""Bytes that all uploads together may announce; then the plain forms go on alone."""
MOST_PIECES = 1_000
PIECE = 1024 * 1024
"""Bytes that are written at once; what is lost when the process dies is at most this."""
LONGEST_NAME = 120
TICKET = "minqing.upload-ticket"
_ID = re.compile(r"[0-9a-f]{32}")
_chance = crypto.RandomBytes()

OPEN_TOO_MANY = RefusalKind(
    "upload-too-many", "不能上传：没有传完的文件已有{most}个。请传完或放弃几个再传。"
)
FULL = RefusalKind("upload-full", "暂时不能分段上传：存放的地方满了。请改用普通上传，或稍后再试。")
LENGTH_WRONG = RefusalKind("upload-length-wrong", "不能上传：文件大小写错了。请重新选择文件。")
TOO_LONG = RefusalKind("upload-too-large", "不能上传：文件超过{most}MB。请拍小一些，或分开传。")
GONE = RefusalKind("upload-gone", "不能加上文件：没有传完，或已过24小时。请重新选择文件。")


class Use(StrEnum):
    """What a file is for: a photo or paper of a case, or a table to import."""

    PAPER = "paper"
    TABLE = "table"


LARGEST = {Use.PAPER: MOST_BYTES, Use.TABLE: 60 * 1024 * 1024}


class OffsetWrong(Exception):
    """The piece does not begin where the last one ended; `offset`: where that is."""

    def __init__(self, offset: int) -> None:
        super().__init__(str(offset))
        self.offset = offset


class UploadState(msgspec.Struct, frozen=True):
    """One upload: whose, for what, bytes in all, bytes there, until when."""

    id: str
    owner: str
    use: Use
    length: int
    offset: int
    ends_at: datetime

    @property
    def is_whole(self) -> bool:
        return self.offset == self.length


def make_ticket(draft: str) -> str:
    """Return the word by which a public form may upload for what it is about (a case's id)."""
    return signing.dumps(draft, salt=TICKET)


def read_ticket(word: str) -> str:
    """Return the sender that a ticket stands for, "" for a wrong or an old one."""
    try:
        return own_draft(str(signing.loads(word[:400], salt=TICKET, max_age=KEPT_FOR)))
    except signing.BadSignature:
        return ""


def own_draft(draft: str) -> str:
    """Return whose the uploads of a public form are."""
    return f"draft:{draft[:60]}"


def find_folder() -> Path:
    """Return where pieces lie: beside the files, so that no backup takes them."""
    return Path(settings.FILES_DIR).with_name("uploads")


def begin_upload(owner: str, length: int, name: str, use: Use, *, now: datetime) -> UploadState:
    """Begin an upload of `length` bytes; raises FileRefused."""
    if length <= 0:
        raise FileRefused(LENGTH_WRONG())
    if length > LARGEST[use]:
        raise FileRefused(TOO_LONG(most=LARGEST[use] // 1024 // 1024))
    living = Upload.objects.filter(ends_at__gt=now, became=b"")
    if living.filter(owner=owner).count() >= MOST_OPEN:
        raise FileRefused(OPEN_TOO_MANY(most=MOST_OPEN))
    held = living.aggregate(Sum("length"))["length__sum"] or 0
    if held + length > MOST_HELD:
        raise FileRefused(FULL())
    row = Upload(
        id=secrets.token_hex(16), owner=owner, use=use, length=length, offset=0, pieces="",
        ends_at=now + KEPT_FOR, name=b"", became=b"",
    )  # fmt: skip
    row.name = crypto.encrypt(
        _make_key(row.id), _tidy_name(name).encode(), f"upload-name:{row.id}", _chance
    )
    row.save(force_insert=True)
    return _show(row)


def _tidy_name(name: str) -> str:
    """Return a name without any path; it is shown and never opened."""
    plain = "".join(sign for sign in name if sign.isprintable())
    return re.split(r"[\\/]", plain)[-1][-LONGEST_NAME:]


def _make_key(upload: str) -> AESGCM:
    return AESGCM(salted_hmac("minqing.upload", upload, algorithm="sha256").digest())


def _show(row: Upload) -> UploadState:
    return UploadState(row.id, row.owner, Use(row.use), row.length, row.offset, row.ends_at)


def find_upload(owner: str, upload: str, *, now: datetime) -> UploadState | None:
    """Return an upload of this sender; None for another's, an ended, an unknown one."""
    row = _find(owner, upload, now)
    return None if row is None else _show(row)


def _find(owner: str, upload: str, now: datetime) -> Upload | None:
    if not owner or not _ID.fullmatch(upload):
        return None
    return Upload.objects.filter(id=upload, owner=owner, ends_at__gt=now, became=b"").first()


def add_pieces(state: UploadState, offset: int, pieces: Iterable[bytes]) -> UploadState:
    """Keep what arrives from an offset on, piece by piece; returns the upload after it.

    Whatever arrived before the line broke stays. Raises OffsetWrong, or FileRefused when more
    arrives than was announced: what was announced stays, the rest is not written.
    """
    if offset != state.offset:
        raise OffsetWrong(state.offset)
    for piece in pieces:
        if state.offset + len(piece) > state.length:
            raise FileRefused(LENGTH_WRONG())
        if piece:
            state = _add(state, piece)
    return state


def _add(state: UploadState, piece: bytes) -> UploadState:
    row = Upload.objects.filter(id=state.id).first()
    if row is None or row.offset != state.offset:
        raise OffsetWrong(-1 if row is None else row.offset)
    if row.pieces.count(" ") >= MOST_PIECES:
        raise FileRefused(LENGTH_WRONG())
    name = secrets.token_hex(8)
    path = find_folder() / state.id / name
    path.parent.mkdir(parents=True, exist_ok=True)
    bound = f"upload:{state.id}:{state.offset}"
    path.write_bytes(crypto.encrypt(_make_key(state.id), piece, bound, _chance))
    offset = state.offset + len(piece)
    moved = Upload.objects.filter(id=state.id, offset=state.offset).update(
        offset=offset, pieces=f"{row.pieces}{name} "
    )
    if not moved:  # another sender of the same piece was first
        path.unlink(missing_ok=True)
        raise OffsetWrong(state.offset)
    return msgspec.structs.replace(state, offset=offset)


def check_whole(state: UploadState) -> None:
    """Look into an upload that is whole: what it is, its content says; a table is looked at by
    its import. Raises FileRefused; nothing of the file is kept then."""
    if state.use is not Use.PAPER:
        return
    row = Upload.objects.get(id=state.id)
    try:
        clean_file(_join(row))
    except FileRefused:
        _drop(row)
        raise


def _join(row: Upload) -> bytes:
    return b"".join(_read(row))


def _read(row: Upload) -> Iterator[bytes]:
    key, offset = _make_key(row.id), 0
    for name in row.pieces.split():
        cipher = (find_folder() / row.id / name).read_bytes()
        piece = crypto.decrypt(key, cipher, f"upload:{row.id}:{offset}")
        offset += len(piece)
        yield piece


def drop_upload(owner: str, upload: str, *, now: datetime) -> bool:
    """Give an upload up; False when this sender has none of that id."""
    row = _find(owner, upload, now)
    if row is None:
        return False
    _drop(row)
    return True


def _drop(row: Upload) -> None:
    folder = row.id
    row.delete()
    shutil.rmtree(find_folder() / folder, ignore_errors=True)


class Taken:
    """A file that came in pieces, as a form takes it; one that is not there refuses to be read."""

    def __init__(self, name: str, data: bytes | None) -> None:
        self.name, self._data = name, data

    @property
    def is_there(self) -> bool:
        """Whether there is anything to read."""
        return self._data is not None

    def read(self) -> bytes:
        """Return the bytes; raises FileRefused where the upload is gone or half."""
        if self._data is None:
            raise FileRefused(GONE())
        return self._data


def take_uploads(owner: str, uploads: Iterable[str], *, now: datetime) -> list[Taken]:
    """Hand whole uploads of a sender over to a form, each once."""
    return [_take(owner, upload, now) for upload in uploads]


def _take(owner: str, upload: str, now: datetime) -> Taken:
    row = _find(owner, upload, now)
    if row is None or row.offset != row.length:
        return Taken("", None)
    taken = _copy(row)
    if taken.is_there:
        _drop(row)
    return taken


def _copy(row: Upload) -> Taken:
    name = crypto.decrypt(_make_key(row.id), bytes(row.name), f"upload-name:{row.id}").decode()
    try:
        return Taken(name, _join(row))
    except FileNotFoundError:
        return Taken(name, None)


Make = Callable[[bytes, str], bytes]
"""Makes something lasting of a file and its name; returns how it is known from then on."""


def turn_upload(owner: str, upload: str, into: str, make: Make, *, now: datetime) -> bytes:
    """Make something of a whole upload once, and return how it is known.

    The same wish (`into` says for what) has the same answer until the upload's time is over,
    so that a program whose answer was lost may ask again. Raises FileRefused where the upload
    is gone, half, or was made into something else.
    """
    row = Upload.objects.filter(id=upload, owner=owner, ends_at__gt=now).first()
    if row is None or row.offset != row.length:
        raise FileRefused(GONE())
    if not row.became:
        copy = _copy(row)
        made = make(copy.read(), copy.name)
        became = crypto.encrypt(_make_key(row.id), made, _bind_became(row.id, into), _chance)
        Upload.objects.filter(id=row.id, became=b"").update(became=became, pieces="")
        shutil.rmtree(find_folder() / row.id, ignore_errors=True)
        return made
    try:
        return crypto.decrypt(_make_key(row.id), bytes(row.became), _bind_became(row.id, into))
    except crypto.KeyWrong:
        raise FileRefused(GONE()) from None


def _bind_became(upload: str, into: str) -> str:
    return f"upload-became:{upload}:{into}"


def sweep(now: datetime) -> int:
    """Delete uploads whose time is over, and pieces without a row; returns how many."""
    over = list(Upload.objects.filter(ends_at__lte=now))
    for row in over:
        _drop(row)
    swept, folder = len(over), find_folder()
    known = set(Upload.objects.values_list("id", flat=True))
    for stray in folder.iterdir() if folder.is_dir() else ():
        old = stray.stat().st_mtime < (now - KEPT_FOR).timestamp()
        if old and stray.name not in known:
            shutil.rmtree(stray, ignore_errors=True)
            swept += 1
    return swept
