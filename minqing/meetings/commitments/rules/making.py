"""Making a commitment: from a meeting by `make`, or directly. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import msgspec

from minqing.kernel.messages import Actor, Decided, Decision, Frame, Refusal, States, VaultRef
from minqing.meetings.commitments.commands import MakeCommitment
from minqing.meetings.commitments.events import CommitmentMade
from minqing.meetings.commitments.rules import refusals as no
from minqing.meetings.commitments.rules.ground import check_words, find_section, get_today
from minqing.org.public import Directory

_ID = re.compile(r"[0-9A-Za-z-]{1,40}")
_REF = re.compile(r"[0-9A-Za-z:-]+(\.[0-9a-f]{8})?\.[a-z_]+(\.\d+)?")
"""What `submit` names a personal value by: command, mark of its sender, field, number."""
ACT = "作出承诺"


class CommitmentDraft(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is promised: one measure, one day, one unit, one post.

    `measure`: name of the words in the vault (`Personal.ref`), not the words: an event would
    keep a name that slipped in for ever. `person_named`: the person in the post was told that
    his name will be public.
    """

    measure: str
    due: date
    unit: str
    post: str
    person_named: bool = False


def make(
    draft: CommitmentDraft,
    *,
    id: str,
    meeting: str,
    item: str,
    subject: str,
    now: datetime,
    by: Actor,
    place: str = "",
    category: str = "",
    home: str = "",
    others: tuple[str, ...] = (),
) -> CommitmentMade:
    """Return the event that opens stream `commitment:<id>`; check the draft before.

    `meeting`, `item`: where it was promised, empty for a direct one. `subject`: the stream it
    is about; `others`: those that were one item with it. `place`, `category`: of that matter,
    for the board; `home`: its banner. Raises
    ValueError when `measure` is not the name of a value in the vault.
    """
    if not _REF.fullmatch(draft.measure) or not _ID.fullmatch(id):
        raise ValueError(f"a commitment needs a name in the vault and an id, not {id!r}")
    return CommitmentMade(
        subject=subject,
        measure=VaultRef(draft.measure),
        due=draft.due,
        unit=draft.unit,
        post=draft.post,
        at=now,
        by_post=by.post,
        person_named=draft.person_named,
        meeting=meeting,
        item=item,
        place=place,
        category=category,
        home=home,
        others=others,
    )


def check_draft(draft: CommitmentDraft, frame: Frame) -> Refusal | None:
    """Return why a draft cannot be promised; for a meeting as for a direct promise."""
    directory = frame.view(Directory)
    if not directory.has(draft.unit) or directory.unit(draft.unit).closed:
        return no.UNIT_WRONG(unit=draft.unit)
    if not directory.has_post(draft.post) or directory.post(draft.post).unit != draft.unit:
        return no.POST_WRONG()
    section = find_section(draft.unit, frame)
    if section is None:
        return no.NO_PACK()
    if draft.person_named and not section.names_person:
        return no.NAME_NOT_PUBLIC()
    return check_due(ACT, draft.due, section.longest_days, frame)


def check_due(act: str, due: date, longest: int, frame: Frame) -> Refusal | None:
    """Refuse a day that is not ahead, or so far off that it promises nothing."""
    today = get_today(frame)
    if today < due <= today + timedelta(days=longest):
        return None
    return no.DUE_WRONG(act=act, days=longest)


def make_directly(command: MakeCommitment, states: States, frame: Frame) -> Decision:
    """Promise outside of a meeting: by a leader who reaches the unit, or by the unit itself."""
    stream = f"commitment:{command.commitment}"
    if not _ID.fullmatch(command.commitment):
        return no.ID_WRONG()
    if states.get(stream) is not None:
        return no.EXISTS()
    draft = CommitmentDraft(
        command.measure.ref, command.due, command.unit, command.post, command.person_told
    )
    wrong = check_draft(draft, frame) or _check_making(command, states, frame)
    if wrong is not None:
        return wrong
    about = states.get(command.subject)
    place = getattr(about, "place", "") or command.unit
    event = make(
        draft,
        id=command.commitment,
        meeting="",
        item="",
        subject=command.subject,
        now=frame.now,
        by=frame.by,
        place=place,
        category=getattr(about, "category", ""),
        home=frame.view(Directory).banner_of(place),
    )
    return [Decided(stream, event)]


def _check_making(command: MakeCommitment, states: States, frame: Frame) -> Refusal | None:
    directory = frame.view(Directory)
    if not directory.reaches(frame.by, command.unit):
        return no.OUT_OF_REACH(act=ACT)
    kind, _, key = command.subject.partition(":")
    if not kind or not key:
        return no.SUBJECT_WRONG()
    if kind == "case":
        state = states.get(command.subject)
        units = (state.place, state.holder_unit) if state is not None else ()
        if state is None or state.sealed or not directory.reaches_any(frame.by, units):
            return no.SUBJECT_WRONG()
    own = (command.subject, f"commitment:{command.commitment}")
    return check_words(ACT, command.measure, own)
