"""Reads of groups: who stands behind a matter, what may be the same one, the parts of a text.

The viewer comes first. A case out of reach is counted, never shown; the public is told how
many, never who.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from minqing.cases import rules
from minqing.cases.drawing import Drawing
from minqing.cases.group_commands import MergeCase, UnmergeCase
from minqing.cases.group_terms import Weight, weigh
from minqing.cases.likeness import Likeness, Told, rank
from minqing.cases.pack import CategoriesSection, index_categories
from minqing.cases.queries import find_state
from minqing.cases.reach import visible
from minqing.cases.rules.group import check_merge, make_member
from minqing.cases.shown import CaseLine
from minqing.cases.state import CaseState
from minqing.cases.terms import Anonymity
from minqing.kernel.messages import Actor, Refusal
from minqing.log.public import get_snapshot, get_state, get_states, make_frame
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory
from minqing.vault.public import open_values

NEWEST = 200
"""Open matters of one place that are compared at most; a vault is opened for each."""

SAME_AS = "same_as"
"""Relation of a link by which whoever recorded a need says that it is the same matter."""


class MemberShown(msgspec.Struct, frozen=True, kw_only=True):
    """One case of a group in the viewer's reach. `unsolved`: its raiser said “not solved”, so
    it is handled again by itself; `waits`: it still waits for the main's answer."""

    line: CaseLine
    unsolved: bool
    waits: bool
    told: bool


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A matter with everybody behind it, as one viewer may see it.

    `main`: its line, None when the viewer does not reach it. `elsewhere`: how many further
    cases are out of reach. `lead`: id of the main. `unsolved`: of all members, in reach or not.
    """

    lead: str
    main: CaseLine | None
    members: tuple[MemberShown, ...]
    elsewhere: int
    weight: Weight
    unsolved: int


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A main that may be the same matter, and why: `likeness`; `pointed_out` by whoever
    recorded it; `same_household`; `refusal`: why it cannot be merged, None when it can."""

    line: CaseLine
    weight: Weight
    likeness: Likeness | None
    pointed_out: bool
    same_household: bool
    refusal: Refusal | None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A need as it is being taken in: enough to look for the same one."""

    text: str
    place: str
    category: str = ""
    household: str = ""


# ---------------------------------------------------------------- who stands behind a matter
def weigh_case(state: CaseState) -> Weight:
    """Return how many stand behind a main: its own raiser and those of its members."""
    return weigh((make_member(state), *state.members))


def find_group(viewer: Actor, state: CaseState, *, now: datetime) -> Group | None:
    """Return the group of a case whose page the viewer was shown; None when it stands alone."""
    main = get_state(f"case:{state.lead}") if state.lead else state
    if main is None or not main.members:
        return None
    found = get_states(f"case:{one.case}" for one in main.members)
    members = [one for one in found.values() if one is not None]
    frame = make_frame(viewer, now)
    seen = [one for one in members if rules.reaches(one, frame)]
    drawing = Drawing(viewer, now)
    lines = {line.id: line for line in drawing.lines(one.id for one in (main, *seen))}
    return Group(
        lead=main.id,
        main=lines.get(main.id) if rules.reaches(main, frame) else None,
        members=tuple(_show_member(one, lines[one.id]) for one in seen if one.id in lines),
        elsewhere=len(main.members) - len(seen),
        weight=weigh_case(main),
        unsolved=sum(_is_unsolved(one) for one in members),
    )


def _show_member(state: CaseState, line: CaseLine) -> MemberShown:
    return MemberShown(
        line=line,
        unsolved=_is_unsolved(state),
        waits=state.status == "merged",
        told=state.told_at is not None,
    )


def _is_unsolved(state: CaseState) -> bool:
    return state.is_living and bool(state.reopened) and state.merged is None


def count_others(state: CaseState) -> Weight | None:
    """Return who else stands behind a raiser's matter, None when nobody does. For the public:
    numbers only, and of those who stay unnamed not even how many."""
    main = get_state(f"case:{state.lead}") if state.lead else state
    if main is None or not main.members:
        return None
    others = [one for one in (make_member(main), *main.members) if one.case != state.id]
    if state.anonymity is Anonymity.NAMED and state.household:
        others = [one for one in others if one.household != state.household]
    return weigh(others) if others else None


# ---------------------------------------------------------------- what may be the same matter
def suggest_for_case(viewer: Actor, case: str, *, now: datetime) -> tuple[Suggestion, ...]:
    """Return the mains that may be the same matter as a case, most alike first. Those which
    whoever recorded it pointed out stand on top, alike or not."""
    state: CaseState | None = get_state(f"case:{case}")
    if state is None or not rules.can(MergeCase, state, make_frame(viewer, now)):
        return ()
    text = str(open_values([state.matter]).get(state.matter, ""))
    told = _tell(state, text)
    pointed = [link.target.partition(":")[2] for link in state.links if link.relation == SAME_AS]
    return _suggest(viewer, told, state.place, state.household, now, case=state, pointed=pointed)


def suggest_for_need(viewer: Actor, wanted: Wanted, *, now: datetime) -> tuple[Suggestion, ...]:
    """Return what may be the same matter as a need that is being taken in."""
    directory = get_snapshot(Directory)
    if not directory.has(wanted.place) or not directory.reaches(viewer, wanted.place):
        return ()
    told = Told(
        id="",
        text=wanted.text,
        raised_at=now,
        category=wanted.category,
        field=_find_field(wanted.category, wanted.place),
        place=wanted.place,
    )
    return _suggest(viewer, told, wanted.place, wanted.household, now)


def _suggest(
    viewer: Actor,
    told: Told,
    place: str,
    household: str,
    now: datetime,
    *,
    case: CaseState | None = None,
    pointed: Sequence[str] = (),
) -> tuple[Suggestion, ...]:
    near = _find_near(viewer, place, told.field, besides=told.id)
    states = {one.id: one for one in get_states(near).values() if one is not None}
    texts = open_values(one.matter for one in states.values())
    candidates = [
        _tell(one, str(texts.get(one.matter, "")))
        for one in states.values()
        if case is None or case.id not in (one.id, one.lead)
    ]
    alike = {one.id: one for one in rank(told, candidates)}
    mains: dict[str, Likeness | None] = dict.fromkeys(pointed)
    for likeness in alike.values():
        lead = states[likeness.id].lead or likeness.id
        mains[lead] = mains.get(lead) or likeness  # a member stands for its main, once
    frame, drawing = make_frame(viewer, now), Drawing(viewer, now)
    found: list[Suggestion] = []
    for line in drawing.lines(mains):
        main: CaseState | None = get_state(f"case:{line.id}")
        if main is None or main.sealed or not rules.reaches(main, frame):
            continue
        found.append(
            Suggestion(
                line=line,
                weight=weigh_case(main),
                likeness=mains[line.id],
                pointed_out=line.id in pointed,
                same_household=bool(household) and main.household == household,
                refusal=None if case is None else check_merge(case, main, frame),
            )
        )
    return tuple(found)


def _tell(state: CaseState, text: str) -> Told:
    return Told(
        id=state.id,
        text=text,
        raised_at=state.raised_at,
        category=state.category,
        field=_find_field(state.category, state.place, state),
        place=state.place,
    )


def _find_field(category: str, place: str, state: CaseState | None = None) -> str:
    """Return the first level of a category, "" when unsorted or unknown."""
    section = _find_categories(place, state)
    found = None if section is None else index_categories(section).get(category)
    return "" if found is None else found[0].code


def _find_categories(place: str, state: CaseState | None) -> CategoriesSection | None:
    packs = get_snapshot(Packs)
    if state is not None:
        section = packs.get(state.pack, state.pack_version).section("categories")
    else:
        directory = get_snapshot(Directory)
        pack = packs.for_unit(directory.path(place), directory.banner_of(place), section="cases")
        section = None if pack is None else pack.section("categories")
    return section if isinstance(section, CategoriesSection) else None


def _find_near(viewer: Actor, place: str, field: str, *, besides: str) -> list[str]:
    """Return streams of the newest open matters of the place; of roads, water and power also
    those of its neighbours, under the same town. Bounded: each is opened from the vault."""
    directory = get_snapshot(Directory)
    rows = visible(viewer).filter(living=True, sealed=False).exclude(id=besides)
    columns = ("id", "place", "holder_unit")
    here = rows.filter(place=place).order_by("-recorded_at").values_list(*columns)[:NEWEST]
    found: list[tuple[str, str, str]] = list(here)
    section = _find_categories(place, None)
    known = {} if section is None else index_categories(section)
    if field in known and known[field][0].spans:
        codes = [code for code, (first, _) in known.items() if first.code == field]
        around = _list_around(directory, place)
        wider = rows.filter(place__in=around, category__in=codes).order_by("-recorded_at")
        found += wider.values_list(*columns)[:NEWEST]
    return [
        f"case:{case}"
        for case, where, holder in found
        if directory.reaches(viewer, where) or directory.reaches(viewer, holder)
    ]


def _list_around(directory: Directory, place: str) -> list[str]:
    parent = directory.unit(place).parent
    if parent is None:
        return []
    return [parent, *(code for code in directory.children(parent) if code != place)]


# ---------------------------------------------------------------- before it is done
class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What merging would do. `carried`: cases that the merged one leads and takes along;
    `before`, `after`: the weight of the main; `refusal`: why it cannot be done."""

    case: CaseLine
    main: CaseLine | None
    carried: tuple[str, ...]
    before: Weight
    after: Weight
    answered: bool
    refusal: Refusal | None


def preview_merge(viewer: Actor, case: str, into: str, *, now: datetime) -> Preview | None:
    """Return what merging `case` into `into` (id or receipt) would do; None when the case is
    not the viewer's to merge."""
    frame = make_frame(viewer, now)
    state: CaseState | None = get_state(f"case:{case}")
    if state is None or not rules.can(MergeCase, state, frame):
        return None
    main = _find_main(into)
    refusal = check_merge(state, main, frame)
    drawing = Drawing(viewer, now)
    (own,) = drawing.lines([state.id])
    if main is None or (refusal is not None and not rules.reaches(main, frame)) or main.sealed:
        return Preview(
            case=own, main=None, carried=(), before=weigh(()), after=weigh(()),
            answered=False, refusal=refusal,
        )  # fmt: skip
    joined = (make_member(main), *main.members, make_member(state), *state.members)
    distinct = {one.case: one for one in joined}
    return Preview(
        case=own,
        main=drawing.lines([main.id])[0],
        carried=tuple(one.case for one in state.members),
        before=weigh_case(main),
        after=weigh(distinct.values()),
        answered=main.told_at is not None,
        refusal=refusal,
    )


def _find_main(typed: str) -> CaseState | None:
    """Return the case that was typed, as id or receipt; a member stands for its main."""
    state = find_state(typed.strip()) if typed.strip() else None
    if state is not None and state.lead:
        main: CaseState | None = get_state(f"case:{state.lead}")
        return main
    return state


def may_unmerge(viewer: Actor, state: CaseState, *, now: datetime) -> bool:
    """Return whether this viewer may take the case out of its group."""
    allowed = UnmergeCase.PERMISSION in viewer.permissions
    return allowed and rules.can(UnmergeCase, state, make_frame(viewer, now))


# ---------------------------------------------------------------- parts of one text
def list_parts(state: CaseState) -> tuple[CaseState, ...]:
    """Return the first and all parts of a split text, in order; empty when it is whole."""
    first = get_state(f"case:{state.part_of}") if state.part_of else state
    if first is None or not first.parts:
        return ()
    found = get_states(f"case:{case}" for case in first.parts)
    parts = (found.get(f"case:{case}") for case in first.parts)
    return (first, *(one for one in parts if one is not None))


def list_part_lines(viewer: Actor, state: CaseState, *, now: datetime) -> tuple[CaseLine, ...]:
    """Return the other parts of the text a case came from, as far as the viewer reaches."""
    frame = make_frame(viewer, now)
    others = [one for one in list_parts(state) if one.id != state.id]
    seen = [one.id for one in others if rules.reaches(one, frame)]
    return Drawing(viewer, now).lines(seen)
