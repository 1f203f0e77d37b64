"""The frame of every public page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from minqing.portal import reading

DEMO_ACCOUNTS = "demo-accounts.json"
"""Stands beside a database that holds a demonstration; every page then says so."""


def draw(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page inside the public frame."""
    frame = {
        "place": reading.get_place_name(),
        "simulated": (settings.VAR_DIR / DEMO_ACCOUNTS).is_file(),
    }
    return render(request, template, {**frame, **context}, status=status)
