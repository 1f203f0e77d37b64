"""What becomes of the promises that the made-up meetings make: kept, moved or missed.

How long a promise was given for says what becomes of it; whether a day is missed, and when a
matter has a result, is for the real rules and the course of the case to say.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from minqing.cases.public import CaseState, Outcome, Status
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Personal
from minqing.kernel.periods import local_day
from minqing.log.public import Batch, get_states
from minqing.meetings.public import commitments
from minqing.org.public import system_actor
from minqing.simulation.world import World

KEPT, MOVED, MISSED = 40, 10, 8
"""Days for which a promise is given; a department takes ten to twenty-five."""

SPANS = ((KEPT, MOVED), (MISSED, KEPT), (KEPT, MOVED))
NEW_SPAN = timedelta(days=25)
MOST_DATES = 4
EXPLAINED = range(1, 5)
"""So many days before the date a unit explains that it needs another one."""

ASKED_AGAIN = timedelta(days=6)
"""So long after it was kept the street asks whether it helped (WDM-21)."""

ANSWERED = frozenset({Status.AWAITING_TELLING, Status.AWAITING_CONFIRMATION, Status.CLOSED})

Now = Callable[[], datetime]
Send = Callable[[Iterable[Batch]], None]


def choose_span(turn: int, number: int) -> int:
    """Return for how many days the next promise of a meeting is given.

    `turn`: number of the meeting; `number`: of the promise in it.
    """
    return SPANS[turn % len(SPANS)][number % 2]


class Promises:
    """The promises of one place that live, looked at every working morning."""

    def __init__(
        self, world: World, send: Send, is_own: Callable[[str], bool], words: Mapping[str, Any]
    ) -> None:
        """`is_own`: whether a matter was raised by the simulation; others are left to people.
        `words`: what is said here (words/sittings.yaml)."""
        self._world = world
        self._words = words
        self._send = send
        self._is_own = is_own
        self._living: dict[str, str] | None = None
        self._kept: dict[str, date] = {}

    @property
    def subjects(self) -> frozenset[str]:
        """The matters about which a promise lives: they rest until it is due."""
        return frozenset(self._list_living().values())

    def _list_living(self) -> dict[str, str]:
        """Return the living ones with their subjects; asked for once, then followed."""
        if self._living is None:
            self._living = {}
            found = commitments.list_commitments(
                system_actor("demo"),
                commitments.CommitmentFilter(unit=self._world.banner),
                now=datetime.now().astimezone(),
            )
            states = get_states(f"commitment:{line.id}" for line in found)
            self._living = {
                stream.removeprefix("commitment:"): state.subject
                for stream, state in states.items()
                if state.is_living and state.meeting and self._is_own(state.subject)
            }
        return self._living

    def take_up(self, key: str, subject: str, words: str) -> Command:
        """Follow a promise from now on; returns the confirming of its words for the board."""
        self._list_living()[key] = subject
        return self._clear(key, "measure", words)

    def follow(self, day: date, now: Now) -> None:
        """Do what each promise asks for on a morning."""
        living = self._list_living()
        states = get_states(f"commitment:{key}" for key in living)
        cases = get_states(set(living.values()))
        for stream, state in states.items():
            key = stream.removeprefix("commitment:")
            found = self._choose(key, state, cases.get(state.subject), day)
            if found is not None and self._world.is_held(state.post):
                self._send([Batch((found,), self._world.actor(state.post), now())])
                self._publish(key, found, now)
            if isinstance(found, commitments.RecordFulfilment):
                del living[key]
                self._kept[key] = day
        for key in [key for key, since in self._kept.items() if day - since >= ASKED_AGAIN]:
            del self._kept[key]
            if (state := get_states([f"commitment:{key}"])[f"commitment:{key}"]).is_living:
                living[key] = state.subject  # the raiser says that it was not kept
            else:
                self._ask_again(key, day, now)

    def _choose(
        self, key: str, state: commitments.CommitmentState, case: CaseState | None, day: date
    ) -> Command | None:
        """Return what the one who promised does today; None for nothing."""
        rng = random.Random(f"{self._world.seed} {key} {day}")
        if case is not None and case.status in ANSWERED and _has_news(case, state):
            return self._record(key, state, case, day)
        given = (state.first_due - local_day(state.made_at)).days
        left = (state.due - day).days
        moves = given != MISSED and len(state.dates) < MOST_DATES and left in EXPLAINED
        if moves and (given == MOVED or left == EXPLAINED[0]):
            return commitments.MoveDate(
                id=derived_id("demo-moved", key, state.due),
                commitment=key,
                due=day + NEW_SPAN,
                reason=Personal(rng.choice(self._words["moved"]), state.subject),
            )
        reported = any(one.due == state.due for one in state.reports)
        if given != MISSED and state.asked == state.due and not reported and left > 0:
            return commitments.ReportProgress(
                id=derived_id("demo-report", key, state.due),
                commitment=key,
                words=Personal(rng.choice(self._words["reports"]), state.subject),
            )
        return None

    def _record(
        self, key: str, state: commitments.CommitmentState, case: CaseState, day: date
    ) -> Command:
        """Return what the result of a matter makes of its promise: kept, or kept in part."""
        assert case.result is not None, "asked for once there is one"
        whole = case.result.outcome is not Outcome.PARTLY
        return commitments.RecordFulfilment(
            id=derived_id("demo-kept", key, len(state.keepings)),
            commitment=key,
            whole=whole,
            on=day,
            evidence=(state.subject,),
            words=None if whole else Personal(self._words["in_part"], state.subject),
        )

    def _publish(self, key: str, told: Command, now: Now) -> None:
        """Confirm for the board what has just been said about a promise."""
        words = getattr(told, "reason", None) or getattr(told, "words", None)
        if words is None:
            return
        state = get_states([f"commitment:{key}"])[f"commitment:{key}"]
        waiting = [name for name, one in state.words.items() if not one.public]
        clerk = self._world.actor(self._world.post(self._world.banner, "banner_clerk"))
        self._send(Batch((self._clear(key, name, words.value),), clerk, now()) for name in waiting)

    def _clear(self, key: str, name: str, words: str) -> Command:
        return commitments.ClearWords(
            id=derived_id("demo-words", key, name),
            commitment=key,
            key=name,
            words=Personal(words, f"commitment:{key}"),
        )

    def _ask_again(self, key: str, day: date, now: Now) -> None:
        """Let the street ask at the door whether it helped; who promised never asks himself."""
        state = get_states([f"commitment:{key}"])[f"commitment:{key}"]
        rng = random.Random(f"{self._world.seed} {key} again")
        command = commitments.FollowUpCommitment(
            id=derived_id("demo-again", key),
            commitment=key,
            mode=rng.choice(list(commitments.FollowUpMode)),
            on=day,
            finding=commitments.Finding.HELPED,
            words=Personal(rng.choice(self._words["followed"]), state.subject),
        )
        street = self._world.town(state.place_or_unit)
        asks = self._world.banner if state.unit == street else street
        clerk = self._world.post(asks, "township_clerk", "banner_clerk")
        self._send([Batch((command,), self._world.actor(clerk), now())])
        self._publish(key, command, now)


def _has_news(case: CaseState, state: commitments.CommitmentState) -> bool:
    """Return whether a matter has a result that was not yet told of its promise: one a round."""
    return case.result is not None and len(state.keepings) <= case.reopened
