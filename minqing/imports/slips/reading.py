"""From a picture of a slip to its lines, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import msgspec

from minqing.kernel.messages import RefusalKind
from minqing.vault.public import FileRefused

PATIENCE = 60
"""Seconds; a page of a phone's photo takes two to eight on an old machine."""
LONGEST = 500
MOST_LINES = 200

NOT_INSTALLED = RefusalKind(
    "slip-reader-missing",
    "不能识别纸质意见单：没有装识别组件。请管理员执行 pip install 'minqing[ocr]' 后重新启动。",
)
UNREADABLE = RefusalKind(
    "slip-unreadable", "不能识别这张图：没有读出文字。请拍正、拍清楚再试，或直接登记。"
)
NO_PICTURE = RefusalKind("slip-no-picture", "不能识别这个文件：它不是照片。请拍照，或扫描成图片。")


class Line(msgspec.Struct, frozen=True):
    """One line as read: text, how sure (0 to 1), edges in pixels from the left and the top."""

    text: str
    score: float
    left: int
    top: int
    right: int
    bottom: int


Reader = Callable[[bytes], list[Line]]


def is_installed() -> bool:
    """Return whether the extra is here."""
    return find_spec("rapidocr_onnxruntime") is not None


def read_lines(picture: bytes) -> list[Line]:
    """Return the lines of a picture (JPEG), in no order; raises FileRefused."""
    if not is_installed():
        raise FileRefused(NOT_INSTALLED())
    try:
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("child.py"))],
            input=picture,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
        lines = [Line(*one) for one in json.loads(done.stdout)]
    except (subprocess.SubprocessError, ValueError, TypeError) as error:
        raise FileRefused(UNREADABLE()) from error
    if not lines:
        raise FileRefused(UNREADABLE())
    return [msgspec.structs.replace(one, text=_tidy(one.text)) for one in lines[:MOST_LINES]]


def _tidy(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()[:LONGEST]
