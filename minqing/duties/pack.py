"""The section `duties` of a pack: what is owed to which households, how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from minqing.activities.public import ActivitiesSection
from minqing.households.public import Presence
from minqing.kernel.cadences import Cadence
from minqing.mechanisms.public import Identity, Pack, Problem, ProblemKind

Code = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Words = Annotated[str, Meta(min_length=1, max_length=120)]
Source = Annotated[str, Meta(pattern=r"^(ours|[A-Z][A-Z0-9]*-\d{2})$")]

_AT = "不能采用工作机制文件“{file}”第{line}行 {path}："
TWICE = ProblemKind("pack-duty-twice", _AT + "“{value}”写了两次。请去掉一个。")
DUTY_UNKNOWN = ProblemKind(
    "pack-duty-unknown",
    _AT + "没有职责“{value}”。请改为“{nearest}”。",
    _AT + "没有职责“{value}”。请使用：{allowed}。",
)
VARIATION_UNKNOWN = ProblemKind(
    "pack-variation-unknown",
    _AT + "没有变通办法“{value}”。请改为“{nearest}”。",
    _AT + "没有变通办法“{value}”。请使用：{allowed}。",
)
KIND_UNKNOWN = ProblemKind(
    "pack-duty-activity",
    _AT + "activities 里没有“{value}”这种方式。请改为“{nearest}”。",
    _AT + "activities 里没有“{value}”这种方式。请使用：{allowed}。",
)


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in the section: frozen, named fields only, nothing unknown."""


class DutyRule(_Part, frozen=True):
    """One duty towards each household of these presences.

    In every window of the cadence `at_least` contacts by one of the kinds `by`; `grace_days`
    after the window it can still be made good. `variation`: holds only under that one.
    """

    code: Code
    zh: Words
    en: Words
    presences: Annotated[tuple[Presence, ...], Meta(min_length=1)]
    every: Cadence
    at_least: Annotated[int, Meta(ge=1, le=31)]
    grace_days: Annotated[int, Meta(ge=0, le=31)]
    by: Annotated[tuple[Code, ...], Meta(min_length=1)]
    source: Source
    variation: str = ""


class VariationRule(_Part, frozen=True):
    """A variation that a leader may let hold in a village: it replaces some duties."""

    code: Code
    zh: Words
    en: Words
    does_zh: Words
    does_en: Words
    replaces: tuple[Code, ...]
    source: Source


class ExcuseWord(_Part, frozen=True):
    """A reason for which visits are excused."""

    code: Code
    zh: Words
    en: Words


class DutiesSection(_Part, frozen=True):
    """Section `duties` of a pack.

    `since`: windows that ended before are not asked about. `excuse_days`: how many days one
    excuse may cover at most.
    """

    since: date
    duties: Annotated[tuple[DutyRule, ...], Meta(min_length=1)]
    excuses: tuple[ExcuseWord, ...]
    excuse_days: Annotated[int, Meta(ge=1, le=366)]
    excuse_source: Source
    variations: tuple[VariationRule, ...] = ()

    def find_variation(self, code: str) -> VariationRule | None:
        return next((one for one in self.variations if one.code == code), None)

    def find_excuse(self, code: str) -> ExcuseWord | None:
        return next((one for one in self.excuses if one.code == code), None)

    def list_sources(self) -> frozenset[str]:
        """Return the rules that this section sets up."""
        return frozenset(duty.source for duty in self.duties)


def sets_up(pack: Pack, rule: str) -> bool:
    """Return whether a rule of a pack is one of its duties: another does not run by them."""
    section = pack.section("duties")
    return isinstance(section, DutiesSection) and rule in section.list_sources()


def check_duties(section: DutiesSection, identity: Identity) -> Iterable[Problem]:
    """List what is wrong with a `duties` section."""
    codes = tuple(duty.code for duty in section.duties)
    variations = tuple(one.code for one in section.variations)
    for at, code in enumerate(codes):
        if code in codes[:at]:
            yield TWICE(f"$.duties.duties[{at}].code", code)
        under = section.duties[at].variation
        if under and under not in variations:
            path = f"$.duties.duties[{at}].variation"
            yield VARIATION_UNKNOWN(path, under, allowed=variations)
    for at, one in enumerate(section.variations):
        for place, code in enumerate(one.replaces):
            if code not in codes:
                path = f"$.duties.variations[{at}].replaces[{place}]"
                yield DUTY_UNKNOWN(path, code, allowed=codes)


def check_kinds(pack: Pack) -> Iterator[Problem]:
    """Yield a problem for each kind of activity that the pack's section `activities` lacks."""
    section, known = pack.section("duties"), pack.section("activities")
    if not isinstance(section, DutiesSection):
        return
    kinds = known.kinds if isinstance(known, ActivitiesSection) else ()
    allowed = tuple(kind.code for kind in kinds)
    for at, duty in enumerate(section.duties):
        for place, code in enumerate(duty.by):
            if code not in allowed:
                yield KIND_UNKNOWN(f"$.duties.duties[{at}].by[{place}]", code, allowed=allowed)
