"""Units, posts and people: their pages and the deeds on them; changes of units with preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.console import reading
from minqing.console.deeds import Deed, HouseOptions, carry_out, find_deed, offer
from minqing.console.deeds.of_posts import (
    GRAVE,
    OPEN,
    REGISTER,
    RESET,
    list_person_deeds,
    list_post_deeds,
)
from minqing.console.deeds.of_units import DEEDS, PREVIEWED, WITHDRAW_PAPER
from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, Typed
from minqing.console.proving import ask_proof
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_now
from minqing.org.public import LinkUsed, choose_password, find_account, find_by_link, make_link
from minqing.printing.public import draw_code, draw_sheet


def _address(page: str, subject: str) -> Callable[[str], str]:
    return lambda key: reverse(f"console:{page}", args=[subject, key])


def _thank(request: HttpRequest, words: Any) -> None:
    messages.add_message(request, messages.SUCCESS, words, extra_tags="well")


# ---------------------------------------------------------------- units
@require_safe
@staff()
def show_unit(request: HttpRequest, viewer: Actor) -> HttpResponse:
    name = request.GET.get("name", "").strip()
    if name:
        return _search_units(request, viewer, name)
    return _draw_unit(request, viewer, request.GET.get("unit", ""))


def _search_units(request: HttpRequest, viewer: Actor, name: str) -> HttpResponse:
    found = reading.find_units_by_name(viewer, name)
    if len(found) == 1:
        return redirect(f"{reverse('console:units')}?unit={found[0]['unit'].code}")
    context = {"name": name, "rows": found}
    return draw(request, viewer, "console/unit_search.html", context)


def _draw_unit(
    request: HttpRequest, viewer: Actor, code: str, tried: str = "", typed: Typed | None = None
) -> HttpResponse:
    found = reading.find_unit_page(viewer, code, today=local_day(get_now()))
    if found is None:
        raise Http404
    unit = found["unit"]
    options = reading.list_unit_options(viewer, unit.code)
    offers = [] if unit.closed else [
        *offer(
            _list_deeds(options), viewer, options, _address("unit-deed", unit.code),
            tried=tried, typed=typed,
        ),
        *offer(PREVIEWED, viewer, options, _address("unit-preview", unit.code),
               tried=tried, typed=typed),
    ]  # fmt: skip
    may_hand_over = found["is_village"] and "POST_ADMIN" in viewer.permissions
    linked = reading.list_linked([unit.code]).get(unit.code, [])
    context = {**found, "offers": offers, "may_hand_over": may_hand_over, "linked": linked}
    return draw(request, viewer, "console/units.html", context, status=422 if typed else 200)


def _list_deeds(options: HouseOptions) -> tuple[Deed, ...]:
    return (*DEEDS, WITHDRAW_PAPER) if options.own_remits else DEEDS


@require_POST
@staff("UNIT_ADMIN", "POST_ADMIN")
def do_unit_deed(request: HttpRequest, viewer: Actor, unit: str, key: str) -> HttpResponse:
    deed = find_deed((*DEEDS, WITHDRAW_PAPER, *PREVIEWED), key, viewer)
    if deed is None or reading.find_unit_page(viewer, unit, today=_today()) is None:
        raise Http404
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    if carry_out(viewer, deed, unit, typed, reading.list_unit_options(viewer, unit)):
        _thank(request, deed.done)
        now_at = next(filter(None, map(typed.text, LEADS_TO)), unit)
        return redirect(f"{reverse('console:units')}?unit={now_at}")
    return _draw_unit(request, viewer, unit, key, typed)


LEADS_TO = ("into", "receiver", "code")
"""What was typed into one of these is the unit to go on with: joined to, taking over, new."""


@require_POST
@staff("UNIT_ADMIN")
def preview_unit(request: HttpRequest, viewer: Actor, unit: str, key: str) -> HttpResponse:
    """Show what a move, a merger or a closing takes along; nothing is changed."""
    deed = find_deed(PREVIEWED, key, viewer)
    if deed is None:
        raise Http404
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    options = reading.list_unit_options(viewer, unit)
    typed.check(deed.fields, options)
    if typed.faults:
        return _draw_unit(request, viewer, unit, key, typed)
    field = deed.fields[0].name
    if key == "close":
        found = reading.preview_closing(viewer, unit, typed.text(field))
        template = "console/unit_closing.html"
    else:
        found = reading.preview_change(viewer, unit, key, typed.text(field))
        template = "console/unit_preview.html"
    if found is None:
        raise Http404
    context = {**found, "field": field, "command": new_id(), "title": deed.title}
    return draw(request, viewer, template, context)


def _today() -> Any:
    return local_day(get_now())


# ---------------------------------------------------------------- posts
@require_safe
@staff()
def show_post(request: HttpRequest, viewer: Actor, post: str) -> HttpResponse:
    return _draw_post(request, viewer, post)


def _draw_post(
    request: HttpRequest, viewer: Actor, post: str, tried: str = "", typed: Typed | None = None
) -> HttpResponse:
    found = reading.find_post_page(viewer, post)
    if found is None:
        raise Http404
    view = found["post"]["view"]
    offers = offer(
        list_post_deeds(view), viewer, reading.list_post_options(viewer, post),
        _address("post-deed", post), tried=tried, typed=typed,
    )  # fmt: skip
    may_hand_over = bool(view.person) and "POST_ADMIN" in viewer.permissions
    context = {**found, "offers": offers, "may_hand_over": may_hand_over}
    return draw(request, viewer, "console/post.html", context, status=422 if typed else 200)


@require_POST
@staff("POST_ADMIN")
def do_post_deed(request: HttpRequest, viewer: Actor, post: str, key: str) -> HttpResponse:
    found = reading.find_post_page(viewer, post)
    if found is None:
        raise Http404
    deed = find_deed(list_post_deeds(found["post"]["view"]), key, viewer)
    if deed is None:
        raise Http404
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    if carry_out(viewer, deed, post, typed, reading.list_post_options(viewer, post)):
        _thank(request, deed.done)
        return redirect("console:post", post)
    return _draw_post(request, viewer, post, key, typed)


# ---------------------------------------------------------------- people
@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def show_people(request: HttpRequest, viewer: Actor) -> HttpResponse:
    typed = None
    options = HouseOptions(origins=reading.list_origins(viewer))
    if request.method == "POST":
        typed = Typed(request.POST.dict(), prefix="register-")
        deed = find_deed([REGISTER], "register", viewer)
        if deed is None:
            raise Http404
        person = typed.text("subject") or new_id()
        if carry_out(viewer, deed, person, typed, options):
            _thank(request, deed.done)
            return redirect("console:person", person)
    found = reading.list_people(viewer, {} if typed else request.GET.dict())
    offers = offer(
        [REGISTER], viewer, options, lambda key: reverse("console:people"),
        tried="register" if typed else "", typed=typed,
    )  # fmt: skip
    context = {**found, "offers": offers, "subject": new_id()}
    return draw(request, viewer, "console/people.html", context, status=422 if typed else 200)


@require_safe
@staff()
def show_person(request: HttpRequest, viewer: Actor, person: str) -> HttpResponse:
    return _draw_person(request, viewer, person)


def _deeds_of(found: dict[str, Any]) -> Any:
    view, ways = found["person"], found["ways"]
    return list_person_deeds(
        has_account=bool(view.login),
        locked=view.locked,
        left=view.left is not None,
        has_factors=ways["has_factors"],
        provider=bool(ways["provider"]),
        linked=ways["linked"],
    )


def _draw_person(
    request: HttpRequest, viewer: Actor, person: str, tried: str = "", typed: Typed | None = None
) -> HttpResponse:
    found = reading.find_person_page(viewer, person)
    if found is None:
        raise Http404
    offers = offer(
        _deeds_of(found), viewer, HouseOptions(), _address("person-deed", person),
        tried=tried, typed=typed,
    )  # fmt: skip
    context = {**found, "offers": offers}
    return draw(request, viewer, "console/person.html", context, status=422 if typed else 200)


@never_cache
@require_POST
@staff("POST_ADMIN", "ACCOUNT_ADMIN")
def do_person_deed(request: HttpRequest, viewer: Actor, person: str, key: str) -> HttpResponse:
    found = reading.find_person_page(viewer, person)
    deed = find_deed(_deeds_of(found), key, viewer) if found else None
    if found is None or deed is None:
        raise Http404
    if key in GRAVE and (asked := ask_proof(request, viewer)) is not None:
        return asked
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    if not carry_out(viewer, deed, person, typed, HouseOptions()):
        return _draw_person(request, viewer, person, key, typed)
    if deed in (OPEN, RESET):
        return _print_link(request, viewer, person)
    _thank(request, deed.done)
    return redirect("console:person", person)


def _print_link(request: HttpRequest, viewer: Actor, person: str) -> HttpResponse:
    """Show the one-time link on paper, once: it stands in no address, no log, no session."""
    account, found = find_account(person), reading.find_person_page(viewer, person)
    if account is None or found is None:
        raise Http404
    link = request.build_absolute_uri(reverse("console:link", args=make_link(account)))
    context = {
        **found, "login": account.login, "link": link, "code": draw_code(link),
        "office": reading.get_place_name(viewer),
    }  # fmt: skip
    back = reverse("console:person", args=[person])
    return draw_sheet(
        request, "password", lambda: context, back=back,
        template="console/paper_link.html", once=True,
    )  # fmt: skip


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def choose_by_link(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """Let the owner of an account choose a password, by the link on the paper."""
    faults: list[Fault] = []
    try:
        account = find_by_link(number, token)
    except LinkUsed as used:
        return render(request, "console/link.html", {"used": _(str(used))}, status=404)
    if request.method == "POST":
        password = request.POST.get("password", "")
        if password != request.POST.get("again", ""):
            faults = [Fault(_("两次输入的口令不同。请重新输入。"), "again")]
        else:
            faults = _try_password(number, token, password)
        if not faults:
            _thank(request, _("口令已设好，请登录。"))
            return redirect("console:sign-in")
    least = settings.PASSWORD_LENGTH
    context: dict[str, Any] = {"login": account.login, "faults": faults, "least": least}
    return render(request, "console/link.html", context, status=422 if faults else 200)


def _try_password(number: int, token: str, password: str) -> list[Fault]:
    try:
        choose_password(number, token, password)
    except ValidationError as error:
        return [Fault(words, "password") for words in error.messages]
    except LinkUsed as used:
        return [Fault(_(str(used)))]
    return []
