"""Rows of another system's history become finished cases with their own times.

A case is known by its source and its number alone, so that a longer export of the same system
changes nothing. What came before with other cells is refused, and the answer names what differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from minqing.cases.public import (
    Anonymity,
    CaseState,
    Channel,
    Ended,
    MatterKind,
    Origin,
    RaiserDetails,
    RecordHistory,
    find_history,
    find_taken_back,
)
from minqing.imports.answering import Made
from minqing.imports.commanding import Destination, make_receipt
from minqing.imports.history_terms import (
    CODE_WRONG,
    END_MISSING,
    OTHERWISE,
    TIMES_DISORDER,
)
from minqing.imports.history_words import KNOWN_STATUSES, REST, HistoryWords, Meaning, find_zone
from minqing.imports.mapping import Columns
from minqing.imports.messages import fit
from minqing.imports.reading_rows import Places, Texts, read_texts, say_words
from minqing.imports.scratch import Scratch
from minqing.imports.terms import (
    BETWEEN,
    BODY_MISSING,
    DIFFERING_ZH,
    FIELD_ZH,
    OTHER_TEXT,
    ROW_TWICE,
    TIME_IN_FUTURE,
    TIME_UNREADABLE,
    VILLAGE_UNKNOWN,
    WORD_UNKNOWN,
    Field,
    RawRow,
)
from minqing.imports.times import LOCAL, TimeUnreadable, parse_time
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Personal, Refusal
from minqing.log.public import get_states
from minqing.org.public import Directory

TIMES = (
    Field.RAISED_AT, Field.DUE_AT, Field.CLOSED_AT, Field.REPLIED_AT, Field.STATUS_AT,
)  # fmt: skip
PAST = frozenset(TIMES) - {Field.DUE_AT}
ENDS = (Field.CLOSED_AT, Field.REPLIED_AT, Field.STATUS_AT)
Times = dict[Field, datetime]


class Known(msgspec.Struct, frozen=True):
    """What the words of a file may lead to here."""

    places: Places
    directory: Directory
    categories: Mapping[str, str]
    """Words and codes of the mechanism's categories, each to its code."""
    words: HistoryWords


class HistoryRows:
    """Makes the command of each row. `now`: the moment that nothing told may lie after."""

    def __init__(
        self, columns: Columns, to: Destination, known: Known, scratch: Scratch, now: datetime
    ) -> None:
        self._columns, self._to, self._known = columns, to, known
        self._scratch, self._now = scratch, now
        self._zone = find_zone(known.words.zone) or LOCAL
        self._statuses = known.words.statuses or KNOWN_STATUSES

    def take(self, chunk: Sequence[RawRow]) -> list[Refusal | Made]:
        read = [self._read(raw) for raw in chunk]
        numbers = [one[0] for one in read if not isinstance(one, Refusal)]
        turns = find_turns(self._columns.source, numbers)
        cases = [find_history(self._columns.source, one, turns.get(one, 0)) for one in numbers]
        states = get_states(f"case:{case}" for case in cases)
        return [
            one if isinstance(one, Refusal) else self._make(*one, turns.get(one[0], 0), states)
            for one in read
        ]

    # ------------------------------------------------------------ reading
    def _read(self, raw: RawRow) -> Refusal | tuple[str, RecordHistory]:
        """Return the number of a row, and its command still without ids."""
        texts = read_texts(raw, self._columns)
        if isinstance(texts, Refusal):
            return texts
        number = texts[Field.NUMBER]
        if self._scratch.count_equal(f"{self._columns.source}\x1f{number}"):
            return ROW_TWICE(row=raw.number, field=FIELD_ZH[Field.NUMBER])
        matter = self._join_body(raw, texts)
        if not matter:
            return BODY_MISSING(row=raw.number)
        times = self._read_times(raw.number, texts)
        if isinstance(times, Refusal):
            return times
        command = self._read_command(raw.number, texts, times, matter)
        return command if isinstance(command, Refusal) else (number, command)

    def _join_body(self, raw: RawRow, texts: Texts) -> str:
        """Return the text: one column's, or several under their headings. A unit that nobody
        here knows goes with it: it may be anything, a name too, and must not stand openly."""
        columns = self._columns
        moved = texts.get(Field.MOVED_TO, "")
        stray = [] if self._is_unit(moved) else [f"{FIELD_ZH[Field.MOVED_TO]}：{moved}"]
        if not columns.more_body and not stray:
            return texts.get(Field.BODY, "")
        cells = fit(raw.cells, columns.width) or ()
        parts = [
            f"{heading}：{cells[place].strip()}"
            for place, heading in columns.more_body
            if cells[place].strip()
        ]
        body = texts.get(Field.BODY, "")
        return "\n".join([*([body] if body else []), *parts, *(stray if body or parts else [])])

    def _is_unit(self, word: str) -> bool:
        """Return whether a word is a unit's, by the mapping or by name; no word counts as one."""
        return not word or word in self._known.words.units or bool(self._known.places.find(word))

    def _read_times(self, row: int, texts: Texts) -> Times | Refusal:
        times: Times = {}
        for field in TIMES:
            text = texts.get(field, "")
            if not text:
                continue
            try:
                times[field] = parse_time(text, self._columns.time_formats, self._zone)
            except TimeUnreadable:
                return TIME_UNREADABLE(row=row, field=FIELD_ZH[field], text=text)
            if field in PAST and times[field] > self._now:
                return TIME_IN_FUTURE(row=row, field=FIELD_ZH[field], text=text)
        return self._order(row, times)

    def _order(self, row: int, times: Times) -> Times | Refusal:
        raised = times[Field.RAISED_AT]
        for field in ENDS:
            if field not in times or times[field] >= raised:
                continue
            if times[field].astimezone(self._zone).date() < raised.astimezone(self._zone).date():
                return TIMES_DISORDER(row=row, field=FIELD_ZH[field])
            times[field] = raised  # a bare date stands at its midnight, before the same day's need
        return times

    def _read_command(
        self, row: int, texts: Texts, times: Times, matter: str
    ) -> RecordHistory | Refusal:
        meaning = self._read_status(row, texts, times)
        if isinstance(meaning, Refusal):
            return meaning
        place = self._find_place(row, texts)
        category = self._find_category(row, texts)
        held_by = self._find_unit(row, texts)
        wrong = next((one for one in (place, category, held_by) if isinstance(one, Refusal)), None)
        if wrong is not None:
            return wrong
        ended = next((times[field] for field in ENDS if field in times), None)
        if ended is None:
            if meaning.ended is Ended.SETTLED:
                return END_MISSING(row=row)
            ended = times[Field.RAISED_AT]  # nothing later is known of it
        reply = texts.get(Field.REPLY, "")
        details = RaiserDetails(
            name=texts.get(Field.USER, ""),
            phone=texts.get(Field.PHONE, ""),
            address=texts.get(Field.ADDRESS, ""),
        )
        named = bool(details.name or details.phone)
        return RecordHistory(
            id="",
            case="",
            receipt="",
            happened_at=ended,
            unit=str(place),
            channel=Channel.IMPORT,
            kind=MatterKind.APPEAL,
            matter=Personal(matter, ""),
            raised_at=times[Field.RAISED_AT],
            answered_at=times.get(Field.REPLIED_AT),
            closed_at=ended,
            outcome=meaning.outcome,
            reply=Personal(reply, "") if reply else None,
            raiser=Personal(details, "") if named else None,
            anonymity=Anonymity.NAMED if named else Anonymity.ANONYMOUS,
            category=str(category),
            home_banner=self._to.banner,
            external_number=texts[Field.NUMBER],
            held_by=str(held_by),
            origin=Origin(
                source=self._columns.source,
                ended=meaning.ended,
                status=status if (status := texts.get(Field.STATUS, "")) in self._statuses else "",
                due_at=times.get(Field.DUE_AT),
                duplicate_of=texts.get(Field.DUPLICATE_OF, ""),
                moved_to=moved if self._is_unit(moved := texts.get(Field.MOVED_TO, "")) else "",
            ),
        )

    def _read_status(self, row: int, texts: Texts, times: Times) -> Meaning | Refusal:
        word = texts.get(Field.STATUS, "")
        meaning = self._statuses.get(word) or self._statuses.get(REST)
        if word and meaning is None:
            known = "、".join(self._statuses)[:200]
            return WORD_UNKNOWN(row=row, field=FIELD_ZH[Field.STATUS], text=word, known=known)
        if not word or meaning is None:
            over = any(field in times for field in (Field.CLOSED_AT, Field.REPLIED_AT))
            meaning = Meaning(Ended.SETTLED if over else Ended.UNFINISHED)
        if texts.get(Field.DUPLICATE_OF):
            return msgspec.structs.replace(meaning, ended=Ended.DUPLICATE)
        if texts.get(Field.MOVED_TO) and meaning.ended is Ended.SETTLED:
            return msgspec.structs.replace(meaning, ended=Ended.TRANSFERRED)
        return meaning

    # ------------------------------------------------------------ words → codes
    def _find_place(self, row: int, texts: Texts) -> str | Refusal:
        word, words = texts.get(Field.VILLAGE, ""), self._known.words.places
        code = words.get(word) or words.get(REST, "") if word else ""
        found = self._known.places.find(code or word)
        if found:
            return found
        if code:
            return CODE_WRONG(row=row, field=FIELD_ZH[Field.VILLAGE], code=code)
        return VILLAGE_UNKNOWN(row=row, text=word)

    def _find_category(self, row: int, texts: Texts) -> str | Refusal:
        """Return a code, "" where the file says nothing that is known here."""
        word, words = texts.get(Field.CATEGORY, ""), self._known.words.categories
        if not word:
            return ""
        if not words:
            return self._known.categories.get(word, "")
        code = words.get(word, words.get(REST))
        if code is None:
            known = say_words(words)[:200]
            return WORD_UNKNOWN(row=row, field=FIELD_ZH[Field.CATEGORY], text=word, known=known)
        if code and code not in self._known.categories.values():
            return CODE_WRONG(row=row, field=FIELD_ZH[Field.CATEGORY], code=code)
        return code

    def _find_unit(self, row: int, texts: Texts) -> str | Refusal:
        """Return the unit that handled it; "" leaves it with the place."""
        word, words = texts.get(Field.UNIT, ""), self._known.words.units
        code = words.get(word, words.get(REST, "")) if word else ""
        if not code:
            return ""
        directory = self._known.directory
        if not directory.has(code) or directory.banner_of(code) != self._to.banner:
            return CODE_WRONG(row=row, field=FIELD_ZH[Field.UNIT], code=code)
        return code

    # ------------------------------------------------------------ making
    def _make(self, number: str, read: RecordHistory, turn: int, states: Mapping[str, Any]) -> Made:
        case = find_history(self._columns.source, number, turn)
        subject = f"case:{case}"
        command = msgspec.structs.replace(
            read,
            id=derived_id(case, "command"),
            case=case,
            receipt=make_receipt(case, read.unit),
            matter=Personal(read.matter.value, subject),
            reply=None if read.reply is None else Personal(read.reply.value, subject),
            raiser=None if read.raiser is None else Personal(read.raiser.value, subject),
        )
        state = states.get(f"case:{case}")
        fields = list_differing(command, state) if state is not None else OTHER_TEXT
        assert command.origin is not None
        return Made(
            command,
            case,
            otherwise=partial(OTHERWISE, fields=fields),
            mark=command.origin.ended.value,
        )


def list_differing(command: RecordHistory, state: CaseState) -> str:
    """Return what a row says otherwise than the case it became before, in words."""
    said = {
        "raised_at": command.raised_at,
        "closed_at": command.closed_at,
        "told_at": command.answered_at,
        "place": command.unit,
        "category": command.category,
        "origin": command.origin,
        "holder_unit": command.held_by or state.holder_unit,
    }
    words = [DIFFERING_ZH[name] for name, value in said.items() if getattr(state, name) != value]
    return BETWEEN.join(words) or OTHER_TEXT


def find_turns(source: str, numbers: Sequence[str]) -> dict[str, int]:
    """Return how often each number was brought in and taken back, where it was."""
    turns: dict[str, int] = {}
    current = list(numbers)
    while current:
        cases = {find_history(source, one, turns.get(one, 0)): one for one in current}
        undone = find_taken_back(cases)
        current = [number for case, number in cases.items() if case in undone]
        for number in current:
            turns[number] = turns.get(number, 0) + 1
    return turns
