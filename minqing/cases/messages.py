"""Which events of a case tell whom what: the raiser by what they gave, the holder by the post.

A raiser is told what is their right: that the matter was taken in, by when it will be answered,
what changed of that, the result, that it is handled again. Never of a sealed complaint, never
what an anonymous raiser did not ask for. The pack chooses among these and has the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

import msgspec
from django.utils.translation import gettext, override

from minqing.cases import events as e
from minqing.cases import events_beside as eb
from minqing.cases.clocks_of_case import Clock, due_moment
from minqing.cases.rules.ground import Directory, WorkCalendar
from minqing.cases.state import CaseState
from minqing.cases.terms import OUTCOME_ZH, Anonymity, MatterKind, Means, Outcome, RaiserDetails
from minqing.kernel.receipts import format_receipt
from minqing.log.public import LogEntry, get_snapshot, get_state, get_states
from minqing.notices.public import Addressee, Wish, make_party
from minqing.vault.public import open_value

LOCAL = timezone(timedelta(hours=8))
RESULT, TOLD = "case.result", "case.told"
CHANGED = ("case.extended", "case.paused")
ASKING = (RESULT, TOLD)
"""Messages that ask whether it is solved: an answer by text belongs to the last of these."""

Parts = Mapping[str, str]
Told = tuple[str, Parts, bool]
"""Key, what stands for names, and whether it is owed even without a channel."""


def _receive(event: e.CaseReceived, state: CaseState) -> Told:
    return "case.receipt", _day(event.promise), False


def _sort(event: e.CaseTriaged, state: CaseState) -> Told:
    return "case.promise", {**_day(event.promise), "unit": event.holder_unit}, False


def _send_result(event: e.TellingSent, state: CaseState) -> Told:
    return RESULT, _outcome(state), True


def _tell(event: e.RaiserTold, state: CaseState) -> Told | None:
    if event.means is Means.SMS:  # that message asked already
        return None
    return TOLD, _outcome(state), False


def _extend(event: e.DeadlineExtended, state: CaseState) -> Told:
    return "case.extended", {**_day(state.promise), "unit": state.holder_unit}, False


def _pause(event: e.CasePaused, state: CaseState) -> Told:
    return "case.paused", {**_until(event.cap), "unit": state.holder_unit}, False


def _reopen(event: e.CaseReopened, state: CaseState) -> Told:
    return "case.reopened", {**_day(event.promise), "unit": event.holder_unit}, False


TO_RAISER: Mapping[type[Any], Any] = {
    e.CaseReceived: _receive,
    e.CaseTriaged: _sort,
    e.TellingSent: _send_result,
    e.RaiserTold: _tell,
    e.DeadlineExtended: _extend,
    e.CasePaused: _pause,
    e.CaseReopened: _reopen,
}
TYPES = (*(event.TYPE for event in TO_RAISER), eb.CaseUrged.TYPE)


def compose(entries: Sequence[LogEntry]) -> Iterator[tuple[LogEntry, Wish]]:
    """Yield whom these entries concern; cases are read as they are now."""
    states: dict[str, CaseState] = get_states({entry.stream for entry in entries})
    for entry in entries:
        state, event = states.get(entry.stream), entry.event
        if state is None or is_silent(state):
            continue
        if type(event) in TO_RAISER and state.raiser:
            told = TO_RAISER[type(event)](event, state)
            if told is not None:
                yield entry, _to_raiser(state, *told)
        if isinstance(event, eb.CaseUrged):
            yield entry, _to_holder("case.urged", state, urgent=False)
        if isinstance(event, e.CaseReceived) and event.emergency:
            yield entry, _to_holder("case.emergency", state, urgent=True)


def is_silent(state: CaseState) -> bool:
    """Return whether nothing of a case may leave the house: a complaint, history."""
    complaint = state.kind is MatterKind.COMPLAINT_AGAINST_OFFICIAL
    return complaint or state.sealed or state.history


def _to_raiser(state: CaseState, key: str, parts: Parts, owed: bool) -> Wish:
    return Wish(
        key=key,
        subject=f"case:{state.id}",
        to=f"raiser:{state.id}",
        unit=state.place,
        params={"receipt": state.receipt, **parts},
        facets={"channel": state.channel.value, "ledger": state.ledger or ""},
        language=state.language,
        owed=owed,
    )


def _to_holder(key: str, state: CaseState, *, urgent: bool) -> Wish:
    return Wish(
        key=key,
        subject=f"case:{state.id}",
        to=f"post:{state.holder_post}",
        unit=state.holder_unit,
        params={"receipt": state.receipt},
        urgent=urgent,
    )


def _day(clock: Clock | None) -> Parts:
    if clock is None:
        return {}
    return {"day": _local(due_moment(clock, get_snapshot(WorkCalendar)))}


def _until(moment: datetime) -> Parts:
    return {"until": _local(moment)}


def _outcome(state: CaseState) -> Parts:
    outcome = "" if state.result is None else state.result.outcome.value
    return {"outcome": outcome, "unit": state.holder_unit}


def _local(moment: datetime) -> str:
    return moment.astimezone(LOCAL).date().isoformat()


# ---------------------------------------------------------------- when it is sent
def reach_raiser(case: str, now: datetime) -> Addressee:
    """Return how a raiser is reached: by the number they gave, nobody where they gave none."""
    state: CaseState | None = get_state(f"case:{case}")
    nobody = state is None or state.anonymity is Anonymity.ANONYMOUS or is_silent(state)
    if nobody or state is None or not state.raiser:
        return Addressee()
    value = open_value(state.raiser)
    phone = "" if value is None else msgspec.convert(value, RaiserDetails).phone
    return Addressee(party=make_party(phone, now), phone=phone)


def say(subject: str, params: Mapping[str, str], language: str) -> dict[str, str]:
    """Return what stands for the names of the words, in the raiser's language."""
    with override("en" if language == "en" else "zh-hans"):
        said = dict(params)
        if "receipt" in params:
            said["receipt"] = format_receipt(params["receipt"])
        for name in ("day", "until"):
            if name in params:
                said[name] = _say_day(date.fromisoformat(params[name]))
        if "outcome" in params:
            outcome = params["outcome"]
            said["outcome"] = gettext(OUTCOME_ZH[Outcome(outcome)]) if outcome else ""
        directory = get_snapshot(Directory)
        if directory.has(params.get("unit", "")):
            said["unit"] = directory.unit(params["unit"]).short_name
        said["reply"] = _open_reply(subject, int(params.get("signs", "0")))
    return said


def _say_day(day: date) -> str:
    return gettext("{month}月{day}日").format(month=day.month, day=day.day, name=f"{day:%b}")


def _open_reply(subject: str, signs: int) -> str:
    state: CaseState | None = get_state(subject)
    if not signs or state is None or state.result is None or state.restricted:
        return ""
    words = " ".join(str(open_value(state.result.reply) or "").split())
    return words if len(words) <= signs else words[: signs - 1] + "…"
