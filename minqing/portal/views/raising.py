"""反映事项: question by question, then the receipt. Works without scripts."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from minqing.kernel.ids import new_id
from minqing.log.public import get_now
from minqing.portal import reading, sending
from minqing.portal.page import draw
from minqing.portal.steps import (
    STEPS,
    TEMPLATES,
    Fault,
    check_step,
    read_answers,
    show_step,
)

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
    if wanted in STEPS or answered not in STEPS:
        return _ask(request, wanted if wanted in STEPS else STEPS[0], answers, None)
    fault = check_step(answered, answers)
    if fault is not None:
        return _ask(request, answered, answers, fault)
    if answered != STEPS[-1]:
        return _ask(request, STEPS[STEPS.index(answered) + 1], answers, None)
    return _send(request, answers)


def _ask(
    request: HttpRequest, step: str, answers: dict[str, str], fault: Fault | None
) -> HttpResponse:
    status = 422 if fault else 200
    return draw(request, TEMPLATES[step], show_step(step, answers, fault), status=status)


def _send(request: HttpRequest, answers: dict[str, str]) -> HttpResponse:
    receipt, refused = sending.send_matter(answers, now=get_now())
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
    context = {"given": reading.make_slip(given, address="", now=get_now())}
    return draw(request, "portal/receipt.html", context)


@never_cache
@require_safe
def show_slip(request: HttpRequest) -> HttpResponse:
    given = _given(request)
    if not given:
        return redirect("portal:track")
    address = request.build_absolute_uri(reverse("portal:track"))
    slip = reading.make_slip(given, address=address, now=get_now())
    return render(request, "shared/slip.html", {"slip": slip, "back": reverse("portal:receipt")})
