"""Parts of a request that only people need: programs send no cookie, and no form of ours.

Addresses of the API know their caller by a token (gateway/api/frame.py); sessions, form tokens and
messages of the page are left out for them.
"""

from __future__ import annotations

from typing import cast

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

PROGRAMS = "/api/v1/"


class _ForPeople(MiddlewareMixin):
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(PROGRAMS):
            return cast("HttpResponseBase", self.get_response(request))
        return cast("HttpResponseBase", super().__call__(request))


class PeopleSessionMiddleware(_ForPeople, SessionMiddleware):
    """Sessions of people."""


class PeopleAuthenticationMiddleware(_ForPeople, AuthenticationMiddleware):
    """Who is signed in."""


class PeopleMessageMiddleware(_ForPeople, MessageMiddleware):
    """Messages that a page shows once."""
