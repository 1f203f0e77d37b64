"""打印: the sheets of one's own matter, and the page of the public board for a village's wall."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minqing.cases import public as c
from minqing.log.public import get_now, get_state
from minqing.mechanisms.public import say_words
from minqing.org.public import system_actor
from minqing.portal import reading
from minqing.portal.views.board import read_filter
from minqing.portal.views.proof import PROOF_FOR
from minqing.printing.public import (
    SHEET_OF,
    Around,
    draw_code,
    draw_sheet,
    fill_sheet,
    list_sheets,
)

PRINT = "minqing.portal.print"
MOST_LINES = 36
"""Lines of the wall's page: what the newest three pages of paper hold."""


# ---------------------------------------------------------------- one's own matter
def list_own(case: str, receipt: str) -> list[tuple[str, str]]:
    """Return title and address word of each sheet that a proven raiser may print now.

    The word ends with the proof; neither it nor the page has the PIN in it.
    """
    state = get_state(f"case:{case}")
    sheets = list_sheets(state, for_raiser=True) if state is not None else ()
    return [(_(one.title), signing.dumps([receipt, one.key], salt=PRINT)) for one in sheets]


@require_safe
def print_own(request: HttpRequest, word: str) -> HttpResponse:
    try:
        receipt, key = signing.loads(word, salt=PRINT, max_age=PROOF_FOR)
    except signing.BadSignature:
        raise Http404 from None
    now, track = get_now(), request.build_absolute_uri(reverse("portal:track"))
    page = c.find_case(system_actor("portal"), receipt, now=now)
    if page is None or SHEET_OF[key] not in list_sheets(page.state, for_raiser=True):
        raise Http404

    def fill() -> dict[str, Any]:
        name = page.raiser.name if page.raiser else ""
        return fill_sheet(key, page, Around(now=now, track=track, name=name))

    back = f"{reverse('portal:track')}?receipt={receipt}"
    return draw_sheet(request, key, fill, back=back, name=receipt)


# ---------------------------------------------------------------- the wall
@require_safe
def print_wall(request: HttpRequest) -> HttpResponse:
    """公开栏张贴页: the board of a place on paper, to be put up where nobody has a screen."""
    wanted, now = read_filter(request), get_now()
    page = c.list_board(reading.list_banners(), wanted, now=now, size=MOST_LINES)
    door = (
        reverse("portal:begin-at", args=[wanted.place]) if reading.find_town(wanted.place) else ""
    )
    address = request.build_absolute_uri(door or reverse("portal:raise"))

    def fill() -> dict[str, Any]:
        name = reading.name_place(wanted.place) or reading.get_place_name()
        return {
            "place_name": name,
            "lines": [_show_line(line) for line in page.lines],
            "one_place": all(line.place_name == name for line in page.lines),
            "printed_at": now,
            "code": draw_code(address),
        }

    back = f"{reverse('portal:board')}?place={wanted.place}"
    return draw_sheet(request, "wall", fill, back=back, name=wanted.place)


def _show_line(line: c.BoardLine) -> dict[str, Any]:
    category = say_words(line.category_zh, line.category_en)
    return {
        "category": category or line.category_zh or _("待分类"),
        "place_name": line.place_name,
        "unit_name": line.unit_name,
        "state": _(c.BOARD_STATE_ZH[line.state]),
        "is_late": line.is_late,
        "when": render_to_string("portal/parts/dates.html", {"line": line}),
    }
