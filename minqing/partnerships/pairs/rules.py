"""Rules of `pair:<id>`. Pure."""

from __future__ import annotations

from datetime import date

from minqing.cases.public import holds_personal_number
from minqing.kernel.messages import Decided, Decision, Frame, Refusal, States
from minqing.kernel.periods import local_day
from minqing.mechanisms.public import Pack, Packs
from minqing.org.public import Directory
from minqing.partnerships.pairs import refusals as no
from minqing.partnerships.pairs.commands import EndPair, MakePair, PairCommand, name_pair
from minqing.partnerships.pairs.pack import KindOfPair, PairingsSection
from minqing.partnerships.pairs.state import PairEnded, PairMade, PairState

MAKE, END = "登记联系结对", "结束"
LONGEST_REASON, LONGEST_NAME = 100, 40


def needs(command: PairCommand) -> tuple[str, ...]:
    """Return the one stream that a command touches."""
    return (f"pair:{command.pair}",)


def find_pairings(
    unit: str, directory: Directory, packs: Packs
) -> tuple[Pack, PairingsSection] | None:
    """Return the mechanism that says which pairs there are at a unit; None without one."""
    if not directory.has(unit):
        return None
    path, banner = directory.path(unit), directory.banner_of(unit)
    pack = packs.for_unit(path, banner, section="pairings")
    section = None if pack is None else pack.section("pairings")
    if pack is None or not isinstance(section, PairingsSection):
        return None
    return pack, section


def make(command: MakePair, states: States, frame: Frame) -> Decision:
    """Link a post or an organisation with a unit in reach; a post with one at a time."""
    directory = frame.view(Directory)
    found = find_pairings(command.unit, directory, frame.view(Packs))
    kind = None if found is None else found[1].find_kind(command.kind)
    if found is None or kind is None:
        return no.KIND_UNKNOWN()
    if directory.unit(command.unit).kind not in kind.linked_with:
        return no.UNIT_WRONG()
    if not directory.reaches(frame.by, command.unit):
        return no.OUT_OF_REACH(act=MAKE)
    wrong = _check_who(command, kind, directory)
    if wrong is not None:
        return wrong
    state: PairState | None = states.get(f"pair:{command.pair}")
    if state is not None and state.lasts:
        return no.LASTS()
    before = state.last.until if state is not None else None
    if not _fits(command.since, before, frame):
        return no.DAY_WRONG(act=MAKE)
    event = PairMade(
        pack=found[0].key,
        kind=kind.code,
        unit=command.unit,
        home=directory.banner_of(command.unit),
        since=command.since,
        at=frame.now,
        post=command.post,
        partner=command.partner.strip(),
    )
    return [Decided(f"pair:{command.pair}", event)]


def _check_who(command: MakePair, kind: KindOfPair, directory: Directory) -> Refusal | None:
    named = name_pair(kind.code, post=command.post, partner=command.partner, unit=command.unit)
    if command.pair != named:
        return no.ID_WRONG()
    if not kind.roles:
        name = command.partner.strip()
        fits = 2 <= len(name) <= LONGEST_NAME and not command.post
        return None if fits and not holds_personal_number(name) else no.NAME_WRONG()
    if command.partner or not directory.has_post(command.post):
        return no.POST_WRONG()
    post = directory.post(command.post)
    above = post.unit in directory.path(command.unit)
    return None if post.person and post.role in kind.roles and above else no.POST_WRONG()


def _fits(day: date, after: date | None, frame: Frame) -> bool:
    return day <= local_day(frame.now) and (after is None or day >= after)


def end(command: EndPair, states: States, frame: Frame) -> Decision:
    """End the present link."""
    state: PairState | None = states.get(f"pair:{command.pair}")
    if state is None:
        return no.UNKNOWN(act=END)
    if not frame.view(Directory).reaches(frame.by, state.last.unit):
        return no.OUT_OF_REACH(act=END)
    if not state.lasts:
        return no.ENDED()
    reason = command.reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        return no.REASON_WRONG()
    if not _fits(command.on, state.last.since, frame):
        return no.DAY_WRONG(act=END)
    event = PairEnded(on=command.on, reason=reason, at=frame.now)
    return [Decided(f"pair:{command.pair}", event)]


def decide(command: PairCommand, states: States, frame: Frame) -> Decision:
    """Return the events of a command about a pair, or its refusal."""
    if isinstance(command, MakePair):
        return make(command, states, frame)
    assert isinstance(command, EndPair), type(command).__name__
    return end(command, states, frame)
