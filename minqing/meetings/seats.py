"""Who presides and who attends, read from the agenda and the organisation. Pure (WDM-08 to 10, 14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minqing.meetings.pack import Chair, KindOfMeeting, Seats
from minqing.meetings.state import Seat
from minqing.meetings.terms import Seated, Size
from minqing.org.public import Directory


def find_post(directory: Directory, unit: str, roles: Sequence[str]) -> str:
    """Return the post that comes for a unit: the first role that has one there, a filled one
    first; "" when none has."""
    for role in roles:
        posts = directory.posts_at(unit, role)
        if posts:
            return next((post for post in posts if directory.post(post).person), posts[0])
    return ""


def find_convenor(directory: Directory, kind: KindOfMeeting, unit: str) -> str:
    """Return the post that convenes the meetings of a unit, "" when there is none."""
    found = find_post(directory, unit, kind.convenor)
    if found:
        return found
    return directory.nearest(unit, kind.convenor[-1]) or ""


def list_pool(directory: Directory, chair: Chair, unit: str) -> tuple[str, ...]:
    """Return the units whose heads take turns, in the order of their codes."""
    return tuple(
        sorted(code for code in directory.below(unit) if directory.unit(code).kind in chair.pool)
    )


def find_chair(directory: Directory, kind: KindOfMeeting, unit: str, turn: int) -> tuple[str, str]:
    """Return post and unit of who presides: the one fixed, or the one whose turn it is.

    `turn`: number of the meeting, with those passed on. Post "" where nobody is appointed.
    """
    if kind.chair.by == "fixed":
        post = find_post(directory, unit, kind.chair.roles)
        return post or (directory.nearest(unit, kind.chair.roles[-1]) or ""), unit
    pool = list_pool(directory, kind.chair, unit)
    if not pool:
        return "", unit
    chosen = pool[turn % len(pool)]
    return find_post(directory, chosen, kind.chair.roles), chosen


def list_seats(
    directory: Directory,
    kind: KindOfMeeting,
    unit: str,
    *,
    chair: tuple[str, str],
    convenor: str,
    concerned: Iterable[str],
    size: Size,
    also: Iterable[str] = (),
) -> tuple[Seat, ...]:
    """Return the chairs in the room, each unit once, for the weightiest reason.

    `concerned`: units that hold a matter of the agenda or were told of one.
    """
    found: dict[str, Seat] = {}

    def add(seat: Seat) -> None:
        found.setdefault(seat.unit or seat.label, seat)

    add(Seat(unit=chair[1], post=chair[0], why=Seated.CHAIR))
    if convenor and directory.has_post(convenor):
        add(Seat(unit=directory.post(convenor).unit, post=convenor, why=Seated.CONVENOR))
    for seat in _list_required(directory, kind.seats, unit):
        add(seat)
    heads = kind.seats.heads
    listed = [(code, Seated.AGENDA) for code in concerned if kind.seats.agenda_units]
    if size is Size.WIDE:
        below = (
            code for code in directory.below(unit) if directory.unit(code).kind in kind.seats.level
        )
        listed += [(code, Seated.LEVEL) for code in sorted(below)]
    listed += [(code, Seated.INVITED) for code in also]
    for code, why in listed:
        if directory.has(code) and code != unit:
            add(Seat(unit=code, post=find_post(directory, code, heads), why=why))
    return tuple(found.values())


def _list_required(directory: Directory, seats: Seats, unit: str) -> Iterable[Seat]:
    for one in seats.required:
        known = [code for name in one.units for code in directory.find_by_name(name, unit)]
        if known:
            post = find_post(directory, known[0], seats.heads)
            yield Seat(unit=known[0], post=post, why=Seated.REQUIRED)
        else:
            post = _find_titled(directory, unit, seats.heads, one.zh)
            yield Seat(unit="", post=post, why=Seated.REQUIRED, label=one.zh)


def _find_titled(directory: Directory, unit: str, roles: Sequence[str], name: str) -> str:
    """Return the post at the meeting's own unit whose title begins with the name of an office
    that has no unit of its own here; "" when there is none."""
    for post in directory.posts_at(unit):
        view = directory.post(post)
        if view.role in roles and view.title.startswith(name):
            return post
    return ""
