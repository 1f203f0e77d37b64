"""What short tests promise, held for long: random kills, and a year of a whole banner."""

from __future__ import annotations

import io
import json
import random
from contextlib import redirect_stdout
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from minqing.log.models import DeadLetter, Entry
from minqing.log.public import run_until_idle
from minqing.log.registry import LazySnapshots
from minqing.log.verify import verify
from minqing.simulation import demo
from tests.crash.child import DIED
from tests.crash.test_kill import STEPS, SWEEP_STEPS, make_commands
from tests.harness.machine import Machine

pytestmark = [pytest.mark.soak, pytest.mark.both_databases]
ROUNDS = 60


def test_random_kills_lose_and_double_nothing(machine: Machine) -> None:
    chance = random.Random(2026)
    sent: list[dict[str, object]] = []
    for _ in range(ROUNDS):
        fresh = make_commands(chance.randint(1, 40))
        old = chance.sample(sent, min(len(sent), 20))
        sent += fresh
        if chance.random() < 0.3:
            code, _ = machine.run(act="sweep", due=9, die=chance.choice(SWEEP_STEPS))
        code, _ = machine.run(act="submit", commands=old + fresh, die=chance.choice(STEPS))
        assert code in (0, DIED)
    _, statuses = machine.run(act="submit", commands=sent)
    assert set(statuses) <= {"accepted", "already-done"}
    machine.run(act="sweep", due=9)
    _, totals = machine.run(act="totals")
    assert all(totals[f"tally:{item['tally']}"] == 1 for item in sent)
    assert {totals[f"tally:swept{n}"] for n in range(9)} == {1}
    assert machine.run(act="verify")[1] is None


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_year_of_a_banner_verifies_and_leaves_nothing_to_a_person() -> None:
    for alias in ("default", "keys"):
        call_command("flush", database=alias, interactive=False, verbosity=0)
    LazySnapshots.forget()
    now = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    written = io.StringIO()
    with redirect_stdout(written):
        demo.load(json=True, now=now)
    assert json.loads(written.getvalue().strip().splitlines()[-1])["unit"] == "150627"
    run_until_idle(now)
    assert Entry.objects.count() > 40_000
    assert list(DeadLetter.objects.values_list("name", "code")) == []
    assert verify().difference is None
