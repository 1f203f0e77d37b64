"""待我核准: what waits for my consent, what I asked for, and one request with its rounds."""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from minqing.approvals import public as a
from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, Field, Options, Text, Typed, say_refusal, show_field
from minqing.console.proving import ask_proof
from minqing.console.reading import approvals as reading
from minqing.console.shown_approvals import ApprovalView
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.log.public import get_now, submit


class ApprovalAct(msgspec.Struct, frozen=True, kw_only=True):
    """One act on a request: its words and questions; what is sent is made below."""

    key: str
    verb: str
    title: Text
    will: Text = ""
    fields: tuple[Field, ...] = ()
    done: Text = ""


REMARKS = Field(
    name="remarks", label=gettext_lazy("意见"), kind="long", optional=True,
)  # fmt: skip
WHAT_TO_CHANGE = Field(name="remarks", label=gettext_lazy("要改什么"), kind="long")
WORDS = Field(name="words", label=gettext_lazy("理由"), kind="long")
AMOUNT = Field(name="amount", label=gettext_lazy("延长几个工作日"), kind="number", short=True)

ACTS = (
    ApprovalAct(
        key="agree", verb="approval.give-consent", title=gettext_lazy("同意"),
        fields=(REMARKS,), done=gettext_lazy("已同意。"),
    ),
    ApprovalAct(
        key="send-back", verb="approval.send-back", title=gettext_lazy("退回修改"),
        will=gettext_lazy("退给申请人；本轮已有的同意作废。"),
        fields=(WHAT_TO_CHANGE,), done=gettext_lazy("已退回申请人修改。"),
    ),
    ApprovalAct(
        key="ask-again", verb="approval.ask-again", title=gettext_lazy("修改后再次申请"),
        will=gettext_lazy("重新开始一轮，由他人核准。"),
        fields=(AMOUNT, WORDS), done=gettext_lazy("已再次申请。"),
    ),
    ApprovalAct(
        key="withdraw", verb="approval.withdraw", title=gettext_lazy("撤回申请"),
        will=gettext_lazy("撤回后不再需要核准，事项照常办理。"),
        done=gettext_lazy("已撤回申请。"),
    ),
)  # fmt: skip
ACT_OF = {act.key: act for act in ACTS}


@require_safe
@staff("CASE_VIEW")
def show_approvals(request: HttpRequest, viewer: Actor) -> HttpResponse:
    now = get_now()
    context = {
        "waiting": reading.list_waiting(viewer, now=now),
        "asked": reading.list_asked(viewer, now=now),
    }
    return draw(request, viewer, "console/approvals.html", context)


@require_safe
@staff("CASE_VIEW")
def show_approval(request: HttpRequest, viewer: Actor, approval_id: str) -> HttpResponse:
    return _draw(request, viewer, _get(viewer, approval_id))


def _get(viewer: Actor, approval_id: str) -> ApprovalView:
    view = reading.find_approval(viewer, approval_id, now=get_now())
    if view is None:
        # the same for “not there” and “not yours”
        raise Http404
    return view


def _draw(
    request: HttpRequest,
    viewer: Actor,
    view: ApprovalView,
    *,
    tried: str = "",
    typed: Typed | None = None,
) -> HttpResponse:
    acts = [
        _show_act(act, view, typed if act.key == tried else None)
        for act in ACTS
        if act.verb in view.acts
    ]
    # what is no longer offered was refused all the same: say why, above
    offered = any(act["key"] == tried for act in acts)
    faults = typed.faults if typed is not None and not offered else []
    context = {"approval": view, "acts": acts, "faults": faults}
    status = 422 if typed is not None else 200
    return draw(request, viewer, "console/approval.html", context, status=status)


def _fields(act: ApprovalAct, view: ApprovalView) -> tuple[Field, ...]:
    # only an extension has an amount that is asked for anew; the rest keeps its terms
    return tuple(
        field for field in act.fields if field.name != "amount" or "amount" in view.raw_terms
    )


def _show_act(act: ApprovalAct, view: ApprovalView, typed: Typed | None) -> dict[str, Any]:
    known = {"amount": str(view.raw_terms.get("amount", "")), "words": view.words}
    options = Options(defaults=known)
    return {
        "key": act.key,
        "title": act.title,
        "will": act.will or _say_consent(view),
        "command": new_id(),
        "fields": [
            show_field(field, typed, options, f"{act.key}-") for field in _fields(act, view)
        ],
        "faults": typed.faults if typed else [],
    }


def _say_consent(view: ApprovalView) -> str:
    left = view.missing - 1
    if left < 1:
        return _("您同意后立即生效，不能再撤销。")
    return _("您同意后还须另外{left}人同意才生效。").format(left=left)


@require_POST
@staff("CASE_VIEW")
def do_approval(request: HttpRequest, viewer: Actor, approval_id: str, key: str) -> HttpResponse:
    """Do one step: typed → command → answer. A refusal is said where it was tried."""
    act = ACT_OF.get(key)
    view = _get(viewer, approval_id)
    if act is None:
        raise Http404
    if key == "agree" and view.opens_identity:
        asked = ask_proof(request, viewer)
        if asked is not None:
            return asked
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    typed.check(_fields(act, view), Options())
    command = None if typed.faults else _build(act, view, approval_id, typed)
    if command is not None:
        (answer,) = submit([command], by=viewer, now=get_now())
        if answer.refusal is not None:
            typed.faults.append(Fault(say_refusal(answer.refusal)))
    if typed.faults:
        return _draw(request, viewer, view, tried=key, typed=typed)
    messages.add_message(request, messages.SUCCESS, act.done, extra_tags="well")
    return redirect("console:approval", approval_id)


def _build(act: ApprovalAct, view: ApprovalView, approval: str, typed: Typed) -> Command | None:
    version = typed.text("version")
    named: dict[str, Any] = {
        "id": typed.text("command") or new_id(),
        "approval": approval,
        "subject": view.subject,
        "expected_version": int(version) if version.isdigit() else 0,
    }

    def said(name: str) -> Personal[str]:
        return Personal(typed.text(name), subject=view.subject)

    if act.key == "agree":
        return a.GiveConsent(**named, remarks=said("remarks") if typed.text("remarks") else None)
    if act.key == "send-back":
        return a.SendBackRequest(**named, remarks=said("remarks"))
    if act.key == "withdraw":
        return a.WithdrawRequest(**named)
    terms = dict(view.raw_terms)
    if "amount" in terms:
        terms["amount"] = typed.number(AMOUNT)
    return None if typed.faults else a.AskAgain(**named, terms=terms, words=said("words"))
