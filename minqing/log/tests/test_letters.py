"""Dead letters: tried again under a new id, or given up; both with a reason on the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from minqing.kernel.ids import derived_id, new_id
from minqing.kernel.messages import Actor, Command
from minqing.log.letters import settle_letter
from minqing.log.models import DeadLetter
from minqing.log.reading import read_stream
from minqing.log.registry import Clock, registry
from minqing.log.states import get_state
from minqing.log.tests.tally import Count
from minqing.log.worker import run_clock

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BY = Actor(scope="account:1", permissions=frozenset({"OPERATIONS_VIEW"}))


class Sweep:
    """A clock whose one command is refused until `amount` is put right."""

    amount = 500  # more than a tally holds

    def due(self, now: datetime, limit: int) -> Sequence[Command]:
        if get_state("tally:swept") is not None:
            return []
        return [Count(id=derived_id("swept"), tally="swept", amount=self.amount)][:limit]


@pytest.fixture
def sweep() -> Iterator[Sweep]:
    made = Sweep()
    registry.clocks["sweep"] = Clock("sweep", made.due)
    run_clock(registry.clocks["sweep"], NOW)
    yield made
    del registry.clocks["sweep"]


def settle(act: str, reason: str = "已查明") -> str:
    letter = DeadLetter.objects.get()
    refusal = settle_letter(letter.id, act=act, reason=reason, command=new_id(), by=BY, now=NOW)
    return refusal.code if refusal else ""


def test_letter_retried_after_its_cause_is_mended(sweep: Sweep) -> None:
    sweep.amount = 3
    assert run_clock(registry.clocks["sweep"], NOW) == 0, "the worker does not ask again by itself"
    assert settle("retry") == ""
    assert get_state("tally:swept").total == 3
    assert DeadLetter.objects.get().settled_at == NOW


def test_letter_stays_when_refused_again(sweep: Sweep) -> None:
    assert settle("retry") != ""
    assert DeadLetter.objects.get().settled_at is None
    assert settle("retry") != "", "it can be tried as often as one likes"


def test_letter_is_settled_when_nothing_is_to_be_done_any_more(sweep: Sweep) -> None:
    registry.clocks["sweep"] = Clock("sweep", lambda now, limit: [])
    assert settle("retry") == ""
    assert DeadLetter.objects.get().settled_at == NOW


def test_given_up_letter_is_on_the_log_with_its_reason(sweep: Sweep) -> None:
    letter = DeadLetter.objects.get().id
    assert settle("forget", "事项已撤回") == ""
    entry = read_stream(f"letter:{letter}")[-1]
    assert (entry.type, entry.scope) == ("letter.forgotten@1", "account:1")
    assert b"\xe4\xba\x8b\xe9\xa1\xb9" in entry.body


@pytest.mark.parametrize("act", ["retry", "forget"])
def test_letter_act_refused_without_a_reason(sweep: Sweep, act: str) -> None:
    assert settle(act, " ") == "letter-reason-missing"


def test_letter_act_refused_when_settled_before(sweep: Sweep) -> None:
    letter = DeadLetter.objects.get().id
    settle("forget")
    again = settle_letter(letter, act="retry", reason="x", command=new_id(), by=BY, now=NOW)
    assert again is not None and again.code == "letter-settled"
