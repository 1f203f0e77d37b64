"""Icons stand in the page itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from minqing.console import icons

HOUSE = Path(__file__).resolve().parents[2]
NAMED = re.compile(r'{% icon "([a-z-]+)"')


def list_named() -> set[str]:
    pages = HOUSE.rglob("templates/**/*.html")
    return {name for page in pages for name in NAMED.findall(page.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", sorted(list_named()))
def test_icon_that_a_page_names_is_drawn(name: str) -> None:
    assert len(re.findall(r'<path d="M[^"]+"/>', icons.draw_icon(name))) == 1


def test_icon_sends_for_no_file() -> None:
    assert "href" not in icons.draw_icon("today")


@pytest.mark.parametrize(("name", "how"), [("today", 'fill="none"'), ("late", icons.FULL)])
def test_icon_is_painted_by_lines_or_full(name: str, how: str) -> None:
    assert how in icons.draw_icon(name)


def test_icon_nobody_drew_leaves_its_room() -> None:
    assert icons.draw_icon("nonsense", 'a"b').count("&quot;") == 1
