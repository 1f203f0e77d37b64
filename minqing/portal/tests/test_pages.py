"""Public pages that need no receipt: board, guide, codes, and how much they weigh."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from minqing.cases.models import Case
from minqing.portal.tests.test_views import client

__all__ = ["client"]
pytestmark = pytest.mark.django_db(databases=["default", "keys"])

MOST_BYTES = 100 * 1024
"""Of the first page, compressed, with everything it loads (issue 3, section 4)."""


def weigh(client: Client, page: str) -> dict[str, int]:
    """Return compressed sizes of a page and of each file it asks for."""
    html = client.get(page).content
    found = {page: len(gzip.compress(html, 6))}
    for address in re.findall(r'(?:href|src)="/static/([^"#]+)', html.decode()):
        path = finders.find(address)
        assert path, address
        content = Path(str(path)).read_bytes()
        found[address] = len(gzip.compress(content, 6))
        for inner in re.findall(rb"url\((?!data:)[\"\']?([^)\"\']+)", content):
            near = Path(str(path)).parent / inner.decode()
            found[inner.decode()] = len(gzip.compress(near.read_bytes(), 6))
    return found


@pytest.mark.parametrize("door", ["home", "raise", "track", "board", "evidence", "help", "held"])
def test_page_weighs_less_than_a_hundred_kilobytes(client: Client, door: str) -> None:
    weights = weigh(client, reverse(f"portal:{door}"))
    assert len(weights) >= 5, "style sheets and pictures are counted"
    assert sum(weights.values()) < MOST_BYTES, weights


@pytest.mark.parametrize("door", ["home", "raise", "track", "board", "help"])
def test_first_pages_load_no_font_and_no_script_but_for_no_network(
    client: Client, door: str
) -> None:
    page = client.get(reverse(f"portal:{door}")).content.decode()
    assert re.findall(r"<script([^>]*)>", page) == [
        ' src="/static/shared/offline.js" type="module"'
    ]
    for sheet in re.findall(r'/static/([^"]+\.css)', page):
        text = Path(str(finders.find(sheet))).read_text()
        assert "@font-face" not in text and "@import" not in text


def test_board_shows_lines_and_nothing_personal(client: Client) -> None:
    cache.clear()
    page = client.get(reverse("portal:board")).content.decode()
    assert page.count("<tr>") > 2
    for receipt in Case.objects.values_list("receipt", flat=True)[:50]:
        assert receipt not in page


def test_board_turns_pages_without_repeating(client: Client) -> None:
    first = client.get(reverse("portal:board")).content.decode()
    onward = re.search(r'class="onward" href="([^"]+)"', first)
    assert onward
    second = client.get(onward[1].replace("&amp;", "&")).content.decode()
    assert "回到最新" in second and second != first


@pytest.mark.parametrize(
    "query", ["place=' OR 1=1", "after=%FF%FE", "category=<script>", "state=x&village=y"]
)
def test_board_bears_nonsense(client: Client, query: str) -> None:
    answer = client.get(f"{reverse('portal:board')}?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_wall_turns_by_itself_without_a_script(client: Client) -> None:
    answer = client.get(reverse("portal:wall"))
    turn = re.fullmatch(r"30; url=(.+)", answer["Refresh"])
    assert turn and turn[1].startswith("/board/wall/")
    assert "<script" not in answer.content.decode()


def test_code_leads_to_the_village(client: Client) -> None:
    place = Case.objects.filter(sealed=False)[0].place
    drawn = client.get(reverse("portal:code", args=[place]))
    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn.content.startswith(b"<svg") and b"script" not in drawn.content
    sheet = client.get(reverse("portal:sheet", args=[place])).content.decode()
    assert reverse("portal:begin-at", args=[place]) in sheet
    assert client.get(reverse("portal:code", args=["0"])).status_code == 404


def test_guide_says_within_what_time_and_what_needs_a_name(client: Client) -> None:
    page = client.get(reverse("portal:guide-part", args=["relief"])).content.decode()
    assert "内答复" in page
    assert client.get(reverse("portal:guide-part", args=["nonsense"])).status_code == 404


def test_page_for_no_network_may_be_kept(client: Client) -> None:
    assert "max-age" in client.get(reverse("portal:offline"))["Cache-Control"]
