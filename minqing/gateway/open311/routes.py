"""The addresses of GeoReport v2 under /open311/v2/, each with or without the format at its end."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from minqing.gateway.open311.discovery import describe
from minqing.gateway.open311.frame import Call, Handle, Told, answer_with
from minqing.gateway.open311.posting import post_request
from minqing.gateway.open311.reading import find_request, find_token, list_requests
from minqing.gateway.open311.services import define_service, list_services
from minqing.gateway.open311.troubles import ADDRESS_UNKNOWN

FORM = r"(?:\.(?P<form>[^/]*))?$"


def refuse_address(call: Call) -> Told:
    """Say in the format that was asked for that there is nothing here."""
    raise ADDRESS_UNKNOWN()


def _at(route: str, name: str, **handles: Handle) -> URLPattern:
    return re_path(f"^open311/v2/{route}{FORM}", answer_with(**handles), name=f"open311-{name}")


ADDRESSES = [
    _at("discovery", "discovery", get=describe),
    _at("services", "services", get=list_services),
    _at(r"services/(?P<code>[^/.]+)", "service", get=define_service),
    _at("requests", "requests", get=list_requests, post=post_request),
    _at(r"requests/(?P<number>[^/.]+)", "request", get=find_request),
    _at(r"tokens/(?P<token>[^/.]+)", "token", get=find_token),
    _at(r"(?P<rest>(?s:.*?))", "missing", get=refuse_address, post=refuse_address),
]
