"""The one door: answers, atomicity, idempotency, versions, refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Event, Personal
from minqing.log import answers, append, codec
from minqing.log.models import Entry, Head, StoredRefusal
from minqing.log.public import Batch, get_state, read_entries, read_stream, submit, submit_batches
from minqing.log.reading import get_last_position
from minqing.log.tests.tally import Count, Counted, MoveTally
from minqing.vault.models import VaultItem
from minqing.vault.public import open_value

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def count(tally: str, amount: int = 1, **more: object) -> Count:
    return Count(id=new_id(), tally=tally, amount=amount, **more)


def test_submit_answers_each_item_in_order(clerk: Actor, now: datetime) -> None:
    answers = submit([count("a", 60), count("a", 60), count("b", 1)], by=clerk, now=now)
    assert [a.status for a in answers] == ["accepted", "refused", "accepted"]
    assert str(answers[1].refusal) == "不能加60：上限为100。"


def test_second_item_sees_what_the_first_made(clerk: Actor, now: datetime) -> None:
    submit([count("a", 60), count("a", 40)], by=clerk, now=now)
    assert get_state("tally:a").total == 100


def test_refused_item_writes_nothing(clerk: Actor, now: datetime) -> None:
    submit([count("a", 101, note=Personal("张三", "person:1"))], by=clerk, now=now)
    assert (Entry.objects.count(), Head.objects.count(), VaultItem.objects.count()) == (0, 0, 0)


def test_same_command_twice_is_already_done(clerk: Actor, now: datetime) -> None:
    command = count("a", 5)
    first, second = (submit([command], by=clerk, now=now)[0] for _ in range(2))
    assert (first.status, second.status) == ("accepted", "already-done")
    assert second.entries == first.entries
    assert get_state("tally:a").total == 5


def test_same_command_twice_in_one_batch_is_already_done(clerk: Actor, now: datetime) -> None:
    command = count("a", 5)
    assert [a.status for a in submit([command, command], by=clerk, now=now)] == [
        "accepted",
        "already-done",
    ]


def test_refusal_is_repeated_word_for_word(clerk: Actor, now: datetime) -> None:
    command = count("a", 101)
    first, second = (submit([command], by=clerk, now=now)[0] for _ in range(2))
    assert first == second
    assert StoredRefusal.objects.count() == 1


def test_same_id_with_another_body_is_refused(clerk: Actor, now: datetime) -> None:
    command = count("a", 5)
    submit([command], by=clerk, now=now)
    changed = Count(id=command.id, tally="a", amount=6)
    answer = submit([changed], by=clerk, now=now)[0]
    assert answer.refusal is not None and answer.refusal.code == "command-id-reused"
    assert get_state("tally:a").total == 5


def test_no_actor_gets_the_answer_of_another(clerk: Actor, now: datetime) -> None:
    command = count("a", 5)
    submit([command], by=clerk, now=now)
    other = Actor(scope="account:other", permissions=clerk.permissions)
    answer = submit([command], by=other, now=now)[0]
    assert answer.status == "accepted"
    assert answer.entries[0].version == 2


def test_missing_permission_is_refused_before_deciding(now: datetime) -> None:
    answer = submit([count("a")], by=Actor(scope="account:x"), now=now)[0]
    assert answer.refusal is not None and answer.refusal.code == "not-allowed"


def test_stale_version_answers_conflict(clerk: Actor, now: datetime) -> None:
    submit([count("a"), count("a")], by=clerk, now=now)
    answer = submit([count("a", expected_version=1)], by=clerk, now=now)[0]
    assert answer.status == "conflict"
    assert answer.refusal is not None and answer.refusal.params == {"seen": 1, "now": 2}


def test_command_over_two_streams_is_one(clerk: Actor, now: datetime) -> None:
    submit([count("a", 50), count("b", 80)], by=clerk, now=now)
    move = MoveTally(id=new_id(), source="a", target="b", amount=30)
    assert submit([move], by=clerk, now=now)[0].status == "refused"
    assert get_state("tally:a").total == 50
    fits = MoveTally(id=new_id(), source="a", target="b", amount=20)
    assert submit([fits], by=clerk, now=now)[0].status == "accepted"
    assert (get_state("tally:a").total, get_state("tally:b").total) == (30, 100)


def test_positions_run_without_a_gap_over_chunks(clerk: Actor, now: datetime) -> None:
    answers = submit([count(f"t{n % 7}", 0) for n in range(1203)], by=clerk, now=now)
    assert all(a.status == "accepted" for a in answers)
    assert list(Entry.objects.order_by("position").values_list("position", flat=True)) == list(
        range(1, 1204)
    )


def test_batches_keep_their_own_actor_and_moment(clerk: Actor, now: datetime) -> None:
    other = msgspec.structs.replace(clerk, post="other-post", scope="account:2")
    later = now + timedelta(minutes=5)
    answers = submit_batches(
        [Batch([count("a", 1), count("a", 101)], clerk, now), Batch([count("a", 2)], other, later)]
    )
    assert [[a.status for a in batch] for batch in answers] == [
        ["accepted", "refused"],
        ["accepted"],
    ]
    assert get_state("tally:a").total == 3
    entries = read_entries()
    assert [(e.post, e.scope, e.recorded_at) for e in entries] == [
        (clerk.post, clerk.scope, now),
        ("other-post", "account:2", later),
    ]


def test_batches_answer_as_one_submit_after_another(clerk: Actor, now: datetime) -> None:
    again = count("a", 1)
    stranger = msgspec.structs.replace(clerk, scope="account:2")
    batches = [Batch([again], clerk, now), Batch([again], clerk, now), Batch([], clerk, now)]
    first, second, nothing = submit_batches([*batches])
    assert (first[0].status, second[0].status, nothing) == ("accepted", "already-done", [])
    # the id of another's command is free
    assert submit_batches([Batch([again], stranger, now)])[0][0].status == "accepted"


def test_batch_handed_in_late_is_recorded_after_the_last(clerk: Actor, now: datetime) -> None:
    early = now - timedelta(hours=1)
    submit_batches([Batch([count("a")], clerk, now), Batch([count("b")], clerk, early)])
    assert [entry.recorded_at for entry in read_entries()] == [now, now]


def test_recorded_time_never_goes_back(clerk: Actor, now: datetime) -> None:
    submit([count("a")], by=clerk, now=now)
    submit([count("a")], by=clerk, now=now - timedelta(days=3))
    times = list(Entry.objects.order_by("position").values_list("recorded_at", flat=True))
    assert times == [now, now]


def test_claimed_time_is_kept_beside_recorded_time(clerk: Actor, now: datetime) -> None:
    claimed = now - timedelta(days=2)
    submit([count("a", happened_at=claimed)], by=clerk, now=now)
    entry = read_stream("tally:a")[0]
    assert (entry.happened_at, entry.recorded_at) == (claimed, now)


def test_personal_value_is_in_the_vault_and_not_on_the_log(clerk: Actor, now: datetime) -> None:
    submit([count("a", note=Personal("赵钱孙李", "person:7"))], by=clerk, now=now)
    entry = read_stream("tally:a")[0]
    event = entry.event
    assert isinstance(event, Counted)
    assert open_value(event.note) == "赵钱孙李"
    assert "赵钱孙李".encode() not in entry.body
    assert "赵钱孙李".encode() not in bytes(VaultItem.objects.get().cipher)


def test_naive_moment_is_an_error(clerk: Actor) -> None:
    with pytest.raises(ValueError, match="aware"):
        submit([count("a")], by=clerk, now=datetime(2026, 1, 1))


def test_old_event_is_upcast_on_reading(clerk: Actor, now: datetime) -> None:
    submit([count("a", 5)], by=clerk, now=now)
    Entry.objects.update(type="tally.counted@1", body=b'{"n": 5}')
    assert read_stream("tally:a")[0].event == Counted(amount=5)


def test_unknown_event_stops_reading(clerk: Actor, now: datetime) -> None:
    submit([count("a", 5)], by=clerk, now=now)
    Entry.objects.update(type="tally.counted@9")
    with pytest.raises(codec.EventUnknown, match="tally.counted@9"):
        _ = read_stream("tally:a")[0].event


def test_event_with_personal_field_is_refused_at_registration() -> None:
    class Leaks(Event):
        TYPE = "tally.leaks@1"

        name: Personal[str] | None = None

    Leaks.__annotations__["name"] = Personal[str] | None
    with pytest.raises(codec.EventCarriesPersonal, match="name"):
        codec.check_event_class(Leaks)


def test_clashing_rows_are_found_by_halving(
    clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One item the database refuses does not take its neighbours with it."""
    commands = [count(f"c{n}") for n in range(9)]
    bad = f"tally:{commands[4].tally}"
    real = append._entry_rows

    def clash(accepted: list, *rest: object) -> list:
        rows = real(accepted, *rest)
        return rows + [rows[0]] if any(r[1] == bad for r in rows) else rows

    monkeypatch.setattr(append, "_entry_rows", clash)
    answers = submit(commands, by=clerk, now=now)
    assert [a.status for a in answers] == ["accepted"] * 4 + ["refused"] + ["accepted"] * 4
    assert answers[4].refusal is not None
    assert answers[4].refusal.code == "clashes-with-existing"
    assert get_last_position() == 8


def test_clash_takes_back_what_was_to_be_committed_in_the_same_way(
    clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL is sent the commit before it answered to the entries; it must leave it out."""
    real = append._entry_rows
    monkeypatch.setattr(append, "_entry_rows", lambda *given: [*real(*given), real(*given)[0]])
    answers = submit([count("a")], by=clerk, now=now)
    monkeypatch.undo()
    assert [a.status for a in answers] == ["refused"]
    assert (get_last_position(), get_state("tally:a")) == (0, None)
    assert submit([count("b")], by=clerk, now=now)[0].status == "accepted"
    assert (get_last_position(), get_state("tally:a")) == (1, None)


def test_alongside_moves_with_the_last_chunk(clerk: Actor, now: datetime) -> None:
    def fail() -> None:
        raise RuntimeError("the cursor could not move")

    with pytest.raises(RuntimeError):
        submit([count("a")], by=clerk, now=now, alongside=fail)
    assert get_state("tally:a") is None


def test_moment_is_stored_in_utc(clerk: Actor) -> None:
    submit([count("a")], by=clerk, now=datetime(2026, 5, 1, tzinfo=UTC))
    assert Entry.objects.get().recorded_at == datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize("probes", [1, 1000])
def test_repeats_of_many_actors_are_known_however_they_are_asked(
    clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch, probes: int
) -> None:
    monkeypatch.setattr(answers, "PROBES", probes)
    actors = [msgspec.structs.replace(clerk, scope=f"account:{n}") for n in range(3)]
    good, bad = count("a", 1), count("a", 200)  # the same ids from three hands
    batches = [Batch([good, bad], actor, now) for actor in actors]
    first, again = submit_batches(batches), submit_batches(batches)
    assert [[one.status for one in batch] for batch in first] == [["accepted", "refused"]] * 3
    assert [[one.status for one in batch] for batch in again] == [["already-done", "refused"]] * 3
    assert [batch[0].entries[0].version for batch in again] == [1, 2, 3]
    assert Entry.objects.count() == 3
    move = MoveTally(id=new_id(), source="a", target="b", amount=1)
    made, repeated = (submit([move], by=clerk, now=now)[0] for _ in range(2))
    assert made.entries == repeated.entries and len(made.entries) == 2
