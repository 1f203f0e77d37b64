"""Spot checks: a seed fixed beforehand, a draw that anybody can redo."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.kernel.messages import Frame, Personal, Refusal, VaultRef
from minqing.log.public import get_state
from minqing.meetings.commitments.checks import rules
from minqing.meetings.commitments.checks.queries import list_candidates, list_checks, open_seed
from minqing.meetings.commitments.checks.terms import draw
from minqing.meetings.commitments.tests.builders import (
    DIRECTORY,
    MONDAY,
    TOWN,
    at,
    staff,
)
from minqing.meetings.commitments.tests.scene import BANNER, do, make_village, promise
from minqing.org.public import Directory
from minqing.org.tests.builders import new_command

SEED, NEXT = "0123456789abcdef", MONDAY + timedelta(days=1)


def run(state: Any, command: Any, day: Any = MONDAY, by: str = "supervisor") -> Any:
    """Return the state after a command, or the code of its refusal."""
    frame = Frame(now=at(day), by=staff(by), snapshots={Directory: DIRECTORY})
    decided = rules.decide(command, {"spotcheck:S1": state}, frame)
    if isinstance(decided, Refusal):
        return decided.code
    return rules.evolve(state, decided[0].event)


def announce(**changed: Any) -> rules.AnnounceCheck:
    seed = Personal(SEED, "spotcheck:S1", VaultRef("C1.seed"))
    fields = {"check": "S1", "unit": TOWN, "count": 2, "seed": seed}
    return new_command(rules.AnnounceCheck, **{**fields, **changed})


def drawn(**changed: Any) -> rules.DrawCheck:
    fields = {"check": "S1", "seed": SEED, "candidates": ("P1", "P2", "P3", "P4")}
    return new_command(rules.DrawCheck, **{**fields, **changed})


@pytest.mark.parametrize(
    ("changed", "by"),
    [({"count": 0}, "supervisor"), ({"count": 51}, "supervisor"), ({"unit": "x"}, "supervisor"),
     ({}, "elsewhere"), ({"check": "no good"}, "supervisor")],
)  # fmt: skip
def test_announcement_is_refused_when(changed: Any, by: str) -> None:
    assert run(None, announce(**changed), by=by) == "spotcheck-wrong"


def test_only_the_hash_is_told_before_the_draw() -> None:
    state = run(None, announce())
    assert state.seed == "" and state.seed_hash == hashlib.sha256(SEED.encode()).hexdigest()
    assert run(state, announce()) == "spotcheck-exists"


@pytest.mark.parametrize(
    ("changed", "day", "code"),
    [
        ({}, MONDAY, "spotcheck-too-early"),
        ({"seed": "another"}, NEXT, "spotcheck-seed-wrong"),
        ({"candidates": ()}, NEXT, "spotcheck-no-candidates"),
    ],
)
def test_draw_is_refused_when(changed: Any, day: Any, code: str) -> None:
    assert run(run(None, announce()), drawn(**changed), day) == code


def test_draw_is_made_once_from_the_announced_seed() -> None:
    state = run(run(None, announce()), drawn(), NEXT)
    assert state.seed == SEED and len(state.drawn) == 2
    assert run(state, drawn(), NEXT) == "spotcheck-drawn"
    assert run(None, drawn(), NEXT) == "spotcheck-unknown"


@given(st.text(min_size=1), st.sets(st.text(min_size=1, max_size=8), min_size=1), st.integers(1, 9))
def test_anybody_draws_the_same(seed: str, candidates: set[str], count: int) -> None:
    seed, found = seed.encode("utf-8", "replace").decode(), sorted(candidates)
    found = [one.encode("utf-8", "replace").decode() for one in found]
    by_hand = sorted(
        set(found), key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest()
    )
    assert draw(seed, reversed(found), count) == tuple(by_hand[:count])


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.both_databases
def test_candidates_are_those_promised_before() -> None:
    village = make_village(1)
    promise(village, "P1")
    promise(village, "P2")
    seed = Personal(SEED, "spotcheck:S1")
    assert do(announce(unit=BANNER, seed=seed), day=NEXT) == ""
    (shown,) = list_checks([BANNER], now=at(NEXT))
    assert not shown.may_draw and shown.seed == ""
    state = get_state("spotcheck:S1")
    assert list_candidates(state) == ("P1", "P2") and open_seed(state) == SEED
    after = NEXT + timedelta(days=1)
    assert do(drawn(candidates=list_candidates(state)), day=after) == ""
    (shown,) = list_checks([BANNER], now=at(after))
    assert {one.id for one in shown.drawn} == {"P1", "P2"} and shown.seed == SEED


def test_codes_stand_in_the_reference() -> None:
    page = Path(__file__).resolve().parents[4] / "docs/reference/refusals-commitments.md"
    lines = set(page.read_text(encoding="utf-8").splitlines())
    assert {f"| `{kind.code}` | {kind.sentence} |" for kind in rules.REFUSALS} <= lines
