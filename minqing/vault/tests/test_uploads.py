"""Files in pieces: kept encrypted, in order, one sender's, for a day."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import signing
from PIL import Image

from minqing.vault import uploads as u
from minqing.vault.cleaning import FileRefused
from minqing.vault.models import Upload

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ME, OTHER = "account:1", "account:2"

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "uploads"


def begin(length: int, owner: str = ME, use: u.Use = u.Use.TABLE, name: str = "表.csv"):  # type: ignore[no-untyped-def]
    return u.begin_upload(owner, length, name, use, now=NOW)


def refused(call) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(FileRefused) as error:
        call()
    return error.value.refusal.code


def test_pieces_become_the_file_again_and_are_handed_over_once(folder: Path) -> None:
    state = begin(7)
    state = u.add_pieces(state, 0, [b"abc"])
    assert (state.offset, state.is_whole) == (3, False)
    state = u.add_pieces(state, 3, [b"de", b"fg"])
    assert state.is_whole
    (taken,) = u.take_uploads(ME, [state.id], now=NOW)
    assert (taken.name, taken.read()) == ("表.csv", b"abcdefg")
    assert refused(u.take_uploads(ME, [state.id], now=NOW)[0].read) == "upload-gone"
    assert not Upload.objects.exists() and not list(folder.iterdir())


def test_nothing_of_the_file_lies_readable(folder: Path) -> None:
    state = u.add_pieces(begin(20, name="张三.csv"), 0, [b"Zhang San owes it"])
    (piece,) = (folder / state.id).iterdir()
    assert b"Zhang" not in piece.read_bytes()
    assert "张三".encode() not in bytes(Upload.objects.get().name)


def test_pieces_cannot_change_places(folder: Path) -> None:
    state = u.add_pieces(begin(4), 0, [b"ab", b"cd"])
    row = Upload.objects.get()
    row.pieces = " ".join(reversed(row.pieces.split()))
    row.save()
    with pytest.raises(u.crypto.KeyWrong):
        u.take_uploads(ME, [state.id], now=NOW)


@pytest.mark.parametrize("offset", [1, 2, 4, 7, 10**15])
def test_offset_that_is_not_the_end_is_refused(offset: int) -> None:
    state = u.add_pieces(begin(7), 0, [b"abc"])
    with pytest.raises(u.OffsetWrong) as wrong:
        u.add_pieces(state, offset, [b"x"])
    assert wrong.value.offset == 3


def test_second_sender_of_the_same_piece_is_told_so(folder: Path) -> None:
    state = begin(6)
    u.add_pieces(state, 0, [b"abc"])
    with pytest.raises(u.OffsetWrong):
        u.add_pieces(state, 0, [b"xyz"])  # still thinks it begins
    assert Upload.objects.get().offset == 3 and len(list((folder / state.id).iterdir())) == 1


def test_more_than_was_announced_is_not_kept() -> None:
    state = begin(4)
    assert refused(lambda: u.add_pieces(state, 0, [b"abc", b"de"])) == "upload-length-wrong"
    assert Upload.objects.get().offset == 3


@pytest.mark.parametrize(
    ("length", "use", "code"),
    [
        (0, u.Use.TABLE, "upload-length-wrong"),
        (u.LARGEST[u.Use.PAPER] + 1, u.Use.PAPER, "upload-too-large"),
        (u.LARGEST[u.Use.TABLE] + 1, u.Use.TABLE, "upload-too-large"),
    ],
)
def test_length_refused(length: int, use: u.Use, code: str) -> None:
    assert refused(lambda: begin(length, use=use)) == code


def test_sender_has_never_more_open_than_the_limit() -> None:
    for _ in range(u.MOST_OPEN):
        begin(5)
    assert refused(lambda: begin(5)) == "upload-too-many"
    assert begin(5, OTHER).owner == OTHER


def test_all_together_hold_no_more_than_the_limit(monkeypatch) -> None:
    monkeypatch.setattr(u, "MOST_HELD", 10)
    begin(6)
    assert refused(lambda: begin(5, OTHER)) == "upload-full"


def test_tiny_pieces_end_somewhere(monkeypatch) -> None:
    monkeypatch.setattr(u, "MOST_PIECES", 3)
    state = begin(9)
    assert refused(lambda: u.add_pieces(state, 0, [b"a"] * 9)) == "upload-length-wrong"


def test_upload_of_another_is_not_there() -> None:
    state = u.add_pieces(begin(3), 0, [b"abc"])
    assert u.find_upload(OTHER, state.id, now=NOW) is None
    assert not u.drop_upload(OTHER, state.id, now=NOW)
    assert refused(u.take_uploads(OTHER, [state.id], now=NOW)[0].read) == "upload-gone"
    assert u.find_upload("", state.id, now=NOW) is None


@pytest.mark.parametrize("id_", ["", "../../x", "a" * 31, "A" * 32, "g" * 32, "0" * 33, "\x00"])
def test_id_that_is_none_finds_nothing(id_: str) -> None:
    assert u.find_upload(ME, id_, now=NOW) is None


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\Users\\x\\passwd", "/passwd", "pass\x00wd\n"]
)
def test_name_keeps_no_path(name: str) -> None:
    state = u.add_pieces(begin(1, name=name), 0, [b"a"])
    assert u.take_uploads(ME, [state.id], now=NOW)[0].name == "passwd"


def test_half_upload_is_not_handed_over() -> None:
    state = u.add_pieces(begin(9), 0, [b"abc"])
    assert refused(u.take_uploads(ME, [state.id], now=NOW)[0].read) == "upload-gone"
    assert Upload.objects.exists(), "its sender may still go on"


def test_uploads_and_stray_pieces_go_after_a_day(folder: Path) -> None:
    state = u.add_pieces(begin(9), 0, [b"abc"])
    (folder / "stray").mkdir()
    later = datetime.now(UTC) + timedelta(days=2)
    assert u.find_upload(ME, state.id, now=later) is None
    assert u.sweep(later) == 2
    assert not Upload.objects.exists() and not list(folder.iterdir())


def test_type_that_lies_is_found_when_the_file_is_whole() -> None:
    data = b"<script>alert(1)</script>"
    state = u.add_pieces(begin(len(data), use=u.Use.PAPER, name="a.jpg"), 0, [data])
    assert refused(lambda: u.check_whole(state)) == "file-type-unknown"
    assert not Upload.objects.exists()


def test_photo_is_taken_when_whole() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    data = out.getvalue()
    state = begin(len(data), use=u.Use.PAPER)
    u.check_whole(u.add_pieces(state, 0, [data[:100], data[100:]]))
    assert u.take_uploads(ME, [state.id], now=NOW)[0].read() == data


def test_ticket_opens_its_own_draft_only(settings) -> None:
    assert u.read_ticket(u.make_ticket("abc")) == u.own_draft("abc")
    assert u.read_ticket("abc") == "" and u.read_ticket("") == ""
    assert u.read_ticket(signing.dumps("abc", salt="other")) == ""


def test_upload_becomes_something_once_and_says_so_again(folder: Path) -> None:
    state = u.add_pieces(begin(3), 0, [b"abc"])
    made: list[tuple[bytes, str]] = []

    def make(data: bytes, name: str) -> bytes:
        made.append((data, name))
        return b"the file"

    for _ in range(2):
        assert u.turn_upload(ME, state.id, "case:1", make, now=NOW) == b"the file"
    assert made == [(b"abc", "表.csv")] and not list(folder.iterdir())
    assert refused(lambda: u.turn_upload(ME, state.id, "case:2", make, now=NOW)) == "upload-gone"
    assert refused(lambda: u.turn_upload(OTHER, state.id, "case:1", make, now=NOW)) == "upload-gone"
    assert u.find_upload(ME, state.id, now=NOW) is None
    assert refused(u.take_uploads(ME, [state.id], now=NOW)[0].read) == "upload-gone"
    assert u.sweep(NOW + timedelta(hours=25)) == 1 and not Upload.objects.exists()


def test_upload_whose_file_is_refused_stays_to_be_given_up() -> None:
    state = u.add_pieces(begin(3), 0, [b"abc"])

    def make(data: bytes, name: str) -> bytes:
        raise FileRefused(u.GONE())

    assert refused(lambda: u.turn_upload(ME, state.id, "case:1", make, now=NOW)) == "upload-gone"
    assert u.find_upload(ME, state.id, now=NOW) is not None
