"""纸质意见单: a photographed slip is read, each field is confirmed by a person, then taken in.

Nothing is kept on the way: the picture travels with the form until the slip is confirmed.
"""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from minqing.cases import public as c
from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, Field, Options, Typed, say_refusal, show_field
from minqing.console.views.attachments import Upload, read_uploads
from minqing.console.views.intake import FIELDS, receive
from minqing.imports.public import slips
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, get_snapshot
from minqing.org.public import Directory
from minqing.vault.public import FileRefused, clean_file

READ = ("name", "phone", "unit", "matter")
"""What is looked for on a slip."""
CONFIRMED = (*READ, "category")
"""Each of these is ticked by the person who compared it."""
ASKED = (*CONFIRMED, "channel", "kind", "anonymity")
LARGEST_PICTURE = 3_500_000
"""Characters of a picture that travels with the form; a larger one is not attached."""


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@staff("CASE_RECEIVE")
def take_slip(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show where a slip is put in; read it; or take in what was confirmed."""
    if request.method != "POST":
        return _draw_door(request, viewer, [])
    if request.POST.get("stage") == "confirm":
        return _confirm(request, viewer)
    return _read(request, viewer)


def _draw_door(request: HttpRequest, viewer: Actor, faults: list[Fault]) -> HttpResponse:
    missing = "" if slips.is_installed() else say_refusal(slips.NOT_INSTALLED())
    context = {"missing": missing, "faults": faults}
    return draw(request, viewer, "console/slip.html", context, status=422 if faults else 200)


# ---------------------------------------------------------------- reading
def _read(request: HttpRequest, viewer: Actor) -> HttpResponse:
    try:
        picture = _find_picture(read_uploads(request, viewer, "slip"))
        lines = slips.read_lines(picture)
    except FileRefused as error:
        return _draw_door(request, viewer, [Fault(say_refusal(error.refusal), "f-slip")])
    options = reading.list_intake_options(viewer)
    proposed = slips.propose(lines, _name_places(options))
    named = bool(proposed["name"].value or proposed["phone"].value)
    data = {
        **{name: field.initial for name, field in FIELDS.items()},
        **{name: one.value for name, one in proposed.items()},
        "unit": proposed["unit"].value or str(options.defaults.get("unit", "")),
        "channel": str(c.Channel.OPINION_BOX),
        "anonymity": str(c.Anonymity.NAMED if named else c.Anonymity.ANONYMOUS),
    }
    cuts = {
        name: slips.cut(picture, one.box) for name, one in proposed.items() if one.box is not None
    }
    whole = base64.b64encode(picture).decode()
    return _draw_form(request, viewer, options, Typed(data), cuts=cuts, whole=whole)


def _find_picture(uploads: list[Upload]) -> bytes:
    """Return the first picture, made harmless; raises FileRefused."""
    if not uploads:
        raise FileRefused(slips.NO_PICTURE())
    cleaned = clean_file(uploads[0].read())
    if not cleaned.thumb:
        raise FileRefused(slips.NO_PICTURE())
    return cleaned.data


def _name_places(options: Options) -> dict[str, str]:
    """Return the names under which a place of the form may stand on a slip, each to its code."""
    directory = get_snapshot(Directory)
    found: dict[str, set[str]] = {}
    for code, _full in options.units:
        unit = directory.unit(code)
        for name in (unit.name, unit.short_name):
            if len(name) > 1:
                found.setdefault(name, set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


# ---------------------------------------------------------------- confirming
def _confirm(request: HttpRequest, viewer: Actor) -> HttpResponse:
    typed = Typed(request.POST.dict())
    options = reading.list_intake_options(viewer)
    typed.check(_fields(), options)
    for name in CONFIRMED:
        if not typed.text(f"seen-{name}"):
            sentence = _("不能登记：{label}还没有核对。请对照图片看过后打勾。")
            typed.faults.append(Fault(sentence.format(label=FIELDS[name].label), f"seen-{name}"))
    if not typed.faults:
        receive(viewer, typed, None, _carry_picture(typed))
    if typed.faults:
        cuts = {name: typed.text(f"cut-{name}") for name in READ if _is_cut(typed, name)}
        return _draw_form(request, viewer, options, typed, cuts=cuts, whole=typed.text("picture"))
    messages.add_message(
        request, messages.SUCCESS, _("已登记，请把回执交给群众。"), extra_tags="well"
    )
    return redirect("console:case", typed.text("case"))


def _is_cut(typed: Typed, name: str) -> bool:
    return typed.text(f"cut-{name}").startswith("data:image/jpeg;base64,")


def _carry_picture(typed: Typed) -> list[Upload]:
    """Return the slip itself, where it is wanted with the case; it is cleaned once more."""
    if not typed.text("attach"):
        return []
    try:
        data = base64.b64decode(typed.text("picture"), validate=True)
    except (binascii.Error, ValueError):
        return []
    return [_Picture(data)] if data else []


class _Picture(io.BytesIO):
    """The picture of a slip as a file of the form."""

    @property
    def name(self) -> str:
        return _("纸质意见单")


def _fields() -> list[Field]:
    return [FIELDS[name] for name in ASKED]


def _draw_form(
    request: HttpRequest,
    viewer: Actor,
    options: Options,
    typed: Typed,
    *,
    cuts: dict[str, str],
    whole: str,
) -> HttpResponse:
    shown: dict[str, Any] = {
        field.name: show_field(field, typed, options, "f-") for field in _fields()
    }
    matter, place = typed.text("matter"), typed.text("unit")
    context = {
        "form": shown,
        "confirmed": [
            {
                "field": shown[name],
                "cut": cuts.get(name, ""),
                "seen": bool(typed.text(f"seen-{name}")),
                "key": name,
                "is_read": name in READ,
            }
            for name in CONFIRMED
        ],
        "suggested": reading.suggest(
            viewer, matter, place=place, prefix="f-", categories=options.categories
        )
        if matter
        else None,
        "picture": whole if len(whole) <= LARGEST_PICTURE else "",
        "attach": typed.text("attach") or not typed.text("stage"),
        "danger": reading.is_emergency(viewer, matter),
        "faults": typed.faults,
        "command": new_id(),
        "case": typed.text("case") or new_id(),
        "now": get_now(),
    }
    status = 422 if typed.faults else 200
    return draw(request, viewer, "console/slip_form.html", context, status=status)
