"""Files of strangers: known by content, stripped of place and scripts, refused in words."""

from __future__ import annotations

import base64
import io
import zlib

import pikepdf
import pytest
from PIL import Image

from minqing.vault import cleaning
from minqing.vault.cleaning import FileRefused, clean_file

GPS = 0x8825
HEIC = (  # one plain colour, 64 by 48, with a phone's name in EXIF; drawn for this test
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA"
    "AAAAAAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAABkAAgAAAAAB+wABAAAAAAAAADIAAAA4aWlu"
    "ZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA"
    "/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkA"
    "AAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAA"
    "AAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAA"
    "AA5jZHNjAAIAAQABAAAAU21kYXQAAAAVKAGvC2D15YOvvF8137UCClRT/UOAAAAABkV4aWYAAE1NACoAAAAIAAEB"
    "DwACAAAADQAAABoAAAAAU0VDUkVULVBIT05FAAA="
)


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **more: object) -> bytes:
    """Return a photo with its place and the phone's name in EXIF, turned on its side."""
    picture = Image.new("RGB", size, (180, 140, 90))
    exif = Image.Exif()
    exif[0x010F] = "SECRET-PHONE"
    exif[0x0112] = 6
    exif.get_ifd(GPS)[2] = (39.0, 33.0, 12.0)
    written = io.BytesIO()
    picture.save(written, kind, exif=exif, **more)
    return written.getvalue()


def pdf(pages: int = 1, **save: object) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.attachments["secret.txt"] = b"HIDDEN-FILE"
    with document.open_metadata() as words:
        words["dc:creator"] = ["SECRET-AUTHOR"]
    written = io.BytesIO()
    document.save(written, **save)  # type: ignore[arg-type]
    return written.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        clean_file(data)
    return caught.value.refusal.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_loses_place_and_phone_and_stands_upright(kind: str) -> None:
    given = photo(kind)
    assert Image.open(io.BytesIO(given)).getexif().get_ifd(GPS), "the photo must have a place"
    cleaned = clean_file(given)
    assert (cleaned.media, cleaned.width, cleaned.height) == ("image/jpeg", 480, 640)
    for data in (cleaned.data, cleaned.thumb):
        written = Image.open(io.BytesIO(data))
        assert dict(written.getexif()) == {}
        assert b"SECRET" not in data and b"Exif" not in data


def test_picture_is_made_smaller_and_gets_a_thumb() -> None:
    cleaned = clean_file(photo(size=(4000, 3000)))
    assert max(cleaned.width, cleaned.height) == cleaning.LONGEST_SIDE
    assert max(Image.open(io.BytesIO(cleaned.thumb)).size) == cleaning.THUMB_SIDE


def test_see_through_picture_stands_on_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(written, "PNG")
    cleaned = Image.open(io.BytesIO(clean_file(written.getvalue()).data))
    assert cleaned.getpixel((20, 20)) == (255, 255, 255)


def test_nothing_behind_a_picture_survives() -> None:
    assert b"<script>" not in clean_file(photo() + b"<script>alert(1)</script>").data


def test_pdf_loses_scripts_attached_files_and_author() -> None:
    cleaned = clean_file(pdf(pages=2))
    assert (cleaned.media, cleaned.pages) == ("application/pdf", 2)
    with pikepdf.open(io.BytesIO(cleaned.data)) as document:
        assert "/OpenAction" not in document.Root and "/Names" not in document.Root
        assert "/Info" not in document.trailer and "/Metadata" not in document.Root
    for secret in (b"JavaScript", b"HIDDEN-FILE", b"SECRET-AUTHOR"):
        assert secret not in cleaned.data


def test_the_name_is_not_looked_at_but_the_content() -> None:
    page = b"<html><script>alert(1)</script></html>"
    assert refused(page) == "file-type-unknown"
    assert refused(b"\xff\xd8\xff" + page) == "file-damaged"
    assert refused(b"%PDF-1.7\n" + page) == "file-damaged"
    assert refused(b"MZ\x90\x00") == "file-type-unknown"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_half_a_picture_is_refused(kind: str) -> None:
    picture = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(picture, kind)
    whole = picture.getvalue()
    assert refused(whole[: len(whole) // 2]) == "file-damaged"


def test_picture_bomb_is_refused_before_it_is_decoded() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
        )

    head = (30_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    assert refused(bomb) == "file-picture-too-large"


def test_locked_and_endless_pdf_are_refused() -> None:
    locked = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    assert refused(locked) == "file-locked"
    assert refused(pdf(pages=cleaning.MOST_PAGES + 1)) == "file-too-many-pages"


def test_empty_and_oversized_files_are_refused() -> None:
    assert refused(b"") == "file-empty"
    assert refused(b"\xff\xd8\xff" + b"0" * cleaning.MOST_BYTES) == "file-too-large"


def test_photo_of_a_newer_phone_is_read() -> None:
    given = base64.b64decode(HEIC)
    assert b"SECRET-PHONE" in given
    cleaned = clean_file(given)
    assert (cleaned.media, cleaned.width, cleaned.height) == ("image/jpeg", 64, 48)
    assert b"SECRET" not in cleaned.data
    assert refused(given[:200]) == "file-damaged"
