"""Where the network ends: a worker in the browser that shows a page kept on the device.

A form that could not be sent leaves its page as it stands, with everything that was typed.
It keeps two pages that hold nothing of anybody, and what draws them; every other request goes
to the network as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, override
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from config.statics import name_bundle
from config.troubles import Trouble, draw

KEPT_FOR = "public, max-age=86400"
OFFLINE = Trouble(
    "offline", 200, gettext_noop("没有网络"),
    gettext_noop("这台设备现在连不上服务器，这一页打不开。"),
    gettext_noop("已经保存的都在；没有送出的，还在您填写的那一页。"),
    gettext_noop("有了信号再打开。有危险的事，先打电话。"),
)  # fmt: skip
UNSENT = gettext_noop(
    "没有网络，刚才的没有送出。内容还在这一页：不要关，有了信号再按一次，不会重复登记。"
)


@require_safe
@vary_on_cookie
def show_desk_offline(request: HttpRequest) -> HttpResponse:
    """The page of the desk for no network; the portal has its own."""
    answer = draw(request, OFFLINE, again="")  # "": the address at which it is shown
    answer.headers["Cache-Control"] = KEPT_FOR
    return answer


@require_safe
def show_worker(request: HttpRequest) -> HttpResponse:
    """The worker, the same in every language: it is not exchanged when the reader changes it."""
    pages = [reverse("portal:offline"), reverse("offline-desk")]
    files = [static(name) for name in _list_drawn()]
    words = {"pages": pages, "files": files, "unsent": [*_list_unsent()]}
    answer = render(request, "worker.js", words, content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _list_unsent() -> Iterator[tuple[str, str]]:
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield language, gettext(UNSENT)


def _list_drawn() -> list[str]:
    """Return what draws the kept pages."""
    collected = settings.STATIC_SOURCE == "collected"
    sheets = (name_bundle("portal"),) if collected else settings.STYLE_BUNDLES["portal"]
    return [*sheets, "shared/mark.svg"]
