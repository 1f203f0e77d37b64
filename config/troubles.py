"""What a person is told when an answer is not the page that was asked for.

Every trouble has a title, what happened, what was kept, what to do, and a code that stays the
same (docs/reference/troubles.md). The page needs no database: it is drawn when there is none.
What was being written is rolled back whole; the same form may be sent again later, since its
command keeps its id.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import NamedTuple
from xml.sax.saxutils import escape

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from config.demonstration import say_simulated
from config.journal import request_id
from minqing.vault.public import KeyWrong

journal = logging.getLogger(__name__)


class Trouble(NamedTuple):
    """One trouble, as sentences of the catalogue. `ours`: the fault lies with the machine."""

    code: str
    status: int
    title: str
    happened: str
    kept: str
    do: str
    ours: bool = False


class Storage(NamedTuple):
    """A trouble of the store: its code, and one sentence with the remedy."""

    code: str
    sentence: str


PROGRAMS = "/api/"
"""Addresses that only programs ask: they are answered in their one form, never with a page."""
OPEN311 = "/open311/"
"""Addresses of GeoReport v2, which has a form of its own for what went wrong."""
DESK = ("/console/", "/offline/desk/")
"""Addresses whose way back is the desk."""

_SENT_BEFORE = gettext_noop("按“后退”回到上一页，填过的内容一般还在。")
_UNCHANGED = gettext_noop("什么都没有改动。")

UNREADABLE = Trouble(
    "request-unreadable", 400, gettext_noop("这次请求看不懂"),
    gettext_noop("地址或内容不完整，这次没有办成。"), _SENT_BEFORE,
    gettext_noop("请检查后再送一次。"),
)  # fmt: skip
FORBIDDEN = Trouble(
    "page-forbidden", 403, gettext_noop("您不能看这一页"),
    gettext_noop("您现在的岗位没有这项权限，或这件事不在您的管辖范围内。"), _UNCHANGED,
    gettext_noop("需要办理，请切换岗位，或联系本单位管理员。"),
)  # fmt: skip
FORM_TOO_OLD = Trouble(
    "form-too-old", 403, gettext_noop("页面放得太久了"),
    gettext_noop("为了您的安全，这次没有送出。"), _SENT_BEFORE,
    gettext_noop(
        "请先复制写好的长段文字，刷新那一页，再送一次。"
        "还是这样，请让浏览器允许本网站的Cookie。"
    ),
)  # fmt: skip
MISSING = Trouble(
    "page-missing", 404, gettext_noop("没有这一页"),
    gettext_noop("地址可能抄错了，或者这一页已经不在了。"), _UNCHANGED,
    gettext_noop("请核对地址，或从下面重新找。"),
)  # fmt: skip
TOO_LARGE = Trouble(
    "request-too-large", 413, gettext_noop("一次送的太大了"),
    gettext_noop("照片和文件合起来太大，这次没有收下，别的内容也没有存入。"), _SENT_BEFORE,
    gettext_noop("请少选几张，或分几次送。"),
)  # fmt: skip
FAULT = Trouble(
    "server-fault", 500, gettext_noop("系统出了问题"),
    gettext_noop("不是您的操作有误，是系统里出了错。"),
    gettext_noop("已经给了回执编号的内容都在。刚才这一次可能没有存入；再送一次，不会重复登记。"),
    gettext_noop("请过几分钟再试。还是不行，请打电话告诉我们下面的号码。"),
    ours=True,
)  # fmt: skip

DISK_FULL = Storage(
    "storage-full",
    gettext_noop(
        "不能保存：服务器的存储空间已满，刚才的内容没有存入。请联系管理员腾出空间后，再提交一次。"
    ),
)
BUSY = Storage(
    "storage-busy",
    gettext_noop("不能保存：数据库正忙，刚才的内容没有存入。请过一分钟再提交一次。"),
)
KEY_WRONG = Storage(KeyWrong.code, gettext_noop("不能打开个人信息库：主密钥与库中数据不符。请联系管理员放回原来的密钥文件。"))  # fmt: skip
UNREACHABLE = Storage(
    "storage-unreachable",
    gettext_noop("不能保存：连不上数据库，刚才的内容没有存入。请稍后再提交一次。"),
)

_READING = {
    # Whoever only looked has lost nothing, and is not told of saving.
    "storage-full": gettext_noop("服务器的存储空间已满。请联系管理员腾出空间。"),
    "storage-busy": gettext_noop("数据库正忙。请过一分钟再打开。"),
    "storage-unreachable": gettext_noop("连不上数据库。请过几分钟再打开。"),
}
_TITLES = (gettext_noop("暂时打不开"), gettext_noop("暂时不能保存"))
_GONE = ("unable to open database file", "disk I/O error", "connection", "server closed")


def name_trouble(error: BaseException | None) -> Storage | None:
    """Return code and sentence of a trouble of the machine, None for a fault of ours."""
    if isinstance(error, KeyWrong):
        return KEY_WRONG
    if not isinstance(error, (OperationalError, InterfaceError)):
        return None
    text = str(error)
    state = getattr(error.__cause__, "sqlstate", None)
    if state == "53100" or "disk is full" in text or "No space left" in text:
        return DISK_FULL
    if "locked" in text:
        return BUSY
    gone = state is None and any(words in text for words in _GONE)
    # 08: the connection broke; 57P: the server is stopped or starts; 53300: no place is free
    if gone or (state or "").startswith(("08", "57P")) or state == "53300":
        return UNREACHABLE
    return None


class TroubleMiddleware:
    """Answer a trouble of the machine with 503, a sentence and a stable code."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        found = name_trouble(error)
        return None if found is None else _draw_storage(request, found)


# ---------------------------------------------------------------- what Django asks for by name
def show_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 where too much was sent at once, else 400."""
    too_much = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
    return draw(request, TOO_LARGE if isinstance(exception, too_much) else UNREADABLE)


def show_forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403; what the view said of the reason says all that there is to do."""
    said = str(exception)
    return draw(request, FORBIDDEN._replace(happened=said, do="") if said else FORBIDDEN)


def show_form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 for a form without a valid token."""
    return draw(request, FORM_TOO_OLD)


def show_missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return draw(request, MISSING)


def show_fault(request: HttpRequest) -> HttpResponse:
    """Answer 503 for a trouble of the machine that no view met (a session, say), else 500."""
    found = name_trouble(sys.exc_info()[1])
    return draw(request, FAULT) if found is None else _draw_storage(request, found)


def _draw_storage(request: HttpRequest, found: Storage) -> HttpResponse:
    journal.error("trouble of the machine", extra={"code": found.code})
    writes = request.method not in ("GET", "HEAD")
    said = found.sentence if writes else _READING.get(found.code, found.sentence)
    kept = _SENT_BEFORE if writes else _UNCHANGED
    trouble = Trouble(found.code, 503, _TITLES[writes], said, kept, "", ours=True)
    return draw(request, trouble)


def draw(request: HttpRequest, trouble: Trouble, **more: str) -> HttpResponse:
    """Draw the page of a trouble, with the way back to the face where it happened."""
    if request.path.startswith(OPEN311):
        return say_to_open311(request, trouble)
    if request.path.startswith(PROGRAMS):
        return say_to_program(request, trouble)
    words = {name: gettext(text) if text else "" for name, text in _list_words(trouble)}
    page = render_to_string(
        "trouble.html",
        {
            **words,
            "kept": "" if _only_looked(request, trouble) else words["kept"],
            "code": trouble.code,
            "number": request_id.get() if trouble.ours else "",
            "is_desk": request.path.startswith(DESK),
            "again": request.get_full_path() if _may_ask_again(request, trouble) else None,
            **({} if trouble.ours else _say_simulated(request)),
            **more,
        },
    )
    answer = HttpResponse(page, status=trouble.status)
    if trouble.status == 503:
        answer.headers["Retry-After"] = "60"
    return answer


def say_to_program(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Answer in the API's form (docs/reference/api.md): code, sentence, field."""
    with translation.override(translation.get_language_from_request(request)):
        said = (gettext(text) for text in (trouble.happened, trouble.do) if text)
        body = {"code": trouble.code, "sentence": "".join(said), "field": ""}
        answer = JsonResponse(body, status=trouble.status, json_dumps_params=_PLAIN)
        answer.headers["Content-Language"] = translation.get_language() or ""
    if trouble.status == 503:
        answer.headers["Retry-After"] = "60"
    return answer


def say_to_open311(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Answer in the form of GeoReport v2 (docs/reference/open311.md): code and description."""
    with translation.override(translation.get_language_from_request(request)):
        said = "".join(gettext(text) for text in (trouble.happened, trouble.do) if text)
    if request.path.endswith(".json"):
        errors = [{"code": trouble.status, "description": said}]
        answer: HttpResponse = JsonResponse(
            errors, status=trouble.status, json_dumps_params=_PLAIN, safe=False
        )
        answer.headers["Content-Type"] = "application/json; charset=utf-8"
    else:
        error = f"<error><code>{trouble.status}</code><description>{escape(said)}</description>"
        body = f'<?xml version="1.0" encoding="utf-8"?>\n<errors>{error}</error></errors>'
        answer = HttpResponse(body, status=trouble.status)
        answer.headers["Content-Type"] = "text/xml; charset=utf-8"
    if trouble.status == 503:
        answer.headers["Retry-After"] = "60"
    return answer


_PLAIN = {"ensure_ascii": False}


def _list_words(trouble: Trouble) -> list[tuple[str, str]]:
    names = ("title", "happened", "kept", "do")
    return [(name, getattr(trouble, name)) for name in names]


def _only_looked(request: HttpRequest, trouble: Trouble) -> bool:
    """Return whether nothing could have changed, so that nothing need be said of it."""
    return trouble.kept == _UNCHANGED and request.method in ("GET", "HEAD")


def _may_ask_again(request: HttpRequest, trouble: Trouble) -> bool:
    return trouble.ours and request.method in ("GET", "HEAD")


def _say_simulated(request: HttpRequest) -> dict[str, object]:
    """Return what the page says of made-up data; nothing where the database does not answer."""
    words = say_simulated(request)
    try:
        bool(words["demonstration"])  # asked here, where it may fail
    except DatabaseError:
        return {}
    return words
