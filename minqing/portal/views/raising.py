"""反映事项: question by question, then the receipt. Works without scripts."""

from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from minqing.cases import public as c
from minqing.kernel.ids import new_id
from minqing.log.public import get_now
from minqing.org.public import system_actor
from minqing.portal import photos, reading, sending
from minqing.portal.page import draw
from minqing.portal.steps import (
    FIND,
    STEPS,
    TEMPLATES,
    Fault,
    check_step,
    find_step_after,
    read_answers,
    show_step,
)
from minqing.printing.public import Around, draw_sheet, fill_sheet

GIVEN = "minqing_receipt"
SHOWN_FOR = 15 * 60
"""Seconds in which the browser that sent a matter may show its receipt again."""


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def raise_matter(request: HttpRequest) -> HttpResponse:
    """Ask the next question, go back to one, or send.

    `from`: the question just answered; `go`: the one to open without checking.
    """
    answers = read_answers(request.POST)
    answers["command"] = answers["command"] or new_id()
    answers["case"] = answers["case"] or new_id()
    wanted, answered = request.POST.get("go", ""), request.POST.get("from", "")
    refused = _take_photos(request, answers)
    if request.POST.get("forget") == "pin":
        answers |= {"latitude": "", "longitude": "", "within": ""}
        wanted = "more"
    if request.POST.get("drop"):
        wanted = "more"
    if refused:
        return _ask(request, "more", answers, *refused)
    if wanted in TEMPLATES or answered not in TEMPLATES:
        return _turn_to(request, wanted if wanted in TEMPLATES else STEPS[0], answers)
    fault = check_step(answered, answers)
    if fault is not None:
        return _ask(request, answered, answers, fault)
    if answered == FIND:
        answers["town"] = reading.find_town(answers["village"])
    if answered != STEPS[-1]:
        return _ask(request, find_step_after(answered, answers), answers)
    return _send(request, answers)


def _turn_to(request: HttpRequest, step: str, answers: dict[str, str]) -> HttpResponse:
    """Open a question without checking the one that was on the screen."""
    if step == "town":
        answers["at"] = ""  # the place is asked again
    return _ask(request, step, answers)


def _take_photos(request: HttpRequest, answers: dict[str, str]) -> list[Fault]:
    """Keep the photos that came with this page, and drop the one that is not wanted."""
    case, unwanted = answers["case"], request.POST.get("drop", "")
    uploads = photos.read_uploads(request, case, now=get_now())
    if not unwanted and not uploads:
        return []
    files = photos.read_carried(answers["files"], case)
    if unwanted:
        files = photos.drop(case, files, unwanted)
    files, refused = photos.add(case, files, uploads, now=get_now())
    answers["files"] = photos.carry(case, files)
    return [Fault(sentence, "f-photos") for sentence in refused]


def _ask(request: HttpRequest, step: str, answers: dict[str, str], *faults: Fault) -> HttpResponse:
    status = 422 if faults else 200
    context = show_step(step, answers, faults[0] if faults else None)
    return draw(request, TEMPLATES[step], context | {"faults": faults}, status=status)


@never_cache
@require_safe
def show_photo(request: HttpRequest, word: str) -> HttpResponse:
    """The small picture of a photo that whoever fills in the form has just added."""
    data = photos.look(word)
    if data is None:
        raise Http404
    return HttpResponse(data, content_type="image/jpeg")


@never_cache
@require_safe
def begin_at(request: HttpRequest, place: str) -> HttpResponse:
    """Begin from a code on a wall: the village is known, its two questions are passed over."""
    town = reading.find_town(place)
    if not town:
        raise Http404
    answers = read_answers({})
    answers |= {"command": new_id(), "case": new_id(), "town": town, "village": place, "at": "1"}
    return _ask(request, STEPS[0], answers)


def _send(request: HttpRequest, answers: dict[str, str]) -> HttpResponse:
    files = photos.read_carried(answers["files"], answers["case"])
    if answers["files"] and not (files and c.are_kept(answers["case"], files)):
        answers["files"] = ""
        fault = Fault(_("不能送出：照片放得太久，已经删除。请重新加上，或不加照片。"), "f-photos")
        return _ask(request, "more", answers, fault)
    receipt, refused = sending.send_matter(answers, files, now=get_now())
    if refused:
        answers["command"] = new_id()  # what is sent next is another wish, not a repeat
        return _ask(request, STEPS[-1], answers, Fault(refused))
    response = redirect("portal:receipt")
    response.set_cookie(
        GIVEN,
        signing.dumps({"receipt": receipt, "village": answers["village"]}, salt=GIVEN),
        max_age=SHOWN_FOR,
        path=reverse("portal:receipt"),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def _given(request: HttpRequest) -> dict[str, str]:
    try:
        found: dict[str, str] = signing.loads(
            request.COOKIES.get(GIVEN, ""), salt=GIVEN, max_age=SHOWN_FOR
        )
    except signing.BadSignature:
        return {}
    return found


@never_cache
@require_safe
def show_receipt(request: HttpRequest) -> HttpResponse:
    given = _given(request)
    if not given:
        return redirect("portal:track")
    context = {"given": reading.show_given(given, now=get_now())}
    return draw(request, "portal/receipt.html", context)


@never_cache
@require_safe
def show_slip(request: HttpRequest) -> HttpResponse:
    given = _given(request)
    if not given:
        return redirect("portal:track")
    receipt, now = given["receipt"], get_now()
    track = request.build_absolute_uri(reverse("portal:track"))
    page = c.find_case(system_actor("portal"), receipt, now=now)
    if page is None:
        raise Http404
    around = Around(now=now, track=track, pin=c.make_pin(receipt))
    return draw_sheet(
        request, "receipt", lambda: fill_sheet("receipt", page, around),
        back=reverse("portal:receipt"), name=receipt,
    )  # fmt: skip
