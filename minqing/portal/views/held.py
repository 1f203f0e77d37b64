"""我的全部信息: what is held about the raiser, to see, print, correct or have erased."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from minqing.kernel.ids import new_id
from minqing.log.public import get_now
from minqing.portal import sending
from minqing.portal.held import KEPT, PURPOSES, list_under, show_held
from minqing.portal.page import draw
from minqing.portal.steps import Fault
from minqing.portal.views.proof import Looked, look_up, read_proof

MOST_PROOFS = 20


@never_cache
@sensitive_post_parameters("key")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Ask for a receipt with its key; show what is held on all that were proven so far."""
    if request.method != "POST":
        return _ask(request, "", Looked(), [])
    now, proofs = get_now(), _read_proofs(request)
    typed, key = request.POST.get("receipt", ""), request.POST.get("key", "").strip()
    if not typed and proofs:
        return _show(request, proofs, now)
    looked = look_up(typed, key, now=now)
    if not looked.errors and not looked.proof:
        sentence = _("不能打开：没有填查询密码或电话后四位。请填写其中一个。")
        looked = Looked(errors={"key": sentence})
    if looked.errors:
        return _ask(request, typed, looked, proofs)
    return _show(request, [*proofs, looked.proof], now)


def _read_proofs(request: HttpRequest) -> list[str]:
    return request.POST.getlist("proof")[:MOST_PROOFS]


def _ask(request: HttpRequest, typed: str, looked: Looked, proofs: list[str]) -> HttpResponse:
    faults = [Fault(sentence, field) for field, sentence in looked.errors.items()]
    context = {
        "typed": typed,
        "errors": looked.errors,
        "faults": faults,
        "waits": looked.waits,
        "proofs": proofs,
    }
    status = looked.status if looked.errors else 200
    return draw(request, "portal/held_ask.html", context, status=status)


def _show(
    request: HttpRequest, proofs: list[str], now: datetime, *, done: str = "", fault: str = ""
) -> HttpResponse:
    matters, kept = {}, {}
    for proof in proofs:
        found, by_pin = read_proof(proof, now=now)
        if found is not None:
            kept[found.receipt] = proof
            for part, one in enumerate(list_under(found), 1):
                shown = show_held(one, by_pin=by_pin, now=now)
                matters[one.receipt] = shown | {
                    "proof": proof, "part": part, "command": new_id(),
                }  # fmt: skip
    if not matters:
        sentence = _("不能继续：页面放得太久了。请重新输入回执编号和查询密码。")
        return _ask(request, "", Looked(errors={"receipt": sentence}), [])
    context = {
        "matters": list(matters.values()),
        "proofs": list(kept.values()),
        "purposes": [(_(what), _(why)) for what, why in PURPOSES],
        "kept": [_(line) for line in KEPT],
        "at": now,
        "done": done,
        "faults": [Fault(fault)] if fault else [],
    }
    return draw(request, "portal/held.html", context, status=422 if fault else 200)


@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a correction or an erasure of one matter's data."""
    now, proofs = get_now(), _read_proofs(request)
    about, part = request.POST.get("about", ""), request.POST.get("part", "")
    found, _by_pin = read_proof(about, now=now, part=part)
    kind = request.POST.get("kind", "")
    if found is None or kind not in ("correct", "erase"):
        return _show(request, proofs, now, fault=_("不能提出：页面放得太久了。请重新查询。"))
    refused = sending.send_request(
        found.id,
        command=request.POST.get("command") or new_id(),
        kind=kind,
        words=request.POST.get("words", "").strip(),
        now=now,
    )
    if refused:
        return _show(request, proofs, now, fault=refused)
    return _show(request, proofs, now, done=_("已经提出，15个工作日内答复您，可在这里查看。"))
