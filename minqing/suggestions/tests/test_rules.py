"""Asking, recording, switching; when it is time to train again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from minqing.kernel.messages import Actor, Command, Decided, Frame, Refusal
from minqing.suggestions import rules
from minqing.suggestions.commands import AskTraining, RecordTraining, SwitchSuggestions
from minqing.suggestions.rules import Learnable
from minqing.suggestions.state import SuggestionState
from minqing.suggestions.terms import STREAM, Failure, Measures, ModelNote

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PERSON = Actor(scope="account:1")
SYSTEM = Actor(scope="system:suggestions", kind="system")
MEASURES = Measures(
    texts=900, labels=9, rare=4, folds=5, accuracy=0.85, macro_f1=0.84, shown=700, right=640
)


def note(version: str = "v1", *, labelled: int = 0) -> ModelNote:
    return ModelNote(
        version=version, file=f"file-{version}", subject=f"suggestions:{version}", position=40,
        own=900, labelled=labelled, precision=0.9, category=MEASURES,
    )  # fmt: skip


def tell(state: SuggestionState | None, command: Command, by: Actor, now: datetime = NOW) -> Any:
    found = rules.decide(command, {STREAM: state}, Frame(now=now, by=by))
    if isinstance(found, Refusal):
        return found.code
    for one in found:
        assert isinstance(one, Decided)
        state = rules.evolve(state, one.event)
    return state


def trained(at: datetime = NOW, **changes: Any) -> SuggestionState:
    state = tell(None, RecordTraining(id="1", model=note(**changes)), SYSTEM, at)
    assert isinstance(state, SuggestionState)
    return state


OFF = SuggestionState(on=False)
ASKED = tell(None, AskTraining(id="1"), PERSON)


@pytest.mark.parametrize(
    ("state", "command", "by", "code"),
    [
        (OFF, AskTraining(id="2"), PERSON, "suggestions-off"),
        (ASKED, AskTraining(id="2"), PERSON, "suggestions-already-asked"),
        (None, RecordTraining(id="2", model=note()), PERSON, "suggestions-system-only"),
        (OFF, RecordTraining(id="2", model=note()), SYSTEM, "suggestions-off"),
        (None, RecordTraining(id="2"), SYSTEM, "suggestions-nothing-to-record"),
        (None, RecordTraining(id="2", retire=True), SYSTEM, "suggestions-nothing-to-record"),
        (None, SwitchSuggestions(id="2", on=True, reason="试"), PERSON, "suggestions-already-so"),
        (None, SwitchSuggestions(id="2", on=False, reason=" "), PERSON,
         "suggestions-reason-missing"),
    ],
)  # fmt: skip
def test_refused_when(state: Any, command: Command, by: Actor, code: str) -> None:
    assert tell(state, command, by) == code


def test_model_takes_over_and_ends_what_was_asked() -> None:
    state = tell(ASKED, RecordTraining(id="2", model=note()), SYSTEM)
    assert (state.model, state.trained_at, state.asked) == (note(), NOW, None)


def test_new_model_names_the_one_that_it_replaces() -> None:
    found = rules.decide(
        RecordTraining(id="2", model=note("v2")), {STREAM: trained()}, Frame(now=NOW, by=SYSTEM)
    )
    assert not isinstance(found, Refusal)
    assert found[0].event.replaces == "suggestions:v1"  # type: ignore[attr-defined]


def test_failed_training_leaves_the_model_in_force() -> None:
    state = tell(trained(), RecordTraining(id="2", failure=Failure.TOO_FEW), SYSTEM)
    assert state.model == note() and state.failed.why is Failure.TOO_FEW


def test_failed_training_takes_the_model_away_when_something_was_erased() -> None:
    command = RecordTraining(id="2", failure=Failure.TOO_FEW, retire=True)
    assert tell(trained(), command, SYSTEM).model is None


def test_switching_off_deletes_the_model_and_on_does_not_bring_it_back() -> None:
    off = tell(trained(), SwitchSuggestions(id="2", on=False, reason="先看看"), PERSON)
    assert (off.on, off.model, off.reason) == (False, None, "先看看")
    on = tell(off, SwitchSuggestions(id="3", on=True, reason="再试"), PERSON)
    assert (on.on, on.model) == (True, None)


NOTHING_NEW = Learnable(new=0, all=900, erased=False)
MUCH_NEW = Learnable(new=rules.ENOUGH_NEW, all=950, erased=False)
ERASED = Learnable(new=0, all=899, erased=True)
FAILED = rules.evolve(trained(), rules.e.TrainingFailed(at=NOW + 8 * DAY, why=Failure.TOO_LONG))


@pytest.mark.parametrize(
    ("state", "changed", "days", "due"),
    [
        (SuggestionState(), MUCH_NEW, 99, False),  # the first is asked for by a person
        (ASKED, NOTHING_NEW, 0, True),
        (OFF, MUCH_NEW, 99, False),
        (trained(), MUCH_NEW, 6, False),
        (trained(), MUCH_NEW, 7, True),
        (trained(), NOTHING_NEW, 30, False),
        (trained(), ERASED, 6, False),
        (trained(), ERASED, 7, True),
        (trained(labelled=951), MUCH_NEW, 7, False),
        (trained(labelled=950), MUCH_NEW, 7, True),
        (trained(labelled=5000), ERASED, 7, True),
        (FAILED, MUCH_NEW, 8, False),
        (FAILED, MUCH_NEW, 9, True),
    ],
)
def test_due(state: SuggestionState, changed: Learnable, days: int, due: bool) -> None:
    assert rules.is_due(state, changed, NOW + days * DAY) is due


@pytest.mark.parametrize(
    ("failure", "changed", "retires"),
    [(Failure.TOO_FEW, ERASED, True), (Failure.TOO_FEW, MUCH_NEW, False), (None, ERASED, False)],
)
def test_old_model_goes_when_it_still_holds_what_was_erased(
    failure: Failure | None, changed: Learnable, retires: bool
) -> None:
    assert rules.must_retire(failure, changed) is retires


def test_evolve_knows_every_event() -> None:
    with pytest.raises(AssertionError):
        rules.evolve(None, object())  # type: ignore[arg-type]
