"""公开栏, for a telephone and for a wall; its facts come from `cases.public.list_board`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minqing.cases import public as c
from minqing.log.public import get_now
from minqing.mechanisms.public import say_words
from minqing.portal import reading
from minqing.portal.page import draw

WALL_LINES = 8
WALL_SECONDS = 30


@require_safe
def show_board(request: HttpRequest) -> HttpResponse:
    wanted = read_filter(request)
    return draw(request, "portal/board.html", _show(request, wanted, size=20))


@require_safe
def show_wall(request: HttpRequest) -> HttpResponse:
    """The same board in large letters, turning its own pages without a script."""
    wanted = read_filter(request)
    shown = _show(request, wanted, size=WALL_LINES)
    turn = shown["following"] or _address("portal:wall", wanted)
    answer = draw(request, "portal/wall.html", shown | {"now": get_now()})
    # by header: it is a screen on a wall that nobody reads to the end of by keyboard
    answer["Refresh"] = f"{WALL_SECONDS}; url={turn}"
    return answer


def read_filter(request: HttpRequest) -> c.BoardFilter:
    get = request.GET.get
    return c.BoardFilter(
        place=get("village") or get("place", ""),
        category=get("category", ""),
        state=get("state", ""),
    )


def _show(request: HttpRequest, wanted: c.BoardFilter, *, size: int) -> dict[str, Any]:
    now, banners = get_now(), reading.list_banners()
    after = request.GET.get("after", "")
    page = c.list_board(banners, wanted, now=now, after=after, size=size)
    town = reading.find_town(wanted.place) or wanted.place
    door = request.resolver_match.view_name if request.resolver_match else "portal:board"
    return {
        "lines": page.lines,
        "states": [(str(one), _(word)) for one, word in c.BOARD_STATE_ZH.items()],
        "said_states": {str(one): _(word) for one, word in c.BOARD_STATE_ZH.items()},
        "categories": _list_categories(banners, now),
        "towns": reading.list_towns(),
        "villages": reading.list_villages(town),
        "wanted": wanted,
        "town": town,
        "place_name": reading.name_place(wanted.place),
        "is_first": not after,
        "first": _address(door, wanted),
        "following": _address(door, wanted, after=page.next) if page.next else "",
        "wall": _address("portal:wall", wanted),
        "sheet": _address("portal:board-sheet", wanted),
    }


def _list_categories(banners: tuple[str, ...], now: Any) -> list[tuple[str, str]]:
    tree = c.list_board_categories(banners, now=now)
    return [(top.code, say_words(top.zh, top.en)) for top in tree]


def _address(door: str, wanted: c.BoardFilter, **more: str) -> str:
    asked = {"place": wanted.place, "category": wanted.category, "state": wanted.state, **more}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse(door)}?{query}" if query else reverse(door)
