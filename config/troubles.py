"""Troubles of the machine that a person must be told of in words: a full disk, a wrong key.

What was being written is rolled back whole; the same form may be sent again later, since its
command keeps its id.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from minqing.vault.public import KeyWrong

journal = logging.getLogger(__name__)

DISK_FULL = (
    "storage-full",
    gettext_noop(
        "不能保存：服务器的存储空间已满，刚才的内容没有存入。请联系管理员腾出空间后，再提交一次。"
    ),
)
BUSY = (
    "storage-busy",
    gettext_noop("不能保存：数据库正忙，刚才的内容没有存入。请过一分钟再提交一次。"),
)
KEY_WRONG = (KeyWrong.code, gettext_noop("不能打开个人信息库：主密钥与库中数据不符。请联系管理员放回原来的密钥文件。"))  # fmt: skip
UNREACHABLE = (
    "storage-unreachable",
    gettext_noop("不能保存：连不上数据库，刚才的内容没有存入。请稍后再提交一次。"),
)


def name_trouble(error: Exception) -> tuple[str, str] | None:
    """Return code and sentence of a trouble of the machine, None for a fault of ours."""
    if isinstance(error, KeyWrong):
        return KEY_WRONG
    if not isinstance(error, OperationalError):
        return None
    text = str(error)
    state = getattr(error.__cause__, "sqlstate", None)
    if state == "53100" or "disk is full" in text or "No space left" in text:
        return DISK_FULL
    if "locked" in text:
        return BUSY
    if state is None and "connection" in text or (state or "").startswith("08"):
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
        if found is None:
            return None
        code, sentence = found
        journal.error("trouble of the machine", extra={"code": code})
        words = {"code": code, "sentence": gettext(sentence)}
        return render(request, "trouble.html", words, status=503)
