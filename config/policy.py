"""The Content-Security-Policy of every answer, put together once.

It is the same text each time (config/settings.py): nothing here has inline scripts, so no page
needs a nonce. Building it anew cost a twentieth of what taking in a matter did.
"""

from __future__ import annotations

from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class OnePolicyMiddleware(CSPMiddleware):
    """Give every answer the one policy, except where a view has set a stricter one itself."""

    @cached_property
    def _policy(self) -> str:
        return build_policy()

    def process_request(self, request: HttpRequest) -> None:
        """Make no nonce: a page that asked for one would be refused by its browser."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response.headers.setdefault(HEADER, self._policy)
        return response
