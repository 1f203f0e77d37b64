"""召集: a township calls departments to a place; attendance and appraisal of units as data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.cases.public import call_ups as k
from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, Field, Options, Typed, say_refusal, show_field
from minqing.console.reading import call_ups
from minqing.console.views.case import get_case
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.log.public import get_now, submit

_WORDS = tuple((str(code), word) for code, word in k.WORD_ZH.items())
AT = Field(name="at", label=gettext_lazy("几时到"), kind="datetime-local", short=True)
WHERE = Field(name="where", label=gettext_lazy("到哪里"))
WHAT = Field(name="what", label=gettext_lazy("要一起办什么"), kind="long")
UNITS = Field(name="units", label=gettext_lazy("叫哪些单位"), kind="checks", options="every_unit")
CALL = (AT, WHERE, WHAT, UNITS)
COMING = Field(
    name="coming", label=gettext_lazy("来不来"), kind="choice", inline=True,
    choices=(("yes", gettext_lazy("来")), ("no", gettext_lazy("不能来"))),
)  # fmt: skip
REASON = Field(
    name="words", label=gettext_lazy("原因"), optional=True,
    help=gettext_lazy("不能来的、缺席的须写。"),
)  # fmt: skip
ARRIVED = Field(
    name="arrived", label=gettext_lazy("到了没有"), kind="choice", inline=True,
    choices=(("yes", gettext_lazy("到会")), ("no", gettext_lazy("缺席"))),
)  # fmt: skip
WORD = Field(name="word", label=gettext_lazy("评价"), kind="choice", inline=True, choices=_WORDS)
WHY = Field(name="words", label=gettext_lazy("理由"))
FIELDS = {
    "answer": (COMING, REASON),
    "arrive": (ARRIVED, REASON),
    "appraise-unit": (WORD, WHY),
    "appraise-call": (WORD, WHY),
    "cancel": (WHY,),
}


@require_safe
@staff("CASE_VIEW")
def show_call_ups(request: HttpRequest, viewer: Actor) -> HttpResponse:
    found = call_ups.see_call_ups(viewer, now=get_now())
    return draw(request, viewer, "console/call_ups.html", found)


@require_http_methods(["GET", "HEAD", "POST"])
@staff("CASE_SUPERVISE")
def call(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    """The form of a call-up for a case, and its sending."""
    case = get_case(viewer, case_id)
    if not call_ups.may_call(viewer, case.id):
        raise Http404
    options = call_ups.offer_units(case.id)
    typed = Typed(request.POST.dict(), prefix="call-") if request.method == "POST" else None
    if typed is not None:
        typed.check(CALL, options)
        made = _make_call(typed, case.id) if not typed.faults else None
        if made is not None and _send(viewer, made, typed):
            messages.add_message(request, messages.SUCCESS, _("已召集。"), extra_tags="well")
            return redirect("console:call-up", made.call_up)
    context = {
        "case": case,
        "fields": [show_field(one, typed, options, "call-") for one in CALL],
        "faults": typed.faults if typed else [],
        "command": new_id(),
    }
    status = 422 if typed is not None else 200
    return draw(request, viewer, "console/call.html", context, status=status)


def _make_call(typed: Typed, case: str) -> k.CallUnits | None:
    at = typed.moment(AT)
    if at is None:
        return None
    command = typed.text("command") or new_id()
    return k.CallUnits(
        id=command,
        call_up=command,
        case=case,
        at=at,
        where=Personal(typed.text("where"), subject=f"case:{case}"),
        what=Personal(typed.text("what"), subject=f"case:{case}"),
        units=typed.chosen("units"),
    )


def _send(viewer: Actor, command: Command, typed: Typed) -> bool:
    (answer,) = submit([command], by=viewer, now=get_now())
    if answer.refusal is not None:
        typed.faults.append(Fault(say_refusal(answer.refusal)))
    return answer.refusal is None


@require_safe
@staff("CASE_VIEW")
def show_call_up(request: HttpRequest, viewer: Actor, call_up: str) -> HttpResponse:
    return _draw(request, viewer, call_up)


def _draw(
    request: HttpRequest, viewer: Actor, call_up: str, tried: str = "", typed: Typed | None = None
) -> HttpResponse:
    found = call_ups.find_call_up(viewer, call_up, now=get_now())
    if found is None:
        raise Http404
    for row in found["rows"]:
        unit = row["one"].called.unit
        row["forms"] = [_form(key, unit, tried, typed) for key in _keys(found["shown"], row["one"])]
    if found["shown"].may_cancel:
        found["cancel"] = _form("cancel", "", tried, typed)
    faults = typed.faults if typed else []
    status = 422 if typed is not None else 200
    context = {**found, "faults": faults}
    return draw(request, viewer, "console/call_up.html", context, status=status)


def _keys(shown: k.CallUpShown, one: k.CalledShown) -> list[str]:
    offered = (
        ("answer", one.mine and shown.may_answer),
        ("arrive", shown.may_record),
        ("appraise-unit", shown.is_caller and shown.may_appraise),
        ("appraise-call", one.mine and shown.may_appraise),
    )
    return [key for key, may in offered if may]


TITLES = {
    "answer": gettext_lazy("答复来不来"),
    "arrive": gettext_lazy("记到会"),
    "appraise-unit": gettext_lazy("评这个单位"),
    "appraise-call": gettext_lazy("评这次召集"),
    "cancel": gettext_lazy("取消召集"),
}


def _form(key: str, unit: str, tried: str, typed: Typed | None) -> dict[str, Any]:
    prefix = f"{key}-{unit}-"
    mine = typed if typed is not None and tried == prefix else None
    return {
        "key": key,
        "unit": unit,
        "title": TITLES[key],
        "command": new_id(),
        "fields": [show_field(one, mine, Options(), prefix) for one in FIELDS[key]],
        "open": mine is not None,
    }


@require_POST
@staff("CASE_VIEW")
def do_call_up(request: HttpRequest, viewer: Actor, call_up: str, key: str) -> HttpResponse:
    """Do one act of a call-up; a refusal is said where it was tried."""
    shown = k.find_call_up(viewer, call_up, now=get_now())
    if shown is None or key not in FIELDS:
        raise Http404
    unit = request.POST.get("unit", "")
    typed = Typed(request.POST.dict(), prefix=f"{key}-{unit}-")
    typed.check(FIELDS[key], Options())
    if not typed.faults and _send(viewer, _make(key, unit, shown, typed), typed):
        messages.add_message(request, messages.SUCCESS, _("已记下。"), extra_tags="well")
        return redirect("console:call-up", call_up)
    return _draw(request, viewer, call_up, tried=typed.prefix, typed=typed)


def _make(key: str, unit: str, shown: k.CallUpShown, typed: Typed) -> Command:
    command, call_up = typed.text("command") or new_id(), shown.state.id
    text = typed.text("words")
    words = Personal(text, subject=f"case:{shown.state.case}")
    given = words if text else None
    if key == "answer":
        coming = typed.text("coming") == "yes"
        return k.AnswerCall(id=command, call_up=call_up, coming=coming, words=given)
    if key == "arrive":
        arrived = typed.text("arrived") == "yes"
        return k.RecordArrival(id=command, call_up=call_up, unit=unit, arrived=arrived, words=given)
    if key == "cancel":
        return k.CancelCall(id=command, call_up=call_up, words=words)
    word = k.Word(typed.text("word"))
    if key == "appraise-unit":
        return k.AppraiseUnit(id=command, call_up=call_up, unit=unit, word=word, words=words)
    return k.AppraiseCall(id=command, call_up=call_up, word=word, words=words)
