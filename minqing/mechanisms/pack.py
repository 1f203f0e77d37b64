"""The base schema of a pack: who, where, which rules, which reported figures.

Everything that steers a context (case types, duties, meetings) is a section whose schema the
context owns and registers (`registry.register_section`). Unknown keys are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

SCHEMA = 1
"""Version of this base schema; an older one is brought up by `normal.UPCASTERS`."""

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)]
RuleId = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]*-\d{2}$")]
FigureId = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]*-F\d{2}[a-z]?$")]
RemarkId = Annotated[str, Meta(pattern=r"^C-\d{2}$")]
Permission = Annotated[str, Meta(pattern=r"^[A-Z]+(_[A-Z]+)+$")]
Text = Annotated[str, Meta(min_length=1, max_length=600)]
DivisionCode = Annotated[str, Meta(pattern=r"^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$")]

Status = Literal["draft", "published", "retired"]
Kind = Literal["mechanism", "documents"]
UnitKind = Literal[
    "region", "league", "banner", "town", "sumu", "township", "subdistrict",
    "village", "gacha", "community", "department", "other",
]  # fmt: skip
ActsAs = Literal[
    "village_cadre", "village_secretary", "township_clerk", "township_leader",
    "department_handler", "department_reviewer", "independent_caller", "supervisor",
    "banner_clerk", "banner_leader", "administrator", "resident",
]  # fmt: skip
Qualifier = Literal["exact", "more_than", "at_least", "about", "percent"]
Scalar = bool | int | float | str
OURS = "ours"
"""Source of a value that the papers leave open and we had to choose."""


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in a pack: frozen, named fields only, nothing unknown."""


class Place(_Part, frozen=True, kw_only=True):
    """Where it is in force: division code (2 to 12 digits) and the name as printed."""

    code: DivisionCode
    printed: Text


class Part(_Part, frozen=True, kw_only=True):
    """One part into which the papers divide the mechanism."""

    id: Slug
    name_zh: Text
    name_en: Text


class Level(_Part, frozen=True, kw_only=True):
    """One level the papers speak of; `kinds` of our units stand on it, if any."""

    id: Slug
    name_zh: Text
    name_en: Text
    kinds: tuple[UnitKind, ...] = ()


class Role(_Part, frozen=True, kw_only=True):
    """One role of the papers, the account role that fills it, and what it may do."""

    id: Slug
    name_zh: Text
    name_en: Text
    acts_as: ActsAs | None = None
    may: tuple[Permission, ...] = ()


class Setting(_Part, frozen=True, kw_only=True):
    """One value of a rule, with unit. `source`: the rule that prints it, or `ours`.

    `value` null: a list the papers do not give and the place must fill in itself.
    """

    key: Key
    value: Scalar | tuple[Scalar, ...] | None
    unit: str = ""
    source: str
    reason_zh: str = ""
    reason_en: str = ""


class Rule(_Part, frozen=True, kw_only=True):
    """One rule of the mechanism: words as printed, statement in our words, what it needs.

    `needs`: capabilities; from them follows whether it runs. `left_out`: parts that we do not
    build, for the reason and remark given; a rule without needs is not software, with reason.
    """

    id: RuleId
    part: Slug
    term_zh: Text
    statement_zh: Text
    statement_en: Text
    needs: tuple[str, ...] = ()
    left_out: tuple[Key, ...] = ()
    remark: RemarkId | None = None
    reason_zh: str = ""
    reason_en: str = ""
    settings: tuple[Setting, ...] = ()
    figures: tuple[FigureId, ...] = ()


class Alias(_Part, frozen=True, kw_only=True):
    """Today's name of what the papers print by its name of 2014; `since` a year or a date."""

    printed: Text
    today: Text
    since: Annotated[str, Meta(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None = None


class Figure(_Part, frozen=True, kw_only=True):
    """A figure that the place reported, exact value beside the printed form.

    `value` in `unit` (yuan for money, share of one for percentages); `rounded`: printed as a
    round number without a rounding word.
    """

    id: FigureId
    label_zh: Text
    label_en: Text
    value: int | float
    unit_zh: str = ""
    unit: Text
    qualifier: Qualifier
    printed: Text
    dimension: Text
    as_of: str = ""
    rounded: bool = False


class Identity(_Part, frozen=True, kw_only=True):
    """`pack.yaml` without its sections."""

    schema: int
    key: Slug
    version: Annotated[int, Meta(ge=1)]
    status: Status
    kind: Kind = "mechanism"
    title_zh: Text
    title_en: Text
    summary_zh: Text
    summary_en: Text
    owner: Text
    valid_from: date
    valid_to: date | None = None
    place: Place
    parts: tuple[Part, ...]
    levels: tuple[Level, ...]
    roles: tuple[Role, ...]
    rules: tuple[Rule, ...]
    aliases: tuple[Alias, ...] = ()
    figures: tuple[Figure, ...] = ()


class Pack(Struct, frozen=True):
    """A whole pack: identity and the sections that contexts registered."""

    identity: Identity
    sections: Mapping[str, Any] = {}

    @property
    def key(self) -> str:
        return self.identity.key

    @property
    def version(self) -> int:
        return self.identity.version

    @property
    def title(self) -> str:
        """Title in Simplified Chinese."""
        return self.identity.title_zh

    @property
    def title_en(self) -> str:
        return self.identity.title_en

    @property
    def status(self) -> str:
        return self.identity.status

    @property
    def kind(self) -> str:
        return self.identity.kind

    @property
    def place(self) -> Place:
        return self.identity.place

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.identity.parts

    @property
    def levels(self) -> tuple[Level, ...]:
        return self.identity.levels

    @property
    def roles(self) -> tuple[Role, ...]:
        return self.identity.roles

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.identity.rules

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self.identity.figures

    @property
    def valid_from(self) -> date:
        return self.identity.valid_from

    @property
    def valid_to(self) -> date | None:
        return self.identity.valid_to

    def section(self, name: str) -> Any | None:
        """The section of a context, None when the pack has none."""
        return self.sections.get(name)

    def is_valid_on(self, day: date) -> bool:
        """Whether the pack is in force on that day (end not included)."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def covers(place: str, unit: str) -> bool:
    """Whether a division code or a unit below it lies inside the place.

    Codes of divisions nest by prefix; departments carry the code of their banner in front.
    """
    return unit == place or unit.startswith(place)


IDENTITY_KEYS: tuple[str, ...] = tuple(field.name for field in msgspec.structs.fields(Identity))
