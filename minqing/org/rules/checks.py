"""Checks that several rules share: names, codes, reach."""

from __future__ import annotations

import re

from minqing.kernel.messages import Frame, Refusal, RefusalKind
from minqing.org.directory import Directory

OUT_OF_REACH = RefusalKind(
    "unit-out-of-reach", "不能{act}{unit}：不在您的管辖范围内。请由其上级单位的管理员办理。"
)
CODE_WRONG = RefusalKind(
    "org-code-wrong",
    "不能{act}“{code}”：编号只能用字母、数字、短横和下划线，不超过40个字符。请改正编号。",
)
NAME_MISSING = RefusalKind("org-name-missing", "不能{act}{code}：没有填写名称。请填写名称。")
NAME_TOO_LONG = RefusalKind(
    "org-name-too-long", "不能{act}{code}：名称超过{most}个字。请用规范名称。"
)

_CODE = re.compile(r"[0-9A-Za-z_-]{1,40}")
LONGEST_NAME = 100


def check_code(act: str, code: str) -> Refusal | None:
    """Refuse a code or id that cannot stand in a stream name."""
    return None if _CODE.fullmatch(code) else CODE_WRONG(act=act, code=code[:60])


def check_name(act: str, code: str, name: str) -> Refusal | None:
    """Refuse a blank or overlong name."""
    if not name.strip():
        return NAME_MISSING(act=act, code=code)
    if len(name) > LONGEST_NAME:
        return NAME_TOO_LONG(act=act, code=code, most=LONGEST_NAME)
    return None


def check_reach(act: str, frame: Frame, *units: str) -> Refusal | None:
    """Refuse units outside the actor's reach.

    A unit that the directory does not know yet was made in this very batch, under a parent
    that was checked then.
    """
    if frame.by.kind == "system":
        return None
    directory = frame.view(Directory)
    for unit in units:
        if directory.has(unit) and not directory.reaches(frame.by, unit):
            return OUT_OF_REACH(act=act, unit=directory.unit(unit).short_name)
    return None
