"""惠民项目, for everybody: what was decided because of what was raised, and how far it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minqing.partnerships.public import STAGE_ZH, list_public_projects
from minqing.portal.page import draw


@require_safe
def show_projects(request: HttpRequest) -> HttpResponse:
    lines = [
        {"view": one, "stage": _(STAGE_ZH[one.stage]), "money": str(one.money or "")}
        for one in list_public_projects()
    ]
    return draw(request, "portal/projects.html", {"lines": lines})
