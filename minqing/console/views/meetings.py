"""会议: the list, one meeting with its steps, the projector, the sheets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe
from msgspec.structs import replace

from minqing.console import reading
from minqing.console.deeds import Deed, carry_out, find_deed, offer
from minqing.console.deeds import of_meetings as deeds
from minqing.console.desk import draw, staff
from minqing.console.forms import DATE_WRONG, Fault, Typed, say_refusal
from minqing.console.wording import LOCAL
from minqing.kernel.ids import derived_id, new_id
from minqing.kernel.messages import Actor, Command
from minqing.kernel.periods import local_day, read_day, read_moment
from minqing.log.public import get_now, submit
from minqing.meetings import public as m
from minqing.printing.public import draw_sheet

SEEING = ("MEETING_VIEW",)
SHEETS = {"notice": "meeting-notice", "record": "meeting-record"}


@require_safe
@staff(*SEEING)
def show_meetings(request: HttpRequest, viewer: Actor) -> HttpResponse:
    found = reading.see_meetings(viewer, request.GET)
    return draw(request, viewer, "console/meetings.html", found)


def get_page(request: HttpRequest, viewer: Actor, meeting: str) -> dict[str, Any]:
    """Return one meeting for this viewer, 404 when there is none for them."""
    found = reading.find_meeting_page(viewer, meeting, request.GET.get("after", ""))
    if found is None:
        raise Http404
    return found


@require_safe
@staff(*SEEING)
def show_meeting(request: HttpRequest, viewer: Actor, meeting: str) -> HttpResponse:
    return _draw(request, viewer, get_page(request, viewer, meeting))


def _draw(
    request: HttpRequest,
    viewer: Actor,
    page: dict[str, Any],
    *,
    tried: str = "",
    typed: Typed | None = None,
) -> HttpResponse:
    meeting = page["state"].id
    options = reading.list_meeting_options(viewer, page["state"])

    def address(key: str) -> str:
        return reverse("console:meeting-act", args=[meeting, key])

    for item in page["items"]:
        found = _list_item_deeds(viewer, page, item["item"])
        item["offers"] = offer(found, viewer, options, address, tried=tried, typed=typed)
    offers = offer(_list_deeds(page), viewer, options, address, tried=tried, typed=typed)
    own = {*(one.key for one in offers), *_item_keys(page)}
    _fill(page, typed if tried in _OWN_FORMS else None)
    context = {
        **page,
        "after": request.GET.get("after", ""),
        "offers": offers,
        "options": options,
        "may_plan": page["view"].runs and page["is_coming"] and not page["state"].announced_at,
        "sits_first": _suggest_time(page),
        "drafts_first": _suggest_drafts(page),
        "began_seats": page["sits"] or page["state"].status is m.MeetingStatus.CLOSED,
        "presences": [(str(one), _(word)) for one, word in m.PRESENCE_ZH.items()],
        "command": new_id(),
        "typed": typed.data if typed is not None else {},
        "faults": typed.faults if typed is not None and tried not in own else [],
    }
    status = 422 if typed is not None else 200
    return draw(request, viewer, "console/meeting.html", context, status=status)


def _fill(page: dict[str, Any], typed: Typed | None) -> None:
    """Fill the forms of the agenda and of the seats: after a refusal with what was typed."""
    data = {} if typed is None else typed.data
    for line in page["waiting"]:
        subject = line["subject"]
        line["ticked"] = not page["fixed"] if typed is None else f"topic.{subject}" in data
        line["title"] = data.get(f"title.{subject}", "")
        line["told"] = data.get(f"unit.{subject}", "")
    for number, row in enumerate(page["seats"]):
        row["chosen"] = data.get(f"seat.{number}", row["seat"].presence)
        row["reason"] = data.get(f"reason.{number}", row["seat"].reason)


def _item_keys(page: dict[str, Any]) -> list[str]:
    return [one.key for item in page["items"] for one in item["offers"]]


def _suggest_time(page: dict[str, Any]) -> str:
    """Return the usual day and hour, as a form wants a local moment; not in the past."""
    state, kind = page["state"], page["pack_kind"]
    if state.sits_at is not None:
        return str(state.sits_at.astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M"))
    today = local_day(get_now())
    ahead = today + timedelta(days=kind.notice_days + 1 if kind.notice_days else 0)
    day = min(max(state.due_on, ahead), state.last)
    return f"{day.isoformat()}T{kind.hour}"


def _suggest_drafts(page: dict[str, Any]) -> str:
    """Return the day by which drafts are wanted: as planned, else the day before the sitting."""
    if page["state"].drafts_due is not None:
        return str(page["state"].drafts_due.isoformat())
    sits = read_moment(_suggest_time(page))
    return "" if sits is None else (local_day(sits) - timedelta(days=1)).isoformat()


def _list_deeds(page: dict[str, Any]) -> list[Deed]:
    """Return the deeds on the meeting as it stands; the rules have the last word."""
    state, found = page["state"], []
    if not page["view"].runs:
        return []
    if page["is_coming"]:
        if page["wants_notice"] and page["fixed"] and state.announced_at is None:
            found.append(deeds.ANNOUNCE)
        # a meeting with items of its own needs nothing stuck to begin
        own_items = page["pack_kind"].items and not page["wants_plan"] and not page["waiting"]
        if own_items or page["fixed"] and (state.announced_at or not page["wants_notice"]):
            found.append(deeds.BEGIN)
        if state.status is m.MeetingStatus.ANNOUNCED:
            found.append(deeds.POSTPONE)
        if any(step["title"] == _(m.STEP_ZH[m.Step.FINDINGS]) for step in page["steps"]):
            found.append(deeds.FINDINGS)
    if page["fixed"] and page["pack_kind"].chair.by == "rotation" and state.is_open:
        found.append(deeds.PASS)
    if page["sits"]:
        found.append(deeds.CLOSE)
    if state.status is m.MeetingStatus.CLOSED:
        found.append(deeds.RECORD_MINUTES)
    return found


def _list_item_deeds(viewer: Actor, page: dict[str, Any], item: m.Item) -> list[Deed]:
    found = []
    if viewer.unit in item.units and page["state"].is_open:
        found.append(deeds.make_drafting(item))
    if page["view"].runs and page["state"].is_open and page["fixed"]:
        found += deeds.list_item_deeds(item, sits=page["sits"], may_remove=True)
    ballot = next((x.ballot for x in page["pack_kind"].items if x.code == item.code), None)
    counts = page["sits"] or page["state"].status is m.MeetingStatus.CLOSED
    if ballot is not None and page["view"].runs and counts:
        found.append(deeds.make_counting(item, ballot))
    return found


@require_POST
@staff(*SEEING)
def do_meeting(request: HttpRequest, viewer: Actor, meeting: str, key: str) -> HttpResponse:
    page = get_page(request, viewer, meeting)
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    if key in _OWN_FORMS:
        return _do_form(request, viewer, page, key, typed)
    listed = _list_deeds(page)
    for item in page["items"]:
        listed += _list_item_deeds(viewer, page, item["item"])
    deed = find_deed(listed, key, viewer)
    if deed is None:
        raise Http404
    options = reading.list_meeting_options(viewer, page["state"])
    if not carry_out(viewer, deed, meeting, typed, options):
        return _draw(request, viewer, page, tried=key, typed=typed)
    messages.add_message(request, messages.SUCCESS, deed.done, extra_tags="well")
    return redirect(_back_to(meeting, key))


def _back_to(meeting: str, key: str) -> str:
    number = key.rpartition("-")[2]
    mark = f"#item-{number}" if number.isdigit() else ""
    return reverse("console:meeting", args=[meeting]) + mark


# ---------------------------------------------------------------- forms of their own
def _do_form(
    request: HttpRequest, viewer: Actor, page: dict[str, Any], key: str, typed: Typed
) -> HttpResponse:
    if "MEETING_CONVENE" not in viewer.permissions:
        raise Http404
    wanted = _OWN_FORMS[key](page["state"], typed)
    answers = submit(wanted, by=viewer, now=get_now()) if wanted else []
    refused = [answer.refusal for answer in answers if answer.refusal is not None]
    if wanted and not refused:
        messages.add_message(request, messages.SUCCESS, _(_DONE[key]), extra_tags="well")
        return redirect("console:meeting", page["state"].id)
    typed.faults += [Fault(say_refusal(one)) for one in refused]
    return _draw(request, viewer, page, tried=key, typed=typed)


def _read_topics(typed: Typed) -> tuple[m.Topic, ...]:
    """Return a topic of each ticked line, with its title and the units it is told to; lines under
    the same title are merged into one (WDM-12)."""
    topics: dict[str, m.Topic] = {}
    for subject in typed.chosen("topic"):
        unit = typed.text(f"unit.{subject}")
        title = typed.text(f"title.{subject}")
        found = topics.get(title or subject, m.Topic(title=title))
        units = dict.fromkeys((*found.units, *((unit,) if unit else ())))
        topics[title or subject] = replace(
            found, subjects=(*found.subjects, subject), units=tuple(units)
        )
    extra = typed.text("extra")
    merged = tuple(topics.values())
    return (*merged, m.Topic(title=extra)) if extra else merged


def _plan(state: m.MeetingState, typed: Typed) -> list[Command]:
    sits, due = _moment(typed, "sits_at"), typed.text("drafts_due")
    drafts = read_day(due[:10]) if due else None
    if sits is None or (due and drafts is None):
        typed.faults.append(Fault(str(DATE_WRONG).format(label=_("开会时间"))))
        return []
    command = m.PlanMeeting(
        id=typed.text("command") or new_id(),
        meeting=state.id,
        sits_at=sits,
        theme=typed.text("theme"),
        place=typed.text("place"),
        size=m.Size.WIDE if typed.text("size") == m.Size.WIDE else m.Size.SMALL,
        drafts_due=drafts,
        urgent=typed.text("urgent"),
        topics=_read_topics(typed) or _keep(state),
    )
    return [command]


def _keep(state: m.MeetingState) -> tuple[m.Topic, ...]:
    """Return the topics as they are: a plan that changes only the time keeps its agenda."""
    return tuple(
        m.Topic(subjects=one.item.subjects, title=one.item.title, units=one.item.units)
        for one in state.standing
        if not one.item.code
    )


def _moment(typed: Typed, name: str) -> datetime | None:
    return read_moment(typed.text(name))


def _begin(state: m.MeetingState, typed: Typed) -> list[Command]:
    command = typed.text("command") or new_id()
    return [m.BeginMeeting(id=command, meeting=state.id, topics=_read_topics(typed))]


def _add(state: m.MeetingState, typed: Typed) -> list[Command]:
    """Return one command a ticked line; their ids follow from the form's."""
    command = typed.text("command") or new_id()
    return [
        m.AddItem(
            id=derived_id(command, number), meeting=state.id, topic=topic, why=typed.text("why")
        )
        for number, topic in enumerate(_read_topics(typed) or (m.Topic(),))
    ]


def _order(state: m.MeetingState, typed: Typed) -> list[Command]:
    """Move one item up by one place."""
    order = [one.item.number for one in state.standing]
    chosen = typed.text("up")
    if not chosen.isdigit() or int(chosen) not in order[1:]:
        return []
    at = order.index(int(chosen))
    order[at - 1], order[at] = order[at], order[at - 1]
    command = typed.text("command") or new_id()
    return [m.OrderItems(id=command, meeting=state.id, order=tuple(order))]


def _attend(state: m.MeetingState, typed: Typed) -> list[Command]:
    marks = []
    for number, seat in enumerate(state.seats):
        word = typed.text(f"seat.{number}")
        if word in set(m.Presence):
            reason = typed.text(f"reason.{number}")
            marks.append(m.Mark(seat=seat.key, presence=m.Presence(word), reason=reason))
    command = typed.text("command") or new_id()
    return [m.MarkAttendance(id=command, meeting=state.id, marks=tuple(marks))]


_OWN_FORMS = {
    "plan": _plan, "sit": _begin, "add": _add, "order": _order, "attendance": _attend,
}  # fmt: skip
_DONE = {
    "plan": gettext_noop("预案已定。"),
    "sit": gettext_noop("会议开始。"),
    "add": gettext_noop("已增加议题。"),
    "order": gettext_noop("顺序已调整。"),
    "attendance": gettext_noop("到会情况已记。"),
}


# ---------------------------------------------------------------- projector and paper
@require_safe
@staff(*SEEING)
def show_screen(request: HttpRequest, viewer: Actor, meeting: str) -> HttpResponse:
    """One matter at a time in the largest letters; nothing personal, links and arrow keys."""
    page = get_page(request, viewer, meeting)
    items, asked = page["items"], request.GET.get("n", "1")
    at = int(asked) if asked.isdigit() and len(asked) < 4 else 1
    at = min(max(at, 1), max(1, len(items)))
    context = {
        **page,
        "item": items[at - 1] if items else None,
        "at": at,
        "many": len(items),
        "before": at - 1,
        "after": at + 1 if at < len(items) else 0,
        "voices": [_(word) for word in m.VOICE_ZH.values()],
    }
    return draw(request, viewer, "console/meeting_screen.html", context)


@require_safe
@staff(*SEEING)
def print_meeting(request: HttpRequest, viewer: Actor, meeting: str, key: str) -> HttpResponse:
    page = get_page(request, viewer, meeting)
    if key not in SHEETS or (key == "notice" and page["state"].announced_at is None):
        raise Http404

    def fill() -> dict[str, Any]:
        found = get_page(request, viewer, meeting)
        return {**found, "notice_days": found["pack_kind"].notice_days}

    back = reverse("console:meeting", args=[meeting])
    return draw_sheet(request, SHEETS[key], fill, back=back, name=meeting)
