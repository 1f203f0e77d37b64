"""Kill at every step of `submit` and of the worker's sweep; take up again; count."""

from __future__ import annotations

from typing import Any

import pytest

from minqing.kernel.ids import new_id
from tests.crash.child import DIED
from tests.harness.machine import Machine

pytestmark = pytest.mark.both_databases


def make_commands(size: int) -> list[dict[str, Any]]:
    return [{"id": (made := new_id()), "tally": made, "amount": 1} for _ in range(size)]


def submit_again(machine: Machine, steps: list[str], size: int) -> list[str]:
    """Hand in so many commands for each step, die there, and hand all in once more; returns how
    each was answered then."""
    batches = {step: make_commands(size) for step in steps}
    for step, commands in batches.items():
        code, _ = machine.run(act="submit", commands=commands, die=step)
        assert code == DIED, f"the process did not reach step {step!r}"
    every = [command for commands in batches.values() for command in commands]
    statuses: list[str] = machine.run(act="submit", commands=every)[1]
    return statuses


STEPS = [
    "seen", "heads", "keys", "sealed", "insert 1", "insert 2", "lock", "insert 3",
    "written", "before commit", "answered",
]  # fmt: skip
"""Nothing is refused here; the moment after refusals are kept is among the worker's steps."""


FEW = ["sealed", "before commit", "answered"]
"""Steps of `make test`: with the work half done, done but not kept, kept but not answered."""


@pytest.mark.parametrize("steps", [FEW, pytest.param(STEPS, marks=pytest.mark.soak)], ids=len)
def test_kill_at_a_step_of_submit_loses_and_doubles_nothing(
    machine: Machine, steps: list[str]
) -> None:
    statuses = submit_again(machine, steps, 30)
    for number, step in enumerate(steps):
        # after the commit the work was done, before it nothing was
        expected = "already-done" if step == "answered" else "accepted"
        assert statuses[number * 30 : number * 30 + 30] == [expected] * 30, f"killed at {step!r}"
    _, totals = machine.run(act="totals")
    assert set(totals.values()) == {1}
    assert len(totals) == 30 * len(steps)
    assert machine.run(act="verify")[1] is None


def test_few_commands_killed_at_a_step_are_done_wholly_or_not(machine: Machine) -> None:
    """PostgreSQL appends few entries and commits them in one way: nothing is kept before its end."""
    statuses = submit_again(machine, ["sealed", "lock", "answered"], 3)
    assert statuses == ["accepted"] * 6 + ["already-done"] * 3
    assert set(machine.run(act="totals")[1].values()) == {1}
    assert machine.run(act="verify")[1] is None


SWEEP_STEPS = ["seen", "heads", "insert 1", "written", "cursor moved", "before commit",
               "answered", "kept refused"]  # fmt: skip


FEW_OF_A_SWEEP = ["cursor moved", "before commit", "kept refused"]


@pytest.mark.parametrize(
    "steps", [FEW_OF_A_SWEEP, pytest.param(SWEEP_STEPS, marks=pytest.mark.soak)], ids=len
)
def test_kill_at_a_step_of_a_sweep_loses_and_doubles_nothing(
    machine: Machine, steps: list[str]
) -> None:
    machine.run(act="submit", commands=make_commands(5))
    for step in steps:
        code, _ = machine.run(act="sweep", due=7, die=step)
        assert code == DIED, f"the worker did not reach step {step!r}"
    machine.run(act="sweep", due=7)
    _, totals = machine.run(act="totals")
    assert totals["tally:mirror"] == 5
    assert {totals[f"tally:swept{n}"] for n in range(7)} == {1}
    assert machine.run(act="verify")[1] is None
