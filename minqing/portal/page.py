"""The frame of every public page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from minqing.portal import reading


def draw(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page inside the public frame."""
    frame = {"place": reading.get_place_name()}
    return render(request, template, {**frame, **context}, status=status)
