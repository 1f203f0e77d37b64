"""What a stranger's file must pass before it is kept: known by its content, harmless, small.

Pictures are decoded and written anew as JPEG: nothing of the old file survives, neither the
place where it was taken (EXIF, GPS) nor anything hidden behind it. PDF is rewritten without
scripts, attached files, forms and metadata. Everything else is refused.
"""

from __future__ import annotations

import io
import warnings
from functools import cache
from importlib import import_module
from typing import Any

import msgspec
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from minqing.kernel.messages import Refusal, RefusalKind

MOST_BYTES = 12 * 1024 * 1024
"""Of one file as it comes. A phone's photo has 3 to 8 MB. Source: ours."""
MOST_PIXELS = 120_000_000
"""Of a photo whose decoder can shrink while it reads (JPEG). Source: ours."""
MOST_PIXELS_WHOLE = 50_000_000
"""Of a picture that is decoded whole (PNG, HEIC, WebP): 150 MB of memory. Source: ours."""
LONGEST_SIDE = 2000
THUMB_SIDE = 360
MOST_PAGES = 40

TOO_LARGE = RefusalKind(
    "file-too-large", "不能加上文件：它超过{most}MB。请拍小一些，或分开传。"
)  # fmt: skip
EMPTY = RefusalKind("file-empty", "不能加上文件：文件是空的。请重新选择。")
TYPE_UNKNOWN = RefusalKind(
    "file-type-unknown", "不能加上文件：它不是照片或PDF。请用JPEG、PNG、HEIC照片或PDF。"
)
DAMAGED = RefusalKind("file-damaged", "不能加上文件：它打不开，可能没有传完。请重新传。")
PICTURE_TOO_LARGE = RefusalKind(
    "file-picture-too-large", "不能加上文件：照片的尺寸太大。请把相机调小一档再拍。"
)
LOCKED = RefusalKind("file-locked", "不能加上文件：PDF有密码。请去掉密码再传。")
TOO_MANY_PAGES = RefusalKind(
    "file-too-many-pages", "不能加上文件：PDF超过{most}页。请只传要紧的几页。"
)

JPEG, PDF = "image/jpeg", "application/pdf"


class Cleaned(msgspec.Struct, frozen=True):
    """A file that may be kept. `width`, `height` in pixels and `thumb` (JPEG): pictures only;
    `pages`: PDF only."""

    media: str
    data: bytes
    thumb: bytes = b""
    width: int = 0
    height: int = 0
    pages: int = 0


class FileRefused(Exception):
    """The file is not taken; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def clean_file(data: bytes) -> Cleaned:
    """Return the file made harmless; raises FileRefused. Its name is not looked at."""
    if not data:
        raise FileRefused(EMPTY())
    if len(data) > MOST_BYTES:
        raise FileRefused(TOO_LARGE(most=MOST_BYTES // 1024 // 1024))
    kind = find_kind(data)
    if kind == "pdf":
        return _clean_pdf(data)
    if kind:
        return _clean_picture(data, kind)
    raise FileRefused(TYPE_UNKNOWN())


def find_kind(data: bytes) -> str:
    """Return jpeg, png, webp, heif or pdf by the first bytes; empty for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"heim"):
        return "heif"
    return "pdf" if data.startswith(b"%PDF-") else ""


# ---------------------------------------------------------------- pictures
def _clean_picture(data: bytes, kind: str) -> Cleaned:
    try:
        picture = _decode(data, kind)
    except FileRefused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise FileRefused(DAMAGED()) from error
    whole = _write_jpeg(picture, 84)
    small = picture.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return Cleaned(
        media=JPEG,
        data=whole,
        thumb=_write_jpeg(small, 72),
        width=picture.width,
        height=picture.height,
    )


def _decode(data: bytes, kind: str) -> Image.Image:
    """Return the upright picture, at most 2000 pixels on its longer side, in plain colours."""
    with warnings.catch_warnings():
        # our own limit speaks before Pillow's
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        if kind == "heif":
            _let_heif_in()
        # whoever else lives in this process must not let broken pictures pass (WeasyPrint does)
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            opened = Image.open(io.BytesIO(data), formats=(kind.upper(),))
        except Image.DecompressionBombError as error:
            raise FileRefused(PICTURE_TOO_LARGE()) from error
        pixels = opened.width * opened.height
        if pixels > (MOST_PIXELS if kind == "jpeg" else MOST_PIXELS_WHOLE):
            raise FileRefused(PICTURE_TOO_LARGE())
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
    turned = ImageOps.exif_transpose(opened)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _flatten(turned)


@cache
def _let_heif_in() -> None:
    _load("pi_heif").register_heif_opener(thumbnails=False)


@cache
def _load(name: str) -> Any:
    """Return a decoder: half a second of every command that handles no file of its kind."""
    return import_module(name)


def _flatten(picture: Image.Image) -> Image.Image:
    """Put what is see-through on white paper."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        above = picture.convert("RGBA")
        paper = Image.new("RGB", above.size, "white")
        paper.paste(above, mask=above.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _write_jpeg(picture: Image.Image, quality: int) -> bytes:
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)  # pixels only: whatever else the old picture carried stays behind
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()


# ---------------------------------------------------------------- PDF
_ROOT_KEYS = ("/OpenAction", "/AA", "/AcroForm", "/Metadata", "/Names", "/Outlines", "/PieceInfo")
_PAGE_KEYS = ("/AA", "/Metadata", "/PieceInfo", "/Annots")


def _clean_pdf(data: bytes) -> Cleaned:
    pikepdf = _load("pikepdf")
    try:
        return _rewrite_pdf(data)
    except pikepdf.PasswordError as error:
        raise FileRefused(LOCKED()) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise FileRefused(DAMAGED()) from error


def _rewrite_pdf(data: bytes) -> Cleaned:
    with _load("pikepdf").open(io.BytesIO(data)) as document:
        if document.is_encrypted:
            raise FileRefused(LOCKED())
        pages = len(document.pages)
        if pages > MOST_PAGES:
            raise FileRefused(TOO_MANY_PAGES(most=MOST_PAGES))
        if not pages:
            raise FileRefused(DAMAGED())
        for key in _ROOT_KEYS:
            if key in document.Root:
                del document.Root[key]
        for page in document.pages:
            for key in _PAGE_KEYS:
                if key in page.obj:
                    del page.obj[key]
        if "/Info" in document.trailer:
            del document.trailer["/Info"]
        document.remove_unreferenced_resources()
        written = io.BytesIO()
        document.save(written, deterministic_id=True)
    return Cleaned(media=PDF, data=written.getvalue(), pages=pages)
