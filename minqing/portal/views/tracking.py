"""查询进度: by receipt number; with the slip's PIN or the phone's last digits also the words."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from minqing.kernel.ids import new_id
from minqing.kernel.receipts import ReceiptInvalid, check_receipt
from minqing.portal import reading, sending
from minqing.portal.limits import is_allowed, note_failure
from minqing.portal.others import cite_part
from minqing.portal.page import draw
from minqing.portal.steps import Fault

PROOF = "minqing.portal.proof"
PROOF_FOR = 30 * 60
"""Seconds in which a proven reader may confirm or ask for handling again."""


@never_cache
@sensitive_post_parameters("key")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _ask(request, request.GET.get("receipt", ""), {})
    typed, key = request.POST.get("receipt", ""), request.POST.get("key", "").strip()
    try:
        receipt = check_receipt(typed)
    except ReceiptInvalid as invalid:
        return _ask(request, typed, {"receipt": sending.say_refusal(invalid.refusal)})
    if not is_allowed(receipt):
        sentence = _("不能查询：这一带的编号试得太多了。请过一刻钟再查，或打电话询问。")
        return _ask(request, typed, {"receipt": sentence}, status=429)
    found = reading.find_progress(receipt, now=timezone.now())
    if found is None:
        note_failure(receipt)
        sentence = _("不能查询：没有这个回执编号。请对照回执，从左到右重新输入。")
        return _ask(request, typed, {"receipt": sentence})
    if key and not reading.is_key_right(found, key, now=timezone.now()):
        note_failure(receipt)
        sentence = _("不能打开内容：查询密码或电话后四位不对。请重新输入，或不填只看进度。")
        return _ask(request, typed, {"key": sentence})
    proof = signing.dumps(receipt, salt=PROOF) if key else ""
    return _show(request, receipt, proof)


def _ask(
    request: HttpRequest, typed: str, errors: dict[str, str], *, status: int = 422
) -> HttpResponse:
    faults = [Fault(sentence, field) for field, sentence in errors.items()]
    context = {"typed": typed, "errors": errors, "faults": faults}
    return draw(request, "portal/track.html", context, status=status if errors else 200)


def _show(request: HttpRequest, receipt: str, proof: str, **more: Any) -> HttpResponse:
    case = reading.show_progress(receipt, opened=bool(proof), now=timezone.now())
    context = {"case": case, "proof": proof, "command": new_id(), **more}
    status = 422 if more.get("faults") else 200
    return draw(request, "portal/progress.html", context, status=status)


def _prove(request: HttpRequest) -> tuple[str, str]:
    """Return the receipt that this reader has proven, and the proof; empty when it ran out.

    One text may have been split: `part` then says which of its matters is meant, and all of
    them are proven by the one receipt.
    """
    proof, part = request.POST.get("proof", ""), request.POST.get("part", "")
    try:
        receipt: str = signing.loads(proof, salt=PROOF, max_age=PROOF_FOR)
    except signing.BadSignature:
        return "", ""
    return cite_part(receipt, part), proof


def _ask_again(request: HttpRequest) -> HttpResponse:
    sentence = _("不能继续：页面放得太久了。请重新输入回执编号和查询密码。")
    return _ask(request, request.POST.get("receipt", ""), {"receipt": sentence})


@never_cache
@require_POST
def show_part(request: HttpRequest) -> HttpResponse:
    """Show one of the matters that stand under one receipt."""
    receipt, proof = _prove(request)
    found = reading.find_progress(receipt, now=timezone.now()) if receipt else None
    return _ask_again(request) if found is None else _show(request, receipt, proof)


@never_cache
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Record 已收到答复 and 问题已解决, apart, as the raiser says."""
    receipt, proof = _prove(request)
    found = reading.find_progress(receipt, now=timezone.now()) if receipt else None
    if found is None:
        return _ask_again(request)
    answered, solved = request.POST.get("answered", ""), request.POST.get("solved", "")
    if answered not in ("yes", "no") or solved not in ("yes", "no"):
        fault = Fault(_("不能送出：两个问题都要回答。请各选一项。"), "answered")
        return _show(request, receipt, proof, faults=[fault], answered=answered, solved=solved)
    refused = sending.send_confirmation(
        found.id,
        command=request.POST.get("command") or new_id(),
        answered=answered == "yes",
        solved=solved == "yes",
        now=timezone.now(),
    )
    if refused:
        return _show(request, receipt, proof, faults=[Fault(refused)])
    return _show(request, receipt, proof, done=_("谢谢，您的确认已经记下。"))


@never_cache
@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    receipt, proof = _prove(request)
    found = reading.find_progress(receipt, now=timezone.now()) if receipt else None
    if found is None:
        return _ask_again(request)
    words, facts = (request.POST.get(name, "").strip() for name in ("words", "facts"))
    if not words:
        fault = Fault(_("不能送出：没有写哪里没有办好。请写几句。"), "words")
        return _show(request, receipt, proof, faults=[fault], facts=facts)
    refused = sending.send_reopening(
        found.id,
        command=request.POST.get("command") or new_id(),
        words=words,
        facts=facts,
        now=timezone.now(),
    )
    if refused:
        typed = {"words": words, "facts": facts}
        return _show(request, receipt, proof, faults=[Fault(refused)], **typed)
    return _show(request, receipt, proof, done=_("已经重新办理，答复时限重新计算。"))
