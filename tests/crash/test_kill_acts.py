"""Killed in the middle of an import, of an export, of the closing of a meeting: SIGKILL.

The points are drawn (by a seed, so that a failure can be repeated): the act is taken up and
killed again and again, then let go on. After each kill log and rows agree and nothing is there
by half; in the end everything is there once.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.crash.acts import ROWS
from tests.harness.machine import Machine

pytestmark = pytest.mark.both_databases

SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 9))]


def kill(machine: Machine, act: str, seed: int, *, times: int, most: int) -> tuple[list[Any], Any]:
    """Return what was there after each kill, and at the end."""
    drawn = random.Random(seed)
    kills = [drawn.randint(1, most) for _ in range(times)]
    _, seen = machine.run(program="tests.crash.acts", act=act, kills=kills)
    after, last = seen["after kills"], seen["at the end"]
    assert [one["wrong"] for one in (*after, last)] == [None] * (times + 1)
    assert sum(one["killed"] for one in after) > times // 2, "hardly anything was killed"
    return after, last


@pytest.mark.parametrize("seed", SEEDS)
def test_import_killed_at_drawn_points_brings_every_row_once(machine: Machine, seed: int) -> None:
    after, last = kill(machine, "import", seed, times=3, most=120)
    for one in after:
        # what was told of a row was done; what was done and not yet told is less than a chunk
        assert one["answers"] <= one["cases"] <= one["answers"] + 4
    assert [one["cases"] for one in after] == sorted(one["cases"] for one in after)
    assert (last["cases"], last["answers"], last["accepted"]) == (ROWS, ROWS, ROWS)
    assert (last["status"], last["already"]) == ("imported", 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_export_killed_at_drawn_points_leaves_no_file_behind(machine: Machine, seed: int) -> None:
    after, last = kill(machine, "export", seed, times=3, most=40)
    for one in (*after, last):
        assert one["left behind"] == []
        assert set(one["rows"]) <= {ROWS}  # recorded as a whole, or not at all
    assert last["answer"] == ROWS


@pytest.mark.parametrize("seed", SEEDS)
def test_meeting_killed_while_it_closes_is_closed_wholly_or_not(
    machine: Machine, seed: int
) -> None:
    after, last = kill(machine, "closing", seed, times=3, most=50)
    for one in after:
        closed = one["closed"]
        assert one["outcomes"] == (2 if closed else 0)
        assert one["committed"] == [closed]
        assert (one["level"] == one["row"] == "town") is closed
    assert last["closed"] and last["waiting above"] == ["case:C2"]
    statuses = [one["answer"] for one in (*after, last) if one["answer"]]
    assert set(statuses) <= {"accepted", "already-done"}
