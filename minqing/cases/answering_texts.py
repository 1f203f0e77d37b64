"""What follows from messages: a telling recorded when it arrived, an answer by text (1/2/3).

Two jobs of the worker. Ids derive from the message or the text, so a repeat changes nothing; each
is marked when it was dealt with, and what no rule can answer goes to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from minqing.cases import commands as c
from minqing.cases.messages import ASKING, CHANGED, RESULT
from minqing.cases.state import CaseState
from minqing.cases.terms import GivenOn, Means, Rating, Status
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Personal
from minqing.log.public import get_state, submit
from minqing.notices.public import (
    ANSWERS,
    Content,
    Meaning,
    Settled,
    SettleText,
    TextState,
    find_party,
    list_arrived,
    list_asked,
    list_new_texts,
    note_arrived,
    open_text,
)
from minqing.org.public import resident_actor, system_actor

AT_ONCE = 50
CONTENT: Mapping[Content, Rating] = {
    Content.SATISFIED: Rating.SATISFIED,
    Content.BASICALLY: Rating.BASICALLY,
    Content.DISSATISFIED: Rating.DISSATISFIED,
    Content.UNSAID: Rating.RATHER_NOT_SAY,
}
ANSWERED_IN = frozenset({Status.AWAITING_CONFIRMATION, Status.PLANNED})


# ---------------------------------------------------------------- what arrived
def note_tellings(now: datetime) -> int:
    """Record the telling of what arrived, with the gateway's number as proof."""
    found = list_arrived((RESULT, *CHANGED), AT_ONCE)
    for one in found:
        make = c.RecordTelling if one.key == RESULT else c.TellOfChange
        command = make(
            id=derived_id("arrived", one.id),
            case=one.subject.partition(":")[2],
            means=Means.SMS,
            proof=one.proof,
            happened_at=min(one.at, now),
        )
        # refused when somebody told it meanwhile: there is nothing left to record
        submit([command], by=system_actor("cases-note-tellings"), now=now)
        note_arrived(one.id)
    return len(found)


# ---------------------------------------------------------------- what came in
def answer_texts(now: datetime) -> int:
    """Do what texts say: a wish is heard, an answer goes to the one matter that was asked about,
    everything else waits for a person. Returns how many were settled."""
    done = 0
    for text, state in list_new_texts(AT_ONCE):
        settled, subject = _answer(text, state, now)
        command = SettleText(
            id=derived_id("settle", text), text=text, settled=settled, subject=subject
        )
        answer = submit([command], by=system_actor("cases-answer-texts"), now=now)[0]
        done += answer.ok
    return done


def _answer(text: str, state: TextState, now: datetime) -> tuple[Settled, str]:
    if state.meaning in (Meaning.STOP, Meaning.START):
        return Settled.HEARD, ""
    party = find_party(text) if state.meaning in ANSWERS else None
    asked = list_asked(party, ASKING) if party else ()
    case: CaseState | None = get_state(asked[0]) if asked else None
    if case is None or any(map(_awaits_an_answer, asked[1:])):
        return Settled.WAITS, ""  # “1” says to which of two questions by nothing
    return _answer_case(text, state, case, now), asked[0]


def _awaits_an_answer(subject: str) -> bool:
    """Whether a matter was asked about and nobody has said anything yet."""
    case: CaseState | None = get_state(subject)
    return case is not None and case.status in ANSWERED_IN and case.confirmation is None


def _answer_case(text: str, state: TextState, case: CaseState, now: datetime) -> Settled:
    solved = state.meaning is Meaning.SOLVED
    if case.status in ANSWERED_IN:
        confirmed = _submit(_confirm(text, state, case), case, now)
        if not confirmed:
            return Settled.WAITS
        after: CaseState | None = get_state(f"case:{case.id}")
        assert after is not None, "it was there a moment ago"
        return Settled.REOPENED if after.reopened > case.reopened else Settled.CONFIRMED
    if case.status is Status.CLOSED and not solved:
        return _reopen(text, case, now)
    was_said = case.confirmation is not None and case.confirmation.solved
    return Settled.HEARD if solved and was_said else Settled.WAITS


def _confirm(text: str, state: TextState, case: CaseState) -> Command:
    return c.RecordConfirmation(
        id=derived_id("text-confirms", text),
        case=case.id,
        answered=True,
        # “partly” is not “solved”: where the office said solved, it is handled again
        solved=state.meaning is Meaning.SOLVED,
        rating=CONTENT[state.content],
        given_on=GivenOn.SMS,
        again=state.meaning is Meaning.NOT_SOLVED,
        happened_at=state.at,
    )


def _reopen(text: str, case: CaseState, now: datetime) -> Settled:
    words, _ = open_text(text)
    command = c.ReopenCase(
        id=derived_id("text-reopens", text),
        case=case.id,
        words=Personal(f"短信回复：{words}", subject=f"case:{case.id}"),
        means=Means.SMS,
    )
    return Settled.REOPENED if _submit(command, case, now) else Settled.WAITS


def _submit(command: Command, case: CaseState, now: datetime) -> bool:
    return submit([command], by=resident_actor(f"public:{case.id}"), now=now)[0].ok
