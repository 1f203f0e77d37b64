"""Splitting (拆分): several matters in one text, each a case of its own under one receipt."""

from __future__ import annotations

from minqing.cases import events as e
from minqing.cases import group_commands as gc
from minqing.cases import group_events as g
from minqing.cases.clocks_of_case import due_moment
from minqing.cases.group_terms import MOST_PARTS, Part
from minqing.cases.pack import index_categories
from minqing.cases.rules import refusals as r
from minqing.cases.rules.ground import Ground, get_ground
from minqing.cases.rules.group import stream_of
from minqing.cases.rules.intake import find_emergency_word, make_first_clock
from minqing.cases.rules.running import promise_clock
from minqing.cases.state import CaseState
from minqing.cases.terms import Anonymity, MatterKind
from minqing.kernel.messages import Decided, Decision, Frame, Personal, Refusal, States

VERB = "拆分"


def make_part_receipt(receipt: str, number: int) -> str:
    """Return how a part is cited: the raiser's own receipt, and which of its matters."""
    return f"{receipt}-{number}"


def split(command: gc.SplitCase, states: States, frame: Frame) -> Decision:
    """Open a case for each part, told when the first was told; the first keeps the rest.

    The parts begin unsorted with the holder of the first. Raiser, channel and household are
    the first's: one person told it all in one breath.
    """
    first: CaseState = states[stream_of(command.case)]
    ground = get_ground(first, frame)
    refused = _check(command, first, states, ground)
    if refused is not None:
        return refused
    opened = [
        Decided(stream_of(part.case), _open(part, matter, number, first, ground))
        for number, (part, matter) in enumerate(
            zip(command.parts, command.matters, strict=True), start=len(first.parts) + 2
        )
    ]
    kept = g.CaseSplit(
        at=frame.now,
        parts=tuple(part.case for part in command.parts),
        remaining=command.remaining.ref,
        category=command.category,
    )
    return [Decided(stream_of(first.id), kept), *opened]


def _check(
    command: gc.SplitCase, first: CaseState, states: States, ground: Ground
) -> Refusal | None:
    parts = command.parts
    named = {"verb": VERB, "receipt": first.receipt}
    if first.part_of:
        return r.SPLIT_PART(receipt=first.receipt)
    ids = {part.case for part in parts}
    if not 1 <= len(parts) <= MOST_PARTS or len(command.matters) != len(parts):
        return r.SPLIT_COUNT(receipt=first.receipt, most=MOST_PARTS)
    if len(ids) != len(parts) or any(states[stream_of(case)] is not None for case in ids):
        return r.CASE_EXISTS(receipt=first.receipt)
    texts = (command.remaining, *command.matters)
    if any(not text.value.strip() for text in texts):
        return r.WORDS_MISSING(**named)
    if any(part.kind is MatterKind.COMPLAINT_AGAINST_OFFICIAL for part in parts):
        return r.SPLIT_COMPLAINT(receipt=first.receipt)
    return _check_categories(command, first, ground)


def _check_categories(command: gc.SplitCase, first: CaseState, ground: Ground) -> Refusal | None:
    known = {} if ground.categories is None else index_categories(ground.categories)
    for code in filter(None, (command.category, *(part.category for part in command.parts))):
        found = known.get(code)
        if found is None:
            return r.CATEGORY_UNKNOWN(verb=VERB, receipt=first.receipt, category=code)
        second = found[1]
        if second is not None and second.needs_name and first.anonymity is Anonymity.ANONYMOUS:
            return r.NAME_NEEDED(receipt=first.receipt, category=second.zh)
    return None


def _open(
    part: Part, matter: Personal[str], number: int, first: CaseState, ground: Ground
) -> e.CaseReceived:
    section, frame = ground.section, ground.frame
    emergency = bool(find_emergency_word(matter.value, section))
    promise = promise_clock(section, section.default_ledger, first.raised_at)
    late = due_moment(promise, ground.calendar) < frame.now
    return e.CaseReceived(
        at=frame.now,
        case=part.case,
        receipt=make_part_receipt(first.receipt, number),
        place=first.place,
        home_banner=first.home_banner,
        channel=first.channel,
        kind=part.kind,
        matter=matter.ref,
        raised_at=first.raised_at,
        pack=first.pack,
        pack_version=first.pack_version,
        rung=first.rung,
        holder_post=first.holder_post,
        holder_unit=first.holder_unit,
        clock=make_first_clock(
            section, ground.rung(first), frame, sealed=False, emergency=emergency
        ),
        promise=promise,
        recorder_post=frame.by.post,
        raiser=first.raiser,
        anonymity=first.anonymity,
        household=first.household,
        category=part.category,
        language=first.language,
        emergency=emergency,
        emergency_shown=first.emergency_shown_at is not None and emergency,
        learned_late=late,
        part_of=first.id,
    )
