"""查询进度: by receipt number; with the slip's PIN or the phone's last digits also the words,
and everything the raiser may ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.cases.public import RATING_ZH, Rating
from minqing.kernel.ids import new_id
from minqing.log.public import get_now
from minqing.portal import photos, sending
from minqing.portal.guide import get_complaints_phone
from minqing.portal.page import draw
from minqing.portal.progress import Found, show_progress
from minqing.portal.promises import list_own_promises
from minqing.portal.steps import Fault
from minqing.portal.views.printing import list_own
from minqing.portal.views.proof import Looked, look_up, make_proof, read_proof
from minqing.vault.public import make_ticket

__all__ = ["make_proof"]


@never_cache
@sensitive_post_parameters("key")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _ask(request, request.GET.get("receipt", ""), Looked())
    typed, key = request.POST.get("receipt", ""), request.POST.get("key", "").strip()
    looked = look_up(typed, key, now=get_now())
    if looked.errors:
        return _ask(request, typed, looked)
    phone = get_complaints_phone() if looked.is_sealed else ""
    return _show(request, looked.receipt, looked.proof, complaint=looked.is_sealed, phone=phone)


def _ask(request: HttpRequest, typed: str, looked: Looked) -> HttpResponse:
    faults = [Fault(sentence, field) for field, sentence in looked.errors.items()]
    context = {"typed": typed, "errors": looked.errors, "faults": faults, "waits": looked.waits}
    status = looked.status if looked.errors else 200
    return draw(request, "portal/track.html", context, status=status)


def _show(request: HttpRequest, receipt: str, proof: str, **more: Any) -> HttpResponse:
    case = show_progress(receipt, opened=bool(proof), now=get_now())
    if proof:
        case["sheets"] = list_own(case["id"], receipt)
        more["promises"] = list_own_promises(case["id"], now=get_now())
        case["upload_ticket"] = make_ticket(case["id"])
        case["files"] = [_show_file(case["id"], one) for one in case["files"]]
    ratings = [(str(one), _(word)) for one, word in RATING_ZH.items()]
    context = {"case": case, "proof": proof, "command": new_id(), "ratings": ratings, **more}
    status = 422 if more.get("faults") else 200
    return draw(request, "portal/progress.html", context, status=status)


def _show_file(case: str, one: Any) -> dict[str, Any]:
    return {"file": one, "look": photos.sign_sent(case, one.number)}


@never_cache
@require_safe
def show_file(request: HttpRequest, word: str) -> HttpResponse:
    """One photo or paper of a proven matter; the word in the address ends with the proof."""
    found = photos.open_sent(word, thumb=request.GET.get("size") == "small", now=get_now())
    if found is None:
        raise Http404
    return photos.answer_with(found)


# ---------------------------------------------------------------- what the raiser asks for
Handled = str | Fault
"""What is said when it is done, or what is wrong."""


def _act(
    request: HttpRequest, handle: Callable[[HttpRequest, Found, datetime], Handled]
) -> HttpResponse:
    now, proof = get_now(), request.POST.get("proof", "")
    found, _by_pin = read_proof(proof, now=now, part=request.POST.get("part", ""))
    if found is None:
        sentence = _("不能继续：页面放得太久了。请重新输入回执编号和查询密码。")
        looked = Looked(errors={"receipt": sentence})
        return _ask(request, request.POST.get("receipt", ""), looked)
    said = handle(request, found, now)
    typed = {
        name: request.POST.get(name, "")
        for name in ("answered", "solved", "words", "facts", "rating")
    }
    if isinstance(said, Fault):
        return _show(request, found.receipt, proof, faults=[said], **typed)
    return _show(request, found.receipt, proof, done=said)


@never_cache
@require_POST
def show_part(request: HttpRequest) -> HttpResponse:
    """Show one of the matters that stand under one receipt."""
    return _act(request, lambda _request, _found, _now: "")


def _command(request: HttpRequest) -> str:
    return request.POST.get("command") or new_id()


@never_cache
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Record 已收到答复 and 问题已解决, apart, as the raiser says, and a rating if any."""
    return _act(request, _confirm)


def _confirm(request: HttpRequest, found: Found, now: datetime) -> Handled:
    answered, solved = request.POST.get("answered", ""), request.POST.get("solved", "")
    if answered not in ("yes", "no") or solved not in ("yes", "no"):
        return Fault(_("不能送出：两个问题都要回答。请各选一项。"), "answered")
    rating = request.POST.get("rating", "")
    refused = sending.send_confirmation(
        found.id,
        command=_command(request),
        answered=answered == "yes",
        solved=solved == "yes",
        rating=Rating(rating) if rating in set(Rating) else Rating.RATHER_NOT_SAY,
        now=now,
    )
    return Fault(refused) if refused else _("谢谢，您的确认已经记下。")


@never_cache
@require_POST
def answer_promise(request: HttpRequest) -> HttpResponse:
    """Record whether what was promised about the matter was kept, as its raiser says."""
    return _act(request, _answer_promise)


def _answer_promise(request: HttpRequest, found: Found, now: datetime) -> Handled:
    kept = request.POST.get("kept", "")
    if kept not in ("kept", "not_kept"):
        return Fault(_("不能送出：没有选是否兑现。请选一项。"))
    refused = sending.send_kept(
        found.id,
        promise=request.POST.get("promise", ""),
        command=_command(request),
        kept=kept == "kept",
        now=now,
    )
    return Fault(refused) if refused else _("谢谢，您的回答已经记下。")


@never_cache
@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    """Ask for the matter to be handled again, with what is new and photos of it."""
    return _act(request, _reopen)


def _reopen(request: HttpRequest, found: Found, now: datetime) -> Handled:
    words = request.POST.get("words", "").strip()
    if not words:
        return Fault(_("不能送出：没有写哪里没有办好。请写几句。"), "words")
    files, refused = photos.add(
        found.id, (), photos.read_uploads(request, found.id, now=now), now=now
    )
    if refused:
        return Fault(refused[0], "reopen-photos")
    sentence = sending.send_reopening(
        found.id,
        command=_command(request),
        words=words,
        facts=request.POST.get("facts", "").strip(),
        files=files,
        now=now,
    )
    return Fault(sentence) if sentence else _("已经重新办理，答复时限重新计算。")


@never_cache
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the matter back, after the raiser has read what that means."""
    return _act(request, _withdraw)


def _withdraw(request: HttpRequest, found: Found, now: datetime) -> Handled:
    if request.POST.get("sure") != "1":
        return Fault(_("不能撤回：没有勾选“我明白”。撤回后就不再办理，请想好再勾选。"), "sure")
    words = request.POST.get("why", "").strip()
    refused = sending.send_withdrawal(found.id, command=_command(request), words=words, now=now)
    return Fault(refused) if refused else _("已经撤回，不再办理。")


@never_cache
@require_POST
def add_photos(request: HttpRequest) -> HttpResponse:
    """Add photos or papers to a matter that was raised before."""
    return _act(request, _add_photos)


def _add_photos(request: HttpRequest, found: Found, now: datetime) -> Handled:
    files, refused = photos.add(
        found.id, (), photos.read_uploads(request, found.id, now=now), now=now
    )
    if refused:
        return Fault(refused[0], "more-photos")
    sentence = sending.send_files(found.id, command=_command(request), files=files, now=now)
    return Fault(sentence, "more-photos") if sentence else _("已经加上，办理的人看得到。")


@never_cache
@require_POST
def ask_call(request: HttpRequest) -> HttpResponse:
    """Ask to be called by whoever handles it."""
    return _act(request, _ask_call)


def _ask_call(request: HttpRequest, found: Found, now: datetime) -> Handled:
    refused = sending.send_request(
        found.id,
        command=_command(request),
        kind="call",
        words=request.POST.get("when", "").strip(),
        now=now,
    )
    return Fault(refused) if refused else _("已经转告，两个工作日内会有人打电话给您。")
