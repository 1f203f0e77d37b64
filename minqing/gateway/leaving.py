"""The door by which the office's provider signs people out here, without their browser.

OpenID Connect Back-Channel Logout 1.0: a form with a signed token; docs/operations.md.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from minqing.signin import public as s

LARGEST = 16 * 1024
"""Signs of a token. Source: ours."""
_journal = logging.getLogger(__name__)


@csrf_exempt  # a program without a cookie: what it says is signed
@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the sessions that a logout token of our provider names."""
    if settings.SIGN_IN.provider is None:
        raise Http404
    token = request.POST.get("logout_token", "")
    if not 0 < len(token) <= LARGEST:
        return _refuse("token-missing")
    try:
        s.leave(token, now=s.read_clock())
    except s.NotBelieved as wrong:
        return _refuse(wrong.code)
    except s.ProviderAway as away:
        _journal.warning("sign-out by the provider: its keys are away: %s", away.code)
        return HttpResponse(status=503, headers={"Retry-After": "30"})
    return HttpResponse(status=200)


def _refuse(code: str) -> HttpResponse:
    # the code only: what came may hold names
    _journal.warning("sign-out by the provider refused: %s", code)
    return JsonResponse({"error": "invalid_request"}, status=400)
