"""Icons as part of the page: each is one path, written where it stands.

A reference into a file of drawings (`<use href>`) looks smaller, but every one is copied into
the page with four more nodes, and the file is one more to wait for: the first page of a clerk
of the banner had 2,348 nodes with references and has 1,542 without.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape
from pathlib import Path

DRAWINGS = Path(__file__).with_name("drawings") / "icons.svg"
SYMBOL = re.compile(r'<symbol id="(?P<name>[\w-]+)"(?P<how>[^>]*)>(?P<inside>.*?)</symbol>', re.S)
PATH = re.compile(r'<path d="([^"]+)"')
LINES = 'fill="none" stroke="currentColor"'
FULL = 'fill="currentColor"'


@cache
def _read_drawings() -> dict[str, tuple[str, str]]:
    """Return how each icon is painted, and its path (all paths begin at a place of their own)."""
    return {
        found["name"]: (
            LINES if "stroke=" in found["how"] else FULL,
            "".join(PATH.findall(found["inside"])),
        )
        for found in SYMBOL.finditer(DRAWINGS.read_text(encoding="utf-8"))
    }


@lru_cache(maxsize=256)
def draw_icon(name: str, kind: str = "") -> str:
    """Draw an icon as HTML; it is decoration, the word beside it speaks.

    `kind`: one more class. An unknown name draws an empty square of the same size.
    """
    how, path = _read_drawings().get(name, (LINES, ""))
    css = f"icon {escape(kind)}".rstrip()
    return (
        f'<svg class="{css}" viewBox="0 0 24 24" {how} aria-hidden="true" focusable="false">'
        f'<path d="{path}"/></svg>'
    )
