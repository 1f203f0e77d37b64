"""登记事项: the words of the resident, with what is already open beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.cases import public as c
from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, Field, Options, Typed, say_refusal, show_field
from minqing.console.reading.messages import find_waiting_text, note_registered
from minqing.console.shown import CaseLine
from minqing.console.suggested import read_suggested
from minqing.console.views.attachments import Upload, keep_uploads, read_uploads
from minqing.households.public import copy_head
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import get_now, submit

HEARD_ON = "heard_on"
"""Relation of a case to the visit on which it was heard."""
STAFF_CHANNELS = (
    c.Channel.VISIT,
    c.Channel.PHONE,
    c.Channel.VISITOR,
    c.Channel.OPINION_BOX,
    c.Channel.MEETING,
    c.Channel.SUPERIOR,
    c.Channel.HOTLINE,
)
FIELDS = {
    field.name: field
    for field in (
        Field(
            name="channel", label=gettext_lazy("来源渠道"), kind="select", initial="visit",
            choices=tuple((str(one), c.CHANNEL_ZH[one]) for one in STAFF_CHANNELS),
        ),
        Field(
            name="unit", label=gettext_lazy("事情在哪里"), kind="select", options="units",
            blank=gettext_lazy("请选择"),
        ),
        Field(
            name="matter", label=gettext_lazy("反映内容"), kind="long",
            help=gettext_lazy("照群众的原话记：什么事、在哪里、多久了、希望怎样。"),
        ),
        Field(
            name="kind", label=gettext_lazy("事项性质"), kind="select", initial="help",
            choices=tuple((str(one), word) for one, word in c.KIND_ZH.items()),
        ),
        Field(
            name="category", label=gettext_lazy("类别"), kind="select", options="categories",
            optional=True, blank=gettext_lazy("分办时再定"),
        ),
        Field(
            name="household", label=gettext_lazy("哪一户"), kind="select", options="households",
            optional=True, blank=gettext_lazy("不填"),
        ),
        Field(
            name="anonymity", label=gettext_lazy("反映人"), kind="choice", inline=True,
            initial="named",
            help=gettext_lazy("依规须实名的类别不能匿名，可选隐名办理；匿名、隐名的不登记到户。"),
            choices=tuple((str(one), word) for one, word in c.ANONYMITY_ZH.items()),
        ),
        Field(
            name="name", label=gettext_lazy("姓名"), optional=True, autocomplete="off",
            help=gettext_lazy("匿名反映不填；选了户、是户主反映的也不用填。"),
        ),
        Field(
            name="phone", label=gettext_lazy("电话"), kind="tel", optional=True,
            autocomplete="off", help=gettext_lazy("回访和查询用。"),
        ),
        Field(
            name="language", label=gettext_lazy("反映人说什么话"), kind="choice", inline=True,
            optional=True, initial="zh",
            help=gettext_lazy("需要翻译的，时限照样从反映时算起；办理、回访的人都看得到。"),
            choices=tuple((str(one), word) for one, word in c.SPOKEN_ZH.items()),
        ),
        Field(
            name="spot", label=gettext_lazy("具体在什么地方"), optional=True, autocomplete="off",
            help=gettext_lazy("照群众的话记，如“第三口井往北”。"),
        ),
        Field(
            name="happened_at", label=gettext_lazy("什么时候说的"), kind="datetime-local",
            optional=True, short=True,
            help=gettext_lazy("不填就是现在。群众的答复时限从这时起算。"),
        ),
    )
}  # fmt: skip


FIELD_OF_REFUSAL = {
    "case-name-needed": "f-anonymity",
    "case-raiser-missing": "f-name",
}
"""Where a refusal is put right."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff("CASE_RECEIVE")
def take_in(request: HttpRequest, viewer: Actor) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    options = reading.list_intake_options(viewer, asked.get("household", "")[:40])
    if request.method != "POST":
        return _draw(request, viewer, options, None, given=_read_text(viewer, asked))
    typed = Typed(request.POST.dict())
    typed.check(_fields(options), options)
    happened_at = typed.moment(FIELDS["happened_at"])
    if not typed.faults:
        receive(viewer, typed, happened_at, read_uploads(request, viewer))
    if typed.faults:
        return _draw(request, viewer, options, typed)
    note_registered(viewer, typed.text("text"), typed.text("case"), now=get_now())
    messages.add_message(
        request, messages.SUCCESS, _("已登记，请把回执交给群众。"), extra_tags="well"
    )
    if typed.text("merged"):
        messages.add_message(request, messages.WARNING, typed.text("merged"), extra_tags="soon")
    return redirect("console:case", typed.text("case"))


def _fields(options: Options) -> list[Field]:
    return [field for field in FIELDS.values() if field.name != "household" or options.households]


def _read_text(viewer: Actor, asked: QueryDict) -> Typed | None:
    """Return what a text message fills in; its words never stand in an address."""
    text = find_waiting_text(viewer, asked.get("text", "")[:40]) if "text" in asked else None
    if text is None:
        return None
    data = {"matter": text.words, "phone": text.phone, "text": text.id, "channel": "phone"}
    return Typed({name: field.initial for name, field in FIELDS.items()} | data)


def _draw(
    request: HttpRequest,
    viewer: Actor,
    options: Options,
    typed: Typed | None,
    *,
    given: Typed | None = None,
) -> HttpResponse:
    filled = typed or given
    form: dict[str, Any] = {
        field.name: show_field(field, filled, options, "f-") for field in _fields(options)
    }
    form["text"] = filled.text("text")[:40] if filled else ""
    # A new id also after a refusal: what is sent next is another wish, not a repeat.
    form["command"] = new_id()
    form["case"] = typed.text("case") if typed else new_id()
    form["faults"] = typed.faults if typed else []
    matter = typed.text("matter") if typed else ""
    suggested = None
    if matter and typed:  # sent back: what was suggested stands there again
        place = typed.text("unit")
        suggested = reading.suggest(
            viewer, matter, place=place, prefix="f-", categories=options.categories
        )
    form["activity"] = typed.text("activity") if typed else request.GET.get("activity", "")[:40]
    form["danger"] = reading.is_emergency(viewer, matter)
    context = {
        "form": form,
        "suggested": suggested,
        "open": _beside(viewer, typed.data if typed else {}),
    }
    status = 422 if typed else 200
    return draw(request, viewer, "console/intake.html", context, status=status)


def receive(
    viewer: Actor, typed: Typed, happened_at: datetime | None, uploads: list[Upload]
) -> None:
    """Take in what was typed; what stands against it becomes a fault of the form."""
    case_id = typed.text("case") or new_id()
    typed.data = {**typed.data, "case": case_id}
    anonymity = c.Anonymity(typed.text("anonymity"))
    details = _read_raiser(viewer, typed, anonymity)
    named = anonymity is not c.Anonymity.ANONYMOUS and details != c.RaiserDetails()
    subject = f"case:{case_id}"
    matter, spot = typed.text("matter"), typed.text("spot")
    now = get_now()
    try:
        kept = keep_uploads(case_id, uploads, now=now)
    except c.FileRefused as refused:
        typed.faults.append(Fault(say_refusal(refused.refusal), "files"))
        return
    into = typed.text("into")[:40]
    command = c.ReceiveCase(
        id=typed.text("command") or new_id(),
        case=case_id,
        happened_at=happened_at,
        receipt=c.make_receipt(typed.text("unit"), case_id),
        unit=typed.text("unit"),
        channel=c.Channel(typed.text("channel")),
        kind=c.MatterKind(typed.text("kind")),
        matter=Personal(matter, subject=subject),
        raiser=Personal(details, subject=subject) if named else None,
        anonymity=anonymity,
        household=typed.text("household"),
        category=typed.text("category"),
        language=typed.text("language") or c.Spoken.CHINESE,
        links=_list_links(typed, into),
        emergency_shown=reading.is_emergency(viewer, matter),
        spot=Personal(c.Spot(words=spot), subject=subject) if spot else None,
        files=tuple(Personal(one, subject=subject) for one in kept),
        suggested=read_suggested(typed.text("suggested")),
    )
    (answer,) = submit([command], by=viewer, now=now)
    if answer.refusal is not None:
        field = FIELD_OF_REFUSAL.get(answer.refusal.code, "")
        typed.faults.append(Fault(say_refusal(answer.refusal), field))
    elif into and "CASE_MERGE" in viewer.permissions:
        typed.data = {**typed.data, "merged": _merge(viewer, case_id, into)}


def _read_raiser(viewer: Actor, typed: Typed, anonymity: c.Anonymity) -> c.RaiserDetails:
    """Return who raised it: as typed, or who answers the door of the household that was chosen."""
    details = c.RaiserDetails(name=typed.text("name"), phone=typed.text("phone"))
    if details.name or anonymity is not c.Anonymity.NAMED:
        return details
    head = copy_head(viewer, typed.text("household")) if typed.text("household") else None
    if head is None:
        return details
    return c.RaiserDetails(name=head.name, phone=details.phone or head.phone)


def _list_links(typed: Typed, into: str) -> tuple[c.Link, ...]:
    """Return what the case points at: another that is the same, the visit it was heard on."""
    heard = typed.text("activity")[:40]
    same = (c.Link(c.SAME_AS, f"case:{into}"),) if into else ()
    return (*same, *((c.Link(HEARD_ON, f"activity:{heard}"),) if heard else ()))


def _merge(viewer: Actor, case_id: str, into: str) -> str:
    """Merge what was just taken in; returns why not, "" when done. The need itself stands."""
    command = c.MergeCase(id=new_id(), case=case_id, into=into, suggested=True)
    (answer,) = submit([command], by=viewer, now=get_now())
    return "" if answer.refusal is None else say_refusal(answer.refusal)


def _beside(viewer: Actor, asked: Any) -> dict[str, Any]:
    unit, category = asked.get("unit", ""), asked.get("category", "")
    household = asked.get("household", "")
    lines: tuple[CaseLine, ...] = ()
    if unit or household:
        lines = reading.list_beside(
            viewer, place=unit, category=category, household=household, now=get_now()
        )
    return {"asked": bool(unit or household), "lines": lines}


@require_safe
@staff("CASE_RECEIVE")
def show_beside(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """What is already open for this place, category, household."""
    return render(request, "console/parts/open.html", {"open": _beside(viewer, request.GET)})


@require_POST
@staff("CASE_RECEIVE")
def warn(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show 110/119/120 while the words are still being written."""
    if reading.is_emergency(viewer, request.POST.get("matter", "")):
        return render(request, "shared/danger.html")
    return HttpResponse("")
