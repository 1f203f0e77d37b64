"""The section `activities` of a pack: which kinds of activity there are, and their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from minqing.mechanisms.public import Identity, Problem, ProblemKind

Code = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Words = Annotated[str, Meta(min_length=1, max_length=60)]
Source = Annotated[str, Meta(pattern=r"^(ours|[A-Z][A-Z0-9]*-\d{2})$")]

_AT = "不能采用工作机制文件“{file}”第{line}行 {path}："
TWICE = ProblemKind("pack-activity-twice", _AT + "“{value}”写了两次。请去掉一个。")
NEVER_MET = ProblemKind(
    "pack-activity-never-met", _AT + "“{value}”没有一种结果算联系上。请至少写一种。"
)


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in the section: frozen, named fields only, nothing unknown."""


class ResultWord(_Part, frozen=True):
    """How it went. `contact`: somebody of the household was spoken with."""

    code: Code
    zh: Words
    en: Words
    contact: bool


class KindWord(_Part, frozen=True):
    """One kind of activity, with its results; the first is the usual one."""

    code: Code
    zh: Words
    en: Words
    results: Annotated[tuple[ResultWord, ...], Meta(min_length=1)]
    source: Source

    def find_result(self, code: str) -> ResultWord | None:
        return next((one for one in self.results if one.code == code), None)


class ActivitiesSection(_Part, frozen=True):
    """Section `activities` of a pack.

    `back_days`: how many days later something may still be recorded; `again_days`: how far
    ahead a promise to come again may lie.
    """

    kinds: Annotated[tuple[KindWord, ...], Meta(min_length=1)]
    back_days: Annotated[int, Meta(ge=0, le=366)]
    again_days: Annotated[int, Meta(ge=1, le=366)]
    source: Source

    def find_kind(self, code: str) -> KindWord | None:
        return next((one for one in self.kinds if one.code == code), None)


def check_activities(section: ActivitiesSection, identity: Identity) -> Iterable[Problem]:
    """List what is wrong with an `activities` section."""
    return _list_problems(section)


def _list_problems(section: ActivitiesSection) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, kind in enumerate(section.kinds):
        path = f"$.activities.kinds[{at}]"
        if kind.code in seen:
            yield TWICE(f"{path}.code", kind.code)
        seen.add(kind.code)
        codes = [one.code for one in kind.results]
        for place, code in enumerate(codes):
            if code in codes[:place]:
                yield TWICE(f"{path}.results[{place}].code", code)
        if not any(one.contact for one in kind.results):
            yield NEVER_MET(f"{path}.results", kind.code)
