"""承诺 on the public board: the list, one promise with its comments, wall, paper, feed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from minqing.kernel.ids import new_id
from minqing.kernel.periods import local_day
from minqing.log.public import get_now
from minqing.meetings.public import commitments as p
from minqing.portal import limits, reading, sending
from minqing.portal.page import draw
from minqing.portal.promises import list_lines, show_promise
from minqing.printing.public import draw_code, draw_sheet

WALL_LINES = 6
WALL_SECONDS = 30
SHEET_LINES = 24
FEED_LINES = 50


def read_wanted(request: HttpRequest) -> p.BoardWanted:
    get = request.GET.get
    return p.BoardWanted(
        place=get("village") or get("place", ""),
        category=get("category", ""),
        line=get("line", ""),
    )


def _address(door: str, wanted: p.BoardWanted, **more: str) -> str:
    asked = {"place": wanted.place, "category": wanted.category, "line": wanted.line, **more}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse(door)}?{query}" if query else reverse(door)


def _list(request: HttpRequest, door: str, size: int) -> dict[str, Any]:
    wanted, after = read_wanted(request), request.GET.get("after", "")
    page = p.list_board_commitments(
        reading.list_banners(), wanted, now=get_now(), after=after, size=size
    )
    return {
        "lines": [show_promise(one) for one in page.lines],
        "wanted": wanted,
        "place_name": reading.name_place(wanted.place),
        "is_first": not after,
        "first": _address(door, wanted),
        "following": _address(door, wanted, after=page.next) if page.next else "",
    }


@require_safe
def show_promises(request: HttpRequest) -> HttpResponse:
    found = _list(request, "portal:promises", 20)
    wanted = found["wanted"]
    town = reading.find_town(wanted.place) or wanted.place
    context = {
        **found,
        "states": list_lines(),
        "towns": reading.list_towns(),
        "villages": reading.list_villages(town),
        "town": town,
        "wall": _address("portal:promises-wall", wanted),
        "sheet": _address("portal:promises-sheet", wanted),
        "feed": _address("portal:promises-feed", wanted),
    }
    return draw(request, "portal/promises.html", context)


@require_safe
def show_wall(request: HttpRequest) -> HttpResponse:
    """The same list in large letters, turning its own pages without a script."""
    found = _list(request, "portal:promises-wall", WALL_LINES)
    turn = found["following"] or found["first"]
    answer = draw(request, "portal/promises_wall.html", {**found, "now": get_now()})
    answer["Refresh"] = f"{WALL_SECONDS}; url={turn}"
    return answer


@require_safe
def print_sheet(request: HttpRequest) -> HttpResponse:
    """承诺公示单: the promises of a place on paper, for a wall."""
    found, now = _list(request, "portal:promises-sheet", SHEET_LINES), get_now()
    wanted = found["wanted"]
    address = request.build_absolute_uri(_address("portal:promises", wanted))

    def fill() -> dict[str, Any]:
        name = found["place_name"] or reading.get_place_name()
        return {**found, "place_name": name, "printed_at": now, "code": draw_code(address)}

    back = _address("portal:promises", wanted)
    return draw_sheet(request, "promises", fill, back=back, name=wanted.place)


@require_safe
def give_feed(request: HttpRequest) -> HttpResponse:
    """The newest promises as an Atom feed; what is not confirmed is not in it."""
    wanted = read_wanted(request)
    page = p.list_board_commitments(
        reading.list_banners(), wanted, now=get_now(), size=FEED_LINES, newest=True
    )
    # the address is the name of a feed: what is narrowed otherwise is another feed
    here = request.build_absolute_uri(_address("portal:promises", wanted))
    place = reading.name_place(wanted.place) or reading.get_place_name()
    feed = Atom1Feed(
        title=_("{place}公开承诺").format(place=place),
        author_name=place,
        link=here,
        description="",
        language=get_language() or "zh-hans",
        feed_url=request.build_absolute_uri(),
    )
    for one in page.lines:
        _add(feed, show_promise(one), request)
    answer = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(answer, "utf-8")
    return answer


def _add(feed: Atom1Feed, shown: dict[str, Any], request: HttpRequest) -> None:
    one: p.PublicCommitment = shown["view"]
    link = request.build_absolute_uri(reverse("portal:promise", args=[one.id]))
    if one.withheld_zh:
        title = _("本条依{rule}不公开").format(rule=shown["withheld"])
    else:
        parts = (shown["word"], one.unit_name, shown["category"], one.measure)
        title = " · ".join(part for part in parts if part)
    said = "" if one.due is None else _("承诺日期{day}").format(day=one.due.isoformat())
    feed.add_item(
        title=title,
        link=link,
        description=said,
        unique_id=f"{link}#{one.line}-{local_day(one.changed_at).isoformat()}",
        updateddate=one.changed_at,
    )


@require_safe
def show_checks(request: HttpRequest) -> HttpResponse:
    """承诺抽查: what was announced, what was drawn, and how to draw it again."""
    context = {
        "checks": p.list_checks(reading.list_banners(), now=get_now()),
        "findings": [(str(code), _(word)) for code, word in p.FINDING_ZH.items()],
    }
    return draw(request, "portal/checks.html", context)


# ---------------------------------------------------------------- one promise
@never_cache
@require_safe
def show_promise_page(request: HttpRequest, promise: str) -> HttpResponse:
    return _draw_one(request, promise, sent=request.GET.get("sent") == "1")


def _draw_one(
    request: HttpRequest, promise: str, *, sent: bool = False, fault: str = "", typed: str = ""
) -> HttpResponse:
    found = p.find_board_commitment(reading.list_banners(), promise, now=get_now())
    if found is None:
        raise Http404
    context = {
        **show_promise(found),
        "command": new_id(),
        "sent": sent,
        "faults": [{"sentence": fault, "field": "words"}] if fault else [],
        "typed": typed,
    }
    return draw(request, "portal/promise.html", context, status=422 if fault else 200)


@never_cache
@require_POST
def comment(request: HttpRequest, promise: str) -> HttpResponse:
    """Send a comment; nobody's name or address is asked for or kept."""
    words = request.POST.get("words", "").replace("\0", "").strip()
    if not limits.take_comment(promise):
        fault = _("不能评议：这一条刚才收到的评议太多。请过一会儿再来。")
        return _draw_one(request, promise, fault=fault, typed=words)
    command = request.POST.get("command") or new_id()
    fault = sending.send_comment(promise, command=command, words=words, now=get_now())
    if fault:
        return _draw_one(request, promise, fault=fault, typed=words)
    answer = HttpResponse(status=303)
    answer["Location"] = f"{reverse('portal:promise', args=[promise])}?sent=1"
    return answer
