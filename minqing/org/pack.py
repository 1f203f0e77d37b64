"""What the organisation checks in a pack: its place must be a real division."""

from __future__ import annotations

from collections.abc import Iterator

from minqing.mechanisms.public import Pack, Problem, ProblemKind
from minqing.org.divisions import DivisionUnknown, load_divisions

PLACE_UNKNOWN = ProblemKind(
    "pack-place-unknown",
    "不能采用工作机制文件“{file}”第{line}行 {path}：区划表中没有代码“{value}”。请核对区划代码。",
)


def check_place(pack: Pack) -> Iterator[Problem]:
    """Yield a problem when the pack's place is not in the table of divisions."""
    code = pack.place.code
    try:
        load_divisions().get(code)
    except DivisionUnknown:
        yield PLACE_UNKNOWN("$.place.code", code)
