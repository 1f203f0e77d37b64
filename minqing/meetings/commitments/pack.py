"""The section `commitments` of a pack: when a unit must report, who may withhold, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from minqing.mechanisms.public import Identity, Pack, Problem, ProblemKind
from minqing.org.public import ROLES

Code = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Words = Annotated[str, Meta(min_length=1, max_length=120)]
Source = Annotated[str, Meta(pattern=r"^(ours|[A-Z][A-Z0-9]*-\d{2})$")]

_AT = "不能采用工作机制文件“{file}”第{line}行 {path}："
TWICE = ProblemKind("pack-commitments-twice", _AT + "“{value}”写了两次。请去掉一个。")
ROLE_UNKNOWN = ProblemKind(
    "pack-commitments-role",
    _AT + "没有岗位角色“{value}”。请改为“{nearest}”。",
    _AT + "没有岗位角色“{value}”。请使用：{allowed}。",
)


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in the section: frozen, named fields only, nothing unknown."""


class LegalClass(_Part, frozen=True):
    """A class of reasons for which the law lets a line be withheld. `norm`: the article."""

    code: Code
    zh: Words
    en: Words
    norm: Words


class CommitmentsSection(_Part, frozen=True):
    """Section `commitments` of a pack.

    `report_days`: working days before the promised day on which the unit must report or give
    another day. `longest_days`: how far off a promised day may lie. `may_withhold`: roles.
    `names_person`: whether the name of the person in the post is public once he was told.
    `comment_days`: how long after the end comments are taken. `follow_up_days`: working days
    after fulfilment by which the street has asked whether it helped.
    """

    report_days: Annotated[int, Meta(ge=1, le=30)]
    longest_days: Annotated[int, Meta(ge=1, le=1100)]
    may_withhold: Annotated[tuple[str, ...], Meta(min_length=1)]
    legal_classes: Annotated[tuple[LegalClass, ...], Meta(min_length=1)]
    comment_days: Annotated[int, Meta(ge=1, le=366)]
    follow_up_days: Annotated[int, Meta(ge=1, le=366)]
    source: Source
    follow_up_source: Source
    comment_source: Source
    names_person: bool = False

    def find_class(self, code: str) -> LegalClass | None:
        return next((one for one in self.legal_classes if one.code == code), None)


def check_commitments(section: CommitmentsSection, identity: Identity) -> Iterable[Problem]:
    """List what is wrong with a `commitments` section."""
    for at, role in enumerate(section.may_withhold):
        if role not in ROLES:
            yield ROLE_UNKNOWN(f"$.commitments.may_withhold[{at}]", role, allowed=ROLES)
    codes = [one.code for one in section.legal_classes]
    for at, code in enumerate(codes):
        if code in codes[:at]:
            yield TWICE(f"$.commitments.legal_classes[{at}].code", code)


def sets_up(pack: Pack, rule: str) -> bool:
    """Return whether a pack promises in public at all."""
    return isinstance(pack.section("commitments"), CommitmentsSection)
