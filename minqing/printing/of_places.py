"""What stands on the sheets of a place: the contact card, the code for a wall."""

from __future__ import annotations

from typing import Any

from minqing.log.public import get_snapshot
from minqing.org.public import Directory
from minqing.printing.codes import draw_code
from minqing.printing.of_cases import name_post, name_unit


def fill_card(place: str, post: str, *, address: str) -> dict[str, Any]:
    """Return what stands on a 民情联系卡: place, post (never a person), where to raise a matter.

    `post` empty: the card of a village. `address`: what the code leads to.
    """
    return {
        "place_name": name_unit(place),
        "officer": name_post(post),
        "address": address,
        "code": draw_code(address),
    }


def fill_code(place: str, *, address: str) -> dict[str, Any]:
    """Return what stands on the sheet with the code of a village."""
    directory = get_snapshot(Directory)
    return {
        "home": name_unit(directory.banner_of(place)) if directory.has(place) else "",
        "place_name": name_unit(place),
        "address": address,
        "code": draw_code(address),
    }
