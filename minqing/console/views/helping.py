"""帮助: my day at this post, the days of the others, and the words of the trade."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from minqing.console.desk import draw, staff
from minqing.console.explained import WORDS, list_deeds
from minqing.console.reading.viewer import name_role
from minqing.kernel.messages import Actor
from minqing.org.public import ROLES


@require_safe
@staff()
def show_help(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show the viewer's own day first; what others do is folded below."""
    others = [
        {"title": name_role(role.code), "deeds": _show_deeds(role.permissions)}
        for role in ROLES.values()
        if role.held_by_post and role.code not in viewer.roles
    ]
    context = {
        "roles": [name_role(code) for code in sorted(viewer.roles)],
        "deeds": _show_deeds(viewer.permissions, link=True),
        "others": others,
        "words": WORDS,
    }
    return draw(request, viewer, "console/help.html", context)


def _show_deeds(permissions: frozenset[str], *, link: bool = False) -> list[dict[str, Any]]:
    """Return the deeds of a day; with addresses for who may go there."""
    return [
        {
            "when": deed.when,
            "does": deed.does,
            "url": reverse(f"console:{deed.room}", args=deed.args) if link else "",
        }
        for deed in list_deeds(permissions)
    ]
