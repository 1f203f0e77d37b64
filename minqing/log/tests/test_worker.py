"""Followers, reactions and clocks: by cursor, exactly once, harmless when repeated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minqing.kernel.ids import derived_id, new_id
from minqing.kernel.messages import Actor, Command, Frame
from minqing.log import ahead, worker
from minqing.log.models import Cursor, DeadLetter, Entry
from minqing.log.public import get_state, submit
from minqing.log.reading import LogEntry, set_new_epoch
from minqing.log.registry import Clock, Follower, Reaction, registry
from minqing.log.tests.tally import Count, Counted

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]


@pytest.fixture(autouse=True)
def only_ours() -> Iterator[None]:
    kept = (dict(registry.followers), dict(registry.reactions), dict(registry.clocks))
    for table in (registry.followers, registry.reactions, registry.clocks):
        table.clear()
    yield
    tables = (registry.followers, registry.reactions, registry.clocks)
    for table, before in zip(tables, kept, strict=True):
        table.clear()
        table.update(before)  # type: ignore[arg-type]


def count(tally: str, amount: int = 1) -> Count:
    return Count(id=new_id(), tally=tally, amount=amount)


class Seen:
    """A follower that remembers what it was shown."""

    def __init__(self) -> None:
        self.positions: list[int] = []
        self.fail_once = False

    def handle(self, entries: Sequence[LogEntry]) -> None:
        self.positions += [entry.position for entry in entries]
        if self.fail_once:
            self.fail_once = False
            raise RuntimeError("broken row")


def test_follower_sees_every_entry_once(clerk: Actor, now: datetime) -> None:
    seen = Seen()
    follower = Follower("seen", seen.handle, None)
    submit([count("a", 0) for _ in range(3)], by=clerk, now=now)
    worker.run_follower(follower, now)
    submit([count("a", 0)], by=clerk, now=now)
    worker.run_follower(follower, now)
    worker.run_follower(follower, now)
    assert seen.positions == [1, 2, 3, 4]


def test_follower_of_rare_entries_passes_over_the_rest(clerk: Actor, now: datetime) -> None:
    seen = Seen()
    submit([count("a", 0) for _ in range(worker.BATCH + 20)], by=clerk, now=now)
    follower = Follower("seen", seen.handle, frozenset({"no.such@1"}))
    assert worker.run_follower(follower, now) == worker.BATCH + 20
    assert (seen.positions, worker.run_follower(follower, now)) == ([], 0)


def test_follower_of_common_entries_misses_none(clerk: Actor, now: datetime) -> None:
    seen = Seen()
    submit([count("a", 0) for _ in range(worker.BATCH * 2 + 5)], by=clerk, now=now)
    follower = Follower("seen", seen.handle, frozenset({Counted.TYPE}))
    while worker.run_follower(follower, now):
        pass
    assert seen.positions == list(range(1, worker.BATCH * 2 + 6))


def test_failing_follower_keeps_its_cursor_and_shows_trouble(clerk: Actor, now: datetime) -> None:
    seen = Seen()
    seen.fail_once = True
    registry.followers["seen"] = Follower("seen", seen.handle, None)
    submit([count("a")], by=clerk, now=now)
    worker.run_once(now)
    assert Cursor.objects.get(name="seen").trouble == "RuntimeError"
    assert Cursor.objects.get(name="seen").position == 0
    worker.run_once(now)
    assert Cursor.objects.get(name="seen").position == 1


def echo(entry: LogEntry, frame: Frame) -> Sequence[Command]:
    """Count every original entry again in a mirror."""
    if entry.key.startswith("mirror"):
        return ()
    event = entry.event
    assert isinstance(event, Counted)
    command_id = derived_id(entry.position, "echo")
    return [Count(id=command_id, tally="mirror", amount=event.amount)]


def test_reaction_answers_each_entry_exactly_once(clerk: Actor, now: datetime) -> None:
    registry.reactions["echo"] = Reaction("echo", frozenset({Counted.TYPE}), echo)
    submit([count("a", 3), count("b", 4)], by=clerk, now=now)
    worker.run_until_idle(now)
    assert get_state("tally:mirror").total == 7
    Cursor.objects.update(position=0)  # as after a crash before the cursor moved
    worker.run_until_idle(now)
    assert get_state("tally:mirror").total == 7


def test_follower_prepares_before_the_lock_and_writes_within(clerk: Actor, now: datetime) -> None:
    seen: list[tuple[str, bool, list[int]]] = []

    def keep(word: str, positions: list[int]) -> None:
        seen.append((word, connection.in_atomic_block, positions))

    def prepare(entries: Sequence[LogEntry]) -> list[int]:
        positions = [entry.position for entry in entries]
        keep("prepare", positions)
        return positions

    follower = Follower("two steps", lambda entries, found: keep("handle", found), None, prepare)
    submit([count("a", 1), count("b", 1)], by=clerk, now=now)
    worker.run_follower(follower, now)
    assert seen == [("prepare", False, [1, 2]), ("handle", True, [1, 2])]


def test_follower_that_stands_apart_lets_others_write_and_begins_again_when_killed(
    clerk: Actor, now: datetime
) -> None:
    seen: list[tuple[bool, list[int]]] = []

    def handle(entries: Sequence[LogEntry]) -> None:
        seen.append((connection.in_atomic_block, [entry.position for entry in entries]))
        if len(seen) == 1:
            raise RuntimeError("killed in the middle")

    follower = Follower("many steps", handle, None, apart=True)
    submit([count("a", 1), count("b", 1)], by=clerk, now=now)
    with pytest.raises(RuntimeError):
        worker.run_follower(follower, now)
    worker.run_follower(follower, now)
    worker.run_follower(follower, now)
    assert seen == [(False, [1, 2]), (False, [1, 2])]


def test_entries_that_nothing_follows_from_are_passed_in_one_step(
    clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves: list[int] = []
    move = worker._move
    monkeypatch.setattr(worker, "_move", lambda c, to, at: (moves.append(to), move(c, to, at)))
    seen: list[int] = []
    reaction = Reaction(
        "quiet", frozenset({Counted.TYPE}), lambda e, f: seen.append(e.position) or ()
    )
    submit([count("a", 1), count("b", 1), count("c", 1)], by=clerk, now=now)
    worker.run_reaction(reaction, now)
    assert (seen, moves) == ([1, 2, 3], [3])


def test_only_what_a_batch_is_narrowed_to_is_answered(clerk: Actor, now: datetime) -> None:
    def narrow(entries: Sequence[LogEntry]) -> Sequence[LogEntry]:
        return [entry for entry in entries if entry.key == "b"]

    reaction = Reaction("echo", frozenset({Counted.TYPE}), echo, narrow)
    submit([count("a", 3), count("b", 4), count("c", 5)], by=clerk, now=now)
    worker.run_reaction(reaction, now)
    assert get_state("tally:mirror").total == 4
    assert Cursor.objects.get(name="echo").position == 3


def test_round_that_finds_nothing_new_costs_one_statement(clerk: Actor, now: datetime) -> None:
    for name in ("one", "two"):
        registry.followers[name] = Follower(name, Seen().handle, None)
    registry.reactions["echo"] = Reaction("echo", frozenset({Counted.TYPE}), echo)
    submit([count("a", 3)], by=clerk, now=now)
    worker.run_until_idle(now)
    with CaptureQueriesContext(connection) as asked:
        assert worker.run_once(now, clocks=False) == 0
    assert len(asked) == 1


def test_what_nobody_wants_is_passed_over_together(clerk: Actor, now: datetime) -> None:
    rare = frozenset({"tally.never@1"})
    seen = Seen()
    for name in ("one", "two"):
        registry.followers[name] = Follower(name, seen.handle, rare)
        worker.get_cursor(name, now)
    submit([count("a", 3), count("a", 4)], by=clerk, now=now)
    assert worker.run_once(now, clocks=False) == 4
    assert seen.positions == []
    assert set(Cursor.objects.values_list("name", "position")) == {("one", 2), ("two", 2)}


def test_cursor_that_another_worker_moved_is_not_passed_over(clerk: Actor, now: datetime) -> None:
    rare = Follower("rare", Seen().handle, frozenset({"tally.never@1"}))
    worker.get_cursor("rare", now)
    submit([count("a", 3), count("a", 4), count("a", 5)], by=clerk, now=now)
    before = ahead.Ahead([rare])
    Cursor.objects.filter(name="rare").update(position=1)
    before.pass_over([rare], now)
    assert Cursor.objects.get(name="rare").position == 1


def test_follower_far_behind_is_run_without_looking_ahead(
    clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Seen()
    registry.followers["seen"] = Follower("seen", seen.handle, frozenset({Counted.TYPE}))
    worker.get_cursor("seen", now)
    submit([count("a", 3), count("a", 4), count("a", 5)], by=clerk, now=now)
    monkeypatch.setattr(ahead, "NEAR", 2)
    worker.run_once(now, clocks=False)
    assert seen.positions == [1, 2, 3]


def test_later_reaction_answers_what_an_earlier_one_wrote_in_the_same_round(
    clerk: Actor, now: datetime
) -> None:
    seen: list[str] = []
    registry.reactions["echo"] = Reaction("echo", frozenset({Counted.TYPE}), echo)
    registry.reactions["late"] = Reaction(
        "late", frozenset({Counted.TYPE}), lambda entry, frame: seen.append(entry.key) or ()
    )
    worker.run_once(now, clocks=False)
    submit([count("a", 3)], by=clerk, now=now)
    worker.run_once(now, clocks=False)
    assert seen == ["a", "mirror"]


def test_two_workers_that_race_do_nothing_twice(clerk: Actor, now: datetime) -> None:
    """The second worker read the same cursor before the first moved it."""
    reaction = Reaction("echo", frozenset({Counted.TYPE}), echo)
    submit([count("a", 3)], by=clerk, now=now)
    stale = worker.get_cursor("echo", now)
    worker.run_reaction(reaction, now)
    with pytest.raises(worker.CursorTaken):
        worker._move(stale, 1, now)
    assert get_state("tally:mirror").times == 1


def test_cause_and_depth_stand_on_the_entry(clerk: Actor, now: datetime) -> None:
    registry.reactions["echo"] = Reaction("echo", frozenset({Counted.TYPE}), echo)
    submit([count("a", 3)], by=clerk, now=now)
    worker.run_once(now)
    entry = Entry.objects.get(stream="tally:mirror")
    assert (entry.cause, entry.depth) == (1, 1)


def test_reaction_that_answers_itself_ends_in_a_dead_letter(clerk: Actor, now: datetime) -> None:
    def again(entry: LogEntry, frame: Frame) -> Sequence[Command]:
        return [Count(id=derived_id(entry.position, "again"), tally="loop", amount=0)]

    registry.reactions["again"] = Reaction("again", frozenset({Counted.TYPE}), again)
    submit([count("loop", 0)], by=clerk, now=now)
    worker.run_until_idle(now)
    assert get_state("tally:loop").times == 9  # the first and eight answers
    assert DeadLetter.objects.get().code == "causation-too-deep"


def test_refused_reaction_is_kept_for_a_person(clerk: Actor, now: datetime) -> None:
    registry.reactions["echo"] = Reaction("echo", frozenset({Counted.TYPE}), echo)
    submit([count("a", 90), count("b", 90)], by=clerk, now=now)
    worker.run_until_idle(now)
    letter = DeadLetter.objects.get()
    assert (letter.code, letter.sentence) == ("tally-too-much", "不能加90：上限为100。")
    assert Cursor.objects.get(name="echo").position == 3


def test_reaction_that_raises_does_not_stop_the_others(clerk: Actor, now: datetime) -> None:
    def broken(entry: LogEntry, frame: Frame) -> Sequence[Command]:
        raise KeyError("no such post")

    registry.reactions["broken"] = Reaction("broken", frozenset({Counted.TYPE}), broken)
    registry.reactions["echo"] = Reaction("echo", frozenset({Counted.TYPE}), echo)
    submit([count("a", 2)], by=clerk, now=now)
    worker.run_once(now)
    assert get_state("tally:mirror").total == 2
    assert DeadLetter.objects.get(name="broken").code == "KeyError"


def test_clock_is_swept_until_nothing_is_due(clerk: Actor, now: datetime) -> None:
    due = [f"t{n}" for n in range(7)]

    def find(moment: datetime, limit: int) -> Sequence[Command]:
        left = [name for name in due if get_state(f"tally:{name}") is None][:limit]
        return [Count(id=derived_id(name, "due"), tally=name, amount=1) for name in left]

    done = worker.run_clock(Clock("sweep", find), now, limit=3)
    assert done == 7
    assert worker.run_clock(Clock("sweep", find), now, limit=3) == 0


def test_refused_clock_item_does_not_starve_the_rest(clerk: Actor, now: datetime) -> None:
    def find(moment: datetime, limit: int) -> Sequence[Command]:
        names = ["bad0", "bad1", "good0", "good1", "good2"]
        left = [name for name in names if get_state(f"tally:{name}") is None][:limit]
        return [
            Count(id=derived_id(n, "due"), tally=n, amount=101 if n[0] == "b" else 1) for n in left
        ]

    clock = Clock("sweep", find)
    for _ in range(3):
        worker.run_clock(clock, now, limit=2)
    assert [bool(get_state(f"tally:good{n}")) for n in range(3)] == [True] * 3
    assert DeadLetter.objects.count() == 2


def test_jobs_stand_still_where_nobody_outside_is_told_anything(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[datetime] = []

    def send(moment: datetime) -> int:
        done.append(moment)
        return 0

    monkeypatch.setattr(registry, "jobs", {"send": send})
    worker.run_once(now, jobs=False)
    assert done == []
    worker.run_once(now)
    assert done == [now]


def test_restored_log_brings_cursors_back_within_it(clerk: Actor, now: datetime) -> None:
    seen = Seen()
    follower = Follower("seen", seen.handle, None)
    submit([count("a"), count("a")], by=clerk, now=now)
    worker.run_follower(follower, now)
    Entry.objects.filter(position=2).delete()  # what a restored backup does not have
    set_new_epoch()
    assert worker.get_cursor("seen", now).position == 1


def test_lease_is_held_by_one_and_passes_on_when_it_ends(now: datetime) -> None:
    assert worker.take_lease("first", now)
    assert not worker.take_lease("second", now + timedelta(seconds=29))
    assert worker.take_lease("first", now + timedelta(seconds=29))
    assert worker.take_lease("second", now + timedelta(seconds=60))


def test_round_reads_once_what_several_parts_want(clerk: Actor, now: datetime) -> None:
    seen = {name: Seen() for name in ("one", "two", "three", "four")}
    for name, part in seen.items():
        registry.followers[name] = Follower(name, part.handle, None)
        worker.get_cursor(name, now)
    submit([count("a", 3), count("b", 4)], by=clerk, now=now)
    worker.run_follower(registry.followers["four"], now)
    submit([count("c", 5)], by=clerk, now=now)
    with CaptureQueriesContext(connection) as asked:
        worker.run_once(now, clocks=False)
    assert sum("body" in one["sql"] for one in asked) == 1
    assert [part.positions for part in seen.values()] == [[1, 2, 3]] * 4
