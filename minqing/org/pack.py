"""What a pack says of the organisation: section `stationing`, and a place that is real."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from minqing.mechanisms.public import CAPABILITIES, Identity, Pack, Problem, ProblemKind
from minqing.org.divisions import DivisionUnknown, load_divisions
from minqing.org.roles import ROLES
from minqing.org.terms import UnitKind

Code = Annotated[str, Meta(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, Meta(min_length=1, max_length=300)]
Source = Annotated[str, Meta(pattern=r"^(ours|[A-Z][A-Z0-9]*-\d{2})$")]
Count = Annotated[int, Meta(ge=0, le=999)]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in the section: frozen, named fields only, nothing unknown."""


class SentRule(_Part, frozen=True):
    """Kinds of units that send cadres to live in villages (SDN-02)."""

    kinds: tuple[UnitKind, ...]
    source: Source


class TermRule(_Part, frozen=True):
    """How long a posting lasts; from how many days before its end it is shown (SDN-06)."""

    years: Annotated[int, Meta(ge=1, le=10)]
    soon_days: Count
    source: Source


class ReserveRule(_Part, frozen=True):
    """Reserve cadres for each village, and whether they are released from work at home."""

    per_village: Count
    full_time: bool
    source: Source


class ShareRule(_Part, frozen=True):
    """Which share of the cadres of each unit of these kinds is stationed in villages (SDN-07).

    `aim`: the rule that wants the office emptied by it (SDN-34).
    """

    share: Annotated[float, Meta(gt=0, le=1)]
    kinds: tuple[UnitKind, ...]
    source: Source
    aim: Source


class TeamRule(_Part, frozen=True):
    """One kind of team.

    `unit_kinds`: units that have such teams. `leader_role`: role of the leading post, which
    stands at the team's unit (`leader_at: unit`) or at a unit above it. `members`: named one
    by one, or whoever is stationed at the unit (`stationed`). `least`, `most`: members.
    `serves_village`: the team is for one village that is named.
    """

    code: Code
    zh: Words
    en: Words
    leader_zh: Words
    leader_en: Words
    unit_kinds: tuple[UnitKind, ...]
    leader_role: Words
    leader_at: Literal["unit", "above"]
    members: Literal["named", "stationed"]
    least: Count
    most: Count
    source: Source
    deputy_role: str = ""
    deputy_zh: str = ""
    deputy_en: str = ""
    serves_village: bool = False
    one_per_unit: bool = False


class Word(_Part, frozen=True):
    """One entry of a list: code, words in two languages."""

    code: Code
    zh: Words
    en: Words


class DutyRole(_Part, frozen=True):
    """One of the roles that a stationed cadre has (五大员, SDN-10), and what it does.

    `works_with`: capabilities on whose pages the role does its work; their pages are shown.
    """

    code: Code
    zh: Words
    en: Words
    does_zh: Words
    does_en: Words
    works_with: tuple[str, ...] = ()


class DutyRoles(_Part, frozen=True):
    """The roles that everybody who is stationed has at once."""

    roles: tuple[DutyRole, ...]
    source: Source


class RemitRule(_Part, frozen=True):
    """Which written responsibilities there must be (SDN-31): one paper for each level, each
    with these parts."""

    levels: tuple[Word, ...]
    parts: tuple[Word, ...]
    source: Source


class StationingSection(_Part, frozen=True):
    """Section `stationing` of a pack: who lives in the villages, in which teams, how long."""

    sent_from: SentRule
    term: TermRule
    reserve: ReserveRule
    share: ShareRule
    teams: tuple[TeamRule, ...]
    duty_roles: DutyRoles
    remits: RemitRule

    def find_team(self, code: str) -> TeamRule | None:
        """Return the rule of a kind of team, None when there is no such kind."""
        return next((rule for rule in self.teams if rule.code == code), None)


_AT = "不能采用工作机制文件“{file}”第{line}行 {path}："
TEAM_ROLE = ProblemKind(
    "pack-team-role",
    _AT + "没有岗位类别“{value}”。请改为“{nearest}”。",
    _AT + "没有岗位类别“{value}”。请使用：{allowed}。",
)
WORKS_WITH = ProblemKind(
    "pack-role-page",
    _AT + "没有能力“{value}”。请改为“{nearest}”。",
    _AT + "没有能力“{value}”。请使用：{allowed}。",
)
TEAM_SIZE = ProblemKind("pack-team-size", _AT + "人数下限大于上限（{value}）。请改正人数。")


def check_stationing(section: StationingSection, identity: Identity) -> Iterable[Problem]:
    """List what is wrong with a `stationing` section."""
    yield from _check_roles(section)
    for at, rule in enumerate(section.teams):
        for field in ("leader_role", "deputy_role"):
            role = getattr(rule, field)
            if role and role not in ROLES:
                yield TEAM_ROLE(f"$.stationing.teams[{at}].{field}", role, allowed=tuple(ROLES))
        if rule.least > rule.most:
            yield TEAM_SIZE(f"$.stationing.teams[{at}].least", f"{rule.least}–{rule.most}")


def _check_roles(section: StationingSection) -> Iterator[Problem]:
    for at, role in enumerate(section.duty_roles.roles):
        for place, name in enumerate(role.works_with):
            if name not in CAPABILITIES:
                path = f"$.stationing.duty_roles.roles[{at}].works_with[{place}]"
                yield WORKS_WITH(path, name, allowed=tuple(CAPABILITIES))


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
