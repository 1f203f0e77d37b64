"""Group commit: what threads bring at once is done together, and answered as one by one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.log.grouping import Grouping
from minqing.log.models import Entry
from minqing.log.public import get_state, submit
from minqing.log.subjects import EraseSubject
from minqing.log.submit import Origin, _may_share, _submit_group, bind_personal, groups, prepare
from minqing.log.tests.tally import Count, MoveTally
from minqing.vault.public import open_value

MOST = 100
Outcome = list[Any]


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(3000):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to that")


@contextmanager
def gathering(where: Grouping, count: int) -> Iterator[list[threading.Thread]]:
    """Keep the lead busy until `count` threads that the block starts are waiting."""
    begun, go = threading.Event(), threading.Event()

    def hold(items: Sequence[object]) -> list[object]:
        begun.set()
        go.wait(60)
        return []

    holder = threading.Thread(target=lambda: where.do([], hold, MOST))
    holder.start()
    begun.wait(60)
    threads: list[threading.Thread] = [holder]
    try:
        yield threads
        wait_until(lambda: len(where._waiting) >= count)
    finally:
        go.set()
        for thread in threads:
            thread.join(60)


def bring(where: Grouping, works: Sequence[Callable[[], object]]) -> list[Outcome]:
    """Let each work be done by a thread of its own, all of them waiting at once, in order."""
    found: list[Outcome] = [[] for _ in works]

    def run(number: int) -> None:
        try:
            found[number].append(works[number]())
        except BaseException as error:
            found[number].append(error)
        finally:
            connections.close_all()

    with gathering(where, len(works)) as threads:
        for number in range(len(works)):
            threads.append(threading.Thread(target=run, args=(number,)))
            threads[-1].start()
            wait_until(lambda n=number: len(where._waiting) > n)  # type: ignore[misc]
    return found


class Doing:
    """A work that notes its calls; `bad` items raise what is given."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.calls: list[list[str]] = []
        self.error = error

    def __call__(self, items: Sequence[str]) -> list[str]:
        self.calls.append(list(items))
        if self.error is not None and "bad" in items:
            raise self.error
        return [item.upper() for item in items]


def test_waiting_threads_are_done_in_one_call() -> None:
    where: Grouping = Grouping()
    work = Doing()
    found = bring(where, [lambda n=name: where.do([n, n], work, MOST) for name in "abc"])
    assert found == [[["A", "A"]], [["B", "B"]], [["C", "C"]]]
    assert work.calls == [["a", "a", "b", "b", "c", "c"]]


def test_thread_alone_is_done_at_once() -> None:
    work = Doing()
    assert Grouping().do(["a"], work, MOST) == ["A"]
    assert work.calls == [["a"]]


def test_group_holds_no_more_than_asked_for() -> None:
    where: Grouping = Grouping()
    work = Doing()
    found = bring(where, [lambda n=name: where.do([n, n], work, 5) for name in "abc"])
    assert found == [[["A", "A"]], [["B", "B"]], [["C", "C"]]]
    assert work.calls == [["a", "a", "b", "b"], ["c", "c"]]


@pytest.mark.parametrize("place", range(3))
def test_error_meets_only_whoever_caused_it(place: int) -> None:
    where: Grouping = Grouping()
    work = Doing(ValueError("broken"))
    names = ["a", "b"]
    names.insert(place, "bad")
    found = bring(where, [lambda n=name: where.do([n], work, MOST) for name in names])
    for name, outcome in zip(names, found, strict=True):
        if name == "bad":
            assert isinstance(outcome[0], ValueError)
        else:
            assert outcome == [[name.upper()]]


def test_lead_passes_on_when_its_thread_ends() -> None:
    where: Grouping = Grouping()
    deadly, work = Doing(SystemExit()), Doing()
    found = bring(
        where,
        [
            lambda: where.do(["bad"], deadly, 1),  # leads alone, and dies
            lambda: where.do(["bad"], deadly, 2),  # leads the next too, and dies
            lambda: where.do(["a"], work, MOST),
            lambda: where.do(["b"], work, MOST),
        ],
    )
    assert [type(outcome[0]) for outcome in found[:2]] == [SystemExit, SystemExit]
    assert found[2:] == [[["A"]], [["B"]]]
    assert where.do(["c"], work, MOST) == ["C"]


# ---------------------------------------------------------------- with the log
on_both = pytest.mark.both_databases
with_log = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


def hand_in(command: Command, by: Actor, now: datetime) -> Callable[[], object]:
    return lambda: submit([command], by=by, now=now)[0]


@on_both
@with_log
def test_broken_command_does_not_hurt_its_neighbours(clerk: Actor, now: datetime) -> None:
    broken = Count(id=new_id(), tally="x", amount=None)  # type: ignore[arg-type]
    whole = [
        Count(id=new_id(), tally=f"t{n}", amount=1, note=Personal(f"笔记{n}", f"person:{n}"))
        for n in range(3)
    ]
    found = bring(groups, [hand_in(one, clerk, now) for one in (whole[0], broken, *whole[1:])])
    assert isinstance(found[1][0], TypeError)
    for command, (answer,) in zip(whole, [found[0], *found[2:]], strict=True):
        assert (answer.status, answer.command_id) == ("accepted", command.id)
    assert get_state("tally:x") is None
    refs = [bind_personal(one, clerk.scope)[1][0].ref for one in whole]
    assert [open_value(ref) for ref in refs] == ["笔记0", "笔记1", "笔记2"]


@on_both
@with_log
def test_same_command_twice_in_a_group_is_done_once(clerk: Actor, now: datetime) -> None:
    twice = Count(id=new_id(), tally="a", amount=5)
    found = bring(groups, [hand_in(twice, clerk, now), hand_in(twice, clerk, now)])
    assert [answer.status for (answer,) in found] == ["accepted", "already-done"]
    assert Entry.objects.count() == 1


@on_both
@with_log
def test_version_seen_by_two_in_a_group_is_right_for_the_first(clerk: Actor, now: datetime) -> None:
    submit([Count(id=new_id(), tally="a", amount=1)], by=clerk, now=now)
    both = [Count(id=new_id(), tally="a", amount=1, expected_version=1) for _ in range(2)]
    found = bring(groups, [hand_in(one, clerk, now) for one in both])
    assert [answer.status for (answer,) in found] == ["accepted", "conflict"]
    assert get_state("tally:a").total == 2


@on_both
@with_log
def test_group_keeps_actor_and_scope_of_each(clerk: Actor, now: datetime) -> None:
    other = Actor(scope="account:other", post="another", permissions=clerk.permissions)
    same_id = Count(id=new_id(), tally="a", amount=1)
    bring(groups, [hand_in(same_id, clerk, now), hand_in(same_id, other, now)])
    kept = Entry.objects.order_by("position").values_list("position", "scope", "post", "version")
    assert list(kept) == [(1, clerk.scope, clerk.post, 1), (2, "account:other", "another", 2)]


@with_log
def test_erasure_and_caller_with_a_transaction_stay_alone(clerk: Actor, now: datetime) -> None:
    origin = Origin(by=clerk, now=now)
    plain = prepare([Count(id=new_id(), tally="a", amount=1)], origin)
    assert _may_share(plain)
    assert not _may_share(plain * 21)
    assert not _may_share(
        prepare([EraseSubject(id=new_id(), subject="p:1", reason="请求")], origin)
    )
    from_within = connections["default"]
    from_within.in_atomic_block = True
    try:
        assert not _may_share(plain)
    finally:
        from_within.in_atomic_block = False


names = st.sampled_from("abc")
ids = st.sampled_from(["1", "2", "3", "4", "5", "6"])
counts = st.tuples(
    st.just("count"), ids, names, st.integers(-40, 70), st.one_of(st.none(), st.integers(0, 3))
)
moves = st.tuples(st.just("move"), ids, names, names, st.integers(0, 60))


def build(wish: tuple, world: str) -> Command:
    kind, number, *rest = wish
    command_id = f"{world}-{number}"
    if kind == "count":
        tally, amount, seen = rest
        return Count(id=command_id, tally=f"{world}{tally}", amount=amount, expected_version=seen)
    source, target, amount = rest
    return MoveTally(
        id=command_id, source=f"{world}{source}", target=f"{world}{target}", amount=amount
    )


@with_log
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wishes=st.lists(st.tuples(st.sampled_from(["x", "y"]), counts | moves), max_size=12))
def test_group_answers_as_one_after_another(
    wishes: list[tuple[str, tuple]], clerk: Actor, now: datetime
) -> None:
    together, apart = f"g{new_id()[:8]}", f"s{new_id()[:8]}"
    actors = {name: Actor(scope=f"account:{name}", permissions=clerk.permissions) for name in "xy"}
    prepared = [
        item
        for who, wish in wishes
        for item in prepare([build(wish, together)], Origin(by=actors[who], now=now))
    ]
    grouped = _submit_group(prepared) if prepared else []
    single = [submit([build(wish, apart)], by=actors[who], now=now)[0] for who, wish in wishes]
    assert [tell(one, together) for one in grouped] == [tell(one, apart) for one in single]
    for name in "abc":
        assert get_state(f"tally:{together}{name}") == get_state(f"tally:{apart}{name}")


def tell(answer: Any, world: str) -> tuple:
    refusal = answer.refusal
    entries = [(e.stream.replace(world, ""), e.version) for e in answer.entries]
    return (
        answer.status,
        None if refusal is None else (refusal.code, dict(refusal.params)),
        entries,
    )
