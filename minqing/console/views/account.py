"""我的账号: the last sign-in, a new password, out everywhere. For the owner alone."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from minqing.console.desk import draw, staff
from minqing.console.forms import Fault
from minqing.console.reading import account as own
from minqing.console.reading.messages import describe_contact
from minqing.kernel.messages import Actor


@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def show_account(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show one's account; a POST changes the password."""
    faults: list[Fault] = []
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("old", "new", "again")}
        faults = [Fault(*fault) for fault in own.change_password(request.user, **typed)]
        if not faults:
            update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
            messages.success(request, _("口令已更换，其他设备上的登录已退出。"), extra_tags="well")
            return redirect("console:account")
    found = own.describe_account(request.user) | describe_contact(viewer) | {"faults": faults}
    status = 422 if faults else 200
    return draw(request, viewer, "console/account.html", found, status=status)


@require_POST
@staff()
def sign_out_everywhere(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """End every session of this account, this one too."""
    own.end_all_sessions(request.user)  # type: ignore[arg-type]
    logout(request)
    return redirect("console:sign-in")
