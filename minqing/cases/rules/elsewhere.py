"""Cases from other systems: their number, their deadline, the answer back to them (来件)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from minqing.cases import arrivals
from minqing.cases import commands as c
from minqing.cases import commands_beside as b
from minqing.cases import events as e
from minqing.cases import events_beside as eb
from minqing.cases.clocks_of_case import find_last_year, is_reckonable
from minqing.cases.pack_beside import SourceRule, SourcesSection
from minqing.cases.personal_numbers import find_personal_numbers
from minqing.cases.places import find_levels
from minqing.cases.rules import refusals as r
from minqing.cases.rules.ground import get_ground
from minqing.cases.rules.table import VERB_OF
from minqing.cases.state import CaseState
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.messages import Decided, Frame, Refusal, States
from minqing.org.public import Directory

Events = Sequence[e.CaseEvent] | Refusal
LONGEST_NUMBER = 60


def list_arrivals(command: object) -> tuple[str, ...]:
    """Return the stream of the number that a command brings, if it brings one."""
    if isinstance(command, c.ReceiveCase):
        source, number = command.external_source, command.external_number
    elif isinstance(command, b.NoteExternal):
        source, number = command.source, command.number
    else:
        return ()
    return (arrivals.stream_of(source, number),) if source and number.strip() else ()


def check_arrival(
    command: c.CaseCommand, state: CaseState | None, states: States, frame: Frame
) -> Refusal | None:
    """Refuse a number of a source that is another case of this home banner already."""
    for stream in list_arrivals(command):
        known = _find_known(stream, states, _find_home(command, state, frame))
        if known is not None and known.case != command.case:
            return r.ALREADY_ARRIVED(receipt=known.receipt)
    return None


def decide_arrival(
    command: c.CaseCommand, state: CaseState | None, states: States, frame: Frame
) -> list[Decided]:
    """Return what is to be noted of the number: nothing when it stands on this case already."""
    found = []
    for stream in list_arrivals(command):
        home = _find_home(command, state, frame)
        if _find_known(stream, states, home) is None:
            source, number = _read(command)
            event = arrivals.Arrived(
                source=source,
                number=number,
                case=command.case,
                receipt=_find_receipt(command, state),
                home=home,
            )
            found.append(Decided(stream, event))
    return found


def _find_known(stream: str, states: States, home: str) -> arrivals.ArrivedCase | None:
    known: arrivals.ArrivalState | None = states[stream]
    return None if known is None else known.find(home)


def _find_home(command: c.CaseCommand, state: CaseState | None, frame: Frame) -> str:
    if state is not None:
        return state.home_banner
    assert isinstance(command, c.ReceiveCase), "only this opens a case with a number"
    return command.home_banner or find_levels(frame.view(Directory), command.unit).banner


def _find_receipt(command: c.CaseCommand, state: CaseState | None) -> str:
    if state is not None:
        return state.receipt
    assert isinstance(command, c.ReceiveCase), "only this opens a case with a number"
    return command.receipt


def _read(command: c.CaseCommand) -> tuple[str, str]:
    if isinstance(command, b.NoteExternal):
        return command.source, command.number.strip()
    assert isinstance(command, c.ReceiveCase), "only these bring a number"
    return command.external_source, command.external_number.strip()


def find_source(section: SourcesSection | None, code: str) -> SourceRule | None:
    """Return the rule of a source, None when the mechanism does not know it."""
    for rule in () if section is None else section.sources:
        if rule.code == code:
            return rule
    return None


def check_number(
    number: str, due_at: datetime | None, source: str, receipt: str, calendar: WorkCalendar
) -> Refusal | None:
    """Refuse a number that is none, too long or a person's; a deadline without a number, and
    one in a year that cannot be reckoned."""
    number = number.strip()
    wanted = bool(source) or due_at is not None
    if wanted and (not number or not source):
        return r.EXTERNAL_INCOMPLETE(receipt=receipt)
    if len(number) > LONGEST_NUMBER or find_personal_numbers(number):
        return r.EXTERNAL_NUMBER_WRONG(receipt=receipt)
    if due_at is not None and not is_reckonable(due_at, calendar):
        return r.EXTERNAL_DUE_WRONG(receipt=receipt, last=find_last_year(calendar))
    return None


def note_external(command: b.NoteExternal, state: CaseState, frame: Frame) -> Events:
    """Note number and deadline, or that the source set another deadline."""
    number, known = command.number.strip(), state.external
    calendar = frame.view(WorkCalendar)
    refused = check_number(number, command.due_at, command.source, state.receipt, calendar)
    if refused is not None:
        return refused
    rule = find_source(get_ground(state, frame).sources, command.source)
    if rule is None:
        return r.SOURCE_UNKNOWN(verb=VERB_OF[b.NoteExternal].zh, receipt=state.receipt)
    if known is not None:
        if (known.source, known.number) != (command.source, number):
            return r.EXTERNAL_DIFFERS(receipt=state.receipt, number=known.number)
        if not command.reason.strip() or known.due_at == command.due_at:
            return r.EXTERNAL_REASON(receipt=state.receipt)
    return (
        eb.ExternalNoted(
            at=frame.now,
            source=command.source,
            number=number,
            due_at=command.due_at,
            soon=rule.soon,
            reason=command.reason.strip(),
        ),
    )


def send_answer_back(command: b.SendAnswerBack, state: CaseState, frame: Frame) -> Events:
    """Record that the answer went back; the source's clock ends."""
    number = command.answer_number.strip()
    if len(number) > LONGEST_NUMBER or find_personal_numbers(number):
        return r.EXTERNAL_NUMBER_WRONG(receipt=state.receipt)
    return (eb.AnswerSentBack(at=frame.now, answer_number=number),)
