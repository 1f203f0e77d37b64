"""The section `caseloads` of a pack: how many households one post answers for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from minqing.households.rules.split import Measure
from minqing.mechanisms.public import Identity, Problem, ProblemKind
from minqing.org.public import ROLES

Source = Annotated[str, Meta(pattern=r"^(ours|[A-Z][A-Z0-9]*-\d{2})$")]
Count = Annotated[int, Meta(ge=1, le=2000)]
Words = Annotated[str, Meta(min_length=1, max_length=300)]

_AT = "不能采用工作机制文件“{file}”第{line}行 {path}："
MEASURE_WRONG = ProblemKind("pack-measure-wrong", _AT + "下限大于上限（{value}）。请改正户数。")
ROLE_UNKNOWN = ProblemKind(
    "pack-caseload-role",
    _AT + "岗位类别“{value}”不能包户。请改为“{nearest}”。",
    _AT + "岗位类别“{value}”不能包户。请使用：{allowed}。",
)


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in the section: frozen, named fields only, nothing unknown."""


class MeasureRule(_Part, frozen=True):
    """`low` to `high` households for each post of these roles, both included."""

    low: Count
    high: Count
    roles: tuple[Words, ...]
    source: Source


class CoverageRule(_Part, frozen=True):
    """Which share of the households must have a post that answers (1.0: every one)."""

    share: Annotated[float, Meta(gt=0, le=1)]
    source: Source
    reason_zh: str = ""
    reason_en: str = ""


class CaseloadsSection(_Part, frozen=True):
    """Section `caseloads` of a pack."""

    measure: MeasureRule
    coverage: CoverageRule

    @property
    def limits(self) -> Measure:
        """The measure as the rules take it."""
        return Measure(self.measure.low, self.measure.high)


def check_caseloads(section: CaseloadsSection, identity: Identity) -> Iterable[Problem]:
    """List what is wrong with a `caseloads` section."""
    return _list_problems(section)


def _list_problems(section: CaseloadsSection) -> Iterator[Problem]:
    measure = section.measure
    if measure.low > measure.high:
        yield MEASURE_WRONG("$.caseloads.measure.low", f"{measure.low}–{measure.high}")
    able = tuple(code for code, role in ROLES.items() if "HOUSEHOLD_EDIT" in role.permissions)
    for at, role in enumerate(measure.roles):
        if role not in able:
            yield ROLE_UNKNOWN(f"$.caseloads.measure.roles[{at}]", role, allowed=able)
