"""PDF made here, by a kept library (WeasyPrint on Pango), from the page that the browser prints.

Nothing is fetched: the style sheet is the one file of this context, codes are drawn inside the
page. Without the library, or without a Chinese font, `PdfMissing` says in one sentence what to
install; printing from the browser needs neither.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import threading
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from PIL import ImageFile

from minqing.printing.catalogue import ROLLS, Size

STYLE = Path(__file__).parent / "static" / "printing" / "paper.css"
ONE_AT_A_TIME = threading.Lock()
"""A page takes half a second and 100 MB: several at once would starve the pages."""
QUIET = ("weasyprint", "weasyprint.progress", "fontTools")
"""Logs that tell every step of every sheet."""
LONGEST_MM = 3000
PX_PER_MM = 96 / 25.4


class PdfMissing(Exception):
    """PDF cannot be made here; the text says what to install."""


def make_pdf(html: str, size: Size) -> bytes:
    """Return a sheet as PDF, tagged, with its fonts inside. Raises PdfMissing."""
    missing = find_missing()
    if missing:
        raise PdfMissing(missing)
    with ONE_AT_A_TIME:
        return _write(html, size)


def find_missing() -> str:
    """Return the sentence that says what is missing for PDF, empty when nothing is."""
    try:
        _load()
    except (ImportError, OSError):
        return _(
            "不能生成PDF：服务器上没有排版程序库。请管理员安装Debian软件包libpango-1.0-0、"
            "libpangoft2-1.0-0、libharfbuzz-subset0；现在请用浏览器打印。"
        )
    if not has_chinese_font():
        return _(
            "不能生成PDF：服务器上没有中文字体。请管理员安装Debian软件包fonts-noto-cjk；"
            "现在请用浏览器打印。"
        )
    return ""


@cache
def _load() -> Any:
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    # two seconds and a system library: only where a PDF is asked for
    library = import_module("weasyprint")
    # it lets the whole process take broken pictures; what people send in is refused if broken
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return library


def has_chinese_font() -> bool:
    """Return whether fontconfig knows a font with Chinese signs."""
    return _count_fonts(b":lang=zh-cn") > 0


class _FontSet(ctypes.Structure):
    _fields_ = (("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.c_void_p))


@cache
def _count_fonts(pattern: bytes) -> int:
    found = ctypes.util.find_library("fontconfig")
    if found is None:
        return 0
    library = ctypes.CDLL(found)
    for name in ("FcNameParse", "FcObjectSetCreate", "FcFontList"):
        getattr(library, name).restype = ctypes.c_void_p
    library.FcFontList.argtypes = (ctypes.c_void_p,) * 3
    library.FcNameParse.argtypes = (ctypes.c_char_p,)
    listed = library.FcFontList(None, library.FcNameParse(pattern), library.FcObjectSetCreate())
    return _FontSet.from_address(listed).count if listed else 0


def _write(html: str, size: Size) -> bytes:
    weasyprint = _load()
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    source = weasyprint.HTML(string=html, url_fetcher=nothing)
    styles = [_read_style()]
    if size in ROLLS:
        styles.append(_cut_roll(weasyprint, source, styles, size))
    written: bytes = source.render(stylesheets=styles).write_pdf(pdf_tags=True)
    return written


@cache
def _read_style() -> Any:
    """Return the style sheet of paper; reading it takes a seventh of drawing a sheet."""
    weasyprint = _load()
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    return weasyprint.CSS(string=STYLE.read_text("utf-8"), url_fetcher=nothing)


def _cut_roll(weasyprint: Any, source: Any, styles: list[Any], size: Size) -> Any:
    """Return the style of a page as long as what stands on it."""
    page = source.render(stylesheets=[*styles, _set_length(weasyprint, size, LONGEST_MM)]).pages[0]
    end = max(box.position_y + box.height for box in page._page_box.descendants() if _is_main(box))
    return _set_length(weasyprint, size, int(end / PX_PER_MM) + 8)


def _is_main(box: Any) -> bool:
    return getattr(box, "element_tag", "") == "main"


def _set_length(weasyprint: Any, size: Size, millimetres: int) -> Any:
    length = f"{{ size: {ROLLS[size]}mm {millimetres}mm }}"
    return weasyprint.CSS(string=f"@page {size} {length} @page {size}-long {length}")
