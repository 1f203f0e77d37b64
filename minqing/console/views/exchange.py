"""来件工单, 工单对接, 对账: what waits for a person, with whom orders are exchanged, both books."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, say_refusal
from minqing.console.proving import ask_proof
from minqing.console.reading import exchange as reading
from minqing.exchange import public as x
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Personal, Refusal
from minqing.log.public import get_now, submit

BOOKS = ("CASE_TRIAGE", "EXCHANGE_ADMIN")


# ---------------------------------------------------------------- held work orders
@require_safe
@staff("CASE_TRIAGE")
def show_orders(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show the work orders that wait for a person."""
    return draw(request, viewer, "console/orders.html", reading.describe_orders(viewer))


@require_POST
@staff("CASE_TRIAGE")
def settle_order(request: HttpRequest, viewer: Actor, order: str) -> HttpResponse:
    """Say where a work order belongs, or send it back with a reason."""
    act = request.POST.get("act", "")
    command: Command
    if act == "route":
        command = x.RouteOrder(
            id=_text(request, "command") or new_id(),
            order=order,
            unit=_text(request, "unit"),
            category=_text(request, "category"),
        )
    elif act == "return":
        reason = Personal(_text(request, "reason")[:500], subject=f"case:{x.name_case(order)}")
        command = x.ReturnOrder(
            id=_text(request, "command") or new_id(), order=order, reason=reason
        )
    else:
        raise Http404
    refusal = _submit(command, viewer)
    if refusal is not None:
        messages.error(request, say_refusal(refusal), extra_tags="late")
        return redirect("console:orders")
    if act == "route":
        x.bring_in([order], now=get_now())
    done = {"route": _("已登记，回执随后告知来件单位。"), "return": _("已退回来件单位。")}
    messages.success(request, done[act], extra_tags="well")
    return redirect("console:orders")


# ---------------------------------------------------------------- peers
@never_cache
@sensitive_post_parameters("address")
@require_http_methods(["GET", "HEAD", "POST"])
@staff("EXCHANGE_ADMIN")
def show_peers(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show the peers; a POST opens one or gives it new keys, and shows them this once."""
    faults: list[Fault] = []
    given: x.PeerSecret | None = None
    if request.method == "POST":
        if (asked := ask_proof(request, viewer)) is not None:
            return asked  # keys are shown
        secret = x.PeerSecret(
            address=_text(request, "address")[:500].rstrip("/"),
            theirs=x.make_key(),
            ours=x.make_key(),
        )
        refusal = _submit(_make_peer(request, secret), viewer)
        if refusal is None:
            given = secret
        else:
            faults = [Fault(say_refusal(refusal))]
    names = ("title", "unit", "kind", "source")
    typed = {name: request.POST.get(name, "") for name in names} if faults else {}
    found = {**reading.describe_peers(viewer), "faults": faults, "given": given, "typed": typed}
    found["site"] = request.build_absolute_uri("/").rstrip("/")  # what the other side has to call
    return draw(request, viewer, "console/peers.html", found, status=422 if faults else 200)


def _make_peer(request: HttpRequest, secret: x.PeerSecret) -> Command:
    peer, command = _text(request, "peer")[:40], _text(request, "command") or new_id()
    sealed = Personal(secret, subject=f"peer:{peer}")
    if request.POST.get("act") == "renew":
        return x.RenewPeer(id=command, peer=peer, secret=sealed)
    kind = _text(request, "kind")
    if kind not in set(x.PeerKind) or not peer:
        raise Http404
    return x.OpenPeer(
        id=command,
        peer=peer,
        unit=_text(request, "unit"),
        kind=x.PeerKind(kind),
        source=_text(request, "source"),
        title=_text(request, "title")[:60],
        secret=sealed,
    )


@require_POST
@staff("EXCHANGE_ADMIN")
def act_on_peer(request: HttpRequest, viewer: Actor, peer: str) -> HttpResponse:
    """Map a peer's words anew, or close it."""
    act = request.POST.get("act", "")
    if act not in ("map", "close"):
        raise Http404
    refusal = _map(request, viewer, peer) if act == "map" else _close(request, viewer, peer)
    if refusal is None:
        done = {"map": _("对照表已保存。"), "close": _("已停用，密钥已删除。")}
        messages.success(request, done[act], extra_tags="well")
    else:
        messages.error(request, say_refusal(refusal), extra_tags="late")
    return redirect("console:peers")


def _map(request: HttpRequest, viewer: Actor, peer: str) -> Refusal | None:
    file = request.FILES.get("file")
    mapping = x.read_mapping(b"\0" if file is None else file.read(x.MOST_MAPPING_BYTES + 1))
    if isinstance(mapping, Refusal):
        return mapping
    command = _text(request, "command") or new_id()
    return _submit(x.MapWords(id=command, peer=peer, mapping=mapping), viewer)


def _close(request: HttpRequest, viewer: Actor, peer: str) -> Refusal | None:
    command = _text(request, "command") or new_id()
    reason = _text(request, "reason")[:200]
    return _submit(x.ClosePeer(id=command, peer=peer, reason=reason), viewer)


@require_safe
@staff("EXCHANGE_ADMIN")
def download_mapping(request: HttpRequest, viewer: Actor, peer: str) -> HttpResponse:
    """Hand out a peer's mapping as the file that can be uploaded again."""
    found = x.find_peer(viewer, peer)
    if found is None:
        raise Http404
    said = "\ufeff" + x.write_mapping(found.mapping)
    answer = HttpResponse(said, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="mapping-{found.source}.csv"'
    return answer


@require_POST
@staff("EXCHANGE_ADMIN")
def settle_undelivered(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Send the given-up messages of one target and cause again, or leave them."""
    again = request.POST.get("act") == "again"
    target, code = _text(request, "target")[:60], _text(request, "code")[:40]
    count = x.settle_undelivered(viewer, target, code, again=again, now=get_now())
    if again:
        done = ngettext("%(n)d条重新排队发送。", "%(n)d条重新排队发送。", count) % {"n": count}
    else:
        done = ngettext("%(n)d条不再发送。", "%(n)d条不再发送。", count) % {"n": count}
    messages.success(request, done, extra_tags="well")
    return redirect("console:hooks" if target.startswith("hook:") else "console:peers")


# ---------------------------------------------------------------- books of days
@require_safe
@staff(*BOOKS)
def show_books(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show the compared days of every peer in reach."""
    return draw(request, viewer, "console/books.html", reading.describe_books(viewer))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*BOOKS)
def show_book(request: HttpRequest, viewer: Actor, peer: str, day: str) -> HttpResponse:
    """Show what differs between both books of a day; a POST asks for theirs again."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if request.method == "POST":
        if not x.ask_for_book(viewer, peer, wanted, now=get_now()):
            raise Http404
        messages.success(request, _("已请对方再对一次账，结果几分钟内更新。"), extra_tags="well")
        return redirect("console:book", peer=peer, day=day)
    found = reading.describe_day(viewer, peer, wanted)
    if found is None:
        raise Http404
    return draw(request, viewer, "console/book.html", found)


def _submit(command: Command, viewer: Actor) -> Refusal | None:
    (answer,) = submit([command], by=viewer, now=get_now())
    return answer.refusal


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()
