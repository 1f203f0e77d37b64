"""The sections `cases` and `categories` of a pack: everything in which mechanisms differ.

Values and names of rules only. A number that the papers leave open is required here and says
`source: ours`; the rules read it from the version that the case was opened under.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from minqing.cases.terms import Channel, GivenOn, Ledger, Outcome
from minqing.kernel.clocks import ClockRule, Span

Code = Annotated[str, Meta(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, Meta(min_length=1, max_length=300)]
Percent = Annotated[float, Meta(ge=0, le=100)]
Source = Annotated[str, Meta(pattern=r"^(ours|[A-Z][A-Z0-9]*-\d{2})$")]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in the section: frozen, named fields only, nothing unknown."""


class Word(_Part, frozen=True):
    """One entry of an open list: code for the record, words for the screens."""

    code: Code
    zh: Words
    en: Words
    source: Source = "ours"


class ChannelRule(_Part, frozen=True):
    """One way in. `triage`: who sorts what comes this way: the one who recorded it
    (首接负责), or the nearest post of a role."""

    code: Channel
    triage: Words
    source: Source


class ConfirmationRule(_Part, frozen=True):
    """How a case of a ledger is confirmed.

    `ways`: where the resident may say it. `call_back_percent`: share drawn by lot for an
    independent call after strike-off. `window_ends`: what happens when nobody said anything
    (close, or mark the missing call). `strike_off`: with the confirmation, or by hand.
    """

    ways: tuple[GivenOn, ...]
    call_back_percent: Percent
    window_ends: Literal["close", "mark"]
    strike_off: Literal["at_confirmation", "by_hand"]
    source: Source


class LedgerClocks(_Part, frozen=True):
    """The clocks of one ledger. `promise` is the resident's, from the telling-us on."""

    acknowledge: ClockRule
    handle: ClockRule
    tell: ClockRule
    confirm: ClockRule
    promise: ClockRule


class LedgerRule(_Part, frozen=True):
    """One of the three ledgers (SDN-23)."""

    code: Ledger
    zh: Words
    en: Words
    outcomes: tuple[Outcome, ...]
    review: bool
    clocks: LedgerClocks
    confirmation: ConfirmationRule
    source: Source


class Rung(_Part, frozen=True):
    """One rung of the ladder, lowest first.

    `unit_kinds`: units that stand on it. `roles`: whose post holds a case here, first found
    at the unit, the last one also above it. `joint`: the joint meeting, always the last.
    `on_miss`: what the sweep does when `grace` after a missed deadline has passed.
    `handle`: overrides the ledger's handling clock here.
    """

    code: Code
    zh: Words
    en: Words
    unit_kinds: tuple[Words, ...]
    roles: tuple[Words, ...]
    on_miss: Literal["mark", "raise"]
    grace: Span
    source: Source
    joint: bool = False
    handle: ClockRule | None = None


class CommonClocks(_Part, frozen=True):
    """Clocks that do not depend on the ledger."""

    triage: ClockRule
    emergency_triage: ClockRule
    review: ClockRule
    planned_look: ClockRule
    reopened: ClockRule
    transfer: ClockRule
    call_back: ClockRule


class ReopenRule(_Part, frozen=True):
    """Handling again: windows counted from strike-off; which time goes up, which to the joint
    meeting for a final opinion."""

    window: ClockRule
    window_not_reached: ClockRule
    up_from: Annotated[int, Meta(ge=2)]
    meeting_from: Annotated[int, Meta(ge=2)]
    source: Source


class CallRule(_Part, frozen=True):
    """Call-backs: how many attempts on different days and hours, and the seed of the lot."""

    attempts: Annotated[int, Meta(ge=1, le=9)]
    seed: Words
    source: Source


class PauseRule(_Part, frozen=True):
    """Pausing: reason classes, the longest pause, and all pauses of a case together (counted
    since it was raised or reopened; None: no limit, as in packs of the first issue), in begun
    days."""

    reasons: tuple[Word, ...]
    longest: ClockRule
    total_days: Annotated[int, Meta(ge=1, le=330)] | None = None


class ExtensionRule(_Part, frozen=True):
    """Extensions: how often, how much at most at a time, counted in the unit of `longest`."""

    times: Annotated[int, Meta(ge=0, le=9)]
    longest: Span
    source: Source


class ReturnRule(_Part, frozen=True):
    """Returns (退单): from which return of the same dispatch on the next level decides."""

    up_from: Annotated[int, Meta(ge=2, le=9)] = 3
    source: Source = "ours"


class ConsentRule(_Part, frozen=True):
    """How many persons beside the one who asks must agree, and in which roles (none named:
    whoever holds the permission)."""

    persons: Annotated[int, Meta(ge=1, le=5)]
    roles: tuple[Words, ...] = ()
    source: Source = "ours"


class ConsentsRule(_Part, frozen=True):
    """What takes the consent of others. `unsealed_for`: how long an opened identity is shown."""

    extension: ConsentRule = ConsentRule(persons=1)
    unsealing: ConsentRule = ConsentRule(persons=2)
    final_opinion: ConsentRule = ConsentRule(persons=2)
    unsealed_for: ClockRule = ClockRule(span=Span(24, "hours"), starts="instant", source="ours")


class NonAcceptance(_Part, frozen=True):
    """A reason class for not accepting, and the legal channels that go with it."""

    code: Code
    zh: Words
    en: Words
    channels: tuple[Code, ...]
    source: Source = "ours"


class ComplaintRule(_Part, frozen=True):
    """Complaints against officials: who receives them, and the number to call directly."""

    role: Words
    organ_zh: Words
    organ_en: Words
    phone: Words
    source: Source


class EmergencyRule(_Part, frozen=True):
    """Words that put a person and 110/119/120 first."""

    words: tuple[Words, ...]
    numbers: tuple[Word, ...]
    source: Source


class CasesSection(_Part, frozen=True):
    """Section `cases` of a pack."""

    channels: tuple[ChannelRule, ...]
    ledgers: tuple[LedgerRule, ...]
    default_ledger: Ledger
    ladder: tuple[Rung, ...]
    clocks: CommonClocks
    no_confirmation: tuple[Outcome, ...]
    reopening: ReopenRule
    calls: CallRule
    pauses: PauseRule
    extensions: ExtensionRule
    late_grace: Span
    tried_length: Annotated[int, Meta(ge=1, le=500)]
    return_reasons: tuple[Word, ...]
    non_acceptance: tuple[NonAcceptance, ...]
    legal_channels: tuple[Word, ...]
    complaints: ComplaintRule
    emergency: EmergencyRule
    # Packs of the first issue have no such lines: these are what they are read with.
    returns: ReturnRule = ReturnRule()
    consents: ConsentsRule = ConsentsRule()
    final_channels: tuple[Code, ...] = ()


class Weights(_Part, frozen=True):
    """How often matters of a category come up, per hundred, by kind of place."""

    farming: float
    herding: float
    urban: float


class SubCategory(_Part, frozen=True):
    """A second-level category. `needs_name`: the law wants a named raiser (sealed is offered)."""

    code: Code
    zh: Words
    en: Words
    needs_name: bool = False


class Category(_Part, frozen=True):
    """A first-level category. `shared`: its name in the shared three-level list. `spans`: its
    matters reach beyond one place (roads, water, power); the same one is sought a level up."""

    code: Code
    zh: Words
    en: Words
    shared: tuple[Words, ...]
    weights: Weights
    children: tuple[SubCategory, ...]
    spans: bool = False


class CategoriesSection(_Part, frozen=True):
    """Section `categories` of a pack: the tree of matters, two levels."""

    tree: tuple[Category, ...]
    source: Source


CategoryIndex = dict[str, tuple[Category, SubCategory | None]]
_indexes: dict[int, tuple[CategoriesSection, CategoryIndex]] = {}


def index_categories(section: CategoriesSection) -> CategoryIndex:
    """Return every category by code, first level and second level; made once a section.

    Kept by identity: hashing a whole tree would cost more than the look-up it saves.
    """
    known = _indexes.get(id(section))
    if known is not None and known[0] is section:
        return known[1]
    found: CategoryIndex = {}
    for first in section.tree:
        found[first.code] = (first, None)
        for second in first.children:
            found[second.code] = (first, second)
    if len(_indexes) > 64:
        _indexes.clear()
    _indexes[id(section)] = (section, found)
    return found


def find_ledger(section: CasesSection, ledger: Ledger) -> LedgerRule:
    """Return the rule of a ledger; KeyError when the pack has none."""
    for rule in section.ledgers:
        if rule.code == ledger:
            return rule
    raise KeyError(ledger)


def find_rung(section: CasesSection, code: str) -> Rung:
    """Return a rung of the ladder by code; KeyError when unknown."""
    for rung in section.ladder:
        if rung.code == code:
            return rung
    raise KeyError(code)


def find_rung_of_kind(section: CasesSection, kind: str) -> Rung:
    """Return the lowest rung on which units of this kind stand; the first for unknown kinds."""
    for rung in section.ladder:
        if kind in rung.unit_kinds and not rung.joint:
            return rung
    return section.ladder[0]


def find_next_rung(section: CasesSection, code: str) -> Rung | None:
    """Return the rung above, None on the top one."""
    codes = [rung.code for rung in section.ladder]
    place = codes.index(code) + 1
    return section.ladder[place] if place < len(codes) else None


def get_joint_rung(section: CasesSection) -> Rung:
    """Return the joint meeting's rung, the last of the ladder."""
    return section.ladder[-1]


def find_channel(section: CasesSection, channel: Channel) -> ChannelRule | None:
    """Return the rule of a channel, None when the mechanism does not use it."""
    for rule in section.channels:
        if rule.code == channel:
            return rule
    return None
