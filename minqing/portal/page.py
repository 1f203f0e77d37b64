"""The frame of every public page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from minqing.cases.public import GUESS_PERIOD
from minqing.portal import reading


def draw(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page inside the public frame."""
    frame = {"place": reading.get_place_name()}
    answer = render(request, template, {**frame, **context}, status=status)
    if status == 429:
        answer.headers["Retry-After"] = str(GUESS_PERIOD)
    return answer
