"""事件推送: which programs are told of steps of cases; keys are shown once."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, say_refusal
from minqing.console.proving import ask_proof
from minqing.console.reading import exchange as reading
from minqing.exchange import public as x
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Personal, Refusal
from minqing.log.public import get_now, submit


@never_cache
@sensitive_post_parameters("address")
@require_http_methods(["GET", "HEAD", "POST"])
@staff("EXCHANGE_ADMIN")
def show_hooks(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show the hooks; a POST opens one or gives it a new key, and shows that this once."""
    faults: list[Fault] = []
    given = ""
    if request.method == "POST":
        if (asked := ask_proof(request, viewer)) is not None:
            return asked  # a key is shown
        secret = x.HookSecret(address=_text(request, "address")[:500], key=x.make_key())
        refusal = _submit(_make(request, secret), viewer)
        if refusal is None:
            given = secret.key
        else:
            faults = [Fault(say_refusal(refusal))]
    typed = {name: request.POST.get(name, "") for name in ("title", "unit")} if faults else {}
    chosen = request.POST.getlist("type") if faults else []
    found = reading.describe_hooks(viewer)
    found |= {"faults": faults, "given": given, "typed": typed, "chosen": chosen}
    return draw(request, viewer, "console/hooks.html", found, status=422 if faults else 200)


def _make(request: HttpRequest, secret: x.HookSecret) -> Command:
    hook, command = _text(request, "hook")[:40], _text(request, "command") or new_id()
    if not hook:
        raise Http404
    sealed = Personal(secret, subject=f"hook:{hook}")
    if request.POST.get("act") == "renew":
        return x.RenewHook(id=command, hook=hook, secret=sealed)
    return x.OpenHook(
        id=command,
        hook=hook,
        unit=_text(request, "unit"),
        title=_text(request, "title")[:60],
        types=tuple(request.POST.getlist("type")),
        secret=sealed,
    )


@require_POST
@staff("EXCHANGE_ADMIN")
def act_on_hook(request: HttpRequest, viewer: Actor, hook: str) -> HttpResponse:
    """Close a hook."""
    command = x.CloseHook(
        id=_text(request, "command") or new_id(),
        hook=hook,
        reason=_text(request, "reason")[:200],
    )
    refusal = _submit(command, viewer)
    if refusal is None:
        messages.success(request, _("已停用，密钥已删除。"), extra_tags="well")
    else:
        messages.error(request, say_refusal(refusal), extra_tags="late")
    return redirect("console:hooks")


def _submit(command: Command, viewer: Actor) -> Refusal | None:
    (answer,) = submit([command], by=viewer, now=get_now())
    return answer.refusal


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()
