"""The section `pairings` of a pack: which kinds of pairs there are, of whom, with what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from minqing.mechanisms.public import Identity, Problem, ProblemKind
from minqing.org.public import ROLES, UnitKind

Code = Annotated[str, Meta(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=40)]
Words = Annotated[str, Meta(min_length=1, max_length=120)]
Source = Annotated[str, Meta(pattern=r"^(ours|[A-Z][A-Z0-9]*-\d{2})$")]

_AT = "不能采用工作机制文件“{file}”第{line}行 {path}："
TWICE = ProblemKind("pack-pair-twice", _AT + "结对“{value}”写了两次。请去掉一个。")
ROLE_UNKNOWN = ProblemKind("pack-pair-role", _AT + "没有“{value}”这种岗位。请改正。")


class KindOfPair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of pair. `roles`: whose post is linked, each with one unit at a time; empty: an
    organisation is paired, by its public name. `linked_with`: kinds of units."""

    code: Code
    zh: Words
    en: Words
    roles: tuple[Words, ...] = ()
    linked_with: Annotated[tuple[UnitKind, ...], Meta(min_length=1)]
    source: Source


class PairingsSection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Section `pairings` of a pack."""

    kinds: Annotated[tuple[KindOfPair, ...], Meta(min_length=1)]

    def find_kind(self, code: str) -> KindOfPair | None:
        """Return a kind by code, None when there is none."""
        return next((kind for kind in self.kinds if kind.code == code), None)


def check_pairings(section: PairingsSection, identity: Identity) -> Iterable[Problem]:
    """List what is wrong with a `pairings` section."""
    return _list_problems(section)


def _list_problems(section: PairingsSection) -> Iterator[Problem]:
    codes = [kind.code for kind in section.kinds]
    for at, kind in enumerate(section.kinds):
        path = f"$.pairings.kinds[{at}]"
        if kind.code in codes[:at]:
            yield TWICE(f"{path}.code", kind.code)
        for role in kind.roles:
            if role not in ROLES:
                yield ROLE_UNKNOWN(f"{path}.roles", role)
